using System.Globalization;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Phones;
using Adit.Printing;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Quarterly and yearly reports about the programme: for those who write them, and for those whose agreement gives them.</summary>
internal static class ProgrammeReportsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = ReportsRoom.List + "/programme";

    private const string OfSpan = List + "/{span}", Version = OfSpan + "/{version}";

    public static void MapProgrammeReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Pages.Answer<ProgrammeReportsPage>(Frames.Of(http), Read(http, f => f.List()))).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(OfSpan, Newest).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(OfSpan + "/draft", Draft).Needs(Right.WriteReports, Tier.T2);
        routes.MapPost(OfSpan + "/draft", Act).Needs(Right.WriteReports, Tier.T2);
        routes.MapGet(Version, (string span, int version, HttpContext http) => As(span, version, "page", http)).Needs(Right.SeeSites, Tier.T2);
        foreach (var kind in (string[])["pdf", "csv", "xlsx", "json"])
            routes.MapGet($"{Version}.{kind}", (string span, int version, HttpContext http) => As(span, version, kind, http)).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(Version + "/records", (string span, int version, HttpContext http) => Find(http, span).FirstOrDefault(v => v.Fact.Version == version) is { } report && Reach.GivesProgrammeRecords(http.RequestServices.GetRequiredService<Registers>().Current, CurrentPerson.Of(http), report.Fact, http.RequestServices.GetRequiredService<Database>().Now)
            ? As(span, version, "records", http) : Task.FromResult(NotFound(http))).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(Version + "/figures/{figure}", Figure).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(Version + "/evidence", (string span, int version, HttpContext http) => As(span, version, "evidence", http)).Needs(Right.SeeSites, Tier.T2);
    }

    /// <summary>The versions of a span's report that the reader gets, the newest first; empty where there is none, or it is not given to them.</summary>
    public static IReadOnlyList<PublishedSpan> Find(HttpContext http, string span)
    {
        var (services, person) = (http.RequestServices, CurrentPerson.Of(http));
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        return ReportSpan.Read(span) is { } asked ? [.. database.Read(db => ProgrammeReportsTable.Versions(db, asked)).Where(v => Reach.GivesProgramme(register, person, v.Fact, database.Now))] : [];
    }

    private static async Task<IResult> As(string span, int version, string kind, HttpContext http)
    {
        var versions = Find(http, span);
        if (versions.FirstOrDefault(v => v.Fact.Version == version) is not { } report)
            return NotFound(http);
        var view = kind is "page" or "pdf" ? Read(http, f => f.Fill(report, versions)) : null;
        (byte[] Bytes, string Type, string Ending)? file = kind switch
        {
            "csv" => (ReportTables.Csv(ProgrammeReportTables.Of(report.Fact)), "application/zip", "csv.zip"),
            "xlsx" => (Workbook.Of(ProgrammeReportTables.Of(report.Fact)), Workbook.Type, "xlsx"),
            "records" => http.RequestServices.GetRequiredService<Database>().Read(db => Resting.Bundle(db, http.RequestServices.GetRequiredService<LedgerReading>(), http.RequestServices.GetRequiredService<Proofs>(), report)) is { } behind ? (behind.ToJson(), "application/json", "records.json") : null,
            _ => ReportsRoom.Committed(http, report.Entry, kind),
        };
        if (view is null && file is null)
            return Problems.Of(http, StatusCodes.Status409Conflict, "report-no-head");
        await http.RequestServices.GetRequiredService<ReportActs>().Disclose(CurrentPerson.Of(http), kind, (report.Fact.Report, report.Fact.Version));
        if (kind == "page")
            return Pages.Answer<ProgrammeReportPage>(Noticed(http), view!);
        if (kind == "pdf")
            return await Printed.Answer<DocumentPaper>(http, view!.Document, Shape.Pdf, view.Document.FileName);
        MediaAnswer.Headers(http.Response, $"programme-{report.Fact.Span}-v{version.ToString(CultureInfo.InvariantCulture)}.{file!.Value.Ending}", "");
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(file.Value.Bytes, file.Value.Type);
    }

    // It names sites and what the report hides: for whoever gets the records.
    private static async Task<IResult> Figure(string span, int version, string figure, HttpContext http)
    {
        var (services, person, frame) = (http.RequestServices, CurrentPerson.Of(http), Frames.Of(http));
        var register = services.GetRequiredService<Registers>().Current;
        if (Find(http, span).FirstOrDefault(v => v.Fact.Version == version) is not { } report || !Reach.GivesProgrammeRecords(register, person, report.Fact, services.GetRequiredService<Database>().Now)
            || services.GetRequiredService<Database>().Read(db => new FiguresBehind(db, services.GetRequiredService<LedgerReading>(), frame, person, register).Of(report, figure, ProgrammeReportsFilling.About(report.Fact.Span, frame.Words))) is not { } document)
            return NotFound(http);
        await services.GetRequiredService<ReportActs>().Disclose(person, "records", (report.Fact.Report, version));
        return Pages.Answer<FigurePage>(frame, new FigurePageView(
            document, new(frame.Words["programme-reports"], List), new(ProgrammeReportsFilling.About(report.Fact.Span, frame.Words), FormattableString.Invariant($"{ProgrammeReportsFilling.Path(report.Fact.Span)}/{version}"))));
    }

    private static IResult Newest(string span, HttpContext http) =>
        Find(http, span) is [var newest, ..] ? Results.Redirect(string.Create(CultureInfo.InvariantCulture, $"{ProgrammeReportsFilling.Path(newest.Fact.Span)}/{newest.Fact.Version}"))
        : CurrentPerson.Of(http).May(Right.WriteReports) && ReportSpan.Read(span) is { } asked ? Results.Redirect(ProgrammeReportsFilling.Path(asked) + "/draft") : NotFound(http);

    private static async Task<IResult> Draft(string span, HttpContext http, AssessJob assess)
    {
        if (ReportSpan.Read(span) is not { } asked)
            return NotFound(http);
        await assess.Fresh(http.RequestAborted);
        return Shown(http, asked);
    }

    private static async Task<IResult> Act(string span, HttpContext http, CurrentPerson person, AssessJob assess, ProgrammeReportActs acts)
    {
        if (ReportSpan.Read(span) is not { } named)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        await assess.Fresh(http.RequestAborted);
        var act = form["act"].ToString();
        try
        {
            var version = await acts.Do(person, named, new(act, form["section"], form["language"], form["text"], Seen: int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null, Read: form["read"] == "on"));
            return Results.Redirect($"{ProgrammeReportsFilling.Path(named)}/{(act is "publish" or "withdraw" ? version.ToString(CultureInfo.InvariantCulture) : "draft")}?done={Uri.EscapeDataString(act)}");
        }
        catch (Refused refused)
        {
            return Shown(http, named, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Shown(HttpContext http, ReportSpan span, IReadOnlyList<string>? refusals = null) => Pages.Answer<ProgrammeReportPage>(
        Noticed(http), Read(http, f => f.Draft(span)) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static Frame Noticed(HttpContext http)
    {
        var frame = Frames.Of(http);
        return http.Request.Query["done"] is [{ } done] && frame.Words.Has("report.done." + done) ? frame with { Notice = new(frame.Words["report.done." + done]) } : frame;
    }

    private static T Read<T>(HttpContext http, Func<ProgrammeReportsFilling, T> fill)
    {
        var services = http.RequestServices;
        var database = services.GetRequiredService<Database>();
        return database.Read(db => fill(new(
            db, services.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"),
            database.Created!.Origin, services.GetRequiredService<Settings>().PublicOrigin)));
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
