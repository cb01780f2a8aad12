using System.Text;
using Adit.Ledger;
using CsCheck;

namespace Adit.Tests.Ledger;

public sealed class NoteTests
{
    // Another program's key, text and signature: the worked example of the note package of the Go checksum database.
    private const string OtherKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string OtherNote =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static readonly Checkpoint Head = new(TestKey.Origin, 42, Merkle.Leaf("root"u8));

    [Fact]
    public void A_note_signed_by_another_program_is_read_and_believed()
    {
        Assert.True(VerifierKey.TryRead(OtherKey, out var key));
        Assert.Equal(0xc74f20a3u, key.KeyId);
        Assert.Equal(OtherKey, key.ToString());
        Assert.True(Note.TryRead(OtherNote, out var note));
        Assert.True(note.IsSignedBy(key, TestKey.Verify));
        Assert.Equal(OtherNote, note.ToString());
        Assert.False((note with { Text = note.Text.Replace("don't", "do", StringComparison.Ordinal) }).IsSignedBy(key, TestKey.Verify));
    }

    [Fact]
    public void A_checkpoint_comes_back_under_its_own_key_only()
    {
        var signed = Encoding.UTF8.GetBytes(Head.Sign(TestKey.Public, TestKey.Sign).ToString());

        Assert.True(Checkpoint.TryOpen(signed, TestKey.Public, TestKey.Verify, out var read));
        Assert.Equal(Head, read);
        Assert.False(Checkpoint.TryOpen(signed, TestKey.Named("adit/other/0011223344556677"), TestKey.Verify, out _));
        Assert.True(VerifierKey.TryRead(OtherKey, out var other));
        Assert.False(Checkpoint.TryOpen(signed, other, TestKey.Verify, out _));
    }

    [Fact]
    public void A_checkpoint_of_another_origin_is_not_believed_though_the_key_signed_it()
    {
        var signed = (Head with { Origin = "adit/other/0011223344556677" }).Sign(TestKey.Public, TestKey.Sign).ToString();

        Assert.False(Checkpoint.TryOpen(Encoding.UTF8.GetBytes(signed), TestKey.Public, TestKey.Verify, out _));
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_signed_checkpoint_is_noticed()
    {
        var signed = Encoding.UTF8.GetBytes(Head.Sign(TestKey.Public, TestKey.Sign).ToString());
        for (var bit = 0; bit < signed.Length * 8; bit++)
        {
            byte[] copy = [.. signed];
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Checkpoint.TryOpen(copy, TestKey.Public, TestKey.Verify, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void Signatures_of_strangers_are_ignored_and_kept()
    {
        var stranger = new NoteSignature("witness.example/é", 7, new byte[] { 1, 2, 3 });
        var note = Head.Sign(TestKey.Public, TestKey.Sign);
        var both = note with { Signatures = [stranger, .. note.Signatures] };

        Assert.True(Note.TryRead(both.ToString(), out var read));
        Assert.True(read.IsSignedBy(TestKey.Public, TestKey.Verify));
        Assert.Equal(both.ToString(), read.ToString());
        Assert.False((note with { Signatures = [stranger] }).IsSignedBy(TestKey.Public, TestKey.Verify));
    }

    [Fact]
    public void One_wrong_signature_of_a_known_key_spoils_the_note()
    {
        var note = Head.Sign(TestKey.Public, TestKey.Sign);
        var wrong = note.Signatures[0] with { Bytes = new byte[64] };

        Assert.False((note with { Signatures = [note.Signatures[0], wrong] }).IsSignedBy(TestKey.Public, TestKey.Verify));
        Assert.False((note with { Signatures = [note.Signatures[0] with { Bytes = new byte[3] }] }).IsSignedBy(TestKey.Public, TestKey.Verify));
    }

    [Fact]
    public void A_text_with_empty_lines_ends_at_the_last_of_them()
    {
        var note = Note.Sign("one\n\ntwo\n", TestKey.Public, TestKey.Sign);

        Assert.True(Note.TryRead(note.ToString(), out var read));
        Assert.Equal("one\n\ntwo\n", read.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAA=")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n-- name AAAAAAA=\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("text\n\n— name  AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAAB=\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\r\n\n— name AAAAAAA=\n")]
    [InlineData("te\0xt\n\n— name AAAAAAA=\n")]
    public void What_is_not_exactly_a_note_is_refused(string text) => Assert.False(Note.TryRead(text, out _));

    [Fact]
    public void Half_a_character_is_in_no_note()
    {
        Assert.False(Note.TryRead("\ud800\n\n— name AAAAAAA=\n", out _));
        Assert.False(Note.TryRead("\ud800x\n\n— name AAAAAAA=\n", out _));
        Assert.False(Note.TryRead([0xED, 0xA0, 0x80, .. "\n\n— name AAAAAAA=\n"u8], out _));
        Assert.True(Note.TryRead("\U0001F5FB\n\n— name AAAAAAA=\n", out _));
    }

    [Fact]
    public void A_note_that_would_pass_is_spelt_like_those_that_do_not() => Assert.True(Note.TryRead("text\n\n— name AAAAAAA=\n", out _));

    [Fact]
    public void A_hundred_signatures_are_read_and_one_more_is_not()
    {
        var line = "— name AAAAAAA=\n";

        Assert.True(Note.TryRead("text\n\n" + string.Concat(Enumerable.Repeat(line, 100)), out _));
        Assert.False(Note.TryRead("text\n\n" + string.Concat(Enumerable.Repeat(line, 101)), out _));
    }

    [Theory]
    [InlineData("o\n1\n")]
    [InlineData("o\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("o\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("o\n+1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("o\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("o\n1\nAAAA\n")]
    [InlineData("\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n")]
    [InlineData("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData(null)]
    public void What_is_not_exactly_a_checkpoint_is_refused(string? text) => Assert.False(Checkpoint.TryRead(text, out _));

    [Fact]
    public void Extension_lines_are_allowed_and_mean_nothing()
    {
        Assert.True(Checkpoint.TryRead(Head.Text + "more\n", out var read));
        Assert.Equal(Head, read);
    }

    [Fact]
    public void A_checkpoint_that_could_not_be_read_back_is_not_signed()
    {
        Assert.Throws<ArgumentException>(() => (Head with { Origin = "a\n5" }).Sign(TestKey.Public, TestKey.Sign));
        Assert.Throws<ArgumentException>(() => (Head with { Origin = "" }).Sign(TestKey.Public, TestKey.Sign));
        Assert.Throws<ArgumentException>(() => (Head with { Size = -1 }).Sign(TestKey.Public, TestKey.Sign));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("name")]
    [InlineData("name+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T=")]
    public void What_is_not_exactly_a_key_is_refused(string? text) => Assert.False(VerifierKey.TryRead(text, out _));

    [Fact]
    public void Any_bytes_are_a_note_or_are_not()
    {
        string[] pieces = ["\n", "\n\n", "— ", "name", " ", "AAAAAAA=", "text", "\r", "\u0085", "\0", "12", "\ufeff", "+"];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12].Select(string.Concat).Sample(text =>
            (!Note.TryRead(text, out var note) || note.ToString() == text) && (!Checkpoint.TryRead(text, out var head) || text.StartsWith(head.Text, StringComparison.Ordinal)));
        Gen.Byte.Array[0, 60].Sample(bytes => !Note.TryRead(bytes, out var note) || note.Text.EndsWith('\n'));
    }
}
