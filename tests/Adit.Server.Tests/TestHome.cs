using Adit.Storage;
using Dapper;
using Npgsql;

namespace Adit.Tests;

/// <summary>
/// Where a test keeps a programme: a folder; or, where ADIT_TEST_POSTGRES names a server, a database of its own there and a folder for its files. The same tests
/// run on both.
/// </summary>
internal sealed class TestHome : IDisposable
{
    /// <summary>The server that tests make databases on, as <c>postgres://USER@HOST:PORT</c>; null where they run on folders.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("ADIT_TEST_POSTGRES");

    private readonly string? _database;

    private TestHome(string folder, string? database) => (Folder, _database) = (folder, database);

    /// <summary>All that lies in files.</summary>
    public string Folder { get; }

    /// <summary>An empty one.</summary>
    public static TestHome New() => Made(null);

    /// <summary>A copy of one that nobody has open.</summary>
    public TestHome Copy()
    {
        var copy = Made(_database);
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    /// <summary>The same folder for whoever has only its path.</summary>
    public static TestHome At(string folder) => new(folder, null);

    public Home Open() => _database is null ? DataFolder.Open(Folder) : PostgresHome.Open(Url, _ => new FolderBlobs(Path.Combine(Folder, "blobs")));

    public void Dispose()
    {
        if (_database is not null)
            On(Server!, db => db.Execute($"drop database {_database} with (force)"));
        Directory.Delete(Folder, recursive: true);
    }

    private PostgresUrl Url => PostgresUrl.Read($"{Server}/{_database}", out _)!;

    private static TestHome Made(string? template)
    {
        var folder = Directory.CreateTempSubdirectory("adit-house-").FullName;
        if (Server is null)
            return new(folder, null);
        var database = $"adit_{Guid.NewGuid():N}";
        On(Server, db => db.Execute($"create database {database} template {template ?? "template0"}"));
        return new(folder, database);
    }

    private static void On(string server, Action<NpgsqlConnection> work)
    {
        var url = PostgresUrl.Read(server + "/postgres", out var wrong) ?? throw new InvalidOperationException(wrong);
        using var db = new NpgsqlConnection(url.ConnectionString("public", "", 4));
        db.Open();
        work(db);
    }
}
