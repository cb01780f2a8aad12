using Adit.Programme;
using Adit.Sites;
using Adit.Web;

namespace Adit.Tests.Web;

/// <summary>Invented views, rich enough to see every state of every page.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 40, 0, TimeSpan.FromHours(2));
    public static readonly DateOnly Today = DateOnly.FromDateTime(Now.DateTime);

    public static Frame Frame(string language = "en", string path = "/", string? role = "lead") => new(
        Words.In(language), path, Now, role is null ? null : new ReaderView("A. Lead", role, Rooms.For(role)), "Great Lakes demonstration", Simulated: true,
        new FormTokenView("__token", "sample"));

    public static TableView Table(string path, string sort = "attention") => new(path, new Dictionary<string, string>(), sort);

    public static CoverageView Coverage(int days, params int[] gaps) => new(
        Today.AddDays(-days + 1), [.. Enumerable.Range(0, days).Select(d => gaps.Contains(d) ? DayLook.NotObserved : DayLook.Observed)], days - gaps.Length, days);

    private static (string Id, string Name, string Aside, decimal Lat, decimal Lon, Standing Standing, AttentionView Attention, string? Urgent, HowKnown? Known, int? Hours, string? Note, int[] Gaps, int Incidents, StageShown Stage)[] Sites =>
    [
        ("vumbari", "Vumbari", "Co Cu", -10.4m, 25.6m, Standing.Open(1), new(AttentionShown.UrgentPending), "Under-18 in hazardous work", HowKnown.Observed, 28, null, [20], 41, StageShown.Monitored),
        ("tengezela", "Tengezela", "Co", -10.8m, 26.2m, Standing.Open(2), new(AttentionShown.AnnexPlan, 142), "Security force taxes ore", HowKnown.Corroborated, 38 * 24, null, [20, 21], 33, StageShown.Monitored),
        ("pelekazi", "Pelekazi", "Co Cu", -10.7m, 25.4m, Standing.Open(2), new(AttentionShown.OverdueActions), "Pit depth 14 m, limit 10 m", HowKnown.Observed, -72, null, [7, 13], 58, StageShown.Monitored),
        ("zunguruko", "Zunguruko", "Co", -11.3m, 27.3m, Standing.Reported(2), new(AttentionShown.BeingVerified), "Barrier fee, one person told", HowKnown.Reported, 80, null, [1, 7, 8, 19, 25], 17, StageShown.Monitored),
        ("marefuni", "Marefuni", "Cu", -11.0m, 26.8m, Standing.Open(3), new(AttentionShown.ActionsRunning), "PPE in use 46 % (n 24, ± 19)", HowKnown.Observed, 216, null, [23], 22, StageShown.Monitored),
        ("bondelamu", "Bondelamu", "Co", -10.2m, 26.1m, Standing.Open(3), new(AttentionShown.OpenFindings), "Legal title open", HowKnown.Observed, 2, null, [0, 3, 9, 10, 11, 15, 17, 20, 21, 22, 23, 24], 12, StageShown.Baseline),
        ("fungezi", "Fungezi", "Cu", -11.6m, 27.5m, Standing.Open(4), new(AttentionShown.ActionsRunning), "Toilets per 100 workers", HowKnown.Observed, null, null, [7], 9, StageShown.Monitored),
        ("birizenga", "Birizenga", "Sn Ta", -2.3m, 28.3m, Standing.Reported(1), new(AttentionShown.BeingVerified), "Armed men at the washing point, one person told", HowKnown.Reported, 19, null, [4, 5, 6, 12], 14, StageShown.Monitored),
        ("ngomaruvu", "Ngomaruvu", "Ta", -1.5m, 28.9m, Standing.Open(3), new(AttentionShown.FatalUnderReview), "One dead in a wall collapse, 4 Nov", HowKnown.Observed, 100, null, [2, 3], 27, StageShown.Monitored),
        ("rutambwe", "Rutambwe", "Sn W", -1.7m, 29.9m, Standing.NothingOpen, new(AttentionShown.NothingOpen), null, null, null, "11 of 58 risks hard to see", [], 3, StageShown.Monitored),
        ("lukwasho", "Lukwasho", "Co Cu", -10.95m, 25.9m, Standing.NothingOpen, new(AttentionShown.NothingOpen), "12 of 61 risks hard to see", null, null, "last channel test 4 Nov", [0, 12, 18], 14, StageShown.Monitored),
        ("sambolo", "Sambolo", "Co", -9.9m, 27.0m, Standing.NotObserved, new(AttentionShown.NotObserved), null, null, null, "no agent since 9 Oct", [.. Enumerable.Range(0, 30)], 0, StageShown.Paused),
    ];

    public static ProgrammeView Programme(Words w) => new(
        Now, "Lubumbashi",
        [
            new("11 of 12", "sites observed this week", "/sites"), new(w.Share(0.87m), "of planned agent-days, last 30 days"),
            new("2", "Annex II clocks + plan deadlines running", null, "+ 14"), new("5", "overdue, oldest 12 days", "/sites?attention=overdue", null, Alarm: true),
        ],
        new([.. Sites.Select(s => new MarkerView(s.Name, "/sites/" + s.Id, s.Lat, s.Lon, s.Standing))], Exact: true, "Exact positions are for programme staff only."),
        Table("/"),
        [new("mineral", "Mineral", null, [new("Co", "Cobalt"), new("Cu", "Copper")]), new("province", "Province", "lualaba", [new("lualaba", "Lualaba"), new("haut-katanga", "Haut-Katanga")])],
        [.. Sites.Select(s => new SiteLineView(
            s.Id, s.Name, s.Aside, s.Stage, s.Standing, s.Attention, s.Urgent, s.Urgent is null ? null : $"/sites/{s.Id}/risks/OH-04", s.Known,
            s.Hours is { } h ? new DeadlineView(Now.AddHours(h)) : null, s.Note, Coverage(30, s.Gaps), s.Id == "rutambwe" ? null : s.Incidents, "fewer than 5"))]);

    public static SiteView Site(Words w) => new(
        "pelekazi", "Pelekazi", ["Cobalt, copper", "Lualaba", "cooperative CDM-L", "41 pits, about 1,150 people"], StageShown.Monitored,
        Standing.Open(2), new(AttentionShown.OverdueActions), null,
        new(Standing.Open(2), "Overdue action", "Pit depth over the limit: 14 m at pit 17, limit here 10 m (EGC 2021).",
            "Observed · OH-04 v1 · plan deadline, not an Annex II risk · seen 3 times since 2 Nov · operator disputes the depth of pit 17.",
            new(Now.AddDays(-3), "Mark and close pits over 10 m"), "/sites/pelekazi/risks/OH-04", "/submissions/1"),
        Grid(), [new("54 of 61", "risks looked at in 30 days"), new(w.Share(0.9m), "of agent-days"), new("7", "risks hard to see"), new("58", "incidents, 90 d", "#happened")],
        [
            new(Now.AddDays(-3), "Agent measured pit 17 again: 14.2 m.", "/submissions/1", "record", Standing.Open(2)),
            new(Now.AddDays(-5), "Cooperative reports pits 9 and 11 closed; verification due in 2 d."),
            new(Now.AddDays(-12), "Price board checked: paid 92 % of posted.", "/submissions/2", "record"),
            new(Now.AddDays(-17), "One person told of a barrier fee on the road.", "/submissions/3", "record", Standing.Reported(2)),
            new(Now.AddDays(-24), "October figures published, entry 48,213.", "/verify"),
        ],
        Charts(), Coverage(30, 7, 13),
        [new("Cooperative", "CDM-L"), new("Mineral", "cobalt, copper"), new("Rule set", "EGC-2021"), new("Pit depth limit", "10 m"), new("External id", "demo-0007")],
        new([new("Pelekazi", null, -10.7m, 25.4m, Standing.Open(2)), new("Pit 17", null, -10.71m, 25.42m, Standing.Open(2))], true),
        [new("Fewer than 5", Protected: true)]);

    private static RiskGridView Grid()
    {
        var months = Enumerable.Range(0, 12).Select(i => new DateOnly(2025, 12, 1).AddMonths(i)).ToList();
        return new(months, [17, 20, 22, 24, 27, 23, 26, 25, null, 24, 27, 20],
        [
            Group("SA", "Serious abuses", "A2 §1", ".......1...."), Group("AG", "Non-state armed groups", "A2 §3", "oooooooohooo"),
            Group("SF", "Security forces", "A2 §5–9", "332222222333"), Group("BR", "Bribery and false origin", "A2 §11", ".....3......"),
            Group("TX", "Taxes and fees", "A2 §13", "3333oooooooo"), Group("CL", "Children on site", "C138", "222332223333"),
            Group("OH", "Accidents and safety", "OHS", "223212233222"), Group("LG", "Legality", "DRC", "333333444444"),
            Group("LB", "Pay, prices, scales", null, "33333333?333"), Group("EN", "Water, waste, dust", null, "??333??33333"),
            Group("CO", "Community", null, "444444444444"), Group("TR", "Chain of custody", null, "????33323333"), Group("GR", "Complaints", null, "?oo3oooo3ooo"),
            Group("IC", "ICGLR certificate", null, "------------"),
        ]);

        RiskGroupView Group(string code, string name, string? clause, string cells) => new(
            code, name, clause, [.. cells.Select((c, i) => new RiskCellView(Cell(c), c is '-' ? null : $"/sites/pelekazi/risks/{code}-01?month={months[i]:yyyy-MM}"))],
            4, 5,
            [
                new(code + "-01", name + ", present", Cell(cells[^1]), cells[^1] is '1' or '2' or '3' or '4' ? HowKnown.Observed : null, Today.AddDays(-20)),
                new(code + "-02", name + ", second indicator", Standing.NotObserved, null, Today.AddDays(-400), "stale since 4 Oct"),
                new(code + "-03", "Age structure of earnings", Standing.Unrated, null, Today.AddDays(-3)),
                new(code + "-04", "Tag stock counted", Standing.NothingRecords, null, null),
            ]);
    }

    public static Standing Cell(char c) => c switch
    {
        '.' => Standing.Hidden,
        'o' => Standing.NothingOpen,
        'h' => Standing.Reported(2),
        '?' => Standing.NotObserved,
        '-' => Standing.DoesNotApply,
        _ => Standing.Open(c - '0'),
    };

    private static ChartView[] Charts()
    {
        string[] letters = ["D", "J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N"];
        PointView[] Points(params int?[] values) => [.. values.Select((v, i) => new PointView(letters[i], new DateOnly(2025, 12, 1).AddMonths(i).ToString("yyyy-MM", null), v, "/submissions"))];
        return
        [
            new("People at work", "persons", ChartKind.Bars, Points(980, 1010, 1100, 1150, 1200, 1180, 1150, 1090, null, 1120, 1150, 1150)),
            new("Production", "t", ChartKind.Bars, Points(61, 64, 58, 70, 77, 80, 79, 66, null, 71, 74, 50), Note: "November to the 23rd."),
            new("Deepest pit", "m", ChartKind.Line, Points(8, 8, 9, 9, 10, 11, 12, 12, null, 13, 14, 14), 10, "limit 10 m"),
        ];
    }
}
