using System.Collections.Immutable;
using Adit.Audits;

namespace Adit.Tests.Audits;

/// <summary>What may be done in an audit, and what is missing in the evidence for recognition.</summary>
public class ExaminingTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly AuditPopulation Population = new(40, "root", Day, Day, [], 3, "digest");
    private static readonly Dictionary<string, long> Items = new() { ["7"] = 7, ["8"] = 8, ["9"] = 9 };

    private static readonly AuditSet Set = new(new(Guid.NewGuid()), "AU-2026-0001", null, [new(Guid.NewGuid())], "a look", Day.AddDays(-90), Day, [new(Guid.NewGuid())], Day, Day.AddDays(10), false);
    private static readonly Audit Begun = Audit.After(null, Of(Set));

    [Fact]
    public void An_audit_says_who_looks_at_what_and_until_when()
    {
        Assert.Equal(["audit-purpose", "audit-who", "audit-sites", "audit-period", "audit-access"], Codes(Examining.Set(Set with { Purpose = "", Auditors = [], Sites = [], Until = Day.AddDays(-99), Last = Day.AddDays(-1) }, null)));
        Assert.Equal(["audit-access-long"], Codes(Examining.Set(Set with { Last = Day.AddDays(366) }, null)));
        Assert.Single(Examining.Set(Set, null).Facts);
        Assert.Empty(Examining.Set(Set with { Auditors = [.. Set.Auditors] }, Set).Facts);
        Assert.Equal([false, true, true, false], new[] { -1, 0, 10, 11 }.Select(d => Set.Runs(Day.AddDays(d))));
    }

    [Fact]
    public void A_sample_has_a_seed_on_one_line_and_one_to_two_hundred_items_of_something()
    {
        Assert.Equal(["audit-size", "audit-seed"], Codes(Examining.Draw(Begun, SampleKind.Records, 0, "a\nb", Population, Items)));
        Assert.Equal(["audit-size", "audit-empty"], Codes(Examining.Ask(Begun, SampleKind.Records, 201, Population with { Count = 0 })));
        var drawn = Assert.IsType<AuditSampleDrawn>(Assert.Single(Examining.Draw(Begun, SampleKind.Records, 2, "seed", Population, Items).Facts));
        Assert.Equal((1, 2, (long?)null), (drawn.Sample, drawn.Items.Length, drawn.Head));
        Assert.All(drawn.Items, i => Assert.Equal(Items[i.Item], i.Entry));
    }

    [Fact]
    public void A_sample_without_a_seed_waits_for_a_head_that_was_published_after_it_was_asked_for()
    {
        var asked = Audit.After(Begun, Of(Examining.Ask(Begun, SampleKind.Records, 2, Population).Facts[0]));
        Assert.Equal(["audit-sample-waits"], Codes(Examining.Share(asked)));
        Assert.Equal(["audit-head"], Codes(Examining.Draw(asked, asked.SampleOf(1), null, Population, Items)));
        var drawn = Audit.After(asked, Of(Examining.Draw(asked, asked.SampleOf(1), (41, "root of 41"), Population, Items).Facts[0]));
        Assert.Equal(("root of 41", 41, 1), (drawn.SampleOf(1)!.Seed, drawn.SampleOf(1)!.Head, drawn.Samples.Length));
        Assert.Equal(["audit-sample-none"], Codes(Examining.Draw(drawn, drawn.SampleOf(1), (50, "another"), Population, Items)));
    }

    [Fact]
    public void A_paper_is_about_an_item_that_was_drawn_says_why_it_is_not_confirmed_and_ends_with_sharing()
    {
        var drawn = Audit.After(Begun, Of(Examining.Draw(Begun, SampleKind.Records, 2, "seed", Population, Items).Facts[0]));
        var item = drawn.Samples[0].Items[0].Item;
        AuditPaperSaved Paper(Conclusion conclusion, string text) => new(Set.Audit, 1, item, [PaperCheck.Proof], conclusion, text);
        Assert.Equal(["audit-item", "audit-why"], Codes(Examining.Save(drawn, Paper(Conclusion.Exception, "") with { Item = "none" })));
        var written = Audit.After(Audit.After(drawn, Of(Paper(Conclusion.NotConfirmed, "no photo"))), Of(Paper(Conclusion.Confirmed, "")));
        Assert.Equal([Conclusion.Confirmed, Conclusion.NotConfirmed], written.PaperOf(1, item).Select(p => p.Says.Conclusion));
        Assert.Empty(Examining.Save(written, Paper(Conclusion.Confirmed, "")).Facts);
        var shared = Audit.After(written, Of(Examining.Share(written).Facts[0]));
        Assert.Equal(["audit-shared"], Codes(Examining.Save(shared, Paper(Conclusion.Exception, "later"))));
        Assert.Contains("audit-shared", Codes(Examining.Ask(shared, SampleKind.Records, 2, Population)));
    }

    [Fact]
    public void A_finding_rests_on_what_was_drawn_is_answered_as_often_as_it_takes_and_closed_once()
    {
        Assert.Equal(["audit-text", "audit-item", "audit-due"], Codes(Examining.Raise(Begun, Weight.Major, "", ["7"], Day.AddDays(-1), Day)));
        var raised = Audit.After(Begun, Of(Examining.Raise(Begun, Weight.Minor, "no second agent", [], Day.AddDays(20), Day).Facts[0]));
        Assert.Equal(["audit-finding"], Codes(Examining.Answer(raised, 2, "which?")));
        var answered = Audit.After(Audit.After(raised, Of(Examining.Answer(raised, 1, "one is hired").Facts[0])), Of(Examining.Answer(raised, 1, "one is there").Facts[0]));
        Assert.Equal(2, answered.Findings[0].Answers.Length);
        var closed = Audit.After(answered, Of(Examining.Close(answered, 1, "seen").Facts[0]));
        Assert.Empty(closed.Open);
        Assert.Equal(["audit-closed"], Codes(Examining.Answer(closed, 1, "thanks")));
    }

    [Fact]
    public void What_is_missing_for_recognition_follows_from_figures_alone()
    {
        var gaps = Recognition.Gaps([new("sites", 3), new("kyc.operators", 1), new("kyc.traders", 2), new("kyc.sites-looked", 1), new("monitoring.agent-days-planned", 40), new("monitoring.agent-days-done", 31), new("verification.audits", 1)]);
        Assert.Equal(2, Of("kyc.not-looked"));
        Assert.Equal(9, Of("monitoring.days-missed"));
        Assert.Equal(3, Of("custody.not-looked"));
        Assert.Equal(1, Of("governance.no-reviewer"));
        Assert.DoesNotContain(gaps, g => g.Code is "kyc.no-producer" or "kyc.no-buyer" or "verification.no-audit" or "risk.no-sites");
        Assert.Equal(gaps.Select(g => g.Section).Order(), gaps.Select(g => g.Section));

        decimal Of(string code) => gaps.Single(g => g.Code == code).Missing;
    }

    private static Recorded Of(Fact fact) => new(50, new(1), new(Guid.NewGuid()), fact);

    private static string[] Codes(Decision decision) => [.. decision.Refusals.Select(r => r.Code)];
}
