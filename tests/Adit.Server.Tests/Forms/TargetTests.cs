using System.Net;
using System.Net.Http.Json;
using System.Xml.Linq;
using Adit.People;
using Adit.Sites;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Forms;

/// <summary>Forms are offered where they are of use, by stage and by site, to every kind of phone; what is sent is taken wherever it comes from.</summary>
public sealed class TargetTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _office = null!;
    private Enrolled _awa = null!, _omari = null!;
    private SiteId _north;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        _north = await _house.Site("N1");
        (_awa, _omari) = (await _house.Agent("Awa", "en", _north), await _house.Agent("Omari", "en", await _house.Site("S1")));
        await _house.Publish(Rounds.Xform());
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        _office = new() { BaseAddress = new(_house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token) } };
        _office.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    public async ValueTask DisposeAsync()
    {
        _office.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_form_for_one_site_is_offered_to_its_agents_alone_and_taken_from_all()
    {
        await Target(HttpStatusCode.NoContent, new { sites = (string[])["N1"] });
        Assert.Equal((true, false), (await Offered(_awa), await Offered(_omari)));
        Assert.Equal(201, (await _omari.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "S1"))).Code);
        Assert.Contains("Only to agents who work at: Site N1", await Page(), StringComparison.Ordinal);
        await Target(HttpStatusCode.NoContent, new { });
        Assert.True(await Offered(_omari));
        Assert.Contains("Every site.", await Page(), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task A_form_for_a_stage_comes_and_goes_with_the_stage_of_the_site()
    {
        await Target(HttpStatusCode.NoContent, new { stages = (string[])["Evaluation", "Baseline"] });
        Assert.False(await Offered(_awa));
        await _house.Record(new SiteStageChanged(_north, Stage.Baseline, new(2026, 11, 23), ""));
        Assert.Equal((true, false), (await Offered(_awa), await Offered(_omari)));
    }

    [Fact]
    public async Task A_form_for_verifiers_is_on_the_phones_of_verifiers_alone_at_the_sites_that_it_names_and_taken_from_all()
    {
        await Target(HttpStatusCode.NoContent, new { functions = (string[])["Supervisor", "Verifier"] });
        Assert.Equal((false, false), (await Offered(_awa), await Offered(_omari)));
        Assert.Contains("Every site. Only to: supervisor, roving verifier.", await Page(), StringComparison.Ordinal);

        await Assign("Awa", HttpStatusCode.NoContent, new { sites = (string[])["N1"], functions = (string[])["Verifier"] });
        await Assign("Omari", HttpStatusCode.NoContent, new { sites = (string[])["S1"], functions = (string[])["SiteAgent"] });
        Assert.Equal((true, false), (await Offered(_awa), await Offered(_omari)));
        Assert.Equal(201, (await _omari.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "S1"))).Code);

        // Who only moves an agent takes no function away; where a form names sites too, both must hold.
        await Assign("Awa", HttpStatusCode.NoContent, new { sites = (string[])["S1"] });
        Assert.True(await Offered(_awa));
        await Target(HttpStatusCode.NoContent, new { functions = (string[])["Verifier"], sites = (string[])["N1"] });
        Assert.False(await Offered(_awa));
        await Assign("Awa", HttpStatusCode.NoContent, new { sites = (string[])["N1"] });
        Assert.True(await Offered(_awa));
        await Assign("Awa", HttpStatusCode.NoContent, new { sites = (string[])["N1"], functions = Array.Empty<string>() });
        Assert.False(await Offered(_awa));
        await _house.Check();
    }

    [Fact]
    public async Task The_office_ticks_functions_on_the_page_of_agents_and_on_that_of_a_form()
    {
        await Post($"/agents/{_awa.Id}/assign", ("sites", "N1"), ("days", "5"), ("functions", "Supervisor"));
        await Post($"/forms/{Rounds.Form}/target", ("functions", "Supervisor"));
        Assert.Equal((true, false), (await Offered(_awa), await Offered(_omari)));
        var agents = WebUtility.HtmlDecode(await _office.GetStringAsync("/agents", Stop));
        Assert.Contains("""name="functions" value="Supervisor" checked""", agents, StringComparison.Ordinal);
        Assert.Contains("supervisor", WebUtility.HtmlDecode(await _office.GetStringAsync($"/agents/{_awa.Id}", Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_stage_or_no_site_is_told_and_changes_nothing()
    {
        Assert.Contains("Soon is no stage of a site.", await Target(HttpStatusCode.UnprocessableEntity, new { stages = (string[])["Soon"] }), StringComparison.Ordinal);
        Assert.Contains("There is no site with the code X9.", await Target(HttpStatusCode.UnprocessableEntity, new { sites = (string[])["X9"] }), StringComparison.Ordinal);
        Assert.Contains("Cook is no function of an agent.", await Target(HttpStatusCode.UnprocessableEntity, new { functions = (string[])["Cook"] }), StringComparison.Ordinal);
        Assert.Contains("2 is no function of an agent.", await Assign("Awa", HttpStatusCode.UnprocessableEntity, new { sites = (string[])["N1"], functions = (string[])["2"] }), StringComparison.Ordinal);
        Assert.True(await Offered(_awa));
    }

    private async Task<string> Target(HttpStatusCode expected, object target)
    {
        using var answer = await _office.PutAsJsonAsync($"/api/forms/{Rounds.Form}/target", target, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task<string> Assign(string agent, HttpStatusCode expected, object assignment)
    {
        using var answer = await _office.PutAsJsonAsync($"/api/agents/{agent}/assignment", assignment, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task Post(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        using var answer = await _office.PostAsync(path, content, Stop);
        Assert.True((int)answer.StatusCode < 400, await answer.Content.ReadAsStringAsync(Stop));
    }

    // Both kinds of phone are offered the same.
    private async Task<bool> Offered(Enrolled agent)
    {
        var list = (await agent.Phone.Get("/formList")).Xml.Descendants(XName.Get("formID", "http://openrosa.org/xforms/xformsList")).Any(f => f.Value == Rounds.Form);
        var pack = (await (await FieldPhone.Of(_house, agent.Id)).Pack()).Body.GetProperty("forms").EnumerateArray().Any(f => f.GetProperty("form").GetString() == Rounds.Form);
        Assert.Equal(list, pack);
        return list;
    }

    private async Task<string> Page() => WebUtility.HtmlDecode(await _office.GetStringAsync("/forms/" + Rounds.Form, Stop));
}
