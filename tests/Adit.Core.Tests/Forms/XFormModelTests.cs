using System.Globalization;
using System.Text;
using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Tests.Forms;

/// <summary>What real forms are made of, beyond questions one after another: actions, files, lists, languages, attributes of other namespaces.</summary>
public sealed class XFormModelTests
{
    [Fact]
    public void What_the_phone_fills_by_itself_has_the_type_that_fills_it()
    {
        var form = Written.Read(Written.Form("<here/><sound/><start/><row jr:template=''><at/></row>", model:
            """
            <odk:setgeopoint ref="/data/here" event="odk-instance-first-load"/>
            <odk:recordaudio ref="/data/sound" event="odk-instance-load" odk:quality="low"/>
            <setvalue ref="/data/start" event="odk-instance-first-load" value="now()"/>
            """, binds: """<bind nodeset="/data/start" type="dateTime"/>""", body:
            """<group ref="/data/row"><repeat nodeset="/data/row"><odk:setgeopoint ref="/data/row/at" event="odk-new-repeat"/></repeat></group>"""));

        Assert.Equal([AnswerType.Geopoint, AnswerType.Binary, AnswerType.DateTime, AnswerType.Geopoint],
            ((string[])["here", "sound", "start", "row/at"]).Select(path => form.Find("/data/" + path)!.Type));
        Assert.True(form.Find("/data/sound")!.Overhears);
        Assert.False(form.Find("/data/here")!.Overhears);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("adit:training='gbv  app gbv'", "gbv app")]
    [InlineData("adit:tier='T3'", "child-protection")]
    [InlineData("adit:tier='T3' adit:training='security'", "security")]
    [InlineData("adit:tier='T3' adit:training=''", "")]
    public void A_form_names_the_training_that_it_needs_and_one_that_is_protected_needs_child_protection_by_itself(string bind, string needs) =>
        Assert.Equal(needs, string.Join(' ', Written.Read(Written.Form("<a/>", $"<bind nodeset='/data' {bind}/>")).Trainings));

    [Theory]
    [InlineData("", false)]
    [InlineData("<bind nodeset='/data' adit:sealed=''/>", true)]
    [InlineData("<bind nodeset='/data' adit:tier='T3'/>", true)]
    [InlineData("<bind nodeset='/data/a' adit:tier='T3'/>", true)]
    [InlineData("<bind nodeset='/data/a' adit:tier='T2'/>", false)]
    public void A_form_is_sealed_where_it_says_so_or_asks_something_that_is_protected(string bind, bool sealedForm) =>
        Assert.Equal(sealedForm, Written.Read(Written.Form("<a/>", bind)).Sealed);

    [Fact]
    public void A_form_is_sealed_as_a_whole_and_never_in_part() =>
        Assert.Contains(XFormReading.Read(Written.Form("<a/>", "<bind nodeset='/data/a' adit:sealed=''/>")).Faults, f => f.Code == "adit-unknown");

    [Fact]
    public void A_training_that_nobody_knows_is_a_fault() =>
        Assert.Contains(XFormReading.Read(Written.Form("<a/>", "<bind nodeset='/data' adit:training='app cooking'/>")).Faults, f => f.Code == "training-unknown");

    [Fact]
    public void A_place_or_a_recording_taken_in_the_background_is_not_protected_by_having_no_question()
    {
        var form = Written.Read(Written.Form("<here/><sound/>", """<bind nodeset="/data" adit:tier="T3"/>""", model:
            """<odk:setgeopoint ref="/data/here" event="odk-instance-first-load"/><odk:recordaudio ref="/data/sound" event="odk-instance-load"/>"""));

        Assert.Equal([("protected-form-shows", "/data/here"), ("protected-form-shows", "/data/sound")], FormRules.Faults(form, _ => true).Select(f => (f.Code, f.About)));
    }

