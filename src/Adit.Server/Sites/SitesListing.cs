using System.Data.Common;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>Fills the register of sites, a page at a time: monitored sites, or those known from visits of others.</summary>
internal sealed class SitesListing(DbConnection db, SitesToday today, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private const int PageSize = 50, SilentDays = 7;

    private readonly Words _words = frame.Words;

    public SitesView Fill(TableView table)
    {
        var reference = Asked(table, "kind") == "reference" && person.Role.OfTheProgramme();
        var search = Asked(table, "q");
        // Reference sites go by name, the programme's own by what is wrong with them.
        var all = (reference ? register.Sites.Values.Where(s => s.Kind == SiteKind.Reference).OrderBy(s => s.Name, StringComparer.CurrentCulture).ThenBy(s => s.Id.Value) : register.MonitoredByName().AsEnumerable())
            .Where(s => person.SeesSite(s) && Matches(s, search)).ToList();
        var stands = reference ? [] : today.Of(db, register, inForce, all).ToDictionary(s => s.Site.Id, s => s.Today);
        if (!reference)
            all = Sorted(all, stands, table);
        var start = Asked(table, "after") is { } after ? Math.Max(0, all.FindIndex(s => s.Id.ToString() == after) + 1) : 0;
        var page = all.Skip(start).Take(PageSize).ToList();
        return new(
            table, person.Role.OfTheProgramme() ? [new("kind", _words["sites.kind"], reference ? "reference" : "monitored", [new("monitored", _words["sites.kind.monitored"]), new("reference", _words["sites.kind.reference"])], Whole: false)] : [],
            search, [.. page.Select(s => reference ? Reference(s) : Line(s, stands[s.Id].To(person.Sees).Standing, stands[s.Id].Last))],
            new(start > 0 ? table.Path + Query(table, null) : null, start + PageSize < all.Count ? table.Path + Query(table, page[^1].Id.ToString()) : null, _words.Say("sites.count", ("n", all.Count)), ByTime: false),
            reference && page.Count > 0 ? SiteWords.Credit(page[0], _words) : null, person.May(Right.KeepSites) && !reference,
            reference || !person.May(Right.SeeRecords) ? null : register.Monitored.Count(s => s.Stage is Stage.Candidate or Stage.Evaluation or Stage.Baseline && person.SeesSite(s)));
    }

    /// <summary>Whether a site's name, code or province holds a text; true where none is searched for.</summary>
    public static bool Matches(Site site, string? search) => search is null ||
        site.Name.Contains(search, StringComparison.CurrentCultureIgnoreCase) || site.Code.Contains(search, StringComparison.OrdinalIgnoreCase) || site.Province.Contains(search, StringComparison.CurrentCultureIgnoreCase);

    // They come by name, and stay so among equals.
    private List<Site> Sorted(List<Site> sites, Dictionary<SiteId, SiteToday> stands, TableView table)
    {
        List<Site> list = table.Sort switch
        {
            "name" => sites,
            "standing" => [.. sites.OrderBy(s => stands[s.Id].To(person.Sees).Standing.Rank)],
            "stage" => [.. sites.OrderBy(s => s.Stage)],
            "last" => [.. sites.OrderBy(s => stands[s.Id].Last?.Micros ?? long.MinValue)],
            _ => [.. sites.OrderByDescending(s => Wrong(s, stands[s.Id].Last, register, frame.Now, _words).Count)],
        };
        if (table.Descending)
            list.Reverse();
        return list;
    }

    private SiteRegisterLineView Reference(Site site)
    {
        var day = DaysTable.LastDay(db, site.Id);
        return Line(site, SiteRisk.Of(db, inForce, site, day ?? DateOnly.MinValue, SiteRisk.Newest(db), person.Sees).Standing, day is { } last ? Instant.From(RecordWords.At(last)) : null);
    }

    private SiteRegisterLineView Line(Site site, Standing standing, Instant? last)
    {
        var (agents, monitored) = (register.AgentsAt.GetValueOrDefault(site.Id), site.Kind == SiteKind.Monitored);
        return new(
            site.Code, site.Name, $"{site.Province}, {_words.Country(site.Country)}", SiteWords.Minerals(site, _words), monitored ? SiteWords.Shown(site.Stage) : null, standing, Wrong(site, last, register, frame.Now, _words),
            !monitored ? "–" : person.Sees >= Tier.T2 ? _words.Number(agents) : SiteWords.Band(agents, _words), last is not { } at ? null : monitored ? TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Sheet.ZoneOf(site)) : at.ToDateTimeOffset(),
            person.Sees >= Tier.T2 ? "/submissions?site=" + Uri.EscapeDataString(site.Code) : null);
    }

    /// <summary>What is wrong with what is known of a site, in words.</summary>
    /// <param name="last">When its newest record came in.</param>
    public static IReadOnlyList<string> Wrong(Site site, Instant? last, Register register, DateTimeOffset now, Words words)
    {
        var wrong = new List<string>();
        if (site.Place is null)
            wrong.Add(words["sites.wrong.place"]);
        if (site.Minerals.IsEmpty)
            wrong.Add(words["sites.wrong.minerals"]);
        if (site.Kind == SiteKind.Reference || site.Stage is Stage.Candidate or Stage.Evaluation or Stage.Exited or Stage.Paused)
            return wrong;
        if (register.AgentsAt.GetValueOrDefault(site.Id) == 0)
            wrong.Add(words["sites.wrong.agent"]);
        else if (last is { } at && now - at.ToDateTimeOffset() is var silent && silent.TotalDays > SilentDays)
            wrong.Add(words.Say("sites.wrong.silent", ("span", words.Span(silent))));
        if (!register.Pits.ContainsKey(site.Id))
            wrong.Add(words["sites.wrong.pits"]);
        return wrong;
    }

    private static string? Asked(TableView table, string name) => table.Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static string Query(TableView table, string? after)
    {
        var kept = table.Query.Where(q => q.Key != "after" && q.Value.Length > 0).Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}");
        return "?" + string.Join('&', after is null ? kept : kept.Append("after=" + after));
    }
}
