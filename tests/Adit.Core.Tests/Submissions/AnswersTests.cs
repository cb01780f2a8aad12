using System.Text;
using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;
using Adit.Tests.Forms;

namespace Adit.Tests.Submissions;

public sealed class AnswersTests
{
    private static readonly Form Visit = Written.Read(Written.Form(
        "<site/><g><depth/><ore/></g><people><name/><age/><tool><kind/></tool></people><photo/><meta><audit/><instanceID/><instanceName/></meta>",
        """
        <bind nodeset="/data/site" adit:tier="T0"/><bind nodeset="/data/g/depth" type="int" adit:tier="T1"/><bind nodeset="/data/g/ore" type="decimal"/>
        <bind nodeset="/data/people/name" adit:tier="T3"/><bind nodeset="/data/people/age" type="int"/><bind nodeset="/data/meta/audit" type="binary"/>
        """,
        """
        <input ref="/data/site"/><group ref="/data/people"><repeat nodeset="/data/people">
          <repeat nodeset="/data/people/tool"><select ref="kind"><item><label>Pick</label><value>pick</value></item></select></repeat></repeat></group>
        <upload ref="/data/photo" mediatype="image/*"/>
        """));

    private static Filled Fill(string inside) => new(Visit, Written.Record(inside));

    private static string[] Parts(Filled filled) => [.. Answers.Of(filled).Parts.Select(part => Encoding.UTF8.GetString(part.Span))];

    [Fact]
    public void Each_tier_holds_its_own_answers_and_nothing_of_the_others() =>
        Assert.Equal(
            ["""{"site":"Kawama"}""", """{"g":{"depth":14}}""",
             """{"g":{"ore":"12.50"},"people":[{"age":31}],"meta":{"instanceID":"uuid:1"}}""", """{"people":[{"name":"Amani"}]}"""],
            Parts(Fill("<site>Kawama</site><g><depth>14</depth><ore>12.50</ore></g><people><name>Amani</name><age>31</age></people>"
                + "<meta><instanceID>uuid:1</instanceID></meta>")));

    [Fact]
    public void Rows_keep_their_places_in_every_tier() =>
        Assert.Equal(
            ["", "", """{"people":[{},{"age":31,"tool":[{"kind":["pick","bar"]},{}]},{}]}""", """{"people":[{},{},{"name":"Amani"}]}"""],
            Parts(Fill("<people/><people><age>31</age><tool><kind>pick bar</kind></tool><tool/></people><people><name>Amani</name></people>")));

    [Fact]
    public void A_tier_without_anything_does_not_even_show_how_many_rows_there_were() =>
        Assert.Equal("", Parts(Fill("<people><age>3</age></people>"))[(int)Tier.T3]);

    [Fact]
    public void Members_stand_in_the_forms_order_whatever_order_they_came_in() =>
        Assert.Equal(
            """{"g":{"ore":"1"},"people":[{"age":1},{"age":2}],"meta":{"instanceID":"uuid:1"}}""",
            Parts(Fill("<meta><instanceID>uuid:1</instanceID></meta><people><age>1</age></people><g><ore>1</ore></g><people><age>2</age></people>"))[2]);

    [Theory]
    [InlineData("<g><depth>deep</depth></g>", "not-a-number:/data/g/depth", 1, """{"g":{"depth":"deep"}}""")]
    [InlineData("<g><depth>99999999999999999999</depth></g>", "not-a-number:/data/g/depth", 1, """{"g":{"depth":"99999999999999999999"}}""")]
    [InlineData("<g><ore>1,5</ore></g>", "not-a-number:/data/g/ore", 2, """{"g":{"ore":"1,5"}}""")]
    [InlineData("<new>x</new>", "unknown-question:/data/new", 2, """{"new":"x"}""")]
    [InlineData("<z/><new><b>1</b><a>2</a><b>3</b></new>", "unknown-question:/data/new", 2, """{"new":{"a":"2","b":["1","3"]}}""")]
    [InlineData("<photo>a.jpg</photo><photo>b.jpg</photo>", "answered-twice:/data/photo", 2, """{"photo":"a.jpg"}""")]
    public void What_does_not_fit_is_kept_and_flagged_without_its_value(string inside, string flag, int tier, string json)
    {
        var filled = Fill(inside);

        Assert.Contains(flag, filled.Flags.Select(found => found.ToString()));
        Assert.Equal(json, Parts(filled)[tier]);
    }

