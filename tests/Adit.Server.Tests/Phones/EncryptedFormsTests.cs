using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Security;

namespace Adit.Tests.Phones;

/// <summary>
/// Forms that no phone may read again reach apps of others as ODK encrypted forms alone: what is filled in can be read on the phone by nobody, and arrives as what it is, protected or ordinary (openrosa.md, rows 80 to 84).
/// </summary>
public sealed partial class EncryptedFormsTests(Programme programme) : IClassFixture<Programme>, IAsyncLifetime
{
    private const string Case = "case", Shipped = "2026113002";

    private static readonly XNamespace XForms = "http://www.w3.org/2002/xforms", List = "http://openrosa.org/xforms/xformsList";

    private Phone Phone => programme.Awa.Phone;

    public async ValueTask InitializeAsync()
    {
        if (programme.House.Get<Registers>().Current.Published.All(p => p.Form != Case))
            await programme.House.Publish(Rounds.Xform(Case, tier: "T3"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_protected_form_is_given_to_apps_of_others_with_the_programmes_key_and_an_open_one_without()
    {
        var form = await Definition(Case);
        Assert.NotNull(KeyIn(form.Xml));
        Assert.Equal(form.Hash, "md5:" + OpenRosaAnswer.Md5(form.Xml));
        Assert.Equal(XForms + "model", XDocument.Parse(Encoding.UTF8.GetString(form.Xml)).Descendants(XForms + "submission").Single().Parent!.Name);
        Assert.Null(KeyIn((await Definition(Rounds.Form)).Xml));
        // Another agent, another start of the server: the same form, or phones would fetch it again and again.
        Assert.Equal(form.Hash, "md5:" + OpenRosaAnswer.Md5((await Definition(Case)).Xml));
    }

    [Fact]
    public async Task Of_the_shipped_forms_those_about_children_survivors_armed_actors_and_security_are_encrypted_by_apps_of_others()
    {
        var forms = (await Phone.Get("/formList")).Xml.Elements(List + "xform").Select(f => f.Element(List + "formID")!.Value).Where(id => id.StartsWith("adit-", StringComparison.Ordinal)).ToList();
        var encrypted = new List<string>();
        foreach (var form in forms)
            if (KeyIn((await Definition(form)).Xml) is not null)
                encrypted.Add(form);

        Assert.Equal(["adit-child-at-risk", "adit-grievance", "adit-incident", "adit-security"], encrypted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_an_app_encrypted_of_a_form_that_is_sealed_and_not_protected_is_an_ordinary_record_with_its_photo_and_is_rated()
    {
        // What is rated opens an incident, and others here count what the ledger holds.
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var awa = (await house.Agent("Awa", "en", site)).Phone;
        var key = KeyIn((await Definition("adit-incident", awa)).Xml)!;
        var (instance, photo) = (Rounds.NewInstance(), Rounds.Photo("1763900000.jpg", bytes: 200_000));
        var xml = Incident(instance, "<type>trade</type><source>seen</source><trade><false_origin>2</false_origin></trade><photo>1763900000.jpg</photo>");
        var (envelope, record, closed) = Encrypted(instance, xml, key, photo, "adit-incident", Shipped);
        for (var time = 0; time < 2; time++)
            Assert.Equal(201, (await awa.Submit(envelope, record, closed)).Code);

        var held = house.Held(instance, "adit-incident")!;
        Assert.False(held.Protected);
        Assert.Equal(xml, Encoding.UTF8.GetString(held.Xml.Span));
        Assert.NotNull(house.Row(instance, "adit-incident"));
        Assert.Equal((0, 0), (held.Envelope!.Stray, held.Envelope.Missing.Length));
        var kept = Assert.Single(house.Files(instance, "adit-incident"));
        Assert.Equal((photo.Name, "image/jpeg"), (kept.Name, kept.Type));
        Assert.Equal(photo.Bytes, await house.Bytes(kept));
        Assert.Equal(1, house.FilesOnDisk());
        await house.Rated();
        Assert.Contains(house.Database.Read(db => RatingsTable.Of(db, site, long.MaxValue)), r => r is { Key: "BR-02" });
        await house.Check();
    }

    [Fact]
    public async Task A_phone_that_fetched_the_form_before_it_was_sealed_is_heard_as_before()
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Phone.Submit(Incident(instance, "<type>other</type><source>told</source>"))).Code);
        Assert.False(programme.House.Held(instance, "adit-incident")!.Protected);
    }

    [Fact]
    public async Task What_came_in_several_requests_is_opened_when_the_last_of_it_is_here_and_once()
    {
        var (instance, photo) = (Rounds.NewInstance(), Rounds.Photo("b.jpg"));
        var xml = Incident(instance, "<type>other</type><source>told</source><photo>b.jpg</photo>");
        var (envelope, record, closed) = Encrypted(instance, xml, KeyIn((await Definition("adit-incident")).Xml)!, photo, "adit-incident", Shipped);
        Assert.Equal(201, (await Phone.Submit(envelope, closed)).Code);
        Assert.True(programme.House.Held(instance, "adit-incident")!.Protected);
        Assert.Equal(201, (await Phone.Submit(envelope, record)).Code);
        var size = programme.House.Database.Size;
        Assert.Equal(201, (await Phone.Submit(envelope, record, closed)).Code);

        Assert.Equal(size, programme.House.Database.Size);
        var submission = programme.House.Held(instance, "adit-incident")!.Envelope!.Submission;
        var row = Assert.Single(programme.House.Database.Read(db => SubmissionsTable.Versions(db, submission)));
        Assert.Equal((VersionState.Current, 0), (row.Standing, row.Missing));
        Assert.Equal(xml, Encoding.UTF8.GetString(programme.House.Held(row.Instance, "adit-incident")!.Xml.Span));
        Assert.Equal(photo.Bytes, await programme.House.Bytes(Assert.Single(programme.House.Files(row.Instance, "adit-incident"))));
        await programme.House.Check();
    }

    [Fact]
    public async Task An_envelope_with_files_stays_closed_where_they_did_not_all_come_or_cannot_be_opened_or_the_form_is_protected_as_a_whole()
    {
        var (part, damaged, child) = (Rounds.NewInstance(), Rounds.NewInstance(), Rounds.NewInstance());
        var photo = Rounds.Photo("a.jpg");
        var incidents = KeyIn((await Definition("adit-incident")).Xml)!;
        var first = Encrypted(part, Incident(part, "<type>trade</type><source>seen</source><photo>a.jpg</photo>"), incidents, photo, "adit-incident", Shipped);
        var second = Encrypted(damaged, Incident(damaged, "<type>trade</type><source>seen</source><photo>a.jpg</photo>"), incidents, photo, "adit-incident", Shipped);
        var third = Encrypted(child, Rounds.Record(child, "N1", photo: "a.jpg", form: Case), KeyIn((await Definition(Case)).Xml)!, photo);
        var made = programme.House.FilesOnDisk();
        foreach (var (instance, form, envelope, files) in ((string, string, string, FilePart[])[])
            [
                (part, "adit-incident", first.Envelope, [first.Record]),
                (damaged, "adit-incident", second.Envelope, [second.Record, second.Photo with { Bytes = [.. second.Photo.Bytes[..^7]] }]),
                (child, Case, third.Envelope, [third.Record, third.Photo]),
            ])
        {
            Assert.Equal(201, (await Phone.Submit(envelope, files)).Code);
            var held = programme.House.Held(instance, form)!;
            Assert.True(held.Protected);
            Assert.Equal(envelope, Encoding.UTF8.GetString(held.Xml.Span));
            Assert.Equal(files.Select(f => f.Name).Order(StringComparer.Ordinal), held.Envelope!.Attachments.Select(f => f.Name).Order(StringComparer.Ordinal));
        }
        Assert.Equal(made + 5, programme.House.FilesOnDisk());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_app_encrypted_is_kept_as_the_protected_record_that_it_is(bool sha1)
    {
        var key = KeyIn((await Definition(Case)).Xml)!;
        var (instance, xml) = New("Kizito, the boy at the river");
        var (envelope, file) = Encrypted(instance, xml, key, sha1);
        Assert.Equal(201, (await Phone.Submit(envelope, file)).Code);

        var held = programme.House.Held(instance, Case)!;
        Assert.True(held.Protected);
        Assert.Equal(xml, Encoding.UTF8.GetString(held.Xml.Span));
        Assert.Equal("Kizito, the boy at the river", JsonElement.Parse(held.Answers[(int)Tier.T3].Span).GetProperty("note").GetString());
        Assert.Empty(held.Envelope!.Attachments);
        var size = programme.House.Database.Size;
        Assert.Equal(201, (await Phone.Submit(envelope, file)).Code);
        Assert.Equal(size, programme.House.Database.Size);
        await programme.House.Check();
    }

    [Fact]
    public async Task What_was_encrypted_for_somebody_else_or_was_damaged_stays_as_it_came_and_nothing_is_lost()
    {
        using var other = RSA.Create(2048);
        var key = KeyIn((await Definition(Case)).Xml)!;
        var (foreign, damaged, wrong, alone, large) = (New("a"), New("b"), New("c"), New("d"), New("e"));
        var (damagedEnvelope, damagedFile) = Encrypted(damaged.Instance, damaged.Xml, key);
        foreach (var (instance, envelope, file) in ((string, string, FilePart?)[])
            [
                Sent(foreign.Instance, Encrypted(foreign.Instance, foreign.Xml, Convert.ToBase64String(other.ExportSubjectPublicKeyInfo()))),
                (damaged.Instance, damagedEnvelope, damagedFile with { Bytes = [.. damagedFile.Bytes[..^7]] }),
                // An envelope of one record around another.
                Sent(wrong.Instance, Encrypted(wrong.Instance, alone.Xml, key)),
                (alone.Instance, Encrypted(alone.Instance, alone.Xml, key).Envelope, null),
                // Encrypted for another key: as a number it may be larger than the modulus of ours.
                Sent(large.Instance, Encrypted(large.Instance, large.Xml, key) is var (text, bytes) ? (Key().Replace(text, $"<base64EncryptedKey>{Convert.ToBase64String(Enumerable.Repeat((byte)255, 256).ToArray())}<"), bytes) : default),
            ])
        {
            Assert.Equal(201, (await Phone.Submit(envelope, file is null ? [] : [file])).Code);
            var held = programme.House.Held(instance, Case)!;
            Assert.True(held.Protected);
            Assert.Equal(envelope, Encoding.UTF8.GetString(held.Xml.Span));
            Assert.Equal(file is null ? [] : [file.Bytes], await Task.WhenAll(held.Envelope!.Attachments.Select(programme.House.Bytes)));
        }

        static (string, string, FilePart?) Sent(string instance, (string Envelope, FilePart File) encrypted) => (instance, encrypted.Envelope, encrypted.File);
    }

    [Fact]
    public async Task Adits_own_app_gets_the_form_as_it_is_because_it_seals_everything()
    {
        var phone = await FieldPhone.Of(programme.House, programme.Awa.Id);
        var form = (await phone.Pack()).Body.GetProperty("forms").EnumerateArray().Single(f => f.GetProperty("form").GetString() == Case);
        using var request = new HttpRequestMessage(HttpMethod.Get, form.GetProperty("address").GetString()) { Headers = { Authorization = new("Bearer", phone.Reads) } };
        using var answer = await programme.House.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Null(KeyIn(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    private static (string Instance, string Xml) New(string note)
    {
        var instance = Rounds.NewInstance();
        return (instance, Rounds.Record(instance, "N1", note: note, form: Case));
    }

    [GeneratedRegex("<base64EncryptedKey>[^<]*<")]
    private static partial Regex Key();

    private static string Incident(string instance, string answers) =>
        $"""<data xmlns:orx="http://openrosa.org/xforms" id="adit-incident" version="{Shipped}"><today>2026-11-23</today><site>N1</site>{answers}<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>""";

    private static (string Envelope, FilePart File) Encrypted(string instance, string xml, string publicKey, bool sha1 = false)
    {
        var key = RandomNumberGenerator.GetBytes(EncryptedRecord.KeyBytes);
        return (Envelope(instance, sha1 ? WrappedAsJavaDoes(publicKey, key) : Wrapped(publicKey, key)), Enc("submission.xml", EncryptedRecord.Seal(key, instance, 0, Encoding.UTF8.GetBytes(xml))));
    }

    private static (string Envelope, FilePart Record, FilePart Photo) Encrypted(string instance, string xml, string publicKey, FilePart photo, string form = Case, string version = "1")
    {
        var key = RandomNumberGenerator.GetBytes(EncryptedRecord.KeyBytes);
        return (Envelope(instance, WrappedAsJavaDoes(publicKey, key), form, version, $"<media><file>{photo.Name}.enc</file></media>"),
            Enc("submission.xml", EncryptedRecord.Seal(key, instance, 1, Encoding.UTF8.GetBytes(xml))), Enc(photo.Name, EncryptedRecord.Seal(key, instance, 0, photo.Bytes)));
    }

    // As ODK Collect makes it.
    private static string Envelope(string instance, string wrapped, string form = Case, string version = "1", string media = "") =>
        $"""
        <data xmlns="http://opendatakit.org/submissions" id="{form}" version="{version}" encrypted="yes"><base64EncryptedKey>{wrapped}</base64EncryptedKey>
          <orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>{instance}</orx:instanceID></orx:meta>{media}
          <encryptedXmlFile>submission.xml.enc</encryptedXmlFile><base64EncryptedElementSignature>U0lH</base64EncryptedElementSignature></data>
        """;

    private static FilePart Enc(string name, byte[] bytes) => new(name + ".enc", "application/octet-stream", bytes);

    private static string Wrapped(string publicKey, byte[] key)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return Convert.ToBase64String(rsa.Encrypt(key, RSAEncryptionPadding.OaepSHA256));
    }

    private static string WrappedAsJavaDoes(string publicKey, byte[] key)
    {
        var oaep = new OaepEncoding(new RsaEngine(), new Sha256Digest(), new Sha1Digest(), []);
        oaep.Init(true, PublicKeyFactory.CreateKey(Convert.FromBase64String(publicKey)));
        return Convert.ToBase64String(oaep.ProcessBlock(key, 0, key.Length));
    }

    private async Task<(byte[] Xml, string Hash)> Definition(string form, Phone? phone = null)
    {
        phone ??= Phone;
        var entry = (await phone.Get("/formList")).Xml.Elements(List + "xform").Single(f => f.Element(List + "formID")!.Value == form);
        return ((await phone.Get(entry.Element(List + "downloadUrl")!.Value)).Body, entry.Element(List + "hash")!.Value);
    }

    private static string? KeyIn(byte[] xml) => XDocument.Parse(Encoding.UTF8.GetString(xml)).Descendants(XForms + "submission").FirstOrDefault()?.Attribute("base64RsaPublicKey")?.Value;
}
