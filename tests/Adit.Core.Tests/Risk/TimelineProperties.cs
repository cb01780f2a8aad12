using Adit.Risk;
using CsCheck;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.Risk;

/// <summary>What must hold of any timeline, over random records that come late, early, twice and from several people.</summary>
public sealed class TimelineProperties
{
    private const int Horizon = 90;
    private static readonly string[] Indicators = ["OH-04", "AG-01", "SA-01", "LG-02", "OH-09", "TR-04", "OH-01", "CL-03", "SF-05"];

    private sealed record Step(Account Account, DecisionKind? Decision, int Day);

    private static readonly Gen<(string Indicator, Step[] Steps)> Histories =
        Gen.Int[0, Indicators.Length - 1].SelectMany(which => Gen.Int[1, 25].SelectMany(count =>
            Gen.Select(Gen.Int[0, 40], Gen.Int[0, 2], Gen.Int[0, 9], Gen.Bool, Gen.Int[0, 2]).Array[count])
            .Select(drawn => (Indicators[which], drawn.Select((one, i) => Of(Indicators[which], i + 1, one)).ToArray())));

    private static Step Of(string indicator, long k, (int Day, int By, int Value, bool Told, int Pit) one)
    {
        var evidence = one.Told ? Evidence.Reported : Evidence.Observed;
        var pit = $"p{one.Pit}";
        Observation[] seen = indicator switch
        {
            "OH-04" => [See("pit.depth", one.Value * 3, one.Day, pit, evidence)],
            "AG-01" => [See("militia", one.Value < 3, one.Day, evidence: evidence)],
            "SA-01" => [See("threat", one.Value < 3 ? "held" : "none", one.Day, evidence: evidence)],
            "LG-02" => [See("paper", one.Value > 3, one.Day, evidence: evidence)],
            "OH-09" => [See("ppe.sampled", 10 + one.Pit * 5, one.Day, evidence: evidence), See("ppe.worn", one.Value, one.Day, evidence: evidence)],
            "CL-03" => [See(one.Pit == 0 ? "gate" : "fence", one.Value > 3, one.Day, evidence: evidence), .. one.Pit == 2 ? [See("gate", one.Value % 2 == 0, one.Day)] : Array.Empty<Observation>()],
            "SF-05" => [See(one.Pit == 0 ? "papers" : "contract", one.Value > 3, one.Day, evidence: evidence)],
            "TR-04" => [See("tags.lost", one.Value / 3, one.Day, evidence: evidence)],
            _ => [See("accident", one.Value == 0, one.Day, evidence: evidence)],
        };
        var decision = one is { Value: 9, By: 0 } ? DecisionKind.VerifiedAction : one is { Value: 9, By: 1 } ? DecisionKind.Determination : (DecisionKind?)null;
        return new(Says(k, $"agent {one.By}", seen), decision, one.Day);
    }

    private static Changes Take(Timeline timeline, Step step) =>
        step.Decision is { } kind ? timeline.Decide(step.Account.K, Day0.AddDays(step.Day), kind) : timeline.Apply(step.Account);

    private static string Picture(string indicator, IEnumerable<RatingRow> rows, long k) => string.Join('\n', Enumerable.Range(0, Horizon).Select(day =>
        Ratings.AsOf(Fixture.Of(indicator), SiteHistory.Always(Site()), rows, Day0.AddDays(day), k) is var r
            ? $"{day} {r.State} {r.Level} {r.Grade} {r.Since:MM-dd} {r.LastLook:MM-dd}" : ""));

    [Fact]
    public void What_was_known_at_any_time_can_be_asked_for_ever() => Histories.Sample(history =>
    {
        var timeline = Fixture.Timeline(history.Indicator);
        var rows = new Ledger();
        var pictures = new List<string>();
        foreach (var step in history.Steps)
        {
            rows.Take(Take(timeline, step));
            pictures.Add(Picture(history.Indicator, timeline.Rows, step.Account.K));
        }
        for (var i = 0; i < pictures.Count; i++)
            Assert.Equal(pictures[i], Picture(history.Indicator, rows.Rows, i + 1));
    });

