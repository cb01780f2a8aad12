using System.Data.Common;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>Fills the register of sites, a page at a time: monitored sites, or those known from visits of others.</summary>
internal sealed class SitesListing(DbConnection db, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private const int PageSize = 50, SilentDays = 7;

    private readonly Words _words = frame.Words;

    public SitesView Fill(TableView table)
    {
        var reference = Asked(table, "kind") == "reference" && person.Role.OfTheProgramme();
        var search = Asked(table, "q");
        var matching = register.Sites.Values.Where(s => s.Kind == (reference ? SiteKind.Reference : SiteKind.Monitored) && person.SeesSite(s) && Matches(s, search)).ToList();
        // Thousands of reference sites go by name; the programme's own are few enough to look through for what is wrong.
        var all = reference ? matching.OrderBy(s => s.Name, StringComparer.CurrentCulture).ThenBy(s => s.Id.Value).ToList() : Sorted(matching, table);
        var start = Asked(table, "after") is { } after ? Math.Max(0, all.FindIndex(s => s.Id.ToString() == after) + 1) : 0;
        var page = all.Skip(start).Take(PageSize).ToList();
        var last = reference ? page.Select(s => (s.Id, Day: DaysTable.LastDay(db, s.Id))).Where(s => s.Day is not null).ToDictionary(s => s.Id, s => Instant.From(RecordWords.At(s.Day!.Value))) : DaysTable.LastRecords(db, page.Select(s => s.Id));
        return new(
            table, person.Role.OfTheProgramme() ? [new("kind", _words["sites.kind"], reference ? "reference" : "monitored", [new("monitored", _words["sites.kind.monitored"]), new("reference", _words["sites.kind.reference"])], Whole: false)] : [],
            search, [.. page.Select(s => Line(s, last.TryGetValue(s.Id, out var at) ? at : null))],
            new(start > 0 ? table.Path + Query(table, null) : null, start + PageSize < all.Count ? table.Path + Query(table, page[^1].Id.ToString()) : null, _words.Say("sites.count", ("n", all.Count))),
            reference && page.Count > 0 ? SiteWords.Credit(page[0], _words) : null, person.May(Right.KeepSites) && !reference);
    }

    /// <summary>Whether a site's name, code or province holds a text; true where none is searched for.</summary>
    public static bool Matches(Site site, string? search) => search is null ||
        site.Name.Contains(search, StringComparison.CurrentCultureIgnoreCase) || site.Code.Contains(search, StringComparison.OrdinalIgnoreCase) || site.Province.Contains(search, StringComparison.CurrentCultureIgnoreCase);

    private List<Site> Sorted(List<Site> sites, TableView table)
    {
        var last = DaysTable.LastRecords(db, sites.Select(s => s.Id));
        IOrderedEnumerable<Site> sorted = table.Sort switch
        {
            "name" => sites.OrderBy(s => s.Name, StringComparer.CurrentCulture),
            "standing" => sites.OrderBy(s => StandingOf(s).Rank),
            "stage" => sites.OrderBy(s => s.Stage),
            "last" => sites.OrderBy(s => last.TryGetValue(s.Id, out var at) ? at.Micros : long.MinValue),
            _ => sites.OrderByDescending(s => Wrong(s, last.TryGetValue(s.Id, out var at) ? at : null, register, frame.Now, _words).Count),
        };
        var list = sorted.ThenBy(s => s.Name, StringComparer.CurrentCulture).ThenBy(s => s.Id.Value).ToList();
        if (table.Descending)
            list.Reverse();
        return list;
    }

    private SiteRegisterLineView Line(Site site, Instant? last)
    {
        var (agents, monitored) = (AgentsAt(register, site), site.Kind == SiteKind.Monitored);
        return new(
            site.Code, site.Name, $"{site.Province}, {_words.Country(site.Country)}", SiteWords.Minerals(site, _words), monitored ? SiteWords.Shown(site.Stage) : null, StandingOf(site), Wrong(site, last, register, frame.Now, _words),
            !monitored ? "–" : person.Sees >= Tier.T2 ? _words.Number(agents) : SiteWords.Band(agents, _words), last is not { } at ? null : monitored ? TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Sheet.ZoneOf(site)) : at.ToDateTimeOffset(),
            person.Sees >= Tier.T2 ? "/submissions?site=" + Uri.EscapeDataString(site.Code) : null);
    }

    private Standing StandingOf(Site site)
    {
        var v = site.Kind == SiteKind.Reference ? DaysTable.LastDay(db, site.Id) ?? DateOnly.MinValue : SiteRisk.Today(site, frame.Now);
        return SiteRisk.Of(db, inForce, site, v, SiteRisk.Newest(db), person.Sees).Standing;
    }

    public static int AgentsAt(Register register, Site site) => register.Agents.Count(a => a.Sites.Contains(site.Id));

    /// <summary>What is wrong with what is known of a site, in words.</summary>
    /// <param name="last">When its newest record came in.</param>
    public static IReadOnlyList<string> Wrong(Site site, Instant? last, Register register, DateTimeOffset now, Words words)
    {
        var wrong = new List<string>();
        if (site.Place is null)
            wrong.Add(words["sites.wrong.place"]);
        if (site.Minerals.IsEmpty)
            wrong.Add(words["sites.wrong.minerals"]);
        if (site.Kind == SiteKind.Reference || site.Stage is Stage.Exited or Stage.Paused)
            return wrong;
        if (AgentsAt(register, site) == 0)
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
