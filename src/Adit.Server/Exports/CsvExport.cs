using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Adit.Forms;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Exports;

/// <summary>
/// A zip with one CSV for the records, one for each repeat, a README and, where asked for, the files that came with the records. A zip holds one
/// file after the other, so rows of repeats wait in encrypted files of the data folder, and not in memory, until the records are written.
/// </summary>
internal sealed class CsvExport(Database database, Register register, ExportReading reading, Blobs blobs)
{
    private static readonly string[] Known = ["SubmissionID", "LedgerIndex", "Received", "Agent", "Site", "Day", "Review", "Flags", "FormVersion", "Source", "MissingFiles"];

    private readonly Blobs _spool = database.Home.Spool;

    /// <summary>Writes the zip. Nothing is asked of the stream but to be written in order.</summary>
    /// <param name="part">Which records.</param>
    public async Task Write(ExportAsk ask, ExportPart part, Stream to, CancellationToken cancel)
    {
        var plan = PlanOf(ask.Form!);
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        var waiting = plan.Tables.Skip(1).Select(_ => _spool.Create()).ToList();
        var kept = new List<Blob>();
        try
        {
            var records = 0L;
            await using (var root = await Begin(zip, plan.Tables[0].Name + ".csv", cancel))
            {
                var head = new ArrayBufferWriter<byte>();
                Line(head, [.. Known, .. ask.All ? ["State"] : Array.Empty<string>(), .. plan.Tables[0].Headers, "KEY"]);
                await root.WriteAsync(head.WrittenMemory, cancel);
                await foreach (var batch in reading.Read(ask, part.Until, b => Shape(ask, plan, b), first: part.After, cancel: cancel))
                {
                    records += batch.Records;
                    await root.WriteAsync(batch.Tables[0].WrittenMemory, cancel);
                    for (var table = 1; table < batch.Tables.Length; table++)
                        waiting[table - 1].Write(batch.Tables[table].WrittenSpan);
                }
            }
            foreach (var table in waiting)
                kept.Add(await table.Keep());
            for (var table = 1; table < plan.Tables.Length; table++)
                await Copy(zip, plan.Tables[table], kept[table - 1], cancel);
            var lost = ask.Media ? await Media(zip, ask, part, plan, cancel) : [];
            await Readme(zip, ask, part.Until, records, lost, cancel);
        }
        finally
        {
            foreach (var blob in kept)
                await _spool.Delete(blob.Id);
            waiting.ForEach(w => w.Dispose());
        }
    }

    private ExportPlan PlanOf(string form) => PlanOf(register, form);

    /// <summary>The columns of a form over all its versions, as far as a tier sees.</summary>
    public static ExportPlan PlanOf(Register register, string form, Tier deepest = Tier.T2) =>
        ExportPlan.Of([.. register.Forms.Values.Where(f => f.Published.Form == form).OrderByDescending(f => f.Published.Published).Select(f => f.Form)], deepest);

    private static async Task<Stream> Begin(ZipArchive zip, string name, CancellationToken cancel) => await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancel);

    private Batch Shape(ExportAsk ask, ExportPlan plan, IReadOnlyList<OpenRecord> records)
    {
        var tables = plan.Tables.Select((_, i) => new ArrayBufferWriter<byte>(i == 0 ? 256 * 1024 : 4 * 1024)).ToArray();
        foreach (var (record, answers) in records)
        {
            if (!plan.Versions.TryGetValue(record.Version, out var version))
                continue;
            foreach (var row in ExportRows.Read(plan, version, answers, record.Instance))
            {
                var to = tables[row.Table];
                if (row.Parent is null)
                    Metadata(to, ask, record);
                for (var i = 0; i < row.Cells.Length; i++)
                    CsvText.Cell(to, row.Cells[i], first: row.Parent is not null && i == 0);
                CsvText.Cell(to, row.Key);
                if (row.Parent is not null)
                    CsvText.Cell(to, row.Parent);
                CsvText.End(to);
            }
        }
        return new(records.Count, tables);
    }

    private void Metadata(ArrayBufferWriter<byte> to, ExportAsk ask, SealedRecord record)
    {
        CsvText.Cell(to, record.Submission, first: true);
        CsvText.Cell(to, record.Idx.ToString(CultureInfo.InvariantCulture));
        CsvText.Cell(to, new Instant(record.Received).ToString());
        CsvText.Cell(to, record.Agent);
        CsvText.Cell(to, record.SiteCode(register));
        CsvText.Cell(to, record.DayText);
        CsvText.Cell(to, record.Review);
        CsvText.Cell(to, record.Flags);
        CsvText.Cell(to, record.Version);
        CsvText.Cell(to, record.Source);
        CsvText.Cell(to, record.Missing.ToString(CultureInfo.InvariantCulture));
        if (ask.All)
            CsvText.Cell(to, record.State);
    }

    private async Task Copy(ZipArchive zip, ExportTable table, Blob rows, CancellationToken cancel)
    {
        await using var entry = await Begin(zip, table.Name + ".csv", cancel);
        var head = new ArrayBufferWriter<byte>();
        Line(head, [.. table.Headers, "KEY", "PARENT_KEY"]);
        await entry.WriteAsync(head.WrittenMemory, cancel);
        await _spool.Copy(rows, entry, cancel);
    }

    // Only files that an answer of the reader's tier names: a file of a protected question stays where it is.
    private async Task<List<string>> Media(ZipArchive zip, ExportAsk ask, ExportPart part, ExportPlan plan, CancellationToken cancel)
    {
        var lost = new List<string>();
        await foreach (var batch in reading.Read(ask, part.Until, b => b.Select(r => (r.Record, Names: NamesIn(plan, r))).ToList(), withFiles: true, first: part.After, cancel: cancel))
            foreach (var (record, names) in batch)
                foreach (var file in database.Read(db => SubmissionsTable.Attachments(db, record.Idx)).Where(f => names.Contains(f.Name)))
                {
                    var path = $"media/{record.Submission}{(ask.All ? $".{record.Idx}" : "")}/{SafeName(file.Name)}";
                    if (!await blobs.Holds(file.Blob.Id))
                    {
                        lost.Add(path);
                        continue;
                    }
                    await using var entry = await zip.CreateEntry(path, CompressionLevel.NoCompression).OpenAsync(cancel);
                    await blobs.Copy(file.Blob, entry, cancel);
                }
        return lost;
    }

    private static HashSet<string> NamesIn(ExportPlan plan, OpenRecord record) => !plan.Versions.TryGetValue(record.Record.Version, out var version) ? []
        : [.. AnswerReading.Read(version.Form, record.Answers).Where(a => a.Node is { Type: AnswerType.Binary or AnswerType.Audit }).Select(a => a.Text)];

    /// <summary>A file's name as a name inside a zip: nothing that leaves its folder, on any system.</summary>
    internal static string SafeName(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '_' : c)).Trim(' ', '.');
        return safe.Length == 0 ? "_" : safe;
    }

    private async Task Readme(ZipArchive zip, ExportAsk ask, long until, long records, List<string> lost, CancellationToken cancel)
    {
        var held = database.Read(SubmissionsTable.ProtectedHeld);
        await using var entry = await Begin(zip, "README.txt", cancel);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(ExportReadme.Text(database, ask, until, records, held, lost)), cancel);
    }

    private static void Line(ArrayBufferWriter<byte> to, IReadOnlyList<string> cells)
    {
        for (var i = 0; i < cells.Count; i++)
            CsvText.Cell(to, cells[i], first: i == 0);
        CsvText.End(to);
    }

    private sealed record Batch(int Records, ArrayBufferWriter<byte>[] Tables);
}
