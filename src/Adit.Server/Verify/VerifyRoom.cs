using System.Globalization;
using Adit.Credentials;
using Adit.Ledger;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Verify;

/// <summary>The public page that checks a file or names an entry, in plain words.</summary>
internal static class VerifyRoom
{
    internal const int LongestBundle = 8_000_000;

    public static void MapVerify(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/verify", (HttpContext http, Database database, Publishing publishing) => Answer(http, publishing, Entry(http, database, publishing), http.Request.Query["entry"])).Needs(Right.Public);
        routes.MapPost("/verify", async (HttpContext http, Publishing publishing, SignedCredentials credentials) => Answer(http, publishing, await File(http, publishing, credentials), null)).Needs(Right.Public);
    }

    private static IResult Answer(HttpContext http, Publishing publishing, VerdictView? verdict, string? typed)
    {
        var (head, settings) = (publishing.Latest, http.RequestServices.GetRequiredService<Settings>());
        var root = head is { } latest && Note.TryRead(latest.Note, out var note) && Checkpoint.TryRead(note.Text, out var checkpoint) ? checkpoint.Root.ToString() : null;
        return Pages.Answer<VerifyPage>(Frames.Of(http), new VerifyView(
            publishing.Key.Name, publishing.Key.ToString(), head?.Size, root, head?.Published.ToDateTimeOffset(), settings.PublicOrigin, typed, [.. settings.Witnesses.Select(w => w.Key.ToString())], verdict));
    }

    private static async Task<VerdictView> File(HttpContext http, Publishing publishing, SignedCredentials credentials)
    {
        var (words, form) = (Frames.Of(http).Words, await http.Request.ReadFormAsync());
        List<byte[]> files = [];
        foreach (var file in form.Files.GetFiles("bundle").Where(f => f.Length is > 0 and <= LongestBundle))
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            files.Add(bytes.ToArray());
        }
        return files.Count is 0 or > 2 || files.Count != form.Files.Count ? Nothing(words["verify.no-file"])
            : Witnesses(form["witness"]) is not { } witnesses ? Nothing(words["verify.no-witness"]) : Of(files, witnesses, publishing, credentials, words);
    }

    /// <summary>The keys of witnesses, one a line; null where a line is none.</summary>
    internal static IReadOnlyList<WitnessKey>? Witnesses(IEnumerable<string?> lines)
    {
        List<WitnessKey> keys = [];
        foreach (var line in lines.SelectMany(l => (l ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!WitnessKey.TryRead(line, out var key))
                return null;
            keys.Add(key);
        }
        return keys;
    }

    /// <summary>Checks a bundle, a credential, or a picture with the report that shows it, against this ledger's own key. Whether a credential of ours still stands is known here.</summary>
    internal static VerdictView Of(IReadOnlyList<byte[]> files, IReadOnlyList<WitnessKey> witnesses, Publishing publishing, SignedCredentials credentials, Words words)
    {
        var file = files.FirstOrDefault(f => FileVerifying.IsPicture(f)) ?? files[0];
        var told = FileVerifying.Of(file, new(publishing.Key, publishing.Keys) { Witnesses = witnesses }, Signing.Verify, credentials.StatusFor(file), files.FirstOrDefault(f => f != file));
        return new(
            told.Holds, told.Verdict.In(words), [.. told.Checks.Select(c => new CheckView(c.Holds, c.Sentence.In(words)))], told.Holds is null ? [] : [.. told.NotChecked.Select(s => s.In(words)), words["verify.not.this-page"]],
            told.Holds != true ? [] : [.. told.Issuer.Length > 0 ? (FactView[])[new(words["credential.issuer"], told.Issuer)] : [], new(words["verify.origin"], told.Origin), new(words["verify.head"], words.Say("verify.entries", ("n", told.Size)))]);
    }

    private static VerdictView Nothing(string words) => new(null, words, [], [], []);

    private static VerdictView? Entry(HttpContext http, Database database, Publishing publishing)
    {
        if (http.Request.Query["entry"] is not [{ Length: > 0 } asked])
            return null;
        var words = Frames.Of(http).Words;
        var head = publishing.Latest;
        if (!long.TryParse(asked.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return Nothing(words["verify.not-an-entry"]);
        if (head is null || index >= head.Value.Size)
            return Nothing(words.Say("verify.not-published", ("n", index)));
        return database.Read(db =>
        {
            // The tree first: what is read after it holds every tile that it has completed.
            var tree = database.CurrentTree();
            Ledger.Entry.TryRead(LedgerTable.Entry(db, index)!, out var entry);
            var proof = Merkle.Inclusion(index, head.Value.Size, tree.Reader(db));
            Note.TryRead(head.Value.Note, out var note);
            Checkpoint.TryRead(note!.Text, out var checkpoint);
            var stands = Proof.Includes(checkpoint!.Root, checkpoint.Size, index, entry!.Leaf(), proof);
            return new VerdictView(
                stands, words.Say(stands ? "verify.entry.stands" : "verify.entry.missing", ("n", index)), [new(stands, words.Say("verify.claim.included", ("n", index), ("size", checkpoint.Size)))],
                [words["verify.not.said"], words["verify.not.this-page"]], [new(words["verify.leaf"], entry.Leaf().ToString()), new(words["verify.path"], words.Say("verify.path.n", ("n", proof.Length)))]);
        });
    }
}
