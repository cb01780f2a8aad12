using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Adit.Forms;
using Adit.People;
using Adit.Submissions;
using Adit.Tests.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa row 32: a draft is tried out at an address of its own, counts for nothing, and says when it is gone.</summary>
public sealed class DraftTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_32_a_draft_has_its_own_list_and_its_records_are_neither_records_nor_rated()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        var draft = await Upload(house, Rounds.Xform(media: Rounds.Lists));
        var phone = new Phone(house.Http, house.Get<Drafts>().PathOf(draft));
        var size = house.Database.Size;

        var list = (await phone.Get("/formList")).Xml;
        Assert.Equal([Rounds.Form], list.Descendants().Where(e => e.Name.LocalName == "formID").Select(e => e.Value));
        var address = list.Descendants().Single(e => e.Name.LocalName == "downloadUrl").Value;
        Assert.StartsWith(house.Origin + phone.Prefix, address, StringComparison.Ordinal);
        Assert.Equal(Rounds.Xform(media: Rounds.Lists), Encoding.UTF8.GetString((await phone.Get(address)).Body));
        var sites = (await phone.Get(address.Replace(".xml", "/media/sites.csv", StringComparison.Ordinal))).Body;
        Assert.Contains("TEST-1", Encoding.UTF8.GetString(sites), StringComparison.Ordinal);
        Assert.DoesNotContain("N1", Encoding.UTF8.GetString(sites), StringComparison.Ordinal);
        Assert.DoesNotContain(Rounds.Form, (await agent.Phone.Get("/formList")).Xml.Descendants().Where(e => e.Name.LocalName == "formID").Select(e => e.Value));

        var xml = Rounds.Record("uuid:1", depth: "14", note: "only a try");
        Assert.Equal(204, (await phone.Head("/submission")).Code);
        Assert.Equal("Received as a test. It counts for nothing and is deleted with the draft.", (await phone.Submit(xml, Rounds.Photo("a.jpg"))).Message);
        Assert.Equal(201, (await phone.Submit(xml)).Code);
        Assert.Equal(409, (await phone.Submit(Rounds.Record("uuid:1", depth: "15"))).Code);
        Assert.Equal(404, (await phone.Submit(Rounds.Record("uuid:2", version: "9"))).Code);
        Assert.Equal(400, (await phone.Submit("<data")).Code);

        Assert.Equal(1, house.Get<Drafts>().Count(draft));
        Assert.Equal(size, house.Database.Size);
        Assert.Empty(house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10)));
        await house.Check();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row_32_published_or_deleted_its_address_says_that_it_is_gone_and_so_are_its_records(bool published)
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        var drafts = house.Get<Drafts>();
        var draft = await Upload(house, Rounds.Xform());
        var phone = new Phone(house.Http, drafts.PathOf(draft));
        Assert.Equal(201, (await phone.Submit(Rounds.Record("uuid:1"))).Code);

        if (published)
            await drafts.Publish(draft, ActorId.Program, "en");
        else
            await drafts.Delete(draft);

        foreach (var answer in new[] { await phone.Get("/formList"), await phone.Get($"/forms/{Rounds.Form}/versions/v1.xml"), await phone.Submit(Rounds.Record("uuid:2")) })
        {
            Assert.Equal(404, answer.Code);
            Assert.Contains("is gone", answer.Message, StringComparison.Ordinal);
        }
        Assert.Equal(404, (await phone.Head("/submission")).Code);
        Assert.Equal(published, (await agent.Phone.Get("/formList")).Xml.Descendants().Any(e => e.Name.LocalName == "formID" && e.Value == Rounds.Form));
        Assert.Equal(0, drafts.Count(draft));
        Assert.Null(drafts.Find(Rounds.Form));
        Assert.Equal(403, (await new Phone(house.Http, "/openrosa/test/AAAAAAAAAAAAAAAAAAAAAAAA").Get("/formList")).Code);
        await house.Check();
    }

    [Fact]
    public async Task A_new_draft_of_a_form_replaces_the_one_before_at_the_same_address_and_deletes_what_was_sent_to_it()
    {
        await using var house = await House.Open();
        var drafts = house.Get<Drafts>();
        var first = await Upload(house, Rounds.Xform());
        var phone = new Phone(house.Http, drafts.PathOf(first));
        await phone.Submit(Rounds.Record("uuid:1"));

        var second = await Upload(house, Rounds.Xform(version: "2"));

        Assert.Equal(drafts.PathOf(first), drafts.PathOf(second));
        Assert.Equal(0, drafts.Count(second));
        Assert.Equal(404, (await phone.Submit(Rounds.Record("uuid:2"))).Code);
        Assert.Equal(201, (await phone.Submit(Rounds.Record("uuid:2", version: "2"))).Code);
    }

    [Fact]
    public async Task The_office_sees_what_was_sent_to_a_draft_and_nothing_protected_of_it()
    {
        await using var opened = await Opened.Begin();
        using var lead = opened.Client(await opened.TokenOf(Role.Lead));
        using var form = new ByteArrayContent(Encoding.UTF8.GetBytes(Rounds.Xform(noteTier: "T3")));
        using var uploaded = await lead.PostAsync("/api/drafts", form, Stop);
        var address = new Uri((await uploaded.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("testUrl").GetString()!).AbsolutePath;
        using var anybody = opened.Client();
        Assert.Equal(201, (await new Phone(anybody, address).Submit(Rounds.Record("uuid:1", who: "Ada with the rope", note: "planted-words", photo: "a.jpg"), Rounds.Photo("a.jpg"))).Code);

        foreach (var path in new[] { "/api/drafts/round", "/drafts/round" })
        {
            var said = await lead.GetStringAsync(path, Stop);
            Assert.Contains("Ada with the rope", said, StringComparison.Ordinal);
            Assert.Contains("a.jpg", said, StringComparison.Ordinal);
            Assert.DoesNotContain("planted-words", said, StringComparison.Ordinal);
        }
        Assert.Contains("<a href=\"/drafts/round\">Round</a>", await lead.GetStringAsync("/forms", Stop), StringComparison.Ordinal);
        using var analyst = opened.Client(await opened.TokenOf(Role.Reviewer));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await analyst.GetAsync("/api/drafts/round", Stop)).StatusCode);
    }

    private static Task<Draft> Upload(House house, string xform) => house.Get<Drafts>().Upload(ActorId.Program, Encoding.UTF8.GetBytes(xform), "en");
}
