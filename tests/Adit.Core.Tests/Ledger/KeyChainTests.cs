using System.Text;
using System.Text.Json;
using Adit.Ledger;
using Adit.Protection;
using NSec.Cryptography;
using Hash = Adit.Ledger.Hash;

namespace Adit.Tests.Ledger;

/// <summary>A ledger whose key was changed: whoever knows one of its keys can follow to the others, and nobody else's.</summary>
public sealed class KeyChainTests
{
    private static readonly Signer First = new(1), Second = new(2), Third = new(3), Thief = new(9);

    [Fact]
    public void Each_size_of_the_ledger_is_signed_by_one_key()
    {
        var chain = Chain();

        Assert.Equal([First.Key, First.Key, Second.Key, Second.Key, Third.Key], new long[] { 0, 3, 4, 6, 7 }.Select(chain.At));
        Assert.True(chain.Holds(First.Key) && chain.Holds(Third.Key) && !chain.Holds(Thief.Key));
    }

    [Fact]
    public void A_change_needs_both_signatures()
    {
        var rotation = new Rotation(3, Root, First.Key, Second.Key);
        var both = rotation.Sign(First.Sign, Second.Sign);

        Assert.True(Follows(both));
        Assert.False(Follows(both with { Signatures = [both.Signatures[0]] }));
        Assert.False(Follows(both with { Signatures = [both.Signatures[1]] }));
        Assert.False(Follows(rotation.Sign(Thief.Sign, Second.Sign)));
        Assert.False(Follows(rotation.Sign(First.Sign, Thief.Sign)));
    }

    [Fact]
    public void A_change_holds_only_where_it_was_made_and_over_what_stood_before()
    {
        var statement = new Rotation(3, Root, First.Key, Second.Key).Sign(First.Sign, Second.Sign).ToString();
        var chain = KeyChain.Of(First.Key);

        Assert.True(chain.TryFollow(3, statement, Root, TestKey.Verify, out _));
        Assert.False(chain.TryFollow(4, statement, Root, TestKey.Verify, out _));
        Assert.False(chain.TryFollow(3, statement, Merkle.EmptyRoot, TestKey.Verify, out _));
        Assert.False(KeyChain.Of(Thief.Key).TryFollow(3, statement, Root, TestKey.Verify, out _));
    }

    [Fact]
    public void A_key_never_comes_back() =>
        Assert.False(Chain().TryFollow(8, new Rotation(8, Root, Third.Key, First.Key).Sign(Third.Sign, First.Sign).ToString(), null, TestKey.Verify, out _));

    [Fact]
    public void A_statement_is_no_checkpoint_and_a_checkpoint_no_statement()
    {
        var statement = new Rotation(3, Root, First.Key, Second.Key).Sign(First.Sign, Second.Sign).ToString();
        var head = new Checkpoint(TestKey.Origin, 3, Root).Sign(First.Key, First.Sign).ToString();

        Assert.False(Checkpoint.TryOpen(Encoding.UTF8.GetBytes(statement), First.Key, TestKey.Verify, out _));
        Assert.False(Rotation.TryOpen(head, TestKey.Verify, out _));
    }

    [Theory]
    [InlineData("adit key rotation v1", "adit key rotation v2")]
    [InlineData("\n3\n", "\n03\n")]
    [InlineData("\n3\n", "\n-3\n")]
    [InlineData(TestKey.Origin + "\n3", "adit-demo/other/0011223344556677\n3")]
    public void A_statement_that_is_written_otherwise_is_none(string right, string wrong)
    {
        var note = new Rotation(3, Root, First.Key, Second.Key).Sign(First.Sign, Second.Sign);
        var text = note.Text.Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEqual(note.Text, text);
        Assert.False(Rotation.TryOpen(Note.Sign(text, First.Key, First.Sign).AlsoSignedBy(Second.Key, Second.Sign).ToString(), TestKey.Verify, out _));
    }

    [Fact]
    public void Evidence_of_today_holds_for_whoever_knows_any_of_the_keys()
    {
        var file = Evidence(Third, 8, 0, 2, 3, 6).ToJson();

        foreach (var expected in new[] { First, Second, Third })
            Assert.True(Bundle.Verify(file, TestKey.Verify, expected.Key).Holds);
        Assert.Equal(Claim.ExpectedKey, Bundle.Verify(file, TestKey.Verify, Thief.Key).FirstFailure?.Claim);
        Assert.True(KeyChain.TryRead(file, TestKey.Verify, out var keys));
        Assert.Equal(Chain().Terms, keys.Terms);
    }

    [Fact]
    public void Evidence_from_before_the_change_holds_for_whoever_knows_the_new_key_and_the_way_to_it()
    {
        var file = Evidence(First, 3, 2).ToJson();

        Assert.True(Bundle.Verify(file, TestKey.Verify, First.Key).Holds);
        Assert.Equal(Claim.ExpectedKey, Bundle.Verify(file, TestKey.Verify, Third.Key).FirstFailure?.Claim);
        Assert.True(Bundle.Verify(file, TestKey.Verify, Third.Key, Chain()).Holds);
    }

