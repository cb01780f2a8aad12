using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Adit.People;
using Adit.Phones;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 1 to 11: every answer.</summary>
public class OpenRosaAnswersTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private Phone At(string prefix) => new(House.Http, prefix);

    private async Task<PhoneAnswer[]> OfEveryKind() =>
    [
        await Awa.Get("/formList"), await Awa.Get("/forms/round/versions/v1.xml"), await Awa.Get("/forms/round/versions/v1/manifest"), await Awa.Get("/forms/no/versions/v1.xml"),
        await Awa.Head("/submission"), await Awa.Submit("no xml"), await At("/openrosa/key/nobodysnobodysnobodys").Get("/formList"), await At("/openrosa").Get("/formList"),
        await Awa.Get("/no/such/address"), await Awa.Get("/submission"), await Awa.Post(new StringContent("x")), await Awa.Post(Phone.Upload("<a/>"u8.ToArray()), change: r => r.Content!.Headers.ContentEncoding.Add("gzip")),
        await Awa.Get("/forms/adit-visit/versions/v0/media/sites.csv"), await At("/openrosa").Submit("<a/>"), await Awa.Head("/formList"),
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
        var visit = (await Awa.Get("/formList?formID=adit-visit")).Xml.Descendants(XName.Get("manifestUrl", "http://openrosa.org/xforms/xformsList")).Single().Value.Replace("/manifest", "", StringComparison.Ordinal);
        foreach (var path in (string[])["/formList", "/forms/round/versions/v1.xml", "/forms/round/versions/v1/manifest", visit + "/manifest", visit + "/media/sites.csv", visit + "/integrity?id=x"])
        {
            var first = await Awa.Get(path);
            Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true }, path);
            foreach (var tags in (string[])[first.Headers.ETag!.Tag, "W/" + first.Headers.ETag.Tag, "\"other\", " + first.Headers.ETag.Tag])
            {
                var again = await Awa.Get(path, r => r.Headers.TryAddWithoutValidation("If-None-Match", tags));
                Assert.Equal((304, first.Headers.ETag), (again.Code, again.Headers.ETag));
                Assert.Empty(again.Body);
                Assert.Equal("1.0", again.Headers.GetValues("X-OpenRosa-Version").Single());
            }
            Assert.Equal(200, (await Awa.Get(path, r => r.Headers.TryAddWithoutValidation("If-None-Match", "\"other\""))).Code);
        }
    }

    [Fact]
    public async Task Row_11_the_tag_of_the_list_changes_with_the_list_and_is_each_agents_own()
    {
        var before = (await Awa.Get("/formList")).Headers.ETag!;
        Assert.NotEqual(before, (await programme.Omari.Phone.Get("/formList")).Headers.ETag);
        await House.Publish(Rounds.Xform("form-" + Guid.NewGuid().ToString("N")));
        var after = await Awa.Get("/formList", r => r.Headers.IfNoneMatch.Add(before));
        Assert.Equal(200, after.Code);
        Assert.NotEqual(before, after.Headers.ETag);
    }

    [Fact]
    public async Task What_can_be_got_can_be_asked_for_by_head()
    {
        foreach (var path in (string[])["/formList", "/forms/round/versions/v1.xml", "/forms/round/versions/v1/manifest"])
        {
            var (got, head) = (await Awa.Get(path), await Awa.Head(path));
            Assert.Equal((200, got.Headers.ETag, got.Content.ContentLength), (head.Code, head.Headers.ETag, head.Content.ContentLength));
            Assert.Empty(head.Body);
        }
    }
}
