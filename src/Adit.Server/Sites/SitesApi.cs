using System.ComponentModel;
using System.Data.Common;
using System.Globalization;
using Adit.Exchange;
using Adit.Exports;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>
/// How sites stand, for programs: the same as the pages show. A door ends at the reader's tier: ratings, their rules and a count band are for T1,
/// records for T2; what is protected is to T1 neither rated nor counted.
/// </summary>
internal static class SitesApi
{
    private const string Day = "A day at the site, as 2026-11-23. Default: today there; at a reference site the last visit.", Known = "The ledger index up to which is known. Default: all that is rated.";

    public static void MapSitesApi(this IEndpointRouteBuilder api)
    {
        var sites = api.MapGroup("").WithTags("Sites");
        sites.MapGet("/programme", Programme).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Sites).WithName("programme").WithSummary("The monitored sites that the reader may see, as they stand now: by code, a page at a time.").Produces<ProgrammeNow>();
        foreach (var kind in ExportKind.All.Where(k => k.Format != ExportFormat.Json))
            sites.MapGet("/sites." + kind.Name, (HttpContext http, CurrentPerson _) => File(http, kind)).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).WithName("sites" + kind.Format).WithSummary($"The monitored sites that the reader sees, as they stand now, as {kind.Label}.")
                .Produces<Stream>(StatusCodes.Status200OK, kind.Format == ExportFormat.Csv ? "text/csv" : kind.Type);
        sites.MapGet("/sites", List).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Sites).WithName("sites").WithSummary("Sites by code, a page at a time.").Produces<SitesAnswer>().Refuses(400);
        sites.MapPost("/sites", Add).Needs(Right.KeepSites, Tier.T2).WithName("addSite").WithSummary("Adds a site to the register, as a candidate.").Produces<SiteAdded>(StatusCodes.Status201Created).Refuses(400);
        sites.MapGet("/sites/{code}", One).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Sites).WithName("site").WithSummary("One site with every risk, as of a day and a state of knowledge.").Produces<SiteAnswer>().Refuses(400, 404);
        sites.MapGet("/sites/{code}/risks/{indicator}", Risk).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Sites).WithName("risk")
            .WithSummary("One risk at one site: the rating, the rule, and what stands behind it as far as the reader sees.").Produces<RiskAnswer>().Refuses(400, 404);
    }

    private static IResult Programme(
        HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, Publishing publishing, SitesToday today,
        [Description("The code after which the page begins.")] string? after, [Description("Sites a page, 1 to 5,000. Default: 1,000.")] int? limit)
    {
        if (catalogues.Current is not { } inForce)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (words, register, count) = (Frames.Of(http).Words, registers.Current, Math.Clamp(limit ?? 1_000, 1, 5_000));
        var sites = Page(register.Monitored, person, after, count);
        return database.Read(db => Results.Json(new ProgrammeNow(
            database.Created?.Programme, database.Simulated, database.Clock.GetUtcNow(), ProofShown.Of(SiteRisk.Newest(db), person, inForce.Catalogue.Version, publishing),
            [.. today.Of(db, register, inForce, sites).Select(s => Now(s.Site, s.Today.To(person.Sees), s.Today.Days, Counted.Of(s.Today.Records, person.Sees, words), words))], Next(sites, count))));
    }

    // The same as the table of the feeds, as a file.
    private static async Task<IResult> File(HttpContext http, ExportKind kind)
    {
        var feed = ODataApi.FeedsOf(http).Sites();
        var page = await feed.Page(new(int.MaxValue - 1), http.RequestAborted);
        http.Response.Headers.CacheControl = "private, no-store";
        // The zip ends each of its files with a few bytes written at once, without waiting.
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(to => TableFile.Write(kind.Format, feed.Name, feed.Columns, page.Rows, to, http.RequestAborted), kind.Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : kind.Type, $"sites.{kind.Name}");
    }

    private static IResult List(
        HttpContext http, CurrentPerson person, Database database, Registers registers, [Description("monitored, or reference for sites known from third parties (programme only).")] string? kind,
        [Description("Only sites whose name, code or province holds this text.")] string? q, [Description("The code after which the page begins.")] string? after, [Description("Sites a page, 1 to 500. Default: 100.")] int? limit)
    {
        if (kind is not (null or "monitored" or "reference"))
            return Problems.Unreadable(http, nameof(kind));
        var (words, register, count) = (Frames.Of(http).Words, registers.Current, Math.Clamp(limit ?? 100, 1, 500));
        var page = Page(register.Sites.Values.Where(s => s.Kind == (kind == "reference" ? SiteKind.Reference : SiteKind.Monitored) && SitesListing.Matches(s, q)), person, after, count);
        var last = database.Read(db => DaysTable.LastRecords(db, page.Select(s => s.Id)));
        return Results.Json(new SitesAnswer(
            [.. page.Select(s => new SiteListed(Facts(s, person.Sees), Counted.Of(register.AgentsAt.GetValueOrDefault(s.Id), person.Sees, words),
                SitesListing.Wrong(s, last.TryGetValue(s.Id, out var at) ? at : null, register, database.Clock.GetUtcNow(), words)))], Next(page, count)));
    }

    private static async Task<IResult> Add(SiteAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var (code, reasons) = await SitesRoom.AddSite(asked, Frames.Of(http).Words, person.Actor, database, registers);
        return code is null ? Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", reasons) : Results.Json(new SiteAdded(code), statusCode: StatusCodes.Status201Created);
    }

    private static IResult One(
        string code, [Description(Day)] string? v, [Description(Known)] long? k, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, Publishing publishing) =>
        At(code, v, k, http, person, database, registers, catalogues, (db, inForce, site, asOf) =>
        {
            var frame = Frames.Of(http);
            var words = frame.Words;
            var risk = SiteRisk.Of(db, inForce, site, asOf.V, asOf.K, person.Sees);
            var attention = SiteWork.Attention(db, inForce, risk, asOf, person.Sees, frame.Now);
            var months = MonthDays.Of(db, site, asOf.V, asOf.K, SiteFilling.Months);
            var grid = new GridFilling(db, words).Of(site, risk, RatingsTable.Of(db, site.Id, asOf.K), months, asOf, opensRecords: false);
            return Results.Json(new SiteAnswer(
                Facts(site, person.Sees), asOf.V, Code(attention), Said(attention, words), Coverage.Of(AgentDays.Of(db, site, asOf.V, asOf.K)),
                [.. risk.Groups.Where(g => g.Indicators.Count > 0).Zip(grid.Groups).Select(g => Group(g.First, g.Second, months, words))],
                [.. SitesTable.Parameters(db, site.Id).GroupBy(p => p.Parameter).Select(p => p.Last()).Select(p => new ParameterShown(p.Parameter, p.Value, p.Source))],
                [.. new SiteCharts(db, site, words).Of(months, opensRecords: false).Select(c => new FigureSeries(c.Title, c.Unit, [.. months.Zip(c.Points).Select(m => new MonthFigure(m.First.First, m.Second.Value))]))],
                Counted.Of(DaysTable.Counting(db, site.Id).Count, person.Sees, words), ProofShown.Of(asOf.K, person, inForce.Catalogue.Version, publishing),
                risk.Withheld > 0 ? words["api.protected"] : null));
        });

    private static IResult Risk(
        string code, string indicator, [Description(Day)] string? v, [Description(Known)] long? k, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, Publishing publishing) =>
        At(code, v, k, http, person, database, registers, catalogues, (db, inForce, site, asOf) =>
        {
            if (inForce.Catalogue.Indicator(indicator) is not { } found || (found.Protected && person.Sees < Tier.T2))
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            var words = Frames.Of(http).Words;
            var risk = SiteRisk.Of(db, inForce, site, asOf.V, asOf.K).Indicators.First(i => i.Indicator == found);
            var clock = new Clocks(db, ledger, registers.Current, inForce).Of(site, risk, Clocks.Heard(db, site, asOf, person, database.Clock.GetUtcNow()))?.Shown(words);
            var opens = person.May(Right.SeeRecords) && person.Sees >= Tier.T2 && !found.Protected;
            var evidence = opens ? RatingEvidence.Of(db, ledger, registers.Current, inForce, site, found, asOf.V, asOf.K) : null;
            return Results.Json(new RiskAnswer(
                site.Code, found.Id, found.Version, found.Name.In(words.Language), found.Observe.In(words.Language), asOf.V, Rated.Of(risk),
                [.. found.Severity.Select(s => new RuleStep(s.Level.ToString(), Explain.Step(inForce.Catalogue, s.When, words.Language, SitesTable.History(db, site.Id, asOf.K)?.At(asOf.V))))],
                found.Owes?.In(words.Language), [.. IndicatorWords.ClausesAt(inForce.Catalogue, found, SitesTable.History(db, site.Id, asOf.K)?.At(asOf.V)).Select(c => new Clause(c.Standard, c.Ref, c.Mark, c.Mark == "r"))], found.Regime, clock is null ? null : new(clock.Due, clock.Label),
                RiskFilling.WouldChange(found, risk.Rating, words), evidence is null ? null : [.. evidence.Rows.Select(r => Evidence(r, inForce))], evidence?.Closed, evidence?.More,
                Counted.Of(DaysTable.Counting(db, site.Id).Count, person.Sees, words), ProofShown.Of(asOf.K, person, inForce.Catalogue.Version, publishing)));
        });

    private static IResult At(
        string code, string? v, long? k, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, Func<DbConnection, InForce, Site, AsOf, IResult> answer)
    {
        if (ExportApi.SiteOf(registers.Current, Addresses.Read(code)) is not { } id || registers.Current.Sites[id] is not { } site || !person.SeesSite(site) || catalogues.Current is not { } inForce)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        DateOnly? day = DateOnly.TryParseExact(v, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) ? asked : null;
        if (v is not null && day is null)
            return Problems.Unreadable(http, nameof(v));
        if (k < 0)
            return Problems.Unreadable(http, nameof(k));
        return database.Read(db =>
        {
            var today = (site.Kind == SiteKind.Reference ? DaysTable.LastDay(db, site.Id) : null) ?? SiteRisk.Today(site, database.Clock.GetUtcNow());
            return answer(db, inForce, site, new(day ?? today, Math.Min(k ?? long.MaxValue, SiteRisk.Newest(db)), true, null));
        });
    }

    private static List<Site> Page(IEnumerable<Site> sites, CurrentPerson person, string? after, int count) =>
        [.. sites.Where(s => person.SeesSite(s) && string.CompareOrdinal(s.Code, after ?? "") > 0).OrderBy(s => s.Code, StringComparer.Ordinal).Take(count)];

    private static string? Next(List<Site> page, int count) => page.Count == count ? page[^1].Code : null;

    private static SiteNow Now(Site site, SiteStands stands, AgentDays days, Counted records, Words words) => new(
        site.Code, site.Name, site.Stage.ToString(), Code(stands.Attention), Said(stands.Attention, words),
        stands.Worst is { } worst ? new(worst.Indicator.Id, worst.Indicator.Name.In(words.Language), Rated.Of(worst)) : null, stands.Looked, stands.Applicable, Coverage.Of(days), records);

    // Reference sites need nothing of the programme.
    private static string? Code(AttentionView attention) => attention.Kind == AttentionShown.Reference ? null : attention.Kind.ToString();

    private static string? Said(AttentionView attention, Words words) => attention.Kind == AttentionShown.Reference ? null : attention.Say(words);

    private static GroupAnswer Group(GroupRisk group, RiskGroupView row, IReadOnlyList<MonthDays> months, Words words) => new(
        group.Group.Id, group.Group.Name.In(words.Language), group.Rating.State.ToString(), group.Rating.Worst?.Id, group.Rating.Looked, group.Rating.Applicable,
        [.. group.Indicators.Select(i => new IndicatorNow(i.Indicator.Id, i.Indicator.Name.In(words.Language), Rated.Of(i)))],
        [.. months.Zip(row.Cells).Select(m => Month(m.First.First, m.Second.Standing))]);

    private static MonthShown Month(DateOnly month, Standing standing) => new(
        month, standing.Shown == Shown.NothingOpen ? nameof(RatingState.Clear) : standing.Shown.ToString(), standing.Shown == Shown.Open ? $"S{standing.Severity}" : null, standing.Hollow);

    // Where exactly a site lies is for the programme; its province is for readers.
    private static SiteShown Facts(Site site, Tier reader) => new(
        reader >= Tier.T2 ? site.Id.ToString() : null, site.Code, site.Name, site.Kind.ToString(), site.Kind == SiteKind.Reference ? null : site.Stage.ToString(), site.Country, site.Province, site.Minerals,
        site.Zone, site.RuleSets, site.Credit, reader >= Tier.T2 && site.Place is { } place ? new(place.Latitude, place.Longitude) : null);

    private static EvidenceShown Evidence(EvidenceRow row, InForce inForce) => new(
        row.Record.Submission.ToString(), row.Record.Index, row.Finding.Day, row.Met ? row.Finding.Level.ToString() : null, row.Evidence.ToString(), row.Record.Agent.ToString(), row.Finding.Subject.Id,
        [.. row.Observations.Select(o => new ObservationShown(inForce.Catalogue.Observables[o.Observable].Id, o.Value.Code ?? o.Value.Number.ToString(CultureInfo.InvariantCulture)))]);
}