    [Fact]
    public void What_an_old_key_signs_after_the_change_is_not_believed()
    {
        Assert.Equal(Claim.KeyInForce, Bundle.Verify(Evidence(First, 8, 0, 2, 3, 6).ToJson(), TestKey.Verify, First.Key).FirstFailure?.Claim);
        Assert.Equal(Claim.KeyInForce, Bundle.Verify(Evidence(First, 8, 2).ToJson(), TestKey.Verify, First.Key, Chain()).FirstFailure?.Claim);
    }

    [Fact]
    public void A_change_by_somebody_elses_key_is_named_by_its_entry()
    {
        var forged = new Ledger(Statement(3, First, Second), new Rotation(6, Root, Thief.Key, Third.Key).Sign(Thief.Sign, Third.Sign).ToString());

        var failure = forged.Evidence(Third, 8, 0, 3, 6).Verify(TestKey.Verify, First.Key).FirstFailure;

        Assert.Equal((Claim.KeyRotated, 6L), (failure?.Claim, failure?.Index));
    }

    [Fact]
    public void Public_parts_of_other_facts_tell_of_no_key()
    {
        foreach (var part in (string[])["", "{", "[]", "{\"statement\":1}", "{\"statement\":\"x\"}", "{\"verifierKey\":\"x\"}", "\"statement\"", "{\"statement\":\"\\ud800\"}"])
        {
            var bundle = Example.Bundle();
            var entry = bundle.Entries[0] with { Index = 0, Parts = [new(Slot.T0, new byte[32], Encoding.UTF8.GetBytes(part))] };
            Assert.Null(KeyChain.In(bundle with { Entries = [entry] }, TestKey.Verify, out var fault));
            Assert.Null(fault);
        }
    }

    /// <summary>Evidence from before the changes, the file of keys from after them, and the newest key.</summary>
    internal static (byte[] Evidence, byte[] Keys, string Newest) Files() => (Evidence(First, 3, 2).ToJson(), Evidence(Third, 8, 0, 3, 6).ToJson(), Third.Key.ToString());

    private static Hash Root => Merkle.Root(Example.Leaves.AsSpan(0, 3));

    private static bool Follows(Note statement) => KeyChain.Of(First.Key).TryFollow(3, statement.ToString(), Root, TestKey.Verify, out _);

    private static string Statement(long at, Signer from, Signer to) => new Rotation(at, Root, from.Key, to.Key).Sign(from.Sign, to.Sign).ToString();

    private static KeyChain Chain()
    {
        Assert.True(KeyChain.Of(First.Key).TryFollow(3, Statement(3, First, Second), null, TestKey.Verify, out var two));
        Assert.True(two.TryFollow(6, Statement(6, Second, Third), null, TestKey.Verify, out var three));
        return three;
    }

    private static Bundle Evidence(Signer signer, int size, params int[] entries) => new Ledger(Statement(3, First, Second), Statement(6, Second, Third)).Evidence(signer, size, entries);

    private sealed class Signer(byte seed)
    {
        private readonly Key _key = NSec.Cryptography.Key.Import(SignatureAlgorithm.Ed25519, [.. Enumerable.Repeat(seed, 32)], KeyBlobFormat.RawPrivateKey);

        public VerifierKey Key => new(TestKey.Origin, _key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

        public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);
    }

    /// <summary>Eight entries: entry 0 names the first key, entries 3 and 6 change it.</summary>
    private sealed class Ledger
    {
        private readonly Entry[] _entries;
        private readonly Parts[] _parts;

        public Ledger(string third, string sixth)
        {
            _parts = [.. Enumerable.Range(0, 8).Select(n => n switch
            {
                0 => Public(new { origin = TestKey.Origin, programme = "P", simulated = true, verifierKey = First.Key.ToString(), entryVersion = 1 }),
                3 => Public(new { statement = third }),
                6 => Public(new { statement = sixth }),
                _ => Example.Parts(n),
            })];
            _entries = [.. _parts.Select((p, n) => Entry.Of(p, Example.Random(n)))];
        }

        public Bundle Evidence(Signer signer, int size, params int[] entries)
        {
            var leaves = _entries.Take(size).Select(e => e.Leaf()).ToArray();
            var head = new Checkpoint(TestKey.Origin, size, Merkle.Root(leaves)).Sign(signer.Key, signer.Sign).ToString();
            return new(head, signer.Key.ToString(), [.. entries.Select(n => new BundledEntry(n, _entries[n], Merkle.Inclusion(n, size, Trees.Naive(leaves)),
                _parts[n].T0 is { } part ? [Disclosure.Of(Slot.T0, Example.PartKey(n, Slot.T0), part)] : []))]);
        }

        private static Parts Public(object part) => new("{}"u8.ToArray(), JsonSerializer.SerializeToUtf8Bytes(part));
    }
}
