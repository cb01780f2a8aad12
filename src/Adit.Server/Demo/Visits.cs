namespace Adit.Demo;

/// <summary>The daily visit, as it is on most days.</summary>
internal static class Visits
{
    private static readonly string[] Notes =
    [
        "Journée calme.", "La piste est mauvaise, je suis arrivé tard.", "Le président de la coopérative était présent.", "Quelques puits fermés à cause de la pluie.",
        "Les creuseurs demandent quand le tableau des prix sera refait.", "Bonne journée, beaucoup de monde.", "La pompe est réparée.", "Réunion de la coopérative l’après-midi.",
    ];

    public static Draft Of(AgentDay day)
    {
        var (site, dice) = (day.Site, day.Dice);
        var visit = day.Begin("visit", dice.Number(7.5, 12, 1) is var hour ? (double)hour : 8, 14);
        if (day.Rain > 20 && dice.Chance(0.15))
            return visit.With(("on_site", "not_reached_road"), ("armed_present", false), ("pressure", "none"), ("notes", "La route est coupée par l’eau."));
        visit.With(("on_site", "reached"), ("place", day.Place()), ("active", day.Work > 0.1), ("pressure", "none"));
        People(visit, day);
        Hazards(visit, day);
        Pits(visit, day);
        Weekly(visit, day);
        if (dice.Chance(0.06))
            visit.With(("notes", dice.One<string>(Notes)));
        return dice.Chance(0.02) ? visit.WithPhoto(FormattableString.Invariant($"{day.Day:yyyyMMdd}-{day.Agent.Name}.jpg"), Photo.Draw(dice)) : visit;
    }

    private static void People(Draft visit, AgentDay day)
    {
        var (site, dice) = (day.Site, day.Dice);
        var open = (int)Math.Round(site.Pits * day.Work * (0.6 + dice.Share() * 0.35));
        visit.With(("pits_open", open), ("pits_seen", Math.Min(open, dice.Whole(2, 9))), ("minors_seen", false),
            ("men", (int)(site.Men * day.Work * (0.8 + dice.Share() * 0.4))), ("women", (int)(site.Women * day.Work * (0.8 + dice.Share() * 0.4))));
        visit.With(("force_duty", site.Post ? "legal_post" : "absent"), ("force_actor", "mines_police"), ("force_act", "guards"), ("armed_present", false), ("accident_since", false));
    }

    private static void Hazards(Draft visit, AgentDay day) => visit.With(
        ("explosives", "none"), ("machine", "none"), ("mercury", day.Shows(Weak.Mercury, 0.5)), ("substance", "none"), ("equipment", "none"), ("face", "none"),
        ("rain_mm", day.Rain), ("rain_stop", true), ("rain_worked", day.Rain < 15), ("drainage", !(day.Rain > 10 && day.Shows(Weak.Drainage, 0.5))),
        ("gate_staffed", day.Work > 0.3 || day.Site.Pits > 15), ("gate_age", true), ("gate_boundary", !day.Shows(Weak.Boundary)), ("board_shown", !day.Shows(Weak.Board)));

    // Two or three pits a day in turn, so that each is looked at often enough; small sites are seen whole.
    private static void Pits(Draft visit, AgentDay day)
    {
        var (site, count) = (day.Site, day.Site.Pits <= 4 ? day.Site.Pits : 3);
        var first = (day.Day.DayNumber * 3 + day.Agent.Name[^1]) % site.Pits;
        var numbers = Enumerable.Range(0, count).Select(i => (first + i) % site.Pits + 1).ToList();
        if (Story.Deepening(day) is { } deepening && !numbers.Contains(deepening))
            numbers[^1] = deepening;
        visit.With(("pits_looked", count));
        foreach (var number in numbers)
            visit.Row("pits", ("pit", site.Pit(number)), ("pit_state", day.Dice.Chance(0.85) ? "in_work" : "at_rest"), ("pit_depth", Depth(day, number)),
                ("pit_drive", site.Type == "underground" ? "drive" : "none"), ("pit_movement", Story.Movement(day, number)), ("pit_support", true),
                ("pit_slope", !day.Shows(Weak.Slope, 0.05)), ("pit_spoil", true), ("pit_spacing", true), ("pit_air", "none"), ("pit_meter", false));
    }

    /// <summary>How deep a pit is on a day: each has its own depth and grows a little; measured by rope, so to a tenth.</summary>
    private static decimal Depth(AgentDay day, int number)
    {
        if (Story.Grows(day.Site, number))
            return Math.Round(14.2m - day.Left * 0.035m, 1);
        var dice = new Dice("depth", day.Site.Code, number);
        var deepest = (double)(day.Site.DeepestM ?? 22);
        return Math.Round((decimal)(deepest * (0.25 + dice.Share() * 0.5)) - day.Left * 0.004m, 1);
    }

    private static void Weekly(Draft visit, AgentDay day)
    {
        var dice = day.Dice;
        switch (day.Day.DayOfWeek)
        {
            case DayOfWeek.Monday:
                var wearing = day.Site.Is(Weak.LittleProtection) ? 0.42 : day.Site.Is(Weak.SomeProtection) ? 0.7 : 0.9;
                var seen = dice.Whole(24, 32);
                visit.With(("more", "ppe"), ("ppe_n", seen), ("ppe_all", Math.Min(seen, (int)Math.Round(seen * (wearing + dice.Share() * 0.06)))), ("ppe_missing", wearing > 0.8 ? "gloves" : "helmet boots mask"));
                break;
            case DayOfWeek.Tuesday:
                visit.With(("more", "hours"), ("night", day.Shows(Weak.Hours, 0.1)));
                visit.Row("hours", ("hours_task", "digging"), ("hours_sex", "m"), ("hours_day", dice.Number(7, 10, 1) + (day.Shows(Weak.Hours) ? 3.5m : 0)));
                visit.Row("hours", ("hours_task", "sorting"), ("hours_sex", "f"), ("hours_day", dice.Number(6, 9, 1)));
                break;
            case DayOfWeek.Wednesday:
                visit.With(("more", "rescue"), ("rescue_kit", !day.Shows(Weak.Rescue)), ("rescue_trained", true), ("rescue_phone", !day.Shows(Weak.Rescue)), ("rescue_route", true));
                break;
            case DayOfWeek.Thursday:
                visit.With(("more", "sanitation"), ("toilets", dice.Whole(2, 4)), ("toilets_women", !day.Shows(Weak.Toilets, 0.5)), ("drinking_water", true));
                break;
            case DayOfWeek.Friday:
                visit.With(("more", "women"), ("women_present", true), ("women_task", "sorting washing selling"), ("women_excluded", "none"), ("lighter_work", true));
                break;
            case DayOfWeek.Saturday:
                visit.With(("more", "services"), ("services", day.Site.Country == "RW" ? "mines_division" : dice.One("mines_division asm_service", "asm_service", "mines_division mines_police")));
                break;
        }
    }
}
