using Adit.Web;

namespace Adit.Risk;

/// <summary>An indicator and its ratings in the words and signs of the pages.</summary>
internal static class IndicatorWords
{
    /// <summary>The sign of a rating. A hidden risk never shows a circle.</summary>
    public static Standing ToStanding(this Rating rating) => rating.State switch
    {
        RatingState.Open => rating.Hollow ? Standing.Reported(rating.Level.Number()) : Standing.Open(rating.Level.Number()),
        RatingState.Clear => Standing.NothingOpen,
        RatingState.Hidden => Standing.Hidden,
        RatingState.Unrated => Standing.Unrated,
        RatingState.DoesNotApply => Standing.DoesNotApply,
        RatingState.NothingRecords => Standing.NothingRecords,
        _ => Standing.NotObserved,
    };

    /// <summary>The sign of a group, or of a site as one group.</summary>
    public static Standing ToStanding(this GroupRating group) => group switch
    {
        { Worst: not null } => group.Rating.ToStanding(),
        { State: RatingState.NotObserved, Looked: > 0 } => Standing.NotWhollyObserved,
        _ => new Rating { State = group.State }.ToStanding(),
    };

    /// <summary>1 for S1 … 4 for S4.</summary>
    public static int Number(this Severity level) => level == Severity.None ? 0 : 5 - (int)level;

    /// <summary>How an open finding is known; null where nothing is open.</summary>
    public static HowKnown? Known(this Rating rating) => rating.State != RatingState.Open ? null : rating.Grade switch
    {
        Grade.Reported => HowKnown.Reported,
        Grade.Corroborated => HowKnown.Corroborated,
        Grade.Determined => HowKnown.Determined,
        _ => HowKnown.Observed,
    };

    /// <summary>The steps of the rule in words, worst first.</summary>
    public static IReadOnlyList<RuleStepView> Steps(Catalogue catalogue, Indicator indicator, Words words, SiteFacts? site = null, Severity met = Severity.None) =>
        [.. indicator.Severity.Select(s => new RuleStepView(s.Level.Number(), Explain.Parts(catalogue, s.When, words.Language, site), s.When.Kind == RuleKind.All, s.Level == met))];

    /// <summary>Clauses, each with its standard's name and a way to where the method lists it.</summary>
    public static IReadOnlyList<ClauseView> Clauses(Catalogue catalogue, IEnumerable<Clause> clauses, Words words) =>
        [.. clauses.Select(c => new ClauseView(c.Standard, c.Ref, c.Mark[0], $"/method#standard-{c.Standard}", catalogue.Standards.FirstOrDefault(s => s.Id == c.Standard)?.Name.In(words.Language)))];

    /// <summary>The clauses of an indicator that bind a site: none of another country's law, nor of a standard for other minerals.</summary>
    public static IEnumerable<Clause> ClausesAt(Catalogue catalogue, Indicator indicator, SiteFacts? site) =>
        indicator.Clauses.Where(c => site is null || catalogue.Standards.First(s => s.Id == c.Standard).Binds(site));

    /// <summary>Whether the clause that sets its clock was read in a source; proposals of ours are what they say they are.</summary>
    public static bool ClockChecked(Indicator indicator) => indicator.Response.Basis != "STD?";

    /// <summary>When it goes stale, what closes it, how long an event counts, where it applies.</summary>
    public static IReadOnlyList<FactView> Ends(Indicator indicator, Words words)
    {
        var facts = new List<FactView>();
        if (indicator.Cadence is { } cadence)
            facts.Add(new(words["ends.cadence"], Of(cadence, words)));
        facts.Add(new(words["ends.stale"], Of(indicator.StaleAfter, words)));
        facts.Add(new(words["ends.closes"], Closes(indicator, words)));
        if (indicator.CountsFor is { } counts)
            facts.Add(new(words["ends.counts"], Of(counts, words)));
        if (Applies(indicator, words) is { Length: > 0 } applies)
            facts.Add(new(words["ends.applies"], applies));
        if (indicator.Response.Alert is { } alert)
            facts.Add(new(words["ends.alert"], Of(alert, words)));
        if (indicator.Response.Close is { } close)
            facts.Add(new(words["ends.close"], Of(close, words)));
        if (indicator.Response.Plan is { } plan)
            facts.Add(new(words["ends.plan"], Of(plan, words)));
        if (indicator.Rmi.Count > 0)
            facts.Add(new("RMI", string.Join(" · ", indicator.Rmi.Select(Rmi))));
        return facts;
    }

    /// <summary>A span in words: 14 d, 24 h, 6 months.</summary>
    public static string Of(Period period, Words words) => (period.Months, period.Days, period.Minutes) switch
    {
        ( > 0, _, _) => words.Say("span.months", ("n", period.Months)),
        (_, > 0, _) => words.Say("span.days", ("n", period.Days)),
        _ => words.Say("span.hours", ("n", period.Minutes / 60)),
    };

    /// <summary>What records it, where no form does.</summary>
    public static string? NothingRecords(Indicator indicator, Words words) => indicator.Records == RecordedBy.Forms ? null : indicator.Group == "RF" ? words["method.red-flag"] : words["method.nothing-records." + indicator.Records];

    /// <summary>What ends it once it is open.</summary>
    public static string Closes(Indicator indicator, Words words) => indicator.ClosesWhen switch
    {
        { ClearLooks: > 0 } looks => words.Say("ends.closes.looks", ("n", looks.ClearLooks)),
        { Needs: DecisionKind.Determination } => words["ends.closes.determination"],
        _ => words[indicator.Kind == IndicatorKind.Event ? "ends.closes.action" : "ends.closes.state"],
    };

    // ".../all-minerals/v1.1#child-labor-prevention" and ".../rra-criteria/3.0/S11" as people of that programme name them.
    private static string Rmi(string id) => id.LastIndexOf('#') is > 0 and var at ? $"“{id[(at + 1)..].Replace('-', ' ')}” (RMAP)" : $"RRA {id[(id.LastIndexOf('/') + 1)..]}";

    private static string Applies(Indicator indicator, Words words)
    {
        var where = indicator.AppliesTo;
        var parts = new List<string>();
        parts.AddRange(where.Countries ?? []);
        parts.AddRange(where.Minerals?.Select(m => words.Has("mineral." + m) ? words["mineral." + m] : m) ?? []);
        parts.AddRange(where.SiteTypes ?? []);
        parts.AddRange(where.RuleSets ?? []);
        if (where.From is { } from)
            parts.Add(words.Say("ends.from", ("day", words.Day(from))));
        if (where.To is { } to)
            parts.Add(words.Say("ends.to", ("day", words.Day(to))));
        return string.Join(" · ", parts);
    }
}
