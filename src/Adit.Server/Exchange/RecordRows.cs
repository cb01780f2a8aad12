using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Adit.Exports;
using Adit.Forms;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Exchange;

/// <summary>What a table's columns are, and how a record becomes a row of it. Rows are made on several threads at once.</summary>
internal sealed record RowShape(ImmutableArray<FeedColumn> Columns, Func<OpenRecord, FeedRow> Row);

/// <summary>Records as rows of tables: what is known of each, and its answers outside repeats over all versions of its form, typed where all versions ask for the same.</summary>
internal sealed class RecordRows(Register register)
{
    private const int Form = 2;

    private static readonly ImmutableArray<FeedColumn> OfEach = FeedColumn.All(
        "LedgerIndex:Whole", "SubmissionID", "Form", "FormVersion", "Site", "Day:Day", "Received:Time", "Agent", "Review", "Flags", "Source", "MissingFiles:Whole");

    private static readonly ImmutableArray<FeedColumn> OfSubscribers = FeedColumn.All("LedgerIndex:Whole", "FormVersion", "Site", "Day:Day");

    /// <summary>Records of all forms, with the first place that they name.</summary>
    public RowShape OfAll() => new(OfEach, record =>
    {
        var values = new object?[OfEach.Length];
        Known(record.Record, values, form: true);
        return new(ImmutableCollectionsMarshal.AsImmutableArray(values), PlaceOf(record));
    });

    /// <summary>Records of one form.</summary>
    /// <param name="places">Whether rows have the first place that their record names.</param>
    /// <param name="states">Whether a column says which records count.</param>
    public RowShape OfForm(string form, bool places = false, bool states = false)
    {
        var plan = CsvExport.PlanOf(register, form);
        ImmutableArray<FeedColumn> known = [.. OfEach.RemoveAt(Form), .. states ? [new FeedColumn("State", FeedType.Text)] : Array.Empty<FeedColumn>(), new("InstanceID", FeedType.Text)];
        var taken = known.Select(c => c.Name).ToHashSet();
        ImmutableArray<FeedColumn> columns = [.. known, .. plan.Tables[0].Headers.Zip(plan.Types, (header, type) => new FeedColumn(Unique(Identifier(header), taken), TypeOf(type)))];
        return new(columns, record =>
        {
            var values = new object?[columns.Length];
            Known(record.Record, values, form: false);
            values[known.Length - 1] = record.Record.Instance;
            if (states)
                values[known.Length - 2] = record.Record.State;
            if (plan.Versions.TryGetValue(record.Record.Version, out var version))
            {
                var cells = ExportRows.Read(plan, version, record.Answers, record.Record.Instance)[0].Cells;
                for (var i = 0; i < cells.Length; i++)
                    values[known.Length + i] = ValueOf(cells[i], columns[known.Length + i].Type);
            }
            return new(ImmutableCollectionsMarshal.AsImmutableArray(values), places ? PlaceOf(record) : null);
        });
    }

    /// <summary>Records of all forms for subscribers, each at the coarse place of its site: nothing of them but which form, site and day.</summary>
    public RowShape OfAllForSubscribers() => new([.. OfSubscribers.Insert(1, new("Form", FeedType.Text))], record =>
        new([record.Record.Idx, record.Record.Form, record.Record.Version, record.Record.SiteCode(register), DateOnly.FromDayNumber((int)record.Record.Day)],
            record.Record.Site is { } id && register.Sites.TryGetValue(new(Guid.Parse(id)), out var site) ? site.Place?.Coarse() : null));

