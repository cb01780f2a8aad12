using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Credentials;

/// <summary>A credential was issued: somebody may hold a file that says so. What it claims is fixed here; the file is signed whenever it is asked for.</summary>
/// <param name="Kind">What it is: <c>untp-dcc-0.7.0</c>, or <c>w3c-vc-2.0-programme-report</c>.</param>
/// <param name="Site">Null where it is about no single one.</param>
/// <param name="About">What it is about, as a published report.</param>
/// <param name="Version">Which version of it, from 1.</param>
/// <param name="Entry">The entry in which that was recorded.</param>
/// <param name="List">Which pair of status lists it stands in, from 1.</param>
/// <param name="Place">Its place there, drawn by chance.</param>
/// <param name="Claims">SHA-256 over the claims in canonical JSON, in hexadecimal: what the file must say, its evidence and signature apart.</param>
/// <param name="Content">The claims, in canonical JSON. They are never handed over with the entry: the file has them.</param>
public sealed record CredentialIssued(Guid Credential, string Kind, SiteId? Site, Guid About, int Version, long Entry, int List, int Place, string Claims, string Content) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => Site is { } site ? [Credential, About, site.Value] : [Credential, About];
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

/// <summary>
/// Whoever may read a credential had it issued once more to hand it on, with parts left out. Its evidence discloses T1 alone, and the head names nothing else: whoever gets it learns neither from what it was made, nor by whom, nor for whom.
/// </summary>
/// <param name="Credential">The one that is handed on.</param>
/// <param name="Kind">What it is: <c>untp-dcc-0.7.0</c>.</param>
/// <param name="List">Which pair of status lists it stands in, from 1.</param>
/// <param name="Place">Its place there, drawn by chance; not that of the one it was made from.</param>
/// <param name="Claims">SHA-256 over the claims in canonical JSON, in hexadecimal.</param>
/// <param name="Of">The credential that it was made from.</param>
/// <param name="About">What both are about, as a published report; it ends with that.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="Entry">The entry in which that was recorded.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Organisation">For whom they act.</param>
/// <param name="Customer">Who gets it, as far as they say so; empty where not.</param>
/// <param name="LeftOut">Parts that are left out (<see cref="PassingOn.Parts"/>).</param>
/// <param name="Indicators">Ids of indicators that are left out.</param>
/// <param name="Content">The claims, in canonical JSON.</param>
public sealed record CredentialPassedOn(
    Guid Credential, string Kind, int List, int Place, string Claims, Guid Of, SiteId Site, Guid About, int Version, long Entry, ActorId By, OrganisationId Organisation, string Customer,
    ImmutableArray<string> LeftOut, ImmutableArray<string> Indicators, string Content) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Credential];
}
