using System.Data.Common;
using System.Globalization;
using Adit.Digests;
using Adit.Exports;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Prices;

/// <summary>What was posted and paid at a site, month by month, as page, workbook, CSV and JSON: to the programme all of it, to others by agreement what tells no buyer another's price.</summary>
internal static class PricesRoom
{
    private const string OfSite = "/sites/{site}/prices";
    private const int Months = 12, MostRecords = 2_000;

    public static void MapPrices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OfSite, (string site, HttpContext http) => Answer(http, site, "page")).Needs(Right.SeeSites, Tier.T2);
        foreach (var kind in (string[])["xlsx", "csv"])
            routes.MapGet($"{OfSite}.{kind}", (string site, HttpContext http) => Answer(http, site, kind)).Needs(Right.SeeSites, Tier.T2);
    }

    public static void MapPricesApi(this IEndpointRouteBuilder api) =>
        api.MapGet(OfSite, (string site, HttpContext http) => Find(http, site) is { } found ? Results.Json(ReportTables.Named([Table(found.Site, found.Series)])) : NotFound(http))
            .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports).WithTags("Reports").WithName("prices").WithSummary("Prices posted and paid at a site in the last twelve months: a row for each mineral and month.")
            .Produces<IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>>>().Refuses(404);

    /// <summary>The address of a site's prices; null where a reader gets none of them.</summary>
    public static string? Href(Register register, CurrentPerson person, Site site, Instant now) => Given(register, person, site, now).Any() ? SiteWords.Path(site) + "/prices" : null;

    // Of the last twelve months those that the reader gets reports of, their first days; the running month inside the programme alone.
    private static IEnumerable<DateOnly> Given(Register register, CurrentPerson person, Site site, Instant now)
    {
        var running = Composing.MonthOf(SiteRisk.Today(site, now.ToDateTimeOffset()));
        return Enumerable.Range(0, Months).Select(n => running.AddMonths(-n)).Where(m => Reach.Gives(register, person, Product.Reports, site, m.AddMonths(1).AddDays(-1), now));
    }

    private static (Site Site, IReadOnlyList<PriceMonth> Series)? Find(HttpContext http, string named)
    {
        var (services, person) = (http.RequestServices, CurrentPerson.Of(http));
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        if (SiteWords.Find(register, named) is not { Kind: SiteKind.Monitored } site || Given(register, person, site, database.Now).ToHashSet() is not { Count: > 0 } given)
            return null;
        var today = SiteRisk.Today(site, database.Clock.GetUtcNow());
        var kinds = services.GetRequiredService<Catalogues>().Current is { } inForce ? Catalogues.KindsOf(inForce.Catalogue) : throw Refused.Of("refuse.no-catalogue");
        var seen = database.Read(db => Seen(db, services.GetRequiredService<LedgerReading>(), register, site, given.Min(), given.Max().AddMonths(1), o => kinds.TryGetValue(o, out var kind) ? kind : null));
        return (site, [.. PriceSeries.Of(seen, person.Sees >= Tier.T2, today).Where(m => given.Contains(m.Month))]);
    }

    private static List<PriceSeen> Seen(DbConnection db, LedgerReading ledger, Register register, Site site, DateOnly from, DateOnly until, Func<string, SeenKind?> kindOf)
    {
        List<PriceSeen> seen = [];
        var forms = register.Forms.Where(f => f.Value.Form.Nodes.Any(n => n.Meaning.Observes == PriceSeries.Board)).Select(f => f.Key.Item1).Distinct().ToList();
        foreach (var index in DaysTable.CountedAt(db, site.Id, forms, from, until, long.MaxValue, MostRecords))
            if (ledger.Whole(db, index)?.Fact is SubmissionAccepted { Envelope: { } envelope, Xml.IsEmpty: false } accepted && register.Forms.TryGetValue((envelope.Form, envelope.Version), out var form)
                && Observing.Again(form.Form, accepted.Xml, kindOf) is { } record)
                seen.AddRange(PriceSeries.In(record, envelope.Day, AnswerReading.Read(form.Form, accepted.Answers).FirstOrDefault(a => a.Node?.Meaning.Dimension == "buyer")?.Text ?? ""));
        return seen;
    }

    private static IResult Answer(HttpContext http, string named, string kind)
    {
        if (Find(http, named) is not { } found)
            return NotFound(http);
        var words = Frames.Of(http).Words;
        if (kind == "page")
            return Pages.Answer<DigestPage>(Frames.Of(http), new DigestView(
                Document(found.Site, found.Series, words, CurrentPerson.Of(http).Sees >= Tier.T2), new(found.Site.Name, SiteWords.Path(found.Site)), null, null,
                [.. ((string[])["xlsx", "csv"]).Select(f => new LinkView(words["report.file." + f], $"{SiteWords.Path(found.Site)}/prices.{f}"))]));
        MediaAnswer.Headers(http.Response, $"{found.Site.Code}-prices.{(kind == "csv" ? "csv.zip" : kind)}", "");
        http.Response.Headers.CacheControl = "private, no-store";
        ReportTable[] tables = [Table(found.Site, found.Series)];
        return kind == "csv" ? Results.Bytes(ReportTables.Csv(tables), "application/zip") : Results.Bytes(Workbook.Of(tables), Workbook.Type);
    }

    private static DocumentView Document(Site site, IReadOnlyList<PriceMonth> series, Words words, bool inside) => new(
        words["prices"], site.Name, words["prices.lede"], words[inside ? "prices.inside" : "prices.outside"],
        [
            .. series.GroupBy(m => m.Mineral).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new DocumentPart(
                "prices-" + g.Key, words.Has("mineral." + g.Key) ? words["mineral." + g.Key] : g.Key, [], Table: new(
                    [new(words["prices.month"], InPage: true), new(words["prices.posted"], Number: true, InPage: true), new(words["prices.paid"], Number: true, InPage: true), .. inside ? (DocumentColumn[])[new(words["prices.buyers"], Number: true, InPage: true)] : []],
                    [.. g.Select(m => new DocumentRow([
                        new(words.Month(m.Month)), new(Number(m.Posted, words)), m.Paid is null ? new("–", Soft: words["prices.told." + m.Told]) : new(Number(m.Paid, words)),
                        .. inside ? (DocumentCell[])[new(words.Number(m.Buyers ?? 0))] : []]))]))),
            new("prices-how", words["prices.how"], [words["prices.how.posted"], words["prices.how.paid"], words.Say("prices.how.rule", ("buyers", PriceSeries.FewestBuyers), ("days", PriceSeries.Delay))]),
        ],
        null, $"{site.Code}-prices");

    private static ReportTable Table(Site site, IReadOnlyList<PriceMonth> series) => new(
        "prices", ["site", "month", "mineral", "posted_cdf_kg", "paid_cdf_kg", "paid_is"],
        [.. series.Select(m => (IReadOnlyList<object?>)[site.Code, PlanWords.MonthValue(m.Month), m.Mineral, m.Posted, m.Paid, m.Told switch { PaidTold.Told => "told", PaidTold.NoneSeen => "none seen", PaidTold.TooYoung => "held back: younger than 30 days", _ => "held back: fewer than three buyers" }])]);

    private static string Number(decimal? value, Words words) => value is { } known ? words.Number(Math.Round(known, 1)) : "–";

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
