using System.CommandLine;
using System.Globalization;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Storage;
using Adit.Verify;
using Adit.Web;

namespace Adit.Commands;

/// <summary><c>adit verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Verify()
    {
        var what = new Argument<string>("WHAT") { Description = "A data folder, a database as postgres://USER@HOST/DATABASE, the address of a running server, an evidence bundle (a JSON file), a credential (JSON or a JWT), or a picture that a report shows." };
        var key = new Option<string?>("--key") { Description = "The ledger's public key as its owner gave it to you: name+id+base64.", HelpName = "KEY" };
        var keys = new Option<string?>("--keys") { Description = "A file of the ledger's keys, as the server gives it at /log/keys: where its key was changed, it leads from one to the other.", HelpName = "FILE" };
        var status = new Option<string?>("--status") { Description = "Of a credential, a file with the status list from the address that it names: whether it was withdrawn or superseded.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Of a picture, the evidence bundle of the report that shows it.", HelpName = "FILE" };
        var views = new Option<bool>("--views") { Description = "Of a data folder or a database, check also that every row of every view is what the ledger gives. Takes as long as a rebuild, and room for two copies of adit.db." };
        var witness = new Option<string[]>("--witness") { Description = "The public key of a witness, as its operator gave it to you: it must have cosigned the head of a server, or the one in a bundle or a credential. May be given more than once.", HelpName = "KEY", DefaultValueFactory = _ => [] };
        var remember = new Option<string?>("--remember") { Description = "A file that keeps the head seen last: the next run checks that the server only added to it.", HelpName = "FILE" };
        var lang = new Option<string>("--lang") { Description = "The language of the answer.", DefaultValueFactory = _ => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? "fr" : "en" }.AcceptOnlyFromAmong("en", "fr");
        var command = new Command("verify", "Checks that nothing was changed: every entry, tile, head, part and file of a data folder or a database; the log of a running server from outside; an evidence bundle; or a credential. Says what was not checked, and names the first thing that does not hold.") { what, Where.Blobs, key, keys, status, report, witness, remember, views, lang }
            .OnlyHere("Give the server's address itself: adit verify https://monitor.example.org");
        command.SetAction((parse, _) => Run(parse.GetRequiredValue(what), new(KeyOf(parse.GetValue(key)), KeysOf(parse.GetValue(keys))) { Witnesses = [.. (parse.GetValue(witness) ?? []).Select(WitnessOf)] }, parse.GetValue(remember), parse.GetValue(views), parse.GetValue(status), parse.GetValue(report), Where.BlobsOf(parse.CommandResult), Words.In(parse.GetValue(lang))));
        return command;
    }

    private static async Task<int> Run(string what, Trust trust, string? remember, bool views, string? status, string? report, string? blobs, Words words)
    {
        using var progress = new Progress("verify");
        return Answer(File.Exists(what) ? await OfFile(what, trust, remember, views, status, report) : (await Verified(what, trust, remember, views, status ?? report, blobs, progress)).Told(), words);
    }

    private static async Task<Told> OfFile(string what, Trust trust, string? remember, bool views, string? status, string? report)
    {
        var file = await File.ReadAllBytesAsync(what);
        if (remember is not null)
            throw new Misuse("--remember goes with the address of a server.");
        if (views)
            throw new Misuse("--views goes with a data folder or a database.");
        if (status is not null && !CredentialFile.Means(file))
            throw new Misuse("--status goes with a credential.");
        if (report is not null && !FileVerifying.IsPicture(file))
            throw new Misuse("--report goes with a picture.");
        return FileVerifying.Of(file, trust, Signing.Verify, status is null ? null : Where.Bytes(status), report is null ? null : Where.Bytes(report));
    }

    private static async Task<Verified> Verified(string what, Trust trust, string? remember, bool views, string? beside, string? blobs, Progress progress)
    {
        if (what.StartsWith("http://", StringComparison.Ordinal) || what.StartsWith("https://", StringComparison.Ordinal))
            return await ServerVerifying.Run(Remote.AddressOf(what), trust, remember, progress.Show);
        if (remember is not null)
            throw new Misuse("--remember goes with the address of a server.");
        if (beside is not null)
            throw new Misuse("--status goes with a credential, --report with a picture.");
        if (trust.Witnesses.Count > 0)
            throw new Misuse("--witness goes with the address of a server, an evidence bundle or a credential.");
        if (what.StartsWith("postgres", StringComparison.Ordinal) && what.Contains("://", StringComparison.Ordinal))
            return await HomeVerifying.Run(InDatabase(what, blobs), trust, progress.Show, views);
        if (!Directory.Exists(what))
            throw new Misuse(views ? "--views goes with a data folder or a database." : $"There is no folder or file {what}.");
        return DataFolder.Holds(what) ? await HomeVerifying.Run(Address.Of(what), trust, progress.Show, views) : throw new Misuse($"{what} holds no programme: there is no adit.db in it.");
    }

    private static Address InDatabase(string url, string? blobs)
    {
        var address = new Address("", PostgresUrl.Read(url, out var wrong) ?? throw new Misuse(wrong!), blobs ?? throw new Misuse("Say with --blobs where the files are that go with the database."));
        return address.Holds() ? address : throw new Misuse($"{address.Name} holds no programme.");
    }

    private static int Answer(Told told, Words words)
    {
        foreach (var (holds, sentence) in told.Checks)
            Console.WriteLine($"{words[holds ? "check.yes" : "check.no"]}  {Printable(sentence.In(words))}");
        foreach (var open in told.NotChecked)
            Console.WriteLine($"--  {Printable(words.Say("check.open", ("what", Sentence.Inside(open.In(words)))))}");
        Console.WriteLine(Printable(told.Verdict.In(words)));
        return told.Holds switch { true => 0, false => 1, null => 2 };
    }

    private static VerifierKey? KeyOf(string? text) =>
        text is null ? null : VerifierKey.TryRead(text, out var key) ? key : throw new Misuse("This is no verifier key. One looks like adit/name/0123456789abcdef+1a2b3c4d+base64.");

    private static WitnessKey WitnessOf(string text) =>
        WitnessKey.TryRead(text, out var key) ? key : throw new Misuse("This is no witness's key. One looks like adit/name/0123456789abcdef/witness+1a2b3c4d+base64.");

    private static KeyChain? KeysOf(string? file) =>
        file is null ? null : KeyChain.TryRead(Where.Bytes(file), Signing.Verify, out var keys) ? keys : throw new Misuse($"{file} is no file of a ledger's keys that holds. A server gives one at /log/keys.");

    // Names come from whoever is checked, and a terminal obeys what it is sent.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c));
}
