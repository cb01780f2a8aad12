using Adit.Forms;
using Adit.Method;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Submissions;
using Adit.Verify;
using Adit.Web;
using static Adit.Tests.Web.Samples;

namespace Adit.Tests.Web;

/// <summary>More invented views: registers, records, method, proofs.</summary>
internal static class SamplesOfRecords
{
    public static RiskView Risk() => new(
        "pelekazi", "Pelekazi", "OH-04", 1, "Pit depth over limit", "Accidents and safety",
        "Depth of each open pit, by rope or laser from the collar; the agent never enters.",
        Standing.Open(2), HowKnown.Observed, Today.AddDays(-21), null,
        [new(1, "Pit depth above 2 × the pit depth limit of the site (20 m)", false), new(2, "Pit depth above the pit depth limit of the site (10 m)", true)], null,
        [new("EGC 2021", "pits-max-10m", 'r'), new("DRC Mining Regulations", "30 m", 'g'), new("CRAFT", "M5", 'p')],
        "cap", new(Now.AddDays(-3), "Mark and close pits over 10 m"), false, "Close the pit within 72 h; plan within 60 d.",
        [
            new(Now.AddDays(-3), "Pit depth", "14.2 m", "pit 17", HowKnown.Observed, "agent 07", "/submissions/1"),
            new(Now.AddDays(-11), "Pit depth", "14 m", "pit 17", HowKnown.Observed, "agent 07", "/submissions/1"),
            new(Now.AddDays(-21), "Pit depth", "about 13 m", "pit 17", HowKnown.Reported, "agent 03, told", null),
        ],
        [new(Now.AddDays(-2), "Pit depth", "6.5 m", "pit 4", HowKnown.Observed, "agent 07", "/submissions/4"), new(Now.AddDays(-2), "Pit depth", "8 m", "pit 5", HowKnown.Observed, "agent 07", "/submissions/4")],
        new("5–9", false, "/verify?entry=48213"),
        [new(Now.AddDays(-9), "CDM-L (operator)", Standing.Open(2), null, "The collar of pit 17 was raised with waste.", false), new(Now.AddDays(-5), "B. Analyst", Standing.Open(1), Standing.Open(2), "Measured on the slope, not on the vertical.", true)],
        ["A verified action that closes or cuts back pit 17.", "A measurement of pit 17 at 10 m or less does not close it alone."],
        [new("Goes stale after", "14 d"), new("Closed by", "a verified action"), new("Applies to", "DRC, pits, EGC-2021")],
        Coverage(30, 7, 13), "Measured by the agent. A pit that is not open is not measured.",
        [.. Enumerable.Range(0, 6).Select(i => new RiskMonthView(new DateOnly(2026, 6, 1).AddMonths(i), i == 2 ? Standing.NotObserved : Standing.Open(i > 3 ? 2 : 3), i == 2 ? 0 : 9 + i, "/sites/pelekazi/risks/OH-04?month=2026-0" + (6 + i)))]);

    public static SitesView Sites() => new(
        Table("/sites", "wrong"), [new("stage", "Stage", null, [new("monitored", "Monitored")])], null,
        [
            new("sambolo", "Sambolo", "Lualaba", "Co", StageShown.Paused, Standing.NotObserved, ["no agent since 9 Oct", "no boundary"], "none", Now.AddDays(-45)),
            new("bondelamu", "Bondelamu", "Lualaba", "Co", StageShown.Baseline, Standing.Open(3), ["baseline 60 % done"], "agent 11", Now.AddHours(-5)),
            new("vumbari", "Vumbari", "Lualaba", "Co, Cu", StageShown.Monitored, Standing.Open(1), [], "agents 02, 05", Now.AddMinutes(-30)),
            new("ref-1", "Reference visit site", "Sud-Kivu", "Au", null, Standing.Open(3), [], "", null),
        ],
        new(null, "/sites?after=4", "4 of 3,421"), new("Contains IPIS open data, ODC-BY", "/method#standards"), true);

