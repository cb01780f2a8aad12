using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Ledger;
using Adit.Protection;

namespace Adit.Tests.Ledger;

/// <summary>
/// The published vectors are what this code computes. To write them anew after adding to them (never to change what is there):
/// <c>ADIT_WRITE_VECTORS=1</c>.
/// </summary>
public sealed class VectorsTests
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_published_vectors_are_what_this_code_computes() => SameAsFile("ledger-1.json", Encoding.UTF8.GetBytes(All().ToJsonString(Layout) + "\n"));

    [Fact]
    public void The_published_bundle_is_what_this_code_writes_and_it_holds()
    {
        SameAsFile("bundle-1.json", Example.Bundle().ToJson());
        Assert.True(Bundle.Verify(File.ReadAllBytes(PathOf("bundle-1.json")), TestKey.Verify, TestKey.Public).Holds);
    }

    private static JsonObject All() => new()
    {
        ["about"] = "Test vectors for docs/ledger.md. Bytes are hexadecimal. The signing key is published here: it proves nothing.",
        ["part"] = OnePart(),
        ["entries"] = new JsonArray([.. Enumerable.Range(0, Example.Size).Select(OneEntry)]),
        ["roots"] = new JsonArray([.. Enumerable.Range(0, Example.Size + 1).Select(n => (JsonNode)Merkle.Root(Example.Leaves.AsSpan(0, n)).ToString())]),
        ["inclusion"] = new JsonArray([.. Enumerable.Range(1, Example.Size).SelectMany(size => Enumerable.Range(0, size).Select(index => new JsonObject
        {
            ["index"] = index,
            ["size"] = size,
            ["proof"] = Hex(Merkle.Inclusion(index, size, Trees.Naive(Example.Leaves))),
        }))]),
        ["consistency"] = new JsonArray([.. Enumerable.Range(0, Example.Size + 1).SelectMany(to => Enumerable.Range(0, to + 1).Select(from => new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["proof"] = Hex(Merkle.Consistency(from, to, Trees.Naive(Example.Leaves))),
        }))]),
        ["tiles"] = OfTiles(),
        ["checkpoint"] = new JsonObject
        {
            ["seed"] = Hex(TestKey.Seed),
            ["verifierKey"] = TestKey.Public.ToString(),
            ["text"] = Example.Head.Text,
            ["note"] = Example.Head.Sign(TestKey.Public, TestKey.Sign).ToString(),
        },
        ["rotation"] = OneRotation(),
    };

    private static JsonObject OneRotation()
    {
        byte[] seed = [.. Enumerable.Range(32, 32).Select(i => (byte)i)];
        using var key = NSec.Cryptography.Key.Import(NSec.Cryptography.SignatureAlgorithm.Ed25519, seed, NSec.Cryptography.KeyBlobFormat.RawPrivateKey);
        var to = new VerifierKey(TestKey.Origin, key.PublicKey.Export(NSec.Cryptography.KeyBlobFormat.RawPublicKey));
        var rotation = new Rotation(Example.Size, Example.Head.Root, TestKey.Public, to);
        return new JsonObject
        {
            ["about"] = "The key is changed in the entry after the eight, from the key of the checkpoint to this one.",
            ["seed"] = Hex(seed),
            ["verifierKey"] = to.ToString(),
            ["text"] = rotation.Text,
            ["statement"] = rotation.Sign(TestKey.Sign, message => NSec.Cryptography.SignatureAlgorithm.Ed25519.Sign(key, message)).ToString(),
        };
    }

    private static JsonObject OnePart()
    {
        var partKey = Example.PartKey(5, Slot.T1);
        var part = Example.Parts(5).T1!.Value.Span;
        byte[] tierKey = [.. Enumerable.Repeat((byte)0xA1, 32)], salt = [.. Enumerable.Repeat((byte)0x5A, 16)];
        var (commitmentKey, encryptionKey, commitment, seal, wrapped) = (new byte[32], new byte[32], new byte[32], new byte[part.Length + 16], new byte[32]);
        Part.CommitmentKey(partKey, commitmentKey);
        Part.EncryptionKey(partKey, encryptionKey);
        Part.Commit(commitmentKey, part, commitment);
        Sealed.Seal(partKey, Slot.T1, part, seal);
        Sealed.Wrap(tierKey, salt, Slot.T1, partKey, wrapped);
        return new JsonObject
        {
            ["slot"] = "t1",
            ["bytes"] = Hex(part),
            ["partKey"] = Hex(partKey),
            ["commitmentKey"] = Hex(commitmentKey),
            ["commitment"] = Hex(commitment),
            ["encryptionKey"] = Hex(encryptionKey),
            ["sealed"] = Hex(seal),
            ["tierKey"] = Hex(tierKey),
            ["salt"] = Hex(salt),
            ["wrappedPartKey"] = Hex(wrapped),
        };
    }

    private static JsonObject OneEntry(int n)
    {
        var parts = new JsonObject();
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
            parts[Slots.NameOf(slot)] = Example.Parts(n)[slot] is { } part ? Hex(part.Span) : null;
        return new JsonObject
        {
            ["index"] = n,
            ["random"] = Hex(Example.Random(n)),
            ["parts"] = parts,
            ["entry"] = Hex(Example.Entries[n].Bytes.Span),
            ["leaf"] = Example.Leaves[n].ToString(),
        };
    }

    private static JsonObject OfTiles() => new()
    {
        ["paths"] = new JsonObject
        {
            ["8"] = new JsonArray([.. Tiles.Of(8).Select(t => (JsonNode)t.Path)]),
            ["256"] = new JsonArray([.. Tiles.Of(256).Select(t => (JsonNode)t.Path)]),
            ["300"] = new JsonArray([.. Tiles.Of(300).Select(t => (JsonNode)t.Path)]),
        },
        ["tile/0/000.p/8"] = Hex(Trees.TileBytes(Example.Leaves, new Tile(0, 0, 8)).Span),
        ["tile/entries/000.p/2"] = Hex(Tiles.WriteEntries([Example.Entries[0].Bytes, Example.Entries[1].Bytes])),
        ["above256"] = new JsonObject
        {
            ["about"] = "The tile of 256 leaf hashes whose entries are 0 to 255 as eight big-endian bytes, and the hash that stands for it in tile/1/000.",
            ["hash"] = Tile.Above(Trees.TileBytes(Trees.Leaves(256), new Tile(0, 0, 256)).Span).ToString(),
        },
    };

    private static void SameAsFile(string name, byte[] computed)
    {
        if (Environment.GetEnvironmentVariable("ADIT_WRITE_VECTORS") == "1")
            File.WriteAllBytes(PathOf(name), computed);
        Assert.Equal(File.ReadAllText(PathOf(name)), Encoding.UTF8.GetString(computed));
    }

    internal static string PathOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "adit.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests are run from inside the project.");
        return Path.Combine(folder.FullName, "docs", "vectors", name);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static JsonArray Hex(Hash[] hashes) => new([.. hashes.Select(h => (JsonNode)h.ToString())]);
}
