using Adit.Protection;
using Adit.Sites;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The figures over the list of sites; each is a door to the sites behind it.</summary>
internal static class ProgrammeFigures
{
    public static IReadOnlyList<FigureView> Of(List<(Site Site, SiteToday Today)> sites, Tier reader, DateTimeOffset now, Words words)
    {
        var week = sites.Count(s => s.Today.SeenThisWeek);
        // What one site has too many of makes up for no gap at another.
        var (done, planned) = (sites.Sum(s => Math.Min(s.Today.Days.Done, s.Today.Days.Planned)), sites.Sum(s => s.Today.Days.Planned));
        var urgent = sites.Count(s => SiteWords.Shown(s.Today.To(reader).Attention).Kind is AttentionShown.UrgentPending or AttentionShown.FatalUnderReview);
        return
        [
            new(words.Say("programme.of", ("n", week), ("of", sites.Count)), words["programme.figure.week"], "/sites?sort=last"),
            new(planned == 0 ? "–" : words.Share((decimal)done / planned), words["programme.figure.days"], "/?sort=coverage"),
            new(words.Number(urgent), words["programme.figure.urgent"], "/#sites", null, Alarm: urgent > 0),
            .. Clocks(sites, now, words),
        ];
    }

    // The clocks of Annex II and the programme's own stand apart: they are never added up.
    private static IEnumerable<FigureView> Clocks(List<(Site Site, SiteToday Today)> sites, DateTimeOffset now, Words words)
    {
        var all = sites.SelectMany(s => s.Today.Clocks).ToList();
        var running = all.Where(c => c.Due >= now).ToList();
        var overdue = all.Where(c => c.Due < now).ToList();
        yield return new(words.Number(running.Count(c => c.Clock.Regime.Annex2)), words["programme.figure.clocks"], "/?sort=clock#sites", $"+ {words.Number(running.Count(c => !c.Clock.Regime.Annex2))}");
        var oldest = overdue.Count == 0 ? null : words.Say("programme.figure.oldest", ("span", words.Span(now - overdue.Min(c => c.Due))));
        yield return new(
            words.Number(overdue.Count(c => c.Clock.Regime.Annex2)), oldest is null ? words["programme.figure.overdue"] : $"{words["programme.figure.overdue"]}, {oldest}", "/?sort=clock#sites",
            $"+ {words.Number(overdue.Count(c => !c.Clock.Regime.Annex2))}", Alarm: overdue.Count > 0);
    }
}