    [Fact]
    public void Something_new_inside_a_protected_group_is_protected_too()
    {
        var form = Written.Read(Written.Form("<child><name/></child>", """<bind nodeset="/data/child" adit:tier="T3"/>"""));
        var answers = Answers.Of(new Filled(form, Written.Record("<child><nickname>Bahati</nickname></child>")));

        Assert.Equal(Tier.T3, answers.Highest);
        Assert.True(answers.Part(Tier.T2).IsEmpty);
    }

    [Fact]
    public void Metadata_in_two_namespaces_is_one()
    {
        var filled = Fill("<o:meta xmlns:o='http://openrosa.org/xforms'><o:instanceID/></o:meta><meta><instanceID>uuid:1</instanceID></meta>");

        Assert.Empty(filled.Flags);
        Assert.Equal("""{"meta":{"instanceID":"uuid:1"}}""", Parts(filled)[2]);
    }

    [Fact]
    public void Files_that_answers_name_are_expected_each_once()
    {
        var answers = Answers.Of(Fill("<photo>pit.jpg</photo><meta><audit>audit.csv</audit></meta>"));

        Assert.Equal([new Attachment("pit.jpg", Tier.T2), new Attachment("audit.csv", Tier.T2)], answers.Attachments);
    }

    [Fact]
    public void Letters_of_any_script_stay_as_they_are()
    {
        const string Answer = "采矿 é <b> \"x\"";

        Assert.Equal($"{{\"site\":\"{Answer.Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}", Parts(Fill("<site>采矿 é &lt;b> \"x\"</site>"))[0]);
        Assert.Equal("😀", Assert.Single(AnswerReading.Read(Visit, Answers.Of(Fill("<site>😀</site>")).Parts)).Text);
    }

    [Fact]
    public void Nothing_is_nested_deeper_than_a_JSON_reader_takes()
    {
        static string Nest(string name, int times, string inside) =>
            string.Concat(Enumerable.Repeat($"<{name}>", times)) + inside + string.Concat(Enumerable.Repeat($"</{name}>", times));
        static string Repeats(int times) => string.Concat(Enumerable.Range(1, times)
            .Select(depth => $"""<repeat nodeset="/data{string.Concat(Enumerable.Repeat("/r", depth))}"/>"""));
        var form = Written.Read(Written.Form(Nest("r", 22, "<a/>"), body: Repeats(22)));
        var record = Written.Record(Nest("r", 22, "<a>1</a>" + Nest("x", 60, "<y>1</y><y>2</y>")));
        var parts = Answers.Of(new Filled(form, record)).Parts;

        Assert.Equal("1", AnswerReading.Read(form, parts).Single(answer => answer.Node?.Name == "a").Text);
        Assert.Equal("too-deep", Assert.Single(XFormReading.Read(Written.Form(Nest("r", 24, "<a/>"))).Faults).Code);
    }

