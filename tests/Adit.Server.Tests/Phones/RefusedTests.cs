using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Tests.Phones;

/// <summary>What is refused after its sender is known is kept 90 days, sealed, and the office decides (OpenRosa rows 51 to 56, 68, 70, 74, 75).</summary>
public sealed class RefusedTests : IAsyncLifetime
{
    private House _house = null!;
    private Enrolled _awa = null!;
    private HttpClient _office = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        _awa = await _house.Agent("Awa", "en", await _house.Site("N1"));
        await _house.Publish(Rounds.Xform());
        _office = await As(Role.Lead);
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        _office.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_record_to_a_closed_form_is_kept_looked_at_and_let_in_as_if_sent_now_with_its_first_arrival_beside_it()
    {
        var instance = Rounds.NewInstance();
        await _house.Record(new FormStateChanged(Rounds.Form, FormState.Closed));
        var xml = Rounds.Record(instance, site: "N1", depth: "14", note: "told on Monday", photo: "a.jpg");
        Assert.Equal(409, (await _awa.Phone.Submit(xml, Rounds.Photo("a.jpg"))).Code);
        var size = _house.Database.Size;

        var listed = await Only();
        Assert.Equal((_awa.Id.ToString(), Rounds.Form, "phone.form-closed", "Itself"), (Text(listed, "agent"), Text(listed, "form"), Text(listed, "code"), Text(listed, "letIn")));
        Assert.True(listed.GetProperty("bytes").GetInt64() > 2_000);
        var id = Text(listed, "id");
        var detail = await Get($"/api/refused/{id}");
        Assert.Contains(detail.GetProperty("answers").EnumerateArray(), a => Text(a, "value") == "told on Monday");
        Assert.Equal("a.jpg", Text(detail.GetProperty("files")[0], "name"));
        Assert.Equal(size, _house.Database.Size);

        var arrived = _house.Clock.Now;
        _house.Clock.Advance(TimeSpan.FromDays(2));
        _office.Dispose();
        _office = await As(Role.Lead);
        using var answer = await _office.PostAsJsonAsync($"/api/refused/{id}/let-in", new { reason = "Closed a day early." }, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var row = _house.Row(instance)!;
        Assert.Equal(row.Submission.ToString(), Text((await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)), "submission"));
        Assert.Equal((_awa.Id, Source.Phone, _house.Clock.Now, 0), (row.Agent, row.Source, row.Received.ToDateTimeOffset(), row.Missing));
        Assert.Contains("let-in", row.Flags, StringComparison.Ordinal);
        Assert.Equal(xml, Encoding.UTF8.GetString(_house.Held(instance)!.Xml.Span));
        Assert.Equal(Rounds.Photo("a.jpg").Bytes, await _house.Bytes(_house.Files(instance).Single()));
        var recorded = Assert.Single(Facts().OfType<UploadLetIn>());
        Assert.Equal(("phone.form-closed", "Closed a day early.", row.Index, arrived), (recorded.Code, recorded.Reason, recorded.Entry, recorded.Arrived.ToDateTimeOffset()));
        Assert.Empty((await Get("/api/refused")).GetProperty("uploads").EnumerateArray());
        var page = await _office.GetStringAsync($"/submissions/{row.Submission}", Stop);
        Assert.Contains("Closed a day early.", page, StringComparison.Ordinal);
        Assert.Contains("First arrived", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_refused_upload_again_is_one_counted_row_and_once_let_in_the_phone_is_told_that_it_arrived()
    {
        await _house.Record(new FormStateChanged(Rounds.Form, FormState.Closed));
        var xml = Rounds.Record(Rounds.NewInstance());
        for (var tries = 0; tries < 3; tries++)
            Assert.Equal(409, (await _awa.Phone.Submit(xml)).Code);
        var listed = await Only();
        Assert.Equal(3, listed.GetProperty("times").GetInt64());

        await LetIn(Text(listed, "id"));
        var size = _house.Database.Size;

        Assert.Equal(201, (await _awa.Phone.Submit(xml)).Code);
        Assert.Equal(size, _house.Database.Size);
    }

    [Fact]
    public async Task The_same_refused_upload_at_one_instant_is_one_row_and_its_photo_is_kept_once()
    {
        await _house.Record(new FormStateChanged(Rounds.Form, FormState.Closed));
        var xml = Rounds.Record(Rounds.NewInstance(), photo: "a.jpg");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _awa.Phone.Submit(xml, Rounds.Photo("a.jpg"))));

        Assert.All(answers, answer => Assert.Equal(409, answer.Code));
        Assert.Equal(8, (await Only()).GetProperty("times").GetInt64());
        Assert.Single(_house.Kept.Files());
    }