    [Fact]
    public void In_an_open_form_a_protected_answer_has_no_file_and_nothing_listens_to_it()
    {
        var form = Written.Read(Written.Form("<child/><face/><sound/><meta><audit/></meta>",
            """
            <bind nodeset="/data/child" adit:tier="T3"/><bind nodeset="/data/face" type="binary" adit:tier="T3"/>
            <bind nodeset="/data/meta/audit" type="binary" odk:track-changes="true"/>
            """, model: """<odk:recordaudio ref="/data/sound" event="odk-instance-load"/>"""));

        Assert.Equal(
            [("protected-file", "/data/face"), ("protected-overheard", "/data/sound"), ("protected-overheard", "/data/meta/audit")],
            FormRules.Faults(form, _ => true).Select(f => (f.Code, f.About)));
    }

    [Fact]
    public void An_audit_log_without_answers_is_no_listener() =>
        Assert.Empty(FormRules.Faults(Written.Read(Written.Form("<child/><meta><audit/></meta>",
            """<bind nodeset="/data/child" adit:tier="T3"/><bind nodeset="/data/meta/audit" type="binary" odk:identify-user="true" odk:location-priority="balanced"/>""")), _ => true));

    [Theory]
    [InlineData("""<setvalue ref="/data/copy" event="xforms-value-changed" value="/data/child"/>""", "")]
    [InlineData("""<setvalue ref="/data/copy" event="odk-instance-first-load" value="instance('__last-saved')/data/child"/><instance id="__last-saved" src="jr://instance/last-saved"/>""", "")]
    [InlineData("", """<select1 ref="/data/copy"><itemset nodeset="/data/row[./x != '']"><value ref="child"/><label ref="child"/></itemset></select1>""")]
    [InlineData("", """<input ref="/data/trigger"><setvalue ref="/data/copy" event="xforms-value-changed" value=" /data/child "/></input>""")]
    public void A_protected_answer_that_is_copied_or_chosen_again_stays_protected(string model, string body)
    {
        var form = Written.Read(Written.Form("<child/><trigger/><copy/><row><x/></row>", """<bind nodeset="/data/child" adit:tier="T3"/>""", body, model));

        Assert.Equal(Tier.T3, form.Find("/data/copy")!.Tier);
    }

    [Fact]
    public void A_list_of_the_form_is_no_answer_even_where_a_protected_question_has_the_name_of_its_column() =>
        Assert.Equal(Tier.T2, Written.Read(Written.Form("<name/><pit/>", """<bind nodeset="/data/name" adit:tier="T3"/>""",
            """<select1 ref="/data/pit"><itemset nodeset="instance('pits')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>""",
            """<instance id="pits" src="jr://file-csv/pits.csv"/>""")).Find("/data/pit")!.Tier);

    [Fact]
    public void Every_way_of_naming_a_file_is_found_once()
    {
        var form = Written.Read(Written.Form("<a/><b/><c/><d/>", """<bind nodeset="/data/b" calculate="pulldata('prices.csv', 'usd', 'ore', /data/a)"/>""",
            """
            <input ref="/data/a" query="instance('villages')/root/item[district= /data/b ]"><label>Village</label></input>
            <select1 ref="/data/c" appearance="minimal search('people')"><label ref="jr:itext('c')"/><item><label>name</label><value>key</value></item></select1>
            <select ref="/data/d"><itemset nodeset="randomize(instance('tools')/root/item, 7)"><value ref="name"/><label ref="label"/></itemset></select>
            """,
            """
            <itext><translation lang="en"><text id="c"><value>Who?</value><value form="image">jr://images/who.png</value><value form="big-image">jr://images/who-big.png</value>
              <value form="audio">jr://audio/who.mp3</value><value form="video">jr://video/who.mp4</value></text></translation></itext>
            <instance id="tools" src="jr://file/tools.xml"/><instance id="places" src="jr://file/places.geojson"/><instance id="again" src="jr://file/tools.xml"/>
            <instance id="last" src="jr://instance/last-saved"/>
            """));

        Assert.Equal(["itemsets.csv", "people.csv", "places.geojson", "prices.csv", "tools.xml", "who-big.png", "who.mp3", "who.mp4", "who.png"],
            form.MediaFiles.Order(StringComparer.Ordinal));
        Assert.Equal("tools", form.Find("/data/d")!.Choices!.Instance);
    }

