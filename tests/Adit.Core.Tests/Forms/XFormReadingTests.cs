using System.Text;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Tests.Forms;

public sealed class XFormReadingTests
{
    private const string People =
        """
        <visit><pit/><people><name/><tool><kind/></tool></people></visit><meta><instanceID/><instanceName/></meta>
        """;

    private const string PeopleBody =
        """
        <group ref="/data/visit"><input ref="pit"><label>Which pit?</label></input>
          <group ref="/data/visit/people"><label>People</label><repeat nodeset="/data/visit/people" jr:count="/data/n">
            <input ref="/data/visit/people/name"/>
            <group ref="tool"><repeat nodeset="/data/visit/people/tool"><input ref="kind"><label>Kind</label></input></repeat></group>
          </repeat></group>
        </group>
        """;

    [Fact]
    public void Nested_repeats_stand_in_the_forms_order_with_their_paths()
    {
        var form = Written.Read(Written.Form(People, body: PeopleBody));

        Assert.Equal(
            [("/data", NodeKind.Group), ("/data/visit", NodeKind.Group), ("/data/visit/pit", NodeKind.Question),
             ("/data/visit/people", NodeKind.Repeat), ("/data/visit/people/name", NodeKind.Question),
             ("/data/visit/people/tool", NodeKind.Repeat), ("/data/visit/people/tool/kind", NodeKind.Question)],
            form.Nodes.Take(7).Select(node => (node.Path, node.Kind)));
        Assert.Equal("/data/n", form.Find("/data/visit/people")!.Count);
        Assert.Equal(["pit", "people"], form.ChildrenOf(form.Nodes[1]).Select(node => node.Name));
    }

    [Fact]
    public void References_in_the_body_are_relative_to_the_group_around_them()
    {
        var form = Written.Read(Written.Form(People, body: PeopleBody));

        Assert.Equal("Which pit?", form.Find("/data/visit/pit")!.Label!.In("en"));
        Assert.Equal("Kind", form.Find("/data/visit/people/tool/kind")!.Label!.In("en"));
        Assert.Empty(form.Notices);
    }

    [Fact]
    public void Texts_come_in_the_language_asked_for_and_else_in_the_forms_own()
    {
        var form = Written.Read(Written.Form("<q/>", model:
            """
            <itext>
              <translation lang="Français (fr)"><text id="q:label"><value>Profondeur ?</value><value form="image">jr://images/fr.png</value></text></translation>
              <translation lang="English" default="true()"><text id="q:label"><value>How deep?</value><value form="audio">jr://audio/q.mp3</value></text></translation>
            </itext>
            """, body: """<input ref="/data/q"><label ref="jr:itext('q:label')"/><hint>in metres</hint></input>"""));
        var question = form.Find("/data/q")!;

        Assert.Equal(["English", "Français (fr)"], form.Languages);
        Assert.Equal("Profondeur ?", question.Label!.In("fr"));
        Assert.Equal("How deep?", question.Label.In("en"));
        Assert.Equal("How deep?", question.Label.In("sw"));
        Assert.Equal("fr.png", question.Label.Media("image", "fr"));
        Assert.Equal("q.mp3", question.Label.Media("audio", "en"));
        Assert.Equal("in metres", question.Hint!.In("fr"));
        Assert.Equal(["fr.png", "q.mp3"], form.MediaFiles);
    }

    [Fact]
    public void Words_inside_the_form_hold_other_answers_by_name() =>
        Assert.Equal("How old is {name}?", Written.Read(Written.Form("<name/><age/>",
            body: """<input ref="/data/age"><label>How old is <output value=" /data/name "/>?</label></input>""")).Find("/data/age")!.Label!.In("en"));

    [Fact]
    public void Choices_come_from_lists_inside_the_form_with_their_words_in_every_language()
    {
        var form = Written.Read(Written.Form("<task/>", model:
            """
            <itext><translation lang="fr"><text id="t-0"><value>Creuser</value></text></translation>
              <translation lang="en"><text id="t-0"><value>Digging</value></text></translation></itext>
            <instance id="tasks"><root><item><itextId>t-0</itextId><name>digging</name></item></root></instance>
            """, body:
            """
            <select ref="/data/task"><itemset nodeset="instance('tasks')/root/item[true()]"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select>
            """));
        var task = form.Find("/data/task")!;

        Assert.Equal(AnswerType.SelectMultiple, task.Type);
        Assert.Equal("Creuser", task.Choices!.Label("digging", "fr"));
        Assert.Equal("sieving", task.Choices.Label("sieving", "fr"));
    }

