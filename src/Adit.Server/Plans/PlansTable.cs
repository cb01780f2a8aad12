using System.Data.Common;
using System.Text.Json;
using Adit.Ledger;
using Adit.Partners;
using Adit.Storage;
using Dapper;

namespace Adit.Plans;

/// <summary>A link by which a party sees the plan of a site.</summary>
/// <param name="Revoked">Whether it opens nothing any more.</param>
internal sealed record PlanLink(Guid Link, SiteId Site, Incidents.Party Party, DateOnly Until, Instant Made, ActorId MadeBy, bool Revoked);

/// <summary>Which actions a list shows.</summary>
/// <param name="Sites">Null for all.</param>
internal sealed record ActionsAsked(IReadOnlyCollection<SiteId>? Sites, ActionState? State, DateOnly? DueBefore, (long Due, string Number)? After);

/// <summary>Plans, their actions, links and the programme's own measures as they stand, and which entries say what happened to them.</summary>
internal static class PlansTable
{
    // Of what is looked at never: behind every day there is.
    private const long Never = int.MaxValue;

    public static Table[] Tables { get; } =
    [
        new("action_plans", ["plan", "site", Table.Number("month"), Table.Number("state"), "body"], ["plan"], "(site, month)", "(month, site)"),
        new("actions",
            ["action", "number", "site", Table.Number("state"), Table.Number("due"), Table.Number("escalates"), Table.Number("effect"), Table.Number("record"), Table.Number("idx"), "body"], ["action"],
            "(number)", "(site, state)", "(state, due, number)", "(escalates)", "(effect)", "(record)", "(idx, number)"),
        new("action_incidents", ["incident", "action"], ["incident", "action"]),
        new("plan_entries", ["subject", Table.Number("entry")], ["subject", "entry"], "(entry)"),
        new("plan_links", ["link", "site", "party", Table.Number("until"), Table.Number("made"), "made_by", Table.Number("revoked")], ["link"], "(site)"),
        new("measures", ["measure", Table.Number("idx"), "body"], ["measure"]),
    ];

