using System.Security.Cryptography;
using System.Text;
using Adit.Protection;
using CsCheck;

namespace Adit.Tests.Protection;

/// <summary>What a phone seals only the programme opens, and only as it was sealed.</summary>
public class ParcelTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    [Fact]
    public void What_is_sealed_is_opened_whatever_it_is() => Gen.Byte.Array[0, 3000].Sample(content => Assert.Equal(content, Parcel.Open(Secret, Sealed(content))), iter: 50);

    [Fact]
    public void A_changed_bit_anywhere_opens_nothing()
    {
        var parcel = Sealed("fourteen metres"u8.ToArray());
        Gen.Int[0, (parcel.Length * 8) - 1].Sample(bit =>
        {
            var changed = parcel.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Parcel.Open(Secret, changed));
        }, iter: 300);
    }

    [Fact]
    public void What_was_cut_off_or_is_no_parcel_opens_nothing()
    {
        var parcel = Sealed("fourteen metres"u8.ToArray());
        for (var length = 0; length < parcel.Length; length++)
            Assert.Null(Parcel.Open(Secret, parcel.AsSpan(0, length)));
        Assert.Null(Parcel.Open(Secret, new byte[500]));
    }

    [Fact]
    public void Another_programme_opens_nothing()
    {
        var parcel = Sealed("fourteen metres"u8.ToArray());
        Assert.Null(Parcel.Open(SHA256.HashData(Secret), parcel));
    }

    [Fact]
    public void Two_parcels_of_one_content_have_nothing_in_common()
    {
        var (one, other) = (Sealed("fourteen metres"u8.ToArray()), Sealed("fourteen metres"u8.ToArray()));
        Assert.NotEqual(one[2..66], other[2..66]);
        Assert.NotEqual(one[66..], other[66..]);
    }

    /// <summary>Made once by the app's own code in a browser, so that both sides keep to one form for ever.</summary>
    [Fact]
    public void The_key_that_phones_are_given_stays_the_same_for_ever() => Assert.Equal(
        "0497e96ba456b9b8f2a99df58afeb6e9f6f1", Convert.ToHexStringLower(Parcel.PublicKey(Secret))[..36]);

    private static byte[] Sealed(byte[] content)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Parcel.Seal(ephemeral, Parcel.PublicKey(Secret), content);
    }
}
