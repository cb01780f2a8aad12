using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Exports;

/// <summary>How an export comes out.</summary>
internal enum ExportFormat
{
    Csv,
    Json,
}

/// <summary>Bulk exports, over the network and by command: each is an entry of the ledger before its first byte goes out.</summary>
internal sealed class Exporting(Database database, Registers registers, Blobs blobs, AssessJob job, ExportReading reading)
{
    /// <summary>Whether there is such a form at all.</summary>
    public bool Knows(string form) => registers.Current.Published.Any(p => p.Form == form);

    /// <summary>Records who takes out how many records of what. Returns the ledger index before which records are taken, and how many there are.</summary>
    public async Task<(long Until, long Records)> Announce(ExportAsk ask, ExportFormat format, ActorId by, CancellationToken cancel)
    {
        await job.CatchUp(cancel);
        var until = database.Size;
        var records = database.Read(db => ask.Count(db, until));
        var what = $"export.{(format == ExportFormat.Csv ? "csv" : "json")}:{ask.Form}";
        await database.Write(writing => writing.Record(by, new RecordsRead(what, records)));
        return (until, records);
    }

    /// <summary>Writes what was announced.</summary>
    public Task Write(ExportAsk ask, ExportFormat format, long until, Stream to, CancellationToken cancel) => format == ExportFormat.Csv
        ? new CsvExport(database, registers.Current, reading, blobs).Write(ask, until, to, cancel)
        : new JsonExport(registers.Current, reading).Write(ask, until, to, cancel);
}