    [Fact]
    public async Task What_claims_to_be_a_record_that_has_other_contents_comes_in_as_a_record_of_its_own()
    {
        var instance = Rounds.NewInstance();
        await _awa.Phone.Submit(Rounds.Record(instance, note: "one"));
        Assert.Equal(409, (await _awa.Phone.Submit(Rounds.Record(instance, note: "two", photo: "a.jpg"), Rounds.Photo("a.jpg"))).Code);
        var listed = await Only();
        Assert.Equal("NewRecord", Text(listed, "letIn"));

        var submission = await LetIn(Text(listed, "id"));

        Assert.Equal("one", await NoteOf(_house.Row(instance)!.Submission.ToString()));
        Assert.Equal("two", await NoteOf(submission));
        Assert.Single(_house.Files($"uuid:{Text(listed, "id")}"));
    }

    [Theory]
    [InlineData("of a closed form")]
    [InlineData("that came in as a record of its own")]
    public async Task The_photos_that_stayed_on_a_phone_follow_a_record_that_was_let_in(string refused)
    {
        var (instance, phone) = (Rounds.NewInstance(), await FieldPhone.Of(_house, _awa.Id));
        var (xml, photo) = (Rounds.Record(instance, note: "two", photo: "a.jpg"), phone.File("a.jpg", FieldPhone.Bytes(5_000)));
        if (refused == "of a closed form")
            await _house.Record(new FormStateChanged(Rounds.Form, FormState.Closed));
        else
            await phone.HandIn(Rounds.Record(instance, note: "one"));
        Assert.Equal(409, (await phone.HandIn(xml, photo)).Code);
        Assert.Equal(404, (await phone.Have(photo)).Code);

        var id = Text(await Only(), "id");
        var submission = await LetIn(id);
        var again = await phone.HandIn(xml, photo);

        var became = refused == "of a closed form" ? instance : $"uuid:{id}";
        Assert.Equal((201, "received-before", _house.Row(became)!.Index), (again.Code, Text(again.Body, "state"), again.Body.GetProperty("entry").GetInt64()));
        Assert.Equal(submission, _house.Row(became)!.Submission.ToString());
        Assert.Equal(200, (await phone.Part(photo, 0, photo.Sealed.Length)).Code);
        Assert.Equal(photo.Plain, await _house.Bytes(Assert.Single(_house.Files(became))));
        Assert.Equal(0, _house.Row(became)!.Missing);
    }