    [Fact]
    public void Rows_cover_every_day_from_the_first_look_once() => Histories.Sample(history =>
    {
        var timeline = Fixture.Timeline(history.Indicator);
        foreach (var step in history.Steps)
            Take(timeline, step);
        Assert.Equal(timeline.Rows.Skip(1).Select(row => row.From), timeline.Rows.SkipLast(1).Select(row => row.To));
        Assert.All(timeline.Rows, row => Assert.True(row.From < row.To));
        if (timeline.Rows.Count > 0)
            Assert.Equal(RatingRow.NoEnd, timeline.Rows[^1].To);
    });

    [Fact]
    public void The_order_in_which_records_come_does_not_matter_in_the_end() => Gen.Select(Histories, Gen.Int[0, 1000]).Sample((history, seed) =>
    {
        var (forth, other) = (Fixture.Timeline(history.Indicator), Fixture.Timeline(history.Indicator));
        var only = history.Steps.Where(step => step.Decision is null).ToArray();
        foreach (var step in only)
            forth.Apply(step.Account);
        new Random(seed).Shuffle(only);
        for (var i = 0; i < only.Length; i++)
            other.Apply(only[i].Account with { K = i + 1 });
        Assert.Equal(Picture(history.Indicator, forth.Rows, 1000), Picture(history.Indicator, other.Rows, 1000));
    });

    [Fact]
    public void At_any_time_the_rows_that_held_cover_every_day_from_the_first_look_once() => Histories.Sample(history =>
    {
        var timeline = Fixture.Timeline(history.Indicator);
        var rows = new Ledger();
        foreach (var step in history.Steps)
            rows.Take(Take(timeline, step));
        Assert.All(rows.Rows, row => Assert.True(row.From < row.To && row.KFrom < row.KTo));
        for (var k = 1; k <= history.Steps.Length; k++)
        {
            var held = rows.Rows.Where(row => row.KFrom <= k && k < row.KTo).OrderBy(row => row.From).ToList();
            Assert.Equal(held.Skip(1).Select(row => row.From), held.SkipLast(1).Select(row => row.To));
            Assert.True(held.Count == 0 || held[^1].To == RatingRow.NoEnd);
        }
    });

    [Fact]
    public void What_was_decided_and_taken_back_was_never_decided() => Gen.Select(Histories, Gen.Int[0, 45], Gen.Bool.Select(verified => verified ? DecisionKind.VerifiedAction : DecisionKind.Determination), Gen.Int[0, 40]).Sample((history, day, kind, at) =>
    {
        var (decided, never) = (Fixture.Timeline(history.Indicator), Fixture.Timeline(history.Indicator));
        foreach (var (i, step) in history.Steps.Index())
        {
            if (i == at)
                decided.Decide(1000, Day0.AddDays(day), kind);
            Take(decided, step);
            Take(never, step);
        }
        decided.Undo(1001, decided: 1000);
        Assert.Equal(Picture(history.Indicator, never.Rows, 2000), Picture(history.Indicator, decided.Rows, 2000));
    });

    [Fact]
    public void What_happens_later_at_a_site_changes_nothing_of_how_it_stood_before() => Gen.Select(Histories, Gen.Int[0, 45]).Sample((history, day) =>
    {
        var (whole, until) = (Fixture.Timeline(history.Indicator), Fixture.Timeline(history.Indicator));
        foreach (var step in history.Steps)
        {
            Take(whole, step);
            if (step.Day <= day)
                Take(until, step);
        }
        Assert.Equal(whole.At(history.Indicator, day) with { FirstK = 0 }, until.At(history.Indicator, day) with { FirstK = 0 });
    });