    [Fact]
    public void Forty_thousand_rows_are_read_back_in_a_moment()
    {
        var parts = Answers.Of(Fill(string.Concat(Enumerable.Repeat("<people><age>1</age></people>", 40_000)))).Parts;
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(80_000, AnswerReading.Read(Visit, parts).Count());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_flood_of_oddities_ends_in_one_flag()
    {
        var filled = Fill(string.Concat(Enumerable.Range(0, 5000).Select(i => $"<x{i}>1</x{i}>")));

        Assert.Equal(100, filled.Flags.Count);
        Assert.Equal("more-flags", filled.Flags[^1].Code);
    }

    [Fact]
    public void Parts_are_read_back_in_the_forms_order_with_words()
    {
        var parts = Answers.Of(Fill("<site>K</site><people><name>A</name><tool><kind>pick</kind></tool></people><new>n</new>")).Parts;

        Assert.Equal(
            ["/data/site||K", "/data/people|people[1]|", "/data/people/name|people[1]|A", "/data/people/tool|people[1]/tool[1]|",
             "/data/people/tool/kind|people[1]/tool[1]|Pick", "/data/new||n"],
            AnswerReading.Read(Visit, parts).Select(answer => $"{answer.Path}|{answer.Row}|{answer.Words("en")}"));
    }

    [Fact]
    public void A_reader_without_a_tier_gets_the_rest() =>
        Assert.Equal(["/data/people", "/data/people/age"], AnswerReading.Read(
            Visit, [default, default, Answers.Of(Fill("<people><name>A</name><age>4</age></people>")).Part(Tier.T2), default]).Select(answer => answer.Path));

    [Fact]
    public void A_table_for_the_form_and_one_for_each_repeat_as_people_know_them_from_ODK_Central()
    {
        var form = Written.Read(Written.Form("<g><at/></g><people><name/><tool><kind/></tool></people>",
            """<bind nodeset="/data/g/at" type="geopoint"/>""",
            """<repeat nodeset="/data/people"><repeat nodeset="/data/people/tool"/></repeat>"""));
        var tables = AnswerTable.Of(form, _ => true);
        var parts = Answers.Of(new Filled(form, Written.Record(
            "<g><at>-10.5 25.4 1400 5</at></g><people><name>A</name></people><people><name>B, \"b\"</name><tool><kind>x</kind></tool></people>"))).Parts;
        var rows = AnswerTable.Rows(form, tables, parts, "uuid:1");

        Assert.Equal(["visit", "visit-people", "visit-people-tool"], tables.Select(table => table.Name));
        Assert.Equal(["g-at-Latitude", "g-at-Longitude", "g-at-Altitude", "g-at-Accuracy", "KEY"], tables[0].Headers);
        Assert.Equal(["name", "KEY", "PARENT_KEY"], tables[1].Headers);
        Assert.Equal(
            ["-10.5,25.4,1400,5,uuid:1", "A,uuid:1/people[1],uuid:1", "\"B, \"\"b\"\"\",uuid:1/people[2],uuid:1",
             "x,uuid:1/people[2]/tool[1],uuid:1/people[2]"],
            rows.Select(Line));
    }

    private static string Line(AnswerRow row)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        AnswerTable.WriteLine(AnswerTable.Cells(row), bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan).TrimEnd();
    }

    [Fact]
    public void The_phones_clock_is_what_it_claims_at_the_end_with_its_offset()
    {
        var form = Written.Read(Written.Form("<start/><end/><today/><deviceid/>",
            """
            <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
            <bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
            <bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/>
            <bind nodeset="/data/deviceid" jr:preload="property" jr:preloadParams="deviceid"/>
            """));
        var device = Device.Of(new Filled(form, Written.Record(
            "<start>2026-11-23T23:50:00.000+02:00</start><end>2026-11-24T00:10:00.000+02:00</end><today>2026-11-24</today><deviceid>c:1</deviceid>")));

        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 10, 0, TimeSpan.FromHours(2)), device.Clock);
        Assert.Equal(TimeSpan.FromHours(2), device.Clock!.Value.Offset);
        Assert.Equal(new DateOnly(2026, 11, 23), device.Day);
        Assert.Equal("c:1", device.DeviceId);
    }

    [Fact]
    public void The_place_of_a_record_is_the_one_outside_its_rows()
    {
        var form = Written.Read(Written.Form("<pit><at/></pit><g><here/></g>",
            """<bind nodeset="/data/pit/at" type="geopoint"/><bind nodeset="/data/g/here" type="geopoint" adit:tier="T1"/>""",
            """<repeat nodeset="/data/pit"/>"""));
        var filled = new Filled(form, Written.Record("<pit><at>1 2 0 0</at></pit><g><here>-10.71 25.38 1400 4.9</here></g>"));

        Assert.Equal(new RecordPlace(new Place(-10.71, 25.38, 1400, 4.9), "/data/g/here", Tier.T1), RecordPlace.Of(filled));
        Assert.Equal(1, RecordPlace.Of(new Filled(form, Written.Record("<pit><at>1 2 0 0</at></pit>")))!.Place.Latitude);
        Assert.Null(RecordPlace.Of(new Filled(form, Written.Record("<g><here>91 2 0 0</here></g>"))));
    }
}
