using System.Net.Http.Headers;
using System.Text;
using Adit.Forms;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 44 to 59: pre-flight and new records.</summary>
public class OpenRosaSubmissionTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public async Task Row_44_pre_flight_is_204_without_a_body()
    {
        var answer = await Awa.Head("/submission");
        Assert.Equal(204, answer.Code);
        Assert.Empty(answer.Body);
        Assert.Equal("1.0", answer.Headers.GetValues("X-OpenRosa-Version").Single());
        Assert.True(answer.Headers.Contains("X-OpenRosa-Accept-Content-Length"));
    }

    [Fact]
    public async Task Row_45_pre_flight_sends_no_location() => Assert.Null((await Awa.Head("/submission")).Headers.Location);

    [Fact]
    public async Task Row_46_a_record_needs_no_pre_flight() => Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance()))).Code);

    [Fact]
    public async Task Row_47_pre_flight_without_rights_follows_rows_13_and_15()
    {
        Assert.Equal(403, (await new Phone(House.Http, "/openrosa/key/" + Adit.People.Access.NewSecret()).Head("/submission")).Code);
        Assert.Equal(401, (await new Phone(House.Http, "/openrosa").Head("/submission")).Code);
        Assert.Equal(404, (await new Phone(House.Http, "/openrosa/projects/7").Head("/submission")).Code);
    }

    [Fact]
    public async Task Row_48_the_xml_part_is_known_by_its_name_wherever_it_stands()
    {
        var instance = Rounds.NewInstance();
        var content = new MultipartFormDataContent();
        content.Add(Phone.Part("a.jpg", "image/jpeg", [1, 2, 3], "other name.jpg"));
        content.Add(Phone.Part("xml_submission_file", "application/octet-stream", Utf8(Rounds.Record(instance, photo: "a.jpg")), "whatever.bin"));

        Assert.Equal(201, (await Awa.Post(content)).Code);
        var file = Assert.Single(House.Files(instance));
        Assert.Equal("a.jpg", file.Name);
        Assert.Equal([1, 2, 3], await House.Bytes(file));
    }

    [Fact]
    public async Task Row_48_fields_of_a_form_are_no_files_and_a_quotation_mark_in_a_name_survives()
    {
        var instance = Rounds.NewInstance();
        var content = (MultipartFormDataContent)Phone.Upload(Utf8(Rounds.Record(instance, photo: "say &quot;a&quot;.jpg")), new FilePart("say %22a%22.jpg", "image/jpeg", [1]));
        var field = new ByteArrayContent(Utf8("Mon, 23 Nov 2026"));
        field.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"Date\"");
        content.Add(field);

        Assert.Equal(201, (await Awa.Post(content)).Code);
        Assert.Equal("say \"a\".jpg", Assert.Single(House.Files(instance)).Name);
        Assert.Equal(0, programme.Held(instance)!.Envelope!.Stray);
    }

    /// <summary>The ways in which Collect (OkHttp), KoboCollect, Enketo (browsers) and scripts write the same upload.</summary>
    public static TheoryData<string, string, string> Ways => new()
    {
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"r.xml\"\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {length}\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\n" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"r.xml\"\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: binary\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=\"a.jpg\"\r\nContent-Transfer-Encoding: binary\r\nContent-Type: image/jpeg\r\n\r\n" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"xml_submission_file\"\r\nContent-Type: text/xml\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=\"blob\"\r\nContent-Type: application/octet-stream\r\n\r\n" },
        { "Multipart/Form-Data; Charset=utf-8; Boundary=\"b\"", "--b  \r\ncontent-disposition:form-data;name=xml_submission_file;filename=r.xml\r\n\r\n", "--b\t\r\nCONTENT-TYPE: image/jpeg\r\nCONTENT-DISPOSITION:   form-data;   filename=a.jpg;   name=a.jpg\r\n\r\n" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"photos/a.jpg\"; filename=\"C:\\photos\\a.jpg\"\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Row_48_an_upload_is_understood_however_a_client_writes_it_whichever_part_comes_first(string type, string xmlHead, string fileHead)
    {
        foreach (var fileFirst in (bool[])[false, true])
        {
            var instance = Rounds.NewInstance();
            var xml = Rounds.Record(instance, photo: "a.jpg");
            var parts = new[] { xmlHead.Replace("{length}", Utf8(xml).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) + xml + "\r\n", fileHead + "abc\r\n" };
            Assert.Equal(201, (await Awa.Post(Typed(type, "preamble\r\n" + string.Concat(fileFirst ? parts.Reverse() : parts) + "--b--\r\nepilogue"))).Code);
            Assert.Equal("abc", Encoding.UTF8.GetString(await House.Bytes(Assert.Single(House.Files(instance)))));
            Assert.Equal(0, programme.Held(instance)!.Envelope!.Stray);
        }
    }

    [Fact]
    public async Task Row_48_two_records_in_one_upload_are_refused_together()
    {
        var (one, two) = (Rounds.NewInstance(), Rounds.NewInstance());
        var content = (MultipartFormDataContent)Phone.Upload(Utf8(Rounds.Record(one)));
        content.Add(Phone.Part("xml_submission_file", "text/xml", Utf8(Rounds.Record(two)), "two.xml"));
        Assert.Equal(400, (await Awa.Post(content)).Code);
        Assert.True(programme.Held(one) is null && programme.Held(two) is null);
    }

    [Fact]
    public async Task Row_49_success_is_201()
    {
        var answer = await Awa.Submit(Rounds.Record(Rounds.NewInstance()));
        Assert.Equal(201, answer.Code);
        Assert.NotEmpty(answer.Message);
    }

    [Fact]
    public async Task Row_50_what_was_answered_201_is_in_the_ledger_with_its_files()
    {
        var instance = Rounds.NewInstance();
        var photo = Rounds.Photo("p.jpg", 300_000);
        await Awa.Submit(Rounds.Record(instance, photo: "p.jpg"), photo);
        Assert.NotNull(programme.Held(instance));
        Assert.Equal(photo.Bytes, await House.Bytes(Assert.Single(House.Files(instance))));
    }

    [Fact]
    public async Task Row_51_what_is_no_upload_is_400_and_says_so()
    {
        var noXml = new MultipartFormDataContent { Phone.Part("photo.jpg", "image/jpeg", [1], "photo.jpg") };
        Assert.Contains("xml_submission_file", (await Awa.Post(noXml)).Message, StringComparison.Ordinal);
        HttpContent[] bad =
        [
            new ByteArrayContent([]), new StringContent("hello"), Typed("multipart/form-data", "--b\r\n"), Typed("multipart/form-data; boundary=", "--b\r\n"), Typed("multipart/mixed; boundary=b", "--b--\r\n"),
            Typed("multipart/form-data; boundary=b", ""), Typed("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"\r\n\r\n<data"),
            Typed("multipart/form-data; boundary=b", "--b\r\nno colon here\r\n\r\nx\r\n--b--\r\n"), Typed("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--\r\n"),
            Typed("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: ;;;=\r\n\r\nx\r\n--b--\r\n"), Typed("multipart/form-data; boundary=b", "--b\r\nX: " + new string('x', 40_000) + "\r\n\r\nx\r\n--b--\r\n"),
            Typed("application/x-www-form-urlencoded", "xml_submission_file=%3Cdata%2F%3E"), Typed("nonsense", "x"), Typed("multipart/form-data; boundary=" + new string('b', 5_000), "x"),
        ];
        foreach (var content in bad)
        {
            var answer = await Awa.Post(content);
            Assert.Equal(400, answer.Code);
            Assert.NotEmpty(answer.Message);
        }
    }

    [Fact]
    public async Task Row_51_cut_short_at_any_byte_it_is_400_and_leaves_nothing()
    {
        var instance = Rounds.NewInstance();
        var whole = Utf8(
            $"--b\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nabc\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"r.xml\"\r\n\r\n<data id='round' version='1'><photo>a.jpg</photo><meta><instanceID>{instance}</instanceID></meta></data>\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"*isIncomplete*\"\r\n\r\nyes\r\n--b--\r\n");
        var (size, files) = (House.Database.Size, House.FilesOnDisk());
        for (var length = 0; length < whole.Length - "\r\n".Length; length++)
        {
            var content = new ByteArrayContent(whole, 0, length);
            content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
            Assert.Equal((length, 400), (length, (await Awa.Post(content)).Code));
        }
        Assert.Equal((size, files), (House.Database.Size, House.FilesOnDisk()));
        Assert.Equal(201, (await Awa.Post(Typed("multipart/form-data; boundary=b", Encoding.UTF8.GetString(whole)))).Code);
        Assert.Equal("a.jpg", Assert.Single(House.Files(instance)).Name);
    }

    private static ByteArrayContent Typed(string type, string body)
    {
        var content = new ByteArrayContent(Utf8(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<data id='round'>")]
    [InlineData("<data/>")]
    [InlineData("<data id=''/>")]
    public async Task Row_52_xml_that_is_no_record_is_400(string xml)
    {
        var answer = await Awa.Submit(xml);
        Assert.Equal(400, answer.Code);
        Assert.NotEmpty(answer.Message);
    }

    [Fact]
    public async Task Row_54_an_unknown_form_or_version_is_404_and_old_versions_are_taken()
    {
        var id = "form-" + Guid.NewGuid().ToString("N");
        await House.Publish(Rounds.Xform(id, version: "1"));
        await House.Publish(Rounds.Xform(id, version: "2"));
        Assert.Equal(404, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: "unknown"))).Code);
        var version = await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: id, version: "v-unknown"));
        Assert.Equal(404, version.Code);
        Assert.Contains("v-unknown", version.Message, StringComparison.Ordinal);
        var old = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(old, form: id, version: "1"))).Code);
        Assert.Contains("old-form", programme.Row(old, id)!.Flags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_55_closing_forms_take_records_and_closed_ones_say_409()
    {
        var id = "form-" + Guid.NewGuid().ToString("N");
        await House.Publish(Rounds.Xform(id));
        await House.Record(new FormStateChanged(id, FormState.Closing));
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: id))).Code);
        await House.Record(new FormStateChanged(id, FormState.Closed));
        var closed = await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: id));
        Assert.Equal(409, closed.Code);
        Assert.NotEmpty(closed.Message);
    }

    [Fact]
    public async Task Row_55_what_was_taken_before_the_form_closed_is_201_again_and_its_files_may_follow()
    {
        var (id, instance) = ("form-" + Guid.NewGuid().ToString("N"), Rounds.NewInstance());
        await House.Publish(Rounds.Xform(id));
        var xml = Rounds.Record(instance, form: id, photo: "a.jpg");
        await Awa.Submit(xml);
        await House.Record(new FormStateChanged(id, FormState.Closed));
        Assert.Equal(201, (await Awa.Submit(xml)).Code);
        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("a.jpg"))).Code);
        Assert.Single(House.Files(instance, id));
        Assert.Equal(409, (await Awa.Submit(Rounds.Record(instance, form: id, note: "other"))).Code);
        Assert.Equal(409, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: id, replaces: instance))).Code);
    }

    [Fact]
    public async Task Row_56_who_may_not_submit_cannot_tell_whether_a_form_exists()
    {
        var narrow = await House.Agent("Narrow " + Guid.NewGuid(), "en", ["visit"], programme.North);
        var exists = await narrow.Phone.Submit(Rounds.Record(Rounds.NewInstance()));
        var not = await narrow.Phone.Submit(Rounds.Record(Rounds.NewInstance(), form: "unknown"));
        Assert.Equal((403, exists.Message), (not.Code, not.Message));
        Assert.Equal(403, exists.Code);
    }

    [Theory]
    [InlineData("<data id='round' version='1'><meta><instanceID>{0}</instanceID></meta></data>")]
    [InlineData("<data id='round' version='1' xmlns:o='http://openrosa.org/xforms'><o:meta><o:instanceID>{0}</o:instanceID></o:meta></data>")]
    [InlineData("<data id='round' version='1' instanceID='{0}'/>")]
    public async Task Row_57_the_instance_id_is_found_wherever_phones_put_it(string xml)
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Submit(string.Format(System.Globalization.CultureInfo.InvariantCulture, xml, instance))).Code);
        Assert.Equal(instance, programme.Held(instance)!.Envelope!.Instance);
    }

    [Fact]
    public async Task Row_57_without_an_instance_id_the_server_makes_one()
    {
        var before = House.Database.Size;
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(null, note: "none " + Guid.NewGuid()))).Code);
        Assert.True(House.Database.Size > before);
    }

    [Fact]
    public async Task Row_57_a_record_without_an_id_is_known_by_its_bytes_when_the_same_agent_sends_it_again_that_day()
    {
        var xml = Rounds.Record(null, photo: "a.jpg", note: "none " + Guid.NewGuid());
        var before = House.Database.Size;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Awa.Submit(xml)));
        Assert.Equal(before + 1, House.Database.Size);
        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("a.jpg"))).Code);
        Assert.Equal(before + 2, House.Database.Size);
        Assert.Equal(201, (await programme.Jean.Phone.Submit(xml)).Code);
        Assert.Equal(before + 3, House.Database.Size);
        House.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(201, (await Awa.Submit(xml)).Code);
        Assert.Equal(before + 4, House.Database.Size);
    }

    [Fact]
    public async Task Row_58_instance_ids_are_unique_a_form_not_across_forms()
    {
        var (id, instance) = ("form-" + Guid.NewGuid().ToString("N"), Rounds.NewInstance());
        await House.Publish(Rounds.Xform(id));
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance))).Code);
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance, form: id))).Code);
        Assert.NotEqual(programme.Held(instance)!.Envelope!.Submission, programme.Held(instance, id)!.Envelope!.Submission);
    }

    [Fact]
    public async Task Row_59_the_xml_is_kept_byte_for_byte()
    {
        var instance = Rounds.NewInstance();
        var xml = Utf8("\uFEFF" + Rounds.Record(instance, note: "é\t矿").Trim() + "\r\n<!-- end -->\r\n");
        Assert.Equal(201, (await Awa.Submit(xml)).Code);
        Assert.Equal(xml, programme.Held(instance)!.Xml.ToArray());

        using var office = await Office.Of(House);
        using var given = await office.Http.GetAsync(await office.Find(instance) + "/xml", TestContext.Current.CancellationToken);
        Assert.Equal(xml, await given.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", given.Content.Headers.ContentDisposition!.DispositionType);
    }
}