    [Fact]
    public void Lists_in_files_are_named_and_their_choices_left_open()
    {
        var form = Written.Read(Written.Form("<pit/><same/>", model:
            """
            <instance id="pits" src="jr://file-csv/pits.csv"/><instance id="places" src="jr://file/places.geojson"/>
            <instance id="last" src="jr://instance/last-saved"/><bind nodeset="/data/same" calculate="pulldata('prices', 'usd', 'ore', /data/pit)"/>
            """, body:
            """
            <select1 ref="/data/pit"><itemset nodeset="instance('pits')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
            """));

        Assert.Equal(["pits.csv", "places.geojson", "prices.csv"], form.MediaFiles);
        Assert.Empty(form.Find("/data/pit")!.Choices!.Items);
        Assert.Equal("pits", form.Find("/data/pit")!.Choices!.Instance);
    }

    [Fact]
    public void Types_come_from_binds_and_from_the_controls_that_narrow_them()
    {
        var form = Written.Read(Written.Form("<a/><b/><c/><d/><e/><f/><g/><meta><audit/></meta>",
            """
            <bind nodeset="/data/a" type="xsd:int"/><bind nodeset="/data/b" type="string"/><bind nodeset="/data/d" readonly="true()"/>
            <bind nodeset="/data/e" type="geopoint"/><bind nodeset="/data/f" type="int"/><bind nodeset="/data/meta/audit" type="binary"/>
            """,
            """
            <select1 ref="/data/b"><item><label>Yes</label><value>yes</value></item></select1><odk:rank ref="/data/c"/><input ref="/data/d"/>
            <range ref="/data/f" start="1" end="10" step="1"/><upload ref="/data/g" mediatype="image/*"/>
            """));

        Assert.Equal(
            [AnswerType.Whole, AnswerType.SelectOne, AnswerType.Rank, AnswerType.Note, AnswerType.Geopoint, AnswerType.Whole, AnswerType.Binary],
            "abcdefg".Select(name => form.Find($"/data/{name}")!.Type));
        Assert.Equal(AnswerType.Audit, form.Find("/data/meta/audit")!.Type);
        Assert.Equal(new RangeOf("1", "10", "1"), form.Find("/data/f")!.Range);
        Assert.Equal("image/*", form.Find("/data/g")!.MediaType);
    }

    [Fact]
    public void A_tier_is_handed_down_and_the_nearest_word_counts()
    {
        var form = Written.Read(Written.Form("<open><a/><b/></open><child><c/><d/></child><e/>",
            """
            <bind nodeset="/data/open" adit:tier="T0"/><bind nodeset="/data/open/b" adit:tier="T1"/><bind nodeset="/data/child" adit:tier="T3"/>
            <bind nodeset="/data/child/d" adit:tier="T1"/>
            """));

        Assert.Equal([Tier.T0, Tier.T1, Tier.T3, Tier.T1, Tier.T2],
            new[] { "open/a", "open/b", "child/c", "child/d", "e" }.Select(path => form.Find($"/data/{path}")!.Tier));
        Assert.Equal(Tier.T2, form.Tier);
    }

    [Fact]
    public void A_form_that_is_T3_is_T3_in_all_its_parts()
    {
        var form = Written.Read(Written.Form("<a/><meta><instanceID/></meta>",
            """<bind nodeset="/data" adit:tier="T3"/><bind nodeset="/data/a" adit:tier="T0"/>"""));

        Assert.Equal(Tier.T3, form.Tier);
        Assert.All(form.Nodes, node => Assert.Equal(Tier.T3, node.Tier));
    }

    [Fact]
    public void Metadata_is_the_programmes_even_where_the_answers_are_public() =>
        Assert.Equal(Tier.T2, Written.Read(Written.Form("<a/><meta><instanceName/></meta>", """<bind nodeset="/data" adit:tier="T0"/>"""))
            .Find("/data/meta/instanceName")!.Tier);

    [Fact]
    public void What_is_calculated_from_a_protected_answer_is_protected_too()
    {
        var form = Written.Read(Written.Form("<who/><middle/><count/><meta><instanceName/></meta>",
            """
            <bind nodeset="/data/who" adit:tier="T3"/><bind nodeset="/data/middle" calculate="concat(../who, '!')"/>
            <bind nodeset="/data/count" calculate="string-length(/data/who)" adit:tier="T1"/>
            <bind nodeset="/data/meta/instanceName" calculate="concat('Talk with ', /data/middle)"/>
            """));

        Assert.Equal(Tier.T3, form.Find("/data/middle")!.Tier);
        Assert.Equal(Tier.T3, form.Find("/data/meta/instanceName")!.Tier);
        Assert.Equal(Tier.T1, form.Find("/data/count")!.Tier);
    }