    [Fact]
    public async Task An_edit_of_nothing_and_a_record_that_was_withdrawn_are_kept_too()
    {
        var instance = Rounds.NewInstance();
        await _awa.Phone.Submit(Rounds.Record(instance));
        await _house.Record(new SubmissionWithdrawn(_house.Row(instance)!.Submission, "twice"));
        Assert.Equal(409, (await _awa.Phone.Submit(Rounds.Record(instance))).Code);
        Assert.Equal(404, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), replaces: Rounds.NewInstance()))).Code);

        var codes = (await Get("/api/refused")).GetProperty("uploads").EnumerateArray().Select(u => Text(u, "code")).Order().ToList();
        Assert.Equal(["phone.edits-unknown", "phone.withdrawn"], codes);
        foreach (var upload in (await Get("/api/refused")).GetProperty("uploads").EnumerateArray())
            await LetIn(Text(upload, "id"));
    }

    [Fact]
    public async Task A_version_that_nobody_knows_is_still_refused_until_it_is_published()
    {
        Assert.Equal(404, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), version: "2", note: "kept closed"))).Code);
        var id = Text(await Only(), "id");

        using var early = await _office.PostAsJsonAsync($"/api/refused/{id}/let-in", new { reason = "now" }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.DoesNotContain("kept closed", await _office.GetStringAsync($"/api/refused/{id}", Stop), StringComparison.Ordinal);
        await _house.Publish(Rounds.Xform(version: "2"));
        await LetIn(id);
    }

    [Theory]
    [InlineData("<data id=", "not-xml")]
    [InlineData("<data/>", "no-form-id")]
    [InlineData("<!DOCTYPE data [<!ENTITY a 'b'>]><data id='round'/>", "dtd-refused")]
    public async Task What_is_no_record_is_kept_to_be_seen_and_can_only_be_thrown_away(string xml, string code)
    {
        Assert.Equal(400, (await _awa.Phone.Submit(xml)).Code);
        var listed = await Only();
        Assert.Equal((code, "Nothing"), (Text(listed, "code"), Text(listed, "letIn")));
        var id = Text(listed, "id");
        using var refused = await _office.PostAsJsonAsync($"/api/refused/{id}/let-in", new { reason = "no" }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        using var silent = await _office.PostAsJsonAsync($"/api/refused/{id}/discard", new { reason = " " }, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);

        using var discarded = await _office.PostAsJsonAsync($"/api/refused/{id}/discard", new { reason = "A test of the phone." }, Stop);

        Assert.Equal(HttpStatusCode.NoContent, discarded.StatusCode);
        Assert.Equal(("A test of the phone.", code), Facts().OfType<UploadDiscarded>().Select(f => (f.Reason, f.Code)).Single());
        Assert.Contains("A test of the phone.", await _office.GetStringAsync("/refused", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_is_none_or_was_cut_off_is_counted_and_when_the_phone_sends_it_whole_that_is_said()
    {
        var xml = Rounds.Record(Rounds.NewInstance());
        var whole = await Phone.Upload(Encoding.UTF8.GetBytes(xml), Rounds.Photo("a.jpg")).ReadAsByteArrayAsync(Stop);
        var boundary = Encoding.ASCII.GetString(whole, 2, whole.AsSpan().IndexOf((byte)'\r') - 2);
        var cut = new ByteArrayContent(whole[..^700]) { Headers = { ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary=\"{boundary}\"") } };
        Assert.Equal(400, (await _awa.Phone.Post(cut)).Code);
        Assert.Equal(400, (await _awa.Phone.Post(new StringContent("no form"))).Code);
        Assert.Equal(["phone.cut-off", "phone.not-multipart"], (await Get("/api/refused")).GetProperty("uploads").EnumerateArray().Select(u => Text(u, "code")).Order());

        Assert.Equal(201, (await _awa.Phone.Submit(xml)).Code);

        Assert.Equal([true], (await Get("/api/refused")).GetProperty("uploads").EnumerateArray().Where(u => Text(u, "code") == "phone.cut-off").Select(u => u.GetProperty("sinceReceived").GetBoolean()));
    }

    [Fact]
    public async Task Who_is_nobody_leaves_nothing()
    {
        Assert.Equal(403, (await new Phone(_house.Http, "/openrosa/key/AAAAAAAAAAAAAAAAAAAAAAAA").Submit("<data id=")).Code);
        Assert.Equal(0, (await Get("/api/refused")).GetProperty("held").GetInt64());
    }

    [Fact]
    public async Task Of_what_is_protected_only_that_it_is_there_is_shown_and_let_in_it_is_held_like_any_protected_record()
    {
        await _house.Publish(Rounds.Xform("case", title: "Case of a child", tier: "T3"));
        await _house.Record(new FormStateChanged("case", FormState.Closed));
        _house.Clock.Now = new(2026, 11, 23, 15, 57, 27, TimeSpan.Zero);
        Assert.Equal(409, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), form: "case", note: "planted-words"))).Code);
        var id = Text(await Only(), "id");
        foreach (var path in new[] { "/api/refused", $"/api/refused/{id}", "/refused", $"/refused/{id}" })
        {
            var said = await _office.GetStringAsync(path, Stop);
            foreach (var closed in new[] { "planted-words", "Case of a child", "\"case\"", "Awa", _awa.Id.ToString(), "15:57" })
                Assert.False(said.Contains(closed, StringComparison.Ordinal), $"{path} shows {closed}");
        }

        await LetIn(id);

        Assert.Equal(1, _house.Database.Read(SubmissionsTable.ProtectedHeld));
        var after = await _office.GetStringAsync("/refused", Stop);
        Assert.DoesNotContain("Case of a child", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_90_days_what_nobody_let_in_is_deleted_with_its_files_and_that_is_recorded()
    {
        await _house.Record(new FormStateChanged(Rounds.Form, FormState.Closed));
        var files = _house.FilesOnDisk();
        await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), photo: "a.jpg"), Rounds.Photo("a.jpg"));
        Assert.Equal(files + 1, _house.FilesOnDisk());
        var quarantine = _house.Get<Quarantine>();

        _house.Clock.Advance(Quarantine.Kept - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await quarantine.Expire());
        _house.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await quarantine.Expire());

        Assert.Equal(files, _house.FilesOnDisk());
        Assert.Equal(1, Assert.Single(Facts().OfType<UploadsExpired>()).Uploads);
        Assert.Equal(0, await quarantine.Expire());
    }

    [Fact]
    public async Task The_office_decides_on_a_page_in_its_language_and_who_may_not_review_only_looks()
    {
        await _house.Record(new FormStateChanged(Rounds.Form, FormState.Closed));
        await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), note: "rope of 14 m"));
        Assert.Contains("1 upload was refused", await _office.GetStringAsync("/submissions", Stop), StringComparison.Ordinal);
        Assert.Contains("Le formulaire Round était fermé", await _office.GetStringAsync("/refused?lang=fr", Stop), StringComparison.Ordinal);
        var id = Text(await Only(), "id");
        Assert.Contains("rope of 14 m", await _office.GetStringAsync($"/refused/{id}?lang=en", Stop), StringComparison.Ordinal);

        using var limited = await As(Role.Analyst, Guid.CreateVersion7());
        Assert.Equal(HttpStatusCode.Forbidden, (await limited.GetAsync("/refused", Stop)).StatusCode);
        using var buyer = await As(Role.Buyer);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync($"/api/refused/{id}", Stop)).StatusCode);

        using var form = new FormUrlEncodedContent([new("reason", "It was open when she left.")]);
        using var let = await _office.PostAsync($"/refused/{id}/let-in", form, Stop);
        Assert.Contains("It is let in", await _office.GetStringAsync(let.Headers.Location, Stop), StringComparison.Ordinal);
    }

    private async Task<HttpClient> As(Role role, Guid? site = null)
    {
        ImmutableArray<SiteId> sites = site is { } only ? [new(only)] : [];
        var name = role + " " + Guid.NewGuid();
        await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, name, role, sites, "a password for tests");
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, "a password for tests", "test")).Token!);
        return client;
    }

    private async Task<JsonElement> Get(string path) => JsonElement.Parse(await _office.GetStringAsync(path, Stop));

    private async Task<JsonElement> Only() => Assert.Single((await Get("/api/refused")).GetProperty("uploads").EnumerateArray());

    private async Task<string> LetIn(string id)
    {
        using var answer = await _office.PostAsJsonAsync($"/api/refused/{id}/let-in", new { reason = "vouched for" }, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Stop));
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Stop), "submission");
    }

    private async Task<string?> NoteOf(string submission) =>
        (await Get($"/api/submissions/{submission}")).GetProperty("answers").EnumerateArray().Where(a => Text(a, "path").EndsWith("note", StringComparison.Ordinal)).Select(a => Text(a, "value")).SingleOrDefault();

    private IEnumerable<Fact> Facts() =>
        Enumerable.Range(0, (int)_house.Database.Size).Select(i => _house.Database.Read(db => _house.Get<LedgerReading>().Fact(db, i, Tier.T2))!.Fact);

    private static string Text(JsonElement of, string name) => of.GetProperty(name).ToString();
}
