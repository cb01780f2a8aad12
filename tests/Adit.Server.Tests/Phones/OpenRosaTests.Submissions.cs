using System.Net.Http.Headers;
using System.Text;
using Adit.Forms;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 44 to 66: pre-flight and new records.</summary>
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
    }

    [Fact]
    public async Task Row_60_device_and_user_agent_are_kept_and_empty_is_none()
    {
        var (with, without) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Post(Phone.Upload(Utf8(Rounds.Record(with))), "?deviceID=collect%3A7", r => r.Headers.UserAgent.ParseAdd("org.odk.collect.android/v2026.1"));
        await Awa.Post(Phone.Upload(Utf8(Rounds.Record(without))), "?deviceID=");
        Assert.Equal(("collect:7", "org.odk.collect.android/v2026.1"), (programme.Held(with)!.Envelope!.DeviceId, programme.Held(with)!.Envelope!.UserAgent));
        Assert.Null(programme.Held(without)!.Envelope!.DeviceId);
    }

    [Fact]
    public async Task Row_61_files_that_answers_name_and_that_did_not_come_are_listed_missing()
    {
        var instance = Rounds.NewInstance();
        await Awa.Submit(Rounds.Record(instance, photo: "here.jpg", photo2: "gone.jpg"), Rounds.Photo("here.jpg"));
        Assert.Equal(["gone.jpg"], programme.Held(instance)!.Envelope!.Missing);
        Assert.Equal(1, programme.Row(instance)!.Missing);
    }

    [Fact]
    public async Task Row_62_one_file_for_two_questions_and_two_files_of_the_same_bytes_are_fine()
    {
        var (one, two) = (Rounds.NewInstance(), Rounds.NewInstance());
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(one, photo: "p.jpg", photo2: "p.jpg"), Rounds.Photo("p.jpg"))).Code);
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(two, photo: "a.jpg", photo2: "b.jpg"), Rounds.Photo("a.jpg"), Rounds.Photo("b.jpg"))).Code);
        Assert.Equal((1, 2, 0), (House.Files(one).Count, House.Files(two).Count, programme.Row(one)!.Missing));
    }

    [Theory]
    [InlineData("Foto São.jpg")]
    [InlineData("矿山照片.jpg")]
    [InlineData("صورة.jpg")]
    [InlineData("it's 100% & more.jpg")]
    public async Task Row_63_file_names_in_any_script_survive(string name)
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance, photo: System.Security.SecurityElement.Escape(name)), Rounds.Photo(name))).Code);
        Assert.Equal(name, Assert.Single(House.Files(instance)).Name);
    }

    [Fact]
    public async Task Row_64_files_that_no_question_names_are_counted_and_not_kept()
    {
        var instance = Rounds.NewInstance();
        var before = House.FilesOnDisk();
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance), Rounds.Photo("stray.jpg"), Rounds.Photo("other.jpg"))).Code);
        Assert.Equal(2, programme.Held(instance)!.Envelope!.Stray);
        Assert.Contains("stray-files", programme.Row(instance)!.Flags, StringComparison.Ordinal);
        Assert.Empty(House.Files(instance));
        Assert.Equal(before, House.FilesOnDisk());
    }

    [Fact]
    public async Task Row_65_an_audit_file_is_an_attachment_like_any_other()
    {
        var (id, instance) = ("form-" + Guid.NewGuid().ToString("N"), Rounds.NewInstance());
        await House.Publish(Rounds.Xform(id).Replace("<meta><instanceID/></meta>", "<meta><instanceID/><audit/></meta>", StringComparison.Ordinal)
            .Replace("<bind nodeset=\"/data/who\"", "<bind nodeset=\"/data/meta/audit\" type=\"binary\"/><bind nodeset=\"/data/who\"", StringComparison.Ordinal));
        await Awa.Submit($"<data id='{id}' version='1'><meta><instanceID>{instance}</instanceID><audit>audit.csv</audit></meta></data>", new FilePart("audit.csv", "text/csv", Utf8("event,node\n")));
        Assert.Equal("audit.csv", Assert.Single(House.Files(instance, id)).Name);
    }

    [Fact]
    public async Task Row_66_a_record_whose_files_come_in_parts_is_whole_after_the_last()
    {
        var instance = Rounds.NewInstance();
        var xml = Utf8(Rounds.Record(instance, photo: "a.jpg", photo2: "b.jpg"));
        var first = (MultipartFormDataContent)Phone.Upload(xml, Rounds.Photo("a.jpg"));
        first.Add(Phone.Part("*isIncomplete*", "text/plain", Utf8("yes"), null));

        Assert.Equal(201, (await Awa.Post(first)).Code);
        Assert.Contains("more-follows", programme.Row(instance)!.Flags, StringComparison.Ordinal);
        Assert.Equal(1, programme.Row(instance)!.Missing);

        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("b.jpg", seed: 2))).Code);
        Assert.Equal(0, programme.Row(instance)!.Missing);
        Assert.Equal(["a.jpg", "b.jpg"], House.Files(instance).Select(f => f.Name));
    }
}
