using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Web;

namespace Adit.Programme;

/// <summary>One site as the programme's page needs it: how it stands today, how it was covered, and its clocks.</summary>
internal sealed class SiteNow(SiteRisk risk, AgentDays days, long records, Clocks clocks)
{
    public SiteRisk Risk => risk;

    public AgentDays Days => days;

    /// <summary>The clock that runs out first in front.</summary>
    public IReadOnlyList<RunningClock> Clocks { get; } = clocks.Of(risk);

    private IndicatorRisk? Worst { get; } = risk.Open.FirstOrDefault();

    public SiteLineView Line(InForce inForce, CurrentPerson person, Words words)
    {
        // That of the gravest finding that has one: an old deadline of a lesser one would hide it.
        var (site, next) = (risk.Site, Clocks.MaxBy(c => c.Risk.Rating.Level));
        return new(
            site.Code, site.Name, SiteWords.Minerals(site, words), SiteWords.Shown(site.Stage), risk.Standing, SiteWords.Shown(risk.Attention),
            Worst?.Indicator.Name.In(words.Language), Worst is null ? null : PathOf(Worst), Worst?.Rating.Known(), next?.Shown(words), Note(inForce, words), SiteWords.Shown(days),
            person.Sees >= Tier.T2 ? (int)records : null, SiteWords.Band(records, words),
            next is null || next.Risk == Worst ? null : new(next.Risk.Indicator.Name.In(words.Language), PathOf(next.Risk)));
    }

    private string PathOf(IndicatorRisk one) => $"{SiteWords.Path(risk.Site)}/risks/{one.Indicator.Id}";

    private string? Note(InForce inForce, Words words)
    {
        if (Worst is not null)
            return words["regime." + (Clock.StartedBy(inForce.Catalogue, Worst.Indicator, Worst.Rating.Level)?.Id ?? "none")];
        var hidden = risk.Indicators.Count(i => i.Rating.State == RatingState.Hidden);
        return hidden > 0 ? words.Say("programme.hidden", ("n", hidden)) : null;
    }
}
