using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Web;

/// <summary>The rooms of records, forms and agents, over the network, with one agent's records in the ledger.</summary>
[Trait("home", "folder")]
public sealed partial class RoomsTests
{
    private static readonly SiteId Site = new(Guid.Parse("0197f8e0-0000-7000-8000-0000000000aa"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_analyst_reads_a_record_with_its_answers_flags_and_proof_and_takes_the_evidence_along()
    {
        await using var opened = await Begin();
        using var client = opened.Client(await opened.TokenOf(Role.Analyst));
        var path = await PathOfAccident(client);

        var page = await Page(client, path);

        Assert.Contains("agent-07", page, StringComparison.Ordinal);
        Assert.Contains("Depth told by the crew, rope of 14 m", page, StringComparison.Ordinal);
        Assert.Contains("more than 5 km from the site", page, StringComparison.Ordinal);
        Assert.Contains("Seriously injured: men", page, StringComparison.Ordinal);
        Assert.DoesNotContain("‹", page, StringComparison.Ordinal);
        Assert.Contains(path + "/files/p17.png", page, StringComparison.Ordinal);
        Assert.Contains("/sites/LU-99/risks/", page, StringComparison.Ordinal);
        Assert.Contains("Blessés graves", await Page(client, path + "?form-language=fr"), StringComparison.OrdinalIgnoreCase);

        using var file = await client.GetAsync(path + "/files/p17.png", Stop);
        Assert.Equal(Photo, await file.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(["nosniff"], file.Headers.GetValues("X-Content-Type-Options"));
        using var other = await client.GetAsync(path + "/files/none.png", Stop);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);

        await opened.App.Services.GetRequiredService<Publishing>().Publish();
        var bundle = await client.GetByteArrayAsync(path + "/evidence", Stop);
        Assert.Contains(Bundle.Format, Encoding.UTF8.GetString(bundle), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_and_a_withdrawal_need_the_form_token_and_are_shown_with_who_did_them()
    {
        await using var opened = await Begin();
        var token = await opened.TokenOf(Role.Analyst);
        using var bearer = opened.Client(token);
        var path = await PathOfAccident(bearer);
        using var browser = opened.Client();
        browser.DefaultRequestHeaders.Add("Cookie", $"{CurrentPerson.Cookie}={token}");
        var form = opened.App.Services.GetRequiredService<Sessions>().FormToken(token);

        Assert.Equal(HttpStatusCode.Forbidden, await Post(browser, path + "/review", ("state", "approved")));
        Assert.Contains("Received, not reviewed", await Page(bearer, path), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, await Post(browser, path + "/review", ("state", "has-issues"), ("comment", "Measure on the vertical."), (DoorKeeping.FormField, form)));
        var reviewed = await Page(bearer, path);
        Assert.Contains("Has issues", reviewed, StringComparison.Ordinal);
        Assert.Contains("Measure on the vertical.", reviewed, StringComparison.Ordinal);
        Assert.Contains("Analyst", reviewed, StringComparison.Ordinal);
        Assert.Contains(path, await Page(bearer, "/submissions?review=has-issues"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.BadRequest, await Post(browser, path + "/withdraw", ("reason", " "), (DoorKeeping.FormField, form)));
        Assert.Equal(HttpStatusCode.Redirect, await Post(browser, path + "/withdraw", ("reason", "Sent twice by hand."), (DoorKeeping.FormField, form)));
        Assert.Contains("Sent twice by hand.", await Page(bearer, path), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await Post(browser, path + "/withdraw", ("reason", "Again."), (DoorKeeping.FormField, form)));
        Assert.DoesNotContain(path, await Page(bearer, "/submissions?review=has-issues"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protected_record_is_counted_and_nowhere_found()
    {
        await using var opened = await Begin();
        using var client = opened.Client(await opened.TokenOf(Role.Lead));

        var list = await Page(client, "/submissions");

        Assert.Contains("1 record held, protected", list, StringComparison.Ordinal);
        Assert.Single(Records(list));
        Assert.DoesNotContain("adit-child-at-risk", list, StringComparison.Ordinal);
        Assert.Empty(Records(await Page(client, "/submissions?form=adit-child-at-risk")));
        var submission = opened.Database.Read(db => ProtectedSubmission(opened, db));
        foreach (var path in (string[])["", "/evidence", "/files/photo.png"])
        {
            using var answer = await client.GetAsync($"/submissions/{submission}{path}", Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_list_goes_on_page_by_page_and_narrows_by_form_and_site()
    {
        await using var opened = await Begin();
        using var client = opened.Client(await opened.TokenOf(Role.Analyst));
        for (var i = 0; i < SubmissionsListing.PageSize; i++)
            Assert.Equal(HttpStatusCode.Created, await Send(opened, _key, Accident($"more-{i}"), null));

        var first = await Page(client, "/submissions");
        Assert.Equal(SubmissionsListing.PageSize, Records(first).Count);
        var older = Before().Match(first).Value.Replace("&amp;", "&", StringComparison.Ordinal);
        var second = await Page(client, older);
        Assert.Single(Records(second));
        Assert.Empty(Records(first).Intersect(Records(second)));
        Assert.Equal(Records(first), Records(await Page(client, After().Match(second).Value.Replace("&amp;", "&", StringComparison.Ordinal))));

        Assert.Empty(Records(await Page(client, "/submissions?form=adit-visit")));
        Assert.Empty(Records(await Page(client, "/submissions?site=nowhere")));
        Assert.NotEmpty(Records(await Page(client, "/submissions?site=LU-99&form=adit-accident")));
    }

    [Fact]
    public async Task A_buyer_gets_into_none_of_these_rooms()
    {
        await using var opened = await Begin();
        using var lead = opened.Client(await opened.TokenOf(Role.Lead));
        var record = await PathOfAccident(lead);
        using var buyer = opened.Client(await opened.TokenOf(Role.Buyer));
        foreach (var path in (string[])["/submissions", record, record + "/files/p17.png", record + "/evidence", "/forms", "/forms/adit-visit", "/agents"])
        {
            using var answer = await buyer.GetAsync(path, Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{path} answers {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_form_is_read_closed_opened_and_a_bad_one_refused_with_its_reasons()
    {
        await using var opened = await Begin();
        using var client = opened.Client(await opened.TokenOf(Role.Analyst));
        Assert.Contains("/forms/adit-accident", await Page(client, "/forms"), StringComparison.Ordinal);
        var page = await Page(client, "/forms/adit-accident");
        Assert.Contains("Minutes until rescue", page, StringComparison.Ordinal);
        Assert.DoesNotContain("‹", page, StringComparison.Ordinal);
        using var xml = await client.GetAsync(XmlOf().Match(page).Groups[1].Value, Stop);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Beginning.Catalogue, "forms", "accident.xml"), Stop), await xml.Content.ReadAsByteArrayAsync(Stop));

        Assert.Equal(HttpStatusCode.Redirect, await Post(client, "/forms/adit-accident/close"));
        Assert.Equal(FormState.Closing, StateOf(opened));
        Assert.Equal(HttpStatusCode.Redirect, await Post(client, "/forms/adit-accident/open"));
        Assert.Equal(FormState.Open, StateOf(opened));

        using var bad = new MultipartFormDataContent { { new ByteArrayContent("<html/>"u8.ToArray()), "form", "bad.xml" } };
        using var refused = await client.PostAsync("/forms", bad, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("role=\"alert\"", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_agents_key_is_shown_once_works_on_a_phone_and_stops_when_revoked()
    {
        await using var opened = await Begin();
        using var client = opened.Client(await opened.TokenOf(Role.Lead));

        using var made = await client.PostAsync("/agents", new FormUrlEncodedContent([new("code", "agent-12"), new("language", "fr"), new("sites", "LU-99"), new("days", "5")]), Stop);
        var page = WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync(Stop));
        var key = KeyOf().Match(page).Groups[1].Value;

        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        Assert.Equal(HttpStatusCode.Created, await Send(opened, key, Accident("by-12"), null));
        var list = await Page(client, "/agents");
        Assert.Contains("agent-12", list, StringComparison.Ordinal);
        Assert.Contains("Buyer", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        Assert.DoesNotContain("‹", list, StringComparison.Ordinal);

        var agent = Agents(opened).First(a => a.Name == "agent-12");
        Assert.Equal(HttpStatusCode.Redirect, await Post(client, $"/agents/{agent.Id}/assign", ("forms", "adit-visit"), ("days", "3")));
        Assert.Equal(("adit-visit", 3, true), (Agents(opened).First(a => a.Id == agent.Id).Forms.Single(), Agents(opened).First(a => a.Id == agent.Id).DaysAWeek, Agents(opened).First(a => a.Id == agent.Id).Sites.IsEmpty));

        var credential = opened.App.Services.GetRequiredService<Registers>().Current.CredentialsOf[agent.Id].First(c => c.Kind == Access.Key);
        Assert.Equal(HttpStatusCode.Redirect, await Post(client, $"/agents/{agent.Id}/keys/{credential.Id}/revoke"));
        Assert.Equal(HttpStatusCode.Forbidden, await Send(opened, key, Accident("late"), null));
    }

    private static readonly byte[] Photo = [0x89, 0x50, 0x4e, 0x47, 1, 2, 3];

    private string _key = "";

    /// <summary>A site, an agent, an accident with a photo, and one protected record, sent as a phone sends them.</summary>
    private async Task<Opened> Begin()
    {
        var opened = await Opened.Begin();
        await opened.Database.Write(writing => writing.Record(ActorId.Program, new SiteRegistered(
            Site, "LU-99", "Testsite", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new GeoPoint(-10.7m, 25.4m), "Africa/Lubumbashi", "open_pit", ["EGC-2021"], null, [], null)));
        var agent = await Accounts.CreateAgent(opened.Database, ActorId.Program, "agent-07", "en", [Site], [], 5);
        _key = await Accounts.NewSecret(opened.Database, ActorId.Program, agent, Access.Key);
        Assert.Equal(HttpStatusCode.Created, await Send(opened, _key, Accident("first"), ("p17.png", Photo)));
        Assert.Equal(HttpStatusCode.Created, await Send(opened, _key, Record("adit-child-at-risk", "child", "<site>LU-99</site>"), null));
        return opened;
    }

    private static string Accident(string instance) => Record("adit-accident", instance,
        "<site>LU-99</site><source>seen</source><mechanism>collapse</mechanism><depth>14</depth><serious><serious_men>2</serious_men></serious><place>-10.6 25.4 1200 8</place><photo>p17.png</photo><notes>Depth told by the crew, rope of 14 m</notes>");

    private static string Record(string form, string instance, string answers) =>
        $"""<data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="2026113002">{answers}<orx:meta><orx:instanceID>uuid:{form}-{instance}</orx:instanceID></orx:meta></data>""";

    private static async Task<HttpStatusCode> Send(Opened opened, string key, string xml, (string Name, byte[] Bytes)? file)
    {
        using var phone = opened.Client();
        phone.DefaultRequestHeaders.Add("X-OpenRosa-Version", "1.0");
        var part = new ByteArrayContent(Encoding.UTF8.GetBytes(xml));
        part.Headers.ContentType = new("text/xml");
        using var content = new MultipartFormDataContent { { part, "xml_submission_file", "record.xml" } };
        if (file is { } sent)
        {
            var photo = new ByteArrayContent(sent.Bytes);
            photo.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            content.Add(photo, sent.Name, sent.Name);
        }
        using var answer = await phone.PostAsync($"/openrosa/key/{key}/submission", content, Stop);
        return answer.StatusCode;
    }

    private static async Task<string> Page(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answers {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<HttpStatusCode> Post(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        using var answer = await client.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Stop);
        return answer.StatusCode;
    }

    private static async Task<string> PathOfAccident(HttpClient client) => Assert.Single(Records(await Page(client, "/submissions")));

    private static List<string> Records(string page) => [.. RecordHref().Matches(page).Select(m => m.Groups[1].Value)];

    private static FormState StateOf(Opened opened) => opened.App.Services.GetRequiredService<Registers>().Current.Published.First(p => p.Form == "adit-accident").State;

    private static IEnumerable<Agent> Agents(Opened opened) => opened.App.Services.GetRequiredService<Registers>().Current.Agents;

    private static SubmissionId ProtectedSubmission(Opened opened, DbConnection db)
    {
        var ledger = opened.App.Services.GetRequiredService<LedgerReading>();
        for (var index = opened.Database.Size - 1; ; index--)
            if (ledger.Fact(db, index, Protection.Tier.T3) is { Fact: SubmissionAccepted { Protected: true, Envelope: { } envelope } })
                return envelope.Submission;
    }

    [GeneratedRegex("<th scope=\"row\"><a href=\"(/submissions/[0-9a-f-]{36})\"")]
    private static partial Regex RecordHref();

    [GeneratedRegex("/submissions\\?before=[0-9]+")]
    private static partial Regex Before();

    [GeneratedRegex("/submissions\\?after=[0-9]+")]
    private static partial Regex After();

    [GeneratedRegex("href=\"(/forms/adit-accident/versions/[^\"]+)\"")]
    private static partial Regex XmlOf();

    [GeneratedRegex("/openrosa/key/([A-Za-z0-9_-]+)")]
    private static partial Regex KeyOf();
}
