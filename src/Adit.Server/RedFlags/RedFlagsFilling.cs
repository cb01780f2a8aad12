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
    /// <summary>How many sites a page holds.</summary>
    public const int PageSize = 60;

    private readonly Words _words = frame.Words;

    public RedFlagsView List(TableView table, int after)
    {
        var (checks, advisories, today) = (RedFlagsTable.All(db), RedFlagsTable.Advisories(db), CounterpartyActs.Today(register, frame.Now));
        var sites = register.MonitoredByName().Where(person.SeesSite).OrderBy(s => IsDone([.. checks[s.Id]], today)).ToList();
        return new(
            [.. sites.Skip(after).Take(PageSize).Select(s => Row(s, [.. checks[s.Id]], advisories.Count(a => a.Advisory.Holds(SiteRisk.Today(s, frame.Now)) && a.Advisory.Covers(s.Country, s.Province))))],
            [.. advisories.Select(a => Of(a.Advisory, a.Lifted, today))],
            [.. register.Monitored.Select(s => s.Country).Distinct().Order(StringComparer.Ordinal).SelectMany(c => register.Monitored.Where(s => s.Country == c).Select(s => s.Province).Distinct().Order(StringComparer.CurrentCulture).Prepend("").Select(p => new OptionView($"{c}/{p}", Area(c, p))))],
            today, sites.Count > after + PageSize ? table.From(after + PageSize) : null);
    }

    private static bool IsDone(IReadOnlyList<AreaChecked> checks, DateOnly today) => checks.Select(c => c.Subject).Distinct().Count() == 2 && !checks.Any(c => c.IsStale(today));

    /// <summary>The section of a site, which way its ore takes and who works there for the programme and buyers alone; null where the reader is not told, or nobody watches the site.</summary>
    public SiteFlagsView? Of(Site site)
    {
        if (site.Kind != SiteKind.Monitored || person.Sees < Tier.T1)
            return null;
        var today = SiteRisk.Today(site, frame.Now);
        var flags = RedFlagsTable.Of(db, site, today);
        var told = person.Role.OfTheProgramme() || person.May(Right.Decide);
        return new(
            Name(RedFlag.Area), Name(RedFlag.Route), Name(RedFlag.Advisory), [.. flags.Checks.Where(c => c.Subject == AreaSubject.Site).Select(c => Of(c, today))], [.. flags.Checks.Where(c => c.Subject == AreaSubject.Route).Select(c => told ? Of(c, today) : Of(c, today) with { Route = "", Through = [] })],
            [.. flags.Advisories.Select(a => Of(a, null, today))], told ? new CounterpartiesFilling(db, frame, person, register).At(site) : null,
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
