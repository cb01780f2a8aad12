using System.ComponentModel;
using Adit.People;
using Adit.Risk;
using Adit.Web;

namespace Adit.Method;

/// <summary>The method, for programs: all of the catalogue in force, in words.</summary>
internal static class MethodApi
{
    /// <summary>The catalogue in force.</summary>
    internal sealed record MethodAnswer(
        string Version, [property: Description("SHA-256 of its files.")] string Hash, [property: Description("The first day at a site that it rates.")] DateOnly From, IReadOnlyList<MethodGroup> Groups,
        IReadOnlyList<MethodIndicator> Indicators, IReadOnlyList<MethodStandard> Standards, [property: Description("What the whole method cannot see, in sentences.")] IReadOnlyList<string> Blind,
        [property: Description("How far two agents agree who record the same site one after the other, over the last twelve months.")] IReadOnlyList<MethodAgreement> Agreement);

    /// <summary>How far two agents agree on an indicator; no share where there are fewer than ten.</summary>
    /// <param name="Pairs">Of records that both say something of it.</param>
    /// <param name="Share">That agreed, with its 95 % interval, in words.</param>
    /// <param name="Both">The same of what at least one of the two found.</param>
    internal sealed record MethodAgreement(string Indicator, int Pairs, string? Share, string? Both);

    /// <summary>A risk group.</summary>
    internal sealed record MethodGroup(string Id, string Name);

    /// <summary>One indicator: what is looked at, how it is judged, when it ends, and its worked cases.</summary>
    internal sealed record MethodIndicator(
        string Id, int Version, string Group, string Name, string Observe, string Kind, string Detectability, string Tier, bool IsProtected, string Regime, IReadOnlyList<MethodStep> Steps,
        [property: Description("The number that an expert still owes; null where none.")] string? Owes, IReadOnlyList<MethodClause> Clauses, string Response, IReadOnlyList<Labelled> Ends,
        [property: Description("What it cannot see; null where nothing special.")] string? CannotSee, IReadOnlyList<MethodCase> Cases);

    /// <summary>A step of a rule: the level that it gives, and when.</summary>
    internal sealed record MethodStep(string Level, string When);

    /// <summary>A clause of a standard. Mark: r (read), p (partly), g (not yet checked against the text).</summary>
    internal sealed record MethodClause(string Standard, string Ref, string Mark);

    /// <summary>A label and its value.</summary>
    internal sealed record Labelled(string Label, string Value);

    /// <summary>A worked case and what it comes to.</summary>
    internal sealed record MethodCase(string Says, string Then, string? Level);

    /// <summary>A standard that clauses point into, and how many of them were not yet checked against its text.</summary>
    internal sealed record MethodStandard(string Id, string Name, int Clauses, int Unchecked);

    public static void MapMethodApi(this IEndpointRouteBuilder api) => api.MapGet("/method", Method).Needs(Right.Public).WithTags("Method").WithName("method")
        .WithSummary("The catalogue in force: every indicator with its rule in words, its clauses and its worked cases.").Produces<MethodAnswer>().Refuses(404);

    private static IResult Method(HttpContext http, Catalogues catalogues, Storage.Database database)
    {
        if (catalogues.Current is not { } inForce)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (words, catalogue) = (Frames.Of(http).Words, inForce.Catalogue);
        var page = MethodRoom.Of(inForce, [], words);
        return Results.Json(new MethodAnswer(
            inForce.Version, catalogue.Version, inForce.From, [.. page.Groups.Select(g => new MethodGroup(g.Code, g.Name))], [.. catalogue.Indicators.Select(i => Indicator(catalogue, i, words))],
            [.. page.Standards.Select(s => new MethodStandard(s.Id, s.Name, s.Clauses, s.Unchecked))], page.Blind,
            [.. database.Read(db => MethodRoom.Agreement(db, inForce, Frames.Of(http))).Select(a => new MethodAgreement(a.Indicator, a.Pairs, a.Share, a.Both))]));
    }

    private static MethodIndicator Indicator(Catalogue catalogue, Indicator indicator, Words words) => new(
        indicator.Id, indicator.Version, indicator.Group, indicator.Name.In(words.Language), indicator.Observe.In(words.Language), indicator.Kind.ToString(), indicator.Detectability.ToString(), indicator.Tier,
        indicator.Protected, indicator.Regime, [.. indicator.Severity.Select(s => new MethodStep(s.Level.ToString(), Explain.Step(catalogue, s.When, words.Language)))], indicator.Owes?.In(words.Language),
        [.. indicator.Clauses.Select(c => new MethodClause(c.Standard, c.Ref, c.Mark))], indicator.Response.Text.In(words.Language), [.. IndicatorWords.Ends(indicator, words).Select(f => new Labelled(f.Label, f.Value))],
        indicator.Detectability == Detectability.Hidden ? words["method.hidden"] : IndicatorWords.NothingRecords(indicator, words),
        [.. indicator.Cases.Select(c => new MethodCase(c.Says.In(words.Language), c.Then.ToString(), c.Then == RatingState.Open ? c.Level.ToString() : null))]);
}
