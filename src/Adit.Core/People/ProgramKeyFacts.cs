using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.People;

/// <summary>What a program may do with a key. A key opens nothing that none of its scopes names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeyScope>))]
public enum KeyScope
{
    /// <summary>Read sites with their ratings.</summary>
    Sites,

    /// <summary>Read published reports, as files too.</summary>
    Reports,

    /// <summary>Read credentials.</summary>
    Credentials,

    /// <summary>Read tables and map layers (OData, OGC API Features). Records in them need <see cref="Exports"/>, incidents and actions <see cref="Records"/> besides.</summary>
    Feeds,

    /// <summary>Read what its organisation decided.</summary>
    Decisions,

    /// <summary>Record what its organisation decides.</summary>
    Decide,

    /// <summary>See the deliveries of its webhooks, and have them sent again.</summary>
    Webhooks,

    /// <summary>Read single records.</summary>
    Records,

    /// <summary>Take records out in bulk.</summary>
    Exports,
}

/// <summary>A key for a program was made; its value never enters the ledger.</summary>
/// <param name="Name">What it is for, in the words of whoever made it.</param>
/// <param name="Organisation">Whose agreement it opens; null where it is a user's.</param>
/// <param name="User">The user of the programme for whom it reads; null where it is an organisation's.</param>
/// <param name="Until">The last day (UTC) on which it opens anything.</param>
public sealed record ProgramKeyMade(Guid Key, string Name, OrganisationId? Organisation, ActorId? User, ImmutableArray<KeyScope> Scopes, DateOnly Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Key, .. Organisation is { } organisation ? [organisation.Value] : (Guid[])[], .. User is { } user ? [user.Value] : (Guid[])[]];
}

/// <summary>A key for a program was revoked: it opens nothing from now on.</summary>
public sealed record ProgramKeyRevoked(Guid Key) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Key];
}
