using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Web;

namespace Adit.Programme;

/// <summary>One site in the words of the programme's page.</summary>
internal sealed class SiteLine(Site site, SiteToday today, InForce inForce, Tier reader, Words words)
{
    private readonly SiteStands _stands = today.To(reader);

    private IndicatorRisk? Worst => _stands.Worst;

    public SiteLineView View()
    {
        var next = today.Next;
        return new(
            site.Code, site.Name, SiteWords.Minerals(site, words), SiteWords.Shown(site.Stage), _stands.Standing, _stands.Attention,
            Worst?.Indicator.Name.In(words.Language), Worst is null ? null : PathOf(Worst), Worst?.Rating.Known(), next?.Shown(words), Note(), SiteWords.Shown(today.Days),
            reader >= Tier.T2 ? (int)today.Records : null, SiteWords.Band(today.Records, words),
            next is null || next.Risk == Worst ? null : new(next.Risk.Indicator.Name.In(words.Language), PathOf(next.Risk)));
    }

    private string PathOf(IndicatorRisk one) => $"{SiteWords.Path(site)}/risks/{one.Indicator.Id}";

    private string? Note()
    {
        if (Worst is not null)
            return words["regime." + (Clock.StartedBy(inForce.Catalogue, Worst.Indicator, Worst.Rating.Level)?.Id ?? "none")];
        return _stands.Hidden > 0 ? words.Say("programme.hidden", ("n", _stands.Hidden)) : null;
    }
}