    /// <summary>
    /// Records of one form for subscribers: its answers of T0 and T1 outside repeats, without places inside the site and names of files; and of the record itself its ledger index, by which it is proved, version, site
    /// and day. Not who sent it, when, with what phone, or what the office makes of it. Null where no version asks anything for subscribers.
    /// </summary>
    public RowShape? OfFormForSubscribers(string form)
    {
        var plan = CsvExport.PlanOf(register, form, Tier.T1);
        var taken = OfSubscribers.Select(c => c.Name).ToHashSet();
        // What versions ask for in different ways may be a place in one of them, and stays inside.
        var kept = plan.Types.Index().Where(t => t.Item is not (null or AnswerType.Geopoint or AnswerType.Geotrace or AnswerType.Geoshape or AnswerType.Binary or AnswerType.Audit)).Select(t => t.Index).ToArray();
        ImmutableArray<FeedColumn> columns = [.. OfSubscribers, .. kept.Select(i => new FeedColumn(Unique(Identifier(plan.Tables[0].Headers[i]), taken), TypeOf(plan.Types[i])))];
        return kept.Length == 0 ? null : new(columns, record =>
        {
            var values = new object?[columns.Length];
            (values[0], values[1], values[2], values[3]) = (record.Record.Idx, record.Record.Version, record.Record.SiteCode(register), DateOnly.FromDayNumber((int)record.Record.Day));
            if (plan.Versions.TryGetValue(record.Record.Version, out var version))
            {
                var cells = ExportRows.Read(plan, version, record.Answers, "")[0].Cells;
                foreach (var (at, column) in kept.Index())
                    values[OfSubscribers.Length + at] = ValueOf(cells[column], columns[OfSubscribers.Length + at].Type);
            }
            return new(ImmutableCollectionsMarshal.AsImmutableArray(values));
        });
    }

    private void Known(SealedRecord record, object?[] values, bool form)
    {
        var at = 0;
        values[at++] = record.Idx;
        values[at++] = record.Submission;
        if (form)
            values[at++] = record.Form;
        values[at++] = record.Version;
        values[at++] = record.SiteCode(register);
        values[at++] = DateOnly.FromDayNumber((int)record.Day);
        values[at++] = new Instant(record.Received).ToDateTimeOffset();
        values[at++] = record.Agent;
        values[at++] = record.Review;
        values[at++] = record.Flags;
        values[at++] = record.Source;
        values[at] = record.Missing;
    }

    private GeoPoint? PlaceOf(OpenRecord record) =>
        register.Forms.TryGetValue((record.Record.Form, record.Record.Version), out var form)
        && AnswerReading.Read(form.Form, record.Answers).FirstOrDefault(a => a.Node?.Type == AnswerType.Geopoint && a.Text.Length > 0) is { } answer
        && GeoPoint.TryRead(answer.Text, out var place) ? place : null;

    private static FeedType TypeOf(AnswerType? type) => type switch
    {
        AnswerType.Whole => FeedType.Whole,
        AnswerType.Number or AnswerType.Geopoint => FeedType.Number,
        AnswerType.Date => FeedType.Day,
        _ => FeedType.Text,
    };

    // What is no number where one is asked for has no place in a column of numbers; the CSV export has it as it was written.
    private static object? ValueOf(string? cell, FeedType type) => type switch
    {
        _ when string.IsNullOrEmpty(cell) => null,
        FeedType.Whole => AnswerText.Number(cell) is { } number && number == Math.Truncate(number) && Math.Abs(number) <= long.MaxValue / 2 ? (long)number : null,
        FeedType.Number => AnswerText.Number(cell),
        FeedType.Day => AnswerText.Day(cell),
        _ => cell,
    };

    /// <summary>An identifier of OData: letters, digits and underscores, a letter or underscore first, 128 at most.</summary>
    public static string Identifier(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return (safe.Length == 0 || char.IsAsciiDigit(safe[0]) ? "_" + safe : safe) is var begun && begun.Length > 110 ? begun[..110] : begun;
    }

    /// <summary>A name that is not taken yet, with a number behind it where it was.</summary>
    public static string Unique(string name, HashSet<string> taken)
    {
        var (free, number) = (name, 2);
        while (!taken.Add(free))
            free = $"{name}_{number++}";
        return free;
    }
}
