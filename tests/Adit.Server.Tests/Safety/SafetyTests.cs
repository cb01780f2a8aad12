using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Alerts;
using Adit.People;
using Adit.Safety;
using Adit.Tests.Alerts;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Safety;

/// <summary>Agents say that they are well; where one does not, or calls for help, somebody on duty hears of it, by a real mail server and a real gateway.</summary>
public sealed class SafetyTests : IAsyncLifetime
{
    private House _house = null!;
    private Outside _outside = null!;
    private HttpClient _office = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Noon in Greenwich is two in the afternoon at the sites. Awa is on the roster of today and of tomorrow; both officers are on duty.
    public async ValueTask InitializeAsync()
    {
        _outside = await Outside.Open();
        _house = await House.Open();
        _house.Ways = _outside.Ways;
        await _house.Restart();
        var site = await _house.Site("N1");
        _awa = await _house.Agent("Awa", "en", site);
        await _house.Publish(Rounds.Xform());
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        _office = new() { BaseAddress = new(_house.Origin) };
        await SignIn();
        await _house.Record(new RosterSet(site, new(2026, 11, 23), [new(_awa.Id, new(2026, 11, 23)), new(_awa.Id, new(2026, 11, 24))]));
        await Set("17:30");
    }

    public async ValueTask DisposeAsync()
    {
        _office.Dispose();
        await _house.DisposeAsync();
        await _outside.DisposeAsync();
    }

