using System.Net;
using System.Text;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>Checks what a running server publishes of its log, from outside, as any stranger can.</summary>
internal static class ServerVerifying
{
    private const int LargestAnswer = 32 * 1024 * 1024;

    /// <param name="expected">The key that the reader got by another way; else the server's own is believed, and shown.</param>
    /// <param name="remember">A file that keeps the head seen last; what is served now must hold it unchanged.</param>
    public static async Task<Verified> Run(HttpClient http, Uri address, VerifierKey? expected, string? remember, Action<long, long> progress)
    {
        var log = new Uri(address, "log/");
        if (await Get(http, new(log, "checkpoint")) is not { } note)
            return Verified.No(new("check.no.head"));
        if (expected is null && !(VerifierKey.TryRead(Text(await Get(http, new(log, "key")))?.TrimEnd('\n'), out expected)))
            return Verified.No(new("check.no.key-unreadable"));
        if (!Checkpoint.TryOpen(note, expected, Signing.Verify, out var head))
            return Verified.No(new("check.no.head-signature", ("key", expected.ToString())), expected.Name);
        var heads = new List<Head> { new(head.Size, head.Root) };
        Checkpoint? before = null;
        if (remember is not null && File.Exists(remember))
        {
            if (!Checkpoint.TryOpen(await File.ReadAllBytesAsync(remember), expected, Signing.Verify, out before))
                return Verified.No(new("check.no.remembered", ("file", remember)), head.Origin);
            heads.Add(new(before.Size, before.Root));
        }
        var walk = new LogWalk(head.Size, async tile => await Get(http, new(log, tile.Path)) is { } bytes ? bytes : null, heads, partials: true);
        if (await walk.Run((_, _) => Task.FromResult<Sentence?>(null), progress) is { } fault)
            return Verified.No(fault, head.Origin);
        if (remember is not null)
            await File.WriteAllBytesAsync(remember, note);
        return new([.. Held(head, before)], null, [new("check.skip.server"), new("check.compare", ("key", expected.ToString()))], head.Origin);
    }

    private static IEnumerable<Sentence> Held(Checkpoint head, Checkpoint? before)
    {
        yield return new("check.held.signed");
        yield return new("check.held.entries", ("n", head.Size));
        yield return new("check.held.root");
        if (before is not null)
            yield return new("check.held.remembered", ("n", before.Size));
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    private static async Task<byte[]?> Get(HttpClient http, Uri address)
    {
        using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        if (answer.Content.Headers.ContentLength > LargestAnswer)
            return null;
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
