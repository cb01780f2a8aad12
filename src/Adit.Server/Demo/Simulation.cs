using Adit.Forms;

namespace Adit.Demo;

/// <summary>A record on its way: whose phone sends it, when, and what.</summary>
internal sealed record Sending(DemoAgent Agent, DateTimeOffset At, byte[] Xml, string? PhotoName, byte[]? Photo);

/// <summary>Six months of sixteen phones, day by day. The same last day and length give the same records, byte for byte.</summary>
internal sealed class Simulation(DateOnly last, int days, IReadOnlyDictionary<string, Form> forms)
{
    public const int Seed = 20261123;

    /// <summary>Everyday length of the demonstration.</summary>
    public const int HalfYear = 182;

    private readonly Dictionary<string, PhoneForm> _forms = forms.ToDictionary(f => f.Key, f => new PhoneForm(f.Value));
    private readonly Dictionary<string, List<Draft>> _held = DemoAgent.Sixteen.ToDictionary(a => a.Name, _ => new List<Draft>());
    private List<Sending> _again = [];
    private Draft? _wrong;

    public DateOnly First => last.AddDays(1 - days);

    public DateOnly Last => last;

    /// <summary>Each day with what is sent on it, in the order of sending.</summary>
    public IEnumerable<(DateOnly Day, IReadOnlyList<Sending> Sendings)> Days()
    {
        for (var day = First; day <= last; day = day.AddDays(1))
        {
            // What a phone believes was not received goes out a second time the next evening.
            var sendings = _again.ConvertAll(s => s with { At = s.At.AddDays(1) });
            _again = [];
            foreach (var agent in DemoAgent.Sixteen)
                sendings.AddRange(Evening(new(agent, day, last.DayNumber - day.DayNumber, day.DayNumber - First.DayNumber)));
            sendings.Sort((a, b) => a.At.CompareTo(b.At));
            yield return (day, sendings);
        }
    }

    private List<Sending> Evening(AgentDay day)
    {
        var held = _held[day.Agent.Name];
        if (IsThere(day))
            held.AddRange(Records(day));
        if (day.Left > 0 && !IsOnline(day))
            return [];
        var at = new DateTimeOffset(day.Day.ToDateTime(new(18, 0)), DemoSite.Offset).AddMinutes(day.Dice.Whole(0, 90));
        var sendings = held.ConvertAll(d => new Sending(day.Agent, at = at.AddSeconds(day.Dice.Whole(2, 9)), _forms[d.Form].Fill(d, day.Agent.DeviceId), d.Answers.GetValueOrDefault("photo"), d.Photo));
        held.Clear();
        _again.AddRange(sendings.Where(_ => day.Dice.Chance(0.004)));
        return sendings;
    }

    private bool IsThere(AgentDay day)
    {
        if (day.Site.Code == Story.Unwatched && day.Left < Math.Min(60, days * 2 / 3))
            return false;
        if (Story.Needs(day) || day.Done == 0)
            return true;
        return !IsSick(day) && day.Dice.Chance(day.Day.DayOfWeek switch { DayOfWeek.Sunday => 0.08, DayOfWeek.Saturday => 0.85, _ => 0.96 });
    }

    // Every seven weeks or so three or four days in bed.
    private static bool IsSick(AgentDay day)
    {
        var dice = new Dice("sick", Seed, day.Agent.Name, day.Day.DayNumber / 49);
        var since = day.Day.DayNumber % 49 - dice.Whole(0, 44);
        return since >= 0 && since < dice.Whole(2, 4);
    }

    private static bool IsOnline(AgentDay day) => (day.Agent.Name, day.Left) switch
    {
        ("furaha-10", >= 70 and <= 78) => false,
        ("mwamba-08", >= 29 and <= 33) => false,
        ("amani-13", >= 44 and <= 49) => false,
        _ => !(Season.Rain(day.Site, day.Day) > 15 && day.Dice.Chance(0.3)),
    };

    private IEnumerable<Draft> Records(AgentDay day)
    {
        var visit = Visits.Of(day);
        Story.Colour(visit, day);
        foreach (var draft in (IEnumerable<Draft>)[visit, .. Routine(day), .. Story.Also(day)])
        {
            // One phone's clock runs three days ahead for a week.
            if (day.Agent.Name == "keza-16" && Math.Abs(day.Left - days / 2) <= 3)
                draft.Start = draft.Start.AddDays(3);
            yield return draft;
        }
        if (day is { Agent.Name: "mbuyi-05", Left: 44 })
            _wrong = visit;
        if (day is { Agent.Name: "mbuyi-05", Left: 42 } && _wrong is { } wrong)
            yield return wrong.Corrected(Id.From(DemoSite.Origin, "correction").ToString("D"), ("men", 134), ("notes", "Correction : deux zéros de trop."));
    }

    private static IEnumerable<Draft> Routine(AgentDay day)
    {
        var agent = day.Agent;
        if (day.Done == 0 && agent.Rest)
            yield return Rounds.Baseline(day, "site people title cooperative buyers guards services community");
        else if (agent.Rest && day.Every(40))
            yield return Rounds.Baseline(day, "people title services community");
        else if (agent.Rest && day.Every(25))
            yield return Rounds.Baseline(day, "cooperative");
        if (agent.Trade && (day.Every(3) || day.Done == 0))
            yield return Trade.Price(day);
        if (agent.Trade && (day.Every(3) || day.Dice.Chance(0.1)))
            yield return Trade.Production(day);
        if (agent.Trade && day.Every(7))
            yield return Trade.Payment(day);
        if (!agent.Rest)
            yield break;
        if (day.Every(6) && !Story.Collecting(day))
            yield return Rounds.Security(day);
        if (day.Every(11) || day.Done == 0)
            yield return Rounds.Environment(day);
        if (day.Every(28))
            yield return Rounds.FollowUp(day);
        if (day.Every(30) || day.Done == 0)
            yield return Rounds.ChannelTest(day);
        if (day.Every(29) || day.Done == 0)
            yield return Rounds.Interviews(day);
        if (day.Dice.Chance(0.015))
            yield return Rounds.Complaint(day);
    }
}
