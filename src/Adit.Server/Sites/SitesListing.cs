using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Sites;

/// <summary>Fills the register of sites, a page at a time: monitored sites, or those known from visits of others.</summary>
internal sealed class SitesListing(SqliteConnection db, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private const int PageSize = 50;

    private readonly Words _words = frame.Words;

    public SitesView Fill(TableView table)
    {
        var reference = Asked(table, "kind") == "reference" && person.Role.OfTheProgramme();
        var search = Asked(table, "q");
        var matching = register.Sites.Values.Where(s => s.Kind == (reference ? SiteKind.Reference : SiteKind.Monitored) && person.SeesSite(s) && SitesRoom.Matches(s, search)).ToList();
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

    private List<Site> Sorted(List<Site> sites, TableView table)
    {
        var last = DaysTable.LastRecords(db, sites.Select(s => s.Id));
        IOrderedEnumerable<Site> sorted = table.Sort switch
        {
            "name" => sites.OrderBy(s => s.Name, StringComparer.CurrentCulture),
            "standing" => sites.OrderBy(s => StandingOf(s).Rank),
            "stage" => sites.OrderBy(s => s.Stage),
            "last" => sites.OrderBy(s => last.TryGetValue(s.Id, out var at) ? at.Micros : long.MinValue),
            _ => sites.OrderByDescending(s => Wrong(s, last.TryGetValue(s.Id, out var at) ? at : null).Count),
        };
        var list = sorted.ThenBy(s => s.Name, StringComparer.CurrentCulture).ThenBy(s => s.Id.Value).ToList();
        if (table.Descending)
            list.Reverse();
        return list;
    }

    private SiteRegisterLineView Line(Site site, Instant? last)
    {
        var (agents, monitored) = (SitesRoom.AgentsAt(register, site), site.Kind == SiteKind.Monitored);
        return new(
            site.Code, site.Name, $"{site.Province}, {_words.Country(site.Country)}", SiteWords.Minerals(site, _words), monitored ? SiteWords.Shown(site.Stage) : null, StandingOf(site), Wrong(site, last),
            !monitored ? "–" : person.Sees >= Tier.T2 ? _words.Number(agents) : SiteWords.Band(agents, _words), last is not { } at ? null : monitored ? TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Sheet.ZoneOf(site)) : at.ToDateTimeOffset(),
            person.Sees >= Tier.T2 ? "/submissions?site=" + Uri.EscapeDataString(site.Code) : null);
    }

    private Standing StandingOf(Site site)
    {
        var v = site.Kind == SiteKind.Reference ? DaysTable.LastDay(db, site.Id) ?? DateOnly.MinValue : SiteRisk.Today(site, frame.Now);
        return SiteRisk.Of(db, inForce, site, v, SiteRisk.Newest(db), person.Sees).Standing;
    }

    private IReadOnlyList<string> Wrong(Site site, Instant? last) => SitesRoom.Wrong(site, register, _words, last is { } at ? frame.Now - at.ToDateTimeOffset() : null);

    private static string? Asked(TableView table, string name) => table.Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static string Query(TableView table, string? after)
    {
        var kept = table.Query.Where(q => q.Key != "after" && q.Value.Length > 0).Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}");
        return "?" + string.Join('&', after is null ? kept : kept.Append("after=" + after));
    }
}
