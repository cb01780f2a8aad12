using System.Collections.Immutable;
using Adit.People;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>Founds the demonstration's programme: users for every role, the sites, the agents with a key each.</summary>
internal static class DemoPeople
{
    /// <summary>One user for every role, who signs in by the role's name. Readers from outside are given some of the sites.</summary>
    public static async Task<IReadOnlyList<DemoFile.User>> Users(Database database, bool withSites)
    {
        var users = new List<DemoFile.User>();
        foreach (var role in Rights.Given)
        {
            var name = NameOf(role);
            var password = await Accounts.CreateUser(database, ActorId.Program, name, role, withSites ? SitesOf(role) : [], null);
            users.Add(new(name, name, password));
        }
        return users;
    }

    /// <summary>A role as scripts name it: <c>case-worker</c>.</summary>
    public static string NameOf(Role role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    public static Task Sites(Database database, DateOnly from) => database.Write(writing =>
    {
        foreach (var site in DemoSite.Twelve)
        {
            writing.Record(ActorId.Program, new SiteRegistered(site.Id, site.Code, site.Name, SiteKind.Monitored, site.Stage, site.Country, site.Province, [.. Words(site.Minerals)],
                new(site.Latitude, site.Longitude), site.Zone, site.Type, [.. Words(site.RuleSets)], site.Cooperative, [], null));
            for (var number = 1; number <= site.Pits; number++)
                writing.Record(ActorId.Program, new PitRegistered(site.Pit(number), site.Id, $"{site.Code}-P{number:00}", $"P{number:00}"));
            if (site.DeepestM is { } deepest)
                writing.Record(ActorId.Program, new SiteParameterSet(site.Id, "pit_depth_limit_m", deepest, from, site.Egc ? "EGC-2021" : "Set for this demonstration."));
            writing.Record(ActorId.Program, new SiteParameterSet(site.Id, "rain_stop_mm", 20, from, "Set for this demonstration."));
            writing.Record(ActorId.Program, new SiteParameterSet(site.Id, "kg_per_digger_day", site.MainMineral switch { "gold" => 0.002m, "cobalt" or "copper" => 65, _ => 8 }, from, "Set for this demonstration."));
        }
        return true;
    });

    /// <summary>The sixteen agents, and their keys by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Agents(Database database)
    {
        var keys = new Dictionary<string, string>();
        foreach (var agent in DemoAgent.Sixteen)
            keys[agent.Name] = await Agent(database, agent.Name, agent.Language, [agent.Site.Id], DemoAgent.DaysAWeek);
        return keys;
    }

    /// <summary>An agent with a key.</summary>
    public static async Task<string> Agent(Database database, string name, string language, ImmutableArray<SiteId> sites, int daysAWeek)
    {
        var agent = await Accounts.CreateAgent(database, ActorId.Program, name, language, sites, [], daysAWeek);
        return await Accounts.NewSecret(database, ActorId.Program, agent, Access.Key);
    }

    private static ImmutableArray<SiteId> SitesOf(Role role) => [.. role switch
    {
        Role.Stakeholder => ["LU-01", "LU-02", "LU-03"],
        Role.Buyer => ["LU-01", "LU-02", "LU-03", "HK-01"],
        Role.Auditor => ["NK-01", "NK-03", "SK-02", "RW-01"],
        _ => (string[])[],
    } is var codes ? DemoSite.Twelve.Where(s => codes.Contains(s.Code)).Select(s => s.Id) : []];

    private static string[] Words(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
