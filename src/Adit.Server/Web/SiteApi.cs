using System.Globalization;
using Adit.Exports;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Microsoft.Data.Sqlite;

namespace Adit.Web;

/// <summary>
/// How sites stand, for programs: the same as the pages show. A door ends at the reader's tier: ratings and their rules are for T1, records for T2;
/// what is protected is to T1 neither rated nor counted.
/// </summary>
internal static class SiteApi
{
    public static void MapSiteApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").Needs(Right.SeeSites, Tier.T2).WithTags("Sites");
        api.MapGet("/programme", Programme).WithName("programme").WithSummary("The monitored sites that the reader may see, as they stand now.");
        api.MapGet("/sites", Sites).WithName("sites").WithSummary("Sites by name; kind=reference for those known from third parties (programme only). Pages by after=code.");
        api.MapGet("/sites/{code}", Site).WithName("site").WithSummary("One site with every risk, as of day v by what was known at ledger index k; both default to now.");
        api.MapGet("/sites/{code}/risks/{indicator}", RiskOf).WithName("risk").WithSummary("One risk at one site with its rule and, for the programme, the records behind it.");
    }

    private static IResult Programme(CurrentPerson person, Database database, Registers registers, Catalogues catalogues) => catalogues.Current is not { } inForce ? Results.NotFound()
        : database.Read(db =>
        {
            var sites = registers.Current.Sites.Values.Where(s => s.Kind == SiteKind.Monitored && person.SeesSite(s)).OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
            var (now, k) = (database.Clock.GetUtcNow(), SiteRisk.Newest(db));
            return Results.Json(new
            {
                programme = database.Created?.Programme,
                simulated = database.Simulated,
                at = now,
                k = Told(person, k),
                sites = sites.Select(s => Short(SiteRisk.Of(db, inForce, s, SiteRisk.Today(s, now), k, person.Sees), Days(db, s, now))).ToList(),
            });
        });

    private static IResult Sites(CurrentPerson person, Registers registers, string? kind, string? after, int? limit)
    {
        var wanted = kind == "reference" ? SiteKind.Reference : SiteKind.Monitored;
        var page = registers.Current.Sites.Values.Where(s => s.Kind == wanted && person.SeesSite(s) && string.CompareOrdinal(s.Code, after ?? "") > 0)
            .OrderBy(s => s.Code, StringComparer.Ordinal).Take(Math.Clamp(limit ?? 100, 1, 500)).ToList();
        return Results.Json(new { sites = page.Select(s => Facts(s, person.Sees)), next = page.Count > 0 ? page[^1].Code : null });
    }

    private static IResult Site(string code, string? v, long? k, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues) =>
        At(code, v, k, http, person, database, registers, catalogues, (db, inForce, site, day, index) =>
        {
            var risk = SiteRisk.Of(db, inForce, site, day, index, person.Sees);
            return Results.Json(new
            {
                site = Facts(site, person.Sees),
                v = day,
                k = Told(person, index),
                attention = risk.Attention?.ToString(),
                coverage = Days(db, site, database.Clock.GetUtcNow()),
                groups = risk.Groups.Select(g => new
                {
                    id = g.Group.Id,
                    state = g.Rating.State.ToString(),
                    worst = g.Rating.Worst?.Id,
                    looked = g.Rating.Looked,
                    applicable = g.Rating.Applicable,
                    indicators = g.Indicators.Select(i => new { id = i.Indicator.Id, name = i.Indicator.Name.In("en"), rating = Rated(i.Rating) }),
                }).ToList(),
                protectedMatter = risk.Withheld > 0 ? "Protected indicators are not shown at your tier, whatever happened." : null,
            });
        });

    private static IResult RiskOf(
        string code, string indicator, string? v, long? k, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
        At(code, v, k, http, person, database, registers, catalogues, (db, inForce, site, day, index) =>
        {
            if (inForce.Catalogue.Indicator(indicator) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            if (found.Protected && person.Sees < Tier.T2)
                return Results.Json(new { site = site.Code, protectedMatter = true });
            var rating = SiteRisk.Of(db, inForce, site, day, index).Indicators.First(i => i.Indicator == found).Rating;
            var facts = SitesTable.History(db, site.Id, index)?.At(day);
            var evidence = person.May(Right.SeeRecords) && person.Sees >= Tier.T2 ? RatingEvidence.Of(db, ledger, registers.Current, inForce, site, found, day, index) : null;
            return Results.Json(new
            {
                site = site.Code,
                indicator = found.Id,
                version = found.Version,
                name = found.Name.In("en"),
                v = day,
                k = Told(person, index),
                rating = Rated(rating),
                steps = found.Severity.Select(s => new { level = s.Level.ToString(), when = Explain.Step(inForce.Catalogue, s.When, "en", facts) }),
                owes = found.Owes?.In("en"),
                clauses = found.Clauses.Select(c => new { c.Standard, c.Ref, c.Mark }),
                regime = found.Regime,
                evidence = evidence?.Rows.Select(r => new
                {
                    submission = r.Record.Submission.ToString(),
                    index = r.Record.Index,
                    day = r.Finding.Day,
                    level = r.Met ? r.Finding.Level.ToString() : null,
                    evidence = r.Evidence.ToString(),
                    agent = r.Record.Agent.ToString(),
                    subject = r.Finding.Subject.Id,
                    observations = r.Observations.Select(o => new { observable = inForce.Catalogue.Observables[o.Observable].Id, value = o.Value.Code ?? o.Value.Number.ToString(CultureInfo.InvariantCulture) }),
                }).ToList(),
                closed = evidence?.Closed,
                more = evidence?.More,
            });
        });

    private static IResult At(
        string code, string? v, long? k, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, Func<SqliteConnection, InForce, Site, DateOnly, long, IResult> answer)
    {
        if (ExportApi.SiteOf(registers.Current, code) is not { } id || registers.Current.Sites[id] is not { } site || !person.SeesSite(site) || catalogues.Current is not { } inForce)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var day = SiteRisk.Today(site, database.Clock.GetUtcNow());
        if (v is not null && !DateOnly.TryParseExact(v, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", "v");
        return database.Read(db => answer(db, inForce, site, day, Math.Min(k ?? long.MaxValue, SiteRisk.Newest(db))));
    }

    // It would tell others than the programme how much was recorded since they last asked.
    private static long? Told(CurrentPerson person, long k) => person.May(Right.SeeRecords) ? k : null;

    private static object Short(SiteRisk risk, object coverage) => new
    {
        code = risk.Site.Code,
        name = risk.Site.Name,
        stage = risk.Site.Stage.ToString(),
        attention = risk.Attention?.ToString(),
        worst = risk.Open.FirstOrDefault() is { } worst ? new { indicator = worst.Indicator.Id, rating = Rated(worst.Rating) } : null,
        looked = risk.Overall.Looked,
        applicable = risk.Overall.Applicable,
        coverage,
    };

    // Where exactly a site lies is for the programme; its province is for readers.
    private static object Facts(Site site, Tier reader) => new
    {
        id = reader >= Tier.T2 ? site.Id.ToString() : null,
        code = site.Code,
        name = site.Name,
        kind = site.Kind.ToString(),
        stage = site.Kind == SiteKind.Reference ? null : site.Stage.ToString(),
        country = site.Country,
        province = site.Province,
        minerals = site.Minerals,
        credit = site.Credit,
        place = reader >= Tier.T2 && site.Place is { } place ? new { place.Latitude, place.Longitude } : null,
    };

    private static object Days(SqliteConnection db, Site site, DateTimeOffset now)
    {
        var days = AgentDays.Of(db, site, SiteRisk.Today(site, now));
        return new { from = days.From, done = days.Done, planned = days.Planned, days = days.Days.Select(d => d.ToString()) };
    }

    private static object Rated(in Rating rating) => new
    {
        state = rating.State.ToString(),
        level = rating.State == RatingState.Open ? rating.Level.ToString() : null,
        grade = rating.State == RatingState.Open ? rating.Grade.ToString() : null,
        reportedOnly = rating.Hollow,
        since = rating.State is RatingState.DoesNotApply or RatingState.NothingRecords || rating.Since == default ? (DateOnly?)null : rating.Since,
        lastLook = rating.LastLook,
    };
}
