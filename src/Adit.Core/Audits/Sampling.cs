using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Adit.Audits;

/// <summary>
/// Draws samples so that anybody can draw them again (docs/audits.md): each item has a rank, the SHA-256 of the seed and itself, and the lowest ranks are taken. It needs no random numbers, an item can stand in
/// it once only, and whoever knows the seed and the items needs nothing of ours.
/// </summary>
public static class Sampling
{
    /// <summary>The first line of what is hashed: another way of drawing would have another.</summary>
    public const string Version = "adit-sample-1";

    /// <summary>The rank of an item: SHA-256 of four lines without an end of the last (version, kind in lower case, seed, item), UTF-8.</summary>
    public static byte[] Rank(SampleKind kind, string seed, string item) => SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}\n{NameOf(kind)}\n{seed}\n{item}"));

    /// <summary>The items with the lowest ranks, lowest first; all where fewer are there than wanted.</summary>
    public static ImmutableArray<string> Draw(SampleKind kind, string seed, IEnumerable<string> population, int wanted) =>
        [.. population.Distinct(StringComparer.Ordinal).Select(i => (Rank: Convert.ToHexStringLower(Rank(kind, seed, i)), Item: i)).OrderBy(i => i.Rank, StringComparer.Ordinal).Take(wanted).Select(i => i.Item)];

    /// <summary>SHA-256, in hexadecimal, of all items in the order of their bytes, each with a line feed after it.</summary>
    public static string Digest(IEnumerable<string> population) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(population.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(i => i + "\n")))));

    /// <summary>A kind as what is hashed names it.</summary>
    public static string NameOf(SampleKind kind) => kind.ToString().ToLowerInvariant();
}
