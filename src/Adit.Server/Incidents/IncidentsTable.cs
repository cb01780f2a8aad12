using System.Data.Common;
using System.Text.Json;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;
using Dapper;

namespace Adit.Incidents;

/// <summary>What of the incidents a list shows.</summary>
/// <param name="Sites">Null for all.</param>
/// <param name="Holder">Whose; null for anybody's.</param>
/// <param name="Open">Whether those that are not over, else those that are.</param>
/// <param name="After">The last of the page before; null for the first page.</param>
internal sealed record IncidentsAsked(IReadOnlyCollection<SiteId>? Sites, Severity? Level, ActorId? Holder, IncidentState? State, bool Open, bool Reviewer, (long At, string Number)? After);

/// <summary>Incidents as they stand, the records that they rest on, the other sites that a determination names, and which entries say what happened to them.</summary>
internal static class IncidentsTable
{
    // Of what is due never: behind everything that is.
    private const long Never = long.MaxValue;

    public static Table[] Tables { get; } =
    [
        new("incidents",
            ["incident", "number", "site", Table.Number("state"), Table.Number("level"), Table.Number("due"), Table.Maybe("holder"), Table.Number("reviewer"), Table.Number("opened"), "body"],
            ["incident"], "(state, due, number)", "(site, state)", "(number)", "(opened, number)"),
        new("incident_records", ["submission", "incident"], ["submission", "incident"]),
        new("incident_sites", ["site", "incident"], ["site", "incident"]),
        new("incident_entries", ["incident", Table.Number("entry")], ["incident", "entry"], "(entry)"),
    ];

    /// <summary>How far the records were looked at for incidents to open. Not in the ledger: it says where to go on.</summary>
    public static Table LookedTable { get; } = new("incidents_looked", [Table.Number("one"), Table.Number("next")], ["one"]);

    public static void Apply(Connection db, Recorded recorded, IncidentOpened opened) => Keep(db, recorded.Index, Incident.From(recorded, opened));