    /// <summary>Lets plans and actions follow what happened to them.</summary>
    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case PlanDrafted f:
                Keep(db, recorded.Index, Plan.From(recorded, f));
                foreach (var line in f.Lines)
                    Keep(db, recorded.Index, CorrectiveAction.From(recorded, f.Plan, f.Site, line, null));
                Follow(db, recorded, f.Carried);
                break;
            case PlanLineSet f:
                var plan = ReadPlan(db, f.Plan);
                Keep(db, recorded.Index, plan.After(recorded));
                Keep(db, recorded.Index, TryAction(db, f.Line.Action)?.After(recorded) ?? CorrectiveAction.From(recorded, f.Plan, plan.Site, f.Line, f.Issued));
                break;
            case PlanLineTaken f:
                Keep(db, recorded.Index, ReadPlan(db, f.Plan).After(recorded));
                Follow(db, recorded, [f.Action]);
                break;
            case PlanIssued f:
                var issued = ReadPlan(db, f.Plan);
                var before = new List<Plan>();
                db.Each("select body from action_plans where site = $1 and state = 1", row => before.Add(Read<Plan>(row.Text(0))), f.Site.ToString());
                foreach (var one in before)
                    Keep(db, recorded.Index, one.After(recorded));
                Keep(db, recorded.Index, issued.After(recorded));
                Follow(db, recorded, issued.Lines);
                break;
            case MeetingHeld f:
                Keep(db, recorded.Index, ReadPlan(db, f.Plan).After(recorded));
                Follow(db, recorded, f.Lines.Select(l => l.Action).Distinct());
                break;
            case PlanLinked f:
                db.Run("insert into plan_links (link, site, party, until, made, made_by, revoked) values ($1, $2, $3, $4, $5, $6, 0)",
                    f.Link.ToString(), f.Site.ToString(), f.Party.ToString(), f.Until.DayNumber, recorded.At.Micros, recorded.Actor.ToString());
                break;
            case PlanUnlinked f: db.Run("update plan_links set revoked = 1 where link = $1", f.Link.ToString()); break;
            case MeasureSet f:
                db.Run("insert into measures (measure, idx, body) values ($1, $2, $3) on conflict (measure) do update set idx = excluded.idx, body = excluded.body", f.Measure, recorded.Index, JsonSerializer.Serialize(f));
                break;
            default: Follow(db, recorded, [IdOf(recorded.Fact)]); break;
        }
    }

    /// <summary>A plan; null where there is none.</summary>
    public static Plan? Find(DbConnection db, PlanId id) => Plans(db, "where plan = @id", new { id = id.ToString() }) is [var found] ? found : null;

    /// <summary>The plan of a site for a month; null where there is none.</summary>
    public static Plan? Find(DbConnection db, SiteId site, DateOnly month) => Plans(db, "where site = @site and month = @month", new { site = site.ToString(), month = month.DayNumber }) is [var found, ..] ? found : null;

    /// <summary>The plans of a site, the newest first.</summary>
    public static IReadOnlyList<Plan> OfSite(DbConnection db, SiteId site) => Plans(db, "where site = @site order by month desc", new { site = site.ToString() });

    /// <summary>The plans of some sites that run.</summary>
    public static IReadOnlyList<Plan> Issued(DbConnection db, IReadOnlyCollection<SiteId> sites) =>
        sites.Count == 0 ? [] : Plans(db, $"where {Dialect.In(db, "site", "@sites")} and state = 1 order by site", new { sites = sites.Select(s => s.ToString()).ToArray() });

    /// <summary>The actions of the plans of some sites that run, done ones too.</summary>
    public static IEnumerable<CorrectiveAction> Adopted(DbConnection db, IReadOnlyCollection<SiteId> sites) =>
        Issued(db, sites).SelectMany(p => p.Lines).Chunk(1_000).SelectMany(some => Actions(db, $"where {Dialect.In(db, "action", "@ids")}", new { ids = some.Select(a => a.ToString()).ToArray() }));

    /// <summary>All plans of a month.</summary>
    public static IReadOnlyList<Plan> OfMonth(DbConnection db, DateOnly month) => Plans(db, "where month = @month order by site", new { month = month.DayNumber });

    /// <summary>Sites that have a plan for a month before, and none for it: the newest plan of each is from then on made every month.</summary>
    public static IReadOnlyList<SiteId> Planned(DbConnection db, DateOnly month) =>
        [.. db.Query<string>("select site from action_plans group by site having max(month) < @month order by site", new { month = month.DayNumber }).Select(s => new SiteId(Guid.Parse(s)))];

    /// <summary>An action; null where there is none.</summary>
    public static CorrectiveAction? Find(DbConnection db, ActionId id) => Actions(db, "where action = @id", new { id = id.ToString() }) is [var found] ? found : null;

    /// <summary>An action by its number; null where there is none.</summary>
    public static CorrectiveAction? Find(DbConnection db, string number) => Actions(db, "where number = @number", new { number }) is [var found] ? found : null;

    /// <summary>All of a site that were ever adopted, the oldest first.</summary>
    public static IReadOnlyList<CorrectiveAction> At(DbConnection db, SiteId site) => Actions(db, "where site = @site and state > 0 order by idx, number", new { site = site.ToString() });

    /// <summary>The actions of a plan, in the order of its lines.</summary>
    public static IReadOnlyList<CorrectiveAction> Of(DbConnection db, Plan plan)
    {
        var found = Actions(db, $"where {Dialect.In(db, "action", "@ids")}", new { ids = plan.Lines.Select(l => l.ToString()).ToArray() }).ToDictionary(a => a.Id);
        return [.. plan.Lines.Where(found.ContainsKey).Select(l => found[l])];
    }

    /// <summary>The actions of a site that run.</summary>
    public static IReadOnlyList<CorrectiveAction> Running(DbConnection db, IReadOnlyCollection<SiteId> sites) =>
        sites.Count == 0 ? [] : Actions(db, $"where {Dialect.In(db, "site", "@sites")} and state in (1, 2) order by due, number", new { sites = sites.Select(s => s.ToString()).ToArray() });

    /// <summary>The actions that run and whose last day is before a day, the earliest first.</summary>
    public static IReadOnlyList<CorrectiveAction> Overdue(DbConnection db, DateOnly day) => Actions(db, "where state in (1, 2) and due < @day order by due, number", new { day = day.DayNumber });

    /// <summary>Those of some sites whose effect is to be looked at by a day.</summary>
    public static IReadOnlyList<CorrectiveAction> Effects(DbConnection db, IReadOnlyCollection<SiteId> sites, DateOnly until) =>
        [.. Actions(db, "where effect <= @until order by effect, number", new { until = until.DayNumber }).Where(a => sites.Contains(a.Site))];

    /// <summary>Those for which time alone may bring something about by a day.</summary>
    public static IReadOnlyList<CorrectiveAction> Passing(DbConnection db, DateOnly today) =>
        [.. Actions(db, "where escalates <= @today", new { today = today.DayNumber }).Concat(Actions(db, "where effect <= @today", new { today = today.DayNumber })).DistinctBy(a => a.Id)];

    /// <summary>The actions that answer an incident.</summary>
    public static IReadOnlyList<CorrectiveAction> Of(DbConnection db, IncidentId incident) =>
        Actions(db, "where action in (select action from action_incidents where incident = @incident) order by idx, number", new { incident = incident.ToString() });

    /// <summary>A page of the list of actions that run, what is due first in front.</summary>
    public static IReadOnlyList<CorrectiveAction> Page(DbConnection db, ActionsAsked asked, int count) => Actions(
        db,
        $"""
        where {(asked.State is null ? "state in (1, 2)" : "state = @state")} {(asked.DueBefore is null ? "" : "and due < @before")} {(asked.Sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
        {(asked.After is null ? "" : "and (due > @due or (due = @due and number > @number))")} order by due, number limit @count
        """,
        new { state = (long?)asked.State, before = asked.DueBefore?.DayNumber, sites = asked.Sites?.Select(s => s.ToString()).ToArray(), due = asked.After?.Due, number = asked.After?.Number, count });

    /// <summary>All that were written down after one, in this order.</summary>
    /// <param name="number">The one after which they begin; none for all.</param>
    /// <param name="sites">Of which; null for all.</param>
    /// <param name="at">Only the one with this number; null for all.</param>
    public static IReadOnlyList<CorrectiveAction> After(DbConnection db, string number, IReadOnlyCollection<SiteId>? sites, string? at, int count) => Actions(
        db,
        $"""
        where {(number.Length == 0 ? "1 = 1" : "(idx, number) > (select idx, number from actions where number = @number)")} {(at is null ? "" : "and number = @at")} {(sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
        order by idx, number limit @count
        """,
        new { number, at, count, sites = sites?.Select(s => s.ToString()).ToArray() });

    /// <summary>The newest record that was taken as a check.</summary>
    public static long LastRecord(DbConnection db) => db.QuerySingle<long>("select coalesce(max(record), -1) from actions");

    /// <summary>Whether there is any action yet.</summary>
    public static bool Any(DbConnection db) => db.Query<long>("select 1 from actions limit 1").Any();

    /// <summary>The ledger indexes of all that happened to a plan or an action, in order.</summary>
    public static IReadOnlyList<long> Entries(DbConnection db, Guid subject) => [.. db.Query<long>("select entry from plan_entries where subject = @id order by entry", new { id = subject.ToString() })];

    /// <summary>The ledger indexes of what happened to any from one on, in order.</summary>
    public static IReadOnlyList<long> Touched(DbConnection db, long from, int count) => [.. db.Query<long>("select distinct entry from plan_entries where entry >= @from order by entry limit @count", new { from, count })];

    /// <summary>The ledger index of the last thing that happened to any plan or action; -1 where nothing ever did.</summary>
    public static long Newest(DbConnection db) => db.QuerySingle<long>("select coalesce(max(entry), -1) from plan_entries");

    /// <summary>The sites of those that something happened to after a ledger index.</summary>
    public static IEnumerable<SiteId> SitesSince(DbConnection db, long after) => db.Query<string>(
        """
        select site from action_plans where plan in (select subject from plan_entries where entry > @after)
        union select site from actions where action in (select subject from plan_entries where entry > @after)
        """, new { after }).Select(s => new SiteId(Guid.Parse(s)));

    /// <summary>A link; null where there is none.</summary>
    public static PlanLink? Link(DbConnection db, Guid link) => Links(db, "where link = @link", new { link = link.ToString() }).FirstOrDefault();

    /// <summary>The links of a site, the newest first.</summary>
    public static IReadOnlyList<PlanLink> Links(DbConnection db, SiteId site) => [.. Links(db, "where site = @site order by made desc", new { site = site.ToString() })];

    /// <summary>What the programme set of measures, in order.</summary>
    public static IReadOnlyList<MeasureSet> Measures(DbConnection db) => [.. db.Query<string>("select body from measures order by idx").Select(Read<MeasureSet>)];

    private static IEnumerable<PlanLink> Links(DbConnection db, string which, object values) =>
        db.Query<(string Link, string Site, string Party, long Until, long Made, string By, long Revoked)>($"select link, site, party, until, made, made_by, revoked from plan_links {which}", values).Select(r => new PlanLink(
            Guid.Parse(r.Link), new(Guid.Parse(r.Site)), Enum.Parse<Incidents.Party>(r.Party), DateOnly.FromDayNumber((int)r.Until), new(r.Made), new(Guid.Parse(r.By)), r.Revoked == 1));

    private static IReadOnlyList<Plan> Plans(DbConnection db, string which, object values) => [.. db.Query<string>($"select body from action_plans {which}", values).Select(Read<Plan>)];

    private static IReadOnlyList<CorrectiveAction> Actions(DbConnection db, string which, object values) => [.. db.Query<string>($"select body from actions {which}", values).Select(Read<CorrectiveAction>)];

    private static Plan ReadPlan(Connection db, PlanId id) =>
        db.First("select body from action_plans where plan = $1", row => Read<Plan>(row.Text(0)), id.ToString()) ?? throw new InvalidDataException($"The plan {id} was never drafted.");

    private static CorrectiveAction? TryAction(Connection db, ActionId id) => db.First("select body from actions where action = $1", row => Read<CorrectiveAction>(row.Text(0)), id.ToString());

    private static void Follow(Connection db, Recorded recorded, IEnumerable<ActionId> actions)
    {
        foreach (var id in actions)
            Keep(db, recorded.Index, (TryAction(db, id) ?? throw new InvalidDataException($"The action {id} was never written down.")).After(recorded));
    }

    private static void Keep(Connection db, long index, Plan plan)
    {
        db.Run(
            "insert into action_plans (plan, site, month, state, body) values ($1, $2, $3, $4, $5) on conflict (plan) do update set state = excluded.state, body = excluded.body",
            plan.Id.ToString(), plan.Site.ToString(), plan.Month.DayNumber, (int)plan.State, JsonSerializer.Serialize(plan));
        Note(db, plan.Id.Value, index);
    }

    private static void Keep(Connection db, long index, CorrectiveAction action)
    {
        var escalates = action.IsOpen && action.Escalated is null ? action.Line.Due.AddDays(Planning.GoesUpAfter).DayNumber : Never;
        var effect = action.Lasting is null && action.EffectFrom is { } from ? from.DayNumber : Never;
        db.Run(
            """
            insert into actions (action, number, site, state, due, escalates, effect, record, idx, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (action) do update set state = excluded.state, due = excluded.due, escalates = excluded.escalates, effect = excluded.effect, record = excluded.record, body = excluded.body
            """,
            action.Id.ToString(), action.Line.Number, action.Site.ToString(), (int)action.State, action.Line.Due.DayNumber, escalates, effect, action.Checks.Max(c => c.Record?.Entry) ?? -1, index, JsonSerializer.Serialize(action));
        foreach (var incident in action.Line.Incidents)
            db.Run("insert into action_incidents (incident, action) values ($1, $2) on conflict do nothing", incident.ToString(), action.Id.ToString());
        Note(db, action.Id.Value, index);
    }

    private static void Note(Connection db, Guid subject, long index) => db.Run("insert into plan_entries (subject, entry) values ($1, $2) on conflict do nothing", subject.ToString(), index);

    private static ActionId IdOf(Fact fact) => fact switch
    {
        ActionAnswered f => f.Action,
        ActionReported f => f.Action,
        ActionChecked f => f.Action,
        ActionEffectSeen f => f.Action,
        ActionExtensionAsked f => f.Action,
        ActionExtensionDecided f => f.Action,
        ActionPaymentSet f => f.Action,
        ActionEscalated f => f.Action,
        ActionDropped f => f.Action,
        ActionOffered f => f.Action,
        ActionOfferDecided f => f.Action,
        ActionHandedBack f => f.Action,
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static T Read<T>(string body) => JsonSerializer.Deserialize<T>(body)!;
}
