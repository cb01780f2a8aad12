using System.CommandLine;
using System.IO.Compression;
using Adit.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Commands;

/// <summary><c>adit backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Backup()
    {
        var to = new Argument<string>("TO") { Description = "A new folder, or a new file that ends in .zip." };
        var keys = new Option<string?>("--keys") { Description = "A new file to write the keys to. Keep it apart from the rest: together they open every record." };
        var command = new Command("backup", "Copies a data folder as of one moment, while a server may be running on it: adit.db and blobs/. The keys are written only where --keys says.\nTo restore: put adit.db and blobs/ into a new folder, put the keys there as keys.db, and check it with: adit verify FOLDER")
        { to, keys, ServeCommand.Data };
        command.SetAction((parse, cancel) => Run(Where.Existing(parse), parse.GetRequiredValue(to), parse.GetValue(keys), cancel));
        return command;
    }

    private static async Task<int> Run(string data, string to, string? keys, CancellationToken cancel)
    {
        foreach (var target in new[] { to, keys })
            if (target is not null && (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())))
                throw new Misuse($"{target} is there already; a backup never writes over anything.");
        if (keys is not null && Path.GetFullPath(keys).StartsWith(Path.GetFullPath(to) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new Misuse("The keys belong apart from the rest: name a file outside of the backup.");
        if (to.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            await ToZip(data, to, cancel);
        else
            ToFolder(data, to, cancel);
        // After the log: a part's key is kept before its entry, so no entry of the copy lacks its key.
        if (keys is not null)
            CopyDatabase(Path.Combine(data, "keys.db"), keys);
        Console.WriteLine($"{data} is copied to {to}.");
        Console.WriteLine(keys is null
            ? "The keys are NOT in it: without keys.db nobody can ever read it. Write them apart with --keys FILE."
            : $"The keys are in {keys}. Keep them apart from {to}.");
        return 0;
    }

    private static void ToFolder(string data, string to, CancellationToken cancel)
    {
        Directory.CreateDirectory(to);
        CopyDatabase(Path.Combine(data, "adit.db"), Path.Combine(to, "adit.db"));
        using var progress = new Progress("backup");
        var files = Blobs(data);
        for (var i = 0; i < files.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var target = Path.Combine(to, files[i].Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            try
            {
                File.Copy(files[i].Path, target);
            }
            catch (FileNotFoundException)
            {
                // It came with a record that was refused, and went again; no entry names it.
                continue;
            }
            progress.Show(i + 1, files.Count);
        }
    }

    private static async Task ToZip(string data, string to, CancellationToken cancel)
    {
        var copy = to + ".adit.db.new";
        try
        {
            CopyDatabase(Path.Combine(data, "adit.db"), copy);
            await using (var zip = await ZipFile.OpenAsync(to + ".new", ZipArchiveMode.Create, cancel))
            {
                // What is encrypted does not get smaller.
                await zip.CreateEntryFromFileAsync(copy, "adit.db", CompressionLevel.Fastest, cancel);
                using var progress = new Progress("backup");
                var files = Blobs(data);
                for (var i = 0; i < files.Count; i++)
                {
                    if (File.Exists(files[i].Path))
                        await zip.CreateEntryFromFileAsync(files[i].Path, files[i].Name.Replace('\\', '/'), CompressionLevel.NoCompression, cancel);
                    progress.Show(i + 1, files.Count);
                }
            }
            File.Move(to + ".new", to);
        }
        finally
        {
            File.Delete(copy);
            File.Delete(to + ".new");
        }
    }

    // Files still being written end in .new; nothing in the log names them yet.
    private static List<(string Path, string Name)> Blobs(string data) => Directory.Exists(Path.Combine(data, "blobs"))
        ? [.. Directory.EnumerateFiles(Path.Combine(data, "blobs"), "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".new", StringComparison.Ordinal)).Select(f => (f, Path.GetRelativePath(data, f)))]
        : [];

    // One transaction: the copy is of one moment, and what was deleted before is not in it.
    private static void CopyDatabase(string from, string to)
    {
        using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 60 }.ToString());
        db.Open();
        db.Execute("vacuum into @to", new { to });
    }
}
