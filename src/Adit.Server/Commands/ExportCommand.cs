using System.CommandLine;
using Adit.Exports;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit export</c>: takes the records of a form out of a data folder.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Form = new("form") { Description = "The id of the form." };
    private static readonly Option<string?> Out = new("--out") { Description = "The file to write. Default: FORM.csv.zip or FORM.ndjson." };
    private static readonly Option<string> Format = new("--format") { Description = "csv (a zip of tables) or json (one record a line).", DefaultValueFactory = _ => "csv" };
    private static readonly Option<bool> Media = new("--media") { Description = "Also the files that came with the records (csv)." };
    private static readonly Option<bool> All = new("--all") { Description = "Also superseded, withdrawn and rejected records." };

    public static Command Export()
    {
        Format.AcceptOnlyFromAmong("csv", "json");
        var command = new Command("export", "Takes the records of a form out of a data folder. That it was done is recorded in the ledger.") { Form, Out, Format, Media, All, ServeCommand.Data };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parse, CancellationToken cancel)
    {
        var (data, form) = (parse.GetRequiredValue(ServeCommand.Data), parse.GetRequiredValue(Form));
        if (!DataFolder.Holds(data))
            return Say.No($"{data} holds no programme.");
        var format = parse.GetValue(Format) == "json" ? ExportFormat.Json : ExportFormat.Csv;
        using var folder = DataFolder.Open(data);
        using var database = new Database(folder, TimeProvider.System);
        using var job = new AssessJob(database, new LedgerReading(database));
        using var reading = new ExportReading(database);
        var exporting = new Exporting(database, new Registers(database), new FolderBlobs(folder.Blobs), job, reading);
        if (!exporting.Knows(form))
            return Say.No($"There is no form {form} in {data}.");
        var path = parse.GetValue(Out) ?? CsvExport.SafeName(form + (format == ExportFormat.Csv ? ".csv.zip" : ".ndjson"));
        var ask = new ExportAsk(form, All: parse.GetValue(All), Media: parse.GetValue(Media));
        var (until, records) = await exporting.Announce(ask, format, ActorId.Program, cancel);
        var unfinished = path + ".part";
        await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            await exporting.Write(ask, format, until, file, cancel);
        File.Move(unfinished, path, overwrite: true);
        Console.WriteLine($"{records} records of {form} are in {path}");
        return 0;
    }
}
