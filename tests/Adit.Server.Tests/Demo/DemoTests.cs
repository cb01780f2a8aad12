using Adit.Demo;
using Adit.Ledger;
using Adit.People;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Demo;

public sealed class DemoTests(LoadedDemo demo) : IClassFixture<LoadedDemo>
{
    [Fact]
    public void The_serious_abuse_stands_as_seen_at_its_site_and_nowhere_else()
    {
        foreach (var site in DemoSite.Twelve.Select(s => s.Code))
            Assert.Equal(site == Story.Abuse ? (Severity.S1, Grade.Observed) : default, (demo.At(site, "SA-03").Level, demo.At(site, "SA-03").Grade));
    }

    [Fact]
    public void What_one_person_told_of_a_barrier_is_hollow_and_what_two_told_is_corroborated()
    {
        Assert.True(demo.At(Story.Rumour, "AG-02") is { Level: Severity.S1, Hollow: true });
        Assert.True(demo.At(Story.ToldTwice, "AG-02") is { Level: Severity.S1, Grade: Grade.Corroborated, Hollow: false });
    }

    [Theory]
    [InlineData(Story.Death, "OH-01", Severity.S1)]
    [InlineData(Story.Soldiers, "SF-02", Severity.S2)]
    [InlineData(Story.TooDeep, "OH-04", Severity.S2)]
    [InlineData(Story.Children, "CL-01", Severity.S2)]
    [InlineData("LU-03", "LB-01", Severity.S3)]
    [InlineData("SK-02", "OH-09", Severity.S3)]
    public void Every_finding_of_the_story_is_open_where_it_was_put(string site, string indicator, Severity level)
    {
        Assert.Equal((RatingState.Open, level), (demo.At(site, indicator).State, demo.At(site, indicator).Level));
    }

    [Fact]
    public void Where_nobody_has_been_for_weeks_nothing_is_observed_and_nothing_is_green()
    {
        foreach (var indicator in (string[])["SA-03", "AG-01", "AG-02", "OH-01", "CL-01", "IN-01"])
            Assert.Equal(RatingState.NotObserved, demo.At(Story.Unwatched, indicator).State);
    }

    [Fact]
    public void Rwandan_sites_are_rated_by_no_rule_of_the_DRC()
    {
        foreach (var site in (string[])["RW-01", "RW-02"])
            foreach (var indicator in (string[])["OH-04", "OH-05", "LG-02", "LG-03", "LG-04"])
                Assert.Equal(RatingState.DoesNotApply, demo.At(site, indicator).State);
        Assert.Equal(RatingState.Clear, demo.At("RW-01", "SA-03").State);
    }

    [Fact]
    public void Only_what_the_story_puts_there_is_open_at_S1()
    {
        var catalogue = demo.App.Services.GetRequiredService<Catalogues>().Current!.Catalogue;

        var open = from site in DemoSite.Twelve from indicator in catalogue.Indicators where demo.At(site.Code, indicator.Id).Level == Severity.S1 select $"{site.Code} {indicator.Id}";

        Assert.Equal(["LU-02 SA-03", "HK-01 OH-01", "NK-02 AG-02", "NK-03 AG-02"], open);
    }

