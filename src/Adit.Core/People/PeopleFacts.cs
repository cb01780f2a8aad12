using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.People;

/// <summary>A person of the office or a reader got an account. The name is sealed; entries show the id alone.</summary>
/// <param name="Sites">The sites the account is limited to; empty means all that the role may see.</param>
public sealed record UserCreated(ActorId User, string Name, Role Role, ImmutableArray<SiteId> Sites) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [User.Value];
}

/// <summary>An account may no longer be used.</summary>
public sealed record UserDisabled(ActorId User) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [User.Value];
}

/// <summary>A secret was set or replaced; its value never enters the ledger.</summary>
/// <param name="Kind"><c>password</c> or <c>key</c>.</param>
public sealed record CredentialSet(ActorId Owner, string Kind, Guid Credential) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Owner.Value, Credential];
}

/// <summary>A secret was revoked: it opens nothing from now on.</summary>
public sealed record CredentialRevoked(ActorId Owner, Guid Credential) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Owner.Value, Credential];
}

/// <summary>Somebody signed in to the office.</summary>
public sealed record SignedIn(ActorId User) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [User.Value];
}

/// <summary>A monitoring agent was enrolled. Outside the programme an agent is this id and nothing more.</summary>
/// <param name="Language">Two-letter code of the language the agent is answered in.</param>
public sealed record AgentCreated(ActorId Agent, string Name, string Language) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value];
}

/// <summary>What an agent is for the programme, besides being one: it says which forms they are offered, and lets them do nothing more.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentFunction>))]
public enum AgentFunction
{
    /// <summary>Is at one site, day by day.</summary>
    SiteAgent,

    /// <summary>Leads the agents of several sites.</summary>
    Supervisor,

    /// <summary>Goes from site to site and looks again.</summary>
    Verifier,
}

/// <summary>From now on the agent works at these sites with these forms; replaces what was assigned before.</summary>
/// <param name="Forms">Form ids; empty means every open form.</param>
/// <param name="DaysAWeek">Planned agent-days a week at each of the sites, 0 to 7.</param>
/// <param name="Functions">Null for none.</param>
public sealed record AgentAssigned(
    ActorId Agent, ImmutableArray<SiteId> Sites, ImmutableArray<string> Forms, int DaysAWeek,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<AgentFunction>? Functions = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value, .. Sites.Select(s => s.Value)];
}
