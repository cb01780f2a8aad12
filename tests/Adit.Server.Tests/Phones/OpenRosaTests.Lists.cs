using System.Text;
using System.Xml.Linq;
using Adit.Forms;
using Adit.Phones;
using static Adit.Tests.Phones.FormLists;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 20 to 37, 42 and 43: form list, definition, manifest, media.</summary>
public class OpenRosaListsTests(Programme programme) : IClassFixture<Programme>
{
    private House House => programme.House;

    private Phone Awa => programme.Awa.Phone;

    [Fact]
    public async Task Row_20_the_list_names_every_form_with_what_phones_need()
    {
        var forms = await Xforms(Awa);
        Assert.NotEmpty(forms);
        Assert.All(forms, f => Assert.All((string[])["formID", "name", "version", "hash", "downloadUrl"], e => Assert.NotNull(f.Element(List + e))));
        Assert.Contains(forms, f => f.Element(List + "formID")!.Value == "adit-visit");
        Assert.NotNull((await Listed(Awa, "adit-visit")).Element(List + "manifestUrl"));
    }

    [Fact]
    public async Task Row_21_a_form_without_a_title_lists_its_id_as_its_name()
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, title: ""));
        Assert.Equal(id, (await Listed(Awa, id)).Element(List + "name")!.Value);
        Assert.All(await Xforms(Awa), f => Assert.All((string[])["formID", "name", "downloadUrl"], e => Assert.NotEmpty(f.Element(List + e)!.Value)));
    }

    [Fact]
    public async Task Row_22_the_hash_is_the_md5_of_what_is_served()
    {
        foreach (var form in await Xforms(Awa))
            Assert.Equal(form.Element(List + "hash")!.Value, "md5:" + OpenRosaAnswer.Md5((await Awa.Get(form.Element(List + "downloadUrl")!.Value)).Body));
    }

    [Fact]
    public async Task Row_23_a_version_may_be_empty_and_is_listed()
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, version: ""));
        var listed = await Listed(Awa, id);
        Assert.Equal("", listed.Element(List + "version")!.Value);
        Assert.Equal(200, (await Awa.Get(listed.Element(List + "downloadUrl")!.Value)).Code);
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: id, version: ""))).Code);
    }

    [Fact]
    public async Task Row_24_only_the_newest_published_version_is_listed()
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, version: "1"));
        await House.Publish(Rounds.Xform(id, version: "2"));
        Assert.Equal("2", (await Listed(Awa, id)).Element(List + "version")!.Value);
    }

    [Theory]
    [InlineData("Closing")]
    [InlineData("Closed")]
    public async Task Row_25_closing_and_closed_forms_are_not_listed(string state)
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id));
        await House.Record(new FormStateChanged(id, Enum.Parse<FormState>(state)));
        Assert.Empty(await Xforms(Awa, "?formID=" + id));
    }

    [Fact]
    public async Task Row_26_a_caller_sees_only_their_forms_and_without_any_an_empty_list()
    {
        var one = await House.Agent("One " + Guid.NewGuid(), "en", ["round"], programme.North);
        var none = await House.Agent("None " + Guid.NewGuid(), "en", ["no-such-form"], programme.North);
        Assert.Equal("round", Assert.Single(await Xforms(one.Phone)).Element(List + "formID")!.Value);
        Assert.Equal(404, (await one.Phone.Get("/forms/adit-visit/versions/v1.xml")).Code);
        var empty = await none.Phone.Get("/formList");
        Assert.Equal((200, List + "xforms"), (empty.Code, empty.Xml.Name));
        Assert.Empty(empty.Xml.Elements());
    }

    [Fact]
    public async Task Row_27_a_form_id_narrows_the_list()
    {
        Assert.Single(await Xforms(Awa, "?formID=round"));
        var unknown = await Awa.Get("/formList?formID=unknown");
        Assert.Equal(200, unknown.Code);
        Assert.Empty(unknown.Xml.Elements());
    }

    [Theory]
    [InlineData("a form & <more>")]
    [InlineData("http://example.org/forms/one?x=y#z")]
    [InlineData("100%25 % a+b")]
    [InlineData("Fiche n° 1 : 矿山")]
    [InlineData("a%2Fb/c")]
    public async Task Row_28_form_ids_with_reserved_characters_survive_in_addresses_and_text(string stem)
    {
        var id = stem + Guid.NewGuid().ToString("N");
        await House.Publish(Rounds.Xform(id, version: "1/2 %25", media: Rounds.Lists));
        var listed = await Listed(Awa, id);
        Assert.Equal(id, listed.Element(List + "formID")!.Value);
        Assert.Equal(200, (await Awa.Get(listed.Element(List + "downloadUrl")!.Value)).Code);
        Assert.All(await MediaOf(Awa, id), m => Assert.Equal(200, Awa.Get(m.Element(Manifest + "downloadUrl")!.Value).Result.Code));
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: id, version: "1/2 %25"))).Code);
    }

    [Fact]
    public async Task Row_29_a_manifest_is_named_when_and_only_when_there_is_media()
    {
        Assert.Null((await Listed(Awa, "round")).Element(List + "manifestUrl"));
        Assert.NotNull((await Listed(Awa, "adit-visit")).Element(List + "manifestUrl"));
    }

    [Fact]
    public async Task Row_30_addresses_carry_the_prefix_of_the_request()
    {
        Assert.All(await Xforms(Awa), f => Assert.StartsWith($"{House.Origin}/openrosa/key/{programme.Awa.Key}/", f.Element(List + "downloadUrl")!.Value, StringComparison.Ordinal));
        Assert.All(await MediaOf(Awa, "adit-visit"), m => Assert.StartsWith($"{House.Origin}/openrosa/key/{programme.Awa.Key}/", m.Element(Manifest + "downloadUrl")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_31_another_programme_has_lists_of_its_own()
    {
        await using var other = await House.Open();
        var agent = await other.Agent("Awa", "en", await other.Site("N1"));
        await other.Publish(Rounds.Xform(title: "Other round"));
        Assert.Equal("Other round", Assert.Single(await Xforms(agent.Phone, "?formID=round")).Element(List + "name")!.Value);
        Assert.Equal("Round", (await Listed(Awa, "round")).Element(List + "name")!.Value);
        Assert.Equal(403, (await new Phone(other.Http, Awa.Prefix).Get("/formList")).Code);
    }

    [Fact]
    public async Task Row_33_the_definition_is_served_byte_for_byte_and_old_versions_stay()
    {
        var (id, first) = (Name(), "");
        first = Rounds.Xform(id, version: "1") + "\n<!-- kept as it came: é, \t -->\n";
        await House.Publish(first);
        var old = (await Listed(Awa, id)).Element(List + "downloadUrl")!.Value;
        await House.Publish(Rounds.Xform(id, version: "2"));
        var answer = await Awa.Get(old);
        Assert.Equal(Encoding.UTF8.GetBytes(first), answer.Body);
        Assert.Equal("text/xml", answer.Content.ContentType!.MediaType);
    }

    [Fact]
    public async Task Row_34_a_manifest_names_file_hash_and_address()
    {
        var photo = Rounds.Photo("x").Bytes;
        var id = Name();
        await House.Publish(Rounds.Xform(id, media: """<instance id="map" src="jr://file/map 1.png"/>"""));
        await House.Media(id, "1", "map 1.png", "image/png", photo);
        var media = Assert.Single(await MediaOf(Awa, id));
        Assert.Equal("map 1.png", media.Element(Manifest + "filename")!.Value);
        Assert.Equal("md5:" + OpenRosaAnswer.Md5(photo), media.Element(Manifest + "hash")!.Value);
        var file = await Awa.Get(media.Element(Manifest + "downloadUrl")!.Value);
        Assert.Equal(photo, file.Body);
        Assert.Equal("image/png", file.Content.ContentType!.MediaType);
    }

    [Fact]
    public async Task Row_35_files_not_yet_uploaded_are_left_out()
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, media: """<instance id="map" src="jr://file/map.png"/>""" + Rounds.Lists));
        Assert.Equal(["pits.csv", "sites.csv"], (await MediaOf(Awa, id)).Select(m => m.Element(Manifest + "filename")!.Value).Order());
        Assert.Equal(404, (await Awa.Get($"/forms/{id}/versions/v1/media/map.png")).Code);

        await House.Media(id, "1", "map.png", "image/png", [1, 2]);

        var map = (await MediaOf(Awa, id)).Single(m => m.Element(Manifest + "filename")!.Value == "map.png");
        Assert.Equal("md5:" + OpenRosaAnswer.Md5([1, 2]), map.Element(Manifest + "hash")!.Value);
        Assert.Equal([1, 2], (await Awa.Get(map.Element(Manifest + "downloadUrl")!.Value)).Body);
    }

    [Fact]
    public async Task Row_36_a_form_without_media_has_a_valid_empty_manifest()
    {
        var manifest = await Awa.Get("/forms/round/versions/v1/manifest");
        Assert.Equal((200, Manifest + "manifest"), (manifest.Code, manifest.Xml.Name));
        Assert.Empty(manifest.Xml.Elements());
    }

    [Theory]
    [InlineData("carte du site & été.png")]
    [InlineData("100%.png")]
    [InlineData("矿#1?.png")]
    public async Task Row_37_file_names_are_encoded_in_addresses(string name)
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, media: $"""<instance id="map" src="jr://file/{System.Security.SecurityElement.Escape(name)}"/>"""));
        await House.Media(id, "1", name, "image/png", [1, 2, 3]);
        var media = Assert.Single(await MediaOf(Awa, id));
        Assert.Equal(name, media.Element(Manifest + "filename")!.Value);
        Assert.Equal([1, 2, 3], (await Awa.Get(media.Element(Manifest + "downloadUrl")!.Value)).Body);
    }

    [Fact]
    public async Task Row_42_all_of_a_closed_form_is_refused()
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, media: Rounds.Lists));
        await House.Record(new FormStateChanged(id, FormState.Closed));
        foreach (var rest in (string[])[".xml", "/manifest", "/media/sites.csv", "/integrity?id=x"])
            Assert.Equal(404, (await Awa.Get($"/forms/{id}/versions/v1{rest}")).Code);
    }

    [Theory]
    [InlineData("image/png", "inline", "image/png")]
    [InlineData("image/svg+xml", "attachment", "application/octet-stream")]
    [InlineData("text/html", "attachment", "application/octet-stream")]
    [InlineData("text/csv", "attachment", "text/csv")]
    public async Task Row_43_only_known_images_are_shown_by_a_browser(string type, string disposition, string sent)
    {
        var id = Name();
        await House.Publish(Rounds.Xform(id, media: """<instance id="f" src="jr://file/f.bin"/>"""));
        await House.Media(id, "1", "f.bin", type, "<script>alert(1)</script>"u8.ToArray());
        var answer = await Awa.Get($"/forms/{id}/versions/v1/media/f.bin");
        Assert.Equal(disposition, answer.Content.ContentDisposition!.DispositionType);
        Assert.Equal(sent, answer.Content.ContentType!.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
