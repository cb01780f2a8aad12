using System.CommandLine;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Backup()
    {
        var to = new Argument<string>("TO") { Description = "A new folder, or a new file that ends in .zip." };
        var keys = new Option<string?>("--keys") { Description = "A new file to write the keys to. Keep it apart from the rest: together they open every record. Not with --server: keys never go over a network.", HelpName = "FILE" };
        var command = new Command("backup", "Copies a data folder as of one moment, while a server may be running on it: adit.db and blobs/. The keys are written only where --keys says.\nTo restore: put adit.db and blobs/ into a new folder, put the keys there as keys.db, and check it with: adit verify FOLDER")
        { to, keys }.Placed();
        command.Validators.Add(result =>
        {
            if (result.GetResult(Where.Server) is not null && result.GetResult(keys) is not null)
                result.AddError("Keys never go over a network. Run adit backup --keys on the machine of the server, or copy keys.db there.");
        });
        command.SetAction(async (parse, cancel) =>
        {
            var (target, keysTo) = (parse.GetRequiredValue(to), parse.GetValue(keys));
            foreach (var one in new[] { target, keysTo })
                if (one is not null && (File.Exists(one) || (Directory.Exists(one) && Directory.EnumerateFileSystemEntries(one).Any())))
                    throw new Misuse($"{one} is there already; a backup never writes over anything.");
            if (parse.GetValue(Where.Server) is not { } server)
                return Where.Existing(parse) is { Database: null } folder ? await OfFolder(folder.Folder, target, keysTo, cancel)
                    : Say.No("This copies data folders. PostgreSQL and object stores have tools of their own.");
            using var remote = await Remote.Open(server, parse.GetValue(Where.Token), parse.GetValue(Where.User));
            return await OfServer(remote, server, target, cancel);
        });
        return command;
    }

    private static async Task<int> OfFolder(string data, string to, string? keys, CancellationToken cancel)
    {
        if (keys is not null && Path.GetFullPath(keys).StartsWith(Path.GetFullPath(to) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new Misuse("The keys belong apart from the rest: name a file outside of the backup.");
        using (var progress = new Progress("backup"))
        {
            if (IsZip(to))
                await Unfinished.Write(to, file => Backing.ToZip(data, to + ".adit.db", file, progress.Show, cancel));
            else
                Backing.ToFolder(data, to, progress.Show, cancel);
        }
        // After the log: a part's key is kept before its entry, so no entry of the copy lacks its key.
        if (keys is not null)
            Backing.CopyDatabase(Path.Combine(data, "keys.db"), keys);
        Console.WriteLine($"{data} is copied to {to}.");
        Console.WriteLine(keys is null
            ? "The keys are NOT in it: without keys.db nobody can ever read it. Write them apart with --keys FILE."
            : $"The keys are in {keys}. Keep them apart from {to}.");
        return 0;
    }

    private static async Task<int> OfServer(Remote remote, string server, string to, CancellationToken cancel)
    {
        if (!IsZip(to))
            throw new Misuse("A server gives its backup as one file: name a new file that ends in .zip.");
        using (var progress = new Progress("backup"))
            await remote.Save("api/backup", to, progress.ShowBytes, cancel);
        Console.WriteLine($"{server} is copied to {to}.");
        Console.WriteLine("The keys are NOT in it: without keys.db nobody can ever read it. Copy them on the machine of the server, and keep them apart.");
        return 0;
    }

    private static bool IsZip(string to) => to.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
}
