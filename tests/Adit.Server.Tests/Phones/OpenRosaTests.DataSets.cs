using System.Text;
using System.Xml.Linq;
using Adit.Forms;
using Adit.Phones;
using static Adit.Tests.Phones.FormLists;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 38 to 41: the lists of sites and pits, each agent's own, from the start and at once after a change.</summary>
public class OpenRosaDataSetsTests(Programme programme) : IClassFixture<Programme>
{
    private House House => programme.House;

    private Phone Awa => programme.Awa.Phone;

    [Fact]
    public async Task Row_38_no_file_takes_the_place_of_the_lists_that_are_each_agents_own()
    {
        using var office = await Office.Of(House);
        var id = Name();
        await House.Publish(Rounds.Xform(id, media: Rounds.Lists));
        using var refused = await office.Http.PutAsync($"/api/forms/{id}/versions/1/media/sites.csv", new ByteArrayContent([1]), TestContext.Current.CancellationToken);
        Assert.Equal(422, (int)refused.StatusCode);
        Assert.All(await MediaOf(Awa, id), m => Assert.Equal("entityList", m.Attribute("type")!.Value));
    }

    [Fact]
    public async Task Row_38_a_data_set_is_an_entity_list_with_an_integrity_address()
    {
        var media = await MediaOf(Awa, "adit-visit");
        Assert.Equal(["pits.csv", "sites.csv"], media.Select(m => m.Element(Manifest + "filename")!.Value).Order());
        Assert.All(media, m => Assert.Equal("entityList", m.Attribute("type")!.Value));
        Assert.All(media, m => Assert.NotEmpty(m.Element(Manifest + "integrityUrl")!.Value));
    }

    [Fact]
    public async Task Row_39_the_hash_of_a_data_set_changes_exactly_when_its_rows_change_for_this_caller()
    {
        var site = await House.Site("T" + Guid.NewGuid().ToString("N")[..6], "P1");
        var own = await House.Agent("Own " + Guid.NewGuid(), "en", site);
        async Task<string> Hash(Phone phone) => (await MediaOf(phone, "adit-visit")).Single(m => m.Element(Manifest + "filename")!.Value == "pits.csv").Element(Manifest + "hash")!.Value;
        var (mine, awas) = (await Hash(own.Phone), await Hash(Awa));
        await own.Phone.Submit(Rounds.Record(Rounds.NewInstance()));
        Assert.Equal(mine, await Hash(own.Phone));

        await House.Record(new Adit.Sites.PitRegistered(new(Guid.CreateVersion7()), site, "P2", "Second, \"deep\""));

        Assert.NotEqual(mine, await Hash(own.Phone));
        Assert.Equal(awas, await Hash(Awa));
        var csv = await own.Phone.Get((await MediaOf(own.Phone, "adit-visit")).Single(m => m.Element(Manifest + "filename")!.Value == "pits.csv").Element(Manifest + "downloadUrl")!.Value);
        Assert.Equal(await Hash(own.Phone), "md5:" + csv.Headers.ETag!.Tag.Trim('"'));
        Assert.Equal(await Hash(own.Phone), "md5:" + OpenRosaAnswer.Md5(csv.Body));
        Assert.Contains("\"Second, \"\"deep\"\"\"", Encoding.UTF8.GetString(csv.Body), StringComparison.Ordinal);
    }

    /// <summary>Phones that keep lists take a row again only where its <c>__version</c> grew (Collect, LocalEntityUseCases).</summary>
    [Fact]
    public async Task Row_39_the_version_of_a_row_grows_exactly_when_the_row_changes()
    {
        var site = await House.Site("V" + Guid.NewGuid().ToString("N")[..6], "P1", "P2");
        var own = await House.Agent("Own " + Guid.NewGuid(), "en", site);
        async Task<Dictionary<string, int>> Versions(string list) =>
            (await Csv(own.Phone, list)).Skip(1).Select(r => r.Split(',')).ToDictionary(r => r[0], r => int.Parse(r[2], System.Globalization.CultureInfo.InvariantCulture));
        var (sites, pits) = (await Versions("sites"), await Versions("pits"));
        var known = House.Get<Adit.Storage.Registers>().Current.Sites[site];
        var registered = new Adit.Sites.SiteRegistered(site, known.Code, known.Name, known.Kind, known.Stage, known.Country, known.Province, known.Minerals, known.Place, "UTC", null, [], null, [], null);
        var pit = House.Get<Adit.Storage.Registers>().Current.Pits[site][0];

        await House.Record(registered);
        await House.Record(new Adit.Sites.PitRegistered(pit.Id, site, pit.Code, pit.Name));
        Assert.Equal(sites, await Versions("sites"));
        Assert.Equal(pits, await Versions("pits"));

        await House.Record(registered with { Name = "Another name" });
        await House.Record(new Adit.Sites.PitRegistered(pit.Id, site, pit.Code, "Another pit"));
        var (sitesNow, pitsNow) = (await Versions("sites"), await Versions("pits"));
        Assert.True(sitesNow[site.ToString()] > sites[site.ToString()]);
        Assert.Equal([pit.Id.ToString()], pitsNow.Where(p => p.Value > pits[p.Key]).Select(p => p.Key));
    }