    [Fact]
    public async Task Who_says_in_time_that_they_are_well_is_not_missed_and_the_same_word_twice_is_one()
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        Assert.Equal(201, (await phone.CheckIn(House.Noon)).Code);
        var size = _house.Database.Size;
        Assert.Equal(201, (await phone.CheckIn(House.Noon)).Code);
        Assert.Equal(size, _house.Database.Size);
        await At(hours: 4);
        Assert.Equal("well", (await Safety()).GetProperty("today")[0].GetProperty("state").GetString());
        Assert.Empty(_outside.Messages);
        await _house.Check();
    }

    [Fact]
    public async Task A_record_of_the_day_is_a_sign_of_life_too()
    {
        await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", day: "2026-11-23"));
        await _house.Rated();
        await At(hours: 4);
        Assert.Equal("sent", (await Safety()).GetProperty("today")[0].GetProperty("state").GetString());
        Assert.Empty(_outside.Messages);
    }

    [Fact]
    public async Task Whoever_is_not_heard_of_is_missed_and_one_after_the_other_is_called_until_somebody_takes_it_on()
    {
        await At(hours: 3.4);
        Assert.Empty(_outside.Messages);
        await At(hours: 3.5);
        await Eventually(() => _outside.Messages.Count == 1 && _outside.Mails.Count == 1);
        Assert.Equal(("+243000000001", $"Adit\u00a0: sans nouvelles de l’agent Awa le 23 novembre 2026. Ouvrir {_house.Origin}/safety"), _outside.Messages.Single());
        Assert.Equal(("ann@example.org", "Sans nouvelles de Awa"), (_outside.Mails.Single().To, _outside.Mails.Single().Subject));
        Assert.Contains("N’appelez pas les gens du site", _outside.Mails.Single().Text, StringComparison.Ordinal);
        Assert.Contains("1 alert about an agent", await Page("/sites"), StringComparison.Ordinal);

        await At(hours: 3.75);
        await Eventually(() => _outside.Messages.Count == 2);
        Assert.StartsWith("Adit: no word of agent Awa on 23 November 2026.", _outside.Messages.Last().Text, StringComparison.Ordinal);
        Assert.Contains("Ben, SMS: went out", await Page("/safety"), StringComparison.Ordinal);

        var alert = (await Safety()).GetProperty("alerts")[0];
        Assert.Equal(("missed-check-in", "rings"), (alert.GetProperty("kind").GetString(), alert.GetProperty("state").GetString()));
        using var taken = await _office.PostAsJsonAsync($"/api/safety/alerts/{alert.GetProperty("id").GetString()}/take", new { note = "drives there" }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        await At(hours: 8);
        Assert.Equal(2, _outside.Messages.Count);
        var page = await Page("/safety");
        Assert.Contains("Taken on by Lead", page, StringComparison.Ordinal);
        Assert.Contains("“drives there”", page, StringComparison.Ordinal);
        Assert.DoesNotContain("alert about an agent", page, StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task A_word_that_comes_late_ends_the_alert()
    {
        await At(hours: 4);
        await Eventually(() => _outside.Messages.Count == 1);
        var phone = await FieldPhone.Of(_house, _awa.Id);
        Assert.Equal(201, (await phone.CheckIn(_house.Clock.Now)).Code);
        await At(hours: 6);
        Assert.Single(_outside.Messages);
        Assert.Contains("Over: the agent has said since that they are well.", await Page("/safety"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_for_help_rings_for_everybody_at_once_and_says_the_place_on_the_page_alone()
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        Assert.Equal(201, (await phone.CheckIn(House.Noon, help: true, place: "-10.7012 25.5034 1400 12")).Code);
        await Eventually(() => _outside.Messages.Count == 2 && _outside.Mails.Count == 1);
        Assert.Equal(["+243000000001", "+243000000002"], _outside.Messages.Select(m => m.To).Order());
        Assert.DoesNotContain(_outside.Messages, m => m.Text.Contains("10.70", StringComparison.Ordinal));
        Assert.DoesNotContain("10.70", _outside.Mails.Single().Text, StringComparison.Ordinal);
        Assert.Contains("The phone was at -10.7012, 25.5034", await Page("/safety"), StringComparison.Ordinal);
        // A second word that says where is no second call, and to say later that all is well does not end it: somebody may be made to say it.
        Assert.Equal(201, (await phone.CheckIn(House.Noon.AddSeconds(1), help: true, place: "-10.7013 25.5035 1400 8")).Code);
        Assert.Contains("The phone was at -10.7013, 25.5035", await Page("/safety"), StringComparison.Ordinal);
        Assert.Single((await Safety()).GetProperty("alerts").EnumerateArray());
        Assert.Equal(201, (await phone.CheckIn(House.Noon.AddMinutes(1))).Code);
        await At(hours: 0.25);
        await Eventually(() => _outside.Messages.Count == 4);
    }

    [Fact]
    public async Task A_call_for_help_in_the_second_of_another_word_is_heard_and_so_is_the_place_that_comes_after_it()
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        Assert.Equal(201, (await phone.CheckIn(House.Noon)).Code);
        Assert.Equal(201, (await phone.CheckIn(House.Noon, help: true)).Code);
        Assert.Equal(201, (await phone.CheckIn(House.Noon, help: true, place: "-10.7012 25.5034 1400 12")).Code);
        Assert.Equal("help", Assert.Single((await Safety()).GetProperty("alerts").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Contains("The phone was at -10.7012, 25.5034", await Page("/safety"), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task A_call_that_does_not_go_out_is_tried_again_and_the_page_says_so()
    {
        _outside.Answers = 503;
        await At(hours: 3.5);
        await Eventually(() => _outside.Mails.Count == 1);
        await At(hours: 3.75);
        await Eventually(() => CallsOf().Any(c => c is { To: "Ben", Failed: "unreachable" }));
        Assert.Contains("Ben, SMS: could not be sent, is tried again", await Page("/safety"), StringComparison.Ordinal);
        _outside.Answers = 200;
        await At(hours: 3.77);
        await Eventually(() => _outside.Messages.Any(m => m.To == "+243000000002"));
        await Eventually(() => CallsOf().Any(c => c is { To: "Ben", Failed: null }));
    }

    [Fact]
    public async Task A_phone_whose_clock_is_years_off_is_well_today_all_the_same_and_one_that_is_cut_off_says_nothing()
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        var off = House.Noon.AddYears(-3);
        Assert.Equal(201, (await phone.CheckIn(off.AddHours(-1), clock: off)).Code);
        Assert.Equal("well", (await Safety()).GetProperty("today")[0].GetProperty("state").GetString());
        Assert.True(await _house.Get<Enrolments>().CutOff(ActorId.Program, phone.Device, ""));
        Assert.Equal(401, (await phone.CheckIn(House.Noon)).Code);
    }

    [Fact]
    public async Task What_is_no_check_in_is_refused_and_records_nothing()
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        var size = _house.Database.Size;
        Assert.Equal((400, "unreadable"), await phone.SendCheckIn([1, 2, 3]) is var said ? (said.Code, said.Kind) : default);
        Assert.Equal(400, (await phone.SendCheckIn(phone.Seal(new byte[5_000]))).Code);
        Assert.Equal(size, _house.Database.Size);
    }

    [Fact]
    public async Task A_site_that_is_closed_for_safety_is_due_for_nobody_and_its_days_are_nobodys_absence()
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        Assert.Contains((await phone.Pack()).Body.GetProperty("due").EnumerateArray(), d => d.GetProperty("kind").GetString() == "visit");
        using (var closed = await _office.PostAsJsonAsync("/api/sites/N1/closures", new { from = "2026-11-23", until = "2026-11-27", why = "shots at the river" }, Stop))
            Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        var pack = (await phone.Pack()).Body;
        Assert.DoesNotContain(pack.GetProperty("due").EnumerateArray(), d => d.GetProperty("kind").GetString() == "visit");
        Assert.Equal(("2026-11-27", "shots at the river"), pack.GetProperty("sites")[0].GetProperty("closed") is var said ? (said.GetProperty("until").GetString(), said.GetProperty("why").GetString()) : default);

        _house.Clock.Now = House.Noon.AddDays(6);
        await SignIn();
        Assert.Equal(["closed", "closed"], (await _office.GetFromJsonAsync<RosterApi.RosterLine[]>("/api/roster/2026-11-23", Stop))!.Select(l => l.Attendance));
        var page = await Page("/sites/N1");
        Assert.Contains("Closed for safety from 23 November 2026 to 27 November 2026: nobody was to go there.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("shots", page, StringComparison.Ordinal);
        using var wrong = await _office.PostAsJsonAsync("/api/sites/N1/closures", new { from = "2026-11-23", until = "2026-11-22", why = "x" }, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task Agents_go_again_to_a_site_that_was_closed_until_further_notice()
    {
        using (await _office.PostAsJsonAsync("/api/sites/N1/closures", new { why = "flood" }, Stop))
            Assert.Contains("until further notice — flood", await Page("/safety"), StringComparison.Ordinal);
        using (await _office.PostAsync("/api/sites/N1/reopened", null, Stop))
            Assert.DoesNotContain("flood", await Page("/safety"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_set_is_refused_in_sentences_and_changes_nothing()
    {
        var size = _house.Database.Size;
        var refused = await Set("17:30", HttpStatusCode.UnprocessableEntity, new { name = "Ann", email = "no address", phone = "0812", language = "xx" });
        foreach (var sentence in (string[])["no address is no e-mail address.", "0812 is no number in international form", "A language is one of: en, fr, sw, zh."])
            Assert.Contains(sentence, refused, StringComparison.Ordinal);
        Assert.Contains("25:00 is no time of day.", await Set("25:00", HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        using var nobody = await _office.PutAsJsonAsync("/api/safety/settings", new { checkInBy = "17:30" }, Stop);
        Assert.Contains("Name somebody on duty first", await nobody.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(size, _house.Database.Size);
    }

    [Fact]
    public async Task Phones_learn_how_to_reduce_photos_by_when_a_word_is_asked_and_where_help_is_called()
    {
        using (var set = await _office.PutAsJsonAsync("/api/photos", new { longestSide = 1280, quality = 60 }, Stop))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        using (var wrong = await _office.PutAsJsonAsync("/api/photos", new { longestSide = 64, quality = 60 }, Stop))
            Assert.Contains("Photos are 640 to 4,096 pixels long", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var pack = (await (await FieldPhone.Of(_house, _awa.Id)).Pack()).Body;
        Assert.Equal((1280, 0.6m), (pack.GetProperty("photos").GetProperty("longestSide").GetInt32(), pack.GetProperty("photos").GetProperty("quality").GetDecimal()));
        Assert.Equal(("17:30", "+243000000009"), (pack.GetProperty("safety").GetProperty("checkInBy").GetString(), pack.GetProperty("safety").GetProperty("duty").GetProperty("phone").GetString()));
    }

    private async Task<string> Set(string by, HttpStatusCode expected = HttpStatusCode.NoContent, params object[] duty)
    {
        object[] usual = [new { name = "Ann", email = "ann@example.org", phone = "+243 000 000 001", language = "fr" }, new { name = "Ben", email = "", phone = "+243000000002", language = "en" }];
        using var answer = await _office.PutAsJsonAsync("/api/safety/settings", new { checkInBy = by, helpPhone = "+243000000009", duty = duty.Length > 0 ? duty : usual }, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task SignIn()
    {
        _office.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token);
        _office.DefaultRequestHeaders.AcceptLanguage.Clear();
        _office.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    // The job looks twice: what it found the first time is told by then.
    private async Task At(double hours)
    {
        _house.Clock.Now = House.Noon.AddHours(hours);
        for (var look = 0; look < 2; look++)
        {
            _house.Get<AlertsJob>().Wake();
            await Task.Delay(300, Stop);
        }
    }

    private IReadOnlyList<AlertCall> CallsOf() => _house.Database.Read(db => AlertsTable.Newest(db, 9).SelectMany(a => AlertsTable.Calls(db, [a.Id])[a.Id]).ToList());

    private async Task<JsonElement> Safety() => await _office.GetFromJsonAsync<JsonElement>("/api/safety", Stop);

    private async Task<string> Page(string path) => WebUtility.HtmlDecode(await _office.GetStringAsync(path, Stop));

    private static async Task Eventually(Func<bool> holds)
    {
        for (var since = Stopwatch.StartNew(); !holds(); await Task.Delay(50, Stop))
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(30), "It did not happen.");
    }
}
