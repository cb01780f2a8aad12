using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>What agents declared of their interests in sites. Erasing a declaration takes its row away.</summary>
internal static class InterestsTable
{
    public static Table Table { get; } = new("declarations", ["declaration", "agent", Table.Number("idx"), Table.Number("day"), "interests", "note"], ["declaration"], "(agent, day)", "(idx)");

    public static void Apply(Connection db, long index, InterestsDeclared declared) => db.Run(
        "insert into declarations (declaration, agent, idx, day, interests, note) values ($1, $2, $3, $4, $5, $6)",
        declared.Declaration.ToString(), declared.Agent.ToString(), index, declared.Day.DayNumber, JsonSerializer.Serialize(declared.Interests), declared.Note);

    public static void Apply(Connection db, Ledger.PartErased erased) => db.Run("delete from declarations where idx = $1", erased.Entry);

    /// <summary>The last day on which each agent declared.</summary>
    public static IReadOnlyDictionary<ActorId, DateOnly> LastDays(DbConnection db) =>
        db.Query<(string Agent, long Day)>("select agent, max(day) from declarations group by agent").ToDictionary(r => new ActorId(Guid.Parse(r.Agent)), r => DateOnly.FromDayNumber((int)r.Day));

    /// <summary>All that some agents declared, the oldest first.</summary>
    public static ILookup<ActorId, InterestsDeclared> Of(DbConnection db, IEnumerable<ActorId> agents) =>
        db.Query<(string, string, long, string, string)>(
            $"select declaration, agent, day, interests, note from declarations where {Dialect.In(db, "agent", "@agents")} order by agent, day, idx", new { agents = agents.Select(a => a.ToString()).ToArray() })
            .Select(r => new InterestsDeclared(Guid.Parse(r.Item1), new(Guid.Parse(r.Item2)), DateOnly.FromDayNumber((int)r.Item3), JsonSerializer.Deserialize<ImmutableArray<Interest>>(r.Item4), r.Item5))
            .ToLookup(d => d.Agent);

    /// <summary>The entry of a declaration of an agent; null where there is none, or it was erased.</summary>
    public static long? Entry(DbConnection db, ActorId agent, Guid declaration) =>
        db.QuerySingleOrDefault<long?>("select idx from declarations where declaration = @declaration and agent = @agent", new { declaration = declaration.ToString(), agent = agent.ToString() });
}
