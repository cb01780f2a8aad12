using Adit.Protection;
using Adit.Sites;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The figures over the list of sites, added up one site after the other; each is a door to the sites behind it.</summary>
internal sealed class ProgrammeFigures(Tier reader, DateTimeOffset now)
{
    private readonly long _now = now.UtcTicks;
    private int _sites, _week, _done, _planned, _urgent, _annex2Running, _ownRunning, _annex2Overdue, _ownOverdue;
    private long _oldest = long.MaxValue;

    public void Add(in SiteRow row, SiteToday[] today, int at)
    {
        _sites++;
        _week += row.SeenThisWeek ? 1 : 0;
        // What one site has too many of makes up for no gap at another.
        _done += Math.Min(row.Done, row.Planned);
        _planned += row.Planned;
        _urgent += row.Attention(reader) is AttentionShown.UrgentPending or AttentionShown.FatalUnderReview ? 1 : 0;
        // The clocks of Annex II and the programme's own stand apart: they are never added up.
        var (annex2, own) = row.FirstDue >= _now ? (0, 0) : row.LastDue < _now ? (row.Annex2, row.Own) : Overdue(today[at]);
        _annex2Overdue += annex2;
        _ownOverdue += own;
        _annex2Running += row.Annex2 - annex2;
        _ownRunning += row.Own - own;
        _oldest = Math.Min(_oldest, row.FirstDue);
    }

    public IReadOnlyList<FigureView> View(Words words)
    {
        var overdue = _oldest >= _now ? words["programme.figure.overdue"]
            : $"{words["programme.figure.overdue"]}, {words.Say("programme.figure.oldest", ("span", words.Span(TimeSpan.FromTicks(_now - _oldest))))}";
        return
        [
            new(words.Say("programme.of", ("n", _week), ("of", _sites)), words["programme.figure.week"], "/sites?sort=last"),
            new(_planned == 0 ? "–" : words.Share((decimal)_done / _planned), words["programme.figure.days"], "/?sort=coverage"),
            new(words.Number(_urgent), words["programme.figure.urgent"], "/#sites", null, Alarm: _urgent > 0),
            new(words.Number(_annex2Running), words["programme.figure.clocks"], "/?sort=clock#sites", $"+ {words.Number(_ownRunning)}"),
            new(words.Number(_annex2Overdue), overdue, "/?sort=clock#sites", $"+ {words.Number(_ownOverdue)}", Alarm: _annex2Overdue + _ownOverdue > 0),
        ];
    }

    private (int Annex2, int Own) Overdue(SiteToday site)
    {
        var overdue = site.Clocks.Where(c => c.Due.UtcTicks < _now).ToList();
        var annex2 = overdue.Count(c => c.Annex2);
        return (annex2, overdue.Count - annex2);
    }
}
