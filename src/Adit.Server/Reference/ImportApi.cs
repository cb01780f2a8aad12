using System.Text.Json;
using System.Threading.Channels;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reference;

/// <summary>Imports at a running server: the file is the request's body, and the answer says line by line how far it is.</summary>
internal static class ImportApi
{
    /// <summary>A line of the answer: rows done of all, and in the last one what it came to.</summary>
    public sealed record ImportStep(long Done, long Of, ImportAnswer? Report = null);

    /// <summary>What an import came to. Every row of the file is new, held already or bad.</summary>
    public sealed record ImportAnswer(long Rows, long New, long Held, long BadRows, long NewSites, string Credit, IReadOnlyList<ImportRow> Bad, IReadOnlyList<ImportRow> Odd)
    {
        public static ImportAnswer Of(ImportReport report, string language) => new(
            report.Rows, report.New, report.Held, report.BadRows, report.NewSites, Ipis.Credit, [.. report.Bad.Select(b => ImportRow.Of(b, language))], [.. report.Odd.Select(o => ImportRow.Of(o, language))]);
    }

    /// <summary>What stands against one row, or is odd in it, by the line of the file where it begins.</summary>
    public sealed record ImportRow(long Line, string Visit, string Code, string Column, string Value, string Sentence)
    {
        public static ImportRow Of(RowReport row, string language) => new(row.Line, row.Visit, row.Note.Code, row.Note.Column, row.Note.Value, row.Note.Sentence(language));
    }

    public static void MapImports(this IEndpointRouteBuilder api) => api.MapPost("/imports/ipis", Import).Needs(Right.RunProgramme)
        .WithTags("Programme").WithName("importIpis").WithSummary("Loads the IPIS open data on mine-site visits (CSV, plain or gzip) as reference sites. The answer is one JSON object a line: how far it is, and at the end the report.")
        .Accepts<Stream>("*/*").Produces<ImportStep>(StatusCodes.Status200OK, "application/x-ndjson").Refuses(422);

    /// <summary>Imports and rates, or says why the file is not one to import.</summary>
    /// <exception cref="Refused">It is no CSV file, or another one than the IPIS open data.</exception>
    public static async Task<ImportReport> Run(IpisImport import, AssessJob rating, Func<Stream> open, ActorId by, Action<long, long> progress, CancellationToken cancel)
    {
        try
        {
            var report = await import.Run(open, by, progress, cancel);
            if (report.Lacks.Count > 0)
                throw Refused.Of("refuse.not-ipis", ("columns", string.Join(", ", report.Lacks)));
            await rating.CatchUp(cancel);
            return report;
        }
        catch (InvalidDataException)
        {
            throw Refused.Of("refuse.not-csv");
        }
    }

    // The file is read twice, so it is kept beside the database while it is imported.
    private static async Task<IResult> Import(HttpContext http, CurrentPerson person, Database database, IpisImport import, AssessJob rating)
    {
        if (!import.Begin())
            throw Refused.Of("refuse.importing");
        var file = database.Home.Aside();
        try
        {
            await using (var kept = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
                await http.Request.Body.CopyToAsync(kept, http.RequestAborted);
            await Answering(http, (progress, cancel) => Run(import, rating, () => File.OpenRead(file), person.Actor, progress, cancel));
            return Results.Empty;
        }
        finally
        {
            File.Delete(file);
            import.End();
        }
    }

    // Until the first row is done the answer can still be a no; most files that are none are found out by then.
    private static async Task Answering(HttpContext http, Func<Action<long, long>, CancellationToken, Task<ImportReport>> run)
    {
        var language = Frames.Of(http).Words.Language;
        var steps = Channel.CreateBounded<ImportStep>(new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest });
        var running = Task.Run(() => run((done, of) => steps.Writer.TryWrite(new(done, of)), http.RequestAborted));
        _ = running.ContinueWith(_ => steps.Writer.TryComplete(), TaskScheduler.Default);
        if (!await steps.Reader.WaitToReadAsync())
            await running;
        http.Response.ContentType = "application/x-ndjson";
        await foreach (var step in steps.Reader.ReadAllAsync())
            await Line(http.Response, step);
        var report = await running;
        await Line(http.Response, new(report.Rows, report.Rows, ImportAnswer.Of(report, language)));
    }

    private static async Task Line(HttpResponse response, ImportStep step)
    {
        await response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(step, JsonSerializerOptions.Web), (byte)'\n']);
        await response.Body.FlushAsync();
    }
}
