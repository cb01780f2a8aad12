using Adit.People;
using Adit.Risk;
using Adit.Web;

namespace Adit.Method;

/// <summary>The page that tells everybody how it is judged.</summary>
internal static class MethodRoom
{
    public static void MapMethod(this IEndpointRouteBuilder routes) => routes.MapGet("/method", (HttpContext http, Catalogues catalogues) =>
        catalogues.Current is { } inForce
            ? (IResult)Pages.Answer<MethodPage>(Frames.Of(http), Of(inForce, Frames.Of(http).Words))
            : Pages.Answer<ProblemPage>(Frames.Of(http), new ProblemView("not-found"), StatusCodes.Status404NotFound)).Needs(Right.Public);

    public static MethodView Of(InForce inForce, Words words)
    {
        var catalogue = inForce.Catalogue;
        var groups = catalogue.Groups
            .Select(g => new MethodGroupView(g.Id, g.Name.In(words.Language), null, [.. catalogue.Indicators.Where(i => i.Group == g.Id).Select(i => Of(catalogue, i, words))]))
            .Where(g => g.Indicators.Count > 0).ToList();
        var figures = new List<FigureView>
        {
            new(words.Number(catalogue.Indicators.Count), words["method.figure.indicators"]),
            new(words.Number(catalogue.Indicators.Sum(i => i.Cases.Count)), words["method.figure.cases"]),
            new(words.Number(catalogue.Observables.Count), words["method.figure.observables"]),
            new(words.Number(catalogue.Indicators.Sum(i => i.Clauses.Count(c => c.Mark == "g"))), words["method.figure.unchecked"]),
        };
        var standards = catalogue.Standards
            .Select(s => (Standard: s, Clauses: catalogue.Indicators.SelectMany(i => i.Clauses).Where(c => c.Standard == s.Id).ToList()))
            .Where(s => s.Clauses.Count > 0)
            .Select(s => new StandardView(s.Standard.Id, s.Standard.Name.In(words.Language), null, s.Clauses.Count, s.Clauses.Count(c => c.Mark == "g"))).ToList();
        var hidden = catalogue.Indicators.Where(i => i.Detectability == Detectability.Hidden).Select(i => i.Name.In(words.Language));
        var blind = new List<string>
        {
            words.Say("method.blind.hidden", ("names", string.Join(", ", hidden))),
            words["method.blind.absence"], words["method.blind.hearsay"], words["method.blind.decision"],
        };
        var from = inForce.From == DateOnly.MinValue ? new DateOnly(2026, 11, 23) : inForce.From;
        return new(inForce.Version, from, figures, groups, standards, blind);
    }

    private static IndicatorView Of(Catalogue catalogue, Indicator indicator, Words words) => new(
        indicator.Id, indicator.Version, indicator.Name.In(words.Language), indicator.Observe.In(words.Language), Key(indicator.Kind), Key(indicator.Detectability), indicator.Tier,
        indicator.Protected, IndicatorWords.Steps(catalogue, indicator, words), indicator.Owes?.In(words.Language), IndicatorWords.Clauses(indicator.Clauses), indicator.Regime,
        IndicatorWords.ClockChecked(indicator), indicator.Response.Text.In(words.Language), indicator.Detectability == Detectability.Hidden ? words["method.hidden"] : null,
        IndicatorWords.Ends(indicator, words), [.. indicator.Cases.Select(c => Of(c, words))], [], IndicatorWords.NothingRecords(indicator, words));

    private static CaseView Of(WorkedCase worked, Words words)
    {
        var rating = new Rating { State = worked.Then, Level = worked.Level, Grade = worked.Grade ?? Grade.Observed };
        return new(worked.Says.In(words.Language), rating.ToStanding());
    }

    private static string Key<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
