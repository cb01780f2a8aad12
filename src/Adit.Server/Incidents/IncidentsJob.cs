using System.Data.Common;
using Adit.Alerts;
using Adit.Ledger;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Incidents;

/// <summary>Opens incidents from records as they are rated. One node of several does it; how far it came is kept with what it opened, so that nothing is opened twice or left out.</summary>
internal sealed class IncidentsJob : LeadingJob
{
    private const int AtOnce = 200;

    private readonly Registers _registers;
    private readonly Catalogues _catalogues;
    private readonly LedgerReading _ledger;
    private readonly AssessJob _assess;

    public IncidentsJob(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, AssessJob assess, ILogger<IncidentsJob> log)
        : base(database, "incidents", "Incidents", TimeSpan.FromSeconds(20), log)
    {
        (_registers, _catalogues, _ledger, _assess) = (registers, catalogues, ledger, assess);
        WakesOn(fact => fact is SubmissionAccepted);
    }

    /// <summary>Opens what is rated now.</summary>
    public async Task Look()
    {
        while (_catalogues.Current is { } inForce && Database.Read(db => FoundTable.Between(db, IncidentsTable.Looked(db), RatingsTable.Next(db), 1)).Count > 0)
            await Database.Write(writing => Open(writing, inForce));
    }

    /// <inheritdoc/>
    protected override async Task Turn(bool woken, CancellationToken cancel)
    {
        await _assess.Fresh(cancel);
        await Look();
    }

    private bool Open(Writing writing, InForce inForce)
    {
        var db = writing.Db.Db;
        var rows = FoundTable.Between(db, IncidentsTable.Looked(db), RatingsTable.Next(db), AtOnce);
        if (rows.Count == 0)
            return false;
        // What one record found stays together, however much it is.
        if (rows.Count == AtOnce)
            rows = [.. rows.Where(r => r.Index < rows[^1].Index), .. FoundTable.Between(db, rows[^1].Index, rows[^1].Index + 1, int.MaxValue)];
        foreach (var found in rows.GroupBy(r => r.Index))
            if (_registers.Current.Sites.TryGetValue(found.First().Site, out var site) && site.Kind == SiteKind.Monitored)
                foreach (var fact in Of(db, inForce, site, found.Key, [.. found]))
                {
                    writing.Record(ActorId.Program, fact);
                    if (fact switch { IncidentOpened opened => (IncidentId?)opened.Incident, IncidentBorneOut more => more.Incident, _ => null } is { } touched)
                        Ring(writing, touched, Database.Now);
                }
        IncidentsTable.Look(writing.Db, rows[^1].Index + 1);
        return true;
    }

    /// <summary>Whoever is on duty is called once about an incident that is S1 now; nothing where that was done before, or it was learnt too long ago.</summary>
    public static void Ring(Writing writing, IncidentId id, Instant now)
    {
        if (IncidentsTable.Find(writing.Db.Db, id) is { Level: Severity.S1, IsOpen: true } serious && AlertsTable.Find(writing.Db.Db, id.Value) is null && serious.Learnt.Micros > now.Micros - (Calls.LongestAgo.Ticks / TimeSpan.TicksPerMicrosecond))
            writing.Record(ActorId.Program, new AlertRaised(id.Value, AlertKind.Incident, null, serious.Site, serious.Day));
    }

    // One after the other, as they are recorded: each draws a number that is free then.
    private IEnumerable<Fact> Of(DbConnection db, InForce inForce, Site site, long index, List<FoundRow> found)
    {
        var row = SubmissionsTable.Row(db, index);
        if (row is { Source: Source.Historic } or { Standing: VersionState.Withdrawn or VersionState.Erased } or { Review: ReviewState.Rejected })
            return [];
        var now = Database.Now.ToDateTimeOffset();
        var zone = Sheet.ZoneOf(site);
        var learnt = new Clocks(db, _ledger, _registers.Current, inForce).Learnt(index, zone);
        if (learnt is null)
            return [];
        var finder = new Finder(
            site.Id, zone, row is null ? null : new(row.Submission, index), row?.Agent, Instant.From(learnt.Value), Standing(db, site, now),
            [.. found.Select(f => Matter(inForce.Catalogue, f)).OfType<Matter>()]);
        var known = IncidentsTable.OpenAt(db, site.Id).Concat(row is null ? [] : IncidentsTable.Of(db, row.Submission)).DistinctBy(i => i.Id).Select(i => new KnownIncident(i, SourcesOf(db, i))).ToList();
        return Opening.Decide(inForce.Catalogue, known, finder, () => (new(Guid.CreateVersion7(now)), Database.Numbers.OfIncident(db, Clock.DayOf(learnt.Value, zone).Year)));
    }

    /// <summary>The indicators that stand open at a site today, as far as it is rated.</summary>
    public static IReadOnlySet<string> Standing(DbConnection db, Site site, DateTimeOffset now) =>
        RatingsTable.On(db, [site.Id], SiteRisk.Today(site, now), SiteRisk.Newest(db))[site.Id].Where(r => r.Row.Rating.State == RatingState.Open).Select(r => r.Indicator).ToHashSet();

    /// <summary>Whether there is a record that an incident rests on, and all of them still count.</summary>
    public static bool Counts(DbConnection db, Incident incident) =>
        !incident.Records.IsEmpty && incident.Records.All(r => SubmissionsTable.Row(db, r.Entry) is { Standing: VersionState.Current or VersionState.Superseded } row && row.Review != ReviewState.Rejected);

    /// <summary>Who sent the records that an incident rests on.</summary>
    public static IReadOnlySet<ActorId> SourcesOf(DbConnection db, Incident incident) => SubmissionsTable.Rows(db, incident.Records.Select(r => r.Entry)).Select(r => r.Agent).ToHashSet();

    private static Matter? Matter(Catalogue catalogue, FoundRow found) => catalogue.Indicator(found.Indicator) is { } indicator
        ? new(indicator.Id, indicator.Group, indicator.Kind == IndicatorKind.Event, FoundTable.Written(found.About) is { Length: > 0 } about ? about : null, found.Day, found.Level, found.Grade) : null;
}
