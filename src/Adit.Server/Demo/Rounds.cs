namespace Adit.Demo;

/// <summary>What is recorded every week, fortnight, month or quarter.</summary>
internal static class Rounds
{
    public static Draft Security(AgentDay day)
    {
        var sheet = day.Begin("security", 12, 6).With(("source", "seen"), ("seen", day.Site.Post ? "force" : "none"), ("group_supply", "none"), ("action", "none"));
        return day.Site.Post
            ? sheet.Row("forces", ("force", "mines_police"), ("force_armed", true), ("force_present", true), ("force_members", day.Dice.Whole(2, 5)), ("force_duty", "legal_post"),
                ("force_uniform", true), ("force_place", "gate"), ("force_act", "guards"), ("force_frequency", "permanent"))
            : sheet;
    }

    public static Draft Environment(AgentDay day)
    {
        var dice = day.Dice;
        var sheet = day.Begin("environment", 11, 8).With(
            ("place", day.Place()), ("washing_place", day.Shows(Weak.River, 0.6) ? "river" : day.Site.Type == "open_pit" ? "no_washing" : "wash_point"), ("washing_m", dice.Whole(60, 240)),
            ("water_changed", false), ("water_colour", "clear"), ("waste", "none"), ("dust", day.Shows(Weak.Dust) ? "homes" : "none"), ("abandoned", 0), ("trees", false),
            ("fire", false), ("noise", false), ("harm", "none"), ("protected_area", "outside"), ("mercury", day.Site.Is(Weak.Mercury)), ("substance", "none"), ("explosives", "none"),
            ("radiation_meter", day.Site.MainMineral == "coltan"), ("calibrated", true), ("background", dice.Number(0.08, 0.16, 2)));
        return sheet.Row("readings", ("reading_at", "bag"), ("dose", dice.Number(0.2, 0.9, 2)));
    }

    /// <summary>The whole baseline at the start, later its parts.</summary>
    public static Draft Baseline(AgentDay day, string parts)
    {
        var (site, dice) = (day.Site, day.Dice);
        var sheet = day.Begin("site-baseline", 9, 25).With(
            ("parts", parts), ("place", day.Place()), ("active", true), ("mineral", site.Minerals), ("exploitation", site.Type), ("mechanisation", "low"), ("pits_total", site.Pits),
            ("pits_open", site.Pits * 3 / 4), ("access_points", dice.Whole(1, 3)), ("access", "vehicle"), ("traceability", site.Egc ? "egc" : site.MainMineral == "gold" || site.MainMineral == "copper" ? "none" : "itsci"),
            ("other_operator", "none"), ("accidents_3m", 0), ("workers_women", site.Women), ("workers_men", site.Men), ("dependants_f", site.Women * 4 + site.Men), ("dependants_m", site.Men * 2),
            ("dependants_method", "household_sample"), ("women_present", true), ("women_task", "sorting washing selling"));
        Papers(sheet, day);
        return sheet
            .Row("buyers", ("buyer", site.Code + "-D1"), ("buyer_papers", "complete"), ("buyer_owner", true))
            .Row("services", ("service", "mines_division"), ("service_frequency", "weekly"), ("service_levies", true));
    }

    private static void Papers(Draft sheet, AgentDay day)
    {
        var (site, dice) = (day.Site, day.Dice);
        var three = site.Minerals.Split(' ').Any(m => m is "cassiterite" or "coltan" or "wolframite" or "gold");
        var (men, women) = (dice.Whole(22, 30), dice.Whole(6, 12));
        var valid = site.Is(Weak.Cards) ? 0.66 : 0.93;
        sheet.With(
            ("title_status", site.Code == "HK-02" ? "title_agreement" : site.Country == "RW" ? "other_lawful" : "zea"), ("qualification", three ? "green" : "not_classed"),
            ("icglr", three ? "green" : null), ("icglr_date", three ? day.Day.AddDays(-200) : null), ("env_declaration", !site.Is(Weak.Papers)), ("processing", "not_needed"),
            ("protected_area", "outside"), ("consent_record", "not_needed"), ("dispute", "none"), ("receipts", true), ("report", true), ("checked", true),
            ("coop_approved", true), ("coop_statutes", true), ("coop_board", true), ("coop_list", true), ("coop_meeting", true), ("coop_elections", !site.Is(Weak.Papers)), ("coop_exit", true),
            ("cards_m", men), ("cards_m_valid", (int)(men * valid)), ("cards_f", women), ("cards_f_valid", (int)(women * valid)),
            ("guards_present", site.Egc), ("guards_contract", true), ("guards_screened", true), ("guards_rules", true), ("guards_complaints", true),
            ("services_present", "mines_division"), ("school_open", true), ("school_km", dice.Number(0.8, 4, 1)), ("school_fees", dice.Whole(3, 12)), ("childcare", !site.Is(Weak.Benefit | Weak.Papers | Weak.Toilets)), ("health_km", dice.Number(1, 9, 1)),
            ("benefit_promised", dice.Whole(2, 4)), ("benefit_delivered", 1), ("benefit_late", site.Is(Weak.Benefit) ? 2 : 0));
    }

    public static Draft FollowUp(AgentDay day)
    {
        var number = day.Done / 60 + 1;
        var step = day.Done % 60 / 25;
        return day.Begin("follow-up", 16, 4).With(
            ("action_ref", FormattableString.Invariant($"{day.Site.Code}/{number:00}")), ("status", step switch { 0 => "not_started", 1 => "running", _ => "done" }),
            ("deadline", day.Day.AddDays(30 - day.Done % 60)), ("overdue", step < 2 ? Math.Max(0, day.Done % 60 - 30) : null), ("seen_as", step == 0 ? "told" : "seen"), ("effect", "partly"),
            ("obstacle", "Manque de bois pour le soutènement."), ("next_check", day.Day.AddDays(25)));
    }

    public static Draft ChannelTest(AgentDay day) =>
        day.Begin("grievance", 17, 3).With(("record", "test"), ("test_answered", true), ("test_free", true), ("test_languages", true));

    public static Draft Interviews(AgentDay day) => day.Begin("grievance", 17, 3).With(("record", "interviews"), ("interviews", day.Day));

    public static Draft Complaint(AgentDay day) => day.Begin("grievance", 17, 5).With(
        ("record", "complaint"), ("channel", day.Dice.One("agent", "box", "phone", "meeting")), ("anonymous", day.Dice.Chance(0.6)), ("language", day.Site.Country == "RW" ? "rw" : "sw"),
        ("issue", day.Dice.One("pay", "safety", "tax", "cooperative")), ("acknowledged", day.Dice.Whole(0, 4)), ("answered", day.Dice.Whole(5, 25)), ("outcome", day.Dice.One("settled", "open", "referred")),
        ("retaliation", "none"), ("harassment", false), ("consent", true));
}
