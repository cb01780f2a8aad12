using System.Security.Cryptography;
using System.Text;
using Adit.Ledger;
using Adit.Protection;
using CsCheck;
using Hash = Adit.Ledger.Hash;

namespace Adit.Tests.Ledger;

public sealed class EntryTests
{
    private static readonly Gen<ReadOnlyMemory<byte>?> Bytes = Gen.Byte.Array[0, 400].Null().Select(b => b is null ? null : (ReadOnlyMemory<byte>?)b);
    private static readonly Gen<Parts> AnyParts = Gen.Select(Bytes, Bytes, Bytes, Bytes, Bytes, Bytes).Select((h, a, b, c, d, r) => new Parts(h, a, b, c, d, r));
    private static readonly Gen<byte[]> Random = Gen.Byte.Array[Entry.RandomBytes];
    private static readonly Gen<Slot> AnySlot = Gen.Int[0, 5].Select(i => (Slot)i);

    [Fact]
    public void An_entry_is_193_bytes_whatever_is_in_it() => Gen.Select(AnyParts, Random).Sample((parts, random) =>
    {
        var entry = Entry.Of(parts, random);
        return entry.Bytes.Length == 193 && entry.Bytes.Span[0] == 1 && Entry.TryRead(entry.Bytes.Span, out var read) && read == entry;
    });

    [Fact]
    public void A_slot_is_the_double_HMAC_that_the_format_says()
    {
        byte[] random = [.. Enumerable.Range(0, Entry.RandomBytes).Select(i => (byte)i)];
        var entry = Entry.Of(new Parts("head"u8.ToArray(), T2: "t2"u8.ToArray()), random);

        var commitmentKey = HMACSHA256.HashData(random.AsSpan(96, 32), "adit part commitment v1"u8);
        Assert.Equal(HMACSHA256.HashData(commitmentKey, "t2"u8), entry[Slot.T2].ToArray());
        Assert.Equal(random.AsSpan(128, 32).ToArray(), entry[Slot.T3].ToArray());
    }

    [Fact]
    public void An_entry_with_a_protected_part_looks_like_one_without()
    {
        // Over many entries every byte of a slot takes all values about equally often, part or no part.
        var random = new Random(7);
        var (with, without) = (new int[256], new int[256]);
        for (var n = 0; n < 2000; n++)
        {
            var chance = new byte[Entry.RandomBytes];
            random.NextBytes(chance);
            foreach (var b in Entry.Of(new Parts(default(ReadOnlyMemory<byte>), T3: "the same words each time"u8.ToArray()), chance)[Slot.T3])
                with[b]++;
            foreach (var b in Entry.Of(new Parts(default(ReadOnlyMemory<byte>)), chance)[Slot.T3])
                without[b]++;
        }

        // 64,000 bytes: 250 of each value expected, with a deviation of 16.
        Assert.All(with, count => Assert.InRange(count, 150, 350));
        Assert.All(without, count => Assert.InRange(count, 150, 350));
    }

    [Fact]
    public void An_empty_part_is_not_an_absent_part()
    {
        var random = new byte[Entry.RandomBytes];
        var empty = Entry.Of(new Parts(ReadOnlyMemory<byte>.Empty), random);

        Assert.NotEqual(empty, Entry.Of(new Parts(null), random));
        Assert.True(Disclosure.Of(Slot.Head, random.AsSpan(0, 32), ReadOnlyMemory<byte>.Empty).Holds(empty));
        Assert.False(Disclosure.Of(Slot.T0, random.AsSpan(32, 32), ReadOnlyMemory<byte>.Empty).Holds(empty));
    }

    [Fact]
    public void A_disclosed_part_holds_in_its_slot_and_in_no_other() => Gen.Select(AnyParts, Random, AnySlot).Sample((parts, random, slot) =>
    {
        if (parts[slot] is not { } part)
            return;
        var entry = Entry.Of(parts, random);
        var disclosure = Disclosure.Of(slot, random.AsSpan((int)slot * 32, 32), part);

        Assert.True(disclosure.Holds(entry));
        for (var other = Slot.Head; other <= Slot.Raw; other++)
            Assert.Equal(other == slot, (disclosure with { Slot = other }).Holds(entry));
    });

