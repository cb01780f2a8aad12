using System.Data.Common;
using Adit.Counterparties;
using Adit.Incidents;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.RedFlags;

/// <summary>Fills the list of red flags, and the section of one site.</summary>
internal sealed class RedFlagsFilling(DbConnection db, Frame frame, CurrentPerson person, Register register, Catalogue? catalogue)
{
    private readonly Words _words = frame.Words;

    public RedFlagsView List()
    {
        var (checks, advisories, today) = (RedFlagsTable.All(db), RedFlagsTable.Advisories(db), CounterpartyActs.Today(register, frame.Now));
        return new(
            [.. register.MonitoredByName().Where(person.SeesSite).Select(s => Row(s, [.. checks[s.Id]], advisories.Count(a => a.Advisory.Holds(SiteRisk.Today(s, frame.Now)) && a.Advisory.Covers(s.Country, s.Province))))
                .OrderBy(r => r.Site.Count > 0 && r.Route.Count > 0 && !r.Site.Concat(r.Route).Any(a => a.Stale))],
            [.. advisories.Select(a => Of(a.Advisory, a.Lifted, today))],
            [.. register.Monitored.Select(s => s.Country).Distinct().Order(StringComparer.Ordinal).SelectMany(c => register.Monitored.Where(s => s.Country == c).Select(s => s.Province).Distinct().Order(StringComparer.CurrentCulture).Prepend("").Select(p => new OptionView($"{c}/{p}", Area(c, p))))],
            today);
    }

    /// <summary>The section of a site; null where the reader is not told, or nobody watches the site.</summary>
    public SiteFlagsView? Of(Site site)
    {
        if (site.Kind != SiteKind.Monitored || person.Sees < Tier.T1)
            return null;
        var today = SiteRisk.Today(site, frame.Now);
        var flags = RedFlagsTable.Of(db, site, today);
        return new(
            Name(RedFlag.Area), Name(RedFlag.Route), Name(RedFlag.Advisory), [.. flags.Checks.Where(c => c.Subject == AreaSubject.Site).Select(c => Of(c, today))], [.. flags.Checks.Where(c => c.Subject == AreaSubject.Route).Select(c => Of(c, today))],
            [.. flags.Advisories.Select(a => Of(a, null, today))], person.Role.OfTheProgramme() || person.May(Right.Decide) ? new CounterpartiesFilling(db, frame, person, register).At(site) : null,
            person.May(Right.CheckCounterparties) ? $"{RedFlagsRoom.List}#{Uri.EscapeDataString(site.Code)}" : null);
    }

    private string Name(string indicator) => $"{indicator} {IncidentWords.NameOf(indicator, catalogue, _words)}";

    private RedFlagRowView Row(Site site, IReadOnlyList<AreaChecked> checks, int advisories)
    {
        var today = SiteRisk.Today(site, frame.Now);
        return new(
            site.Code, site.Name, SiteWords.Path(site), Area(site.Country, site.Province), [.. checks.Where(c => c.Subject == AreaSubject.Site).Select(c => Of(c, today))], [.. checks.Where(c => c.Subject == AreaSubject.Route).Select(c => Of(c, today))], advisories);
    }

    private AreaView Of(AreaChecked said, DateOnly today) => new(
        said.Indicator, IncidentWords.KeyOf(said.Result), said.List, said.Version, said.Day, said.IsStale(today), said.Source, said.Route, [.. said.Through.Select(_words.Country)]);

    private AdvisoryView Of(AdvisorySet said, AdvisoryLifted? lifted, DateOnly today) => new(
        said.Advisory.ToString(), Area(said.Country, said.Province), said.Says, said.Source, said.From, said.Until, said.Holds(today), said.Until < today, lifted?.Why);

    private string Area(string country, string province) => province.Length == 0 ? _words.Country(country) : $"{province}, {_words.Country(country)}";
}
