using System.Text;
using Adit.Forms;
using Adit.Plausibility;
using Adit.Submissions;

namespace Adit.Tests.Plausibility;

/// <summary>Which visits somebody should ask about.</summary>
public class DoubtingTests
{
    // Others than those that the weights were chosen with (1 000 000 on), and than those of bench/doubts (7 000 000 on).
    private const int Seed = 3_000_000, Quarters = 18;

    [Fact]
    public void Of_forged_visits_that_leave_a_trace_nine_in_ten_are_found_and_no_honest_agent_is_asked_more_than_once_a_quarter()
    {
        var (honest, forged) = (Measuring.Honest(Seed, Quarters), Measuring.Forged(Seed, Quarters));
        TestContext.Current.TestOutputHelper?.WriteLine(Measuring.Table(honest, forged));
        var traced = forged.Where(f => Trick.All.Single(t => t.Name == f.Name).Found).ToList();
        Assert.InRange((double)traced.Sum(f => f.Doubted) / traced.Sum(f => f.Seen), 0.9, 1);
        Assert.All(traced, f => Assert.InRange(f.Found, 0.7, 1));
        Assert.All(traced, f => Assert.InRange((double)f.Noticed / f.Quarters, 0.9, 1));
        Assert.All(honest, f => Assert.InRange(f.AlarmsPerQuarter, 0, 1));
        Assert.InRange((double)honest.Sum(f => f.Alarms) / honest.Sum(f => f.Quarters), 0, 0.75);
    }

    /// <summary>Records come late, twice and in any order; what is thought of them must not depend on it.</summary>
    [Fact]
    public void What_is_thought_of_a_visit_does_not_depend_on_the_order_in_which_visits_came()
    {
        var (work, traces) = Forged("several of these at once");
        var straight = Doubting.Of(traces, work.Site);
        Assert.Contains(straight, j => j.Doubtful);
        var dice = new Random(4);
        for (var time = 0; time < 3; time++)
            Assert.Equal(Said(straight), Said(Doubting.Of(traces.OrderBy(_ => dice.Next()), work.Site)));
    }

    [Fact]
    public void A_doubt_points_to_an_earlier_visit_and_to_no_later_one()
    {
        foreach (var trick in Trick.All)
        {
            var (work, traces) = Forged(trick.Name);
            var place = traces.Order(Comparer<Trace>.Create(Trace.Compare)).Select((t, at) => (t.Visit, at)).ToDictionary(t => t.Visit, t => t.at);
            foreach (var judged in Doubting.Of(traces, work.Site))
                Assert.All(judged.Doubts.Where(d => d.Earlier is not null), d => Assert.True(place[d.Earlier!.Value] < place[judged.Visit]));
        }
    }

    /// <summary>The same twelve people every day, all answers no: that is what such a site is like.</summary>
    [Fact]
    public void Where_nothing_changes_from_day_to_day_the_same_answers_are_no_reason_to_ask()
    {
        var work = new Fieldwork(11, Habit.All[1], Ground.All[3]);
        var drafts = work.Quarter();
        var same = drafts.First(d => d.Day.DayOfWeek != DayOfWeek.Sunday).Answers;
        Assert.DoesNotContain(Doubting.Of(drafts.Select(d => (d with { Answers = same }).Trace(work)), work.Site), j => j.Doubtful);
    }

    [Fact]
    public void Round_numbers_of_people_say_nothing_and_round_measurements_alone_make_no_visit_doubtful()
    {
        var work = new Fieldwork(12, Habit.All[0], Ground.All[0]);
        var traces = work.Quarter().Select(d => d.Trace(work)).ToList();
        var last = traces.Last(t => t.Answers.Count(a => a.Kind == SaidKind.Measured) >= 4) with { Visit = work.Next(), Day = traces[^1].Day.AddDays(1) };
        var counted = last with { Answers = [.. last.Answers.Select(a => a.Kind == SaidKind.Counted ? a with { Value = a.Value ^ 2, Round = true } : a)] };
        Assert.DoesNotContain(Doubting.Of([.. traces, counted], work.Site)[^1].Doubts, d => d.Kind == DoubtKind.RoundNumbers);
        var measured = last with { Answers = [.. last.Answers.Select(a => a.Kind == SaidKind.Measured ? a with { Value = a.Value ^ 2, Telling = true, Round = true } : a)] };
        Assert.Equal(1.5, Doubting.Of([.. traces, measured], work.Site)[^1].Doubts.Single(d => d.Kind == DoubtKind.RoundNumbers).Bits);
    }

    [Fact]
    public void A_photo_that_another_agent_took_before_is_found_and_who_took_it_first_is_not_doubted()
    {
        var work = new Fieldwork(13, Habit.All[0], Ground.All[1]);
        var mine = work.Quarter()[0].Trace(work) with { Photos = [7] };
        var (before, after) = (new Sighting(7, work.Next(), mine.Day.AddDays(-1), mine.Received), new Sighting(7, work.Next(), mine.Day.AddDays(1), mine.Received));
        var doubt = Assert.Single(Doubting.Of([mine], work.Site, [before, after])[0].Doubts);
        Assert.Equal((DoubtKind.SamePhoto, before.Visit), (doubt.Kind, doubt.Earlier));
        Assert.Empty(Doubting.Of([mine], work.Site, [after])[0].Doubts);
    }