    [Fact]
    public void A_language_that_lacks_a_text_shows_the_forms_own_and_a_text_that_no_language_has_is_none()
    {
        var form = Written.Read(Written.Form("<a/><b/>", """<bind nodeset="/data/a" jr:constraintMsg="jr:itext('a:msg')" jr:requiredMsg="Please."/>""",
            """<input ref="/data/a"><label ref="jr:itext('a')"/><hint ref="jr:itext('a:hint')"/></input><input ref="/data/b"><label ref="jr:itext('gone')"/></input>""",
            """
            <itext>
              <translation lang="sw"><text id="a"><value>Kina?</value></text><text id="a:hint"><value form="guidance">ndani</value></text></translation>
              <translation lang="English (en)" default="true()"><text id="a"><value>Depth?</value></text><text id="a:msg"><value>Too deep.</value></text></translation>
              <translation lang="fr"/>
            </itext>
            """));
        var question = form.Find("/data/a")!;

        Assert.Equal(["English (en)", "sw", "fr"], form.Languages);
        Assert.Equal(("Kina?", "Depth?", "Depth?"), (question.Label!.In("sw"), question.Label.In("fr"), question.Label.In("en")));
        Assert.Equal(("Too deep.", "Please."), (question.ConstraintMessage!.In("sw"), question.RequiredMessage!.In("sw")));
        Assert.Equal("", question.Hint!.In("en"));
        Assert.Null(form.Find("/data/b")!.Label);
    }

    [Fact]
    public void Attributes_of_ODK_OpenRosa_and_JavaRosa_are_read_or_passed_over()
    {
        var form = Written.Read(Written.Form(
            "<photo/><phone/><n/><row><x/></row><gone/><meta><instanceID/><instanceName/></meta>",
            """
            <bind nodeset="/data/photo" type="binary" orx:max-pixels="1024"/><bind nodeset="/data/phone" type="string" jr:preload="property" jr:preloadParams="phonenumber"/>
            <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/><bind nodeset="/data/n" type="int" required="true()" constraint=". &lt; 10" relevant="/data/phone != ''"/>
            """,
            """
            <upload ref="/data/photo" mediatype="image/*" appearance="annotate new" accuracyThreshold="5"/><input ref="/data/n"><label>N</label></input>
            <group ref="/data/row" intent="org.example(x='1')"><label>Rows</label><repeat nodeset="/data/row" jr:count=" /data/n " jr:noAddRemove="true()"><input ref="/data/row/x"/></repeat></group>
            """,
            """<submission action="https://example.org" method="post" orx:auto-send="true" orx:auto-delete="true" base64RsaPublicKey=" KEY "/>""",
            "id=\"visit\" orx:version=\"3\" odk:xforms-version=\"1.0.0\" jr:name=\"x\""));

        Assert.Equal(("3", "KEY"), (form.Version, form.PublicKey));
        Assert.Equal(new Preload("property", "phonenumber"), form.Find("/data/phone")!.Preload);
        Assert.Equal(new Preload("uid", ""), form.Find("/data/meta/instanceID")!.Preload);
        Assert.Equal("/data/n", form.Find("/data/row")!.Count);
        Assert.Equal(("true()", ". < 10", "/data/phone != ''"), (form.Find("/data/n")!.Required, form.Find("/data/n")!.Constraint, form.Find("/data/n")!.Relevant));
        Assert.Empty(form.Notices);
    }

    [Fact]
    public void Entities_of_a_form_and_of_its_repeats_are_declared_with_what_they_save()
    {
        var form = Written.Read(Written.Form(
            "<name/><tree><kind/><meta><entity dataset='trees' create='1' id=''><label/></entity></meta></tree><meta><entity dataset='people' update='1' id='' baseVersion='' trunkVersion='' branchId=''><label/></entity></meta>",
            """
            <bind nodeset="/data/name" entities:saveto="name"/><bind nodeset="/data/tree/kind" entities:saveto="kind"/>
            <bind nodeset="/data/meta/entity/@id" calculate="/data/name"/><bind nodeset="/data/meta/entity/@baseVersion" calculate="1"/>
            """, """<group ref="/data/tree"><repeat nodeset="/data/tree"><input ref="/data/tree/kind"/></repeat></group>"""));

        Assert.Equal([("people", "name"), ("trees", "kind")], form.Entities.Select(e => (e.Dataset, Assert.Single(e.Properties).Property)).Order());
        Assert.Empty(form.Notices);
    }