    [Fact]
    public void Silence_is_never_clear() => Histories.Sample(history =>
    {
        var timeline = Fixture.Timeline(history.Indicator);
        var indicator = Fixture.Of(history.Indicator);
        var judge = new Judge(Whole, indicator, SiteHistory.Always(Site()));
        foreach (var step in history.Steps)
            Take(timeline, step);
        var looks = history.Steps.Where(step => step.Decision == DecisionKind.VerifiedAction || (step.Decision is null && Findings.Of(judge, step.Account).Any(one => one.Looked || one.Level != Severity.None)))
            .Select(step => Day0.AddDays(step.Day)).ToList();
        for (var day = 0; day < Horizon; day++)
            if (timeline.At(history.Indicator, day).State is RatingState.Clear or RatingState.Hidden or RatingState.Unrated)
                Assert.Contains(looks, look => look <= Day0.AddDays(day) && indicator.StaleAfter.After(look) > Day0.AddDays(day));
    });

    [Fact]
    public void A_timeline_put_away_and_taken_up_again_goes_on_the_same() => Gen.Select(Histories, Gen.ULong).Sample((history, away) =>
    {
        var kept = Fixture.Timeline(history.Indicator);
        var again = Kept(kept, history.Indicator);
        foreach (var (i, step) in history.Steps.Index())
        {
            if ((away >> (i % 64) & 1) == 1)
                again = Kept(again, history.Indicator);
            var (one, other) = (Take(kept, step), Take(again, step));
            Assert.Equal(one.Added, other.Added);
            Assert.Equal(one.Closed, other.Closed);
            Assert.Equal(kept.Days, again.Days);
        }
        Same(kept, again, history.Indicator);
    });

    [Fact]
    public void A_timeline_put_away_in_the_middle_is_taken_back_from_the_same() => Gen.Select(Histories, Gen.Int[0, 60]).Sample((history, at) =>
    {
        var steps = history.Steps.Where(step => step.Decision is null).ToList();
        if (steps.Count == 0)
            return;
        var kept = Fixture.Timeline(history.Indicator);
        foreach (var step in steps)
            Take(kept, step);
        var again = Kept(kept, history.Indicator);
        var gone = steps[at % steps.Count];
        var remaining = steps.Where(step => step != gone && step.Day == gone.Day).Select(step => step.Account).ToList();

        var (one, other) = (kept.Restate(1000, [Day0.AddDays(gone.Day)], remaining), again.Restate(1000, [Day0.AddDays(gone.Day)], remaining));

        Assert.Equal(one.Added, other.Added);
        Assert.Equal(one.Closed, other.Closed);
        Same(kept, again, history.Indicator);
    });

    // The same days make the same bytes, whatever was put away when.
    private static void Same(Timeline one, Timeline other, string indicator)
    {
        var (a, b) = (SiteTimelines.Write([(indicator, one)]), SiteTimelines.Write([(indicator, other)]));
        Assert.Equal(a.Now, b.Now);
        Assert.Equal(a.Before, b.Before);
    }

    [Fact]
    public void A_withdrawn_record_leaves_no_trace_in_what_holds_now() => Histories.Sample(history =>
    {
        var steps = history.Steps.Where(step => step.Decision is null).ToList();
        if (steps.Count == 0)
            return;
        var (with, without) = (Fixture.Timeline(history.Indicator), Fixture.Timeline(history.Indicator));
        var gone = steps[steps.Count / 2];
        var rows = new Ledger();
        foreach (var step in steps)
            rows.Take(with.Apply(step.Account));
        var day = Day0.AddDays(gone.Day);
        rows.Take(with.Restate(100, [day], steps.Where(step => step != gone && step.Day == gone.Day).Select(step => step.Account)));
        foreach (var step in steps.Where(step => step != gone))
            without.Apply(step.Account);
        Assert.Equal(Picture(history.Indicator, without.Rows, 1000), Picture(history.Indicator, rows.Rows, 1000));
    });

