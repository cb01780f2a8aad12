using System.Collections.Immutable;
using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>An account of the office or of a reader.</summary>
internal sealed record User(ActorId Id, string Name, Role Role, ImmutableArray<SiteId> Sites, bool Disabled);

/// <summary>A monitoring agent with what is assigned now.</summary>
internal sealed record Agent(ActorId Id, string Name, string Language, ImmutableArray<SiteId> Sites, ImmutableArray<string> Forms, int DaysAWeek, long Enrolled, ImmutableArray<AgentFunction> Functions);

/// <summary>A key or password that is or was in use; never its value.</summary>
internal sealed record Credential(Guid Id, ActorId Owner, string Kind, bool Revoked);

/// <summary>On how many days a week an agent is to be at a site, from when until when.</summary>
internal sealed record Plan(int DaysAWeek, Instant From, Instant? Until);

/// <summary>Users, agents, where agents are to be and how often, and which credentials stand.</summary>
internal static class PeopleTable
{
    public static Table[] Tables { get; } =
    [
        new("users", ["user", "name", "role", "sites", Table.Number("disabled")], ["user"]),
        new("agents", ["agent", "name", "language", "sites", "forms", "functions", Table.Number("days_a_week"), Table.Number("enrolled")], ["agent"]),
        new("plans",
            ["site", "agent", Table.Number("idx"), Table.Number("days_a_week"), Table.Number("at"), Table.Maybe("ended", Holds.Number), Table.Maybe("until", Holds.Number)],
            ["site", "agent", "idx"], "(agent)"),
        new("credentials", ["credential", "owner", "kind", Table.Number("set_idx"), Table.Maybe("revoked_idx", Holds.Number)], ["credential"], "(owner)"),
    ];

    public static void Apply(Connection db, UserCreated user) => db.Run(
        "insert into users (\"user\", name, role, sites, disabled) values ($1, $2, $3, $4, 0)", user.User.ToString(), user.Name, user.Role.ToString(), string.Join(' ', user.Sites));

    public static void Apply(Connection db, UserDisabled user) => db.Run("update users set disabled = 1 where \"user\" = $1", user.User.ToString());

    public static void Apply(Connection db, long index, CredentialSet set) =>
        db.Run("insert into credentials (credential, owner, kind, set_idx) values ($1, $2, $3, $4)", set.Credential.ToString(), set.Owner.ToString(), set.Kind, index);

    public static void Apply(Connection db, long index, CredentialRevoked revoked) =>
        db.Run("update credentials set revoked_idx = $2 where credential = $1", revoked.Credential.ToString(), index);

    public static void Apply(Connection db, Recorded recorded, AgentCreated agent) => db.Run(
        "insert into agents (agent, name, language, sites, forms, functions, days_a_week, enrolled) values ($1, $2, $3, '', '', '', 0, $4)", agent.Agent.ToString(), agent.Name, agent.Language, recorded.At.Micros);

    public static void Apply(Connection db, Recorded recorded, AgentAssigned assigned)
    {
        var sites = string.Join(' ', assigned.Sites);
        db.Run("update agents set sites = $2, forms = $3, days_a_week = $4, functions = $5 where agent = $1",
            assigned.Agent.ToString(), sites, string.Join('\n', assigned.Forms), assigned.DaysAWeek, string.Join(' ', assigned.Functions ?? []));
        db.Run("update plans set ended = $2, until = $3 where agent = $1 and ended is null", assigned.Agent.ToString(), recorded.Index, recorded.At.Micros);
        if (assigned.DaysAWeek > 0)
            foreach (var site in assigned.Sites.Distinct())
                db.Run("insert into plans (site, agent, idx, days_a_week, at) values ($1, $2, $3, $4, $5)", site.ToString(), assigned.Agent.ToString(), recorded.Index, assigned.DaysAWeek, recorded.At.Micros);
    }

    public static IReadOnlyList<User> Users(DbConnection db) =>
        [.. db.Query<(string, string, string, string, long)>("select \"user\", name, role, sites, disabled from users order by name, \"user\"")
            .Select(r => new User(new(Guid.Parse(r.Item1)), r.Item2, Enum.Parse<Role>(r.Item3), Sites(r.Item4), r.Item5 != 0))];

    public static IReadOnlyList<Agent> Agents(DbConnection db) =>
        [.. db.Query<(string, string, string, string, string, long, long, string)>("select agent, name, language, sites, forms, days_a_week, enrolled, functions from agents order by name, agent")
            .Select(r => new Agent(new(Guid.Parse(r.Item1)), r.Item2, r.Item3, Sites(r.Item4), [.. r.Item5.Split('\n', StringSplitOptions.RemoveEmptyEntries)], (int)r.Item6, r.Item7, Functions(r.Item8)))];

    public static IReadOnlyList<Credential> Credentials(DbConnection db) =>
        [.. db.Query<(string, string, string, long?)>("select credential, owner, kind, revoked_idx from credentials order by set_idx, credential")
            .Select(r => new Credential(Guid.Parse(r.Item1), new(Guid.Parse(r.Item2)), r.Item3, r.Item4 is not null))];

    /// <summary>On how many days a week agents were to be at each of these sites, from when until when, as known at a ledger index.</summary>
    public static ILookup<SiteId, Plan> Plans(DbConnection db, IEnumerable<SiteId> sites, long k) =>
        db.Query<(string Site, long DaysAWeek, long At, long? Until)>(
            $"select site, days_a_week, at, case when ended <= @k then until end from plans where {Dialect.In(db, "site", "@sites")} and idx <= @k order by site, agent, idx",
            new { sites = sites.Select(s => s.ToString()).ToArray(), k })
            .ToLookup(r => new SiteId(Guid.Parse(r.Site)), r => new Plan((int)r.DaysAWeek, new(r.At), r.Until is { } until ? new Instant(until) : null));

    /// <summary>The sites whose plans an assignment made or ended.</summary>
    public static IReadOnlyList<SiteId> Planned(DbConnection db, ActorId agent, long index) =>
        [.. db.Query<string>("select distinct site from plans where agent = @agent and (idx = @index or ended = @index)", new { agent = agent.ToString(), index }).Select(s => new SiteId(Guid.Parse(s)))];

    /// <summary>Functions as tables keep them.</summary>
    public static ImmutableArray<AgentFunction> Functions(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<AgentFunction>)];

    private static ImmutableArray<SiteId> Sites(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => new SiteId(Guid.Parse(s)))];
}
