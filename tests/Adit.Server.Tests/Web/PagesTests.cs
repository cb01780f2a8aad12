using System.Net;
using System.Text.RegularExpressions;
using Adit.Tests.Phones;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Adit.Tests.Web;

/// <summary>Every page of the office and of the public, on a demonstration, as a browser shows it.</summary>
[Collection(nameof(ShownPages))]
[Trait("home", "folder")]
public sealed partial class PagesTests(ShownPages pages)
{
    private const int Wide = 1280, Narrow = 360;

    private static readonly AxeRunOptions Rules = new() { ResultTypes = [ResultType.Violations], RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } };

    // What shows in every language and at every width: ids that stand twice, links and buttons without a name, tables without one.
    private const string Faults =
        """
        () => {
          const all = [...document.querySelectorAll("[id]")].map(e => e.id);
          const named = e => ((e.getAttribute("aria-label") ?? e.textContent) + (e.querySelector("img")?.alt ?? "")).trim().length > 0;
          return [
            ...all.filter((id, i) => all.indexOf(id) !== i).map(id => "twice: " + id),
            ...[...document.querySelectorAll("a, button, summary")].filter(e => !named(e)).map(e => "no name: " + e.outerHTML),
            ...[...document.querySelectorAll("table")].filter(t => !t.caption && !t.hasAttribute("aria-labelledby")).map(t => "no caption: " + t.className),
          ];
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Address and role; {record}, {incident}, {plan}, {plan-draft}, {action}, {shared}, {report}, {report-draft}, {report-check}, {report-figure}, {quarter}, {quarter-figure}, {paper-check}, {digest}, {step-5}, {project}, {reference}, {refused}, {draft}, {agent}, {entity}, {audit}, {paper}, {releasing-photo}, {releasing-text} and {release} stand for one of each.</summary>
    public static TheoryData<string, string?> Pages => new()
    {
        { "/", "lead" },
        { "/?sort=clock", "buyer" },
        { "/", "case-worker" },
        { "/sites", "lead" },
        { "/sites?kind=reference", "analyst" },
        { "/sites/LU-02", "lead" },
        { "/sites/LU-02", "buyer" },
        { "/sites/RW-02", "reviewer" },
        { "/sites/{reference}", "lead" },
        { "/sites/to-come", "lead" },
        { "/sites/to-come", "reviewer" },
        { "/sites/HK-02/stage", "analyst" },
        { "/sites/LU-01/stage", "lead" },
        { "/sites/LU-01/path", "lead" },
        { "/sites/SK-01/path", "analyst" },
        { "/sites/LU-02/path", "buyer" },
        { "/sites/LU-02/risks/SA-03", "lead" },
        { "/sites/LU-01/risks/OH-04", "buyer" },
        { "/sites/LU-01/risks/SA-02?known=2026-01-01", "lead" },
        { "/submissions", "analyst" },
        { "/submissions/{record}", "analyst" },
        { "/submissions?site=LU-02&form=adit-accident&flags=any&month=2026-01", "analyst" },
        { "/refused", "lead" },
        { "/refused/{refused}", "analyst" },
        { "/forms", "lead" },
        { "/drafts/{draft}", "lead" },
        { "/forms/adit-visit", "reviewer" },
        { "/forms/adit-visit/paper", "analyst" },
        { "/agents", "lead" },
        { "/agents/{agent}", "lead" },
        { "/agents/{agent}", "analyst" },
        { "/forms/adit-child-at-risk", "lead" },
        { "/roster", "lead" },
        { "/safety", "lead" },
        { "/alerts", "lead" },
        { "/alerts?state=failed", "reviewer" },
        { "/base-map", "lead" },
        { "/back-checks", "lead" },
        { "/inbox", "lead" },
        { "/incidents/{incident}", "lead" },
        { "/plans", "lead" },
        { "{plan}", "analyst" },
        { "{plan-draft}", "lead" },
        { "/actions/{action}", "reviewer" },
        { "/sites/LU-01/plan", "stakeholder" },
        { "/sites/LU-01/risks/OH-04", "stakeholder" },
        { "/measures", "analyst" },
        { "/needs", "partner" },
        { "/needs?for=second-partner", "lead" },
        { "/projects", "partner" },
        { "/projects/{project}", "partner" },
        { "/projects/{project}", "lead" },
        { "/organisations", "lead" },
        { "/organisations/open-hands", "lead" },
        { "/audits", "lead" },
        { "/audits", "auditor" },
        { "{audit}", "auditor" },
        { "{audit}", "lead" },
        { "{paper}", "auditor" },
        { "{paper}", "analyst" },
        { "/recognition", "analyst" },
        { "/summaries", "analyst" },
        { "/summaries/sites/LU-01/2026-Q3", "analyst" },
        { "/public", null },
        { "/keys", "lead" },
        { "/reads", "lead" },
        { "/reads", "buyer" },
        { "/webhooks", "lead" },
        { "/counterparties", "analyst" },
        { "/counterparties/tuendelee", "lead" },
        { "/red-flags", "analyst" },
        { "/lots", "analyst" },
        { "/lots/KLW-2026-014", "analyst" },
        { "/lots/LU2-000109", "reviewer" },
        { "/tag", null },
        { "/tag/LU2-000104", null },
        { "/security", null },
        { "/decisions", "buyer" },
        { "/decisions/LU-02", "buyer" },
        { "/reports", "lead" },
        { "/reports", "buyer" },
        { "{report}", "buyer" },
        { "{report}", "analyst" },
        { "{report-figure}", "buyer" },
        { "{report-figure}", "analyst" },
        { "{quarter-figure}", "analyst" },
        { "{paper-check}", null },
        { "{report-draft}", "lead" },
        { "{report-check}", null },
        { "/reports/programme", "lead" },
        { "{quarter}", "buyer" },
        { "{quarter}", "analyst" },
        { "{quarter}/draft", "lead" },
        { "/digests/{digest}", "buyer" },
        { "/organisations/north-refinery/digests/{digest}", "lead" },
        { "{step-5}", "buyer" },
        { "{step-5}", "analyst" },
        { "{releasing-photo}", "analyst" },
        { "{releasing-text}", "lead" },
        { "{release}", "lead" },
        { "{release}", "buyer" },
        { "/sites/LU-02/releases", "buyer" },
        { "/sites/LU-02/prices", "buyer" },
        { "/sites/LU-02/output", "analyst" },
        { "/sites/LU-02/prices", "lead" },
        { "/shared/{shared}", null },
        { "/shared/nothing-here-that-opens", null },
        { "/data-sets", "reviewer" },
        { "/data-sets/follow_ups", "lead" },
        { "/data-sets/follow_ups/{entity}", "lead" },
        { "/refused", "analyst" },
        { "/agents", "buyer" },
        { "/method", null },
        { "/verify?entry=12", null },
        { "/reference", null },
        { "/sign-in", null },
        { "/nothing/here", "lead" },
    };

    // axe takes most of the time of these tests: it looks once at each width and once at each language.
    [Theory, MemberData(nameof(Pages))]
    public async Task Every_page_is_for_everybody_wide_and_narrow_in_both_languages(string address, string? role) =>
        await Task.WhenAll(Look(address, role, "en", axeAt: Wide), Look(address, role, "fr", axeAt: Narrow));

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_page_is_light_whole_and_in_its_language(string address, string? role)
    {
        foreach (var language in (string[])["en", "fr"])
        {
            using var sent = await (await pages.Client(role, language, compressed: true)).GetAsync(Named(address), Stop);
            Assert.InRange((await sent.Content.ReadAsByteArrayAsync(Stop)).Length, 500, 100_000);
            Assert.NotEmpty(sent.Content.Headers.ContentEncoding);
            Assert.Contains("default-src 'self'", string.Join(' ', sent.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

            var page = await (await pages.Client(role, language)).GetAsync(Named(address), Stop);
            var markup = await page.Content.ReadAsStringAsync(Stop);
            Assert.DoesNotContain("‹", markup, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\{[a-z]+\}", NotWords().Replace(markup, ""));
            Assert.Contains($"<html lang=\"{language}\"", markup, StringComparison.Ordinal);
            Assert.Contains(language == "en" ? "simulated data" : "données simulées", markup, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(markup, "<h1[ >]"));
            Assert.DoesNotContain(" style=\"", markup, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", markup);
            Assert.DoesNotContain("alert(1)</script>", markup, StringComparison.Ordinal);
            foreach (Match form in Form().Matches(markup))
                if (role is not null && form.Value.Contains("method=\"post\"", StringComparison.Ordinal))
                    Assert.Matches("name=\"csrf\" value=\"[A-Za-z0-9_-]{86}\"", form.Value);
        }
    }

    [Theory]
    [InlineData("lead")]
    [InlineData("analyst")]
    [InlineData("reviewer")]
    [InlineData("case-worker")]
    [InlineData("stakeholder")]
    [InlineData("partner")]
    [InlineData("buyer")]
    [InlineData("auditor")]
    [InlineData(null)]
    public async Task Every_door_on_the_pages_of_a_role_opens_to_that_role(string? role)
    {
        using var client = await pages.Client(role);
        var asked = new HashSet<string>();
        foreach (var row in Pages.Where(p => p.Data.Item2 == role))
        {
            using var page = await client.GetAsync(Named(row.Data.Item1), Stop);
            if (!page.IsSuccessStatusCode)
                continue;
            foreach (Match door in Door().Matches(await page.Content.ReadAsStringAsync(Stop)))
                asked.Add(WebUtility.HtmlDecode(door.Groups[1].Value).Split('#')[0]);
        }
        asked.RemoveWhere(a => a.Length == 0 || a.StartsWith("/lib/", StringComparison.Ordinal));
        // Of doors that differ only in a number, a day or a code, three stand for all.
        foreach (var address in asked.GroupBy(a => Varying().Replace(a, "·")).SelectMany(g => g.Take(3)))
        {
            Assert.StartsWith("/", address, StringComparison.Ordinal);
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Stop);
            Assert.True((int)answer.StatusCode < 400, $"{role} is led to {address}, which answers {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task What_no_route_answers_says_so_on_a_page_and_to_programs_as_a_problem()
    {
        using var client = await pages.Client("lead");
        using var page = await client.GetAsync("/nothing/here", Stop);
        using var api = await client.GetAsync("/api/nothing", Stop);

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("<h1>Nothing is here</h1>", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (api.StatusCode, api.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("lead", "/submissions")]
    [InlineData("buyer", "/sites")]
    public async Task A_role_is_offered_the_rooms_it_may_enter_and_no_others(string role, string last)
    {
        using var client = await pages.Client(role);
        var page = await client.GetStringAsync("/", Stop);

        Assert.Contains($"<a href=\"{last}\"", page, StringComparison.Ordinal);
        Assert.Equal(role == "lead", page.Contains("href=\"/agents\"", StringComparison.Ordinal));
        Assert.Equal(role == "lead", page.Contains("href=\"/forms\"", StringComparison.Ordinal));
    }

    private async Task Look(string address, string? role, string language, int axeAt)
    {
        await using var window = await pages.Open(role, language, Wide);
        await window.Page.GotoAsync(Named(address));
        foreach (var width in (int[])[Wide, Narrow])
        {
            var where = $"{address} in {language}, {width} px";
            await window.Page.SetViewportSizeAsync(width, 900);
            Assert.True(await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, $"{where} scrolls sideways");
            Assert.Empty(await window.Page.EvaluateAsync<string[]>(Faults));
            if (width != axeAt)
                continue;
            var wrong = (await window.Page.RunAxe(Rules)).Violations;
            Assert.True(wrong.Length == 0, $"{where}: {string.Join("; ", wrong.Select(v => $"{v.Id}: {v.Nodes[0].Html}"))}");
        }
        Assert.Empty(window.Elsewhere);
        Assert.Empty(window.Errors);
    }

    private string Named(string address) => address.Replace("{record}", pages.Record, StringComparison.Ordinal).Replace("{incident}", pages.Incident, StringComparison.Ordinal).Replace("{plan}", pages.Plan, StringComparison.Ordinal).Replace("{plan-draft}", pages.PlanDraft, StringComparison.Ordinal)
        .Replace("{report-figure}", pages.Report + "/figures/days.observed", StringComparison.Ordinal).Replace("{quarter-figure}", pages.Quarter + "/1/figures/incidents", StringComparison.Ordinal).Replace("{paper-check}", pages.PaperCheck, StringComparison.Ordinal).Replace("{report}", pages.Report, StringComparison.Ordinal).Replace("{report-draft}", pages.ReportDraft, StringComparison.Ordinal).Replace("{report-check}", pages.ReportCheck, StringComparison.Ordinal).Replace("{quarter}/draft", pages.Quarter + "/draft", StringComparison.Ordinal).Replace("{quarter}", pages.Quarter + "/1", StringComparison.Ordinal).Replace("{digest}", pages.Digest, StringComparison.Ordinal).Replace("{step-5}", pages.StepFive, StringComparison.Ordinal).Replace("{action}", pages.Action, StringComparison.Ordinal).Replace("{shared}", pages.Shared, StringComparison.Ordinal).Replace("{project}", pages.Project, StringComparison.Ordinal).Replace("{reference}", pages.ReferenceCode, StringComparison.Ordinal)
        .Replace("{report}", pages.Report, StringComparison.Ordinal).Replace("{report-draft}", pages.ReportDraft, StringComparison.Ordinal).Replace("{report-check}", pages.ReportCheck, StringComparison.Ordinal).Replace("{action}", pages.Action, StringComparison.Ordinal).Replace("{shared}", pages.Shared, StringComparison.Ordinal).Replace("{project}", pages.Project, StringComparison.Ordinal).Replace("{reference}", pages.ReferenceCode, StringComparison.Ordinal)
        .Replace("{audit}", pages.Audit, StringComparison.Ordinal).Replace("{paper}", pages.Paper, StringComparison.Ordinal)
        .Replace("{report}", pages.Report, StringComparison.Ordinal).Replace("{report-draft}", pages.ReportDraft, StringComparison.Ordinal).Replace("{report-check}", pages.ReportCheck, StringComparison.Ordinal)
        .Replace("{releasing-photo}", pages.ReleasingPhoto, StringComparison.Ordinal).Replace("{releasing-text}", pages.ReleasingText, StringComparison.Ordinal).Replace("{release}", pages.Release, StringComparison.Ordinal).Replace("{action}", pages.Action, StringComparison.Ordinal).Replace("{shared}", pages.Shared, StringComparison.Ordinal).Replace("{project}", pages.Project, StringComparison.Ordinal).Replace("{reference}", pages.ReferenceCode, StringComparison.Ordinal)
        .Replace("{refused}", pages.Refused, StringComparison.Ordinal).Replace("{agent}", pages.Agent, StringComparison.Ordinal).Replace("{entity}", pages.Entity, StringComparison.Ordinal).Replace("{draft}", Uri.EscapeDataString(Rounds.Form), StringComparison.Ordinal);

    [GeneratedRegex("<(script|style|code)[^>]*>.*?</\\1>| (href|datetime|d|value|pattern)=\"[^\"]*\"", RegexOptions.Singleline)]
    private static partial Regex NotWords();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(@"[A-Z]{2}-\d\d|[0-9a-f-]{36}|\d+")]
    private static partial Regex Varying();

    [GeneratedRegex("<a [^>]*href=\"([^\"]*)\"")]
    private static partial Regex Door();
}