    [Fact]
    public void Judging_all_anew_changes_nothing_if_nothing_changed() => Histories.Sample(history =>
    {
        var timeline = Fixture.Timeline(history.Indicator);
        foreach (var step in history.Steps)
            Take(timeline, step);
        var before = Picture(history.Indicator, timeline.Rows, 1000);
        timeline.Restate(100, new Judge(Whole, Fixture.Of(history.Indicator), SiteHistory.Always(Site())), history.Steps.Where(step => step.Decision is null).Select(step => step.Account));
        Assert.Equal(before, Picture(history.Indicator, timeline.Rows, 1000));
    });

    /// <summary>The meaning of a rating, said a second time in the plainest way: day by day, with no rows, no bits and no shortcuts.</summary>
    [Fact]
    public void A_state_is_what_the_plain_reading_of_its_days_says() => Histories.Where(one => one.Indicator is "OH-04" or "LG-02" or "CL-03" or "SF-05").Sample(history =>
    {
        var timeline = Fixture.Timeline(history.Indicator);
        var all = history.Steps.Where(step => step.Decision is null).SelectMany(step => step.Account.Observations).ToList();
        foreach (var step in history.Steps.Where(step => step.Decision is null))
            timeline.Apply(step.Account);
        for (var day = 0; day < Horizon; day++)
            Assert.Equal(Plain(history.Indicator, all, Day0.AddDays(day)), timeline.At(history.Indicator, day) is var r ? (r.State, r.Level) : default);
    });

    private static (RatingState, Severity) Plain(string indicator, List<Observation> all, DateOnly day)
    {
        var looks = all.Where(one => one.Day <= day && Fixture.Of(indicator).LookedBy.Contains(one.Observable) || one.Day <= day && Bad(indicator, one) != Severity.None).Select(one => one.Day).ToList();
        var worst = all.Where(one => one.Day <= day).GroupBy(one => one.Subject).Select(subject => Open(indicator, subject)).Append(Severity.None).Max();
        return worst != Severity.None ? (RatingState.Open, worst)
            : looks.Count > 0 && looks.Max().AddDays(14) > day ? (RatingState.Clear, Severity.None)
            : (RatingState.NotObserved, Severity.None);
    }

    private static Severity Open(string indicator, IEnumerable<Observation> subject)
    {
        var open = Severity.None;
        HashSet<int> found = [], foundSeen = [], told = [], seen = [];
        foreach (var day in subject.GroupBy(one => one.Day).OrderBy(one => one.Key))
        {
            var bad = day.Where(one => Bad(indicator, one) != Severity.None).ToList();
            foreach (var one in day)
            {
                told.UnionWith(Asks(one.Observable));
                if (one.Evidence == Evidence.Observed)
                    seen.UnionWith(Asks(one.Observable));
            }
            if (bad.Count > 0)
            {
                open = bad.Select(one => Bad(indicator, one)).Append(open).Max();
                found.UnionWith(bad.Select(one => one.Observable));
                foundSeen.UnionWith(bad.Where(one => one.Evidence == Evidence.Observed).Select(one => one.Observable));
                told.ExceptWith(bad.Select(one => one.Observable));
                seen.ExceptWith(bad.Select(one => one.Observable));
            }
            else if (found.IsSubsetOf(told) && foundSeen.IsSubsetOf(seen))
            {
                open = Severity.None;
                foreach (var set in new[] { found, foundSeen, told, seen })
                    set.Clear();
            }
        }
        return open;
    }

    private static int[] Asks(int observable) =>
        observable == Whole.ObservableIndex("papers") ? [observable, Whole.ObservableIndex("contract")] : [observable];

    private static Severity Bad(string indicator, Observation one) => indicator switch
    {
        "OH-04" => one.Value.Number > 20 ? Severity.S1 : one.Value.Number > 10 ? Severity.S2 : Severity.None,
        "LG-02" => one.Value.Number == 0 ? Severity.S2 : Severity.None,
        "SF-05" => one.Value.Number == 0 ? Severity.S3 : Severity.None,
        _ => one.Value.Number != 0 ? Severity.None : one.Observable == Whole.ObservableIndex("fence") ? Severity.S2 : Severity.S3,
    };
}
