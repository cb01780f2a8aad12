using System.Collections.Immutable;
using Adit.People;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>What the office of the demonstration keeps of its agents: trainings, declared interests, rosters of one site, and the rule that two have stayed for too long there.</summary>
internal static class DemoOffice
{
    /// <summary>The site that had its rosters before the demonstration begins, so that its agents have been there for longest.</summary>
    public const string Rostered = "LU-02";

    private const int WeeksBefore = 6;

    /// <summary>Before the first day.</summary>
    /// <param name="last">The last day; trainings end around it.</param>
    public static Task Before(Database database, Register register, DateOnly last, int days) => database.Write(writing =>
    {
        var first = last.AddDays(1 - days);
        writing.Record(ActorId.Program, new AgentRulesSet(["app", Trainings.ChildProtection, "gbv"], days + 18));
        foreach (var agent in register.Agents)
            foreach (var fact in Trained(agent, first, last).Concat(Declared(agent, first, last)))
                writing.Record(ActorId.Program, fact);
        for (var week = Rostering.Monday(first).AddDays(-7 * WeeksBefore); week < Rostering.Monday(first); week = week.AddDays(7))
            writing.Record(ActorId.Program, Roster(register, week));
        return true;
    });

    /// <summary>The roster of the week after the last day.</summary>
    public static Task After(Database database, Register register, DateOnly last) =>
        database.Write(writing => writing.Record(ActorId.Program, Roster(register, Rostering.Monday(last.AddDays(1)))));

    private static IEnumerable<Fact> Trained(Agent agent, DateOnly first, DateOnly last)
    {
        const string office = "Programme office", partner = "Tumaini (child protection partner)";
        yield return Of("app", first.AddDays(-10), office, null);
        if (agent.Name != "riziki-12")
            yield return Of(Trainings.ChildProtection, first.AddDays(-9), partner, agent.Name switch { "mbuyi-05" => last.AddDays(20), "hodari-11" => last.AddDays(-5), _ => last.AddDays(200) });
        if (agent.Name != "keza-16")
            yield return Of("gbv", first.AddDays(-9), partner, last.AddDays(230));
        if (agent.Name is "safari-09" or "furaha-10" or "amani-13")
            yield return Of("security", first.AddDays(-5), "Safe at work (Goma)", last.AddDays(140));
        if (agent.Name == "tumba-01")
        {
            var wrong = Of("annex-ii", first.AddDays(-4), office, null);
            yield return wrong;
            yield return new TrainingWithdrawn(wrong.Training, agent.Id, "Did not come; entered for the whole group.");
        }

        AgentTrained Of(string subject, DateOnly day, string by, DateOnly? until) => new(Guid.CreateVersion7(), agent.Id, subject, "", day, by, until);
    }

    private static IEnumerable<Fact> Declared(Agent agent, DateOnly first, DateOnly last)
    {
        if (agent.Name == "bahati-07")
            yield break;
        ImmutableArray<Interest> interests = agent.Name switch
        {
            "kalala-03" => [new(Site("LU-02"), InterestKind.Family, "A brother washes ore there.")],
            "safari-09" => [new(Site("NK-02"), InterestKind.FormerEmployee, "Until 2023, at the depot.")],
            _ => [],
        };
        yield return new InterestsDeclared(Guid.CreateVersion7(), agent.Id, agent.Name == "riziki-12" ? last.AddDays(-400) : first.AddDays(-8), interests, "");
    }

    private static RosterSet Roster(Register register, DateOnly week) => new(
        Site(Rostered), week, [.. from day in Enumerable.Range(0, DemoAgent.DaysAWeek) from agent in register.Agents where agent.Sites.Contains(Site(Rostered)) select new RosterDay(agent.Id, week.AddDays(day))]);

    private static SiteId Site(string code) => DemoSite.Twelve.Single(s => s.Code == code).Id;
}
