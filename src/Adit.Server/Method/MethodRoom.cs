using System.Data.Common;
using Adit.BackChecks;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Method;

/// <summary>The page that tells everybody how it is judged.</summary>
internal static class MethodRoom
{
    public static void MapMethod(this IEndpointRouteBuilder routes) => routes.MapGet("/method", (HttpContext http, Catalogues catalogues, Database database) =>
        catalogues.Current is { } inForce
            ? (IResult)Pages.Answer<MethodPage>(Frames.Of(http), database.Read(db => Of(inForce, CatalogueTable.All(db), Frames.Of(http).Words) with { Agreement = Agreement(db, inForce, Frames.Of(http)), Checks = Checks(db, Frames.Of(http)) }))
            : Pages.Answer<ProblemPage>(Frames.Of(http), new ProblemView("not-found"), StatusCodes.Status404NotFound)).Needs(Right.Public);

    public static MethodView Of(InForce inForce, IReadOnlyList<(long Index, string Version, string Hash, DateOnly From, Instant At)> published, Words words)
    {
        var (catalogue, language) = (inForce.Catalogue, words.Language);
        var groups = catalogue.Groups
            .Select(g => new MethodGroupView(g.Id, g.Name.In(language), [.. catalogue.Indicators.Where(i => i.Group == g.Id).Select(i => Of(catalogue, i, words))]))
            .Where(g => g.Indicators.Count > 0).ToList();
        return new(
            inForce.Version, Day(inForce.From), Figures(catalogue, words), groups, Standards(catalogue, language), Blind(catalogue, words),
            [.. catalogue.Regimes.Select(r => new FactView(r.Name.In(language), r.Says.In(language)))], [.. catalogue.Parameters.Select(p => Number(p, words))],
            [.. published.Reverse().Select(p => new CatalogueVersionView(p.Version, p.Index, Day(p.From), p.At.ToDateTimeOffset(), p.Hash))], [], []);
    }

    /// <summary>How far two agents agree, over the last twelve months.</summary>
    public static IReadOnlyList<AgreementView> Agreement(DbConnection db, InForce inForce, Frame frame) => BackChecksFilling.Agreement(db, inForce.Catalogue, frame.Words, YearAgo(frame));

    // What was drawn stands beside what came of it: agreement among the few that were made would say little.
    private static List<string> Checks(DbConnection db, Frame frame)
    {
        var (words, set, (made, dropped, missed)) = (frame.Words, BackChecksTable.Set(db).Set, BackChecksTable.Counts(db, YearAgo(frame), DateOnly.FromDateTime(frame.Now.UtcDateTime)));
        return
        [
            words["method.agreement.what"],
            set.Percent == 0 ? words["back-checks.off"] : words.Say("back-checks.rule", ("percent", set.Percent), ("n", set.Days)),
            .. made + dropped + missed == 0 ? (string[])[] : [words.Say("method.agreement.counts", ("made", made), ("missed", missed), ("dropped", dropped))],
        ];
    }

    private static DateOnly YearAgo(Frame frame) => DateOnly.FromDateTime(frame.Now.UtcDateTime).AddYears(-1);

    private static List<FigureView> Figures(Catalogue catalogue, Words words) =>
    [
        new(words.Number(catalogue.Indicators.Count), words["method.figure.indicators"], "#groups"),
        new(words.Number(catalogue.Indicators.Sum(i => i.Cases.Count)), words["method.figure.cases"], "#groups"),
        new(words.Number(catalogue.Observables.Count), words["method.figure.observables"]),
        new(words.Number(catalogue.Indicators.Sum(i => i.Clauses.Count(c => c.Mark != "r"))), words["method.figure.unchecked"], "#standards"),
    ];

    private static List<StandardView> Standards(Catalogue catalogue, string language) =>
        [.. catalogue.Standards
            .Select(s => (Standard: s, Clauses: catalogue.Indicators.SelectMany(i => i.Clauses).Where(c => c.Standard == s.Id).ToList()))
            .Where(s => s.Clauses.Count > 0)
            .Select(s => new StandardView(s.Standard.Id, s.Standard.Name.In(language), s.Clauses.Count, s.Clauses.Count(c => c.Mark != "r")))];

    private static List<string> Blind(Catalogue catalogue, Words words)
    {
        var hidden = catalogue.Indicators.Where(i => i.Detectability == Detectability.Hidden).Select(i => i.Name.In(words.Language));
        return [words.Say("method.blind.hidden", ("names", string.Join(" · ", hidden))), words["method.blind.absence"], words["method.blind.hearsay"], words["method.blind.decision"]];
    }

    // A number that sites set, with what their rule sets say of it, what holds where nobody set it, and where that comes from.
    private static ParameterView Number(Parameter parameter, Words words) => new(
        parameter.Name.In(words.Language), [.. parameter.Values.Select(v => $"{v.RuleSet}: {words.Amount(v.Value, parameter.Unit)}{(v.Mark == "r" ? "" : $" ({words["clause." + (v.Mark == "p" ? "partly" : "unchecked")]})")}"),
            .. parameter.Default is { } value ? [words.Amount(value, parameter.Unit)] : (string[])[]], parameter.Source?.In(words.Language) ?? "");

    private static IndicatorView Of(Catalogue catalogue, Indicator indicator, Words words) => new(
        indicator.Id, indicator.Version, indicator.Name.In(words.Language), indicator.Observe.In(words.Language), Key(indicator.Kind), Key(indicator.Detectability), indicator.Tier,
        indicator.Protected, IndicatorWords.Steps(catalogue, indicator, words), indicator.Owes?.In(words.Language), IndicatorWords.Clauses(catalogue, indicator.Clauses, words), indicator.Regime,
        IndicatorWords.ClockChecked(indicator), indicator.Response.Text.In(words.Language), indicator.Detectability == Detectability.Hidden ? words["method.hidden"] : null,
        IndicatorWords.Ends(indicator, words), [.. indicator.Cases.Select(c => Of(c, words))], IndicatorWords.NothingRecords(indicator, words));

    private static CaseView Of(WorkedCase worked, Words words)
    {
        var rating = new Rating { State = worked.Then, Level = worked.Level, Grade = worked.Grade ?? Grade.Observed };
        return new(worked.Says.In(words.Language), rating.ToStanding());
    }

    private static DateOnly? Day(DateOnly from) => from == DateOnly.MinValue ? null : from;

    private static string Key<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
