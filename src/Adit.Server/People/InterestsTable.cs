using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>What agents declared of their interests in sites. Erasing a declaration takes its row away.</summary>
internal static class InterestsTable
{
    public static Table Table { get; } = new("declarations", ["declaration", "agent", Table.Number("idx"), Table.Number("day"), "interests", "note", Table.Number("own")], ["declaration"], "(agent, day)", "(idx)");

    public static void Apply(Connection db, Recorded recorded, InterestsDeclared declared) => db.Run(
        "insert into declarations (declaration, agent, idx, day, interests, note, own) values ($1, $2, $3, $4, $5, $6, $7)",
        declared.Declaration.ToString(), declared.Agent.ToString(), recorded.Index, declared.Day.DayNumber, JsonSerializer.Serialize(declared.Interests), declared.Note, recorded.Actor == declared.Agent ? 1 : 0);

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

    /// <summary>Which declarations of an agent they made themselves, on their phone.</summary>
    public static IReadOnlySet<Guid> Own(DbConnection db, ActorId agent) =>
        db.Query<string>("select declaration from declarations where agent = @agent and own = 1", new { agent = agent.ToString() }).Select(Guid.Parse).ToHashSet();

    /// <summary>Whether a declaration of that id is here.</summary>
    public static bool Has(DbConnection db, Guid declaration) => db.QuerySingle<long>("select count(*) from declarations where declaration = @declaration", new { declaration = declaration.ToString() }) > 0;

    /// <summary>The entry of a declaration of an agent; null where there is none, or it was erased.</summary>
    public static long? Entry(DbConnection db, ActorId agent, Guid declaration) =>
        db.QuerySingleOrDefault<long?>("select idx from declarations where declaration = @declaration and agent = @agent", new { declaration = declaration.ToString(), agent = agent.ToString() });
}
