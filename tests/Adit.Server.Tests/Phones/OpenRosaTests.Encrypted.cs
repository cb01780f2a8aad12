using System.Text;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 80 to 84: records that the phone encrypted. They are kept sealed with all their files, and never read here.</summary>
public class OpenRosaEncryptedTests(Programme programme) : IClassFixture<Programme>
{
    private static readonly FilePart Xml = Enc("submission.xml.enc", 1), One = Enc("b.jpg.enc", 2), Two = Enc("a.jpg.enc", 3);

    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private static FilePart Enc(string name, int seed) => Rounds.Photo(name, 5_000, seed);

    private static byte[] Envelope(string? instance, string? replaces = null) => Encoding.UTF8.GetBytes(
        $"""
        <data xmlns="http://opendatakit.org/submissions" id="round" version="1" encrypted="yes"><base64EncryptedKey>S0VZ</base64EncryptedKey>
          <n1:meta xmlns:n1="http://openrosa.org/xforms">{(instance is null ? "" : $"<n1:instanceID>{instance}</n1:instanceID>")}{(replaces is null ? "" : $"<n1:deprecatedID>{replaces}</n1:deprecatedID>")}</n1:meta>
          <media><file>{One.Name}</file></media><media><file>{Two.Name}</file></media>
          <encryptedXmlFile>{Xml.Name}</encryptedXmlFile><base64EncryptedElementSignature>U0lH</base64EncryptedElementSignature></data>
        """);

    [Fact]
    public async Task Row_80_a_form_with_a_public_key_is_served_with_it_byte_for_byte()
    {
        var id = "form-" + Guid.NewGuid().ToString("N");
        var xform = Rounds.Xform(id, media: """<submission base64RsaPublicKey="MIIBIjANBgkqhkiG9w0B" method="post"/>""");
        await House.Publish(xform);
        Assert.Equal(xform, Encoding.UTF8.GetString((await Awa.Get($"/forms/{id}/versions/v1.xml")).Body));
    }

    [Fact]
    public async Task Row_81_an_envelope_is_kept_whole_with_all_its_files_and_no_others()
    {
        var instance = Rounds.NewInstance();
        var xml = Envelope(instance);
        Assert.Equal(201, (await Awa.Submit(xml, Xml, Rounds.Photo("plain.jpg"), Two, One)).Code);

        var held = programme.Held(instance)!;
        Assert.True(held.Protected);
        Assert.Equal(xml, held.Xml.ToArray());
        Assert.Equal((1, 0), (held.Envelope!.Stray, held.Envelope.Missing.Length));
        foreach (var sent in (FilePart[])[Xml, One, Two])
            Assert.Equal(sent.Bytes, await House.Bytes(held.Envelope.Attachments.Single(a => a.Name == sent.Name)));
        Assert.Empty(House.Database.Read(db => SubmissionsTable.Versions(db, held.Envelope.Submission)));
    }

    [Fact]
    public async Task Row_81_files_of_an_envelope_may_follow_and_come_again()
    {
        var instance = Rounds.NewInstance();
        var xml = Envelope(instance);
        Assert.Equal(201, (await Awa.Submit(xml, One)).Code);
        Assert.Equal([Two.Name, Xml.Name], programme.Held(instance)!.Envelope!.Missing);
        Assert.Equal(201, (await Awa.Submit(xml, Two, One)).Code);
        Assert.Equal(201, (await Awa.Submit(xml, Xml)).Code);
        var (size, files) = (House.Database.Size, House.FilesOnDisk());
        Assert.Equal(201, (await Awa.Submit(xml, Xml, One, Two)).Code);
        Assert.Equal((size, files), (House.Database.Size, House.FilesOnDisk()));
        Assert.Equal([Two.Name, Xml.Name], House.Files(instance).Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Row_82_an_envelope_without_an_instance_id_is_400_since_nobody_could_ever_read_it() =>
        Assert.Equal(400, (await Awa.Submit(Envelope(null), Xml, One, Two)).Code);

    [Fact]
    public async Task Row_84_the_order_of_the_files_stands_in_the_envelope_as_it_was_sent()
    {
        var instance = Rounds.NewInstance();
        await Awa.Submit(Envelope(instance), Two, Xml, One);
        Assert.Equal([One.Name, Two.Name, Xml.Name], InstanceReading.Read(programme.Held(instance)!.Xml).Instance!.Encrypted!.Attachments);
    }

    [Fact]
    public async Task Row_68_another_envelope_of_the_same_instance_is_409_and_the_first_stays()
    {
        var instance = Rounds.NewInstance();
        await Awa.Submit(Envelope(instance), Xml, One, Two);
        Assert.Equal(409, (await Awa.Submit(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Envelope(instance)).Replace("S0VZ", "T1RIRVI=", StringComparison.Ordinal)), Xml)).Code);
        Assert.Equal(Xml.Bytes, await House.Bytes(programme.Held(instance)!.Envelope!.Attachments.Single(a => a.Name == Xml.Name)));
    }

    [Fact]
    public async Task Row_73_an_envelope_may_edit_a_record_and_takes_nothing_of_it_away()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first, note: "clear"));
        Assert.Equal(201, (await Awa.Submit(Envelope(second, first), Xml, One, Two)).Code);
        Assert.Equal(programme.Held(first)!.Envelope!.Submission, programme.Held(second)!.Envelope!.Submission);
        Assert.NotNull(programme.Row(first));
    }
}