    [Fact]
    public void Every_mistake_in_a_meaning_is_told_at_once_with_its_line()
    {
        var read = XFormReading.Read(Written.Form("<g><a/></g><b/><c/>",
            """
            <bind nodeset="/data/g" adit:observes="pit.depth"/><bind nodeset="/data/g/a" adit:where="female" adit:evidence="rumour"/>
            <bind nodeset="/data/b" adit:subject="planet"/><bind nodeset="/data/c" adit:day="" adit:observed="x"/>
            <bind nodeset="/data/gone" adit:observes="pit.depth"/>
            """));

        Assert.Null(read.Form);
        Assert.Equal(
            ["adit-unknown", "bind-to-nothing", "day-needs-a-date", "evidence-unknown", "not-a-question", "subject-unknown", "where-unreadable"],
            read.Faults.Select(fault => fault.Code).Order(StringComparer.Ordinal));
        Assert.All(read.Faults, fault => Assert.InRange(fault.Line, 5, 12));
    }

    [Fact]
    public void A_tier_that_we_do_not_know_is_the_highest()
    {
        var form = Written.Read(Written.Form("<a/>", """<bind nodeset="/data/a" adit:tier="secret"/>"""));

        Assert.Equal(Tier.T3, form.Find("/data/a")!.Tier);
        Assert.Equal("tier-unknown", Assert.Single(form.Notices).Code);
    }

    [Fact]
    public void A_control_may_name_its_bind_instead_of_its_node() =>
        Assert.Equal("How deep?", Written.Read(Written.Form("<a/>", """<bind id="deep" nodeset="/data/a"/>""",
            """<input bind="deep"><label>How deep?</label></input>""")).Find("/data/a")!.Label!.In("en"));

    [Fact]
    public void A_dimension_takes_one_answer_only() =>
        Assert.Equal("needs-one-answer", Assert.Single(XFormReading.Read(Written.Form(
            "<task/>", """<bind nodeset="/data/task" adit:dimension="task"/>""", """<select ref="/data/task"/>""")).Faults).Code);

    [Fact]
    public void A_protected_form_carries_no_photo_and_no_place()
    {
        var form = Written.Read(Written.Form("<photo/><where/><what/>",
            """<bind nodeset="/data" adit:tier="T3"/><bind nodeset="/data/where" type="geopoint"/>""", """<upload ref="/data/photo"/>"""));

        Assert.Equal(["/data/photo", "/data/where"], FormRules.Faults(form, _ => true).Select(fault => fault.About));
    }

    [Fact]
    public void A_protected_answer_is_no_photo() => Assert.Equal("/data/photo", Assert.Single(FormRules.Faults(
        Written.Read(Written.Form("<photo/><where/>", """<bind nodeset="/data/photo" adit:tier="T3"/><bind nodeset="/data/where" type="geopoint" adit:tier="T3"/>""", """<upload ref="/data/photo"/>""")), _ => true)).About);

    [Fact]
    public void A_form_that_observes_what_the_catalogue_lacks_is_not_published() =>
        Assert.Equal("observable-unknown", Assert.Single(FormRules.Faults(
            Written.Read(Written.Form("<a/>", """<bind nodeset="/data/a" adit:observes="pit.colour"/>""")), id => id == "pit.depth")).Code);

    [Theory]
    [InlineData("", "not-xml")]
    [InlineData("Bonjour", "not-xml")]
    [InlineData("<a><b></a>", "not-xml")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "dtd-refused")]
    [InlineData("<?xml version='1.0' encoding='klingon'?><a/>", "encoding-unknown")]
    [InlineData("<a/>", "not-a-form")]
    [InlineData("<html><head><model/></head><body/></html>", "no-primary-instance")]
    [InlineData("<html><head><model><instance><data/></instance></model></head><body/></html>", "form-without-id")]
    public void What_is_no_form_is_refused_with_its_reason(string text, string code) =>
        Assert.Equal(code, Assert.Single(XFormReading.Read(Encoding.UTF8.GetBytes(text)).Faults).Code);

    [Fact]
    public void Every_fault_speaks_English_and_French() =>
        Assert.All(XmlFaults.Codes, code =>
        {
            var fault = new XmlFault(code, 1, "/data/x");
            Assert.NotEqual(fault.Sentence("en"), fault.Sentence("fr"));
            Assert.DoesNotContain("{0}", fault.Sentence("fr"), StringComparison.Ordinal);
            Assert.EndsWith(".", fault.Sentence("en").Replace("/data/x", "x.", StringComparison.Ordinal), StringComparison.Ordinal);
        });

    [Fact]
    public void A_namespace_can_be_the_forms_id() =>
        Assert.Equal("http://example.org/visit", Written.Read(Encoding.UTF8.GetBytes(
            """
            <html><head><model><instance><data xmlns="http://example.org/visit" version="2"><a/></data></instance></model></head><body/></html>
            """)).Id);
}
