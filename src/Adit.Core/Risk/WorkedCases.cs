namespace Adit.Risk;

/// <summary>Runs the worked cases that the catalogue carries; the suite and <c>adit catalogue check</c> both do.</summary>
public static class WorkedCases
{
    /// <summary>A case that did not come out as its file says.</summary>
    /// <param name="Indicator">Id of the indicator.</param>
    /// <param name="Says">The case in words.</param>
    /// <param name="Line">Its line in the indicator's file.</param>
    /// <param name="Expected">What the file says.</param>
    /// <param name="Found">What came out.</param>
    public readonly record struct Failure(string Indicator, string Says, int Line, string Expected, string Found)
    {
        /// <inheritdoc/>
        public override string ToString() => $"indicators/{Indicator}.json:{Line}: {Says}: expected {Expected}, found {Found}";
    }

    /// <summary>Day 0 of an indicator's cases: the first day of 2026, or the first day it applies if that is later.</summary>
    public static DateOnly DayZero(Indicator indicator)
    {
        var day = new DateOnly(2026, 1, 1);
        if (indicator.AppliesTo.To is { } to && to <= day)
            day = to.AddDays(-400);
        return indicator.AppliesTo.From is { } from && from > day ? from : day;
    }

    /// <summary>Every case that fails, over all indicators.</summary>
    public static IReadOnlyList<Failure> Run(Catalogue catalogue) =>
        [.. catalogue.Indicators.SelectMany(indicator => indicator.Cases.SelectMany(one => Run(catalogue, indicator, one)))];

    private static IEnumerable<Failure> Run(Catalogue catalogue, Indicator indicator, WorkedCase one)
    {
        var rating = RatingOf(catalogue, indicator, one);
        Failure fail(string expected, string found) => new(indicator.Id, one.Says.En, one.Line, expected, found);
        if ((rating.State, rating.Level) != (one.Then, one.Level))
            yield return fail(Words(one.Then, one.Level), Words(rating.State, rating.Level));
        if (one.Grade is { } grade && (rating.State != RatingState.Open || rating.Grade != grade))
            yield return fail($"{grade} evidence", rating.State == RatingState.Open ? $"{rating.Grade} evidence" : "nothing open");
        var clock = Clock.StartedBy(catalogue, indicator, rating.Level)?.Id ?? "none";
        if (one.Clock is not null && one.Clock != clock)
            yield return fail($"clock {one.Clock}", $"clock {clock}");
    }

    private static Rating RatingOf(Catalogue catalogue, Indicator indicator, WorkedCase one)
    {
        var site = SiteHistory.Always(one.Site);
        var timeline = new Timeline(new Judge(catalogue, indicator, site));
        foreach (var account in one.Given)
            timeline.Apply(account);
        var k = one.Given.Count;
        foreach (var (kind, day) in one.Acts)
            timeline.Decide(++k, day, kind);
        return Ratings.AsOf(indicator, site, timeline.Rows, one.At, k);
    }

    private static string Words(RatingState state, Severity level) => state == RatingState.Open ? level.ToString() : state.ToString();
}
