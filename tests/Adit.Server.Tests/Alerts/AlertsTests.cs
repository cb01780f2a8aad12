using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Web;

namespace Adit.Tests.Alerts;

/// <summary>Incidents reach those who are set up to hear of them, by a real mail server, a real gateway and a real webhook, each once.</summary>
public sealed partial class AlertsTests : IAsyncLifetime
{
    private const string Planted = "Mwamba-Kisanga-7781";
    private House _house = null!;
    private Outside _outside = null!;
    private HttpClient _lead = null!, _ana = null!, _reviewer = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Awa works at N1, where a pit may be ten metres deep. "Who" asks about an armed group, "note" how many died.
    public async ValueTask InitializeAsync()
    {
        _outside = await Outside.Open();
        _house = await House.Open();
        _house.Ways = _outside.Ways;
        await _house.Restart();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        _awa = await _house.Agent("Awa-Ilunga", "en", site);
        await _house.Publish(Rounds.Xform().Replace("<bind nodeset=\"/data/who\" type=\"string\"", "<bind nodeset=\"/data/who\" type=\"string\" adit:observes=\"armed_group.present\"", StringComparison.Ordinal)
            .Replace("<bind nodeset=\"/data/note\" type=\"string\"", "<bind nodeset=\"/data/note\" type=\"int\" adit:observes=\"accident.deaths\"", StringComparison.Ordinal));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Rita", Role.Reviewer), ("Buyer", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        await SignIn();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _reviewer])
            client.Dispose();
        await _house.DisposeAsync();
        await _outside.DisposeAsync();
    }

    [Fact]
    public async Task An_S1_reaches_the_gateway_within_five_seconds_and_everybody_by_their_ways_in_their_language_once()
    {
        await Listener("Ann", email: "ann@example.org", phone: "+243000000002");
        await Listener("Baraka", phone: "+243000000003", language: "sw");
        await Listener("Chen", email: "chen@example.org", language: "zh", from: "S1");
        await Listener("Deo", email: "deo@example.org", language: "fr");
        var secret = (await Listener("A program", webhook: _outside.Hook)).GetProperty("secret").GetString()!;
        using (var set = await _lead.PutAsJsonAsync("/api/alerts/settings", new { contact = "Bureau, +243 800 000 000" }, Stop))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);

        var watch = Stopwatch.StartNew();
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", who: "yes", day: Today()))).Code);
        await Until(() => _outside.Messages.Any(m => m.To == "+243000000002"));
        TestContext.Current.TestOutputHelper?.WriteLine($"From a submission received to an S1 handed to the gateway: {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5) || Environment.GetEnvironmentVariable("ADIT_TEST_SLOW") is not null, $"It took {watch.Elapsed}.");
        await Until(() => _outside.Messages.Count == 2 && _outside.Mails.Count == 3 && _outside.Calls.Count == 1);

        Assert.StartsWith("Adit: S1 at N1, 2026-100001, observed.", Sms("+243000000002"), StringComparison.Ordinal);
        Assert.Contains("Do not contact the site; ask Bureau, +243 800 000 000. More by: 26 November 2026, 14:00 (UTC+02:00).", Sms("+243000000002"), StringComparison.Ordinal);
        Assert.EndsWith($"{_house.Origin}/sites/N1", Sms("+243000000002"), StringComparison.Ordinal);
        Assert.StartsWith("Adit: S1 huko N1, 2026-100001, limeonekana. Usiwasiliane na eneo", Sms("+243000000003"), StringComparison.Ordinal);
        var (_, subject, chinese) = _outside.Mails.Single(m => m.To == "chen@example.org");
        Assert.Equal("N1 出现 S1：2026-100001", subject);
        Assert.Contains("请勿联系矿点", chinese, StringComparison.Ordinal);
        Assert.Contains("has not been checked by a speaker yet", chinese, StringComparison.Ordinal);
        Assert.Contains("Ne contactez pas le site", _outside.Mails.Single(m => m.To == "deo@example.org").Text, StringComparison.Ordinal);
        var english = _outside.Mails.Single(m => m.To == "ann@example.org").Text.ReplaceLineEndings("\n");
        foreach (var said in (string[])["An incident of level S1 was opened at site N1: 2026-100001.", "How it is known: observed", "Ask: Bureau, +243 800 000 000", "Do not contact the site: it could harm people there.", "Nobody has it yet.", $"{_house.Origin}/sites/N1/risks/AG-01"])
            Assert.Contains(said, english, StringComparison.Ordinal);
        Assert.DoesNotContain("checked by a speaker", english, StringComparison.Ordinal);

        var call = Assert.Single(_outside.Calls);
        Assert.Equal(Webhooks.Signature(secret, call.Id, long.Parse(call.Timestamp, System.Globalization.CultureInfo.InvariantCulture), call.Body), call.Signature);
        var json = JsonDocument.Parse(call.Body).RootElement;
        Assert.Equal(("incident.opened", "S1", "observed", false), (
            json.GetProperty("type").GetString(), json.GetProperty("data").GetProperty("incident").GetProperty("level").GetString(), json.GetProperty("data").GetProperty("incident").GetProperty("evidence").GetString(),
            json.GetProperty("data").GetProperty("contactTheSite").GetBoolean()));

        // Neither a second look, nor another start, nor a note on the incident tells anybody again.
        await Settled(6);
        await _house.Restart();
        await SignIn();
        await Act(_ana, "2026-100001", new { act = "note", note = "Called the cooperative." });
        await Settled(6);
        Assert.Equal(6, Told().Count);
        Assert.DoesNotContain(_outside.Messages.Select(m => m.Text).Concat(_outside.Mails.Select(m => m.Text)).Concat(_outside.Calls.Select(c => c.Body)), text => text.Contains("Awa", StringComparison.Ordinal));
        await _house.Check();
    }

