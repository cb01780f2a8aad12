using System.Data.Common;
using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The first page of the office: the monitored sites that the reader may see, most urgent first, a page at a time.</summary>
internal static class ProgrammeRoom
{
    private const int PageSize = 100;

    public static void MapProgramme(this IEndpointRouteBuilder routes) => routes.MapGet("/", (HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, SitesToday sites) =>
    {
        var frame = Frames.Of(http);
        return Pages.Answer<ProgrammePage>(frame, database.Read(db => Of(db, sites, frame, person, registers.Current, catalogues.Current!, FrameReading.Table(http.Request, "attention"))));
    }).Needs(Right.SeeSites, Tier.T2);

    private static ProgrammeView Of(DbConnection db, SitesToday today, Frame frame, CurrentPerson person, Register register, InForce inForce, TableView table)
    {
        var words = frame.Words;
        // In the order of names, which sorting by anything else keeps among equals.
        var all = register.MonitoredByName().Where(person.SeesSite).ToList();
        var zone = ZoneOf(all);
        var sites = today.Of(db, register, inForce, all);
        var (mineral, province) = (Chosen(table, "mineral"), Chosen(table, "province"));
        var shown = mineral is null && province is null ? sites : sites.Where(s => (mineral is null || s.Site.Minerals.Contains(mineral)) && (province is null || s.Site.Province == province)).ToList();
        var start = int.TryParse(Chosen(table, "after"), CultureInfo.InvariantCulture, out var after) && after > 0 && after < shown.Count ? after : 0;
        var page = Sorted(shown, table, person.Sees).Skip(start).Take(PageSize);
        return new(
            TimeZoneInfo.ConvertTime(frame.Now, TimeZoneInfo.FindSystemTimeZoneById(zone)), Words.PlaceOf(zone), ProgrammeFigures.Of(sites, person.Sees, frame.Now, words),
            ProgrammeMap.Of(shown, person, words), table, Filters(all, table, words), [.. page.Select(s => new SiteLine(s.Site, s.Today, inForce, person.Sees, words).View())],
            shown.Count <= PageSize ? null : Pager(table, start, shown.Count, words), person.May(Right.KeepSites),
            all.Count > 0 ? 0 : register.Sites.Values.Count(s => s.Kind == SiteKind.Reference && person.SeesSite(s)));
    }

    // Most of a programme's sites share a zone; the page is headed by the time there.
    private static string ZoneOf(List<Site> all) => all.CountBy(s => s.Zone).OrderByDescending(g => g.Value).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault().Key ?? "UTC";

    private static IEnumerable<(Site Site, SiteToday Today)> Sorted(List<(Site Site, SiteToday Today)> sites, TableView table, Tier reader)
    {
        IEnumerable<(Site Site, SiteToday Today)> sorted = table.Sort switch
        {
            "name" => sites,
            "clock" => sites.OrderBy(s => Due(s.Today)),
            "coverage" => sites.OrderBy(s => s.Today.Days.Share ?? -1),
            "records" => sites.OrderByDescending(s => reader >= Tier.T2 ? s.Today.Records : 0),
            _ => sites.OrderBy(s => s.Today.To(reader).Standing.Rank).ThenByDescending(s => (int)SiteWords.Shown(s.Today.To(reader).Attention).Kind).ThenBy(s => Due(s.Today)),
        };
        return table.Descending ? sorted.Reverse() : sorted;
    }

    private static DateTimeOffset Due(SiteToday today) => today.Next?.Due ?? DateTimeOffset.MaxValue;

    private static PagerView Pager(TableView table, int start, int count, Words words) => new(
        start == 0 ? null : table.From(Math.Max(0, start - PageSize)), start + PageSize >= count ? null : table.From(start + PageSize), words.Say("sites.count", ("n", count)));

    private static List<FilterView> Filters(List<Site> all, TableView table, Words words) =>
    [
        new("mineral", words["filter.mineral"], Chosen(table, "mineral"), [.. all.SelectMany(s => s.Minerals).Distinct().Order(StringComparer.Ordinal).Select(m => new OptionView(m, words.Has("mineral." + m) ? words["mineral." + m] : m))]),
        new("province", words["filter.province"], Chosen(table, "province"), [.. all.Select(s => s.Province).Distinct().Order(StringComparer.Ordinal).Select(p => new OptionView(p, p))]),
    ];

    private static string? Chosen(TableView table, string name) => table.Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
