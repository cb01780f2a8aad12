using System.Globalization;
using Adit.Sites;

namespace Adit.Tests.Phones;

/// <summary>An agent cannot take back what opened an S1 or S2 (decision 6), whatever the phone sends; the office can, and its name stands beside it.</summary>
public sealed class TakingBackTests : IAsyncLifetime
{
    private const string Grave = "<deaths>1</deaths>", Mild = "<deaths>0</deaths>";

    private House House { get; set; } = null!;

    private Office Lead { get; set; } = null!;

    private Enrolled Awa { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        House = await House.Open();
        var congo = await House.Site("CD1", "P1");
        var other = await House.Site("CD2");
        var rwanda = new SiteId(Guid.CreateVersion7());
        await House.Record(new SiteRegistered(rwanda, "RW1", "Site RW1", SiteKind.Monitored, Stage.Monitored, "RW", "East", ["tin"], null, "Africa/Kigali", null, [], null, [], null));
        Awa = await House.Agent("Awa", "en", congo, other, rwanda);
        await House.Publish(Form("1"));
        await House.Publish(Form("2", old: false));
        Lead = await Office.Of(House);
    }

    public async ValueTask DisposeAsync()
    {
        await House.Check();
        Lead.Dispose();
        await House.DisposeAsync();
    }

    private static string Form(string version, bool old = true) =>
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>Event</h:title><model><instance><data id="event" version="{version}"><site/><day/>{(old ? "<deaths/>" : "")}<sale/></data></instance>
            <bind nodeset="/data/site" type="string" adit:subject="site"/><bind nodeset="/data/day" type="date" adit:day=""/>
            {(old ? "<bind nodeset='/data/deaths' type='int' adit:observes='accident.deaths' adit:tier='T1'/>" : "")}
            <bind nodeset="/data/sale" type="string" adit:observes="sale.diverted" adit:tier="T1"/>
          </model></h:head><h:body/></h:html>
        """;

    private async Task<string> Send(string answers, string? replaces = null, string site = "CD1", string day = "2026-11-20", string version = "1")
    {
        var instance = Rounds.NewInstance();
        var xml = $"<data id='event' version='{version}'><site>{site}</site><day>{day}</day>{answers}<meta><instanceID>{instance}</instanceID>{(replaces is null ? "" : $"<deprecatedID>{replaces}</deprecatedID>")}</meta></data>";
        Assert.Equal(201, (await Awa.Phone.Submit(xml)).Code);
        return instance;
    }

    private async Task<string> Stands(string indicator = "OH-01", string site = "CD1")
    {
        await House.Rated();
        var rating = (await Lead.Json($"/api/sites/{site}/risks/{indicator}")).GetProperty("rating");
        return $"{rating.GetProperty("state").GetString()} {rating.GetProperty("level").GetString()}".TrimEnd();
    }

    private async Task Judge(string instance, string state) => Assert.Equal(200, await Lead.Post(await Lead.Find(instance, "event") + "/review", new { state }));

    public static TheoryData<string, string, string, string> Ways => new()
    {
        { Mild, "CD1", "2026-11-20", "1" },      // another answer
        { "", "CD1", "2026-11-20", "1" },        // no answer
        { Mild, "CD2", "2026-11-20", "1" },      // another site
        { Mild, "RW1", "2026-11-20", "1" },      // a site where other rules hold
        { Mild, "", "2026-11-20", "1" },         // no site
        { Mild, "nowhere", "2026-11-20", "1" },  // a site that nobody knows
        { Mild, "CD1", "2020-01-01", "1" },      // another day, long ago
        { Mild, "CD1", "2099-01-01", "1" },      // another day, to come
        { "", "CD1", "2026-11-20", "2" },        // a version of the form that does not ask
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_opened_an_S1_stays_open_whatever_edit_the_phone_sends_until_the_office_approves_it(string answers, string site, string day, string version)
    {
        var first = await Send(Grave);
        Assert.Equal("Open S1", await Stands());

        var second = await Send(answers, first, site, day, version);
        Assert.Equal("Open S1", await Stands());

        await Judge(second, "HasIssues");
        Assert.Equal("Open S1", await Stands());
        await Judge(second, "Approved");
        Assert.NotEqual("Open S1", await Stands());
    }

    [Fact]
    public async Task A_chain_of_edits_takes_no_more_back_than_one()
    {
        var last = await Send(Grave);
        foreach (var answers in (string[])[Mild, "", Mild])
            last = await Send(answers, last);
        Assert.Equal("Open S1", await Stands());
        await Judge(last, "Approved");
        Assert.NotEqual("Open S1", await Stands());
    }

    [Fact]
    public async Task What_the_rules_of_one_country_call_grave_is_not_taken_back_by_moving_it_to_another()
    {
        var first = await Send("<sale>unlicensed_buyer</sale>");
        Assert.Equal("Open S2", await Stands("BR-04"));
        await Send("<sale>none</sale>", first, "RW1");
        Assert.Equal("Open S2", await Stands("BR-04"));
    }

    [Fact]
    public async Task An_edit_that_makes_it_graver_counts_at_once_and_the_milder_first_version_no_longer()
    {
        var first = await Send(Mild);
        await Send(Grave, first);
        Assert.Equal("Open S1", await Stands());
        var evidence = (await Lead.Json("/api/sites/CD1/risks/OH-01")).GetProperty("evidence");
        Assert.Equal(House.Row(first, "event")!.Submission.ToString(), Assert.Single(evidence.EnumerateArray()).GetProperty("submission").GetString());
    }

    [Fact]
    public async Task A_mild_record_moves_with_its_edit()
    {
        var first = await Send(Mild);
        Assert.Equal("Clear", await Stands());
        await Send(Mild, first, "CD2");
        Assert.Equal(("NotObserved", "Clear"), (await Stands(), await Stands(site: "CD2")));
    }

    [Fact]
    public async Task A_mild_record_whose_edit_names_no_site_counts_nowhere_any_more()
    {
        var first = await Send(Mild);
        await Send(Mild, first, "");
        Assert.Equal("NotObserved", await Stands());
    }

    [Fact]
    public async Task Only_the_office_withdraws_and_rejects_and_the_trace_stays()
    {
        var (withdrawn, rejected) = (await Send(Grave), await Send(Grave, site: "CD2"));
        Assert.Equal(200, await Lead.Post(await Lead.Find(withdrawn, "event") + "/withdraw", new { reason = "Told of another site." }));
        await Judge(rejected, "Rejected");
        Assert.Equal(("NotObserved", "NotObserved"), (await Stands(), await Stands(site: "CD2")));

        var before = House.Row(withdrawn, "event")!.Index;
        Assert.Equal("Open", (await Lead.Json(string.Create(CultureInfo.InvariantCulture, $"/api/sites/CD1/risks/OH-01?k={before}"))).GetProperty("rating").GetProperty("state").GetString());
        Assert.Equal("Told of another site.", (await Lead.Record(withdrawn, "event")).GetProperty("reviews")[0].GetProperty("note").GetString());
    }
}
