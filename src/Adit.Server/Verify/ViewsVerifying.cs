using System.Data.Common;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Verify;

/// <summary>
/// Checks that every row of every view is what the ledger gives: the views are made again and compared. It takes as long as a rebuild, and room for
/// two copies of a folder's database, or one of PostgreSQL's views, in a transaction that is given up.
/// </summary>
internal static class ViewsVerifying
{
    /// <summary>The first row that is not what the ledger gives, or null.</summary>
    public static Task<Sentence?> Run(Address address, Action<long, long> progress) =>
        address.Database is null ? InCopies(address.Folder, progress) : Task.Run(() => Beside(address, progress));

    // Log and views are of the one moment at which the session's transaction began; what is made in it nobody else ever sees.
    private static Sentence? Beside(Address address, Action<long, long> progress)
    {
        using var home = (PostgresHome)address.Open();
        if (!home.IsOfThisVersion())
            throw new Refused("Another version of the program made the views here: start a server of this version first.");
        using var database = new Database(home, TimeProvider.System);
        using var beside = home.OpenAside(out var live);
        Rebuilding.Again(database, beside, live, progress);
        return Difference(beside.Db, live, "");
    }

    private static async Task<Sentence?> InCopies(string folder, Action<long, long> progress)
    {
        var scratch = Directory.CreateTempSubdirectory("adit-verify-").FullName;
        try
        {
            var (held, anew) = (Path.Combine(scratch, "held"), Path.Combine(scratch, "anew"));
            Copy(folder, held);
            if (await CatchUp(held) is { } fault)
                return fault;
            Copy(held, anew);
            await Rebuild(anew, progress);
            return Difference(Path.Combine(held, "adit.db"), Path.Combine(anew, "adit.db"));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in (string[])["adit.db", "keys.db"])
        {
            using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(from, name), Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 60 }.ToString());
            db.Open();
            db.Execute("vacuum into @file", new { file = Path.Combine(to, name) });
        }
    }

    // Ratings follow moments after the entries: what a copy made in between lacks is no fault.
    private static async Task<Sentence?> CatchUp(string folder)
    {
        using var opened = DataFolder.Open(folder);
        using var database = new Database(opened, TimeProvider.System);
        using var ledger = new LedgerReading(database);
        using var job = new AssessJob(database, ledger);
        try
        {
            await job.CatchUp();
            return null;
        }
        catch (InvalidOperationException) when (job.Failure is { } failure)
        {
            return new("check.no.view", ("table", "assessed"), ("row", failure.Message));
        }
    }

    private static async Task Rebuild(string folder, Action<long, long> progress)
    {
        using var opened = DataFolder.Open(folder);
        using var database = new Database(opened, TimeProvider.System);
        await Rebuilding.Run(database, progress);
    }

    private static Sentence? Difference(string held, string anew)
    {
        using var db = new EmbeddedConnection(held, write: true);
        db.Db.Execute("attach database @anew as anew", new { anew });
        return Difference(db.Db, "main.", "anew.");
    }

    private static Sentence? Difference(DbConnection db, string held, string anew)
    {
        foreach (var table in Views.Tables)
        {
            var columns = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
            var row = First(db, table, $"select {columns} from {held}{table.Name} except select {columns} from {anew}{table.Name}")
                ?? First(db, table, $"select {columns} from {anew}{table.Name} except select {columns} from {held}{table.Name}");
            if (row is not null)
                return new("check.no.view", ("table", table.Name), ("row", row));
        }
        return null;
    }

    private static string? First(DbConnection db, Table table, string rows)
    {
        using var reader = db.ExecuteReader($"{rows} order by {string.Join(", ", table.Key.Select(k => $"\"{k}\""))} limit 1");
        return reader.Read() ? string.Join(", ", table.Key.Select(k => $"{k} {Shown(reader[k])}")) : null;
    }

    private static string Shown(object value) => value is byte[] bytes ? Convert.ToHexStringLower(bytes) : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}");
}
