using System.Globalization;

namespace Adit.Demo;

/// <summary>One agent's day at a site: who, where, when, and chance.</summary>
/// <param name="Left">Days left until the last one of the run, which is 0.</param>
/// <param name="Done">Days since the first one, which is 0.</param>
internal sealed record AgentDay(DemoAgent Agent, DateOnly Day, int Left, int Done)
{
    private int _records;

    public DemoSite Site => Agent.Site;

    public Dice Dice { get; } = new(Simulation.Seed, Agent.Name, Day.DayNumber);

    public decimal Rain { get; } = Season.Rain(Agent.Site, Day);

    public double Work { get; } = Season.Work(Agent.Site, Day);

    /// <summary>Whether something done every few days falls on this one; agents do not all do it on the same.</summary>
    public bool Every(int days) => (Day.DayNumber + Agent.Name[^1]) % days == 0;

    /// <summary>Whether the site's weak point shows today.</summary>
    public bool Shows(Weak weak, double chance = 0.2) => Site.Is(weak) && Dice.Chance(chance);

    /// <summary>A record begun at an hour of the site's day.</summary>
    public Draft Begin(string form, double hour, int minutes)
    {
        var start = new DateTimeOffset(Day.ToDateTime(TimeOnly.MinValue), DemoSite.Offset).AddHours(hour).AddMinutes(Dice.Whole(0, 25)).AddSeconds(Dice.Whole(0, 59));
        var id = Adit.Id.From(DemoSite.Origin, FormattableString.Invariant($"{Simulation.Seed} {Agent.Name} {Day:O} {form} {_records++}"));
        return new Draft("adit-" + form, id.ToString("D"), start, TimeSpan.FromSeconds(minutes * 60 + Dice.Whole(0, 90))).With(("site", Site.Id));
    }

    /// <summary>Where the agent stands, as a phone writes it.</summary>
    public string Place(decimal northOf = 0) => string.Create(CultureInfo.InvariantCulture,
        $"{Site.Latitude + northOf + Dice.Number(-0.003, 0.003, 6)} {Site.Longitude + Dice.Number(-0.003, 0.003, 6)} {Dice.Number(900, 1500, 1)} {Dice.Number(3, 14, 1)}");
}
