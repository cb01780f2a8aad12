using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Adit.Tests.Ledger;

/// <summary>
/// Somebody who read docs/ledger.md and the C2SP specifications and wrote their own reader: nothing of ours is used here, only the base library. It says what
/// is wrong by throwing <see cref="FormatException"/>.
/// </summary>
internal static class Stranger
{
    public sealed record Head(string Origin, long Size, byte[] Root);

    public sealed record Key(string Name, byte[] Id, byte[] Public);

    /// <summary>Reads <c>name+id+base64(0x01 ‖ key)</c>.</summary>
    public static Key ReadKey(string text)
    {
        var parts = text.Split('+', 3);
        var bytes = Convert.FromBase64String(parts[2]);
        Must(bytes.Length == 33 && bytes[0] == 1, "an Ed25519 key");
        var id = SHA256.HashData([.. Encoding.UTF8.GetBytes(parts[0]), 0x0A, 0x01, .. bytes[1..]])[..4];
        Must(Convert.ToHexStringLower(id) == parts[1], "the key id");
        return new(parts[0], id, bytes[1..]);
    }

    /// <summary>Reads a checkpoint byte by byte and checks the key's signature.</summary>
    public static Head ReadCheckpoint(byte[] note, Key key)
    {
        Must(note.All(b => b >= 0x20 || b == 0x0A), "no control characters");
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(note);
        var split = text.LastIndexOf("\n\n", StringComparison.Ordinal) + 1;
        var (body, signatures) = (text[..split], text[(split + 1)..]);
        Must(signatures.EndsWith('\n'), "the last newline");
        var right = false;
        foreach (var line in signatures[..^1].Split('\n'))
        {
            Must(line.StartsWith("— ", StringComparison.Ordinal), "a signature line");
            var fields = line[2..].Split(' ');
            Must(fields.Length == 2 && fields[0].Length > 0, "a key name and a signature");
            var bytes = Convert.FromBase64String(fields[1]);
            if (fields[0] == key.Name && bytes.AsSpan(0, 4).SequenceEqual(key.Id))
                Must(right = Ed25519(key.Public, Encoding.UTF8.GetBytes(body), bytes[4..]), "the signature");
        }
        Must(right, "a signature of the key");
        var lines = body.Split('\n');
        Must(lines.Length == 4 && lines[3].Length == 0, "three lines");
        Must(lines[1].All(char.IsAsciiDigit) && (lines[1] == "0" || lines[1][0] != '0'), "a size without zeros before it");
        var root = Convert.FromBase64String(lines[2]);
        Must(root.Length == 32 && Convert.ToBase64String(root) == lines[2], "a root");
        Must(lines[0] == key.Name, "the origin");
        return new(lines[0], long.Parse(lines[1], CultureInfo.InvariantCulture), root);
    }

    /// <summary>Where a tile lies: <c>tile/L/N[.p/W]</c>.</summary>
    public static string PathOf(string level, long n, int width)
    {
        var digits = n.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        var groups = Enumerable.Range(0, digits.Length / 3).Select(i => digits.Substring(i * 3, 3)).ToList();
        return $"tile/{level}/{string.Join('/', groups.Select((g, i) => i < groups.Count - 1 ? "x" + g : g))}" + (width == 256 ? "" : $".p/{width}");
    }

    public static byte[] Leaf(byte[] entry) => SHA256.HashData([0x00, .. entry]);

    public static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([0x01, .. left, .. right]);

