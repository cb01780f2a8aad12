namespace Adit.Demo;

/// <summary>
/// What happens in the demonstration besides the everyday: the abuses, the rumours and the mistakes, each put at a site and a number of days before the end.
/// A test looks for every one of them in the ratings.
/// </summary>
internal static class Story
{
    /// <summary>Under-18s carry sacks here.</summary>
    public const string Abuse = "LU-02";

    /// <summary>Children at the gate, selling, one alone.</summary>
    public const string Children = "SK-02";

    /// <summary>A man dies in a collapse.</summary>
    public const string Death = "HK-01";

    /// <summary>A pit grows past the limit of its rule set.</summary>
    public const string TooDeep = "LU-01";

    /// <summary>Soldiers take money at a barrier for months.</summary>
    public const string Soldiers = "NK-01";

    /// <summary>An armed group's barrier that one person told of.</summary>
    public const string Rumour = "NK-03";

    /// <summary>The same, told to two agents.</summary>
    public const string ToldTwice = "NK-02";

    /// <summary>Nobody has been here for two months.</summary>
    public const string Unwatched = "SK-01";

    private const int Crack = 3, Deep = 7;

    /// <summary>Whether the agent comes on this day, whatever else.</summary>
    public static bool Needs(AgentDay day) => (day.Site.Code, day.Left) switch
    {
        (Abuse, 16 or 12 or 11) => true,
        (Children, 33 or 21 or 9 or 3 or 1 or 0) => true,
        (Death, 24 or 23) => true,
        (Rumour, 9) => true,
        (ToldTwice, 20) => day.Agent.Trade,
        (ToldTwice, 18) => day.Agent.Rest,
        ("LU-03", 44 or 42 or 37) => true,
        _ => false,
    };

    /// <summary>The number of the pit that grows too deep, on days when somebody measures it.</summary>
    public static int? Deepening(AgentDay day) => day.Site.Code == TooDeep && day.Day.DayNumber % 3 == 0 ? Deep : null;

    /// <summary>Whether it is that pit.</summary>
    public static bool Grows(DemoSite site, int pit) => site.Code == TooDeep && pit == Deep;

    public static string Movement(AgentDay day, int pit) => day.Site.Code == Death && pit == Crack && day.Left is > 24 and < 34 ? "crack" : "none";

    /// <summary>Changes the day's visit to what happened.</summary>
    public static void Colour(Draft visit, AgentDay day)
    {
        switch (day.Site.Code, day.Left)
        {
            case (Abuse, 16 or 12 or 11):
                visit.With(("on_site", "reached"), ("minors_seen", true), ("notes", "Des jeunes portent des sacs du puits au dépôt. J’ai prévenu la personne de contact, la tâche est arrêtée."))
                    .Row("minors", ("minor_age", "15_17"), ("minor_sex", "m"), ("minor_task", "carrying"), ("minor_count", 3), ("minor_alone", 0));
                if (day.Left == 12)
                    visit.Row("minors", ("minor_age", "12_14"), ("minor_sex", "m"), ("minor_task", "carrying"), ("minor_count", 2), ("minor_alone", 0));
                break;
            case (Children, 33 or 21 or 9 or 3 or 1 or 0):
                visit.With(("on_site", "reached"), ("minors_seen", true), ("gate_age", false))
                    .Row("minors", ("minor_age", "5_11"), ("minor_sex", "f"), ("minor_task", "selling"), ("minor_count", day.Dice.Whole(2, 5)), ("minor_alone", 1));
                break;
            case (Death, 24):
                visit.With(("on_site", "reached"), ("accident_since", true));
                break;
            case (Soldiers, _) when Collecting(day) && day.Day.DayOfWeek is DayOfWeek.Tuesday or DayOfWeek.Friday:
                visit.With(("force_duty", "beyond_duty"), ("force_actor", "fardc"), ("force_act", "taxes_entry barrier"));
                break;
            case ("LU-03", 44):
                visit.With(("on_site", "reached"), ("men", 19_000));
                break;
            case ("LU-03", 37):
                visit.With(("on_site", "reached"), ("place", day.Place(northOf: 1.7m)));
                break;
        }
    }

