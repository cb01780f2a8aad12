using System.ComponentModel;
using Adit.Protection;

namespace Adit.Web;

/// <summary>A no (RFC 9457).</summary>
/// <param name="Code">Permanent; the words may change.</param>
internal sealed record Problem(
    string Type, [property: Description("The no in a sentence, in the language asked for.")] string Title, int Status, [property: Description("A permanent code of the no.")] string Code,
    [property: Description("Every reason that can be mended, each a sentence.")] IReadOnlyList<string> Reasons);

/// <summary>How many there are, no closer than five at a time.</summary>
/// <param name="To">Null where the band has no end.</param>
internal sealed record Band(long From, [property: Description("Null where the band has no end.")] long? To, [property: Description("The band in words.")] string Words)
{
    public static Band Of(long count, Words words)
    {
        var band = Protection.CountBand.Of(count);
        return new(band.From, band.To, Say(count, words));
    }

    /// <summary>The band of a count in words.</summary>
    public static string Say(long count, Words words)
    {
        var band = Protection.CountBand.Of(count);
        return band switch { { To: 0 } => words["band.none"], { From: 1 } => words["band.under-five"], { To: null } => words["band.hundred"], _ => $"{band.From}–{band.To}" };
    }
}

/// <summary>A count: exact for readers of T2, a band below.</summary>
internal sealed record Counted([property: Description("Null for readers below T2.")] long? Count, [property: Description("Null for readers of T2.")] Band? Band)
{
    public static Counted Of(long count, Tier reader, Words words) => reader >= Tier.T2 ? new(count, null) : new(null, Band.Of(count, words));
}

/// <summary>What stands behind an answer for whoever trusts nobody: the state of knowledge, the rules, and the signed head that covers them.</summary>
internal sealed record ProofShown(
    [property: Description("The ledger index up to which this answer knows; null for readers who may not open records: it would tell how much was recorded since they last asked.")] long? K,
    [property: Description("The catalogue that rated: its SHA-256.")] string Catalogue,
    [property: Description("Entries under the last published head; null before the first. It covers the answer where it is larger than k.")] long? HeadSize,
    [property: Description("The signed head (C2SP checkpoint).")] string Checkpoint,
    [property: Description("The key that it is signed by.")] string Key)
{
    public static ProofShown Of(long k, CurrentPerson person, string catalogue, Ledger.Publishing publishing) => new(person.May(People.Right.SeeRecords) ? k : null, catalogue, publishing.Latest?.Size, "/log/checkpoint", "/log/key");
}

/// <summary>Where in the ledger what was done is recorded.</summary>
internal sealed record RecordedAt(long Index);
