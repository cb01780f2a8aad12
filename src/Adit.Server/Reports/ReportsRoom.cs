using System.Globalization;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Printing;
using Adit.Protection;
using Adit.Releases;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Monthly reports: for those who write them, for those whose agreement gives them, and whether one still stands for anybody who has it in hand.</summary>
internal static class ReportsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/reports";

    private const string OfSite = "/sites/{site}/reports/{month}", Version = OfSite + "/{version}";

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Pages.Answer<ReportsPage>(Frames.Of(http), Read(http, f => f.Month(PlanWords.ReadMonth(http.Request.Query["month"]))))).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(OfSite, Newest).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(OfSite + "/draft", Draft).Needs(Right.WriteReports, Tier.T2);
        routes.MapPost(OfSite + "/draft", Act).Needs(Right.WriteReports, Tier.T2);
        routes.MapGet(Version, (string site, string month, int version, HttpContext http) => As(site, month, version, "page", http)).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports);
        foreach (var kind in (string[])["pdf", "csv", "xlsx", "json"])
            routes.MapGet($"{Version}.{kind}", (string site, string month, int version, HttpContext http) => As(site, month, version, kind, http)).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports);
        routes.MapGet(Version + "/records", Records).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports);
        routes.MapGet(Version + "/figures/{figure}", Figure).Needs(Right.SeeSites, Tier.T2);
        foreach (var kind in (string[])["pdf", "csv", "xlsx"])
            routes.MapGet($"{Version}/plan.{kind}", (string site, string month, int version, HttpContext http) => Plan(site, month, version, kind, http)).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports);
        routes.MapGet(Version + "/evidence", (string site, string month, int version, HttpContext http) => As(site, month, version, "evidence", http)).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports);
        routes.MapGet(List + "/{report:guid}/{version:int}", Check).Needs(Right.Public);
    }

    /// <summary>Where anybody sees whether a version still stands.</summary>
    public static string CheckPath(ReportVersion version) => $"{List}/{version.Report}/{version.Number}";

    /// <summary>All versions of the report about a site and month that the reader gets, the newest first; empty where there is none, or it is not given to them.</summary>
    public static (Site Site, IReadOnlyList<PublishedReport> Versions)? Find(HttpContext http, string site, string month)
    {
        var (services, person) = (http.RequestServices, CurrentPerson.Of(http));
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        return SiteWords.Find(register, site) is { } found && PlanWords.ReadMonth(month) is { } asked && Reach.Gives(register, person, Product.Reports, found, asked.AddMonths(1).AddDays(-1), database.Now)
            && database.Read(db => ReportsTable.Versions(db, found.Id, asked)) is { Count: > 0 } versions ? (found, versions) : null;
    }

    /// <summary>A version as bytes of a kind, with its type; null for a kind that is none of these.</summary>
    public static (byte[] Bytes, string Type, string Ending)? File(HttpContext http, PublishedReport report, string kind) => kind switch
    {
        "csv" => (ReportTables.Csv(ReportTables.Of(report.Fact)), "application/zip", "csv.zip"),
        "xlsx" => (Workbook.Of(ReportTables.Of(report.Fact)), Workbook.Type, "xlsx"),
        "records" => http.RequestServices.GetRequiredService<Database>().Read(db => Resting.Bundle(db, http.RequestServices.GetRequiredService<LedgerReading>(), http.RequestServices.GetRequiredService<Proofs>(), report)) is { } behind
            ? (behind.ToJson(), "application/json", "records.json") : null,
        _ => Committed(http, report.Entry, kind),
    };

    /// <summary>What the ledger itself has of a report: the bytes that it commits to, whose hash is the fingerprint, or the proof that it does; null for another kind, or where no head proves it yet.</summary>
    public static (byte[] Bytes, string Type, string Ending)? Committed(HttpContext http, long entry, string kind) => kind switch
    {
        "json" => (http.RequestServices.GetRequiredService<Database>().Read(db => http.RequestServices.GetRequiredService<LedgerReading>().Open(db, entry, Tier.T1)!.Parts.T1!.Value.ToArray()), "application/json", "json"),
        "evidence" => http.RequestServices.GetRequiredService<Proofs>().Of([entry], Tier.T1) is { } bundle ? (bundle.ToJson(), "application/json", "evidence.json") : null,
        _ => null,
    };

    private static async Task<IResult> As(string site, string month, int version, string kind, HttpContext http)
    {
        if (Find(http, site, month) is not { } found || found.Versions.FirstOrDefault(v => v.Fact.Version == version) is not { } report)
            return NotFound(http);
        var view = kind is "page" or "pdf" ? Read(http, f => f.Fill(found.Site, report, found.Versions)) : null;
        var file = view is null ? File(http, report, kind) : null;
        if (view is null && file is null)
            return Problems.Of(http, StatusCodes.Status409Conflict, "report-no-head");
        var (acts, person) = (http.RequestServices.GetRequiredService<ReportActs>(), CurrentPerson.Of(http));
        await acts.Disclose(person, kind, (report.Fact.Report, report.Fact.Version));
        await acts.Disclose(person, "digest", view?.Document.Trend?.Told ?? []);
        if (view is not null)
            await http.RequestServices.GetRequiredService<ReleaseActs>().Disclose(CurrentPerson.Of(http), [.. view.Document.Released.Where(r => r.Taken is null).Select(r => r.Id)], kind == "page" ? "report" : kind);
        if (kind == "page")
            return Pages.Answer<ReportPage>(Noticed(http), view!);
        if (kind == "pdf")
            return await Printed.Answer<ReportPaper>(http, view!.Document with { Released = await Inside(http, view.Document.Released) }, Shape.Pdf, view.Document.FileName);
        MediaAnswer.Headers(http.Response, $"{found.Site.Code}-{month}-v{version}.{file!.Value.Ending}", "");
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(file.Value.Bytes, file.Value.Type);
    }

    // A paper fetches nothing: its pictures are in it.
    private static async Task<IReadOnlyList<ReleasedView>> Inside(HttpContext http, IReadOnlyList<ReleasedView> released)
    {
        var (database, blobs, whole) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Blobs>(), new List<ReleasedView>());
        foreach (var one in released)
        {
            if (one.ImageHref is null || database.Read(db => ReleasesTable.Find(db, one.Id))?.Photo is not { } photo || !await blobs.Holds(photo.Blob.Id))
            {
                whole.Add(one with { ImageHref = null });
                continue;
            }
            using var bytes = new MemoryStream();
            await blobs.Copy(photo.Blob, bytes, http.RequestAborted);
            whole.Add(one with { ImageHref = $"data:{photo.Type};base64,{Convert.ToBase64String(bytes.ToArray())}" });
        }
        return whole;
    }

    // Given by a product of its own, and never without the report.
    private static Task<IResult> Records(string site, string month, int version, HttpContext http)
    {
        var (register, now) = (http.RequestServices.GetRequiredService<Registers>().Current, http.RequestServices.GetRequiredService<Database>().Now);
        return Find(http, site, month) is { } found && Reach.Gives(register, CurrentPerson.Of(http), Product.Records, found.Site, found.Versions[0].Fact.Says.Last, now)
            ? As(site, month, version, "records", http) : Task.FromResult(NotFound(http));
    }

    // The entries behind one figure, for whoever is given the records; as they were named when it was published.
    private static async Task<IResult> Figure(string site, string month, int version, string figure, HttpContext http)
    {
        if (Find(http, site, month) is not { } found || found.Versions.FirstOrDefault(v => v.Fact.Version == version) is not { } report)
            return NotFound(http);
        var (services, person, frame) = (http.RequestServices, CurrentPerson.Of(http), Frames.Of(http));
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        if (!Reach.Gives(register, person, Product.Records, found.Site, report.Fact.Says.Last, database.Now)
            || database.Read(db => new FiguresBehind(db, services.GetRequiredService<LedgerReading>(), frame, person, register).Of(found.Site, report, figure)) is not { } document)
            return NotFound(http);
        await services.GetRequiredService<ReportActs>().Disclose(person, "records", (report.Fact.Report, version));
        return Pages.Answer<FigurePage>(frame, new FigurePageView(document, new(frame.Words["nav.Reports"], List), new($"{found.Site.Name}, {frame.Words.Month(report.Fact.Month)}", ReportWords.Path(found.Site, report.Fact))));
    }

    // The actions of a version alone, as people at the site and those who help them carry them about.
    private static async Task<IResult> Plan(string site, string month, int version, string kind, HttpContext http)
    {
        if (Find(http, site, month) is not { } found || found.Versions.FirstOrDefault(v => v.Fact.Version == version) is not { } report)
            return NotFound(http);
        await http.RequestServices.GetRequiredService<ReportActs>().Disclose(CurrentPerson.Of(http), "plan", (report.Fact.Report, version));
        if (kind == "pdf")
        {
            var document = Read(http, f => f.Plan(found.Site, report, found.Versions));
            return await Printed.Answer<DocumentPaper>(http, document, Shape.Pdf, document.FileName);
        }
        var tables = Read(http, f => f.PlanTables(report));
        MediaAnswer.Headers(http.Response, $"{found.Site.Code}-{month}-v{version}-plan.{(kind == "csv" ? "csv.zip" : kind)}", "");
        http.Response.Headers.CacheControl = "private, no-store";
        return kind == "csv" ? Results.Bytes(ReportTables.Csv(tables), "application/zip") : Results.Bytes(Workbook.Of(tables), Workbook.Type);
    }

    private static IResult Newest(string site, string month, HttpContext http) =>
        Find(http, site, month) is { } found ? Results.Redirect($"{ReportsFilling.Path(found.Site, found.Versions[0].Fact.Month)}/{found.Versions[0].Fact.Version}")
        : CurrentPerson.Of(http).May(Right.WriteReports) && Place(http, site, month) is { } place ? Results.Redirect(ReportsFilling.Path(place.Site, place.Month) + "/draft") : NotFound(http);

    private static async Task<IResult> Draft(string site, string month, HttpContext http, AssessJob assess)
    {
        if (Place(http, site, month) is not { } place)
            return NotFound(http);
        await assess.Fresh(http.RequestAborted);
        return Shown(http, place);
    }

    private static async Task<IResult> Act(string site, string month, HttpContext http, CurrentPerson person, AssessJob assess, ReportActs acts)
    {
        if (Place(http, site, month) is not { } place)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        await assess.Fresh(http.RequestAborted);
        var act = form["act"].ToString();
        try
        {
            var version = await acts.Do(person, place.Site, place.Month, new(
                act, form["section"], form["language"], form["text"], form["indicator"], Day(form["since"]), form["party"], Day(form["day"]), int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null, form["read"] == "on"));
            var path = ReportsFilling.Path(place.Site, place.Month);
            return Results.Redirect($"{path}/{(act is "publish" or "withdraw" ? version.ToString(CultureInfo.InvariantCulture) : "draft")}?done={Uri.EscapeDataString(act)}");
        }
        catch (Refused refused)
        {
            return Shown(http, place, refused.AllIn(Frames.Of(http).Words));
        }
    }

    // Anybody with the paper in hand learns whether it still stands, and neither site nor month.
    private static IResult Check(Guid report, int version, HttpContext http)
    {
        var (services, frame, id) = (http.RequestServices, Frames.Of(http), new ReportId(report));
        var database = services.GetRequiredService<Database>();
        var shown = database.Read(db =>
        {
            List<ReportVersion> versions = [.. ReportsTable.Versions(db, id).Select(v => v.Version), .. ProgrammeReportsTable.Versions(db, id).Select(v => v.Version)];
            return versions.Where(v => v.Number == version).Select(v => new ReportProving(db, services.GetRequiredService<LedgerReading>(), frame, database.Created!.Origin, "").Check(v, versions)).FirstOrDefault();
        });
        return shown is not null ? Pages.Answer<ReportCheckPage>(frame, shown) : NotFound(http);
    }

    private static (Site Site, DateOnly Month)? Place(HttpContext http, string site, string month) =>
        SiteWords.Find(http.RequestServices.GetRequiredService<Registers>().Current, site) is { } found && found.Kind == SiteKind.Monitored && CurrentPerson.Of(http).SeesSite(found) && PlanWords.ReadMonth(month) is { } asked ? (found, asked) : null;

    private static IResult Shown(HttpContext http, (Site Site, DateOnly Month) place, IReadOnlyList<string>? refusals = null) => Pages.Answer<ReportPage>(
        Noticed(http), Read(http, f => f.Draft(place.Site, place.Month)) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static Frame Noticed(HttpContext http)
    {
        var frame = Frames.Of(http);
        return http.Request.Query["done"] is [{ } done] && frame.Words.Has("report.done." + done) ? frame with { Notice = new(frame.Words["report.done." + done]) } : frame;
    }

    private static T Read<T>(HttpContext http, Func<ReportsFilling, T> fill)
    {
        var services = http.RequestServices;
        var database = services.GetRequiredService<Database>();
        return database.Read(db => fill(new(
            db, services.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"),
            database.Created!.Origin, services.GetRequiredService<Settings>().PublicOrigin)));
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
