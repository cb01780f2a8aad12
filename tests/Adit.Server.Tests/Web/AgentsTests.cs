using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Web;

/// <summary>The list of agents of a nation: a page at a time, searched by code and by site, and sites named in words where they are too many to tick.</summary>
public sealed partial class AgentsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agents_of_a_large_programme_come_a_page_at_a_time_and_are_found_by_their_code_or_their_site()
    {
        await using var opened = await Large();
        using var client = opened.Client(await opened.TokenOf(Role.Lead));

        var first = await Page(client, "/agents?sort=code");
        var next = Next().Match(first).Groups[1].Value;
        var second = await Page(client, next);
        Assert.Equal(Enumerable.Range(1, 60).Select(n => $"agent-{n:00}"), Codes(first).Concat(Codes(second)));
        Assert.Equal(50, Codes(first).Count);
        Assert.Contains("60 agents", first, StringComparison.Ordinal);

        Assert.Equal(["agent-17"], Codes(await Page(client, "/agents?q=AGENT-17")));
        Assert.Equal(["agent-05"], Codes(await Page(client, "/agents?q=Pit 05")));
        Assert.Equal(["agent-05"], Codes(await Page(client, "/agents?q=LU-05")));
        Assert.Contains("No agent found.", await Page(client, "/agents?q=nobody"), StringComparison.Ordinal);
        // The sites of the programme are in no line but those of their agents.
        Assert.DoesNotContain("LU-66", first + second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_sites_are_too_many_to_tick_they_are_written_by_name_or_code_and_what_is_not_clear_changes_nothing()
    {
        await using var opened = await Large();
        using var client = opened.Client(await opened.TokenOf(Role.Lead));
        var agent = Agents(opened).First(a => a.Name == "agent-05");

        var wrong = await Post(client, agent, HttpStatusCode.UnprocessableEntity, ("sites", "LU-05"), ("typed", "Pit 07\r\nNowhere\r\ntwice"), ("days", "4"));
        Assert.Contains("There is no site with the name or the code Nowhere.", wrong, StringComparison.Ordinal);
        Assert.Contains("Several sites are called twice. Give the code of the one you mean: LU-68, LU-69", wrong, StringComparison.Ordinal);
        Assert.Contains("Days a week are 0 to 7.", await Post(client, agent, HttpStatusCode.UnprocessableEntity, ("sites", "LU-05"), ("days", "8")), StringComparison.Ordinal);
        Assert.Equal(["LU-05"], SitesOf(opened, "agent-05"));

        await Post(client, agent, HttpStatusCode.Redirect, ("sites", "LU-05"), ("typed", "pit 07\r\n LU-69 \r\n\r\n"), ("days", "4"));
        Assert.Equal(["LU-05", "LU-07", "LU-69"], SitesOf(opened, "agent-05"));

        // The boxes that are left ticked are those that stay.
        await Post(client, agent, HttpStatusCode.Redirect, ("sites", "LU-07"), ("typed", ""), ("days", "4"));
        Assert.Equal(["LU-07"], SitesOf(opened, "agent-05"));

        using var made = await client.PostAsync("/agents", new FormUrlEncodedContent([new("code", "agent-99"), new("language", "fr"), new("typed", "Pit 60"), new("days", "5")]), Stop);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        Assert.Equal(["LU-60"], SitesOf(opened, "agent-99"));
    }

    [Fact]
    public async Task Whoever_changes_an_agent_comes_back_to_the_page_of_the_list_where_they_were()
    {
        await using var opened = await Large();
        using var client = opened.Client(await opened.TokenOf(Role.Lead));
        var page = await Page(client, "/agents?q=Pit+05&sort=code");
        var action = Assigning().Match(page).Groups[1].Value;

        using var changed = await client.PostAsync(action, new FormUrlEncodedContent([new("sites", "LU-05"), new("days", "4")]), Stop);
        Assert.Equal(["agent-05"], Codes(await Page(client, changed.Headers.Location!.OriginalString)));

        var made = await Post(client, Agents(opened).First(a => a.Name == "agent-05"), HttpStatusCode.OK, "keys?q=Pit+05");
        Assert.Equal(["agent-05"], Codes(made));
        Assert.All(Links().Matches(made), link => Assert.StartsWith("/agents?", link.Groups[1].Value, StringComparison.Ordinal));
    }

    /// <summary>Sixty agents at one of seventy sites each; the last two sites have one name.</summary>
    private static async Task<Opened> Large()
    {
        var opened = await Opened.Begin();
        var sites = Enumerable.Range(1, 70).Select(_ => new SiteId(Guid.CreateVersion7())).ToList();
        await opened.Database.Write(writing =>
        {
            for (var n = 1; n < 70; n++)
                writing.Record(ActorId.Program, new SiteRegistered(
                    sites[n], $"LU-{n:00}", n < 68 ? $"Pit {n:00}" : "Twice", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, [], null, [], null));
            return true;
        });
        for (var n = 1; n <= 60; n++)
            await Accounts.CreateAgent(opened.Database, ActorId.Program, $"agent-{n:00}", "en", [sites[n]], [], 5);
        return opened;
    }

    private static IEnumerable<Agent> Agents(Opened opened) => opened.App.Services.GetRequiredService<Registers>().Current.Agents;

    private static IEnumerable<string> SitesOf(Opened opened, string agent)
    {
        var register = opened.App.Services.GetRequiredService<Registers>().Current;
        return register.Agents.First(a => a.Name == agent).Sites.Select(s => register.Sites[s].Code).Order(StringComparer.Ordinal);
    }

    private static Task<string> Post(HttpClient client, Agent agent, HttpStatusCode expected, params (string Name, string Value)[] fields) => Post(client, agent, expected, "assign", fields);

    private static async Task<string> Post(HttpClient client, Agent agent, HttpStatusCode expected, string what, params (string Name, string Value)[] fields)
    {
        using var answer = await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/agents/{agent.Id}/{what}"), new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Stop);
        Assert.Equal(expected, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<string> Page(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answers {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
    }

    private static List<string> Codes(string page) => [.. Code().Matches(page).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("<th scope=\"row\"><a [^>]*>(agent-[0-9]+)<")]
    private static partial Regex Code();

    [GeneratedRegex("href=\"([^\"]+)\" rel=\"next\"")]
    private static partial Regex Next();

    [GeneratedRegex("action=\"(/agents/[^\"]+/assign[^\"]*)\"")]
    private static partial Regex Assigning();

    [GeneratedRegex("href=\"([^\"]*sort=[^\"]*)\"")]
    private static partial Regex Links();
}
