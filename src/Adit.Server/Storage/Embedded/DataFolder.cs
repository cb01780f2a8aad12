using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;

namespace Adit.Storage;

/// <summary>One data folder is one programme, one ledger, one origin: <c>adit.db</c>, <c>keys.db</c>, <c>blobs/</c>.</summary>
public sealed class DataFolder : Home
{
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string Name => Path;

    /// <summary>Ledger, sealed parts and views.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "adit.db");

    /// <summary>Keys and secrets: what opens the parts. Backed up apart.</summary>
    public string KeysFile => System.IO.Path.Combine(Path, "keys.db");

    /// <summary>Encrypted files.</summary>
    public string BlobsFolder => System.IO.Path.Combine(Path, "blobs");

    /// <inheritdoc/>
    internal override string Scratch => Path;

    /// <inheritdoc/>
    internal override Blobs Spool => Blobs;

    /// <inheritdoc/>
    internal override Blobs Blobs => field ??= new FolderBlobs(BlobsFolder);

    /// <summary>True where a ledger lies in the folder.</summary>
    public static bool Holds(string path) => File.Exists(System.IO.Path.Combine(path, "adit.db"));

    /// <summary>Opens the folder for this process alone; a second process gets a sentence instead of two writers.</summary>
    /// <exception cref="InUseException">Another process has it open.</exception>
    public static DataFolder Open(string path)
    {
        var full = Directory.CreateDirectory(path).FullName;
        try
        {
            var file = new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var left in Directory.EnumerateFiles(full, "aside-*"))
                File.Delete(left);
            return new(full, file);
        }
        catch (IOException)
        {
            throw new InUseException(full);
        }
    }

    /// <inheritdoc/>
    internal override Connection OpenWriter(out bool old)
    {
        var writer = new EmbeddedConnection(LogFile, write: true, create: true);
        foreach (var table in Schema.Kept)
            writer.Db.Execute(writer.Dialect.Create(table));
        writer.Db.Execute(SqliteDialect.AppendOnly);
        old = Schema.CreateViews(writer);
        return writer;
    }

    /// <inheritdoc/>
    internal override void BeginViews(Connection writer)
    {
        foreach (var table in Views.Tables)
            writer.Db.Execute($"drop table if exists {table.Name}");
        foreach (var table in Views.Tables)
            writer.Db.Execute(writer.Dialect.Create(table));
    }

    /// <inheritdoc/>
    internal override void EndViews(Connection writer) => Schema.Agree(writer);

    /// <inheritdoc/>
    internal override Connection OpenReader() => _readers.TryTake(out var free) ? free : new EmbeddedConnection(LogFile, write: false);

    /// <inheritdoc/>
    internal override void Return(Connection reader) => _readers.Add(reader);

    /// <inheritdoc/>
    internal override Connection OpenKeysWriter(Connection writer)
    {
        var keys = new EmbeddedConnection(KeysFile, write: true, create: true);
        foreach (var table in KeyStore.Tables)
            keys.Db.Execute(keys.Dialect.Create(table));
        return keys;
    }

    /// <inheritdoc/>
    internal override Connection OpenKeysReader() => new EmbeddedConnection(KeysFile, write: false);

    /// <inheritdoc/>
    internal override bool PurgeLog() => Purge(LogFile);

    /// <inheritdoc/>
    internal override bool PurgeKeys() => Purge(KeysFile);

    /// <inheritdoc/>
    internal override void CloseReaders()
    {
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    /// <inheritdoc/>
    internal override bool Shared => false;

    /// <inheritdoc/>
    internal override Lease Lead(string work) => new();

    /// <inheritdoc/>
    internal override void Ask(string work)
    {
    }

    /// <inheritdoc/>
    internal override Head? HeadOf(DbConnection db) => null;

    /// <inheritdoc/>
    internal override void Unmake()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.db*"))
            File.Delete(file);
        if (Directory.Exists(BlobsFolder))
            Directory.Delete(BlobsFolder, recursive: true);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        CloseReaders();
        _lock.Dispose();
    }

    private static bool Purge(string file)
    {
        using var own = new EmbeddedConnection(file, write: true);
        return own.EmptyLog();
    }
}

/// <summary>A data folder is open in another process.</summary>
public sealed class InUseException(string path) : Exception($"The data folder {path} is in use by another Adit process. Stop it, or talk to it with --server.");
