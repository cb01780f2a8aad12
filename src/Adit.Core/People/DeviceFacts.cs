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

/// <summary>How photos are reduced on phones before they are kept; replaces what was set before.</summary>
/// <param name="LongestSide">In pixels, <see cref="Smallest"/> to <see cref="Largest"/>.</param>
/// <param name="Quality">Of the JPEG, in percent: <see cref="Coarsest"/> to <see cref="Finest"/>.</param>
public sealed record PhotosSet(int LongestSide, int Quality) : Fact
{
    /// <summary>Under this a tag cannot be read any more.</summary>
    public const int Smallest = 640;

    /// <summary>What a phone's camera gives.</summary>
    public const int Largest = 4_096;

    /// <summary>Under this edges fray.</summary>
    public const int Coarsest = 30;

    /// <summary>Over this a photo only grows.</summary>
    public const int Finest = 95;

    /// <summary>What holds where nobody has set it: some 100 kB, of which a hundred go over 2G in a night, and a tag can still be read.</summary>
    public static PhotosSet Usual { get; } = new(1600, 70);

    /// <summary>Whether phones can do it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool CanBe => LongestSide is >= Smallest and <= Largest && Quality is >= Coarsest and <= Finest;
}