    [Fact]
    public async Task No_message_holds_what_is_protected_and_nobody_outside_hears_of_what_rests_on_it()
    {
        await Listener("Outsider", email: "outsider@example.org", phone: "+243000000009", webhook: _outside.Hook, from: "S4", digest: true);
        await Listener("Rita", email: "rita@example.org", phone: "+243000000002", from: "S4", digest: true, user: "Rita");
        await Listener("Ana", email: "ana@example.org", webhook: _outside.Hook, from: "S4", digest: true, user: "Ana");
        await _house.Publish(Rounds.Xform(id: "secret", tier: "T3").Replace("<bind nodeset=\"/data/who\" type=\"string\"", "<bind nodeset=\"/data/who\" type=\"string\" adit:observes=\"armed_group.present\"", StringComparison.Ordinal));
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", who: "yes", note: Planted, form: "secret", day: Today()))).Code);
        await Looked();
        await Until(() => _outside.Mails.Count == 2 && _outside.Messages.Count == 1 && _outside.Calls.Count == 1);
        await Later(8);
        await Until(() => _outside.Mails.Any(m => m.Subject.Contains("week", StringComparison.Ordinal) && m.To == "outsider@example.org") && _outside.Mails.Any(m => m.Subject.Contains("week", StringComparison.Ordinal) && m.To == "rita@example.org"));
        await Settled(null);

        string[] all = [.. _outside.Messages.Select(m => m.Text), .. _outside.Mails.Select(m => m.Subject + m.Text), .. _outside.Calls.Select(c => c.Body)];
        Assert.DoesNotContain(all, text => text.Contains(Planted, StringComparison.Ordinal) || text.Contains("Awa", StringComparison.Ordinal) || text.Contains("armed", StringComparison.OrdinalIgnoreCase) || text.Contains("AG-01", StringComparison.Ordinal));
        string[] outside = [.. _outside.Mails.Where(m => m.To == "outsider@example.org").Select(m => m.Text), .. _outside.Messages.Where(m => m.To == "+243000000009").Select(m => m.Text)];
        Assert.DoesNotContain(outside, text => text.Contains("2026-100001", StringComparison.Ordinal));
        Assert.Contains(_outside.Mails, m => m.To == "ana@example.org" && m.Text.Contains("2026-100001", StringComparison.Ordinal));
        await _house.Check();
    }

