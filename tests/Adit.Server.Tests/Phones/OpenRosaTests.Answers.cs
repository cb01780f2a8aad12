using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Adit.People;
using Adit.Phones;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 1 to 19: every answer, and who calls.</summary>
public class OpenRosaAnswersTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private Phone At(string prefix) => new(House.Http, prefix);

    private async Task<PhoneAnswer[]> OfEveryKind() =>
    [
        await Awa.Get("/formList"), await Awa.Get("/forms/round/versions/v1.xml"), await Awa.Get("/forms/round/versions/v1/manifest"), await Awa.Get("/forms/no/versions/v1.xml"),
        await Awa.Head("/submission"), await Awa.Submit("no xml"), await At("/openrosa/key/nobodysnobodysnobodys").Get("/formList"), await At("/openrosa").Get("/formList"),
        await Awa.Get("/no/such/address"), await Awa.Get("/submission"),
    ];

    [Fact]
    public async Task Row_01_every_answer_carries_the_version_header() =>
        Assert.All(await OfEveryKind(), a => Assert.Equal("1.0", Assert.Single(a.Headers.GetValues("X-OpenRosa-Version"))));

    [Fact]
    public async Task Row_02_every_answer_carries_a_date_in_rfc_1123_form() =>
        Assert.All(await OfEveryKind(), a => Assert.True(DateTimeOffset.TryParseExact(Assert.Single(a.Headers.GetValues("Date")), "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));

    [Fact]
    public async Task Row_03_small_batches_are_announced_and_more_is_taken()
    {
        Assert.All(await OfEveryKind(), a => Assert.InRange(long.Parse(Assert.Single(a.Headers.GetValues("X-OpenRosa-Accept-Content-Length")), CultureInfo.InvariantCulture), 5_000_000, 10_000_000));

        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), photo: "big.jpg"), Rounds.Photo("big.jpg", 12_000_000))).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2.0")]
    [InlineData("")]
    public async Task Row_04_another_protocol_version_is_400_before_authentication_is_looked_at(string? version)
    {
        foreach (var phone in (Phone[])[Awa, At("/openrosa"), At("/openrosa/key/nobodysnobodysnobodys")])
        {
            var answer = await phone.Get("/formList", r =>
            {
                r.Headers.Remove("X-OpenRosa-Version");
                if (version is not null)
                    r.Headers.TryAddWithoutValidation("X-OpenRosa-Version", version);
            });
            Assert.Equal(400, answer.Code);
            Assert.NotEmpty(answer.Message);
        }
    }

    [Theory]
    [InlineData("Mon, 23 Nov 1970 00:00:00 GMT")]
    [InlineData("lun., 23 nov. 2026 12:00:00 GMT")]
    [InlineData("nonsense")]
    public async Task Row_05_the_date_of_a_request_is_never_judged(string date) =>
        Assert.Equal(201, (await Awa.Post(Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(Rounds.NewInstance()))), change: r => r.Headers.TryAddWithoutValidation("Date", date))).Code);

    [Fact]
    public async Task Row_06_bodies_are_text_xml() =>
        Assert.All((await OfEveryKind()).Where(a => a.Body.Length > 0), a => Assert.Equal("text/xml; charset=utf-8", a.Content.ContentType!.ToString()));

    [Fact]
    public async Task Row_07_every_error_is_an_openrosa_message_that_an_agent_can_read() =>
        Assert.All((await OfEveryKind()).Where(a => a.Code >= 400), a => Assert.EndsWith(".", a.Message, StringComparison.Ordinal));

    [Fact]
    public async Task Row_08_messages_are_escaped() =>
        Assert.Contains("a<b>&\"c", (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: "a<b>&\"c"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Row_09_a_french_agent_reads_french_and_the_header_says_so()
    {
        var french = await programme.Jean.Phone.Submit(Rounds.Record(Rounds.NewInstance(), form: "nothing"));
        var english = await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: "nothing"));
        var stranger = await At("/openrosa/key/nobodysnobodysnobodys").Get("/formList", r => r.Headers.AcceptLanguage.Add(new("fr")));

        Assert.Equal(["fr", "en", "fr"], new[] { french, english, stranger }.Select(a => a.Content.ContentLanguage.Single()));
        Assert.Contains("formulaire", french.Message, StringComparison.Ordinal);
        Assert.Contains("form", english.Message, StringComparison.Ordinal);
        Assert.Contains("fr", (await programme.Jean.Phone.Submit(Rounds.Record(Rounds.NewInstance()))).Content.ContentLanguage);
        Assert.Contains("fr", (await programme.Jean.Phone.Submit("<not xml")).Content.ContentLanguage);
    }

    [Fact]
    public async Task Row_10_unknown_query_parameters_are_ignored()
    {
        Assert.Equal(200, (await Awa.Get("/formList?deviceID=collect%3Aabc&other=1")).Code);
        Assert.Equal(200, (await Awa.Get("/forms/round/versions/v1.xml?deviceID=x")).Code);
        Assert.Equal(204, (await Awa.Head("/submission?deviceID=x&y=z")).Code);
        Assert.Equal(201, (await Awa.Post(Phone.Upload(Encoding.UTF8.GetBytes(Rounds.Record(Rounds.NewInstance()))), "?deviceID=x&y=z")).Code);
    }

    [Fact]
    public async Task Row_11_answers_are_private_and_a_phone_that_has_one_gets_304()
    {
        foreach (var path in (string[])["/formList", "/forms/round/versions/v1.xml", "/forms/round/versions/v1/manifest"])
        {
            var first = await Awa.Get(path);
            Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true });
            var again = await Awa.Get(path, r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
            Assert.Equal(304, again.Code);
            Assert.Empty(again.Body);
            Assert.Equal("1.0", again.Headers.GetValues("X-OpenRosa-Version").Single());
        }
    }

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

    [Fact]
    public async Task Row_17_a_key_in_the_query_works_and_answers_carry_it_in_the_path()
    {
        var list = await At("/openrosa").Get("/formList?st=" + programme.Awa.Key);
        Assert.Equal(200, list.Code);
        Assert.Contains($"{House.Origin}/openrosa/key/{programme.Awa.Key}/forms/round/", Encoding.UTF8.GetString(list.Body), StringComparison.Ordinal);
        Assert.Equal(204, (await At("/openrosa").Head("/submission?st=" + programme.Awa.Key)).Code);
        Assert.Equal(403, (await At("/openrosa").Head("/submission?st=" + Access.NewSecret())).Code);
    }

    [Fact]
    public async Task Row_18_a_revoked_key_stops_at_once_everywhere()
    {
        var gone = await House.Agent("Gone " + Guid.NewGuid(), "en", programme.North);
        Assert.Equal(200, (await gone.Phone.Get("/formList")).Code);
        var credential = House.Get<Adit.Storage.Registers>().Current.Credentials.Single(c => c.Owner == gone.Id);

        await Adit.People.Accounts.Revoke(House.Database, ActorId.Program, gone.Id, credential.Id);

        foreach (var path in (string[])["/formList", "/forms/round/versions/v1.xml", "/forms/round/versions/v1/manifest", "/forms/round/versions/v1/media/sites.csv", "/forms/round/versions/v1/integrity?id=x"])
            Assert.Equal(403, (await gone.Phone.Get(path)).Code);
        Assert.Equal(403, (await gone.Phone.Head("/submission")).Code);
        Assert.Equal(403, (await gone.Phone.Submit(Rounds.Record(Rounds.NewInstance()))).Code);
    }

    [Fact]
    public async Task Row_19_addresses_are_of_the_public_origin_not_of_the_host_header()
    {
        var text = Encoding.UTF8.GetString((await Awa.Get("/formList", r => r.Headers.Host = "evil.example")).Body);
        Assert.DoesNotContain("evil.example", text, StringComparison.Ordinal);
        Assert.Contains($"<downloadUrl>{House.Origin}/openrosa/key/", text, StringComparison.Ordinal);
    }

    internal static Action<HttpRequestMessage> Basic(string name, string password) =>
        r => r.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
}