    public static SubmissionView Submission() => new(
        "1", "Pit check, 20 November 2026", "pelekazi", "Pelekazi", "agent 07", Now.AddDays(-3), Now.AddDays(-2), "pit-check", 1, "2026100101",
        [new("en", "English"), new("fr", "Français")], "en",
        [
            new("Site", "Pelekazi", Code: "pelekazi"), new("Weather", null),
            new("Pits", null, Inside:
            [
                new("Pit 1 of 2", null, Inside: [new("Which pit?", "Pit 17", Code: "pit-17"), new("Depth from the collar", "14.2 m", Flag: "over the limit of the site"), new("How was it measured?", "rope"), new("Photo of the collar", "p17.jpg", Attachment: "p17.jpg")]),
                new("Pit 2 of 2", null, Inside: [new("Which pit?", "Pit 4"), new("Depth from the collar", "6.5 m"), new("Water in it?", "no"), new("How much water?", null, Unasked: true)]),
            ]),
            new("Remarks", "Waste heaped on the collar of 17 since last week."),
        ],
        null, new([new("Record", null, -10.712m, 25.421m, Standing.Open(2)), new("Pelekazi", null, -10.7m, 25.4m, Standing.NothingOpen)], true, "Recorded 1.2 km from the middle of the site, ± 8 m."),
        [new("p17.jpg", "image/jpeg", 412_000, "/submissions/1/files/p17.jpg", null, "Photo of the collar of pit 17"), new("audio.amr", "audio/amr", null, null, null, "audio")],
        [new("Source", "phone"), new("Device", "collect:Xk2f…"), new("Phone clock", "20 Nov 2026, 10:41 (+2 min)"), new("Received", "21 Nov 2026, 15:40"), new("Form version", "2026100101", "/forms/pit-check"), new("Key", "…f3a9")],
        [new("clock", "phone clock 2 min ahead"), new("old-form", "form version before the current one")],
        new("has-issues", "B. Analyst", Now.AddDays(-1), "Please measure on the vertical."),
        [new(Now.AddDays(-2), "as edited", null, true), new(Now.AddDays(-3), "as first sent", "/submissions/1?version=1", false)],
        [new("Pit depth, pit 17", "14.2 m", "OH-04", "/sites/pelekazi/risks/OH-04", Standing.Open(2)), new("Pit depth, pit 4", "6.5 m", "OH-04", "/sites/pelekazi/risks/OH-04", Standing.NothingOpen), new("Rain", "0 mm", null, null, null)],
        new(48_213, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 48_300, "ab12", "/submissions/1/proof"), true, true);

    public static SubmissionsView Submissions() => new(
        Table("/submissions", "received"), [new("form", "Form", null, [new("visit", "Daily visit")]), new("review", "Review", "received", [new("received", "Received, not reviewed")])],
        [
            new("1", "Pit check", "pelekazi", "Pelekazi", "agent 07", Now.AddDays(-3), Now.AddHours(-1), "received", [new("clock", "phone clock 2 min ahead")], Standing.Open(2), 1),
            new("2", "Price", "pelekazi", "Pelekazi", "agent 07", Now.AddDays(-3), Now.AddHours(-2), "approved", [], null, 0),
            new("3", "Incident", "zunguruko", "Zunguruko", "agent 09", Now.AddDays(-4), Now.AddHours(-30), "has-issues", [new("place", "28 km from the site")], Standing.Reported(2), 0),
        ],
        new("/submissions?before=3", "/submissions?after=3", "3 of 12,480"), new("10–19", Protected: true), [new("CSV", "/submissions.csv.zip"), new("JSON", "/submissions.json")]);

    private static FormLineView Form => new(
        "daily-visit", "Daily visit", ["2 agents still send the version of 1 October"],
        [new("2026110101", Now.AddDays(-22), 412, 10, Now.AddHours(-1), "/forms/daily-visit.xml", true), new("2026100101", Now.AddDays(-53), 1_804, 2, Now.AddDays(-1), "/forms/daily-visit.xml?v=1", false)],
        "en, fr", 34, 21, "T2", "open");

    public static FormsView Forms() => new(Table("/forms", "wrong"), [Form, Form with { Id = "child-at-risk", Title = "Child at risk", Wrong = [], Tier = "T3", State = "closed" }], true, ["pit.dephth in daily-visit.xml, bind 14, is not an observable; did you mean pit.depth?"]);

    public static FormView FormPage() => new(Form,
        [
            new("site", "Which site?", null, "one of a list", null, null, true, "T2", null, ["your sites"]),
            new("people", "People", null, "group", null, null, false, "T2", null, [], [new("n", "How many people at work?", "Count from a high place", "whole number", "${site} != ''", ". >= 0 and . <= 5000", true, "T1", "people at work (LB-10)", [])]),
        ], [new("en", "English"), new("fr", "Français")], "en", true);

