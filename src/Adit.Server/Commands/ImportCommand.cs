using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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

    public static Command Import() => new("import", "Brings in data of others. Imported sites are reference sites: rated as of their visits, credited, with no clock and no incident.") { FromIpis() };

    private static Command FromIpis()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The IPIS open data on mine-site visits: CSV, plain or gzip, one row a visit." };
        file.AcceptExistingOnly();
        var report = new Option<FileInfo?>("--report") { Description = "Writes every bad row and every oddity into this file: CSV with line, visit, what, column, value, sentence." };
        var command = new Command("ipis", "Loads the IPIS open data on artisanal mine sites in the DR Congo. Importing them again changes nothing.") { file, ServeCommand.Data, report };
        command.SetAction((parse, cancel) => Run(parse.GetRequiredValue(ServeCommand.Data), parse.GetRequiredValue(file), parse.GetValue(report), cancel));
        return command;
    }

    private static async Task<int> Run(string data, FileInfo file, FileInfo? reportFile, CancellationToken cancel)
    {
        if (!DataFolder.Holds(data))
            return Say.No($"{data} holds no programme yet. Create one with: adit init --data {data} --name NAME");
        var clock = Stopwatch.StartNew();
        using var folder = DataFolder.Open(data);
        using var database = new Database(folder, TimeProvider.System);
        var (registers, catalogues) = (new Registers(database), new Catalogues(database));
        var ledger = new LedgerReading(database);
        using var rating = new AssessJob(database, ledger);
        var import = new IpisImport(database, registers, catalogues, new Receiving(database, registers, catalogues, new FolderBlobs(folder.Blobs), ledger));
        ImportReport report;
        try
        {
            report = await import.Run(file.OpenRead, ActorId.Program, new Progress().Tell, cancel);
        }
        catch (InvalidDataException unreadable)
        {
            return Say.No($"{file.Name} cannot be imported: {unreadable.Message}");
        }
        if (report.Lacks.Count > 0)
            return Say.No($"{file.Name} is not the IPIS open data: it has no column {string.Join(", ", report.Lacks)}.");
        await Console.Error.WriteLineAsync("Rating what was imported …");
        await rating.CatchUp(cancel);
        if (reportFile is not null)
            await File.WriteAllLinesAsync(reportFile.FullName, Lines(report), cancel);
        return Summary(report, clock.Elapsed);
    }

    private static int Summary(ImportReport report, TimeSpan took)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Rows} visits read: {report.New} new, {report.Held} already held, {report.BadRows} bad. {report.NewSites} new reference sites. Credit: {Ipis.Credit}. {took.TotalSeconds:0.0} s."));
        foreach (var bad in report.Bad.Take(Shown))
            Console.WriteLine($"  line {bad.Line}: {bad.Note.Sentence("en")}");
        if (report.Bad.Count > Shown)
            Console.WriteLine($"  and {report.Bad.Count - Shown} more; --report FILE lists them all.");
        if (report.Odd.Count > 0)
            Console.WriteLine($"Odd, and kept: {string.Join(", ", report.Odd.GroupBy(o => o.Note.Code).Select(g => $"{g.Key} {g.Count()}"))}.");
        return report.New + report.Held > 0 ? 0 : 1;
    }

    private static IEnumerable<string> Lines(ImportReport report) =>
        report.Bad.Select(bad => Line("bad", bad)).Concat(report.Odd.Select(odd => Line("odd", odd))).Prepend("line,visit,what,code,column,value,sentence");

    private static string Line(string what, RowReport one) =>
        string.Join(',', new[] { one.Line.ToString(CultureInfo.InvariantCulture), one.Visit, what, one.Note.Code, one.Note.Column, one.Note.Value, one.Note.Sentence("en") }.Select(Quoted));

    // A value that a spreadsheet would take for a formula is quoted with an apostrophe.
    private static string Quoted(string value)
    {
        var safe = value is ['=' or '+' or '-' or '@', ..] ? "'" + value : value;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>Says how far it is, about once a second.</summary>
    private sealed class Progress
    {
        private long _told = Stopwatch.GetTimestamp();

        public void Tell(long done, long all)
        {
            if (Stopwatch.GetElapsedTime(_told) < TimeSpan.FromSeconds(1))
                return;
            _told = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{done} of {all} visits …");
        }
    }
}
