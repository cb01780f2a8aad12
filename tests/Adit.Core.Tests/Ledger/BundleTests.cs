using System.Text;
using Adit.Ledger;
using Adit.Protection;
using CsCheck;
using Check = Adit.Ledger.Check;

namespace Adit.Tests.Ledger;

public sealed class BundleTests
{
    private static readonly byte[] Good = Example.Bundle().ToJson();

    [Fact]
    public void A_bundle_holds_and_says_what_was_checked()
    {
        var report = Bundle.Verify(Good, TestKey.Verify, TestKey.Public);

        Assert.True(report.Holds);
        Assert.Equal(
            [Claim.Readable, Claim.CheckpointSigned, Claim.Origin, Claim.ExpectedKey, Claim.Included, Claim.Disclosed, Claim.Included, Claim.Disclosed, Claim.Disclosed],
            report.Checks.Select(c => c.Claim));
        Assert.Equal(TestKey.Origin, report.Checkpoint!.Origin);
    }

    [Fact]
    public void A_bundle_comes_back_as_it_was_written()
    {
        Assert.True(Bundle.TryRead(Good, out var read, out _));
        Assert.Equal(Good, read.ToJson());
    }

    [Fact]
    public void A_changed_part_is_named_by_index_and_slot()
    {
        var failure = Broken(b => b with { Entries = [b.Entries[0], b.Entries[1] with { Parts = [b.Entries[1].Parts[0], b.Entries[1].Parts[1] with { Bytes = "13 workers"u8.ToArray() }] }] });

        Assert.Equal((Claim.Disclosed, 5L, Slot.T1), (failure.Claim, failure.Index, failure.Slot));
    }

    [Fact]
    public void An_entry_that_is_not_where_it_says_is_named_by_index()
    {
        var failure = Broken(b => b with { Entries = [b.Entries[0] with { Index = 3 }, b.Entries[1]] });

        Assert.Equal((Claim.Included, 3L, null), (failure.Claim, failure.Index, failure.Slot));
    }

    [Fact]
    public void A_checkpoint_that_the_key_did_not_sign_is_named() =>
        Assert.Equal(Claim.CheckpointSigned, Broken(b => b with { Checkpoint = b.Checkpoint.Replace("\n8\n", "\n9\n", StringComparison.Ordinal) }).Claim);

    [Fact]
    public void A_checkpoint_of_another_ledger_is_named()
    {
        var other = Example.Head with { Origin = "adit/other/0011223344556677" };

        Assert.Equal(Claim.Origin, Broken(b => b with { Checkpoint = other.Sign(TestKey.Public, TestKey.Sign).ToString() }).Claim);
    }

    [Fact]
    public void A_forger_with_a_key_of_their_own_is_found_out_by_who_knows_the_right_one()
    {
        Assert.True(VerifierKey.TryRead("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out var right));

        Assert.True(Bundle.Verify(Good, TestKey.Verify).Holds);
        Assert.Equal(Claim.ExpectedKey, Bundle.Verify(Good, TestKey.Verify, right).FirstFailure!.Claim);
    }

    [Theory]
    [InlineData("\"adit-evidence-1\"", "\"adit-evidence-2\"", "format")]
    [InlineData("\"format\"", "\"Format\"", "format")]
    [InlineData("\"index\": 5", "\"index\": 2", "entries")]
    [InlineData("\"index\": 5", "\"index\": -1", "entries[1].index")]
    [InlineData("\"index\": 5", "\"index\": 5.5", "entries[1].index")]
    [InlineData("\"index\": 5", "\"index\": \"5\"", "entries[1].index")]
    [InlineData("\"index\": 5", "\"index\": 5, \"note\": \"certified\"", "entries[1]")]
    [InlineData("\"slot\": \"t1\"", "\"slot\": \"T1\"", "entries[1].parts[1].slot")]
    [InlineData("\"slot\": \"t1\"", "\"slot\": \"head\"", "entries[1].parts")]
    [InlineData("\"slot\": \"t1\"", "\"slot\": null", "entries[1].parts[1].slot")]
    [InlineData("\"slot\": \"t1\"", "\"slot\": \"\\ud800\"", "entries[1].parts[1].slot")]
    [InlineData("\"bytes\": \"MTIg", "\"bytes\": \" MTIg", "entries[1].parts[1].bytes")]
    [InlineData("\"verifierKey\": \"", "\"verifierKey\": \"x", "verifierKey")]
    [InlineData("\"checkpoint\": \"", "\"checkpoint\": \"\\n", "checkpoint")]
    [InlineData("\"checkpoint\": \"", "\"checkpoint\": \"\", \"checkpoint\": \"", "$")]
    [InlineData("\"entries\": [", "\"entries\": {", "line 6")]
    public void A_file_that_cannot_be_read_names_the_place(string good, string bad, string where)
    {
        var text = Encoding.UTF8.GetString(Good);
        Assert.Contains(good, text, StringComparison.Ordinal);
        var report = Bundle.Verify(Encoding.UTF8.GetBytes(text.Replace(good, bad, StringComparison.Ordinal)), TestKey.Verify);

        Assert.False(report.Holds);
        Assert.Equal((Claim.Readable, where), (report.FirstFailure!.Claim, report.FirstFailure.Where));
    }

    [Fact]
    public void A_bundle_of_nothing_proves_nothing() =>
        Assert.Equal("entries", Bundle.Verify((Example.Bundle() with { Entries = [] }).ToJson(), TestKey.Verify).FirstFailure!.Where);

    [Fact]
    public void A_flipped_bit_anywhere_that_still_reads_does_not_hold() => Gen.Int[0, (Good.Length * 8) - 1].Sample(bit =>
    {
        byte[] copy = [.. Good];
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        // White space between the tokens is nobody's concern.
        return char.IsWhiteSpace((char)Good[bit / 8]) || !Bundle.Verify(copy, TestKey.Verify).Holds;
    }, iter: 2000);

    [Fact]
    public void A_file_cut_anywhere_is_refused() =>
        Gen.Int[0, Good.Length - 3].Sample(length => !Bundle.Verify(Good.AsMemory(0, length), TestKey.Verify).Holds);

    [Fact]
    public void Any_bytes_get_a_report_and_no_exception()
    {
        var text = Encoding.UTF8.GetString(Good);
        var pieces = OneOf("\"\\ud800\"", "null", "{}", "[]", "[[[[[[[[[[[[[", "1e999", "\"\"", "\uffff", "\ufeff", "-0", "\"\\ud800\":1,", "true", ",");
        Gen.Select(pieces, Gen.Int[0, text.Length - 1], Gen.Int[0, 30]).Sample((piece, at, gone) =>
            Bundle.Verify(Encoding.UTF8.GetBytes(text[..at] + piece + text[Math.Min(at + gone, text.Length)..]), TestKey.Verify).Checks.Count > 0, iter: 3000);
        Gen.Byte.Array[0, 40].Sample(bytes => !Bundle.Verify(bytes, TestKey.Verify).Holds);
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] copy = [.. Good];
            copy[at] = value;
            return Bundle.Verify(copy, TestKey.Verify).Checks.Count > 0;
        }, iter: 2000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Check Broken(Func<Bundle, Bundle> change) => Bundle.Verify(change(Example.Bundle()).ToJson(), TestKey.Verify).FirstFailure!;
}
