using Adit.Exchange;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Exports;

/// <summary>How an export comes out.</summary>
internal enum ExportFormat
{
    Csv,
    Json,
    Xlsx,
    GeoJson,
    Parquet,
}

/// <summary>What is called how of a format.</summary>
/// <param name="Name">In commands and entries of the ledger.</param>
/// <param name="Path">How its address ends.</param>
/// <param name="Ending">How its files end.</param>
internal sealed record ExportKind(ExportFormat Format, string Name, string Label, string Path, string Ending, string Type)
{
    /// <summary>All there are, in the order in which they are offered.</summary>
    public static IReadOnlyList<ExportKind> All { get; } =
    [
        new(ExportFormat.Csv, "csv", "CSV", "csv.zip", "csv.zip", "application/zip"),
        new(ExportFormat.Json, "json", "JSON", "json", "ndjson", "application/x-ndjson"),
        new(ExportFormat.Xlsx, "xlsx", "Excel", "xlsx", "xlsx", Reports.Workbook.Type),
        new(ExportFormat.GeoJson, "geojson", "GeoJSON", "geojson", "geojson", Exchange.GeoJson.Type),
        new(ExportFormat.Parquet, "parquet", "Parquet", "parquet", "parquet", ParquetFile.Type),
    ];

    /// <summary>The kind of a format.</summary>
    public static ExportKind Of(ExportFormat format) => All[(int)format];
}

/// <summary>What an export takes, fixed before its first byte.</summary>
/// <param name="After">The ledger index after which records are taken.</param>
/// <param name="Until">The one before which.</param>
/// <param name="Next">After which the next part begins; null where this is the last.</param>
internal sealed record ExportPart(long After, long Until, long Records, long? Next);

/// <summary>Bulk exports, over the network and by command: each is an entry of the ledger before its first byte goes out.</summary>
internal sealed class Exporting(Database database, Registers registers, Blobs blobs, AssessJob job, ExportReading reading)
{
    /// <summary>Whether there is such a form at all.</summary>
    public bool Knows(string form) => registers.Current.Published.Any(p => p.Form == form);

    /// <summary>Records who takes out how many records of what.</summary>
    public async Task<ExportPart> Announce(ExportAsk ask, ExportFormat format, ActorId by, CancellationToken cancel)
    {
        await job.CatchUp(cancel);
        var part = database.Read(db => PartOf(db, ask, database.Size));
        var what = $"export.{ExportKind.Of(format).Name}:{ask.Form}";
        await database.Write(writing => writing.Record(by, new RecordsRead(what, part.Records)));
        return part;
    }

    /// <summary>Writes what was announced.</summary>
    public Task Write(ExportAsk ask, ExportFormat format, ExportPart part, Stream to, CancellationToken cancel)
    {
        var register = registers.Current;
        if (format == ExportFormat.Csv)
            return new CsvExport(database, register, reading, blobs).Write(ask, part, to, cancel);
        if (format == ExportFormat.Json)
            return new JsonExport(register, reading).Write(ask, part, to, cancel);
        var shape = new RecordRows(register).OfForm(ask.Form!, places: format == ExportFormat.GeoJson, states: ask.All);
        return TableFile.Write(format, ask.Form!, shape.Columns, reading.Read(ask, part.Until, batch => (IReadOnlyList<FeedRow>)[.. batch.Select(shape.Row)], first: part.After, cancel: cancel), to, cancel);
    }

    private static ExportPart PartOf(System.Data.Common.DbConnection db, ExportAsk ask, long until)
    {
        if (ask.Limit is { } limit && ask.Behind(db, ask.After, until, limit) is not null)
        {
            var last = ask.Behind(db, ask.After, until, limit - 1)!.Value;
            return new(ask.After, last + 1, limit, last);
        }
        return new(ask.After, until, ask.Count(db, ask.After, until), null);
    }
}
