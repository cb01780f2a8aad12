using System.Security.Cryptography;
using Adit.Protection;
using CsCheck;

namespace Adit.Tests.Ledger;

public sealed class SealedTests
{
    private static readonly Gen<byte[]> Key = Gen.Byte.Array[32];
    private static readonly Gen<byte[]> Salt = Gen.Byte.Array[16];

    [Fact]
    public void A_sealed_part_opens_with_its_key_in_its_slot_only() => Gen.Select(Key, Key, Gen.Byte.Array[0, 300], Gen.Int[0, 5], Gen.Int[0, 1_000_000]).Sample((key, other, part, slot, bit) =>
    {
        var (seal, opened) = (new byte[part.Length + 16], new byte[part.Length]);
        Sealed.Seal(key, (Slot)slot, part, seal);

        Assert.True(Sealed.TryOpen(key, (Slot)slot, seal, opened));
        Assert.Equal(part, opened);
        Assert.False(Sealed.TryOpen(key, (Slot)((slot + 1) % 6), seal, opened));
        if (!key.AsSpan().SequenceEqual(other))
            Assert.False(Sealed.TryOpen(other, (Slot)slot, seal, opened));
        seal[bit / 8 % seal.Length] ^= (byte)(1 << (bit % 8));
        Assert.False(Sealed.TryOpen(key, (Slot)slot, seal, opened));
    });

    [Fact]
    public void A_wrapped_key_opens_with_its_tier_its_salt_and_its_slot_only() => Gen.Select(Key, Key, Salt, Gen.Int[0, 5], Gen.Int[0, 1_000_000]).Sample((tier, part, salt, slot, bit) =>
    {
        var wrapped = new byte[32];
        Sealed.Wrap(tier, salt, (Slot)slot, part, wrapped);

        Assert.Equal(part, Unwrapped(tier, salt, slot, wrapped));
        Assert.NotEqual(part, Unwrapped(tier, salt, (slot + 1) % 6, wrapped));
        Assert.NotEqual(part, Unwrapped(Flip(tier, bit), salt, slot, wrapped));
        Assert.NotEqual(part, Unwrapped(tier, Flip(salt, bit), slot, wrapped));
        Assert.NotEqual(part, Unwrapped(tier, salt, slot, Flip(wrapped, bit)));
    });

    [Fact]
    public void The_seal_is_plain_AES_GCM_that_others_can_open()
    {
        byte[] partKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var seal = new byte[5 + 16];
        Sealed.Seal(partKey, Slot.T2, "words"u8, seal);

        using var aes = new AesGcm(HMACSHA256.HashData(partKey, "adit part encryption v1"u8), 16);
        var opened = new byte[5];
        aes.Decrypt(new byte[12], seal.AsSpan(0, 5), seal.AsSpan(5), opened, [3]);
        Assert.Equal("words"u8.ToArray(), opened);
    }

    [Fact]
    public void The_two_keys_of_a_part_are_not_each_other_nor_the_part_key() => Key.Sample(key =>
    {
        var (commitment, encryption) = (new byte[32], new byte[32]);
        Part.CommitmentKey(key, commitment);
        Part.EncryptionKey(key, encryption);
        return !commitment.AsSpan().SequenceEqual(encryption) && !commitment.AsSpan().SequenceEqual(key) && !encryption.AsSpan().SequenceEqual(key);
    });

    [Fact]
    public void Lengths_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Sealed.Seal(new byte[31], Slot.T0, [], new byte[16]));
        Assert.Throws<ArgumentException>(() => Sealed.Seal(new byte[32], Slot.T0, [], new byte[17]));
        Assert.Throws<ArgumentException>(() => Sealed.TryOpen(new byte[32], Slot.T0, new byte[15], []));
        Assert.Throws<ArgumentException>(() => Sealed.Wrap(new byte[32], new byte[15], Slot.T0, new byte[32], new byte[32]));
        Assert.Throws<ArgumentException>(() => Sealed.Unwrap(new byte[32], new byte[16], Slot.T0, new byte[31], new byte[32]));
    }

    [Fact]
    public void Slots_have_one_name_each()
    {
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
            Assert.True(Slots.TryRead(Slots.NameOf(slot), out var read) && read == slot);
        Assert.False(Slots.TryRead("T3", out _));
        Assert.False(Slots.TryRead(null, out _));
        Assert.Equal([Slot.T0, Slot.T1, Slot.T2, Slot.T3], Enum.GetValues<Tier>().Select(Slots.Of));
    }

    private static byte[] Unwrapped(byte[] tier, byte[] salt, int slot, byte[] wrapped)
    {
        var key = new byte[32];
        Sealed.Unwrap(tier, salt, (Slot)slot, wrapped, key);
        return key;
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] copy = [.. bytes];
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
