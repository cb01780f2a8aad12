using System.Security.Cryptography;
using System.Text;
using Adit.Ledger;
using Adit.Protection;

namespace Adit.Tests.Ledger;

/// <summary>A ledger of eight entries with fixed "randomness", as the published vectors have it.</summary>
internal static class Example
{
    public const int Size = 8;

    public static readonly Entry[] Entries = [.. Enumerable.Range(0, Size).Select(n => Entry.Of(Parts(n), Random(n)))];
    public static readonly Hash[] Leaves = [.. Entries.Select(e => e.Leaf())];
    public static readonly Checkpoint Head = new(TestKey.Origin, Size, Merkle.Root(Leaves));

    /// <summary>Every entry has a head; the others come and go with the bits of its index. The raw part of entry 7 is there and empty.</summary>
    public static Parts Parts(int n) => new(
        Utf8($"head of {n}"),
        (n & 1) != 0 ? Utf8($"public words of {n}") : null,
        (n & 4) != 0 ? Utf8("12 workers") : null,
        (n & 2) != 0 ? Utf8($"galerie n° {n}") : null,
        n == 6 ? Utf8("kept from all but one") : null,
        n == 7 ? ReadOnlyMemory<byte>.Empty : Utf8($"<data n='{n}'/>"));

    /// <summary>32 bytes per slot: SHA-256 of <c>random n slot</c>, in decimal.</summary>
    public static byte[] Random(int n) => [.. Enumerable.Range(0, Slots.Count).SelectMany(slot => SHA256.HashData(Encoding.ASCII.GetBytes($"random {n} {slot}")))];

    public static ReadOnlySpan<byte> PartKey(int n, Slot slot) => Random(n).AsSpan((int)slot * 32, 32);

    public static Bundle Bundle() => new(
        Head.Sign(TestKey.Public, TestKey.Sign).ToString(),
        TestKey.Public.ToString(),
        [Told(2, Slot.Head), Told(5, Slot.Head, Slot.T1)]);

    private static BundledEntry Told(int n, params Slot[] slots) => new(
        n, Entries[n], Merkle.Inclusion(n, Size, Trees.Naive(Leaves)), [.. slots.Select(s => Disclosure.Of(s, PartKey(n, s), Parts(n)[s]!.Value))]);

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
