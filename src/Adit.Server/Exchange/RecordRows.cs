using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Adit.Exports;
using Adit.Forms;
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
