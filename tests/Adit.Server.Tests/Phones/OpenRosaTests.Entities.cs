using System.Text;
using System.Text.Json;
using Adit.DataSets;
using Adit.Submissions;
using Adit.Tests.DataSets;
using static Adit.Tests.Phones.FormLists;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 38 to 41 for data sets, and rows 85 to 89: records make and change what other phones follow up.</summary>
public sealed class OpenRosaEntitiesTests : IAsyncLifetime
{
    private House _house = null!;
    private Office _office = null!;
    private Enrolled _awa = null!, _jean = null!, _omari = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var (north, south) = (await _house.Site("N1"), await _house.Site("S1"));
        (_awa, _jean, _omari) = (await _house.Agent("Awa", "en", north), await _house.Agent("Jean", "en", north), await _house.Agent("Omari", "en", south));
        await _house.Publish(FollowUps.MakingForm());
        await _house.Publish(FollowUps.ChangingForm());
        _office = await Office.Of(_house);
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        _office.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task Row_38_a_data_set_is_an_entity_list_with_an_integrity_address_and_says_where_the_office_approves()
    {
        var list = (await MediaOf(_awa.Phone, FollowUps.Changing)).Single(m => m.Element(Manifest + "filename")!.Value == "follow_ups.csv");
        Assert.Equal("entityList", list.Attribute("type")!.Value);
        Assert.NotEmpty(list.Element(Manifest + "integrityUrl")!.Value);

        await _house.Record(new DataSetSet(FollowUps.Set, true));
        Assert.Equal("approvalEntityList", (await MediaOf(_awa.Phone, FollowUps.Changing)).Single(m => m.Element(Manifest + "filename")!.Value == "follow_ups.csv").Attribute("type")!.Value);
        using var refused = await _office.Http.PutAsync($"/api/forms/{FollowUps.Changing}/versions/1/media/follow_ups.csv", new ByteArrayContent([1]), Stop);
        Assert.Equal(422, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Row_39_the_hash_of_a_data_set_changes_exactly_when_what_this_caller_sees_of_it_does()
    {
        var entity = Guid.NewGuid();
        var (awas, omaris) = (await Hash(_awa), await Hash(_omari));
        await Sent(_awa, FollowUps.Make(entity, "Pump"));
        var made = await Hash(_awa);
        Assert.NotEqual(awas, made);
        Assert.Equal(made, await Hash(_jean));
        Assert.Equal(omaris, await Hash(_omari));
        await Sent(_awa, FollowUps.Change(entity, 1, status: "open"));
        await Sent(_omari, FollowUps.Make(Guid.NewGuid(), "Elsewhere", site: "S1"));
        Assert.NotEqual(made, await Hash(_awa));
        var csv = await _awa.Phone.Get((await MediaOf(_awa.Phone, FollowUps.Changing)).Single(m => m.Element(Manifest + "filename")!.Value == "follow_ups.csv").Element(Manifest + "downloadUrl")!.Value);
        Assert.Equal(await Hash(_awa), "md5:" + csv.Headers.ETag!.Tag.Trim('"'));
    }

    [Fact]
    public async Task Row_40_a_data_set_has_its_columns_and_holds_only_what_lies_at_the_agents_own_sites_or_was_made_by_them_at_none()
    {
        Assert.Equal(["name,label,__version,status,due,note"], await Csv(_awa));
        var (one, nowhere) = (Guid.NewGuid(), Guid.NewGuid());
        await Sent(_awa, FollowUps.Make(one, "Pump, \"old\""));
        await Sent(_awa, FollowUps.Make(nowhere, "Nowhere", site: "no such site"));
        Assert.Equal(["name,label,__version,status,due,note", $"{nowhere},Nowhere,1,open,2026-11-24,", $"{one},\"Pump, \"\"old\"\"\",1,open,2026-11-24,"], await Csv(_awa));
        Assert.Equal(["name,label,__version,status,due,note", $"{one},\"Pump, \"\"old\"\"\",1,open,2026-11-24,"], await Csv(_jean));
        Assert.Equal(["name,label,__version,status,due,note"], await Csv(_omari));
    }

    [Fact]
    public async Task Row_41_integrity_knows_what_the_caller_sees_and_what_of_it_is_gone()
    {
        var (here, gone, elsewhere) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Sent(_awa, FollowUps.Make(here, "Here"));
        await Sent(_awa, FollowUps.Make(gone, "Gone"));
        await Sent(_omari, FollowUps.Make(elsewhere, "Elsewhere", site: "S1"));
        await _house.Record(new EntityDeleted(FollowUps.Set, gone, "twice"));
        await _house.Rated();
        var answer = await _awa.Phone.Get($"/forms/{FollowUps.Changing}/versions/v1/integrity?id={here},{gone},{elsewhere},{Guid.NewGuid()}");
        Assert.Equal([(here.ToString(), "false"), (gone.ToString(), "true")], answer.Xml.Descendants("entity").Select(e => (e.Attribute("id")!.Value, e.Element("deleted")!.Value)));
        Assert.DoesNotContain(await Csv(_awa), row => row.Contains(gone.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_85_a_record_makes_an_entity_and_another_changes_it_and_a_failure_refuses_no_record()
    {
        var entity = Guid.NewGuid();
        await Sent(_awa, FollowUps.Make(entity, "Pump"));
        await Sent(_jean, FollowUps.Change(entity, 1, status: "done", note: "new seal"));
        Assert.Equal(("Pump", 2, "done", "new seal"), await Shown(entity));

        string[] failing =
        [
            FollowUps.Make(entity, "Pump again"), FollowUps.Change(Guid.NewGuid(), 1, status: "done"), FollowUps.Change(entity, 9, status: "open"),
            FollowUps.Make(Guid.NewGuid(), " "), FollowUps.Make(entity, "x").Replace($"id=\"{entity}\"", "id=\"7\"", StringComparison.Ordinal),
            FollowUps.Make(Guid.NewGuid(), "x").Replace("dataset=\"follow_ups\"", "dataset=\"others\"", StringComparison.Ordinal),
        ];
        foreach (var xml in failing)
            await Sent(_jean, xml);
        Assert.Equal(("Pump", 2, "done", "new seal"), await Shown(entity));
        var errors = await _office.Json($"/api/data-sets/{FollowUps.Set}/errors");
        Assert.Equal(["entity-dataset", "entity-id", "entity-label", "entity-version", "entity-unknown", "entity-exists"], errors.EnumerateArray().Select(e => e.GetProperty("code").GetString()));
        var record = await _office.Json("/api/submissions/" + errors[5].GetProperty("record").GetString());
        Assert.Equal("entity-exists", Assert.Single(record.GetProperty("entities").EnumerateArray()).GetProperty("error").GetString());
        Assert.Contains("The record makes something that is there already.", await _office.Http.GetStringAsync("/submissions/" + errors[5].GetProperty("record").GetString(), Stop), StringComparison.Ordinal);
        Assert.Equal(6, (await _office.Json($"/api/data-sets/{FollowUps.Set}")).GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task Row_86_where_the_data_set_says_so_nothing_is_made_before_approval_and_rejection_or_withdrawal_never_makes()
    {
        await _house.Record(new DataSetSet(FollowUps.Set, true));
        var (good, bad, gone) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        foreach (var (entity, instance) in ((Guid, string)[])[(good, "uuid:good"), (bad, "uuid:bad"), (gone, "uuid:gone")])
            await Sent(_awa, FollowUps.Make(entity, "Pump", instance: instance));
        Assert.Single(await Csv(_awa));
        await Judge("uuid:good", ReviewState.Approved);
        await Judge("uuid:bad", ReviewState.Rejected);
        await _house.Record(new SubmissionWithdrawn(_house.Row("uuid:gone", FollowUps.Making)!.Submission, "mistake"));
        await _house.Rated();
        Assert.Equal(good.ToString(), Assert.Single((await Csv(_awa)).Skip(1)).Split(',')[0]);
        // A change needs no approval.
        await Sent(_awa, FollowUps.Change(good, 1, status: "done"));
        Assert.Equal(2, (await Shown(good)).Version);

        // And where it does not say so, what made something and counts no more takes it back.
        await _house.Record(new DataSetSet(FollowUps.Set, false));
        await Sent(_awa, FollowUps.Make(Guid.NewGuid(), "Late", instance: "uuid:late"));
        Assert.Contains(await Csv(_awa), r => r.Contains("Late", StringComparison.Ordinal));
        await Judge("uuid:late", ReviewState.Rejected);
        Assert.DoesNotContain(await Csv(_awa), r => r.Contains("Late", StringComparison.Ordinal));
        await Judge("uuid:late", ReviewState.HasIssues);
        Assert.Contains(await Csv(_awa), r => r.Contains("Late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_87_offline_changes_are_applied_in_the_order_of_their_chain_and_after_seven_days_without_what_is_missing()
    {
        var (entity, lost, branch) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Sent(_awa, FollowUps.Change(entity, 2, note: "second", branch: (null, branch)));
        await Sent(_awa, FollowUps.Change(entity, 1, note: "first", branch: (null, branch)));
        Assert.Single(await Csv(_awa));
        await Sent(_awa, FollowUps.Make(entity, "Pump", branch: $"branchId=\"{branch}\" trunkVersion=\"\" baseVersion=\"\""));
        Assert.Equal(("Pump", 3, "open", "second"), await Shown(entity));
        Assert.Equal(JsonValueKind.Null, (await Entity(entity)).GetProperty("entity").GetProperty("conflict").ValueKind);

        await Sent(_awa, FollowUps.Make(lost, "Well"));
        await Sent(_awa, FollowUps.Change(lost, 4, note: "fourth", branch: (1, branch)));
        Assert.Equal(("Well", 1, "open", ""), await Shown(lost));
        Assert.Equal("2026-11-30T12:00:00.000000Z", (await Entity(lost)).GetProperty("waiting")[0].GetProperty("until").GetString());
        // By the clock alone, before anything else comes in, and for good once something did.
        _house.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Contains(await Csv(_awa), r => r.StartsWith($"{lost},Well,2,", StringComparison.Ordinal));
        await Sent(_awa, FollowUps.Make(Guid.NewGuid(), "Later"));
        using var office = await Office.Of(_house);
        Assert.Contains("\"forced\":true", (await office.Json($"/api/data-sets/{FollowUps.Set}/entities/{lost}")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("soft", Assert.Single((await office.Json($"/api/data-sets/{FollowUps.Set}/entities?conflict=1")).GetProperty("entities").EnumerateArray()).GetProperty("conflict").GetString());
    }

    [Fact]
    public async Task Row_88_a_change_of_an_older_version_is_applied_and_flagged_soft_or_hard()
    {
        var (soft, hard) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var entity in (Guid[])[soft, hard])
        {
            await Sent(_awa, FollowUps.Make(entity, "Pump"));
            await Sent(_awa, FollowUps.Change(entity, 1, status: "done"));
        }
        await Sent(_jean, FollowUps.Change(soft, 1, note: "no key"));
        await Sent(_jean, FollowUps.Change(hard, 1, status: "broken"));
        Assert.Equal(("Pump", 3, "done", "no key"), await Shown(soft));
        Assert.Equal(("Pump", 3, "broken", ""), await Shown(hard));
        Assert.Equal(("soft", "hard"), (Conflict(await Entity(soft)), Conflict(await Entity(hard))));
        Assert.Equal(204, await _office.Post($"/api/data-sets/{FollowUps.Set}/entities/{hard}/seen", new { }));
        await _house.Rated();
        Assert.Equal(("soft", null), (Conflict(await Entity(soft)), Conflict(await Entity(hard))));
        Assert.Equal(422, await _office.Post($"/api/data-sets/{FollowUps.Set}/entities/{hard}/seen", new { }));
    }

    [Fact]
    public async Task Row_89_a_record_that_comes_again_makes_and_changes_nothing_again_and_its_edit_replaces_what_it_asked()
    {
        var (entity, other) = (Guid.NewGuid(), Guid.NewGuid());
        var make = FollowUps.Make(entity, "Pump", instance: "uuid:make");
        var change = FollowUps.Change(entity, 1, status: "done", instance: "uuid:change");
        foreach (var xml in (string[])[make, change, make, change, change])
            await Sent(_awa, xml);
        Assert.Equal(("Pump", 2, "done", ""), await Shown(entity));
        Assert.Equal(2, (await Entity(entity)).GetProperty("steps").GetArrayLength());

        await Sent(_awa, FollowUps.Make(entity, "Hand pump", instance: "uuid:make2", replaces: "uuid:make"));
        Assert.Equal(("Hand pump", 3, "done", ""), await Shown(entity));
        // An edit that is about another thing takes back what it asked of the first.
        await Sent(_awa, FollowUps.Make(other, "Well"));
        await Sent(_awa, FollowUps.Change(other, 1, status: "done", instance: "uuid:change2", replaces: "uuid:change"));
        Assert.Equal(("Hand pump", 4, "open", ""), await Shown(entity));
        Assert.Equal(("Well", 2, "done", ""), await Shown(other));
    }

    [Fact]
    public async Task What_is_protected_is_never_kept_in_a_data_set_and_reaches_no_phone()
    {
        await _house.Publish(FollowUps.MakingForm("told", "cases", secret: "T3"));
        await _house.Publish(FollowUps.MakingForm("whole", "wholes", tier: "T3").Replace("adit:button=\"main\"", "", StringComparison.Ordinal));
        await Sent(_awa, FollowUps.Make(Guid.NewGuid(), "Someone", form: "told", set: "cases", more: "<who>Marie-of-the-well</who>"));
        await Sent(_awa, FollowUps.Make(Guid.NewGuid(), "Marie-of-the-well", form: "whole", set: "wholes"));
        var errors = await _office.Json("/api/data-sets/cases/errors");
        Assert.Equal("entity-protected", Assert.Single(errors.EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(["status", "due"], (await _office.Json("/api/data-sets/cases")).GetProperty("properties").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal((0, 0), ((await _office.Json("/api/data-sets/wholes")).GetProperty("entities").GetInt32(), (await _office.Json("/api/data-sets/wholes")).GetProperty("errors").GetInt32()));
        Assert.Contains("Spot is protected as a whole", await _office.Http.GetStringAsync("/data-sets/wholes", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("Marie", string.Concat(_house.Database.Read(Auditing.Dump).Where(t => t.Key.StartsWith("entit", StringComparison.Ordinal)).SelectMany(t => t.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_tried_out_gets_the_list_of_its_data_set_without_anything_real()
    {
        await Sent(_awa, FollowUps.Make(Guid.NewGuid(), "Pump"));
        var draft = await _house.Get<Adit.Forms.Drafts>().Upload(ActorId.Program, Encoding.UTF8.GetBytes(FollowUps.ChangingForm().Replace("version=\"1\"", "version=\"2\"", StringComparison.Ordinal)), "en");
        var tester = new Phone(_house.Http, _house.Get<Adit.Forms.Drafts>().PathOf(draft));
        var list = (await MediaOf(tester, FollowUps.Changing)).Single(m => m.Element(Manifest + "filename")!.Value == "follow_ups.csv");
        Assert.Equal("name,label,__version,status,due,note\r\n", Encoding.UTF8.GetString((await tester.Get(list.Element(Manifest + "downloadUrl")!.Value)).Body));
    }

    private async Task Sent(Enrolled agent, string xml)
    {
        var answer = await agent.Phone.Submit(xml);
        Assert.True(answer.Code == 201, Encoding.UTF8.GetString(answer.Body));
        await _house.Rated();
    }

    private async Task Judge(string instance, ReviewState state)
    {
        await _house.Record(new SubmissionReviewed(_house.Row(instance, FollowUps.Making)!.Submission, state, ""));
        await _house.Rated();
    }

    private static async Task<string> Hash(Enrolled agent) =>
        (await MediaOf(agent.Phone, FollowUps.Changing)).Single(m => m.Element(Manifest + "filename")!.Value == "follow_ups.csv").Element(Manifest + "hash")!.Value;

    private static async Task<string[]> Csv(Enrolled agent) =>
        Encoding.UTF8.GetString((await agent.Phone.Get($"/forms/{FollowUps.Changing}/versions/v1/media/follow_ups.csv")).Body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private Task<JsonElement> Entity(Guid entity) => _office.Json($"/api/data-sets/{FollowUps.Set}/entities/{entity}");

    private async Task<(string Label, int Version, string Status, string Note)> Shown(Guid entity)
    {
        var shown = (await Entity(entity)).GetProperty("entity");
        string Of(string name) => shown.GetProperty("properties").TryGetProperty(name, out var value) ? value.GetString()! : "";
        return (shown.GetProperty("label").GetString()!, shown.GetProperty("version").GetInt32(), Of("status"), Of("note"));
    }

    private static string? Conflict(JsonElement answer) => answer.GetProperty("entity").GetProperty("conflict").GetString();
}
