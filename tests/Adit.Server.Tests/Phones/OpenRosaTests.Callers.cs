using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Adit.People;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 12 to 19: who calls.</summary>
public class OpenRosaCallersTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private Phone At(string prefix) => new(House.Http, prefix);

    [Fact]
    public async Task Row_12_a_key_in_the_path_is_enough() => Assert.Equal(200, (await Awa.Get("/formList")).Code);

    [Fact]
    public async Task Row_13_a_well_formed_but_wrong_key_is_403_not_401()
    {
        var answers = new[] { await At("/openrosa/key/" + Access.NewSecret()).Get("/formList"), await At("/openrosa/key/" + Access.NewSecret()).Head("/submission"), await At("/openrosa/key/" + Access.NewSecret()).Submit(Rounds.Record(Rounds.NewInstance())) };
        Assert.All(answers, a => Assert.Equal(403, a.Code));
        Assert.All(answers, a => Assert.Empty(a.Headers.WwwAuthenticate));
        Assert.Equal(401, (await At("/openrosa/key/x").Get("/formList")).Code);
        Assert.Equal(401, (await At("/openrosa/key/" + new string('a', 4_000)).Get("/formList")).Code);
        Assert.Equal(401, (await At("/openrosa/key/aaaaaaaaaaaaaaaaaaaa%20").Get("/formList")).Code);
    }

    [Fact]
    public async Task Row_14_a_secret_of_another_kind_is_no_key()
    {
        var password = await Adit.People.Accounts.NewSecret(House.Database, ActorId.Program, programme.Awa.Id, Access.Generated);
        Assert.Equal(403, (await At("/openrosa/key/" + password).Get("/formList")).Code);
        Assert.Equal(401, (await At("/openrosa").Get("/formList", Basic("Awa", programme.Awa.Key))).Code);
    }

    [Fact]
    public async Task Row_14_a_web_session_is_no_key_and_a_key_is_no_web_session()
    {
        using var office = await Office.Of(House);
        Assert.Equal(403, (await At("/openrosa/key/" + office.Http.DefaultRequestHeaders.Authorization!.Parameter).Get("/formList")).Code);
        office.Http.DefaultRequestHeaders.Authorization = new("Bearer", programme.Awa.Key);
        Assert.Equal(401, await office.Post($"/api/submissions/{Guid.CreateVersion7()}/withdraw", new { reason = "x" }));
        Assert.Equal(401, await office.Post("/api/agents", new { name = "x" }));
    }

    [Fact]
    public async Task Row_15_no_credentials_is_401_with_a_challenge_that_phones_can_answer()
    {
        foreach (var answer in new[] { await At("/openrosa").Get("/formList"), await At("/openrosa").Head("/submission"), await At("/openrosa").Submit(Rounds.Record(Rounds.NewInstance())), await At("/openrosa").Get("/formList", Basic("Awa", "wrong")) })
        {
            Assert.Equal(401, answer.Code);
            Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        }
        var password = await Adit.People.Accounts.NewSecret(House.Database, ActorId.Program, programme.Awa.Id, Access.Generated);
        var list = await At("/openrosa").Get("/formList", Basic("Awa", password));
        Assert.Equal(200, list.Code);
        Assert.Contains($"{House.Origin}/openrosa/forms/round/", Encoding.UTF8.GetString(list.Body), StringComparison.Ordinal);
        Assert.Equal(401, (await At("/openrosa").Get("/formList", Basic("Omari", password))).Code);
        Assert.Equal(201, (await At("/openrosa").Post(Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(Rounds.NewInstance()))), change: Basic("Awa", password))).Code);
    }

    [Theory]
    [InlineData("Aimée Ñoño", "utf-8")]
    [InlineData("Aimée Ñoño", "iso-8859-1")]
    [InlineData("矿工 7", "utf-8")]
    public async Task Row_15_names_in_any_script_sign_in_and_those_that_Collect_writes_in_Latin_1(string name, string encoding)
    {
        name += " " + Guid.NewGuid();
        var agent = await House.Agent(name, "fr", programme.North);
        var password = await Adit.People.Accounts.NewSecret(House.Database, ActorId.Program, agent.Id, Access.Generated);
        Assert.Equal(200, (await At("/openrosa").Get("/formList", Basic(name, password, Encoding.GetEncoding(encoding)))).Code);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ????")]
    [InlineData("Basic YQ==")]
    [InlineData("Bearer abc")]
    [InlineData("Digest username=\"a\"")]
    public async Task Row_15_nonsense_as_credentials_is_401(string header) =>
        Assert.Equal(401, (await At("/openrosa").Get("/formList", r => r.Headers.TryAddWithoutValidation("Authorization", header))).Code);

    [Fact]
    public async Task Row_16_a_password_over_plain_http_is_taken_on_loopback_only()
    {
        await using var outside = await OutsideHouse.Open(programme.House);

        Assert.Equal(HttpStatusCode.Forbidden, await outside.FormList(scheme: "http"));
        Assert.Equal(HttpStatusCode.OK, await outside.FormList(scheme: "https"));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=192.0.2.7;proto=https")]
    public async Task Row_16_what_an_unnamed_proxy_hands_on_is_neither_of_this_machine_nor_https(string header, string value)
    {
        var password = await Adit.People.Accounts.NewSecret(House.Database, ActorId.Program, programme.Awa.Id, Access.Generated);
        var answer = await At("/openrosa").Get("/formList", r =>
        {
            Basic("Awa", password)(r);
            r.Headers.TryAddWithoutValidation(header, value);
        });
        Assert.Equal(403, answer.Code);
        Assert.Contains("https", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_16_a_named_proxy_is_believed()
    {
        var (home, password) = await Prepared();
        using var adit = await AditProcess.Serve(home, "--proxy", "127.0.0.1");
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        async Task<int> Code(params (string Name, string Value)[] headers) => (await new Phone(http, "/openrosa").Get("/formList", r =>
        {
            Basic("Awa", password)(r);
            foreach (var (name, value) in headers)
                r.Headers.TryAddWithoutValidation(name, value);
        })).Code;

        Assert.Equal(200, await Code(("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")));
        Assert.Equal(403, await Code(("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "http")));
        Assert.Equal(403, await Code(("X-Forwarded-Proto", "http")));
        Assert.Equal(200, await Code());
        await adit.Kill();
    }

    private static async Task<(TestHome Home, string Password)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        var password = await Adit.People.Accounts.NewSecret(house.Database, ActorId.Program, agent.Id, Access.Generated);
        return (await house.CopyOfHome(), password);
    }

    [Fact]
    public async Task Row_17_a_key_in_the_query_works_and_answers_carry_it_in_the_path()
    {
        var list = await At("/openrosa").Get("/formList?st=" + programme.Awa.Key);
        Assert.Equal(200, list.Code);
        Assert.Contains($"{House.Origin}/openrosa/key/{programme.Awa.Key}/forms/round/", Encoding.UTF8.GetString(list.Body), StringComparison.Ordinal);
        Assert.Equal(204, (await At("/openrosa").Head("/submission?st=" + programme.Awa.Key)).Code);
        Assert.Equal(403, (await At("/openrosa").Head("/submission?st=" + Access.NewSecret())).Code);
        Assert.Equal(201, (await At("/openrosa").Post(Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(Rounds.NewInstance()))), $"?deviceID=x&st={programme.Awa.Key}")).Code);
        var visit = list.Xml.Descendants(XName.Get("manifestUrl", "http://openrosa.org/xforms/xformsList")).First().Value;
        var manifest = await At("/openrosa").Get(visit.Replace("/key/" + programme.Awa.Key, "", StringComparison.Ordinal) + "?st=" + programme.Awa.Key);
        Assert.All(manifest.Xml.Descendants(XName.Get("downloadUrl", "http://openrosa.org/xforms/xformsManifest")), url => Assert.StartsWith($"{House.Origin}/openrosa/key/{programme.Awa.Key}/", url.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_18_a_revoked_key_stops_at_once_everywhere()
    {
        var gone = await House.Agent("Gone " + Guid.NewGuid(), "en", programme.North);
        Assert.Equal(200, (await gone.Phone.Get("/formList")).Code);
        var credential = House.Get<Adit.Storage.Registers>().Current.CredentialsOf[gone.Id].Single();

        await Adit.People.Accounts.Revoke(House.Database, ActorId.Program, gone.Id, credential.Id);

        foreach (var path in (string[])["/formList", "/forms/round/versions/v1.xml", "/forms/round/versions/v1/manifest", "/forms/round/versions/v1/media/sites.csv", "/forms/round/versions/v1/integrity?id=x"])
            Assert.Equal(403, (await gone.Phone.Get(path)).Code);
        Assert.Equal(403, (await gone.Phone.Head("/submission")).Code);
        Assert.Equal(403, (await gone.Phone.Submit(Rounds.Record(Rounds.NewInstance()))).Code);
    }

    [Fact]
    public async Task Row_18_a_key_that_is_revoked_by_the_office_during_an_upload_opens_nothing_at_its_end()
    {
        var gone = await House.Agent("Gone " + Guid.NewGuid(), "en", programme.North);
        using var office = await Office.Of(House);
        var instance = Rounds.NewInstance();
        var body = new HalfStream(await Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(instance, photo: "a.jpg")), Rounds.Photo("a.jpg", 300_000)).ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var content = new StreamContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=" + body.Boundary);
        var files = House.FilesOnDisk();
        var upload = gone.Phone.Post(content);
        await body.Halfway;

        Assert.Equal(200, await office.Post($"/api/agents/{Uri.EscapeDataString(gone.Name)}/revoke", new { }));
        body.GoOn();

        Assert.Equal(403, (await upload).Code);
        Assert.Null(programme.Held(instance));
        Assert.Equal(files, House.FilesOnDisk());
    }

    [Fact]
    public async Task Row_19_addresses_are_of_the_public_origin_not_of_the_host_header()
    {
        var text = Encoding.UTF8.GetString((await Awa.Get("/formList", r => r.Headers.Host = "evil.example")).Body);
        Assert.DoesNotContain("evil.example", text, StringComparison.Ordinal);
        Assert.Contains($"<downloadUrl>{House.Origin}/openrosa/key/", text, StringComparison.Ordinal);
    }

    internal static Action<HttpRequestMessage> Basic(string name, string password, Encoding? encoding = null) =>
        r => r.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String((encoding ?? Encoding.UTF8).GetBytes($"{name}:{password}")));
}