    [Fact]
    public async Task What_threatens_the_independence_of_agents_reaches_the_independent_reviewer_alone()
    {
        await Listener("Lead", email: "lead@example.org", user: "Lead");
        await Listener("Rita", email: "rita@example.org", user: "Rita");
        await Listener("Outsider", email: "outsider@example.org");
        using var made = await _ana.PostAsJsonAsync("/api/incidents", new { site = "N1", indicator = "IN-01", level = "S2", note = "A trader offered money." }, Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await Until(() => !_outside.Mails.IsEmpty);
        await Settled(1);
        Assert.Equal("rita@example.org", Assert.Single(_outside.Mails).To);
        Assert.DoesNotContain("2026-100001", await _lead.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
        Assert.Contains("2026-100001", await _reviewer.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
        Assert.Empty(await Deliveries(_lead));
    }

    [Fact]
    public async Task In_quiet_hours_S2_waits_for_the_morning_and_a_server_that_was_down_for_a_day_tells_it_once()
    {
        await Listener("Ann", phone: "+243000000002", quietFrom: "13:00", quietUntil: "16:30");
        await Listener("Ben", email: "ben@example.org", quietFrom: "22:00", quietUntil: "06:00");
        await Send(depth: "14");
        await Until(() => _outside.Mails.Count == 1);
        Assert.Empty(_outside.Messages);
        Assert.Contains("goes out", await _lead.GetStringAsync("/alerts?state=waiting", Stop), StringComparison.Ordinal);

        await _house.Restart(() =>
        {
            _house.Clock.Advance(TimeSpan.FromDays(1));
            return Task.CompletedTask;
        });
        await SignIn();
        await Until(() => _outside.Messages.Count == 1);
        await Settled(2);
        await _house.Restart();
        await SignIn();
        await Settled(2);
        Assert.Single(_outside.Messages);
        Assert.Single(_outside.Mails);

        // Graver in the middle of the quiet hours: that is told at once, and what waited for their end is not told besides.
        await Later(6.0 / 24, from: "2026-11-25T05:30:00Z");
        await Send(depth: "25");
        await Until(() => _outside.Messages.Count == 2);
        Assert.StartsWith("Adit: S1 now at N1", _outside.Messages.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_is_tried_again_seen_and_recorded_and_a_button_tries_it_at_once()
    {
        await Listener("Ann", phone: "+243000000002");
        _outside.Answers = 503;
        await Send(deaths: "1");
        await Until(() => Deliveries().Any(d => d.Tries == 1));
        var failed = Assert.Single(Deliveries());
        Assert.Equal((DeliveryState.Waits, Telling.Unreachable), (failed.State, failed.Failed));
        _house.Clock.Advance(TimeSpan.FromSeconds(61));
        _house.Get<NoticesJob>().Wake();
        await Until(() => Deliveries().Single().Tries == 2);
        _house.Clock.Advance(TimeSpan.FromHours(2));
        await SignIn();
        _house.Get<NoticesJob>().Wake();
        await Until(() => Deliveries().Single().Tries == 3);
        var page = await _lead.GetStringAsync("/alerts", Stop);
        Assert.Contains("Nothing reaches", page, StringComparison.Ordinal);
        Assert.Contains("nobody answered", page, StringComparison.Ordinal);
        Assert.Contains("3 tries", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Try again", await _ana.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);

        _outside.Answers = 202;
        Assert.Equal(HttpStatusCode.Forbidden, (await _ana.PostAsync($"/api/alerts/deliveries/{failed.Id}/again", null, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _lead.PostAsync($"/api/alerts/deliveries/{failed.Id}/again", null, Stop)).StatusCode);
        await Until(() => !_outside.Messages.IsEmpty);
        await Settled(1);
        Assert.DoesNotContain("Nothing reaches", await _lead.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
        Assert.Null(Assert.Single(Told()).Failed);

        // What nobody takes for three days is given up, and that is recorded too.
        _outside.Answers = 400;
        await Send(deaths: "2");
        await Until(() => Deliveries().Any(d => d.Tries == 1 && d.State == DeliveryState.Waits));
        await Later(4);
        await Until(() => Deliveries().Any(d => d.State == DeliveryState.GivenUp));
        Assert.Contains(Told(), t => t.Failed == Telling.Refuses);
        await _house.Check();
    }

    [Fact]
    public async Task What_nobody_takes_on_is_told_to_those_marked_for_it_once_and_what_is_taken_on_is_not()
    {
        await Listener("Boss", phone: "+243000000005", from: "S1", escalate: true);
        await Listener("Ann", email: "ann@example.org");
        await Send(depth: "14");
        await Until(() => _outside.Mails.Count == 1);
        await Later(1.2);
        await Until(() => _outside.Messages.Count == 1);
        Assert.StartsWith("Adit: nobody has taken on 2026-100001 (S2, observed) at N1.", _outside.Messages.Single().Text, StringComparison.Ordinal);
        Assert.Contains("Nobody has taken these on", await _ana.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);

        // The deadlines that pass are told once each, to those who hear of S2.
        await Later(4);
        await Until(() => _outside.Mails.Any(m => m.Subject.StartsWith("Overdue", StringComparison.Ordinal)));
        await Settled(null);
        var missed = _outside.Mails.Count(m => m.Subject.StartsWith("Overdue", StringComparison.Ordinal));
        await Later(1);
        await Settled(null);
        Assert.Equal(missed, _outside.Mails.Count(m => m.Subject.StartsWith("Overdue", StringComparison.Ordinal)));
        Assert.Single(_outside.Messages);

        await Act(_ana, "2026-100001", new { act = "take" });
        Assert.DoesNotContain("Nobody has taken these on", await _ana.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
        await Send(deaths: "1");
        await Until(() => _outside.Messages.Count == 2);
        await Act(_ana, "2026-100002", new { act = "take" });
        await Later(1);
        await Settled(null);
        Assert.Single(_outside.Messages, m => m.Text.Contains("nobody has taken on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_two_people_determine_is_told_at_once_also_where_it_ends_the_incident()
    {
        await Listener("Ann", email: "ann@example.org", phone: "+243000000002");
        await Listener("Deo", email: "deo@example.org", language: "fr");
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", who: "yes", day: Today()))).Code);
        await Looked();
        await Until(() => _outside.Mails.Count == 2 && _outside.Messages.Count == 1);
        await Act(_lead, "2026-100001", new { act = "propose", outcome = "NoReasonableRisk", evidence = "It was a film crew." });
        await Act(_reviewer, "2026-100001", new { act = "decide", agrees = true });
        await Until(() => _outside.Mails.Count == 4 && _outside.Messages.Count == 2);
        Assert.Contains("Two people have determined incident 2026-100001 (S1, site N1): there is no reasonable risk, it was not so.", _outside.Mails.Single(m => m.To == "ann@example.org" && m.Subject == "Determined at N1: 2026-100001").Text, StringComparison.Ordinal);
        Assert.Contains("il n’y a pas de risque raisonnable", _outside.Mails.Last(m => m.To == "deo@example.org").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_outside.Mails, m => m.Text.Contains("film", StringComparison.Ordinal));
        await Settled(6);
    }

    [Fact]
    public async Task A_digest_tells_each_Monday_what_opened_and_what_is_over_and_after_weeks_down_there_is_one()
    {
        await Listener("Ann", email: "ann@example.org", from: "S4", digest: true);
        await Listener("Zoé", email: "zoe@example.org", from: "S1", digest: true, language: "fr");
        await Listener("No digest", email: "none@example.org");
        await Send(depth: "14");
        await Until(() => _outside.Mails.Count == 2);
        using (var composed = await _ana.PostAsJsonAsync("/api/plans", new { site = "N1" }, Stop))
        using (var issued = await _ana.PostAsJsonAsync("/api/plans/N1/2026-11/acts", new { act = "issue", seen = (await composed.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("last").GetInt64() }, Stop))
            Assert.Equal(HttpStatusCode.OK, issued.StatusCode);
        await Later(7);
        await Until(() => Digests("ann@example.org").Count == 1 && Digests("zoe@example.org").Count == 1);
        var first = Digests("ann@example.org")[0];
        foreach (var said in (string[])["Incidents from 23 November 2026 to 30 November 2026.", "Opened: 1", "2026-100001 · S2 · N1 · observed", "Over: 0", "Corrective actions overdue: 1\n  A-2026-100001 · S2 · N1 · by 26 November 2026"])
            Assert.Contains(said, first, StringComparison.Ordinal);
        // Who hears of S1 alone is not told of S2; that nothing happened is said, so that silence is never taken for it.
        Assert.DoesNotContain("2026-100001", Digests("zoe@example.org")[0], StringComparison.Ordinal);
        foreach (var said in (string[])["Ouverts\u00a0: 0", "Actions correctives en retard\u00a0: 0"])
            Assert.Contains(said, Digests("zoe@example.org")[0], StringComparison.Ordinal);

        await _house.Restart(() =>
        {
            _house.Clock.Advance(TimeSpan.FromDays(15));
            return Task.CompletedTask;
        });
        await SignIn();
        await Until(() => _outside.Mails.Count(m => m.To == "ann@example.org" && m.Subject.Contains("week", StringComparison.Ordinal)) == 2);
        await Settled(null);
        Assert.Equal(2, _outside.Mails.Count(m => m.To == "ann@example.org" && m.Subject.Contains("week", StringComparison.Ordinal)));
        Assert.Contains("Incidents from 30 November 2026 to 14 December 2026.", Digests("ann@example.org").Last(d => d.Contains("S4 is told", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Single(_outside.Mails, m => m.To == "ann@example.org" && m.Subject.Contains("month", StringComparison.Ordinal));
        Assert.DoesNotContain(_outside.Mails, m => m.To == "none@example.org" && m.Subject.Contains("week", StringComparison.Ordinal));
        await _house.Check();
    }

    [Fact]
    public async Task A_listener_is_set_by_the_lead_alone_and_everything_wrong_is_said_at_once()
    {
        using var bad = await _lead.PostAsJsonAsync(
            "/api/alerts/listeners", new { name = "", language = "xx", zone = "Mars/Olympus", email = "nobody", phone = "12", webhook = "http://example.org/", user = "nobody", sites = new[] { "X9" }, from = "S9", quietFrom = "25:00" }, Stop);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 9), (bad.StatusCode, JsonDocument.Parse(await bad.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("reasons").GetArrayLength()));
        foreach (var client in (HttpClient[])[_ana, _reviewer])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsJsonAsync("/api/alerts/listeners", Asked("Me", email: "me@example.org"), Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alerts", Stop)).StatusCode);
        }
        using (var buyer = await Client("Buyer"))
            Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync("/alerts", Stop)).StatusCode);

        // The secret is shown once, changes with the address, and stands nowhere in the ledger.
        var made = await Listener("A <b>program</b>", webhook: _outside.Hook);
        var (id, secret) = (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
        var page = await _lead.GetStringAsync("/alerts", Stop);
        Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        Assert.Contains("A &lt;b&gt;program&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await Put(id, Asked("Renamed", webhook: _outside.Hook))).GetProperty("secret").ValueKind);
        Assert.NotEqual(secret, (await Put(id, Asked("Moved", webhook: "https://hooks.example.org/x"))).GetProperty("secret").GetString());
        using var renewed = await _lead.PostAsync($"/api/alerts/listeners/{id}/secret", null, Stop);
        Assert.StartsWith("whsec_", (await renewed.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("secret").GetString(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await _lead.DeleteAsync($"/api/alerts/listeners/{id}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _lead.DeleteAsync($"/api/alerts/listeners/{id}", Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task A_test_goes_out_by_each_way_and_who_was_a_user_and_is_disabled_hears_of_nothing()
    {
        var ana = (await Listener("Ana", email: "ana@example.org", phone: "+243000000002", webhook: _outside.Hook, user: "Ana")).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.NoContent, (await _lead.PostAsync($"/api/alerts/listeners/{ana}/try", null, Stop)).StatusCode);
        await Until(() => _outside.Messages.Count == 1 && _outside.Mails.Count == 1 && _outside.Calls.Count == 1);
        Assert.StartsWith("Adit: this is a test of alerts.", _outside.Messages.Single().Text, StringComparison.Ordinal);
        await Accounts.Disable(_house.Database, ActorId.Program, _house.Get<Registers>().Current.Users.Single(u => u.Name == "Ana").Id);
        await Send(deaths: "1");
        await Settled(3);
        Assert.Single(_outside.Mails);
        Assert.Contains("Hears of nothing: the user is disabled.", await _lead.GetStringAsync("/alerts", Stop), StringComparison.Ordinal);
    }

    /// <summary>Every message can be said in every language, with the same parts.</summary>
    [Fact]
    public void Messages_are_in_four_languages()
    {
        var english = Words.Keys("en").Where(k => k.Key.StartsWith("message.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(english);
        foreach (var language in (string[])["fr", "sw", "zh"])
            foreach (var (key, text) in english)
            {
                Assert.True(Words.Keys(language).TryGetValue(key, out var other), $"{language} has no {key}.");
                Assert.Equal(Parts(text), Parts(other));
            }

        static IEnumerable<string> Parts(string text) => System.Text.RegularExpressions.Regex.Matches(text, @"\{[a-z]+\}").Select(m => m.Value).Order(StringComparer.Ordinal);
    }
}
