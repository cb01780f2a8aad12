using System.Text;
using Adit.Ledger;
using CsCheck;
using Hash = Adit.Ledger.Hash;

namespace Adit.Tests.Ledger;

/// <summary>A witness cosigns heads of a ledger that only grows, in a form that other programs read.</summary>
public sealed class WitnessTests
{
    // Made by another program, straight from the specification, with the seed of the test key.
    private const string OtherKey = "witness.example/w1+e75f6532+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    private const string OtherNote =
        "adit-demo/vectors/0011223344556677\n3\nLXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=\n\n" +
        "— witness.example/w1 519lMgAAAABkGFDLSZ/wyjFyZFM7deqvc1t6A31OotS5Uaa05rfSQrfEP8n4SsJYa7DcpAms0sbWz9DD0zQc5Jf7PFrUqECBEwMdBg==\n";

    private static readonly Instant Then = new(1_679_315_147_999_999);
    private static readonly WitnessKey Witness = new("witness.example/w1", TestKey.Public.PublicKey.AsSpan());

    [Fact]
    public void A_cosignature_of_another_program_is_believed_with_its_time_and_ours_is_the_same_line()
    {
        Assert.Equal(OtherKey, Witness.ToString());
        Assert.True(WitnessKey.TryRead(OtherKey, out var key));
        Assert.Equal(Witness, key);
        Assert.True(Note.TryRead(OtherNote, out var note));

        Assert.Equal("2023-03-20T12:25:47.000000Z", Cosignature.On(note, key, TestKey.Verify)?.At.ToString());
        Assert.Equal(OtherNote, note.Text + "\n" + Cosignature.Sign(note, Witness, Then, TestKey.Sign));
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_cosigned_head_is_noticed()
    {
        var bytes = Encoding.UTF8.GetBytes(OtherNote);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] copy = [.. bytes];
            copy[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Note.TryRead(copy, out var note) && Cosignature.On(note, Witness, TestKey.Verify) is not null, $"bit {bit}");
        }
    }

    [Fact]
    public void What_a_ledger_signs_is_no_cosignature_and_the_other_way_round()
    {
        var head = Head(Trees.Leaves(3));
        var named = new WitnessKey(TestKey.Origin, TestKey.Public.PublicKey.AsSpan());

        Assert.Null(Cosignature.On(head.Sign(TestKey.Public, TestKey.Sign), named, TestKey.Verify));
        Assert.NotEqual(named.KeyId, TestKey.Public.KeyId);
        Assert.False(WitnessKey.TryRead(TestKey.Public.ToString(), out _));
        Assert.False(VerifierKey.TryRead(OtherKey, out _));
        var cosigned = new Note(head.Text, [Cosignature.Sign(new(head.Text, []), named, Then, TestKey.Sign)]);
        Assert.False(cosigned.IsSignedBy(TestKey.Public, TestKey.Verify));
    }

    [Fact]
    public void Of_several_cosignatures_of_a_witness_all_must_be_right_and_the_latest_counts()
    {
        var note = Head(Trees.Leaves(3)).Sign(TestKey.Public, TestKey.Sign);
        NoteSignature At(long second) => Cosignature.Sign(note, Witness, new(second * 1_000_000), TestKey.Sign);

        Assert.Equal(new(9_000_000), Cosignature.On(note with { Signatures = [At(5), At(9), At(7)] }, Witness, TestKey.Verify)?.At);
        Assert.Null(Cosignature.On(note with { Signatures = [At(5), At(9) with { Bytes = new byte[72] }] }, Witness, TestKey.Verify));
        Assert.Null(Cosignature.On(note with { Signatures = [At(5) with { Bytes = new byte[64] }] }, Witness, TestKey.Verify));
        Assert.Null(Cosignature.On(note, Witness, TestKey.Verify));
    }

    [Fact]
    public void A_bundle_holds_for_a_reader_who_names_a_witness_only_if_that_one_cosigned()
    {
        Bundle.TryRead(Example.Bundle().ToJson(), out var bundle, out _);
        Note.TryRead(bundle!.Checkpoint, out var note);
        var cosigned = bundle with { Checkpoint = note!.ToString() + Cosignature.Sign(note, Witness, Then, TestKey.Sign) };

        var report = Bundle.Verify(cosigned.ToJson(), TestKey.Verify, witnesses: [Witness]);

        Assert.True(report.Holds);
        Assert.Equal((Witness.Name, "2023-03-20T12:25:47.000000Z"), report.Checks.Where(c => c.Claim == Claim.Cosigned).Select(c => (c.Witness, c.At?.ToString())).Single());
        Assert.True(Bundle.Verify(cosigned.ToJson(), TestKey.Verify).Holds);
        Assert.Equal(Claim.Cosigned, bundle.Verify(TestKey.Verify, witnesses: [Witness]).FirstFailure?.Claim);
        Assert.Equal(Claim.Cosigned, cosigned.Verify(TestKey.Verify, witnesses: [Witness, new("witness.example/w2", TestKey.Public.PublicKey.AsSpan())]).FirstFailure?.Claim);
    }

    [Fact]
    public void A_request_comes_back_as_it_was_written()
    {
        var asked = Ask(Trees.Leaves(7), old: 3, size: 7);

        Assert.True(AddCheckpoint.TryRead(Encoding.UTF8.GetBytes(asked.ToString()), out var read));
        Assert.Equal(asked.ToString(), read.ToString());
        Assert.StartsWith("old 3\n" + asked.Proof[0].ToBase64() + "\n", asked.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("old 0\n\n" + TestKey.Origin, Ask(Trees.Leaves(7), old: 0, size: 7).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("old 0\n")]
    [InlineData("old 00\n\n")]
    [InlineData("old -1\n\n")]
    [InlineData("0\n\n")]
    [InlineData("old 0\nAAAA\n\n")]
    [InlineData("old 0\r\n\r\n")]
    [InlineData("\n\n")]
    public void What_is_not_exactly_a_request_is_refused(string start) =>
        Assert.False(AddCheckpoint.TryRead(Encoding.UTF8.GetBytes(start + Head(Trees.Leaves(1)).Sign(TestKey.Public, TestKey.Sign)), out _));

    [Fact]
    public void A_proof_of_more_hashes_than_a_tree_has_levels_is_refused()
    {
        var asked = Ask(Trees.Leaves(1), old: 0, size: 1);
        bool Reads(int hashes) => AddCheckpoint.TryRead(Encoding.UTF8.GetBytes((asked with { Proof = [.. Enumerable.Repeat(Merkle.EmptyRoot, hashes)] }).ToString()), out _);

        Assert.True(Reads(63));
        Assert.False(Reads(64));
        Gen.Byte.Array[0, 80].Sample(bytes => !AddCheckpoint.TryRead(bytes, out _));
    }

    [Fact]
    public void Every_head_of_a_ledger_that_only_grows_is_cosigned() => Gen.Int[0, 40].Array[1, 6].Sample(sizes =>
    {
        var leaves = Trees.Leaves(40);
        Checkpoint? held = null;
        foreach (var size in sizes.Order())
        {
            var asked = Ask(leaves, held?.Size ?? 0, size);
            if (WitnessRule.Decide(held, asked) != WitnessAnswer.Cosigns)
                return false;
            held = asked.Head;
        }
        return true;
    });

    [Fact]
    public void Whatever_is_asked_of_two_histories_all_that_is_cosigned_is_of_one() =>
        Gen.Select(Gen.Int[0, 24], Gen.Select(Gen.Bool, Gen.Int[0, 24], Gen.Int[0, 24], Gen.Bool).Array[1, 20]).Sample((common, asks) =>
        {
            var one = Trees.Leaves(24);
            Hash[] other = [.. one[..common], .. Enumerable.Range(common, 24 - common).Select(n => Trees.Leaf(1000 + n))];
            (Checkpoint Head, Hash[] Leaves)? held = null;
            foreach (var (first, size, claimed, honest) in asks)
            {
                var leaves = first ? one : other;
                // The forger knows what the witness holds, or makes something up; the proof is the best that this history has.
                var asked = Ask(leaves, honest ? held?.Head.Size ?? 0 : claimed, size);
                if (WitnessRule.Decide(held?.Head, asked) != WitnessAnswer.Cosigns)
                    continue;
                if (held is { } before && (before.Head.Size > size || Merkle.Root(leaves.AsSpan(0, (int)before.Head.Size)) != before.Head.Root))
                    return false;
                held = (asked.Head, leaves);
            }
            return true;
        });

    [Fact]
    public void No_other_proof_makes_a_rewritten_history_the_same() => Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[0, 11], Gen.Int[0, 23].Array[0, 6]).Sample((old, more, at, pieces) =>
    {
        var one = Trees.Leaves(old);
        Hash[] other = [.. Trees.Leaves(old + more)];
        other[at % old] = Trees.Leaf(5000);
        // Hashes of both histories, in any order and number.
        Hash[] known = [.. one, .. other, Merkle.Root(one), Merkle.Root(other)];
        var asked = Ask(other, old, old + more) with { Proof = [.. pieces.Select(p => known[p % known.Length])] };
        return WitnessRule.Decide(Head(one), asked) == WitnessAnswer.NoProof;
    });

    [Fact]
    public void Each_refusal_has_its_reason()
    {
        var (one, other) = (Trees.Leaves(8), Trees.Leaves(9)[1..]);

        Assert.Equal(WitnessAnswer.OldIsMore, WitnessRule.Decide(Head(one), Ask(one, old: 0, size: 5) with { Old = 6 }));
        Assert.Equal(WitnessAnswer.HoldsAnother, WitnessRule.Decide(Head(one[..5]), Ask(one, old: 4, size: 8)));
        Assert.Equal(WitnessAnswer.HoldsAnother, WitnessRule.Decide(null, Ask(one, old: 4, size: 8)));
        Assert.Equal(WitnessAnswer.HoldsAnother, WitnessRule.Decide(Head(one), Ask(one, old: 5, size: 5)));
        Assert.Equal(WitnessAnswer.AnotherRoot, WitnessRule.Decide(Head(one), Ask(other, old: 8, size: 8)));
        Assert.Equal(WitnessAnswer.NoProof, WitnessRule.Decide(Head(one[..5]), Ask(other, old: 5, size: 8)));
        Assert.Equal(WitnessAnswer.NoProof, WitnessRule.Decide(null, Ask(one, old: 0, size: 8) with { Proof = [Merkle.EmptyRoot] }));
        Assert.Equal(WitnessAnswer.Cosigns, WitnessRule.Decide(Head(one), Ask(one, old: 8, size: 8)));
    }

    private static Checkpoint Head(Hash[] leaves) => new(TestKey.Origin, leaves.Length, Merkle.Root(leaves));

    private static AddCheckpoint Ask(Hash[] leaves, long old, int size)
    {
        var head = Head(leaves[..size]);
        return new(old, old > size ? [] : Merkle.Consistency(old, size, Trees.Naive(leaves)), head.Sign(TestKey.Public, TestKey.Sign), head);
    }
}