    [Fact]
    public void Every_record_says_that_it_is_simulated_and_so_does_the_ledger()
    {
        var sources = demo.Database.Read(db => db.Query<string>("select distinct source from submissions").ToList());

        Assert.Equal([nameof(Source.Simulated)], sources);
        Assert.True(demo.Database.Simulated);
        Assert.StartsWith("adit-demo/", demo.Database.Created!.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_kept_and_flagged_and_one_is_corrected()
    {
        var (flags, superseded) = demo.Database.Read(db => (
            db.Query<string>("select distinct flags from submissions").SelectMany(f => f.Split(' ')).ToHashSet(),
            db.QuerySingle<long>("select count(*) from submissions where standing = @superseded", new { superseded = (int)VersionState.Superseded })));

        Assert.Superset(new HashSet<string> { "far-from-site", "clock-ahead", "in-the-future" }, flags);
        Assert.Equal(1, superseded);
    }

    [Fact]
    public void Referrals_of_children_are_held_and_protected()
    {
        Assert.InRange(demo.Database.Read(SubmissionsTable.ProtectedHeld), 4, 20);
        Assert.Equal(0, demo.Database.Read(db => db.QuerySingle<long>("select count(*) from submissions where form = 'adit-child-at-risk'")));
    }

    [Fact]
    public void The_file_for_scripts_has_a_user_for_every_role_and_a_key_for_every_agent()
    {
        var register = demo.App.Services.GetRequiredService<Registers>().Current;

        Assert.Equal(["lead", "analyst", "reviewer", "case-worker", "stakeholder", "partner", "buyer", "auditor", "authority"], demo.File.Users.Select(u => u.Role));
        Assert.All(demo.File.Users, u => Assert.True(u.Password.Length >= 20));
        Assert.Equal(DemoAgent.Sixteen.Select(a => a.Name).Order(), demo.File.Agents.Select(a => a.Name).Order());
        Assert.All(demo.File.Agents, a => Assert.Equal(a.Name, Access.AgentOf(register, a.Key, Access.Key)!.Value.Agent.Name));
    }

    [Fact]
    public async Task The_address_in_the_file_answers_a_phone()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-OpenRosa-Version", "1.0");

        var list = await http.GetStringAsync(new Uri(demo.File.Agents[0].OpenRosaUrl + "/formList"), TestContext.Current.CancellationToken);

        Assert.Contains("adit-visit", list, StringComparison.Ordinal);
    }

    [Fact]
    public void After_loading_the_clock_is_the_machines_and_a_head_is_published_over_everything()
    {
        Assert.InRange(demo.Database.Clock.GetUtcNow(), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.Equal(demo.Database.Size, demo.App.Services.GetRequiredService<Adit.Ledger.Publishing>().Latest!.Value.Size);
    }

    [Fact]
    public void Progress_is_told_month_by_month()
    {
        Assert.Equal(["2026-02", "2026-03"], demo.Progress.Where(p => p.Contains(": ", StringComparison.Ordinal)).Select(p => p[..7]));
    }

    [Fact]
    public void Records_are_received_on_the_days_they_speak_of_or_soon_after()
    {
        var late = demo.Database.Read(db => db.Query<long>("select received / 86400000000 + 719162 - day from submissions where flags = ''").ToList());

        Assert.All(late, days => Assert.InRange(days, 0, 12));
        Assert.Contains(late, days => days > 2);
    }

    [Fact]
    public async Task What_every_published_report_of_the_story_says_follows_from_the_records_behind_it_and_a_stranger_counts_the_same()
    {
        var services = demo.App.Services;
        var (database, ledger, proofs) = (services.GetRequiredService<Database>(), services.GetRequiredService<LedgerReading>(), services.GetRequiredService<Proofs>());
        // The quarter of the story is over a day later than the story.
        demo.Clock.MoveTo(new(demo.Last.AddDays(1), new(12, 0), TimeSpan.Zero));
        var lead = new Adit.Web.CurrentPerson(services.GetRequiredService<Registers>().Current.Users.First(u => u.Role == Role.Lead), Adit.Protection.Tier.T2, null, false);
        await services.GetRequiredService<ProgrammeReportActs>().Do(lead, ReportSpan.QuarterOf(demo.Last), new("publish", Seen: 0, Read: true));
        await services.GetRequiredService<Publishing>().Publish();
        var reports = database.Read(db => services.GetRequiredService<Registers>().Current.Sites.Keys.SelectMany(s => ReportsTable.OfSite(db, s)).ToList());
        Assert.True(reports.Count >= 4);
        using var folder = new Scratch();
        foreach (var report in reports)
        {
            var bundle = database.Read(db => Resting.Bundle(db, ledger, proofs, report))!;
            var again = Recounting.Of(bundle)!;
            Assert.True(again.Holds, $"{report.Fact.Says.Code} {report.Fact.Month}: {string.Join(", ", again.Figures.Where(f => !f.Holds))} {string.Join(", ", again.Wrong)}");
            Assert.True(again.Figures.Count(f => f is { CanBe: true, Says: > 0 }) >= 5);
            await File.WriteAllBytesAsync(folder["records.json"], bundle.ToJson(), TestContext.Current.CancellationToken);
            var stranger = await Commands.Program.Sample("recompute.mjs", folder["records.json"]);
            Assert.True(stranger.Code == 0, stranger.All);
        }
        var spans = database.Read(ProgrammeReportsTable.Newest);
        Assert.Contains(spans, s => s.Fact.Span == ReportSpan.QuarterOf(demo.Last));
        foreach (var span in spans)
        {
            var again = Recounting.Of(database.Read(db => Resting.Bundle(db, ledger, proofs, span))!)!;
            Assert.True(again.Holds, $"{span.Fact.Span}: {string.Join(", ", again.Figures.Where(f => !f.Holds))} {string.Join(", ", again.Wrong)}");
            // Those of before the story have nothing to count, and say so.
            if (span.Fact.Span == ReportSpan.QuarterOf(demo.Last))
                Assert.True(again.Figures.Count(f => f is { CanBe: true, Says: > 0 }) >= 20, string.Join(", ", again.Figures));
        }
    }
}
