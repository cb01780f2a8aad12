using System.Text;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 60 to 66: what comes with a record, and in how many parts.</summary>
public class OpenRosaPartsTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

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
        using var office = await Office.Of(House);
        Assert.Equal(["gone.jpg"], (await office.Record(instance)).GetProperty("missing").EnumerateArray().Select(m => m.GetString()));

        await Awa.Submit(Rounds.Record(instance, photo: "here.jpg", photo2: "gone.jpg"), Rounds.Photo("gone.jpg"));
        Assert.Empty((await office.Record(instance)).GetProperty("missing").EnumerateArray());
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
        Assert.DoesNotContain("more-follows", programme.Row(instance)!.Flags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_66_a_record_that_is_whole_waits_for_nothing_whatever_the_phone_says()
    {
        var instance = Rounds.NewInstance();
        var content = (MultipartFormDataContent)Phone.Upload(Utf8(Rounds.Record(instance, photo: "a.jpg")), Rounds.Photo("a.jpg"));
        content.Add(Phone.Part("*isIncomplete*", "text/plain", Utf8("yes"), null));
        Assert.Equal(201, (await Awa.Post(content)).Code);
        Assert.DoesNotContain("more-follows", programme.Row(instance)!.Flags, StringComparison.Ordinal);
    }

    /// <summary>A phone with three files and a small limit: the parts come in any order, one of them twice, two at once.</summary>
    [Fact]
    public async Task Row_66_parts_in_any_order_and_twice_end_whole()
    {
        var instance = Rounds.NewInstance();
        var xml = Utf8(Rounds.Record(instance, photo: "a.jpg", photo2: "b.jpg"));
        HttpContent Part(bool more, params FilePart[] files)
        {
            var content = (MultipartFormDataContent)Phone.Upload(xml, files);
            if (more)
                content.Add(Phone.Part("*isIncomplete*", "text/plain", Utf8("yes"), null));
            return content;
        }
        var answers = await Task.WhenAll(
            Awa.Post(Part(false, Rounds.Photo("b.jpg", seed: 2))), Awa.Post(Part(true, Rounds.Photo("a.jpg"))), Awa.Post(Part(true, Rounds.Photo("a.jpg"))), Awa.Post(Part(true, Rounds.Photo("stray.jpg"))));
        Assert.All(answers, a => Assert.Equal(201, a.Code));
        Assert.Equal(["a.jpg", "b.jpg"], House.Files(instance).Select(f => f.Name));
        Assert.Equal(Rounds.Photo("b.jpg", seed: 2).Bytes, await House.Bytes(House.Files(instance)[1]));
        Assert.Equal(0, programme.Row(instance)!.Missing);
        Assert.DoesNotContain("more-follows", programme.Row(instance)!.Flags, StringComparison.Ordinal);
    }
}
