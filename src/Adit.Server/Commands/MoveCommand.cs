using System.CommandLine;
using Adit.Storage;
using Adit.Verify;

namespace Adit.Commands;

/// <summary><c>adit move</c>.</summary>
internal static class MoveCommand
{
    private static readonly Option<string?> ToData = new("--to-data") { Description = "A data folder to move to.", HelpName = "DIR" };
    private static readonly Option<string?> ToDatabase = new("--to-database") { Description = "A database to move to: postgres://USER@HOST/DATABASE.", HelpName = "URL" };
    private static readonly Option<string?> ToBlobs = new("--to-blobs") { Description = "Where its files go: s3://BUCKET?endpoint=URL, or a folder that all its servers share.", HelpName = "URL|DIR" };

    public static Command Move()
    {
        var command = new Command(
            "move",
            "Copies a programme from a data folder to a database and a store of files, or back, while servers may be running on it, and proves with the ledger that nothing changed. Whatever stops it, run it again: it goes on from there.\nTo change over: move, stop the servers, move again (what came in since), start them on the new place. The old place is not touched.")
        { ToData, ToDatabase, ToBlobs }.Homed().OnlyHere("Move on the machine of the server, which may go on running.");
        command.Validators.Add(result =>
        {
            if ((result.GetValue(ToData) is null) == (result.GetValue(ToDatabase) is null))
                result.AddError("Say where to: --to-data DIR, or --to-database URL with --to-blobs.");
            else if (result.GetValue(ToDatabase) is { } database && Where.Wrong(database, result.GetValue(ToBlobs), ToBlobs.Name) is { } wrong)
                result.AddError(wrong);
            else if (result.GetValue(ToData) is not null && result.GetValue(ToBlobs) is not null)
                result.AddError("--to-blobs goes with --to-database: a data folder keeps its files itself.");
        });
        command.SetAction(async (parse, cancel) =>
        {
            var from = Where.Existing(parse);
            var to = parse.GetValue(ToData) is { } folder ? Address.Of(folder) : new("", PostgresUrl.Read(parse.GetValue(ToDatabase)!, out _), parse.GetValue(ToBlobs));
            if (to.Name == from.Name)
                throw new Misuse("It is there already.");
            return await Move(from, to, cancel);
        });
        return command;
    }

    private static async Task<int> Move(Address from, Address to, CancellationToken cancel)
    {
        Moved moved;
        using (var stages = new Stages())
            moved = await Moving.Run(from, to, stages.Show, cancel);
        Console.WriteLine($"{from.Name} is copied to {to.Name}: {moved.Size} entries, of one hash in both: {moved.Root}. Files copied this time: {moved.Copied}.");
        if (moved.Verified.Fault is { } fault)
            return Say.No($"But not all of it holds there: {fault.In(Web.Words.In("en"))} A server that erases or is sent records meanwhile can be why: stop it, and move again.");
        Console.WriteLine($"All of it was checked there. What came in since is not in it: stop the servers, run this again, then: adit serve {to.Options}");
        Console.WriteLine($"What is erased from then on stays in {from.Name}: destroy that when you are sure of the new place.");
        return 0;
    }

    private sealed class Stages : IDisposable
    {
        private Progress? _progress;
        private string? _stage;

        public void Show(string stage, long done, long of)
        {
            if (_stage != stage)
            {
                _progress?.Dispose();
                (_stage, _progress) = (stage, new($"move, {stage}"));
            }
            _progress!.Show(done, of);
        }

        public void Dispose() => _progress?.Dispose();
    }
}
