using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Exports;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Exchange;

/// <summary>The feeds that one reader may read, each with as much as the pages and exports show them.</summary>
/// <param name="plans">Fills a line of a plan in the reader's language.</param>
/// <param name="disclose">Records which versions of reports a page told of.</param>
internal sealed class Feeds(
    Database database, Register register, InForce? inForce, SitesToday today, ExportReading reading, CurrentPerson person, Words words, Func<DbConnection, PlansFilling> plans, Func<IReadOnlyList<(ReportId Report, int Version)>, Task> disclose)
{
    public const string SitesName = "Sites", RecordsName = "Records", IncidentsName = "Incidents", ActionsName = "Actions", FiguresName = "Figures", IndicatorsName = "Indicators", FormPrefix = "Form_";

    private static readonly ImmutableArray<FeedColumn> OfSites = FeedColumn.All(
        "Code", "Name", "Stage", "StageCode", "Country", "Province", "Minerals", "Level", "Standing", "Worst", "WorstIndicator", "Attention", "Looked:Whole", "Applicable:Whole",
        "AgentDaysDone:Whole", "AgentDaysPlanned:Whole", "AgentDaysFrom:Day", "Latitude:Number", "Longitude:Number", "Exact:Flag");

    private static readonly ImmutableArray<FeedColumn> OfIncidents = FeedColumn.All(
        "Number", "Site", "Level", "Hollow:Flag", "State", "Day:Day", "Learnt:Time", "Indicators", "What", "Holder", "Due:Time", "LastEntry:Whole");

    private static readonly ImmutableArray<FeedColumn> OfActions = FeedColumn.All(
        "Number", "Site", "State", "Indicator", "Level", "Measure", "Text", "Owner", "OwnerIs", "Due:Day", "Clock:Day", "Overdue:Whole", "Cost", "Partner", "Quiet:Flag", "Lasting", "Incidents", "LastEntry:Whole");

    private readonly RecordRows _rows = new(register);

    // The sites that the reader is limited to.
    private readonly IReadOnlyCollection<SiteId>? _within = OpenedRecord.SeesAll(person) ? null : [.. person.User?.Sites ?? []];

    // Of whose records somebody from outside gets the answers for subscribers, and from which day on.
    private readonly Lazy<IReadOnlyDictionary<SiteId, DateOnly>> _data = new(() => Reach.Data(register, person, database.Now));

    private bool TakesRecords => person.May(Right.ExportRecords) && person.Sees >= Tier.T2;

    private bool TakesData => !TakesRecords && _data.Value.Count > 0;

    /// <summary>Whether the reader gets records as a layer of a map.</summary>
    public bool HasRecords => TakesRecords || TakesData;

    /// <summary>Names of the tables that the reader may read.</summary>
    public IEnumerable<string> Names =>
    [
        .. person.May(Right.SeeSites) ? [SitesName] : Array.Empty<string>(),
        .. SeesCases ? [IncidentsName, ActionsName] : Array.Empty<string>(),
        .. GetsReports ? [FiguresName, IndicatorsName] : Array.Empty<string>(),
        .. TakesRecords ? FormNames.Select(f => f.Name) : TakesData ? FormNames.Where(f => _rows.OfFormForSubscribers(f.Form) is not null).Select(f => f.Name) : [],
    ];

    /// <summary>Every form with its name as an identifier, in the order of their publishing.</summary>
    private IReadOnlyList<(string Form, string Name)> FormNames
    {
        get
        {
            if (field is not null)
                return field;
            var taken = new HashSet<string>();
            return field = [.. register.Published.OrderBy(p => p.Published).Select(p => p.Form).Distinct().Select(f => (f, RecordRows.Unique(FormPrefix + RecordRows.Identifier(f), taken)))];
        }
    }

    // What reports say needs the scope of reports besides that of feeds.
    private bool GetsReports => person.May(Right.SeeSites) && person.Key?.Scopes.Contains(KeyScope.Reports) != false && (person.Role.OfTheProgramme() || register.Monitored.Any(s => Reach.Gives(register, person, Product.Reports, s, SiteRisk.Today(s, database.Now.ToDateTimeOffset()), database.Now)));

    private bool SeesCases => person.May(Right.SeeRecords) && person.Sees >= Tier.T2;

    /// <summary>The right that a table needs.</summary>
    public static Right RightOf(string name) => name switch { SitesName or FiguresName or IndicatorsName => Right.SeeSites, IncidentsName or ActionsName => Right.SeeRecords, _ => Right.ExportRecords };

    /// <summary>A table by its name; null where there is none, or none that the reader may read.</summary>
    public Feed? Find(string name) => name switch
    {
        _ when !Names.Contains(name) => null,
        SitesName => Sites(),
        IncidentsName => Incidents(),
        ActionsName => Actions(),
        FiguresName => OfReports(FiguresName, ReportRows.OfFigures, ReportRows.Figures),
        IndicatorsName => OfReports(IndicatorsName, ReportRows.OfIndicators, ReportRows.Indicators),
        _ => Form(name, FormNames.First(f => f.Name == name).Form),
    };

    /// <summary>Whether there is such a table for anybody.</summary>
    public bool Exists(string name) => name is SitesName or IncidentsName or ActionsName or FiguresName or IndicatorsName || FormNames.Any(f => f.Name == name);

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
    public Feed Records() => ByLedger(RecordsName, null, "ogc:records", TakesRecords ? _rows.OfAll() : _rows.OfAllForSubscribers());

    private Feed Form(string name, string form) => ByLedger(name, form, "odata:" + form, TakesRecords ? _rows.OfForm(form) : _rows.OfFormForSubscribers(form)!);

    // What published reports say, of each its newest version that stands, in the order of site, month and what is said.
    private Feed OfReports(string name, ImmutableArray<FeedColumn> columns, Func<PublishedReport, IEnumerable<FeedRow>> rows)
    {
        var sites = new Lazy<List<Site>>(() => [.. register.Monitored.Where(person.SeesSite).OrderBy(s => s.Code + " ", StringComparer.Ordinal)]);
        IEnumerable<(PublishedReport Report, FeedRow Row)> asked(FeedAsk ask)
        {
            var from = ask.At ?? ask.After;
            foreach (var site in sites.Value.Where(s => (ask.Site is null || s.Id == ask.Site) && (from is null || string.CompareOrdinal(s.Code + " ~", from) > 0)))
                foreach (var report in database.Read(db => ReportsTable.OfSite(db, site.Id)).Where(r => r.Withdrawn is null && Reach.Gives(register, person, Product.Reports, site, r.Fact.Says.Last, database.Now)).OrderBy(r => r.Fact.Month))
                    foreach (var row in rows(report).OrderBy(r => (string)r.Values[0]!, StringComparer.Ordinal))
                        if (ask.At is { } at ? (string)row.Values[0]! == at : from is null || string.CompareOrdinal((string)row.Values[0]!, from) > 0)
                            yield return (report, row);
        }
        return new(
            name, false, columns,
            async (ask, _) =>
            {
                var found = asked(ask).Take(ask.Count + 1).ToList();
                var page = found.Take(ask.Count).ToList();
                await disclose([.. page.Select(p => (p.Report.Fact.Report, p.Report.Fact.Version)).Distinct()]);
                return new(Once([.. page.Select(p => p.Row)]), Next(found, ask, p => (string)p.Row.Values[0]!));
            },
            ask => asked(ask).LongCount());
    }

    // Each page is an entry of the ledger before its first byte goes out, as an export is.
    private Feed ByLedger(string name, string? form, string what, RowShape shape) => new(
        name, true, shape.Columns,
        async (ask, cancel) =>
        {
            var (export, first, until) = Export(form, ask);
            var found = database.Read(db => export.Indexes(db, first, until, ask.Count + 1));
            var page = Math.Min(found.Count, ask.Count);
            if (page == 0)
                return new(Once([]), null);
            // Records are opened while the entry is made durable.
            var rows = reading.Read(export, found[page - 1] + 1, batch => (IReadOnlyList<FeedRow>)[.. batch.Select(shape.Row).Where(row => ask.Box is null || ask.Box.Holds(row.Place))], first: first, cancel: cancel).GetAsyncEnumerator(cancel);
            var begun = rows.MoveNextAsync().AsTask();
            try
            {
                await database.Write(writing => writing.Record(person.Actor, new RecordsRead(what, page)));
            }
            catch
            {
                await begun.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await rows.DisposeAsync();
                throw;
            }
            return new(
                Rest(rows, begun),
                Next(found, ask, index => index.ToString(CultureInfo.InvariantCulture)));
        },
        ask =>
        {
            var (export, first, until) = Export(form, ask);
            return database.Read(db => export.Count(db, first, until));
        });

    private (ExportAsk Export, long First, long Until) Export(string? form, FeedAsk ask)
    {
        var at = ask.At is null ? (long?)null : Index(ask.At);
        var export = new ExportAsk(form, ask.Site, ask.From, ask.Until, Within: _within);
        if (!TakesRecords)
            export = export with { Since = _data.Value, Deepest = Tier.T1, Forms = form is null ? [.. FormNames.Select(f => f.Form).Where(f => _rows.OfFormForSubscribers(f) is not null)] : null };
        return (export, Math.Max(ask.After is null ? -1 : Index(ask.After), at - 1 ?? -1), Math.Min(Math.Min(ask.Before ?? long.MaxValue, at + 1 ?? long.MaxValue), database.Size));
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

    private string CodeOf(SiteId site) => register.Sites.TryGetValue(site, out var found) ? found.Code : "";

    private GeoPoint? PlaceOf(Site site) => person.Sees >= Tier.T2 ? site.Place : site.Place?.Coarse();

    private static string? Next<T>(IReadOnlyList<T> found, FeedAsk ask, Func<T, string> key) => found.Count > ask.Count ? key(found[ask.Count - 1]) : null;

    private static async IAsyncEnumerable<IReadOnlyList<FeedRow>> Rest(IAsyncEnumerator<IReadOnlyList<FeedRow>> rows, Task<bool> begun)
    {
        await using (rows)
            for (var more = await begun; more; more = await rows.MoveNextAsync())
                yield return rows.Current;
    }

    private static async IAsyncEnumerable<IReadOnlyList<FeedRow>> Once(IReadOnlyList<FeedRow> rows)
    {
        await Task.CompletedTask;
        yield return rows;
    }
}
