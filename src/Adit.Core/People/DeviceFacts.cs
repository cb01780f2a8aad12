using System.Collections.Immutable;

namespace Adit.People;

/// <summary>An agent was given a code that enrols one phone: used once, or not any more after a while. Its value never enters the ledger.</summary>
/// <param name="Credential">The code, by the id it has among credentials.</param>
public sealed record EnrolmentOffered(ActorId Agent, Guid Credential, Instant Expires) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value, Credential];
}

/// <summary>A phone was set up for an agent with a code. Several agents may share a phone; each is enrolled on it alone.</summary>
/// <param name="Device">The phone, by an id that it drew itself; of a phone with another app, one that was drawn for it.</param>
/// <param name="Offer">The code that was used.</param>
/// <param name="App"><c>adit</c>, or <c>collect</c> for ODK Collect and its kin.</param>
/// <param name="Credentials">What it may use from now on.</param>
public sealed record DeviceEnrolled(Guid Device, ActorId Agent, Guid Offer, string App, ImmutableArray<Guid> Credentials) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Device, Agent.Value];
}

/// <summary>A phone was lost, taken or given back: whatever it holds opens nothing from now on, whoever used it. What it had sent stays.</summary>
public sealed record DeviceCutOff(Guid Device, string Reason) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Device];
}
