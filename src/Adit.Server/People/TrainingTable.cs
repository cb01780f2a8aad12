using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>A training of an agent, as it was entered.</summary>
/// <param name="Withdrawn">Why it does not count; null where it does.</param>
internal sealed record Training(Guid Id, ActorId Agent, string Subject, string Other, DateOnly Day, string By, DateOnly? Until, string? Withdrawn);

/// <summary>What agents were trained in, and what the programme asks of all of them.</summary>
internal static class TrainingTable
{
    public static Table[] Tables { get; } =
    [
        new("trainings", ["training", "agent", Table.Number("idx"), "subject", "other", Table.Number("day"), "trainer", Table.Maybe("until", Holds.Number), Table.Maybe("withdrawn")], ["training"], "(agent)"),
        new("agent_rules", [Table.Number("idx"), "trainings", Table.Maybe("rotate_after", Holds.Number)], ["idx"]),
    ];

    public static void Apply(Connection db, long index, AgentTrained trained) => db.Run(
        "insert into trainings (training, agent, idx, subject, other, day, trainer, until) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        trained.Training.ToString(), trained.Agent.ToString(), index, trained.Subject, trained.Other, trained.Day.DayNumber, trained.By, trained.Until?.DayNumber);

    public static void Apply(Connection db, TrainingWithdrawn withdrawn) =>
        db.Run("update trainings set withdrawn = $2 where training = $1", withdrawn.Training.ToString(), withdrawn.Why);

    public static void Apply(Connection db, long index, AgentRulesSet set)
    {
        db.Run("delete from agent_rules");
        db.Run("insert into agent_rules (idx, trainings, rotate_after) values ($1, $2, $3)", index, string.Join(' ', set.Trainings), set.RotateAfterDays);
    }

    /// <summary>What the programme asks of all agents now.</summary>
    public static AgentRulesSet Rules(DbConnection db) =>
        db.Query<(string Trainings, long? Rotate)>("select trainings, rotate_after from agent_rules").Select(r => new AgentRulesSet([.. r.Trainings.Split(' ', StringSplitOptions.RemoveEmptyEntries)], (int?)r.Rotate))
            .FirstOrDefault() ?? AgentRulesSet.Nothing;

    /// <summary>All trainings of an agent, also those that were withdrawn, the newest first.</summary>
    public static IReadOnlyList<Training> Of(DbConnection db, ActorId agent) =>
        [.. db.Query<(string, string, string, long, string, long?, string?)>("select training, subject, other, day, trainer, until, withdrawn from trainings where agent = @agent order by day desc, idx desc", new { agent = agent.ToString() })
            .Select(r => new Training(Guid.Parse(r.Item1), agent, r.Item2, r.Item3, DateOnly.FromDayNumber((int)r.Item4), r.Item5, r.Item6 is { } until ? DateOnly.FromDayNumber((int)until) : null, r.Item7))];

    /// <summary>Until when the trainings that count hold, the longest of each agent and subject; null where it does not end.</summary>
    public static ILookup<ActorId, (string Subject, DateOnly? Until)> Ends(DbConnection db) =>
        db.Query<(string Agent, string Subject, long Endless, long? Until)>(
            "select agent, subject, max(case when until is null then 1 else 0 end), max(until) from trainings where withdrawn is null group by agent, subject")
            .ToLookup(r => new ActorId(Guid.Parse(r.Agent)), r => (r.Subject, r.Endless == 0 && r.Until is { } until ? DateOnly.FromDayNumber((int)until) : (DateOnly?)null));
}
