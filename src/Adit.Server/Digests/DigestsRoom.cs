using System.Globalization;
using Adit.Decisions;
using Adit.Partners;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Printing;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Digests;

/// <summary>What published reports of several sites come to, for those who get them: a month of an organisation's sites, and the OECD step 5 pack of a year. Nothing of it is published itself: it says nothing that the reports do not.</summary>
internal static class DigestsRoom
{
    /// <summary>The address of the newest digest of one's own organisation.</summary>
    public const string List = "/digests";

    private const string Steps = ReportsRoom.List + "/step-5", OfOrganisation = OrganisationsRoom.List + "/{code}" + List;

    public static void MapDigests(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Known(http) is var (_, register, person) && register.Agreed.Of(person.User) is not null ? Results.Redirect($"{List}/{PlanWords.MonthValue(Newest(http))}") : NotFound(http)).Needs(Right.SeeSites, Tier.T1);
        routes.MapGet(OfOrganisation, (string code, HttpContext http) => Known(http).Register.Agreed.Find(code) is { } found ? Results.Redirect(Path(found, Newest(http))) : NotFound(http)).Needs(Right.KeepAgreements, Tier.T2);
        foreach (var (ending, kind) in ((string, string)[])[("", "page"), (".pdf", "pdf"), (".xlsx", "xlsx"), (".csv", "csv")])
        {
            routes.MapGet(List + "/{month}" + ending, (string month, HttpContext http) => Month(month, null, kind, http)).Needs(Right.SeeSites, Tier.T1);
            routes.MapGet(OfOrganisation + "/{month}" + ending, (string code, string month, HttpContext http) => Month(month, code, kind, http)).Needs(Right.KeepAgreements, Tier.T2);
            routes.MapGet(Steps + "/{year}" + ending, (string year, HttpContext http) => Year(year, kind, http)).Needs(Right.SeeSites, Tier.T2);
        }
    }

    /// <summary>The address of a year's pack.</summary>
    public static string StepFive(int year) => string.Create(CultureInfo.InvariantCulture, $"{Steps}/{year:0000}");

    /// <summary>The address of a month's digest of an organisation, for the programme.</summary>
    public static string Path(OrganisationSet organisation, DateOnly month) => $"{OrganisationsFilling.PathOf(organisation)}{List}/{PlanWords.MonthValue(month)}";

    /// <summary>The digest of a month; null where the reader's organisation gets no reports of it, or there is no such organisation.</summary>
    /// <param name="code">Of another's, for the programme, which sees an empty one as well; null for the reader's own.</param>
    public static (MonthDigest Digest, OrganisationSet Organisation)? Digest(HttpContext http, string month, string? code)
    {
        var (database, register, person) = Known(http);
        return (code is null ? register.Agreed.Of(person.User) : register.Agreed.Find(code)) is { } organisation && PlanWords.ReadMonth(month) is { } asked
            ? database.Read<(MonthDigest, OrganisationSet)?>(db => Told.Of(db, register, person, code is null ? null : organisation, MonthDigest.From(asked), asked, database.Now) is var sites && (sites.Count > 0 || code is not null)
                ? (new(Frames.Of(http), Words(http, db), asked, sites, Behind(db, register, person, sites, asked, database.Now)), organisation) : null) : null;
    }

    /// <summary>The pack of a year; null where the reader gets no reports of it.</summary>
    public static (StepFive Pack, OrganisationSet? Organisation)? Pack(HttpContext http, string year)
    {
        var (database, register, person) = Known(http);
        var organisation = register.Agreed.Of(person.User);
        return int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 1999 and < 2200
            ? database.Read<(StepFive, OrganisationSet?)?>(db =>
            {
                var sites = Told.Of(db, register, person, null, new(asked, 1, 1), new(asked, 12, 1), database.Now);
                return sites.Count == 0 ? null : (new(Frames.Of(http), Words(http, db), asked, sites, organisation is null || !person.May(Right.Decide) ? [] : [.. DecisionsOfBuyersTable.Of(db, organisation.Organisation).Where(d => d.Fact.Day.Year == asked && sites.Any(s => s.Site.Id == d.Fact.Site))]), organisation);
            }) : null;
    }

    /// <summary>Records which reports were told of.</summary>
    public static Task Disclose(HttpContext http, string taken, IEnumerable<PublishedReport> reports) =>
        http.RequestServices.GetRequiredService<ReportActs>().Disclose(CurrentPerson.Of(http), taken, [.. reports.Select(r => (r.Fact.Report, r.Fact.Version))]);

    private static async Task<IResult> Month(string month, string? code, string kind, HttpContext http)
    {
        if (Digest(http, month, code) is not { } found)
            return NotFound(http);
        await Disclose(http, "digest", found.Digest.Sources);
        var (words, named, newest) = (Frames.Of(http).Words, PlanWords.ReadMonth(month)!.Value, Newest(http));
        string Href(DateOnly of) => code is null ? $"{List}/{PlanWords.MonthValue(of)}" : Path(found.Organisation, of);
        LinkView Link(DateOnly of) => new(words.Month(of), Href(of));
        return await Answer(http, kind, PaperKind.Digest, found.Digest.Document(code is null ? null : found.Organisation.Name), found.Digest.Tables, Href(named),
            code is null ? new(words["nav.Reports"], ReportsRoom.List) : new(found.Organisation.Name, OrganisationsFilling.PathOf(found.Organisation)), Digest(http, PlanWords.MonthValue(named.AddMonths(-1)), code) is null ? null : Link(named.AddMonths(-1)), named < newest ? Link(named.AddMonths(1)) : null);
    }

    private static async Task<IResult> Year(string year, string kind, HttpContext http)
    {
        if (Pack(http, year) is not { } found)
            return NotFound(http);
        await Disclose(http, "step-5", found.Pack.Sources);
        var (words, named) = (Frames.Of(http).Words, int.Parse(year, CultureInfo.InvariantCulture));
        LinkView Link(int of) => new(of.ToString(CultureInfo.InvariantCulture), StepFive(of));
        return await Answer(http, kind, PaperKind.StepFive, found.Pack.Document(found.Organisation?.Name), found.Pack.Tables, StepFive(named), new(words["nav.Reports"], ReportsRoom.List), Pack(http, (named - 1).ToString(CultureInfo.InvariantCulture)) is null ? null : Link(named - 1), named < Newest(http).Year ? Link(named + 1) : null);
    }

    private static async Task<IResult> Answer(HttpContext http, string kind, PaperKind paper, DocumentView document, Func<IReadOnlyList<ReportTable>> tables, string path, LinkView crumb, LinkView? before, LinkView? after)
    {
        if (kind == "page")
            return Pages.Answer<DigestPage>(Frames.Of(http), new DigestView(document, crumb, before, after, [.. ((string[])["pdf", "xlsx", "csv"]).Select(f => new LinkView(Frames.Of(http).Words["report.file." + f], $"{path}.{f}"))]));
        if (kind == "pdf")
            return await Printed.Answer<DocumentPaper>(http, document, Shape.Pdf, document.FileName, (paper, default));
        MediaAnswer.Headers(http.Response, document.FileName + (kind == "csv" ? ".csv.zip" : ".xlsx"), "");
        http.Response.Headers.CacheControl = "private, no-store";
        return kind == "csv" ? Results.Bytes(ReportTables.Csv(tables()), "application/zip") : Results.Bytes(Workbook.Of(tables()), Workbook.Type);
    }

    private static Dictionary<ReportId, string> Behind(System.Data.Common.DbConnection db, Register register, CurrentPerson person, IReadOnlyList<ToldSite> sites, DateOnly month, Instant now) =>
        sites.Where(s => s.Of(month) is not null).Select(s => (Report: s.Of(month)!, Path: ReportsFilling.Behind(db, register, person, s.Site, s.Of(month)!, now))).Where(b => b.Path is not null).ToDictionary(b => b.Report.Fact.Report, b => b.Path!);

    // The last month that is over.
    private static DateOnly Newest(HttpContext http) => Composing.MonthOf(ProgrammeReportActs.Today(Known(http).Register, http.RequestServices.GetRequiredService<Database>().Clock.GetUtcNow())).AddMonths(-1);

    private static ReportWords Words(HttpContext http, System.Data.Common.DbConnection db) => new(db, http.RequestServices.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"), Frames.Of(http).Words);

    private static (Database Database, Register Register, CurrentPerson Person) Known(HttpContext http) =>
        (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current, CurrentPerson.Of(http));

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
