using System.Text;
using Adit.Phones;
using Adit.Storage;
using CsCheck;
using Microsoft.AspNetCore.Http;

namespace Adit.Tests.Phones;

/// <summary>Uploads as strangers send them, in pieces of any size: each is read or refused for a named reason, and leaves no file that was not asked for.</summary>
internal static class UploadFuzzing
{
    public const string ContentType = "multipart/form-data; boundary=b";

    /// <summary>A small upload: a file, the record, a field, another file.</summary>
    public static byte[] Sample { get; } = Body([("a.jpg", Encoding.UTF8.GetBytes("ab\r\n--c")), ("xml_submission_file", Fuzzing.Record), ("*isIncomplete*", "yes"u8.ToArray()), ("é b.jpg", [0, 13, 10, 45, 45])]);

    /// <summary>Names and bytes of parts that tempt a reader: they hold nearly its boundary, at every length around its buffers.</summary>
    public static Gen<(string Name, byte[] Bytes)[]> Parts { get; } =
        Gen.Select(Gen.Int[0, 999], Gen.Frequency((3, Gen.Int[0, 40]), (1, Gen.Int[4_000, 9_000]), (1, Gen.Int[65_500, 66_000])), Gen.Int[0, 10_000]).Array[0, 5]
            .Select(parts => parts.Select((part, n) => ($"{n}-{part.Item1}.jpg", Tempting(part.Item2, part.Item3))).ToArray());

    /// <summary>The multipart body of such parts.</summary>
    public static byte[] Body((string Name, byte[] Bytes)[] parts)
    {
        using var body = new MemoryStream();
        foreach (var (name, bytes) in parts)
        {
            body.Write(Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"{name}\"{(name[0] == '*' ? "" : $"; filename=\"{name}\"\r\nContent-Type: image/jpeg")}\r\n\r\n"));
            body.Write(bytes);
            body.Write("\r\n"u8);
        }
        body.Write("--b--\r\n"u8);
        return body.ToArray();
    }

    /// <summary>Reads a body that comes in pieces; null where it was refused for a named reason.</summary>
    public static Upload? Read(Blobs blobs, byte[] body, int seed)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = ContentType;
        http.Request.Body = new Pieces(body, new(seed));
        try
        {
            return UploadReading.Read(http.Request, blobs, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (UnreadableUpload unreadable)
        {
            unreadable.Dispose();
            return null;
        }
    }

    private static byte[] Tempting(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var at = 0; at < length; at++)
            bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : "\r\n--b-"u8[random.Next(6)];
        // The boundary itself may not stand inside a part.
        for (int found; (found = bytes.AsSpan().IndexOf("\r\n--b"u8)) >= 0;)
            bytes[found + 4] = (byte)'x';
        if (bytes.AsSpan().StartsWith("--b"u8))
            bytes[2] = (byte)'x';
        return bytes;
    }

    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 6_000))], cancellationToken);
    }
}
