namespace Adit.Demo;

/// <summary>Rain and what it does to work: one long rainy season in Katanga, two in the Kivus and Rwanda.</summary>
internal static class Season
{
    /// <summary>Rain of a day at a site in mm; the same for everybody who measures it.</summary>
    public static decimal Rain(DemoSite site, DateOnly day)
    {
        var dice = new Dice("rain", site.Code, day.DayNumber);
        return dice.Chance(IsWet(site, day) ? 0.52 : 0.04) ? Math.Round((decimal)(-11 * Math.Log(1 - dice.Share()) + 0.5), 1) : 0;
    }

    public static bool IsWet(DemoSite site, DateOnly day) =>
        site.Province is "Lualaba" or "Haut-Katanga" ? day.Month is >= 10 or <= 4 : day.Month is (>= 3 and <= 5) or (>= 9 and <= 12);

    /// <summary>How much of the usual work goes on: less when it rains, on Saturdays and above all on Sundays.</summary>
    public static double Work(DemoSite site, DateOnly day)
    {
        var rain = (double)Rain(site, day);
        var week = day.DayOfWeek switch { DayOfWeek.Sunday => 0.25, DayOfWeek.Saturday => 0.75, _ => 1.0 };
        return week * (rain > 25 ? 0.2 : rain > 8 ? 0.6 : IsWet(site, day) ? 0.8 : 1.0);
    }
}