    /// <summary>Lets incidents follow anything else that happened to them.</summary>
    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case IncidentMerged merged:
                var ended = Read(db, merged.Incident);
                Keep(db, recorded.Index, ended.After(recorded));
                Keep(db, recorded.Index, Read(db, merged.Into).With(recorded, ended));
                break;
            case IncidentsKeptApart apart:
                Keep(db, recorded.Index, Read(db, apart.Incident).After(recorded));
                Keep(db, recorded.Index, Read(db, apart.Other).After(recorded));
                break;
            case DeterminationProposed proposed:
                Keep(db, recorded.Index, Read(db, proposed.Incident).After(recorded));
                foreach (var site in proposed.AlsoAt ?? [])
                    db.Run("insert into incident_sites (site, incident) values ($1, $2) on conflict do nothing", site.ToString(), proposed.Incident.ToString());
                break;
            default: Keep(db, recorded.Index, Read(db, IdOf(recorded.Fact)).After(recorded)); break;
        }
    }

    /// <summary>An incident; null where there is none.</summary>
    public static Incident? Find(DbConnection db, IncidentId id) => All(db, "where incident = @id", new { id = id.ToString() }) is [var found] ? found : null;

    /// <summary>An incident by its number; null where there is none.</summary>
    public static Incident? Find(DbConnection db, string number) => All(db, "where number = @number", new { number }) is [var found] ? found : null;

    /// <summary>Some of them by their ids.</summary>
    public static IEnumerable<Incident> Some(DbConnection db, IEnumerable<IncidentId> ids) =>
        ids.Chunk(1_000).SelectMany(some => All(db, $"where {Dialect.In(db, "incident", "@ids")}", new { ids = some.Select(i => i.ToString()).ToArray() }));

    /// <summary>Those of a site that are not over, the oldest first.</summary>
    public static IReadOnlyList<Incident> OpenAt(DbConnection db, SiteId site) => All(db, "where site = @site and state <= 1 order by opened, number", new { site = site.ToString() });

    /// <summary>All of a site, those that are over too, but not those that go on in another; the oldest first.</summary>
    public static IReadOnlyList<Incident> At(DbConnection db, SiteId site) => All(db, "where site = @site and state <= 2 order by opened, number", new { site = site.ToString() });

    /// <summary>Those of a site that go on in another one.</summary>
    public static IReadOnlyList<Incident> Merged(DbConnection db, SiteId site) => All(db, "where site = @site and state = 3 order by opened, number", new { site = site.ToString() });

    /// <summary>All of a site that ever were, those that go on in another too; the oldest first.</summary>
    public static IReadOnlyList<Incident> Ever(DbConnection db, SiteId site) => All(db, "where site = @site order by opened, number", new { site = site.ToString() });

    /// <summary>The same of some sites at once.</summary>
    public static ILookup<SiteId, Incident> OpenAt(DbConnection db, IReadOnlyCollection<SiteId> sites) =>
        All(db, $"where {Dialect.In(db, "site", "@sites")} and state <= 1 order by opened, number", new { sites = sites.Select(s => s.ToString()).ToArray() }).ToLookup(i => i.Site);

    /// <summary>Those that a record is part of.</summary>
    public static IReadOnlyList<Incident> Of(DbConnection db, SubmissionId submission) =>
        All(db, "where incident in (select incident from incident_records where submission = @submission) order by opened, number", new { submission = submission.ToString() });

    /// <summary>Those of other sites of which a determination names this one.</summary>
    public static IReadOnlyList<Incident> Naming(DbConnection db, SiteId site) =>
        All(db, "where incident in (select incident from incident_sites where site = @site) order by opened, number", new { site = site.ToString() });

    /// <summary>Some sites where an incident is open of which nothing is due, and another one besides: each may be hearsay that both together are more than.</summary>
    /// <param name="sites">Of which; null for all.</param>
    public static IReadOnlyList<SiteId> SitesOfSeveral(DbConnection db, IReadOnlyCollection<SiteId>? sites, int most) =>
        [.. db.Query<string>(
            $"""
            select site from incidents where state <= 1 {(sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
            group by site having count(*) > 1 and max(due) = @never order by site limit @most
            """, new { never = Never, most, sites = sites?.Select(s => s.ToString()).ToArray() }).Select(s => new SiteId(Guid.Parse(s)))];

    /// <summary>A page of the list: what is due first in front; of those that are over the newest.</summary>
    public static IReadOnlyList<Incident> Page(DbConnection db, IncidentsAsked asked, int count) => All(
        db,
        $"""
        where {(asked.State is not null ? "state = @state" : asked.Open ? "state <= 1" : "state >= 2")}
        {(asked.After is null ? "" : asked.Open ? "and (due > @at or (due = @at and number > @number))" : "and (opened < @at or (opened = @at and number < @number))")}
        {(asked.Level is null ? "" : "and level = @level")} {(asked.Holder is null ? "" : "and holder = @holder")} {(asked.Reviewer ? "" : "and reviewer = 0")}
        {(asked.Sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
        order by {(asked.Open ? "due, number" : "opened desc, number desc")} limit @count
        """,
        new
        {
            state = (long?)asked.State,
            level = (long?)asked.Level,
            holder = asked.Holder?.ToString(),
            at = asked.After?.At,
            number = asked.After?.Number,
            count,
            sites = asked.Sites?.Select(s => s.ToString()).ToArray(),
        });

    /// <summary>What a page of the list goes on after: of those that are open when something is due, of others when they were opened.</summary>
    public static (long At, string Number) PlaceOf(Incident incident, bool open) => (open ? DueOf(incident) : incident.Opened.Micros, incident.Number);

    /// <summary>How many are open by level, and how many of them are overdue.</summary>
    public static IReadOnlyList<(Severity Level, long Open, long Overdue)> Counts(DbConnection db, IReadOnlyCollection<SiteId>? sites, bool reviewer, Instant now) =>
        [.. db.Query<(long Level, long Open, long Overdue)>(
            $"""
            select level, count(*), cast(sum(case when due < @now then 1 else 0 end) as bigint) from incidents
            where state <= 1 {(reviewer ? "" : "and reviewer = 0")} {(sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")} group by level order by level desc
            """, new { now = now.Micros, sites = sites?.Select(s => s.ToString()).ToArray() }).Select(r => ((Severity)r.Level, r.Open, r.Overdue))];

    /// <summary>The ledger indexes of all that happened to an incident, in order.</summary>
    public static IReadOnlyList<long> Entries(DbConnection db, IncidentId id) =>
        [.. db.Query<long>("select entry from incident_entries where incident = @id order by entry", new { id = id.ToString() })];

    /// <summary>What happened to which from a ledger index on, in order.</summary>
    public static IReadOnlyList<(IncidentId Incident, long Entry)> Touched(DbConnection db, long from, int count) =>
        [.. db.Query<(string Incident, long Entry)>("select incident, entry from incident_entries where entry >= @from order by entry, incident limit @count", new { from, count }).Select(r => (new IncidentId(Guid.Parse(r.Incident)), r.Entry))];

    /// <summary>The ledger index of the last thing that happened to any; -1 where nothing ever did.</summary>
    public static long Newest(DbConnection db) => db.QuerySingle<long>("select coalesce(max(entry), -1) from incident_entries");

    /// <summary>The sites of those that something happened to after a ledger index.</summary>
    public static IEnumerable<SiteId> SitesSince(DbConnection db, long after) =>
        db.Query<string>("select distinct site from incidents where incident in (select incident from incident_entries where entry > @after)", new { after }).Select(s => new SiteId(Guid.Parse(s)));

    /// <summary>Those that something happened to from a ledger index on.</summary>
    public static IReadOnlyList<Incident> Since(DbConnection db, long from) => All(db, "where incident in (select incident from incident_entries where entry >= @from) order by opened, number", new { from });

    /// <summary>All that were opened after one, in this order.</summary>
    /// <param name="number">The one after which they begin; none for all.</param>
    /// <param name="sites">Of which; null for all.</param>
    /// <param name="reviewer">Whether those that are for the reviewer alone too.</param>
    /// <param name="at">Only the one with this number; null for all.</param>
    public static IReadOnlyList<Incident> After(DbConnection db, string number, IReadOnlyCollection<SiteId>? sites, bool reviewer, string? at, int count) => All(
        db,
        $"""
        where {(number.Length == 0 ? "1 = 1" : "(opened, number) > (select opened, number from incidents where number = @number)")} {(at is null ? "" : "and number = @at")} {(reviewer ? "" : "and reviewer = 0")}
        {(sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")} order by opened, number limit @count
        """,
        new { number, at, count, sites = sites?.Select(s => s.ToString()).ToArray() });

    /// <summary>Those that are not over.</summary>
    public static IReadOnlyList<Incident> AllOpen(DbConnection db) => All(db, "where state <= 1 order by opened, number", new { });

    /// <summary>Those of which something is overdue, or that nobody has.</summary>
    public static IReadOnlyList<Incident> Late(DbConnection db, Instant now) => All(db, "where state = 0 or (state = 1 and due <= @now) order by opened, number", new { now = now.Micros });

    /// <summary>The first ledger index that was not looked at yet.</summary>
    public static long Looked(DbConnection db) => db.QuerySingle<long>("select coalesce(max(next), 0) from incidents_looked");

    /// <summary>All before a ledger index was looked at.</summary>
    public static void Look(Connection db, long next) => db.Run("insert into incidents_looked (one, next) values (1, $1) on conflict (one) do update set next = excluded.next", next);

    private static Incident Read(Connection db, IncidentId id) =>
        db.First("select body from incidents where incident = $1", row => JsonSerializer.Deserialize<Incident>(row.Text(0))!, id.ToString()) ?? throw new InvalidDataException($"The incident {id} was never opened.");

    private static void Keep(Connection db, long index, Incident incident)
    {
        db.Run(
            """
            insert into incidents (incident, number, site, state, level, due, holder, reviewer, opened, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (incident) do update set state = excluded.state, level = excluded.level, due = excluded.due, holder = excluded.holder, body = excluded.body
            """,
            incident.Id.ToString(), incident.Number, incident.Site.ToString(), (int)incident.State, (int)incident.Level, DueOf(incident), incident.Holder?.ToString(),
            Acting.IsFor(incident, People.Role.Lead) ? 0 : 1, incident.Opened.Micros, JsonSerializer.Serialize(incident));
        db.Run("insert into incident_entries (incident, entry) values ($1, $2) on conflict do nothing", incident.Id.ToString(), index);
        foreach (var record in incident.Records)
            db.Run("insert into incident_records (submission, incident) values ($1, $2) on conflict do nothing", record.Submission.ToString(), incident.Id.ToString());
    }

    private static long DueOf(Incident incident) => incident.Next?.Until.Micros ?? Never;

    private static IncidentId IdOf(Fact fact) => fact switch
    {
        IncidentBorneOut f => f.Incident,
        IncidentTaken f => f.Incident,
        IncidentNoted f => f.Incident,
        IncidentFactsAsked f => f.Incident,
        IncidentInformed f => f.Incident,
        AuthorityDecided f => f.Incident,
        IncidentAffected f => f.Incident,
        IncidentDisputed f => f.Incident,
        SeverityOverridden f => f.Incident,
        IncidentPaused f => f.Incident,
        IncidentResumed f => f.Incident,
        IncidentStepMet f => f.Incident,
        IncidentClosed f => f.Incident,
        IncidentReopened f => f.Incident,
        DeterminationDecided f => f.Incident,
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static IReadOnlyList<Incident> All(DbConnection db, string which, object values) =>
        [.. db.Query<string>($"select body from incidents {which}", values).Select(body => JsonSerializer.Deserialize<Incident>(body)!)];
}