    [Fact]
    public void A_trace_that_is_put_away_comes_back_as_it_was()
    {
        var work = new Fieldwork(14, Habit.All[0], Ground.All[0]);
        foreach (var trace in work.Quarter().Select(d => d.Trace(work)).Append(new Trace { Visit = work.Next(), Agent = work.Agent, Site = work.SiteId, Form = "é", Day = new(2026, 1, 1), Received = new(-5) }))
        {
            var again = Trace.Of(trace.Visit, trace.Agent, trace.Site, trace.Day, trace.ToBytes());
            Assert.Equal(trace.ToBytes(), again.ToBytes());
            Assert.Equal(trace with { Spots = [], Answers = [], Photos = [] }, again with { Spots = [], Answers = [], Photos = [] });
            Assert.True(trace.Spots.SequenceEqual(again.Spots) && trace.Answers.SequenceEqual(again.Answers) && trace.Photos.SequenceEqual(again.Photos));
        }
    }

    /// <summary>A protected answer stands nowhere, not even as a hash; what the phone fills in is no answer of the agent's.</summary>
    [Fact]
    public void A_record_leaves_behind_where_when_what_was_answered_and_its_photos_and_nothing_protected()
    {
        var form = XFormReading.Read(Encoding.UTF8.GetBytes(
            """
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:adit="urn:adit:forms:1">
              <h:head><h:title>V</h:title><model><instance><data id="v"><start/><end/><place/><men/><depth/><who/><note/><pits><pit/></pits><photo/></data></instance>
                <bind nodeset="/data" adit:visit=""/>
                <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/><bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
                <bind nodeset="/data/place" type="geopoint"/><bind nodeset="/data/men" type="int"/><bind nodeset="/data/depth" type="decimal"/><bind nodeset="/data/who" type="string" adit:tier="T3"/>
                <bind nodeset="/data/note" type="string"/><bind nodeset="/data/pits/pit" type="decimal"/><bind nodeset="/data/photo" type="binary"/></model></h:head>
              <h:body><input ref="/data/place"><label>P</label></input><input ref="/data/men"><label>M</label></input><input ref="/data/depth"><label>D</label></input><input ref="/data/who"><label>W</label></input>
                <input ref="/data/note"><label>N</label></input><group><label>G</label><repeat nodeset="/data/pits"><input ref="/data/pits/pit"><label>T</label></input></repeat></group>
                <upload ref="/data/photo" mediatype="image/*"><label>F</label></upload></h:body>
            </h:html>
            """)).Form!;
        var sha = new string('a', 64);
        var instance = InstanceReading.Read(Encoding.UTF8.GetBytes(
            $"""
            <data id="v"><start>2026-11-20T08:00:00.000+02:00</start><end>2026-11-20T08:07:30.000+02:00</end><place>-10.7000001 25.500002 1200 6.5</place><men>40</men><depth>12.5</depth><who>a name</who><note>ras</note>
            <pits><pit>3.5</pit></pits><pits><pit>10</pit></pits><photo>1.jpg</photo><meta><adit:file xmlns:adit="urn:adit:forms:1" name="1.jpg" sha256="{sha}" taken="x" place="-10.7 25.5 0 -1e308"/></meta></data>
            """)).Instance!;
        var veiled = new List<string>();
        var trace = Tracing.Of(new(new(Guid.NewGuid()), new(Guid.NewGuid()), new(Guid.NewGuid()), new(2026, 11, 20), new(1), false), new Filled(form, instance), text =>
        {
            veiled.Add(text);
            return Veil.Of(text);
        });
        Assert.Equal((450, 2, 1), (trace.Seconds, trace.Spots.Length, trace.Photos.Length));
        Assert.Equal(new Spot(-10.7000001, 25.500002, 6, 6.5), trace.Spots[0]);
        Assert.Equal([(SaidKind.Counted, true, false), (SaidKind.Measured, true, false), (SaidKind.Measured, true, false), (SaidKind.Measured, true, true), (SaidKind.Written, false, false)],
            trace.Answers.Select(a => (a.Kind, a.Telling, a.Round)).Order());
        Assert.DoesNotContain(veiled, v => v.Contains("name", StringComparison.Ordinal) || v.Contains("2026", StringComparison.Ordinal));
        Assert.Contains(sha, veiled);
        Assert.Equal(0, trace.Spots[1].AccuracyMetres);
    }

    private static (Fieldwork Work, List<Trace> Traces) Forged(string trick)
    {
        var work = new Fieldwork(Seed + 77, Habit.All[0], Ground.All[1]);
        return (work, [.. Trick.All.Single(t => t.Name == trick).Apply(work, work.Quarter()).All.Select(d => d.Trace(work))]);
    }

    private static string Said(IEnumerable<Judged> judged) => string.Join('\n', judged.Select(j => $"{j.Visit} {string.Join(", ", j.Doubts)}"));
}
