using System.ComponentModel;
using System.Data.Common;
using Adit.Incidents;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Custody;

/// <summary>What a site brings day by day, and which of its figures left their own history, as page and for programs.</summary>
internal static class OutputRoom
{
    private const string OfSite = "/sites/{site}/output";

    // As many days as a reader looks over on one page.
    private const int Shown = 28;

    /// <summary>A figure that left its history.</summary>
    internal sealed record DriftAnswer(
        string Kind, string Indicator, [property: Description("Code of the team; null where it is about the whole site.")] string? Team, DateOnly From, DateOnly Until, double Recent, double Usual, [property: Description("Recent days that have the figure; of weighed-light lots.")] int Days,
        [property: Description("Days before that have it.")] int Before, [property: Description("Standard errors between the two.")] double Score);

    /// <summary>What was looked at and what of it is unusual.</summary>
    internal sealed record OutputAnswer([property: Description("Kinds of figures that could be compared with their history; of the others too little was recorded.")] IReadOnlyList<string> Looked, IReadOnlyList<DriftAnswer> Unusual);

    public static void MapOutput(this IEndpointRouteBuilder routes) =>
        routes.MapGet(OfSite, (string site, HttpContext http) => Find(http, site) is { } found ? Pages.Answer<OutputPage>(Frames.Of(http), Fill(found.Site, found.Output, found.Today, Frames.Of(http).Words)) : NotFound(http)).Needs(Right.SeeCustody, Tier.T2);

    public static void MapOutputApi(this IEndpointRouteBuilder api) =>
        api.MapGet(OfSite, (string site, HttpContext http) => Find(http, site) is { } found
                ? Results.Json(Told(Drifting.Of(found.Output, found.Today))) : NotFound(http))
            .Needs(Right.SeeCustody, Tier.T2).WithTags("Custody").WithName("output").WithSummary($"Which figures of what a site brings left their own history: {Drifting.Recently} days against the {Drifting.Before} before them. Reasons to ask, no findings.")
            .Produces<OutputAnswer>().Refuses(404);

    /// <summary>The address of what a site brings.</summary>
    public static string Href(Site site) => SiteWords.Path(site) + "/output";

    private static (Site Site, Output Output, DateOnly Today)? Find(HttpContext http, string named)
    {
        var (database, register) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current);
        if (SiteWords.Find(register, named) is not { Kind: SiteKind.Monitored } site || !CurrentPerson.Of(http).SeesSite(site))
            return null;
        var today = SiteRisk.Today(site, database.Clock.GetUtcNow());
        return (site, database.Read(db => Read(db, site, today)), today);
    }

    private static Output Read(DbConnection db, Site site, DateOnly today)
    {
        var (zone, first) = (Sheet.ZoneOf(site), today.AddDays(-Drifting.Recently - Drifting.Before));
        var there = CustodyTable.At(db, site.Id, Instant.From(Clock.StartOf(first, zone))).ToList();
        // What was dug in six weeks may be weighed again in the last two of them; tags stand for lots on the way.
        var young = there.Where(e => DayOf(e.Fact.At) > today.AddDays(-3 * Drifting.Recently)).SelectMany(e => e.Fact.Lots).SelectMany(l => l.Tag is null ? (string[])[l.Lot] : [l.Lot, l.Tag]).Distinct();
        return Output.Of(
            site.Id, there.Concat(CustodyTable.Naming(db, young)).DistinctBy(e => e.Entry).Select(e => e.Fact), DayOf, DaysTable.Figures(db, site.Id, Figures.People, first).Where(f => f.Value > 0).ToDictionary(f => f.Day, f => (int)f.Value));

        DateOnly DayOf(Instant at) => Clock.DayOf(at.ToDateTimeOffset(), zone);
    }

    private static OutputAnswer Told(IReadOnlyCollection<Drift> drifts) => new(
        [.. drifts.Select(d => d.Kind).Distinct().Order().Select(IncidentWords.KeyOf)],
        [.. drifts.Where(d => d.IsUnusual).Select(d => new DriftAnswer(IncidentWords.KeyOf(d.Kind), d.Indicator, d.Team, d.From, d.Until, d.Recent, d.Usual, d.Days, d.Before, Math.Round(d.Score, 1)))]);

    private static OutputView Fill(Site site, Output output, DateOnly today, Words words)
    {
        var days = output.Dug.GroupBy(d => d.Day).OrderByDescending(g => g.Key).Take(Shown).ToList();
        var drifts = Drifting.Of(output, today);
        var looked = drifts.Select(d => d.Kind).ToHashSet();
        return new(
            new(site.Name, SiteWords.Path(site)), [.. drifts.Where(d => d.IsUnusual).Select(d => Say(d, words))], Named(looked.Contains, words),
            Named(k => !looked.Contains(k), words) is { } others ? words.Say("output.not-looked", ("what", others), ("before", Drifting.FewestBefore), ("recent", Drifting.FewestRecent), ("lots", Drifting.FewestBefore)) : null,
            [.. days.Select(g =>
            {
                var (sum, people) = (Quantity.Sum(g.Select(d => d.Quantity)), output.People.TryGetValue(g.Key, out var n) ? n : 0);
                return new OutputDayView(
                    words.Day(g.Key), words.Number(g.Count()), words.Number(decimal.Round(sum.Wet, 1)), people == 0 ? null : words.Number(people), people == 0 ? null : words.Number(decimal.Round(sum.Wet / people, 1)),
                    sum.Moisture is { } moisture ? words.Number(decimal.Round(moisture, 1)) : null, sum.Grade is { } grade ? words.Number(decimal.Round(grade, 2)) : null);
            })]);
    }

    private static string? Named(Func<DriftKind, bool> which, Words words) =>
        Enum.GetValues<DriftKind>().Where(which).Select(k => words["output.of." + IncidentWords.KeyOf(k)]).ToList() is { Count: > 0 } named ? string.Join(", ", named) : null;

    private static DriftView Say(Drift drift, Words words)
    {
        var percent = drift.Kind is DriftKind.Unlike or DriftKind.TagsJump or DriftKind.SameWeights or DriftKind.WeighedLight;
        return new(
            drift.Indicator, words.Say("output." + IncidentWords.KeyOf(drift.Kind) + (drift is { Kind: DriftKind.Unlike, Team: not null } ? ".team" : ""), ("team", drift.Team), ("n", Number(drift.Recent)), ("of", Number(drift.Usual))),
            drift.Before == 0 ? words.Say("output.over.lots", ("from", words.Day(drift.From)), ("until", words.Day(drift.Until)), ("n", drift.Days))
                : words.Say("output.over", ("from", words.Day(drift.From)), ("until", words.Day(drift.Until)), ("n", drift.Days), ("before", drift.Before)));

        string Number(double value) => words.Number(percent ? Math.Round((decimal)value * 100, 1) : Math.Round((decimal)value, 2));
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
