using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;
using Adit.Tests.Forms;

namespace Adit.Tests.Submissions;

public sealed class ObservingTests
{
    private static SeenKind? Kind(string id) => id switch
    {
        "girls" => SeenKind.Count,
        "depth" => SeenKind.Amount,
        "fence" => SeenKind.YesNo,
        "ppe" => SeenKind.Code,
        "since" => SeenKind.Date,
        _ => null,
    };

    private static SeenRecord See(string instance, string binds, string inside, string body = "")
    {
        var filled = new Filled(Written.Read(Written.Form(instance, binds, body)), Written.Record(inside));
        return Observing.Of(filled, Device.Of(filled), Kind);
    }

    private static string Told(Seen seen) => $"{seen.Observable}={seen.Value} {string.Join(' ', seen.Dims.Select(dim => $"{dim.Name}:{dim.Value}"))}";

    [Theory]
    [InlineData("girls", "int", "3", "3")]
    [InlineData("girls", "int", "0", "0")]
    [InlineData("depth", "decimal", "14.50", "14.50")]
    [InlineData("fence", "string", "no", "no")]
    [InlineData("fence", "boolean", "true", "yes")]
    [InlineData("ppe", "string", "boots", "boots")]
    [InlineData("since", "date", "2026-11-23", "2026-11-23")]
    [InlineData("since", "dateTime", "2026-11-23T23:30:00.000+02:00", "2026-11-23")]
    public void An_answer_is_a_value_of_what_its_question_observes(string observable, string type, string answer, string value) =>
        Assert.Equal(value, Assert.Single(See(
            "<q/>", $"""<bind nodeset="/data/q" type="{type}" adit:observes="{observable}"/>""", $"<q>{answer}</q>").Seen).Value);

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("unsure")]
    [InlineData("refused")]
    [InlineData("not_asked")]
    [InlineData("no_meter")]
    public void An_answer_that_says_nothing_was_learnt_is_no_observation(string answer)
    {
        var record = See("<q/>", """<bind nodeset="/data/q" adit:observes="fence"/>""", $"<q>{answer}</q>");

        Assert.Empty(record.Seen);
        Assert.Empty(record.Flags);
    }

    [Theory]
    [InlineData("girls", "-1", "not-of-its-kind")]
    [InlineData("girls", "2.5", "not-of-its-kind")]
    [InlineData("depth", "deep", "not-of-its-kind")]
    [InlineData("fence", "1", "not-of-its-kind")]
    [InlineData("colour", "red", "unknown-observable")]
    public void An_answer_that_is_no_value_is_flagged_and_no_observation(string observable, string answer, string code)
    {
        var record = See("<q/>", $"""<bind nodeset="/data/q" adit:observes="{observable}"/>""", $"<q>{answer}</q>");

        Assert.Empty(record.Seen);
        Assert.Equal($"{code}:/data/q", Assert.Single(record.Flags).ToString());
    }

    [Fact]
    public void Each_choice_is_an_observation_of_its_own() =>
        Assert.Equal(["boots", "helmet"], See("<q/>", """<bind nodeset="/data/q" adit:observes="ppe"/>""", "<q>boots unknown helmet boots</q>",
            """<select ref="/data/q"/>""").Seen.Select(seen => seen.Value));

    [Fact]
    public void A_dimension_holds_for_its_own_row_and_the_groups_inside_it() =>
        Assert.Equal(
            ["girls=1 task:digging", "girls=2 age_band:15_17 sex:f task:digging", "girls=3 ", "ppe=boots task:washing"],
            See("<rows><task/><n/><g><m/></g></rows><n/><h><task/><p/></h>",
                """
                <bind nodeset="/data/rows/task" adit:dimension="task"/><bind nodeset="/data/rows/n" adit:observes="girls"/>
                <bind nodeset="/data/rows/g/m" adit:observes="girls" adit:where="sex:f age_band:15_17"/><bind nodeset="/data/n" adit:observes="girls"/>
                <bind nodeset="/data/h/task" adit:dimension="task"/><bind nodeset="/data/h/p" adit:observes="ppe"/>
                """,
                "<rows><task>digging</task><n>1</n><g><m>2</m></g></rows><n>3</n><h><task>washing</task><p>boots</p></h>",
                """<repeat nodeset="/data/rows"/>""").Seen.Select(Told));

    [Fact]
    public void A_dimension_counts_wherever_it_stands_in_its_group() =>
        Assert.Equal("girls=1 task:digging", Told(Assert.Single(See("<n/><task/>",
            """<bind nodeset="/data/n" adit:observes="girls"/><bind nodeset="/data/task" adit:dimension="task"/>""",
            "<n>1</n><task>digging</task>").Seen)));

    [Fact]
    public void Unsure_is_an_age_band_and_no_other_dimension() =>
        Assert.Equal("girls=1 age_band:unsure", Told(Assert.Single(See("<n/><task/><band/>",
            """
            <bind nodeset="/data/n" adit:observes="girls"/><bind nodeset="/data/task" adit:dimension="task"/>
            <bind nodeset="/data/band" adit:dimension="age_band"/>
            """,
            "<n>1</n><task>unsure</task><band>unsure</band>").Seen)));

    [Fact]
    public void What_a_row_is_about_is_its_own_and_the_site_is_the_records()
    {
        var record = See("<site/><pits><pit/><d/></pits><fence/>",
            """
            <bind nodeset="/data/site" adit:subject="site"/><bind nodeset="/data/pits/pit" adit:subject="pit" adit:tier="T3"/>
            <bind nodeset="/data/pits/d" adit:observes="depth" adit:tier="T1"/><bind nodeset="/data/fence" adit:observes="fence"/>
            """,
            "<site>K-7</site><pits><pit>p1</pit><d>14</d></pits><pits><pit>p2</pit><d>9</d></pits><fence>no</fence>",
            """<repeat nodeset="/data/pits"/>""");

        Assert.Equal("K-7", record.Site);
        Assert.Equal([("pit", "p1", "pits[1]"), ("pit", "p2", "pits[2]"), ("site", null, "")],
            record.Seen.Select(seen => (seen.SubjectKind, seen.Subject, seen.Row)));
        Assert.Equal([Tier.T3, Tier.T3, Tier.T2], record.Seen.Select(seen => seen.Tier));
        Assert.Equal([Tier.T1, Tier.T1, Tier.T2], record.Seen.Select(seen => seen.QuestionTier));
    }

    [Theory]
    [InlineData("", "", Known.Observed)]
    [InlineData("""adit:evidence="reported" """, "", Known.Reported)]
    [InlineData("""adit:evidence="reported" """, "seen", Known.Observed)]
    [InlineData("", "told", Known.Reported)]
    [InlineData("""adit:evidence="reported" """, "unknown", Known.Reported)]
    public void How_it_was_come_by_is_handed_down_unless_the_agent_says(string onGroup, string answer, Known known) =>
        Assert.Equal(known, Assert.Single(See("<g><how/><q/></g>",
            $"""
            <bind nodeset="/data/g" {onGroup}/><bind nodeset="/data/g/how" adit:dimension="evidence"/><bind nodeset="/data/g/q" adit:observes="fence"/>
            """, $"<g><how>{answer}</how><q>no</q></g>").Seen).Known);

    [Fact]
    public void The_day_is_the_groups_then_the_records_then_the_phones()
    {
        const string Instance = "<start/><day/><g><when/><q/></g><q/>";
        const string Binds =
            """
            <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/><bind nodeset="/data/day" type="date" adit:day=""/>
            <bind nodeset="/data/g/when" type="dateTime" adit:day=""/><bind nodeset="/data/g/q" adit:observes="fence"/><bind nodeset="/data/q" adit:observes="fence"/>
            """;
        const string Start = "<start>2026-11-23T08:00:00+02:00</start>";
        var all = See(Instance, Binds, Start + "<day>2026-11-20</day><g><when>2026-11-21T09:00:00+02:00</when><q>no</q></g><q>no</q>").Seen;
        var phone = See(Instance, Binds, Start + "<q>no</q>").Seen;
        var none = See(Instance, Binds, "<q>no</q>").Seen;

        Assert.Equal([new DateOnly(2026, 11, 21), new DateOnly(2026, 11, 20)], all.Select(seen => seen.Day));
        Assert.Equal([new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.FromHours(2)), null], all.Select(seen => seen.At));
        Assert.Equal(new DateOnly(2026, 11, 23), Assert.Single(phone).Day);
        Assert.Null(Assert.Single(none).Day);
    }
}
