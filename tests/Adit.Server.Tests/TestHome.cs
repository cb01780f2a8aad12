using Adit.Storage;
using Amazon.S3;
using Dapper;
using Npgsql;

namespace Adit.Tests;

/// <summary>
/// Where a test keeps a programme: a folder; or, with ADIT_TEST_HOME=postgres, a database of its own on the server that ADIT_TEST_POSTGRES names, and its files in
/// the object store that ADIT_TEST_S3 names, or in a folder. The same tests run on both.
/// </summary>
internal sealed class TestHome : IDisposable
{
    /// <summary>The server for tests; null where none is running.</summary>
    public static string? Postgres { get; } = Environment.GetEnvironmentVariable("ADIT_TEST_POSTGRES");

    /// <summary>The server that tests make databases on, as <c>postgres://USER@HOST:PORT</c>; null where they run on folders.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("ADIT_TEST_HOME") switch
    {
        null or "folder" => null,
        "postgres" => Postgres
            ?? throw new InvalidOperationException("ADIT_TEST_HOME is postgres, and ADIT_TEST_POSTGRES names no server. tests/services starts one."),
        var other => throw new InvalidOperationException($"ADIT_TEST_HOME is folder or postgres, not {other}."),
    };

    private readonly string? _database;
    private string? _url;

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
        if (_database is not null && S3Url.Names(Store))
        {
            var (from, to) = (S3Url.Read(Store, out _)!, S3Url.Read(copy.Store, out _)!);
            using var client = new AmazonS3Client(from.Settings());
            foreach (var key in Files().Keys)
                client.CopyObjectAsync(from.Bucket, key, to.Bucket, to.Prefix + key[from.Prefix.Length..]).GetAwaiter().GetResult();
        }
        return copy;
    }

    /// <summary>The same folder for whoever has only its path.</summary>
    public static TestHome At(string folder) => new(folder, null);

    /// <summary>A database that somebody else made and drops, with its files in a folder.</summary>
    public static TestHome At(string folder, string url) => new(folder, null) { _url = url };

    /// <summary>A new folder, whatever this run keeps programmes in.</summary>
    public static TestHome InFolder() => Made(null, null);

    /// <summary>A new database on the server for tests, whatever this run keeps programmes in.</summary>
    public static TestHome InDatabase() => Made(null, Postgres ?? throw new InvalidOperationException("ADIT_TEST_POSTGRES names no server."));

    public Address Address => _database is null ? Address.Of(Folder) : new("", PostgresUrl.Read($"{Postgres}/{_database}", out _), Store);

    /// <summary>How a command line names it.</summary>
    public string[] Options => _url is not null ? ["--database", _url, "--blobs", Path.Combine(Folder, "blobs")] : _database is null ? ["--data", Folder] : ["--database", Address.Name, "--blobs", Store];

    public Home Open(long? shape = null) => Address.Open(shape);

    /// <summary>The encrypted files that are kept, with when each was written.</summary>
    public Dictionary<string, DateTime> Files()
    {
        var folder = Path.Combine(Folder, "blobs");
        if (_database is null || !S3Url.Names(Store))
            return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc) : [];
        var url = S3Url.Read(Store, out _)!;
        using var client = new AmazonS3Client(url.Settings());
        return (client.ListObjectsV2Async(new() { BucketName = url.Bucket, Prefix = url.Prefix }).GetAwaiter().GetResult().S3Objects ?? []).ToDictionary(o => o.Key, o => o.LastModified!.Value);
    }

    public void Dispose()
    {
        if (_database is not null)
            On(Postgres!, db => db.Execute($"drop database {_database} with (force)"));
        Directory.Delete(Folder, recursive: true);
    }

    // Every test has a corner of the store of its own.
    private string Store => Environment.GetEnvironmentVariable("ADIT_TEST_S3") is { Length: > 0 } store ? store.Replace("?", $"/{_database}?", StringComparison.Ordinal) : Path.Combine(Folder, "blobs");

    private static TestHome Made(string? template) => Made(template, Server);

    private static TestHome Made(string? template, string? server)
    {
        var folder = Directory.CreateTempSubdirectory("adit-house-").FullName;
        if (server is null)
            return new(folder, null);
        var database = $"adit_{Guid.NewGuid():N}";
        On(server, db => db.Execute($"create database {database} template {template ?? "template0"}"));
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
