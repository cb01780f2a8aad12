using System.Net;
using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Tests.Commands;

namespace Adit.Tests.Alerts;

// Who is told what becomes of an incident, and where the message leads them.
public sealed partial class AlertsTests
{
    [Fact]
    public async Task Whoever_is_given_an_incident_is_told_at_once_whatever_they_hear_of_besides_and_whoever_takes_it_on_is_not()
    {
        await Listener("Ana", email: "ana@example.org", user: "Ana", from: "S1");
        await Listener("Outsider", email: "outsider@example.org", from: "S1");
        await Send(depth: "14");
        await Act(_ana, "2026-100001", new { act = "take" });
        await Settled(0);
        await Act(_lead, "2026-100001", new { act = "take", holder = _house.Get<Registers>().Current.Users.Single(u => u.Name == "Rita").Id.ToString() });
        await Act(_lead, "2026-100001", new { act = "take", holder = _house.Get<Registers>().Current.Users.Single(u => u.Name == "Ana").Id.ToString() });
        await Until(() => !_outside.Mails.IsEmpty);
        await Settled(1);
        var (to, subject, text) = Assert.Single(_outside.Mails);
        Assert.Equal(("ana@example.org", "2026-100001 at N1 is yours (S2)"), (to, subject));
        Assert.Contains("was given to you", text, StringComparison.Ordinal);
        Assert.Contains($"{_house.Origin}/incidents/2026-100001", text, StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task That_hearsay_is_borne_out_and_that_an_incident_is_over_are_told_on_their_own_in_the_language_of_the_listener()
    {
        foreach (var language in (string[])["en", "fr", "sw", "zh"])
            await Listener(language, email: $"{language}@example.org", language: language);
        using var made = await _ana.PostAsync("/api/incidents", System.Net.Http.Json.JsonContent.Create(new { site = "N1", indicator = "OH-04", level = "S2", note = "Told at the gate." }), Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await Until(() => _outside.Mails.Count == 4);
        var incident = _house.Database.Read(db => IncidentsTable.Find(db, "2026-100001")!);
        // An agent's record would do the same where a pit is told of by one source.
        await _house.Record(new IncidentBorneOut(incident.Id, new(new(Guid.CreateVersion7()), 1), [new("OH-04", Severity.S2, Grade.Observed, "cap")], []));
        await Until(() => _outside.Mails.Count == 8);
        foreach (var (to, subject) in ((string, string)[])[("en", "Borne out at N1: 2026-100001"), ("fr", "Confirmé à N1\u00a0: 2026-100001"), ("sw", "Limethibitishwa huko N1: 2026-100001"), ("zh", "N1 已证实：2026-100001")])
            Assert.Contains(_outside.Mails, m => m.To == $"{to}@example.org" && m.Subject == subject);
        Assert.Contains("is borne out: observed.", _outside.Mails.Single(m => m.Subject.StartsWith("Borne", StringComparison.Ordinal)).Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        await Act(_reviewer, "2026-100001", new { act = "close", cause = "VerifiedAction", note = "I saw it." });
        await Until(() => _outside.Mails.Count == 12);
        await Settled(12);
        Assert.Contains("Incident 2026-100001 (S2, site N1) is over: what was to be done was checked on the ground.", _outside.Mails.Single(m => m.Subject == "Over at N1: 2026-100001").Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain(_outside.Mails, m => m.Text.Contains("Rita", StringComparison.Ordinal) || m.Text.Contains("I saw it", StringComparison.Ordinal) || m.Text.Contains("Told at the gate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_message_leads_a_buyer_to_is_a_page_that_they_may_open()
    {
        await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, "Beau", Role.Buyer, [_house.Get<Registers>().Current.SiteCodes["N1"]], Opened.Password);
        await Listener("Beau", email: "beau@example.org", user: "Beau", digest: true);
        await Send(depth: "14");
        await Until(() => !_outside.Mails.IsEmpty);
        var link = System.Text.RegularExpressions.Regex.Match(_outside.Mails.Single().Text, $"{_house.Origin}(/[^\\s]+)").Groups[1].Value;
        Assert.Equal("/sites/N1/risks/OH-04", link);

        // Signed in as people do, with a form and a cookie.
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = new(_house.Origin) };
        using var signed = await browser.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "Beau", ["password"] = Opened.Password }), Stop);
        Assert.Equal(HttpStatusCode.Redirect, signed.StatusCode);
        using var page = await browser.GetAsync(link, Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("OH-04", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/incidents/2026-100001", Stop)).StatusCode);

        await Later(8);
        await Until(() => _outside.Mails.Any(m => m.Subject.Contains("the week", StringComparison.Ordinal)));
        Assert.Contains($"For those who sign in: {_house.Origin}/sites", _outside.Mails.Last().Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
