using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Printing;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Summaries;

/// <summary>Public summaries: where they are published, and where everybody reads them.</summary>
internal static class SummariesRoom
{
    private const string OfSite = "/sites/{site}/{quarter}", OfProvince = "/{country}/{province}/{quarter}";

    public static void MapSummaries(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(SummariesFilling.List, Quarter).Needs(Right.WriteReports, Tier.T2);
        foreach (var place in (string[])[OfSite, OfProvince])
        {
            routes.MapGet(SummariesFilling.List + place, Draft).Needs(Right.WriteReports, Tier.T2);
            routes.MapPost(SummariesFilling.List + place, Act).Needs(Right.WriteReports, Tier.T2);
            routes.MapGet(SummariesFilling.List + place + ".pdf", Paper).Needs(Right.WriteReports, Tier.T2);
            routes.MapGet(SummariesFilling.Public + place + ".pdf", PublicPaper).Needs(Right.Public);
            routes.MapGet(SummariesFilling.Public + place, Shown).Needs(Right.Public);
            foreach (var kind in (string[])["data", "evidence"])
                routes.MapGet($"{SummariesFilling.Public}{place}/{kind}", (HttpContext http) => Committed(http, kind)).Needs(Right.Public);
        }
        routes.MapGet(SummariesFilling.Public, (HttpContext http) => Pages.Answer<PublicPage>(Frames.Of(http), Read(http, f => f.All()))).Needs(Right.Public);
    }

    private static IResult Quarter(HttpContext http, Database database, Registers registers)
    {
        // The newest of which something can be published.
        var newest = ReportSpan.QuarterOf(ProgrammeReportActs.Today(registers.Current, database.Clock.GetUtcNow()).AddDays(-Summarising.Delay)).Before;
        return Pages.Answer<SummariesPage>(Frames.Of(http), Read(http, f => f.Quarter(ReportSpan.Read(http.Request.Query["quarter"]) is { Quarter: > 0 } asked ? asked : newest)));
    }

    private static IResult Draft(HttpContext http) => Find(http, anybody: false) is { } found ? Desk(http, found) : NotFound(http);

    private static async Task<IResult> Act(HttpContext http, CurrentPerson person, SummaryActs acts)
    {
        if (Find(http, anybody: false) is not { } found)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        try
        {
            await acts.Do(person, found.Place, found.Quarter, form["act"].ToString(), form["read"] == "on", int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1, form["text"].ToString().ReplaceLineEndings("\n").Trim());
            return Results.Redirect($"{SummariesFilling.Path(SummariesFilling.List, found.Place, found.Quarter, http.RequestServices.GetRequiredService<Registers>().Current)}?done={(form["act"] == "withdraw" ? "withdraw" : "publish")}");
        }
        catch (Refused refused)
        {
            return Desk(http, found, refused.AllIn(Frames.Of(http).Words));
        }
    }

    // With a second parameter: a handler that takes the context alone would be a RequestDelegate, whose answer is dropped.
    private static Task<IResult> Paper(HttpContext http, CurrentPerson person) => Find(http, anybody: false) is { } found
        ? Printed.Answer<SummaryPaper>(http, Read(http, f => f.Draft(found.Place, found.Quarter, null)).Document, Shape.Pdf, $"summary-{found.Quarter}") : Task.FromResult(NotFound(http));

    private static IResult Shown(HttpContext http) => Find(http, anybody: true) is { } found && Read(http, f => f.Shown(found.Place, found.Quarter)) is { } view ? Pages.Answer<SummaryPage>(Frames.Of(http), view) : NotFound(http);

    // For anybody, and so never made twice.
    private static async Task<IResult> PublicPaper(HttpContext http, SummaryPapers papers)
    {
        if (Find(http, anybody: true) is not { } found || http.RequestServices.GetRequiredService<Database>().Read(db => SummariesTable.Newest(db, found.Place, found.Quarter)) is not { Withdrawn: null } kept || Read(http, f => f.Shown(found.Place, found.Quarter)) is not { } view)
            return NotFound(http);
        return await Printed.Answer(http, Shape.Pdf, $"summary-{found.Quarter}", () => papers.Of(kept.Entry, Frames.Of(http).Words.Asked, () => Printed.Make<SummaryPaper>(http, view.Document, Shape.Pdf)));
    }

    // The bytes that the ledger commits to, or the proof that it does: of the part that is for everybody.
    private static IResult Committed(HttpContext http, string kind)
    {
        var services = http.RequestServices;
        var database = services.GetRequiredService<Database>();
        if (Find(http, anybody: true) is not { } found || database.Read(db => SummariesTable.Newest(db, found.Place, found.Quarter)) is not { Withdrawn: null } kept)
            return NotFound(http);
        if (kind == "data")
            return Results.Bytes(database.Read(db => services.GetRequiredService<LedgerReading>().Open(db, kept.Entry, Tier.T0)!.Parts.T0!.Value.ToArray()), "application/json");
        return services.GetRequiredService<Proofs>().Of([kept.Entry], Tier.T0) is { } bundle ? Results.File(bundle.ToJson(), "application/json", $"summary-{found.Quarter}.evidence.json") : Problems.Of(http, StatusCodes.Status409Conflict, "report-no-head");
    }

    private static IResult Desk(HttpContext http, (SummaryPlace Place, ReportSpan Quarter) found, IReadOnlyList<string>? refusals = null) => Pages.Answer<SummaryPage>(
        Noticed(http), Read(http, f => f.Draft(found.Place, found.Quarter, refusals)), refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    /// <param name="anybody">Whether whoever asks need not see the site: then nothing tells apart what is not published from what there is not.</param>
    private static (SummaryPlace Place, ReportSpan Quarter)? Find(HttpContext http, bool anybody)
    {
        var (route, register) = (http.Request.RouteValues, http.RequestServices.GetRequiredService<Registers>().Current);
        if (ReportSpan.Read(route["quarter"] as string) is not { Quarter: > 0 } quarter)
            return null;
        if (route["site"] is string code)
            return SiteWords.Find(register, code) is { Kind: SiteKind.Monitored } site && (anybody || CurrentPerson.Of(http).SeesSite(site)) ? (new(site.Id, site.Name, site.Country, site.Province, 1), quarter) : null;
        var (country, province) = (route["country"] as string, route["province"] as string);
        var sites = register.Monitored.Where(s => s.Country == country && s.Province == province).ToList();
        return sites.Count > 0 && (anybody || sites.All(CurrentPerson.Of(http).SeesSite)) ? (new(null, "", country!, province!, sites.Count(ReportsFilling.IsWatched)), quarter) : null;
    }

    private static Frame Noticed(HttpContext http)
    {
        var frame = Frames.Of(http);
        return http.Request.Query["done"] is [{ } done] && frame.Words.Has("report.done." + done) ? frame with { Notice = new(frame.Words["report.done." + done]) } : frame;
    }

    private static T Read<T>(HttpContext http, Func<SummariesFilling, T> fill)
    {
        var services = http.RequestServices;
        return services.GetRequiredService<Database>().Read(db => fill(new(
            db, Frames.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"), services.GetRequiredService<Settings>().PublicOrigin)));
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
