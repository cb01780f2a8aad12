using System.IO.Compression;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Storage;

/// <summary>
/// Copies of a data folder as of one moment, while it is in use. The log is copied before the files: what an entry names was kept before the entry, and
/// is never changed, so no entry of the copy lacks its files.
/// </summary>
internal static class Backing
{
    /// <summary>Copies <c>adit.db</c> and <c>blobs/</c> into a folder; the keys are not in it.</summary>
    public static void ToFolder(string data, string to, Action<long, long> progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(to);
        CopyDatabase(Path.Combine(data, "adit.db"), Path.Combine(to, "adit.db"));
        var files = Blobs(data);
        for (var i = 0; i < files.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var target = Path.Combine(to, files[i].Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(files[i].Path, target);
            progress(i + 1, files.Count);
        }
    }

    /// <summary>Writes the same as a zip.</summary>
    /// <param name="aside">A file that is not there: the database is copied to it first, and it is deleted afterwards.</param>
    public static async Task ToZip(string data, string aside, Stream to, Action<long, long> progress, CancellationToken cancel)
    {
        try
        {
            CopyDatabase(Path.Combine(data, "adit.db"), aside);
            await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
            // What is encrypted does not get smaller.
            await zip.CreateEntryFromFileAsync(aside, "adit.db", CompressionLevel.Fastest, cancel);
            var files = Blobs(data);
            for (var i = 0; i < files.Count; i++)
            {
                await zip.CreateEntryFromFileAsync(files[i].Path, files[i].Name.Replace('\\', '/'), CompressionLevel.NoCompression, cancel);
                progress(i + 1, files.Count);
            }
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Copies a database in one transaction: the copy is of one moment, and what was deleted before is not in it.</summary>
    public static void CopyDatabase(string from, string to)
    {
        using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 60 }.ToString());
        db.Open();
        db.Execute("vacuum into @to", new { to });
    }

    // Files still being written end in .new; nothing in the log names them yet.
    private static List<(string Path, string Name)> Blobs(string data) => Directory.Exists(Path.Combine(data, "blobs"))
        ? [.. Directory.EnumerateFiles(Path.Combine(data, "blobs"), "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".new", StringComparison.Ordinal)).Select(f => (f, Path.GetRelativePath(data, f)))]
        : [];
}
