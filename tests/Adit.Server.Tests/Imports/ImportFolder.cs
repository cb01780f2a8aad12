using Adit.Ledger;
using Adit.People;
using Adit.Reference;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Tests.Imports;

/// <summary>A programme in a temporary folder, with what an import needs and no web.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), "adit-import-" + Guid.NewGuid().ToString("N"));
    private readonly DataFolder _folder;

    private ImportFolder()
    {
        _folder = DataFolder.Open(_path);
        Database = new(_folder, TimeProvider.System);
        (Registers, Catalogues) = (new(Database), new(Database));
        Receiving = new(Database, Registers, Catalogues, new FolderBlobs(_folder.Blobs), new LedgerReading(Database));
        Rating = new(Database, new LedgerReading(Database));
    }

    public Database Database { get; }

    public Registers Registers { get; }

    public Catalogues Catalogues { get; }

    public Receiving Receiving { get; }

    public AssessJob Rating { get; }

    public static async Task<ImportFolder> Create()
    {
        var made = new ImportFolder();
        await Beginning.Create(made.Database, new Settings("", "", null, TimeSpan.FromHours(24), []), "Import", simulated: false);
        return made;
    }

    public async Task<ImportReport> Import(Func<Stream> open)
    {
        var report = await new IpisImport(Database, Registers, Receiving).Run(open, ActorId.Program, (_, _) => { }, CancellationToken.None);
        await Rating.CatchUp();
        return report;
    }

    /// <summary>How an indicator stood at a site on a day, as far as is known now; null where nothing ever said anything of it.</summary>
    public Rating? At(SiteId site, string indicator, DateOnly day) => Database.Read(db =>
        RatingsTable.Of(db, site, Database.Size)[indicator].Where(row => row.From <= day && day < row.To).Select(row => (Rating?)row.Rating).SingleOrDefault());

    public void Dispose()
    {
        Rating.Dispose();
        Database.Dispose();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