    /// <summary>MTH of RFC 6962 §2.1 over hashes that stand for subtrees of one size.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.Length == 0)
            return SHA256.HashData([]);
        if (hashes.Length == 1)
            return hashes[0];
        var split = 1;
        while (split * 2 < hashes.Length)
            split *= 2;
        return Node(Root(hashes[..split]), Root(hashes[split..]));
    }

    /// <summary>The root that an inclusion proof leads to: PATH of RFC 6962 §2.1.1, read from the leaf upwards.</summary>
    public static byte[] RootBy(byte[] leaf, long index, long size, ReadOnlySpan<byte[]> path)
    {
        if (size == 1)
        {
            Must(path.Length == 0, "a proof of the right length");
            return leaf;
        }
        var split = 1L;
        while (split * 2 < size)
            split *= 2;
        Must(path.Length > 0, "a proof of the right length");
        return index < split ? Node(RootBy(leaf, index, split, path[..^1]), path[^1]) : Node(path[^1], RootBy(leaf, index - split, size - split, path[..^1]));
    }

    /// <summary>Checks an evidence bundle as docs/ledger.md says; gives what it discloses: index, slot, bytes.</summary>
    public static List<(long Index, string Slot, byte[] Bytes)> ReadBundle(byte[] file, Key key)
    {
        var json = JsonDocument.Parse(file).RootElement;
        Must(json.GetProperty("format").GetString() == "adit-evidence-1", "the format");
        Must(json.GetProperty("verifierKey").GetString()!.StartsWith(key.Name + "+", StringComparison.Ordinal), "the key");
        var head = ReadCheckpoint(Encoding.UTF8.GetBytes(json.GetProperty("checkpoint").GetString()!), key);
        var told = new List<(long, string, byte[])>();
        string[] slots = ["head", "t0", "t1", "t2", "t3", "raw"];
        foreach (var one in json.GetProperty("entries").EnumerateArray())
        {
            var (index, entry) = (one.GetProperty("index").GetInt64(), one.GetProperty("entry").GetBytesFromBase64());
            Must(entry.Length == 193 && entry[0] == 1, "an entry");
            byte[][] path = [.. one.GetProperty("proof").EnumerateArray().Select(p => p.GetBytesFromBase64())];
            Must(RootBy(Leaf(entry), index, head.Size, path).AsSpan().SequenceEqual(head.Root), "the proof");
            foreach (var part in one.GetProperty("parts").EnumerateArray())
            {
                var (slot, bytes) = (part.GetProperty("slot").GetString()!, part.GetProperty("bytes").GetBytesFromBase64());
                var commitment = HMACSHA256.HashData(part.GetProperty("commitmentKey").GetBytesFromBase64(), bytes);
                Must(commitment.AsSpan().SequenceEqual(entry.AsSpan(1 + Array.IndexOf(slots, slot) * 32, 32)), "the commitment");
                told.Add((index, slot, bytes));
            }
        }
        return told;
    }

    private static void Must(bool holds, string what)
    {
        if (!holds)
            throw new FormatException($"This is not {what}.");
    }

    // RFC 8032 §5.1.7, written down from its text with big integers: slow, and nobody else's.
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly (BigInteger X, BigInteger Y) BasePoint = Decompress(Mod(4 * Inverse(5)), odd: false)!.Value;

    internal static bool Ed25519(byte[] key, byte[] message, byte[] signature)
    {
        if (signature.Length != 64 || PointIn(key) is not { } a || PointIn(signature[..32]) is not { } r)
            return false;
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        if (s >= L)
            return false;
        var k = new BigInteger(SHA512.HashData([.. signature[..32], .. key, .. message]), isUnsigned: true) % L;
        return Times(s, BasePoint) == Add(r, Times(k, a));
    }

    private static (BigInteger X, BigInteger Y)? PointIn(byte[] bytes)
    {
        var odd = (bytes[31] & 0x80) != 0;
        var y = new BigInteger([.. bytes[..31], (byte)(bytes[31] & 0x7F)], isUnsigned: true);
        return y >= P ? null : Decompress(y, odd);
    }

    private static (BigInteger X, BigInteger Y)? Decompress(BigInteger y, bool odd)
    {
        var square = Mod((y * y - 1) * Inverse(D * y * y + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod(x * x - square) != 0)
            x = Mod(x * BigInteger.ModPow(2, (P - 1) / 4, P));
        if (Mod(x * x - square) != 0 || (x == 0 && odd))
            return null;
        return (x.IsEven == odd ? P - x : x, y);
    }

    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var d = Mod(D * a.X * b.X * a.Y * b.Y);
        return (Mod((a.X * b.Y + b.X * a.Y) * Inverse(1 + d)), Mod((a.Y * b.Y + a.X * b.X) * Inverse(1 - d)));
    }

    private static (BigInteger X, BigInteger Y) Times(BigInteger n, (BigInteger X, BigInteger Y) point)
    {
        (BigInteger X, BigInteger Y) sum = (0, 1);
        for (; n > 0; n >>= 1, point = Add(point, point))
            if (!n.IsEven)
                sum = Add(sum, point);
        return sum;
    }

    private static BigInteger Inverse(BigInteger n) => BigInteger.ModPow(Mod(n), P - 2, P);

    private static BigInteger Mod(BigInteger n) => ((n % P) + P) % P;
}
