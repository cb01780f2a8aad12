using System.Data.Common;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The first page of the office: all monitored sites that the reader may see, most urgent first.</summary>
internal static class ProgrammeRoom
{
    private const int RecentDays = 90;

    public static void MapProgramme(this IEndpointRouteBuilder routes) => routes.MapGet("/", (HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
    {
        var frame = Frames.Of(http);
        return Pages.Answer<ProgrammePage>(frame, database.Read(db => Of(db, ledger, frame, person, registers.Current, catalogues.Current!, FrameReading.Table(http.Request, "attention"))));
    }).Needs(Right.SeeSites, Tier.T2);

    public static ProgrammeView Of(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce, TableView table)
    {
        var words = frame.Words;
        var all = register.Sites.Values.Where(s => s.Kind == SiteKind.Monitored && person.SeesSite(s)).ToList();
        var zone = ZoneOf(all);
        var now = TimeZoneInfo.ConvertTime(frame.Now, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var today = DateOnly.FromDateTime(now.DateTime);
        var recent = DaysTable.Records(db, today.AddDays(-RecentDays));
        var k = SiteRisk.Newest(db);
        var (days, clocks) = (AgentDays.Of(db, all, today, k), new Clocks(db, ledger, register, inForce));
        var sites = all.Select(s => new SiteNow(SiteRisk.Of(db, inForce, s, SiteRisk.Today(s, frame.Now), k, person.Sees), days[s.Id], recent.GetValueOrDefault(s.Id), clocks)).ToList();
        var shown = sites.Where(s => Chosen(table, "mineral") is not { } m || s.Risk.Site.Minerals.Contains(m)).Where(s => Chosen(table, "province") is not { } p || s.Risk.Site.Province == p).ToList();
        return new(
            now, Words.PlaceOf(zone), ProgrammeFigures.Of(sites, frame.Now, words), Map(shown, person, words), table, Filters(all, table, words),
            [.. Sorted(shown.Select(s => s.Line(inForce, person, words)), table)], person.May(Right.KeepSites), all.Count > 0 ? 0 : register.Sites.Values.Count(s => s.Kind == SiteKind.Reference && person.SeesSite(s)));
    }

    // Most of a programme's sites share a zone; the page is headed by the time there.
    private static string ZoneOf(List<Site> all) => all.GroupBy(s => s.Zone).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key ?? "UTC";

    private static MapView Map(List<SiteNow> shown, CurrentPerson person, Words words)
    {
        var exact = person.Sees >= Tier.T2;
        var markers = shown.Where(s => s.Risk.Site.Place is not null).Select(s => (s.Risk.Site, Place: s.Risk.Site.Place!.Value, s.Risk.Standing))
            .Select(s => new MarkerView(s.Site.Name, SiteWords.Path(s.Site), Rounded(s.Place.Latitude, exact), Rounded(s.Place.Longitude, exact), s.Standing));
        return new([.. markers], exact, exact ? null : words["map.coarse"]);
    }

    // About ten kilometres: enough to know the district, not the pit.
    private static decimal Rounded(decimal degrees, bool exact) => exact ? degrees : Math.Round(degrees, 1);

    private static IEnumerable<SiteLineView> Sorted(IEnumerable<SiteLineView> lines, TableView table)
    {
        IOrderedEnumerable<SiteLineView> sorted = table.Sort switch
        {
            "name" => lines.OrderBy(l => l.Name, StringComparer.CurrentCulture),
            "clock" => lines.OrderBy(l => l.Deadline?.Due ?? DateTimeOffset.MaxValue),
            "coverage" => lines.OrderBy(l => l.Coverage.Share ?? -1),
            "records" => lines.OrderByDescending(l => l.Records ?? 0),
            _ => lines.OrderBy(l => l.Standing.Rank).ThenByDescending(l => (int)l.Attention.Kind).ThenBy(l => l.Deadline?.Due ?? DateTimeOffset.MaxValue),
        };
        var list = sorted.ThenBy(l => l.Name, StringComparer.CurrentCulture).ToList();
        if (table.Descending)
            list.Reverse();
        return list;
    }

    private static List<FilterView> Filters(List<Site> all, TableView table, Words words) =>
    [
        new("mineral", words["filter.mineral"], Chosen(table, "mineral"), [.. all.SelectMany(s => s.Minerals).Distinct().Order(StringComparer.Ordinal).Select(m => new OptionView(m, words.Has("mineral." + m) ? words["mineral." + m] : m))]),
        new("province", words["filter.province"], Chosen(table, "province"), [.. all.Select(s => s.Province).Distinct().Order(StringComparer.Ordinal).Select(p => new OptionView(p, p))]),
    ];

    private static string? Chosen(TableView table, string name) => table.Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
