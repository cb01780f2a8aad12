using System.Data.Common;
using Adit.Incidents;
using Adit.Risk;
using Adit.Storage;
using Dapper;

namespace Adit.Alerts;

/// <summary>What became of a delivery.</summary>
internal enum DeliveryState
{
    /// <summary>It is on its way, for the first time or again.</summary>
    Waits,

    /// <summary>Whoever carries it further took it.</summary>
    Told,

    /// <summary>It was tried for days, in vain.</summary>
    GivenUp,

    /// <summary>There is nothing to tell any more: what was due is done, or nobody hears of it any more.</summary>
    Dropped,
}

/// <summary>A message to a listener by one way.</summary>
/// <param name="At">When it fell due to be told.</param>
/// <param name="Due">When it goes out at the earliest.</param>
/// <param name="Next">When it is tried next.</param>
/// <param name="Failed">Why the last try failed, as a code; null where none did.</param>
/// <param name="Since">Of a digest: after when what it tells happened.</param>
/// <param name="Upto">Of a digest: the time that it is of.</param>
internal sealed record Delivery(
    Guid Id, Guid Listener, string About, NoticeCause Cause, IncidentId? Incident, SiteId? Site, Severity Level, string Way, Instant At, Instant Due, Instant Next, int Tries, string? Failed, DeliveryState State,
    Instant? Ended, Instant Since, Instant Upto);

/// <summary>A try to deliver; failed is null where it was taken.</summary>
internal sealed record Attempt(Guid Delivery, Instant At, string? Failed);

/// <summary>What of the deliveries a list shows.</summary>
/// <param name="State">failed, waiting, told; null for all.</param>
/// <param name="Sites">Null for all.</param>
/// <param name="Reviewer">Whether those that are the independent reviewer's alone, too.</param>
/// <param name="Before">The last of the page before; null for the first.</param>
internal sealed record DeliveriesAsked(string? State, IReadOnlyCollection<SiteId>? Sites, bool Reviewer, (long At, string Id)? Before);

/// <summary>
/// What listeners are told: a row for each message and way, which is there once, so that nothing goes out twice; and every try. Not in the ledger (decisions, 1: delivery attempts); how each ended is.
/// No row holds a text, a name or an address.
/// </summary>
internal static class NoticesTable
{
    // That an organisation is reminded tells that it decided: whoever looks at what was told sees nothing of these.
    private const string Shown = "cause not in ('LookAgain', 'LookAgainLate')";

    private const string Columns = "id, listener, about, cause, incident, site, level, way, at, due, next, tries, failed, state, ended, since, upto";

    public static Table[] Tables { get; } =
    [
        new("notices",
            ["id", "listener", "about", "cause", Table.Maybe("incident"), Table.Maybe("site"), Table.Number("level"), Table.Number("reviewer"), "way", Table.Number("at"), Table.Number("due"), Table.Number("next"), Table.Number("tries"),
                Table.Maybe("failed"), Table.Number("state"), Table.Maybe("ended", Holds.Number), Table.Number("since"), Table.Number("upto")],
            ["listener", "about", "way"], "(id)", "(state, next)", "(at, id)", "(site, at, id)", "(incident)"),
        new("notice_attempts", ["id", Table.Number("at"), Table.Maybe("failed")], ["id", "at"]),
        new("notices_looked", [Table.Number("one"), Table.Number("next")], ["one"]),
    ];

    /// <summary>The first ledger index whose happening nobody was told of yet.</summary>
    public static long Looked(DbConnection db) => db.QuerySingle<long>("select coalesce(max(next), 0) from notices_looked");

    public static void Look(Connection db, long next) => db.Run("insert into notices_looked (one, next) values (1, $1) on conflict (one) do update set next = excluded.next", next);

    /// <summary>Puts a message on its way, unless it was before.</summary>
    public static void Put(Connection db, Guid id, Listener listener, string way, Notice notice, Instant now) => db.Run(
        $"insert into notices ({Columns}, reviewer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, null, 0, null, $12, $13, $14) on conflict do nothing",
        id.ToString(), listener.Set.Listener.ToString(), notice.About, notice.Cause.ToString(), notice.Incident?.Id.ToString(), (notice.Incident?.Site ?? notice.Site)?.ToString(), (int)(notice.Incident?.Level ?? Severity.None), way, now.Micros,
        notice.Due.Micros, notice.Due.Micros, notice.Since.Micros, notice.Upto.Micros, notice.Incident is { } incident && !Acting.IsFor(incident, People.Role.Lead) ? 1 : 0);

