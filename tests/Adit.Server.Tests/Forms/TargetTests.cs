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
    public async Task What_is_no_stage_or_no_site_is_told_and_changes_nothing()
    {
        Assert.Contains("Soon is no stage of a site.", await Target(HttpStatusCode.UnprocessableEntity, new { stages = (string[])["Soon"] }), StringComparison.Ordinal);
        Assert.Contains("There is no site with the code X9.", await Target(HttpStatusCode.UnprocessableEntity, new { sites = (string[])["X9"] }), StringComparison.Ordinal);
        Assert.True(await Offered(_awa));
    }

    private async Task<string> Target(HttpStatusCode expected, object target)
    {
        using var answer = await _office.PutAsJsonAsync($"/api/forms/{Rounds.Form}/target", target, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
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
