using Adit.Credentials;
using CsCheck;

namespace Adit.Tests.Credentials;

public sealed class StatusListTests
{
    [Fact]
    public void The_first_place_is_the_highest_bit_of_the_first_byte()
    {
        Assert.True(StatusList.TryDecode(StatusList.Encode([0, 9, StatusList.Places - 1]), out var bits));

        Assert.Equal((0x80, 0x40, 0x01), (bits[0], bits[1], bits[^1]));
        Assert.Equal(131_072 / 8, bits.Length);
    }

    [Fact]
    public void What_was_set_is_set_and_nothing_else() => Gen.Int[0, StatusList.Places - 1].HashSet[0, 40].Sample(set =>
    {
        Assert.True(StatusList.TryDecode(StatusList.Encode(set), out var bits));
        Assert.Equal(set.Order(), Enumerable.Range(0, StatusList.Places).Where(p => StatusList.IsSet(bits, p) == true));
    }, iter: 30);

    [Fact]
    public void A_place_that_a_list_has_not_is_neither_set_nor_not()
    {
        Assert.True(StatusList.TryDecode(StatusList.Encode([]), out var bits));

        Assert.Null(StatusList.IsSet(bits, StatusList.Places));
        Assert.Null(StatusList.IsSet(bits, -1));
    }

    // From W3C's Bitstring Status List v1.0: an empty list of 131,072.
    [Fact]
    public void The_list_in_w3cs_example_is_read()
    {
        Assert.True(StatusList.TryDecode("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA", out var bits));

        Assert.Equal(131_072 / 8, bits.Length);
        Assert.Equal(-1, bits.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("zAAAA")]
    [InlineData("uAAAA")]
    public void What_is_no_list_is_not_read(string text) => Assert.False(StatusList.TryDecode(text, out _));

    [Fact]
    public void A_list_too_short_to_hide_anybody_in_or_that_unfolds_without_end_is_not_read()
    {
        Assert.False(StatusList.TryDecode(Packed(1000), out _));
        Assert.False(StatusList.TryDecode(Packed(50_000_000), out _));
    }

    private static string Packed(int bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(new byte[bytes]);
        return Multibase.Base64Url(packed.ToArray());
    }
}
