using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Exports;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Exchange;

/// <summary>The feeds that one reader may read, each with as much as the pages and exports show them.</summary>
/// <param name="plans">Fills a line of a plan in the reader's language.</param>
internal sealed class Feeds(
    Database database, Register register, InForce? inForce, SitesToday today, ExportReading reading, CurrentPerson person, Words words, Func<DbConnection, PlansFilling> plans)
{
    public const string SitesName = "Sites", RecordsName = "Records", IncidentsName = "Incidents", ActionsName = "Actions", FormPrefix = "Form_";

    private static readonly ImmutableArray<FeedColumn> OfSites = Columns(
        "Code", "Name", "Stage", "StageCode", "Country", "Province", "Minerals", "Level", "Standing", "Worst", "WorstIndicator", "Attention", "Looked:Whole", "Applicable:Whole",
        "AgentDaysDone:Whole", "AgentDaysPlanned:Whole", "AgentDaysFrom:Day", "Latitude:Number", "Longitude:Number", "Exact:Flag");

    private static readonly ImmutableArray<FeedColumn> OfRecords = Columns(
        "LedgerIndex:Whole", "SubmissionID", "Form", "FormVersion", "Site", "Day:Day", "Received:Time", "Agent", "Review", "Flags", "Source", "MissingFiles:Whole");

    private static readonly ImmutableArray<FeedColumn> OfIncidents = Columns(
        "Number", "Site", "Level", "Hollow:Flag", "State", "Day:Day", "Learnt:Time", "Indicators", "What", "Holder", "Due:Time", "LastEntry:Whole");

    private static readonly ImmutableArray<FeedColumn> OfActions = Columns(
        "Number", "Site", "State", "Indicator", "Level", "Measure", "Text", "Owner", "OwnerIs", "Due:Day", "Clock:Day", "Overdue:Whole", "Cost", "Partner", "Quiet:Flag", "Lasting", "Incidents", "LastEntry:Whole");

    // The sites that the reader is limited to.
    private readonly IReadOnlyCollection<SiteId>? _within = OpenedRecord.SeesAll(person) ? null : [.. person.User?.Sites ?? []];

    /// <summary>Whether the reader may take records out.</summary>
    public static bool TakesRecords(CurrentPerson person) => person.May(Right.ExportRecords) && person.Sees >= Tier.T2;

    /// <summary>Names of the tables that the reader may read.</summary>
    public IEnumerable<string> Names =>
    [
        .. person.May(Right.SeeSites) ? [SitesName] : Array.Empty<string>(),
        .. SeesCases ? [IncidentsName, ActionsName] : Array.Empty<string>(),
        .. TakesRecords(person) ? FormNames.Select(f => f.Name) : [],
    ];

    /// <summary>Every form with its name as an identifier, in the order of their publishing.</summary>
    private IReadOnlyList<(string Form, string Name)> FormNames
    {
        get
        {
            if (field is not null)
                return field;
            var taken = new HashSet<string>();
            return field = [.. register.Published.OrderBy(p => p.Published).Select(p => p.Form).Distinct().Select(f => (f, Unique(FormPrefix + Identifier(f), taken)))];
        }
    }

    private bool SeesCases => person.May(Right.SeeRecords) && person.Sees >= Tier.T2;

    /// <summary>The right that a table needs.</summary>
    public static Right RightOf(string name) => name switch { SitesName => Right.SeeSites, IncidentsName or ActionsName => Right.SeeRecords, _ => Right.ExportRecords };

    /// <summary>A table by its name; null where there is none, or none that the reader may read.</summary>
    public Feed? Find(string name) => name switch
    {
        _ when !Names.Contains(name) => null,
        SitesName => Sites(),
        IncidentsName => Incidents(),
        ActionsName => Actions(),
        _ => Form(name, FormNames.First(f => f.Name == name).Form),
    };

    /// <summary>Whether there is such a table for anybody.</summary>
    public bool Exists(string name) => name is SitesName or IncidentsName or ActionsName || FormNames.Any(f => f.Name == name);

    /// <summary>The monitored sites that the reader sees, by code, as they stand today. Below T2 a place is coarse, and so is what a box holds: with exact places behind it, boxes would tell them.</summary>
    public Feed Sites()
    {
        var seen = new Lazy<List<Site>>(() => inForce is null ? [] : [.. register.Monitored.Where(person.SeesSite).OrderBy(s => s.Code, StringComparer.Ordinal)]);
        IEnumerable<Site> asked(FeedAsk ask) => seen.Value.Where(s =>
            (ask.After is null || string.CompareOrdinal(s.Code, ask.After) > 0) && (ask.At is null || s.Code == ask.At) && (ask.Site is null || s.Id == ask.Site) && (ask.Box is null || ask.Box.Holds(PlaceOf(s))));
        return new(
            SitesName, false, OfSites,
            (ask, _) =>
            {
                var found = asked(ask).Take(ask.Count + 1).ToList();
                var page = found.Take(ask.Count).ToList();
                return Task.FromResult(new FeedPage(Once(database.Read(db => inForce is null ? [] : today.Of(db, register, inForce, page).Select(s => Row(s.Site, s.Today)).ToList())), Next(found, ask, s => s.Code)));
            },
            ask => asked(ask).LongCount());
    }

    /// <summary>Records of all forms that count, with the first place that they name.</summary>
    public Feed Records() => ByLedger(RecordsName, null, "ogc:records", OfRecords, record => new([.. Known(record.Record)], PlaceOf(record)));

    private Feed Form(string name, string form)
    {
        var plan = CsvExport.PlanOf(register, form);
        var taken = OfRecords.Where(c => c.Name != "Form").Select(c => c.Name).Append("InstanceID").ToHashSet();
        var columns = plan.Tables[0].Headers.Zip(plan.Types, (header, type) => new FeedColumn(Unique(Identifier(header), taken), TypeOf(type))).ToImmutableArray();
        return ByLedger(
            name, form, "odata:" + form, [.. OfRecords.Where(c => c.Name != "Form"), new("InstanceID", FeedType.Text), .. columns],
            record =>
            {
                var cells = plan.Versions.TryGetValue(record.Record.Version, out var version) ? ExportRows.Read(plan, version, record.Answers, record.Record.Instance)[0].Cells : new string?[columns.Length];
                return new([.. Known(record.Record).Where((_, i) => OfRecords[i].Name != "Form"), record.Record.Instance, .. cells.Zip(columns, (cell, column) => ValueOf(cell, column.Type))]);
            });
    }

    // Each page is an entry of the ledger before its first byte goes out, as an export is.
    private Feed ByLedger(string name, string? form, string what, ImmutableArray<FeedColumn> columns, Func<OpenRecord, FeedRow> shape) => new(
        name, true, columns,
        async (ask, cancel) =>
        {
            var (export, first, until) = Export(form, ask);
            var found = database.Read(db => export.Indexes(db, first, until, ask.Count + 1));
            var page = Math.Min(found.Count, ask.Count);
            if (page == 0)
                return new(Once([]), null);
            await database.Write(writing => writing.Record(person.Actor, new RecordsRead(what, page)));
            return new(
                reading.Read(export, found[page - 1] + 1, batch => (IReadOnlyList<FeedRow>)[.. batch.Select(shape).Where(row => ask.Box is null || ask.Box.Holds(row.Place))], first: first, cancel: cancel),
                Next(found, ask, index => index.ToString(CultureInfo.InvariantCulture)));
        },
        ask =>
        {
            var (export, first, until) = Export(form, ask);
            return database.Read(db => export.Count(db, until) - (first < 0 ? 0 : export.Count(db, Math.Min(first + 1, until))));
        });

    private (ExportAsk Export, long First, long Until) Export(string? form, FeedAsk ask)
    {
        var at = ask.At is null ? (long?)null : Index(ask.At);
        return (new(form, ask.Site, ask.From, ask.Until, Within: _within), Math.Max(ask.After is null ? -1 : Index(ask.After), at - 1 ?? -1), Math.Min(Math.Min(ask.Before ?? long.MaxValue, at + 1 ?? long.MaxValue), database.Size));
    }

    private static long Index(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : long.MaxValue - 1;

    private Feed Incidents()
    {
        IReadOnlyCollection<SiteId>? sites(FeedAsk ask) => ask.Site is { } one ? _within is null || _within.Contains(one) ? [one] : [] : _within;
        return new(
            IncidentsName, false, OfIncidents,
            (ask, _) => Task.FromResult(database.Read(db =>
            {
                var found = IncidentsTable.After(db, ask.After ?? "", sites(ask), person.Role == Role.Reviewer, ask.At, ask.Count + 1);
                return new FeedPage(Once([.. found.Take(ask.Count).Select(Row)]), Next(found, ask, i => i.Number));
            })),
            ask => database.Read(db => IncidentsTable.After(db, ask.After ?? "", sites(ask), person.Role == Role.Reviewer, ask.At, int.MaxValue).Count));
    }

    private Feed Actions()
    {
        IReadOnlyCollection<SiteId>? sites(FeedAsk ask) => ask.Site is { } one ? _within is null || _within.Contains(one) ? [one] : [] : _within;
        return new(
            ActionsName, false, OfActions,
            (ask, _) => Task.FromResult(database.Read(db =>
            {
                var found = PlansTable.After(db, ask.After ?? "", sites(ask), ask.At, ask.Count + 1);
                var filling = plans(db);
                return new FeedPage(Once([.. found.Take(ask.Count).Select(a => Row(db, filling, a))]), Next(found, ask, a => a.Line.Number));
            })),
            ask => database.Read(db => PlansTable.After(db, ask.After ?? "", sites(ask), ask.At, int.MaxValue).Count));
    }

    private FeedRow Row(Site site, SiteToday now)
    {
        var (stands, place) = (now.To(person.Sees), PlaceOf(site));
        return new(
            [
                site.Code, site.Name, words["stage." + site.Stage], site.Stage.ToString(), site.Country, site.Province, SiteWords.Minerals(site, words), stands.Standing.Shown == Shown.Open ? $"S{stands.Standing.Severity}" : null,
                stands.Standing.Say(words), stands.Worst?.Indicator.Name.In(words.Language), stands.Worst?.Indicator.Id, stands.Attention.Say(words), (long)stands.Looked, (long)stands.Applicable,
                (long)now.Days.Done, (long)now.Days.Planned, now.Days.From, place?.Latitude, place?.Longitude, person.Sees >= Tier.T2,
            ],
            place);
    }

    private FeedRow Row(Incident incident) => new(
    [
        incident.Number, CodeOf(incident.Site), incident.Level.ToString(), incident.Hollow, IncidentWords.KeyOf(incident.State), incident.Day, incident.Learnt.ToDateTimeOffset(),
        string.Join(", ", incident.Findings.Select(f => f.Indicator)), IncidentWords.What(incident, inForce?.Catalogue, words),
        incident.Holder is { } holder ? PeopleWords.Name(register, holder, words) : null, incident.Next?.Until.ToDateTimeOffset(), incident.Last,
    ]);

    private FeedRow Row(DbConnection db, PlansFilling filling, CorrectiveAction action)
    {
        var line = filling.Line(action, register.Sites[action.Site], PlansTable.Find(db, action.Plans[^1])!);
        return new(
        [
            line.Number, CodeOf(action.Site), line.State, action.Line.Indicator, action.Line.Level.ToString(), action.Line.Measure, line.Text, line.Line.Owner, line.OwnerIs, line.Due, action.Line.Clock, (long)line.Overdue,
            line.Line.Cost, line.Partner, line.Quiet, action.Lasting?.ToString(), string.Join(", ", line.Incidents.Select(i => i.Text)), action.Last,
        ]);
    }

    private IEnumerable<object?> Known(SealedRecord record) =>
    [
        record.Idx, record.Submission, record.Form, record.Version, record.SiteCode(register), DateOnly.FromDayNumber((int)record.Day), new Instant(record.Received).ToDateTimeOffset(),
        record.Agent, record.Review, record.Flags, record.Source, record.Missing,
    ];

    private string CodeOf(SiteId site) => register.Sites.TryGetValue(site, out var found) ? found.Code : "";

    private GeoPoint? PlaceOf(Site site) => person.Sees >= Tier.T2 ? site.Place : site.Place?.Coarse();

    private GeoPoint? PlaceOf(OpenRecord record) =>
        register.Forms.TryGetValue((record.Record.Form, record.Record.Version), out var form)
        && AnswerReading.Read(form.Form, record.Answers).FirstOrDefault(a => a.Node?.Type == AnswerType.Geopoint && a.Text.Length > 0) is { } answer
        && GeoPoint.TryRead(answer.Text, out var place) ? place : null;

    private static string? Next<T>(IReadOnlyList<T> found, FeedAsk ask, Func<T, string> key) => found.Count > ask.Count ? key(found[ask.Count - 1]) : null;

    private static async IAsyncEnumerable<IReadOnlyList<FeedRow>> Once(IReadOnlyList<FeedRow> rows)
    {
        await Task.CompletedTask;
        yield return rows;
    }

    private static ImmutableArray<FeedColumn> Columns(params IEnumerable<string> columns) =>
        [.. columns.Select(c => c.Split(':')).Select(c => new FeedColumn(c[0], c.Length > 1 ? Enum.Parse<FeedType>(c[1]) : FeedType.Text))];

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

    // An identifier of OData: letters, digits and underscores, a letter or underscore first, 128 at most.
    private static string Identifier(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return (safe.Length == 0 || char.IsAsciiDigit(safe[0]) ? "_" + safe : safe) is var begun && begun.Length > 110 ? begun[..110] : begun;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var (free, number) = (name, 2);
        while (!taken.Add(free))
            free = $"{name}_{number++}";
        return free;
    }
}