    public static AgentsView Agents() => new(
        Table("/agents", "wrong"),
        [
            new("a11", "agent 11", "sealed name", ["silent for 6 d"], [new("sambolo", "Sambolo")], [new("visit", "Daily visit")], Now.AddDays(-6), [new("k1", "f3a9", "key", false), new("k0", "aa01", "password", true)]),
            new("a07", "agent 07", null, [], [new("pelekazi", "Pelekazi")], [new("visit", "Daily visit"), new("price", "Price")], Now.AddHours(-1), [new("k2", "77b0", "key", false)]),
        ],
        new("agent 12", "agent-12", "sample-not-a-secret", "http://localhost:8080/key/sample-not-a-secret/", new QrView(3, "M0 0h1v1h-1zM2 2h1v1h-1z"), "http://localhost:8080/openrosa"),
        [new("pelekazi", "Pelekazi"), new("sambolo", "Sambolo")], [new("visit", "Daily visit"), new("price", "Price")], true,
        [new("u1", "A. Lead", "lead", Now.AddMinutes(-5), false), new("u2", "Buyer One", "buyer", null, false)]);

    public static SignInView SignIn() => new("a.lead", "/", true, TimeSpan.FromMinutes(2), [new("lead", "lead"), new("buyer", "buyer")]);

    public static MethodView Method() => new(
        "3f2a91c0", new DateOnly(2026, 6, 1), [new("92", "indicators"), new("41", "clauses read"), new("63", "clauses not yet checked"), new("17", "risks hard to see")],
        [.. new[] { ("SA", "Serious abuses"), ("OH", "Accidents and safety"), ("TR", "Chain of custody") }.Select(g => new MethodGroupView(g.Item1, g.Item2, "What the group is about, in a sentence.", [.. Enumerable.Range(1, 6).Select(i => Indicator($"{g.Item1}-0{i}", i))]))],
        [new("OECD-A2", "OECD Due Diligence Guidance, Annex II", null, 61, 34), new("EGC", "EGC Responsible Sourcing Standard 2021", null, 3, 2)],
        ["Sites without an agent on a day are not observed that day.", "What is hidden, such as forced labour or bribery, is heard of rarely; silence says little.", "What happens after the ore has left the depot is not looked at yet."]);

    private static IndicatorView Indicator(string id, int i) => new(
        id, 1, i == 4 ? "Pit depth over limit" : $"Indicator {i} of the group", "Depth of each open pit, by rope or laser from the collar.", i == 3 ? "event" : "measure", i == 3 ? "hidden" : "measured", "T1", i == 3,
        i is 5 or 6 ? [] : [new(1, "Pit depth above 2 × the pit depth limit of the site", false), new(2, "Pit depth above the pit depth limit of the site", false)], i == 5 ? "the limit of noise, from a mine-safety expert" : null,
        [new("EGC 2021", "pits-max-10m", 'r'), new("DRC Mining Regulations", "30 m", 'g')], i == 1 ? "annex2-immediate" : "cap", i == 2, "Close the pit within 72 h; plan within 60 d.",
        i == 3 ? "Nobody can see it from the outside; only a confidential talk or the channel can tell." : null,
        [new("Goes stale after", "14 d"), new("Closed by", "a verified action")],
        [new("14 m where the limit is 10", Standing.Open(2)), new("one person tells of 25 m", Standing.Reported(1)), new("8 m", Standing.NothingOpen), new("tin site in Rwanda", Standing.DoesNotApply)],
        [], i == 6 ? "Custody is recorded from a later version on." : null);

    public static VerifyView Verify(bool? holds = true) => new(
        "adit-demo/great-lakes/00112233aabbccdd", "adit-demo/great-lakes/00112233aabbccdd+5a1f0c2e+Aq9l0zq0x7l8dE1mY5sample", 48_300, "u2h9sample=", Now.AddHours(-9), "48213",
        new(holds, holds == true ? "Yes: this entry stands in the published ledger." : "No: the proof does not lead to the published head.",
            [new(true, "The head is signed by the ledger's key."), new(holds == true, "The entry is in the tree under that head.")],
            ["Whether what the record says is true.", "Whether another head was shown to somebody else: no witness has signed yet."],
            [new("Entry", "48,213"), new("Recorded", "21 November 2026, 15:40")]));
}
