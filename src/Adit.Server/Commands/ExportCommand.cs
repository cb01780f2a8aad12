using System.CommandLine;
using System.Globalization;
using Adit.Exports;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Commands;

/// <summary><c>adit export</c>: takes the records of a form out of a data folder or a running server.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Form = new("FORM") { Description = "The id of the form." };
    private static readonly Option<string?> Out = new("--out") { Description = "The file to write; one that is there is replaced. Default: FORM with the ending of the format.", HelpName = "FILE" };
    private static readonly Option<string> Format = new Option<string>("--format") { Description = "csv (a zip of tables), json (one record a line), or the answers outside repeats as xlsx, geojson or parquet.", DefaultValueFactory = _ => "csv" }.AcceptOnlyFromAmong([.. ExportKind.All.Select(k => k.Name)]);
    private static readonly Option<string?> Site = new("--site") { Description = "Only records about the site with this code.", HelpName = "CODE" };
    private static readonly Option<string?> From = Where.Day("--from", "Only records that speak of this day or a later one, as 2026-11-23.");
    private static readonly Option<string?> Until = Where.Day("--until", "Only records that speak of a day before this one.");
    private static readonly Option<string?> Review = new Option<string?>("--review") { Description = "Only records in this state of review." }.AcceptOnlyFromAmong([.. Enum.GetNames<ReviewState>().Select(n => n.ToLowerInvariant())]);
    private static readonly Option<long?> After = new("--after") { Description = "Only records after this ledger index: where an export was cut, or a part before it ended.", HelpName = "INDEX" };
    private static readonly Option<int?> Limit = new("--limit") { Description = "At most so many records; the command says where the next part begins.", HelpName = "N" };
    private static readonly Option<bool> Media = new("--media") { Description = "Also the files that came with the records (csv)." };
    private static readonly Option<bool> All = new("--all") { Description = "Also superseded, withdrawn and rejected records." };

    public static Command Export()
    {
        var command = new Command("export", "Takes the records of a form out, never what is protected. That it was done is recorded in the ledger.") { Form, Out, Format, Site, From, Until, Review, Media, All, After, Limit }.Placed();
        command.SetAction((parse, cancel) => Where.Do(parse, database => OfFolder(parse, database, cancel), server => OfServer(parse, server, cancel)));
        return command;
    }

    private static async Task<int> OfFolder(ParseResult parse, Database database, CancellationToken cancel)
    {
        var (form, format) = (parse.GetRequiredValue(Form), FormatOf(parse));
        using var job = new AssessJob(database, new LedgerReading(database));
        using var reading = new ExportReading(database);
        var registers = new Registers(database);
        var exporting = new Exporting(database, registers, database.Home.Blobs, job, reading);
        if (!exporting.Knows(form))
            return Say.No($"There is no form {form} here.");
        var (ask, wrong) = ExportAsk.Read(form, name => Asked(parse, name), code => ExportApi.SiteOf(registers.Current, code));
        if (ask is null)
            return Say.No($"There is no {wrong} {Asked(parse, wrong!)} here.");
        var part = await exporting.Announce(ask, format, ActorId.Program, cancel);
        using (var progress = new Progress("export"))
            await Unfinished.Write(FileOf(parse), to => exporting.Write(ask, format, part, new Counted(to, progress.ShowBytes), cancel));
        return Done(parse, part.Records, part.Next?.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<int> OfServer(ParseResult parse, Remote server, CancellationToken cancel)
    {
        var query = ExportAsk.Names.Select(name => (name, value: Asked(parse, name))).Where(q => q.value.Length > 0).Select(q => $"{q.name}={Uri.EscapeDataString(q.value)}");
        var path = $"api/forms/{Uri.EscapeDataString(parse.GetRequiredValue(Form))}/submissions.{ExportKind.Of(FormatOf(parse)).Path}?{string.Join('&', query)}";
        using var progress = new Progress("export");
        var headers = await server.Save(path, FileOf(parse), progress.ShowBytes, cancel);
        return Done(parse, long.Parse(headers.GetValues(ExportApi.RecordsHeader).Single(), CultureInfo.InvariantCulture), headers.TryGetValues(ExportApi.NextHeader, out var next) ? next.Single() : null);
    }

    private static string Asked(ParseResult parse, string name) => name switch
    {
        "site" => parse.GetValue(Site) ?? "",
        "from" => parse.GetValue(From) ?? "",
        "until" => parse.GetValue(Until) ?? "",
        "review" => parse.GetValue(Review) ?? "",
        "all" => parse.GetValue(All) ? "1" : "",
        "media" => parse.GetValue(Media) ? "1" : "",
        "after" => parse.GetValue(After)?.ToString(CultureInfo.InvariantCulture) ?? "",
        "limit" => parse.GetValue(Limit)?.ToString(CultureInfo.InvariantCulture) ?? "",
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static ExportFormat FormatOf(ParseResult parse) => ExportKind.All.Single(k => k.Name == parse.GetValue(Format)).Format;

    private static string FileOf(ParseResult parse) =>
        parse.GetValue(Out) ?? CsvExport.SafeName($"{parse.GetRequiredValue(Form)}.{ExportKind.Of(FormatOf(parse)).Ending}");

    private static int Done(ParseResult parse, long records, string? next)
    {
        Console.WriteLine($"{records} records of {parse.GetRequiredValue(Form)} are in {FileOf(parse)}");
        if (next is not null)
            Console.WriteLine($"There are more: --after {next}");
        return 0;
    }
}