    [Fact]
    public void A_flipped_bit_anywhere_breaks_a_disclosure() => Gen.Select(Gen.Byte.Array[1, 50], Random, Gen.Int[0, 1_000_000]).Sample((part, random, bit) =>
    {
        var entry = Entry.Of(new Parts(null, T1: part), random);
        var told = Disclosure.Of(Slot.T1, random.AsSpan(64, 32), part);

        Assert.False((told with { Bytes = Flipped(part, bit) }).Holds(entry));
        Assert.False((told with { CommitmentKey = Flipped(told.CommitmentKey, bit) }).Holds(entry));
        Assert.True(Entry.TryRead([1, .. new byte[64], .. Flipped(entry[Slot.T1].ToArray(), bit).Span, .. new byte[96]], out var other));
        Assert.False(told.Holds(other));
    });

    [Fact]
    public void Telling_T1_tells_nothing_of_T2()
    {
        byte[] random = [.. Enumerable.Range(0, Entry.RandomBytes).Select(i => (byte)(255 - i))];
        var entry = Entry.Of(new Parts("head"u8.ToArray(), T1: "12 workers"u8.ToArray(), T2: "yes"u8.ToArray()), random);
        var told = Disclosure.Of(Slot.T1, random.AsSpan(64, 32), "12 workers"u8.ToArray());

        // Even a T2 with two possible answers cannot be guessed with the key of T1, nor is T1's own seal opened by it.
        Assert.False((told with { Slot = Slot.T2, Bytes = "yes"u8.ToArray() }).Holds(entry));
        Assert.False((told with { Slot = Slot.T2, Bytes = "no"u8.ToArray() }).Holds(entry));
        var seal = new byte[10 + Sealed.TagBytes];
        Sealed.Seal(random.AsSpan(64, 32), Slot.T1, "12 workers"u8, seal);
        Assert.False(Sealed.TryOpen(told.CommitmentKey.Span, Slot.T1, seal, new byte[10]));
    }

    [Fact]
    public void A_disclosure_of_nonsense_does_not_hold_and_does_not_throw()
    {
        var entry = Entry.Of(default, new byte[Entry.RandomBytes]);

        Assert.False(new Disclosure(Slot.Head, new byte[31], default).Holds(entry));
        Assert.False(new Disclosure((Slot)6, new byte[32], default).Holds(entry));
    }

    [Fact]
    public void Other_lengths_and_versions_are_no_entry()
    {
        Assert.False(Entry.TryRead(new byte[193], out _));
        Assert.False(Entry.TryRead([1, .. new byte[191]], out _));
        Assert.False(Entry.TryRead([1, .. new byte[193]], out _));
        Assert.False(Entry.TryRead([], out _));
        Assert.Throws<ArgumentException>(() => Entry.Of(default, new byte[191]));
    }

    [Fact]
    public void Writing_entries_allocates_nothing()
    {
        var parts = new Parts(new byte[100], T1: new byte[300], Raw: new byte[4000]);
        var (random, output) = (new byte[Entry.RandomBytes], new byte[Entry.Length]);
        Entry.Write(parts, random, output);
        Merkle.Leaf(output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100; n++)
        {
            Entry.Write(parts, random, output);
            Merkle.Leaf(output);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_hash_is_read_in_its_one_spelling()
    {
        var hash = Merkle.Leaf("x"u8);

        Assert.True(Hash.TryReadHex(hash.ToString().ToUpperInvariant(), out var hex) && hex == hash);
        Assert.True(Hash.TryReadBase64(hash.ToBase64(), out var base64) && base64 == hash);
        Assert.Equal(Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.AsSpan()))), hash.ToString());
        Assert.False(Hash.TryReadBase64(" " + hash.ToBase64(), out _));
        Assert.False(Hash.TryReadBase64(hash.ToBase64()[..^1], out _));
        Assert.False(Hash.TryReadBase64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", out _));
        Assert.False(Hash.TryReadHex(hash.ToString()[..^1] + "g", out _));
        Assert.False(Hash.TryReadHex(null, out _));
        Assert.Throws<ArgumentException>(() => new Hash(new byte[31]));
    }

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> bytes, int bit)
    {
        var copy = bytes.ToArray();
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