    [Fact]
    public async Task Row_40_lists_have_their_columns_and_without_rows_still_a_header()
    {
        var nowhere = await House.Agent("Nowhere " + Guid.NewGuid(), "en");
        Assert.Equal("name,label,__version,code,minerals", Assert.Single(await Csv(nowhere.Phone, "sites")));
        Assert.Equal("name,label,__version,code,site", Assert.Single(await Csv(nowhere.Phone, "pits")));
        Assert.All(await Csv(Awa, "sites"), row => Assert.Equal(5, row.Split(',').Length));
    }

    [Fact]
    public async Task What_an_agent_is_given_and_loses_shows_at_the_next_request()
    {
        var (one, two) = (await House.Site("G" + Guid.NewGuid().ToString("N")[..6], "G-P1"), await House.Site("G" + Guid.NewGuid().ToString("N")[..6], "G-P2"));
        var agent = await House.Agent("Moved " + Guid.NewGuid(), "en", ["round", "adit-visit"], one);
        var integrity = $"/forms/adit-visit/versions/{await Version("adit-visit")}/integrity?id={one},{two}";
        async Task<(string Sites, string Pits, string Known, string Forms)> Sees() => (
            string.Join(' ', (await Csv(agent.Phone, "sites")).Skip(1).Select(r => r.Split(',')[0])), string.Join(' ', (await Csv(agent.Phone, "pits")).Skip(1).Select(r => r.Split(',')[1])),
            string.Join(' ', (await agent.Phone.Get(integrity)).Xml.Descendants("entity").Select(e => e.Attribute("id")!.Value)), string.Join(' ', (await Xforms(agent.Phone)).Select(f => f.Element(List + "formID")!.Value)));
        Assert.Equal((one.ToString(), "Pit G-P1", one.ToString(), "adit-visit round"), await Sees());

        await House.Record(new Adit.People.AgentAssigned(agent.Id, [two], ["adit-visit"], 5));
        Assert.Equal((two.ToString(), "Pit G-P2", two.ToString(), "adit-visit"), await Sees());
        Assert.Equal(403, (await agent.Phone.Submit(Rounds.Record(Rounds.NewInstance()))).Code);
        foreach (var rest in (string[])[".xml", "/manifest", "/integrity?id=" + two])
            Assert.Equal(404, (await agent.Phone.Get("/forms/round/versions/v1" + rest)).Code);

        await House.Record(new Adit.People.AgentAssigned(agent.Id, [one, two], ["adit-visit"], 5));
        Assert.Equal(2, (await Csv(agent.Phone, "sites")).Count(r => r.Contains(one.ToString(), StringComparison.Ordinal) || r.Contains(two.ToString(), StringComparison.Ordinal)));

        await House.Record(new Adit.People.AgentAssigned(agent.Id, [], ["adit-visit"], 5));
        Assert.Equal(("", "", "", "adit-visit"), await Sees());
    }

    [Fact]
    public async Task Row_41_integrity_says_true_or_false_for_known_ids_only_and_knows_only_own_sites()
    {
        var pits = House.Get<Adit.Storage.Registers>().Current.Pits;
        var ids = new[] { programme.North.ToString(), pits[programme.North][0].Id.ToString(), programme.South.ToString(), pits[programme.South][0].Id.ToString(), Guid.NewGuid().ToString(), "<x>" };
        var answer = await Awa.Get($"/forms/adit-visit/versions/{await Version("adit-visit")}/integrity?id={string.Join(',', ids.Select(Uri.EscapeDataString))}");
        Assert.Equal("text/xml", answer.Content.ContentType!.MediaType);
        Assert.Equal(ids[..2].Order(), answer.Xml.Descendants("entity").Select(e => e.Attribute("id")!.Value).Order());
        Assert.All(answer.Xml.Descendants("entity"), e => Assert.Equal("false", e.Element("deleted")!.Value));
    }

    [Fact]
    public async Task An_agent_sees_only_own_sites_and_pits_in_lists()
    {
        Assert.Equal(["Site N1"], (await Csv(Awa, "sites")).Skip(1).Select(r => r.Split(',')[1]));
        Assert.Equal(["N-P1", "N-P2"], (await Csv(Awa, "pits")).Skip(1).Select(r => r.Split(',')[3]));
        Assert.Equal(["S-P1"], (await Csv(programme.Omari.Phone, "pits")).Skip(1).Select(r => r.Split(',')[3]));
        Assert.Equal(404, (await Awa.Get("/forms/round/versions/v1/media/sites.csv")).Code);
    }

    private async Task<string[]> Csv(Phone phone, string list) =>
        Encoding.UTF8.GetString((await phone.Get($"/forms/adit-visit/versions/{await Version("adit-visit")}/media/{list}.csv")).Body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> Version(string form) => "v" + Uri.EscapeDataString((await Listed(Awa, form)).Element(List + "version")!.Value);
}
