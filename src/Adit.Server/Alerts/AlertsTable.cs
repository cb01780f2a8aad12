using System.Data.Common;
using Adit.Incidents;
using Adit.Safety;
using Adit.Storage;
using Dapper;

namespace Adit.Alerts;

/// <summary>An alert as it stands.</summary>
/// <param name="Taken">When somebody took it on; null while nobody has.</param>
/// <param name="Settled">When it ended by itself: the agent has said since that they are well. Null while that is not so.</param>
internal sealed record Alert(
    Guid Id, AlertKind Kind, ActorId? Agent, SiteId? Site, DateOnly Day, Instant Raised, Instant? Taken, ActorId? TakenBy, string Note, Instant? Settled)
{
    /// <summary>Whether people are still called.</summary>
    public bool Rings => Taken is null && Settled is null;
}

/// <summary>A call that was made or tried.</summary>
internal sealed record AlertCall(Guid Alert, int Call, string To, string Way, string? Failed, Instant At);

/// <summary>Alerts, and whom they reached.</summary>
internal static class AlertsTable
{
    public static Table[] Tables { get; } =
    [
        new("alerts",
            ["alert", "kind", Table.Maybe("agent"), Table.Maybe("site"), Table.Number("day"), Table.Number("raised"), Table.Maybe("taken", Holds.Number), Table.Maybe("taken_by"), Table.Maybe("note"), Table.Maybe("settled", Holds.Number)],
            ["alert"], "(raised)", "(agent, day)"),
        new("alert_calls", ["alert", Table.Number("call"), "way", "told", Table.Maybe("failed"), Table.Number("at")], ["alert", "call", "way", "at"]),
    ];

    public static void Apply(Connection db, Recorded recorded, AlertRaised raised) => db.Run(
        "insert into alerts (alert, kind, agent, site, day, raised) values ($1, $2, $3, $4, $5, $6)",
        raised.Alert.ToString(), raised.Kind.ToString(), raised.Agent?.ToString(), raised.Site?.ToString(), raised.Day.DayNumber, recorded.At.Micros);

    public static void Apply(Connection db, Recorded recorded, AlertTold told) => db.Run(
        "insert into alert_calls (alert, call, way, told, failed, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing", told.Alert.ToString(), told.Call, told.Way, told.To, told.Failed, recorded.At.Micros);

    public static void Apply(Connection db, Recorded recorded, AlertTaken taken) => db.Run(
        "update alerts set taken = $2, taken_by = $3, note = $4 where alert = $1 and taken is null", taken.Alert.ToString(), recorded.At.Micros, recorded.Actor.ToString(), taken.Note);

    // Who has said that they are well is not missed any more; a call for help ends when somebody takes it on.
    public static void Apply(Connection db, Recorded recorded, CheckedIn said)
    {
        if (!said.Help)
            db.Run("update alerts set settled = $3 where agent = $1 and day <= $2 and kind = $4 and taken is null and settled is null", said.Agent.ToString(), said.Day.DayNumber, recorded.At.Micros, nameof(AlertKind.MissedCheckIn));
    }

    /// <summary>Whoever takes an incident on has taken its alert on; one that is over, or goes on in another, rings no more.</summary>
    public static void ApplyIncident(Connection db, Recorded recorded)
    {
        if (recorded.Fact is IncidentTaken taken)
            db.Run("update alerts set taken = $2, taken_by = $3, note = '' where alert = $1 and taken is null", taken.Incident.ToString(), recorded.At.Micros, recorded.Actor.ToString());
        else if (recorded.Fact is IncidentClosed { Incident: var closed })
            Settle(closed);
        else if (recorded.Fact is IncidentMerged { Incident: var merged })
            Settle(merged);

        void Settle(IncidentId incident) => db.Run("update alerts set settled = $2 where alert = $1 and taken is null and settled is null", incident.ToString(), recorded.At.Micros);
    }

    /// <summary>Alerts about which people are still called, the oldest first.</summary>
    public static IReadOnlyList<Alert> Ringing(DbConnection db) => Alerts(db, "where taken is null and settled is null order by raised, alert", new { });

    /// <summary>The newest alerts about agents, whatever became of them.</summary>
    public static IReadOnlyList<Alert> Newest(DbConnection db, int count) => Alerts(db, $"where {AboutAgents} order by raised desc, alert limit @count", new { count, incident = nameof(AlertKind.Incident) });

    /// <summary>How many ring about agents, and how many about incidents.</summary>
    public static (int Agents, int Incidents) Count(DbConnection db)
    {
        var counts = db.Query<(string Kind, long Count)>("select kind, count(*) from alerts where taken is null and settled is null group by kind").ToList();
        return ((int)counts.Where(c => c.Kind != nameof(AlertKind.Incident)).Sum(c => c.Count), (int)counts.Where(c => c.Kind == nameof(AlertKind.Incident)).Sum(c => c.Count));
    }

    private const string AboutAgents = "kind <> @incident";

    /// <summary>An alert; null where there is none.</summary>
    public static Alert? Find(DbConnection db, Guid alert) => Alerts(db, "where alert = @alert", new { alert = alert.ToString() }) is [var found] ? found : null;

    /// <summary>The agents who are missed, or were, on days from one on.</summary>
    public static IReadOnlySet<(ActorId Agent, DateOnly Day)> Missed(DbConnection db, DateOnly from) =>
        db.Query<(string Agent, long Day)>("select agent, day from alerts where kind = @kind and day >= @from", new { kind = nameof(AlertKind.MissedCheckIn), from = from.DayNumber })
            .Select(r => (new ActorId(Guid.Parse(r.Agent)), DateOnly.FromDayNumber((int)r.Day))).ToHashSet();

    /// <summary>The calls of some alerts, in order.</summary>
    public static ILookup<Guid, AlertCall> Calls(DbConnection db, IEnumerable<Guid> alerts) =>
        db.Query<(string Alert, long Call, string Way, string To, string? Failed, long At)>(
            $"select alert, call, way, told, failed, at from alert_calls where {Dialect.In(db, "alert", "@alerts")} order by alert, call, at, way", new { alerts = alerts.Select(a => a.ToString()).ToArray() })
            .Select(r => new AlertCall(Guid.Parse(r.Alert), (int)r.Call, r.To, r.Way, r.Failed, new(r.At))).ToLookup(c => c.Alert);

    private static IReadOnlyList<Alert> Alerts(DbConnection db, string which, object values) =>
        [.. db.Query<(string, string, string?, string?, long, long, long?, string?, string?, long?)>($"select alert, kind, agent, site, day, raised, taken, taken_by, note, settled from alerts {which}", values)
            .Select(r => new Alert(
                Guid.Parse(r.Item1), Enum.Parse<AlertKind>(r.Item2), r.Item3 is { } agent ? new(Guid.Parse(agent)) : null, r.Item4 is { } site ? new(Guid.Parse(site)) : null, DateOnly.FromDayNumber((int)r.Item5),
                new(r.Item6), r.Item7 is { } taken ? new Instant(taken) : null, r.Rest.Item1 is { } by ? new(Guid.Parse(by)) : null, r.Rest.Item2 ?? "", r.Rest.Item3 is { } settled ? new Instant(settled) : null))];
}
