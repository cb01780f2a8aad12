using System.Net;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>Checks what a running server publishes of its log, from outside, as any stranger can.</summary>
internal sealed class ServerVerifying(HttpClient http, Uri log, Trust trust)
{
    private const int LargestAnswer = 32 * 1024 * 1024;

    private readonly Dictionary<long, Hash> _rotations = [];
    private KeyChain _keys = null!;
    private Head _headOfKeys;

    /// <param name="trust">What the reader got by another way; else the server's own key is believed, and shown.</param>
    /// <param name="remember">A file that keeps the head seen last; what is served now must hold it unchanged.</param>
    public static async Task<Verified> Run(Uri address, Trust trust, string? remember, Action<long, long> progress)
    {
        // What is checked may be anybody's: no answer of it is held that is larger than the largest tile could be.
        using var http = new HttpClient { MaxResponseContentBufferSize = LargestAnswer };
        return await new ServerVerifying(http, new(address, "log/"), trust).Run(remember, progress);
    }

    private async Task<Verified> Run(string? remember, Action<long, long> progress)
    {
        if (await Get("checkpoint") is not { } note)
            return Verified.No(new("check.no.head"));
        if (await ReadKeys() is { } wrong)
            return Verified.No(wrong);
        if (Open(note) is not { } head)
            return Verified.No(new("check.no.head-signature", ("key", _keys.Newest.ToString())), _keys.Newest.Name);
        var heads = new List<Head> { new(head.Size, head.Root), _headOfKeys };
        Checkpoint? before = null;
        if (remember is not null && File.Exists(remember))
        {
            before = Open(await File.ReadAllBytesAsync(remember));
            if (before is null)
                return Verified.No(new("check.no.remembered", ("file", remember)), head.Origin);
            heads.Add(new(before.Size, before.Root));
        }
        var size = Math.Max(head.Size, _headOfKeys.Size);
        var walk = new LogWalk(size, async tile => await Get(tile.Path) is { } bytes ? bytes : null, heads, partials: true);
        if (await walk.Run(Look, progress) is { } fault)
            return Verified.No(fault, head.Origin);
        Note.TryRead(note, out var signed);
        var witnesses = trust.Witnesses.Select(w => (Witness: w, By: Cosignature.On(signed!, w, Signing.Verify))).ToList();
        if (witnesses.Find(w => w.By is null) is { Witness: { } missing })
            return Verified.No(new("check.no.cosigned", ("name", missing.Name), ("size", Sentence.Place(head.Size))), head.Origin);
        if (remember is not null)
            await File.WriteAllBytesAsync(remember, note);
        return new([.. Held(head, before), .. witnesses.Select(w => new Sentence("check.held.cosigned", ("name", w.Witness.Name), ("time", Sentence.Time(w.By!.At))))], null, [new("check.skip.server"), .. Compare(head)], head.Origin);
    }

    /// <summary>Entry 0 names the first key, each change of key the next: the server proves both.</summary>
    private async Task<Sentence?> ReadKeys()
    {
        if (await Get("keys") is not { } file)
            return new("check.no.key-unreadable");
        var report = Bundle.Verify(file, Signing.Verify);
        if (report.FirstFailure is { } failure)
            return failure.Claim == Claim.KeyRotated ? new("check.no.rotation", ("index", Sentence.Place(failure.Index ?? 0))) : new("check.no.keys");
        Bundle.TryRead(file, out var bundle, out _);
        if (bundle!.Entries[0].Index != 0 || KeyChain.In(bundle, Signing.Verify, out _) is not { } keys)
            return new("check.no.key-unreadable");
        (_keys, _headOfKeys) = (keys, new(report.Checkpoint!.Size, report.Checkpoint.Root));
        foreach (var rotation in KeyChain.RotationsIn(bundle, Signing.Verify))
            _rotations[rotation.Size] = rotation.Root;
        return trust.Against(keys);
    }

    // A change of key states the root over all entries before it.
    private Task<Sentence?> Look(long index, Entry entry, Func<Hash> before) => Task.FromResult(
        _rotations.TryGetValue(index, out var root) && root != before() ? new Sentence("check.no.rotation", ("index", Sentence.Place(index))) : null);

    private Checkpoint? Open(byte[] note) =>
        Note.TryRead(note, out var read) && Checkpoint.TryRead(read.Text, out var head) && Checkpoint.TryOpen(note, _keys.At(head.Size), Signing.Verify, out var held) ? held : null;

    private IEnumerable<Sentence> Held(Checkpoint head, Checkpoint? before)
    {
        yield return new("check.held.signed");
        if (_keys.Terms.Length > 1)
            yield return new("check.held.keys", ("n", _keys.Terms.Length - 1));
        yield return new("check.held.entries", ("n", head.Size));
        yield return new("check.held.root");
        if (before is not null)
            yield return new("check.held.remembered", ("n", before.Size));
    }

    private IEnumerable<Sentence> Compare(Checkpoint head)
    {
        if (trust.Witnesses.Count == 0)
            yield return new("check.skip.witnesses");
        if (trust.Key is null && trust.Keys is null)
            yield return new("check.not.key", ("key", _keys.At(head.Size).ToString()));
    }

    private async Task<byte[]?> Get(string path)
    {
        using var answer = await http.GetAsync(new Uri(log, path));
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