    /// <summary>A list of all villages of a country in two languages, as some forms carry it within.</summary>
    [Fact]
    public void A_list_of_fifty_thousand_places_is_read_and_its_words_are_found_at_once()
    {
        const int Places = 50_000;
        string Texts(string language) => string.Concat(Enumerable.Range(0, Places).Select(n => string.Create(CultureInfo.InvariantCulture, $"<text id='p{n}'><value>{language} {n}</value></text>")));
        var form = Written.Read(Written.Form("<place/>", model:
            $"""
            <itext><translation lang="en">{Texts("Place")}</translation><translation lang="fr">{Texts("Lieu")}</translation></itext>
            <instance id="places"><root>{string.Concat(Enumerable.Range(0, Places).Select(n => string.Create(CultureInfo.InvariantCulture, $"<item><itextId>p{n}</itextId><name>{n}</name></item>")))}</root></instance>
            """, body: """<select1 ref="/data/place"><itemset nodeset="instance('places')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>"""));
        var choices = form.Find("/data/place")!.Choices!;

        Assert.Equal(Places, choices.Items.Length);
        for (var n = 0; n < Places; n++)
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"Lieu {n}"), choices.Label(n.ToString(CultureInfo.InvariantCulture), "fr"));
    }

    [Fact]
    public void There_is_an_end_to_the_elements_of_a_form() =>
        Assert.Equal("too-many-elements", Assert.Single(XFormReading.Read(Written.Form("<a/>", model: $"<instance id='x'><root>{string.Concat(Enumerable.Repeat("<i/>", 600_000))}</root></instance>")).Faults).Code);

    [Fact]
    public void A_record_is_read_with_the_questions_of_its_own_version()
    {
        var old = Written.Read(Written.Form("<depth/>", """<bind nodeset="/data/depth" type="string"/>""", root: "id=\"visit\" version=\"1\""));
        var now = Written.Read(Written.Form("<pits><depth/></pits>", """<bind nodeset="/data/pits/depth" type="int"/>""", """<repeat nodeset="/data/pits"/>""", root: "id=\"visit\" version=\"2\""));
        var record = Written.Record("<depth>about 12</depth>", "id=\"visit\" version=\"1\"");

        Assert.Empty(new Filled(old, record).Flags);
        Assert.Equal("{\"depth\":\"about 12\"}", Encoding.UTF8.GetString(Answers.Of(new Filled(old, record)).Part(Tier.T2).Span));
        Assert.Equal("unknown-question", Assert.Single(new Filled(now, record).Flags).Code);
    }

    [Fact]
    public void Rank_range_trace_shape_and_bar_code_come_out_as_they_were_answered()
    {
        var form = Written.Read(Written.Form("<order/><level/><way/><area/><code/><ok/><when/>",
            """
            <bind nodeset="/data/order" type="odk:rank"/><bind nodeset="/data/level" type="decimal"/><bind nodeset="/data/way" type="geotrace"/><bind nodeset="/data/area" type="geoshape"/>
            <bind nodeset="/data/code" type="barcode"/><bind nodeset="/data/when" type="time"/>
            """,
            """<odk:rank ref="/data/order"/><range ref="/data/level" start="0" end="1" step="0.1"/><input ref="/data/way"/><input ref="/data/area"/><input ref="/data/code"/><trigger ref="/data/ok"/>"""));
        var filled = new Filled(form, Written.Record(
            "<order>gold tin</order><level>0.3</level><way>1 2 0 0;1.1 2.1 0 0</way><area>1 2;1 3;2 3;1 2</area><code>00 12\u00e9</code><ok>OK</ok><when>07:30:00.000+02:00</when>"));

        Assert.Empty(filled.Flags);
        Assert.Equal(["gold tin", "0.3", "1 2 0 0;1.1 2.1 0 0", "1 2;1 3;2 3;1 2", "00 12\u00e9", "OK", "07:30:00.000+02:00"],
            AnswerReading.Read(form, Answers.Of(filled).Parts).Where(a => a.Values.Length > 0).Select(a => a.Text));
        Assert.Equal("not-a-place", Assert.Single(new Filled(form, Written.Record("<way>1 2;91 0</way>")).Flags).Code);
    }
}