    /// <summary>Further records of the day.</summary>
    public static IEnumerable<Draft> Also(AgentDay day)
    {
        switch (day.Site.Code, day.Left)
        {
            case (Abuse, 16 or 12 or 11) when day.Agent.Rest:
                yield return Referral(day, "15_17", "heavy_load", "in_time");
                yield return Referral(day, "15_17", "heavy_load", "in_time");
                break;
            case (Children, 21 or 3):
                yield return Referral(day, "5_11", "none", "followed");
                break;
            case (Death, 24) when day.Agent.Trade:
                yield return day.Begin("accident", 15, 12).With(
                    ("pit", day.Site.Pit(Crack)), ("source", "seen"), ("mechanism", "collapse"), ("depth", 12.5m), ("dead_men", 1), ("dead_women", 0), ("dead_minors", 0), ("serious_men", 2), ("serious_women", 0),
                    ("serious_minors", 0), ("light_men", 1), ("rescue_min", 95), ("rain_mm", day.Rain), ("cause", "support"), ("reported", true), ("action", "stopped area_cleared rescue"),
                    ("place", day.Place()), ("notes", "Effondrement après la pluie. Le puits est fermé."));
                break;
            case (Soldiers, _) when Collecting(day) && day.Agent.Rest && day.Every(7):
                yield return Barrier(day, "seen", "force barrier", "public_force", "fardc", 1000).Row("forces",
                    ("force", "fardc"), ("force_armed", true), ("force_present", true), ("force_members", day.Dice.Whole(4, 9)), ("force_duty", "beyond_duty"), ("force_uniform", true),
                    ("force_place", "road"), ("force_act", "taxes_entry barrier"), ("force_frequency", "several_weekly"));
                break;
            case (Rumour, 9):
            case (ToldTwice, 20) when day.Agent.Trade:
            case (ToldTwice, 18) when day.Agent.Rest:
                yield return Barrier(day, "told", "barrier", "armed_group", "local_armed_group", null);
                break;
            case ("HK-02", 27):
                yield return day.Begin("incident", 15, 6).With(("learnt", day.Day), ("type", "land"), ("source", "told"), ("land_dispute", "eviction_threat"), ("land_harm", "none"), ("harmed_men", 0),
                    ("harmed_women", 0), ("harmed_minors", 0), ("action", "informed"), ("consent", true));
                break;
            case ("RW-01", 31):
                yield return day.Begin("accident", 15, 8).With(("pit", day.Site.Pit(2)), ("source", "seen"), ("mechanism", "tool"), ("dead_men", 0), ("dead_women", 0), ("dead_minors", 0), ("serious_men", 0),
                    ("serious_women", 0), ("serious_minors", 0), ("light_men", 1), ("cause", "practice"), ("reported", true), ("action", "informed"));
                break;
        }
    }

    /// <summary>Whether soldiers collect at the barrier: for months, until two weeks before the end.</summary>
    public static bool Collecting(AgentDay day) => day.Site.Code == Soldiers && day.Done >= 12 && day.Left >= 14;

    private static Draft Barrier(AgentDay day, string source, string seen, string by, string actor, int? fee) =>
        day.Begin("security", 15, 6).With(("source", source), ("seen", seen), ("group_supply", "none"), ("action", "informed"))
            .Row("barriers", ("barrier_by", by), ("barrier_actor", actor), ("barrier_fee", fee), ("barrier_place", "Route du dépôt, au pont."));

    private static Draft Referral(AgentDay day, string age, string hazard, string status) => day.Begin("child-at-risk", 16, 5).With(
        ("about", "child"), ("source", "seen"), ("age", age), ("sex", day.Dice.One("m", "f")), ("activity", age == "5_11" ? "selling" : "carrying"), ("hazard", hazard), ("other_form", "none"),
        ("school", "unknown"), ("task_stopped", true), ("focal_informed", true), ("status", status), ("number", FormattableString.Invariant($"R{day.Day.DayNumber % 1000}-{day.Dice.Whole(10, 99)}")),
        ("next_date", day.Day.AddDays(14)));
}