    /// <summary>Notes a try, and what comes of it.</summary>
    public static void Tried(Connection db, Guid id, Instant at, string? failed, DeliveryState state, Instant next)
    {
        db.Run("insert into notice_attempts (id, at, failed) values ($1, $2, $3) on conflict (id, at) do update set failed = excluded.failed", id.ToString(), at.Micros, failed);
        db.Run("update notices set tries = tries + 1, failed = coalesce($2, failed), state = $3, next = $4, ended = $5 where id = $1",
            id.ToString(), failed, (int)state, next.Micros, state == DeliveryState.Waits ? null : at.Micros);
    }

    /// <summary>There is nothing to tell any more.</summary>
    public static void Drop(Connection db, Guid id, Instant at) => db.Run("update notices set state = 3, ended = $2 where id = $1 and state = 0", id.ToString(), at.Micros);

    /// <summary>Tries one again at once, for as long as if it were new.</summary>
    public static void Again(Connection db, Guid id, Instant now) => db.Run("update notices set state = 0, due = $2, next = $2, ended = null where id = $1 and state in (0, 2)", id.ToString(), now.Micros);

    /// <summary>Those that are to be tried by now, what is graver first.</summary>
    public static IReadOnlyList<Delivery> Due(DbConnection db, Instant now, int count) => All(db, "where state = 0 and next <= @now order by level desc, next, id limit @count", new { now = now.Micros, count });

    /// <summary>One; null where there is none.</summary>
    public static Delivery? Find(DbConnection db, Guid id) => All(db, "where id = @id", new { id = id.ToString() }) is [var found] ? found : null;

    /// <summary>What was put on its way before about incidents, by listener.</summary>
    public static ILookup<Guid, (string About, NoticeCause Cause, IncidentId Incident, Severity Level)> Known(DbConnection db, IEnumerable<IncidentId> incidents) =>
        db.Query<(string Listener, string About, string Cause, string Incident, long Level)>(
            $"select listener, about, cause, incident, level from notices where {Dialect.In(db, "incident", "@incidents")}", new { incidents = incidents.Select(i => i.ToString()).Distinct().ToArray() })
            .ToLookup(r => Guid.Parse(r.Listener), r => (r.About, Enum.Parse<NoticeCause>(r.Cause), new IncidentId(Guid.Parse(r.Incident)), (Severity)r.Level));

    /// <summary>What of some was put on its way before, by any way.</summary>
    public static IReadOnlySet<(Guid Listener, string About)> Known(DbConnection db, IReadOnlyCollection<Guid> listeners, IReadOnlyCollection<string> about) => about.Count == 0 ? new HashSet<(Guid, string)>()
        : db.Query<(string Listener, string About)>(
            $"select listener, about from notices where {Dialect.In(db, "listener", "@listeners")} and {Dialect.In(db, "about", "@about")}", new { listeners = listeners.Select(l => l.ToString()).Distinct().ToArray(), about = about.Distinct().ToArray() })
            .Select(r => (Guid.Parse(r.Listener), r.About)).ToHashSet();

    /// <summary>Whether a cause tells of what an organisation decided, which is nobody else's.</summary>
    public static bool IsOwn(NoticeCause cause) => cause is NoticeCause.LookAgain or NoticeCause.LookAgainLate;

    /// <summary>Of what time the last digest of a kind of a listener is; null where there was none.</summary>
    public static Instant? LastDigest(DbConnection db, Guid listener, NoticeCause cause) =>
        db.QuerySingle<long?>("select max(upto) from notices where listener = @listener and cause = @cause", new { listener = listener.ToString(), cause = cause.ToString() }) is { } upto ? new Instant(upto) : null;

