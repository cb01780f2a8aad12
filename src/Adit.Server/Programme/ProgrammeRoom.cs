using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Programme;

/// <summary>The first page of the office: all monitored sites that the reader may see, most urgent first.</summary>
internal static class ProgrammeRoom
{
    private const int RecentDays = 90;

    public static void MapProgramme(this IEndpointRouteBuilder routes) => routes.MapGet("/", (HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues) =>
    {
        var frame = Frames.Of(http);
        return Pages.Answer<ProgrammePage>(frame, database.Read(db => Of(db, frame, person, registers.Current, catalogues.Current!, FrameReading.Table(http.Request, "attention"))));
    }).Needs(Right.SeeSites, Tier.T2);

    public static ProgrammeView Of(SqliteConnection db, Frame frame, CurrentPerson person, Register register, InForce inForce, TableView table)
    {
        var words = frame.Words;
        var all = register.Sites.Values.Where(s => s.Kind == SiteKind.Monitored && person.SeesSite(s)).ToList();
        var shown = all.Where(s => Chosen(table, "mineral") is not { } m || s.Minerals.Contains(m)).Where(s => Chosen(table, "province") is not { } p || s.Province == p).ToList();
        var today = DateOnly.FromDateTime(frame.Now.UtcDateTime);
        var k = SiteRisk.Newest(db);
        var days = AgentDays.Of(db, all, today, k);
        var recent = DaysTable.Records(db, today.AddDays(-RecentDays));
        var lines = shown.Select(s => Line(SiteRisk.Of(db, inForce, s, SiteRisk.Today(s, frame.Now), k, person.Sees), days[s.Id], recent.GetValueOrDefault(s.Id), frame, person, inForce)).ToList();
        var markers = shown.Zip(lines).Where(s => s.First.Place is not null)
            .Select(s => new MarkerView(s.First.Name, SiteWords.Path(s.First), Place(s.First.Place!.Value.Latitude, person), Place(s.First.Place.Value.Longitude, person), s.Second.Standing)).ToList();
        return new(
            frame.Now, "UTC", Figures(all, days, lines, words), new(markers, person.Sees >= Tier.T2, person.Sees >= Tier.T2 ? null : words["map.coarse"]), table,
            Filters(all, table, words), [.. Sorted(lines, table)]);
    }

    private static SiteLineView Line(SiteRisk risk, AgentDays days, long records, Frame frame, CurrentPerson person, InForce inForce)
    {
        var words = frame.Words;
        var worst = risk.Open.FirstOrDefault();
        var hidden = risk.Indicators.Count(i => i.Rating.State == RatingState.Hidden);
        return new(
            risk.Site.Code, risk.Site.Name, SiteWords.Minerals(risk.Site, words), SiteWords.Shown(risk.Site.Stage),
            worst?.Rating.ToStanding() ?? Overall(risk), SiteWords.Shown(risk.Attention),
            worst?.Indicator.Name.In(words.Language), worst is null ? null : $"{SiteWords.Path(risk.Site)}/risks/{worst.Indicator.Id}", worst?.Rating.Known(), null,
            worst is not null ? words[RegimeKey(worst, inForce)] : hidden > 0 ? words.Say("programme.hidden", ("n", hidden)) : null, SiteWords.Shown(days),
            person.Sees >= Tier.T2 ? (int)records : null, SiteWords.Band(records, words));
    }

    // Where some risks were looked at and clear and others not looked at, the square says what the group rule says: not observed.
    private static Standing Overall(SiteRisk risk) => risk.Attention == Attention.NothingOpen ? Standing.NothingOpen : Standing.NotObserved;

    private static string RegimeKey(IndicatorRisk worst, InForce inForce) =>
        "regime." + (Clock.StartedBy(inForce.Catalogue, worst.Indicator, worst.Rating.Level)?.Id ?? "none");

    private static List<FigureView> Figures(List<Site> all, IReadOnlyDictionary<SiteId, AgentDays> days, List<SiteLineView> lines, Words words)
    {
        var week = all.Count(s => days[s.Id].Days.TakeLast(7).Contains(DayCover.Observed));
        var (done, planned) = (days.Values.Sum(d => d.Done), days.Values.Sum(d => d.Planned));
        var urgent = lines.Count(l => l.Attention.Kind is AttentionShown.UrgentPending or AttentionShown.FatalUnderReview);
        return
        [
            new(words.Say("programme.of", ("n", week), ("of", all.Count)), words["programme.figure.week"], "/sites"),
            new(planned == 0 ? "–" : words.Share((decimal)done / planned), words["programme.figure.days"]),
            new(words.Number(lines.Count(l => l.Standing is { Shown: Shown.Open, Severity: <= 2, Hollow: false })), words["programme.figure.grave"]),
            new(words.Number(urgent), words["programme.figure.urgent"], null, null, Alarm: urgent > 0),
        ];
    }

    private static IEnumerable<SiteLineView> Sorted(List<SiteLineView> lines, TableView table)
    {
        IOrderedEnumerable<SiteLineView> sorted = table.Sort switch
        {
            "name" => lines.OrderBy(l => l.Name, StringComparer.CurrentCulture),
            "coverage" => lines.OrderBy(l => l.Coverage.Share ?? -1),
            "incidents" => lines.OrderByDescending(l => l.Incidents ?? 0),
            _ => lines.OrderBy(l => l.Standing.Rank).ThenByDescending(l => (int)l.Attention.Kind),
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

    // About ten kilometres: enough to know the district, not the pit.
    private static decimal Place(decimal degrees, CurrentPerson person) => person.Sees >= Tier.T2 ? degrees : Math.Round(degrees, 1);
}
