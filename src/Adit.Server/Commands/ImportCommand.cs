using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Adit.Exports;
using Adit.Ledger;
using Adit.Reference;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Commands;

/// <summary><c>adit import ipis</c>: data of others, as reference sites.</summary>
internal static class ImportCommand
{
    private const int Shown = 20;
    private static readonly string[] Columns = ["line", "visit", "what", "code", "column", "value", "sentence"];

    public static Command Import() => new("import", "Brings in data of others as reference sites: rated as of their visits, credited, with no clock and no incident. Or what an agent saved of their outbox.") { FromIpis(), OutboxCommand.FromOutbox() };

    private static Command FromIpis()
    {
        var file = new Argument<string>("FILE") { Description = "The IPIS open data on mine-site visits: CSV, plain or gzip, one row a visit." };
        var report = new Option<string?>("--report") { Description = "Writes every bad row and every oddity into this file: CSV with line, visit, what, code, column, value, sentence.", HelpName = "CSV" };
        var command = new Command("ipis", "Loads the IPIS open data on artisanal mine sites in the DR Congo. Importing them again changes nothing. A bad row is named and never stops the rest.") { file, report }.Placed();
        command.SetAction(async (parse, cancel) =>
        {
            var path = parse.GetRequiredValue(file);
            if (!File.Exists(path))
                throw new Misuse($"There is no file {path}.");
            var took = Stopwatch.StartNew();
            ImportApi.ImportAnswer? done = null;
            await Where.Do(parse,
                async database => { done = await OfFolder(database, path, cancel); return 0; },
                async server => { done = await OfServer(server, path); return 0; });
            if (parse.GetValue(report) is { } to)
                await Unfinished.Write(to, stream => Report(done!, stream, cancel));
            return Summary(done!, took.Elapsed);
        });
        return command;
    }

    private static async Task<ImportApi.ImportAnswer> OfFolder(Database database, string path, CancellationToken cancel)
    {
        var (registers, catalogues, ledger) = (new Registers(database), new Catalogues(database), new LedgerReading(database));
        using var rating = new AssessJob(database, ledger);
        var import = new IpisImport(database, registers, catalogues, new Receiving(database, registers, catalogues, database.Home.Blobs, ledger));
        using var progress = new Progress("import");
        return ImportApi.ImportAnswer.Of(await ImportApi.Run(import, rating, () => File.OpenRead(path), ActorId.Program, progress.Show, cancel), "en");
    }

    private static async Task<ImportApi.ImportAnswer> OfServer(Remote server, string path)
    {
        await using var file = File.OpenRead(path);
        ImportApi.ImportAnswer? report = null;
        using (var sending = new Progress("send"))
        using (var progress = new Progress("import"))
            await foreach (var line in server.Lines(HttpMethod.Post, "api/imports/ipis", new StreamContent(new Counted(file, sent => sending.Show(sent, file.Length)))))
            {
                var step = JsonSerializer.Deserialize<ImportApi.ImportStep>(line, JsonSerializerOptions.Web)!;
                progress.Show(step.Done, step.Of);
                report = step.Report;
            }
        return report ?? throw new Refused("The server broke off. What was imported stays; importing the same file again goes on from there.");
    }

    private static int Summary(ImportApi.ImportAnswer report, TimeSpan took)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Rows} visits read: {report.New} new, {report.Held} already held, {report.BadRows} bad. {report.NewSites} new reference sites. Credit: {report.Credit}. {took.TotalSeconds:0.0} s."));
        foreach (var bad in report.Bad.Take(Shown))
            Console.WriteLine($"  line {bad.Line}: {bad.Sentence}");
        if (report.Bad.Count > Shown)
            Console.WriteLine($"  and {report.Bad.Count - Shown} more; --report FILE lists them all.");
        if (report.Odd.Count > 0)
            Console.WriteLine($"Odd, and kept: {string.Join(", ", report.Odd.GroupBy(o => o.Code).Select(g => $"{g.Key} {g.Count()}"))}.");
        return report.New + report.Held > 0 ? 0 : 1;
    }

    private static async Task Report(ImportApi.ImportAnswer report, Stream to, CancellationToken cancel)
    {
        var lines = new ArrayBufferWriter<byte>();
        Line(lines, Columns);
        foreach (var (what, row) in report.Bad.Select(b => ("bad", b)).Concat(report.Odd.Select(o => ("odd", o))))
            Line(lines, [row.Line.ToString(CultureInfo.InvariantCulture), row.Visit, what, row.Code, row.Column, row.Value, row.Sentence]);
        await to.WriteAsync(lines.WrittenMemory, cancel);
    }

    private static void Line(ArrayBufferWriter<byte> to, IReadOnlyList<string> cells)
    {
        for (var i = 0; i < cells.Count; i++)
            CsvText.Cell(to, cells[i], first: i == 0);
        CsvText.End(to);
    }
}
