using System.Globalization;
using Adit.Credentials;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
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
        var head = publishing.Latest;
        var root = head is { } latest && Note.TryRead(latest.Note, out var note) && Checkpoint.TryRead(note.Text, out var checkpoint) ? checkpoint.Root.ToString() : null;
        return Pages.Answer<VerifyPage>(Frames.Of(http), new VerifyView(publishing.Key.Name, publishing.Key.ToString(), head?.Size, root, head?.Published.ToDateTimeOffset(), http.RequestServices.GetRequiredService<Settings>().PublicOrigin, typed, verdict));
    }

    private static async Task<VerdictView> File(HttpContext http, Publishing publishing, SignedCredentials credentials)
    {
        var words = Frames.Of(http).Words;
        var file = (await http.Request.ReadFormAsync()).Files.GetFile("bundle");
        if (file is null || file.Length is 0 or > LongestBundle)
            return new(null, words["verify.no-file"], [], [], []);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return Of(bytes.ToArray(), publishing, credentials, words);
    }

    /// <summary>Checks a bundle, or a credential, against this ledger's own key.</summary>
    internal static VerdictView Of(byte[] file, Publishing publishing, SignedCredentials credentials, Words words) =>
        CredentialFile.Means(file) ? OfCredential(file, publishing, credentials, words) : OfBundle(file, publishing, words);

    // Whether one of ours still stands is known here.
    private static VerdictView OfCredential(byte[] file, Publishing publishing, SignedCredentials credentials, Words words)
    {
        var report = CredentialVerifying.Verify(file, credentials.StatusFor(file), Signing.Verify, publishing.Key, publishing.Keys);
        var checks = report.Checks.Select(c => new CheckView(c.Holds, c.Ledger is { } evidence ? Said(evidence, words) : CredentialChecking.Of(c, report).In(words))).ToList();
        return new(report.Holds, words[report.Holds ? "credential.holds" : "verify.sentence.fails"], checks, [.. CredentialChecking.NotChecked(report).Select(s => s.In(words)), words["verify.not.this-page"]],
            report.Holds ? [new(words["credential.issuer"], report.Issuer), new(words["verify.origin"], report.Evidence!.Checkpoint!.Origin)] : []);
    }

    private static string Said(Check check, Words words) =>
        words.Say("verify.claim." + check.Claim, ("index", check.Index ?? 0), ("name", check.Witness ?? ""), ("slot", check.Slot is { } slot ? Slots.NameOf(slot) : ""), ("where", check.Where ?? ""));

    private static VerdictView OfBundle(byte[] bundle, Publishing publishing, Words words)
    {
        var report = Bundle.Verify(bundle, Signing.Verify, publishing.Key, publishing.Keys);
        var again = BundleVerifying.Again(bundle, report);
        List<CheckView> checks = [
            .. report.Checks.Select(c => new CheckView(c.Holds, Said(c, words))), .. (again?.Figures ?? []).Where(f => f.CanBe).Select(f => new CheckView(f.Holds, BundleVerifying.Of(f).In(words))),
            .. (again?.Wrong ?? []).Select(w => new CheckView(false, words.Say("check.recount.behind", ("what", w))))];
        var holds = report.Holds && again is not { Holds: false };
        List<string> not = [.. BundleVerifying.Open(again).Select(s => s.In(words)), words["verify.not.true"], words["verify.not.whole"], words["verify.not.witnesses"], words["verify.not.stands"], words["verify.not.this-page"]];
        return new(holds, words[holds ? "verify.sentence.holds" : "verify.sentence.fails"], checks, not,
            report.Checkpoint is { } checkpoint ? [new(words["verify.origin"], checkpoint.Origin), new(words["verify.head"], words.Say("verify.entries", ("n", checkpoint.Size)))] : []);
    }

    private static VerdictView? Entry(HttpContext http, Database database, Publishing publishing)
    {
        if (http.Request.Query["entry"] is not [{ Length: > 0 } asked])
            return null;
        var words = Frames.Of(http).Words;
        var head = publishing.Latest;
        if (!long.TryParse(asked.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return new(null, words["verify.not-an-entry"], [], [], []);
        if (head is null || index >= head.Value.Size)
            return new(null, words.Say("verify.not-published", ("n", index)), [], [], []);
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
