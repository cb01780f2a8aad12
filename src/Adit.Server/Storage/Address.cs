namespace Adit.Storage;

/// <summary>Where the data of a programme is, as its operator says it; nothing is opened yet.</summary>
/// <param name="Folder">The data folder; of no matter where a database is named.</param>
/// <param name="Database">The database; null for the folder.</param>
/// <param name="Files">Where the encrypted files are that go with a database: the address of an object store, or a folder that all nodes share.</param>
internal sealed record Address(string Folder, PostgresUrl? Database, string? Files)
{
    /// <summary>A data folder.</summary>
    public static Address Of(string folder) => new(folder, null, null);

    /// <summary>What people call it, without secrets.</summary>
    public string Name => Database?.Shown ?? Folder;

    /// <summary>How a command line names it, without secrets.</summary>
    public string Options => Database is null ? $"--data {Folder}" : $"--database \"{Name}\" --blobs \"{Files}\"";

    /// <summary>True where a programme lies there.</summary>
    /// <exception cref="Refused">The database does not let us in.</exception>
    public bool Holds() => Database is null ? DataFolder.Holds(Folder) : PostgresHome.Holds(Database);

    /// <summary>Opens it: a folder for this process alone, a database as one node of any number.</summary>
    /// <exception cref="InUseException">Another process has the folder open.</exception>
    /// <param name="shape">Of a database's views; null for those of this version of the program.</param>
    public Home Open(long? shape = null) => Database is null ? DataFolder.Open(Folder) : PostgresHome.Open(Database, BlobsIn, shape);

    private Blobs BlobsIn(string scratch) => S3Url.Names(Files!) ? S3Blobs.Open(S3Url.Read(Files!, out var wrong) ?? throw new Refused(wrong!), Path.Combine(scratch, "files")) : new FolderBlobs(Files!);
}