    /// <summary>A page of the list, the newest first.</summary>
    public static IReadOnlyList<Delivery> Page(DbConnection db, DeliveriesAsked asked, int count) => All(
        db,
        $"""
        where {asked.State switch { "failed" => "state in (0, 2) and failed is not null", "waiting" => "state = 0", "told" => "state = 1", _ => "at >= 0" }}
        and {Shown} {(asked.Reviewer ? "" : "and reviewer = 0")} {(asked.Sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
        {(asked.Before is null ? "" : "and (at < @at or (at = @at and id < @id))")}
        order by at desc, id desc limit @count
        """,
        new { sites = asked.Sites?.Select(s => s.ToString()).ToArray(), at = asked.Before?.At, id = asked.Before?.Id, count });

    /// <summary>How many fail, wait, and were told since a time.</summary>
    public static (long Failing, long Waiting, long Told) Counts(DbConnection db, IReadOnlyCollection<SiteId>? sites, bool reviewer, Instant since) => db.QuerySingle<(long, long, long)>(
        $"""
        select cast(coalesce(sum(case when failed is not null and state in (0, 2) then 1 else 0 end), 0) as bigint), cast(coalesce(sum(case when state = 0 and failed is null then 1 else 0 end), 0) as bigint),
            cast(coalesce(sum(case when state = 1 then 1 else 0 end), 0) as bigint) from notices where (state = 0 or at >= @since) and {Shown} {(reviewer ? "" : "and reviewer = 0")}
            {(sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
        """, new { since = since.Micros, sites = sites?.Select(s => s.ToString()).ToArray() });

    /// <summary>Listeners whom nothing reaches by a way: since when, and why.</summary>
    public static IReadOnlyList<(Guid Listener, string Way, Instant Since, string Failed)> Unreached(DbConnection db, Instant since) =>
        [.. db.Query<(string Listener, string Way, long Since, string Failed)>(
            $"""
            select listener, way, min(at), max(failed) from notices n where {Shown} and state in (0, 2) and failed is not null and (state = 0 or at >= @since)
            and not exists (select 1 from notices t where t.listener = n.listener and t.way = n.way and t.state = 1 and t.ended > n.at) group by listener, way order by min(at), listener, way
            """, new { since = since.Micros }).Select(r => (Guid.Parse(r.Listener), r.Way, new Instant(r.Since), r.Failed))];

    /// <summary>When each listener was last told something since a time, by way.</summary>
    public static IReadOnlyDictionary<(Guid Listener, string Way), Instant> LastTold(DbConnection db, Instant since) =>
        db.Query<(string Listener, string Way, long Ended)>($"select listener, way, max(ended) from notices where state = 1 and {Shown} and at >= @since group by listener, way", new { since = since.Micros }).ToDictionary(r => (Guid.Parse(r.Listener), r.Way), r => new Instant(r.Ended));

    /// <summary>The tries of some deliveries, in order.</summary>
    public static ILookup<Guid, Attempt> Attempts(DbConnection db, IEnumerable<Guid> deliveries) =>
        db.Query<(string Id, long At, string? Failed)>($"select id, at, failed from notice_attempts where {Dialect.In(db, "id", "@ids")} order by id, at", new { ids = deliveries.Select(d => d.ToString()).ToArray() })
            .Select(r => new Attempt(Guid.Parse(r.Id), new(r.At), r.Failed)).ToLookup(a => a.Delivery);

    private static IReadOnlyList<Delivery> All(DbConnection db, string which, object values) =>
        [.. db.Query<Row>($"select {Columns} from notices {which}", values).Select(r => new Delivery(
            Guid.Parse(r.Id), Guid.Parse(r.Listener), r.About, Enum.Parse<NoticeCause>(r.Cause), r.Incident is { } incident ? new(Guid.Parse(incident)) : null, r.Site is { } site ? new(Guid.Parse(site)) : null, (Severity)r.Level,
            r.Way, new(r.At), new(r.Due), new(r.Next), (int)r.Tries, r.Failed, (DeliveryState)r.State, r.Ended is { } ended ? new Instant(ended) : null, new(r.Since), new(r.Upto)))];

    private sealed record Row(
        string Id, string Listener, string About, string Cause, string? Incident, string? Site, long Level, string Way, long At, long Due, long Next, long Tries, string? Failed, long State, long? Ended, long Since, long Upto);
}
