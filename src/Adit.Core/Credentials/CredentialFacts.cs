using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Credentials;

/// <summary>A credential was issued: somebody may hold a file that says so. What it claims is fixed here; the file is signed whenever it is asked for.</summary>
/// <param name="Kind">What it is: <c>untp-dcc-0.7.0</c>.</param>
/// <param name="About">What it is about, as a published report.</param>
/// <param name="Version">Which version of it, from 1.</param>
/// <param name="Entry">The entry in which that was recorded.</param>
/// <param name="List">Which pair of status lists it stands in, from 1.</param>
/// <param name="Place">Its place there, drawn by chance.</param>
/// <param name="Claims">SHA-256 over the claims in canonical JSON, in hexadecimal: what the file must say, its evidence and signature apart.</param>
/// <param name="Content">The claims, in canonical JSON. They are never handed over with the entry: the file has them.</param>
public sealed record CredentialIssued(Guid Credential, string Kind, SiteId Site, Guid About, int Version, long Entry, int List, int Place, string Claims, string Content) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Credential, About, Site.Value];
}

/// <summary>How a credential ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CredentialEnd>))]
public enum CredentialEnd
{
    /// <summary>What it is about was withdrawn, or it should not have been issued.</summary>
    Withdrawn,

    /// <summary>Another credential took its place.</summary>
    Superseded,
}

/// <summary>A credential does not stand any more. There is no way back: what was wrong about that is put right by a new one.</summary>
/// <param name="Next">The one that took its place, where one did.</param>
/// <param name="Why">Why, in words; for the programme alone.</param>
public sealed record CredentialStatusChanged(Guid Credential, CredentialEnd Status, Guid? Next, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => Next is { } next ? [Credential, next] : [Credential];
}
