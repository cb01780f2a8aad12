using System.Text;
using Adit.Forms;
using Adit.Submissions;
using CsCheck;

namespace Adit.Tests;

/// <summary>Bytes as strangers send them, and what must hold of every reader whatever they are: it reads or gives its reason, and throws nothing.</summary>
internal static class Fuzzing
{
    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "&", "&#0;", "&#xD800;", "&lt;", "<!DOCTYPE", "<!ENTITY a 'b'>", "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0' encoding='utf-7'?>", "<?xml version='1.0' encoding='utf-16'?>", "\0", "xmlns:x=''",
        "xmlns='http://openrosa.org/xforms'", "meta", "entity", "instance", " id='", " version=''", "adit:tier='T9'", "adit:tier='T3'", "adit:where=':'", "adit:observes='pit.depth'", "nodeset='/'", "nodeset='../../..'", "encrypted='yes'",
        "\uFFFE", "ref=''", "jr:itext('')", "instance('')", "jr://file/", "2026-02-30", "9999999999999999999999", "NaN", "90.0001 181", "\u202e",
    ];

    private static readonly string[] PiecesOfParts =
    [
        "\r\n", "\r\n\r\n", "--", "\r\n--b", "\r\n--b--", "--b\r\n", "\n", ":", ";", "=", "\"", "%22", "\0", "Content-Disposition: form-data; name=\"xml_submission_file\"", "; filename=\"x\"", "name=\"*isIncomplete*\"", "Content-Type: multipart/mixed; boundary=b",
        "../../x", "filename*=utf-8''%ff", "=?utf-8?B?/w==?=", "\u202e", "\ud83e\udd80",
    ];

    /// <summary>A form with something of everything.</summary>
    public static byte[] Form { get; } = Encoding.UTF8.GetBytes(
        """
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:adit="urn:adit:forms:1" xmlns:entities="http://www.opendatakit.org/xforms/entities">
        <h:head><h:title>Visit</h:title><model>
          <itext><translation lang="en" default="true()"><text id="a"><value>A</value><value form="image">jr://images/a.png</value></text></translation><translation lang="fr"/></itext>
          <instance><data id="visit" version="3"><a/><g><b/></g><r jr:template=""><c/><n><d/></n></r><when/><where/><photo/><meta><instanceID/><audit/><entity dataset="d" create="1" id=""><label/></entity></meta></data></instance>
          <instance id="l"><root><item><v>1</v><i>a</i></item></root></instance><instance id="f" src="jr://file-csv/f.csv"/><instance id="last" src="jr://instance/last-saved"/>
          <bind nodeset="/data/a" type="int" adit:observes="pit.depth" adit:where="sex:f" entities:saveto="a" required="true()" constraint=". &lt; 9" jr:constraintMsg="jr:itext('a')"/>
          <bind nodeset="/data/g/b" type="geopoint"/><bind nodeset="/data/r/c" type="date" adit:day="" adit:dimension="task" adit:tier="T3" calculate="../../a + 1"/><bind nodeset="/data/r/n/d" type="odk:rank"/>
          <bind nodeset="/data/when" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/><bind nodeset="/data/meta/audit" type="binary" odk:track-changes="true"/><bind nodeset="/data/photo" type="binary"/>
          <odk:setgeopoint ref="/data/where" event="odk-instance-first-load"/><setvalue ref="/data/a" event="odk-instance-first-load" value="instance('last')/data/a"/>
        </model></h:head>
        <h:body><select ref="/data/a"><label ref="jr:itext('a')"/><itemset nodeset="instance('l')/root/item"><value ref="v"/><label ref="jr:itext(i)"/></itemset></select>
          <group ref="/data/r"><repeat nodeset="/data/r" jr:count="2"><input ref="c"/></repeat></group><range ref="/data/r/n/d" start="0" end="1" step="1"/><upload ref="/data/photo" mediatype="image/*"/></h:body></h:html>
        """);

    /// <summary>A record of it.</summary>
    public static byte[] Record { get; } = Encoding.UTF8.GetBytes(
        "<data id='visit' version='3' xmlns:o='http://openrosa.org/xforms'><a>1 2</a><g><b>1 2 3 4</b></g><r><c>2026-11-23</c><n><d>x</d></n></r><r/><when>2026-11-23T10:00:00.000+02:00</when><where>1 2</where><photo>p.jpg</photo>"
        + "<o:meta><o:instanceID>uuid:1</o:instanceID><o:deprecatedID>uuid:0</o:deprecatedID></o:meta><meta><audit>audit.csv</audit><entity dataset='d' create='1' id='2ed6657d-e927-568b-95e1-2665a8aea6a2'><label>x</label></entity></meta></data>");

    /// <summary>XML with a few places cut, doubled or overwritten, at times in another encoding.</summary>
    public static Gen<byte[]> Xml(byte[] sample) => Gen.Select(Changed(sample, Pieces), Gen.Int[0, 15], (bytes, encoding) => encoding switch
    {
        0 => Encoding.Convert(Encoding.UTF8, Encoding.Unicode, bytes),
        1 => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.Convert(Encoding.UTF8, Encoding.BigEndianUnicode, bytes)],
        2 => Encoding.Convert(Encoding.UTF8, Encoding.UTF32, bytes),
        3 => [.. Encoding.UTF8.Preamble, .. bytes],
        _ => bytes,
    });

    /// <summary>A multipart body (boundary <c>b</c>) changed in the same way.</summary>
    public static Gen<byte[]> Multipart(byte[] sample) => Changed(sample, PiecesOfParts);

    private static Gen<byte[]> Changed(byte[] sample, string[] pieces)
    {
        var piece = Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(one => Encoding.UTF8.GetBytes(pieces[one])), Gen.Byte.Array[0, 6], Gen.Select(Gen.Int[0, sample.Length], Gen.Int[0, 80], (at, length) => sample[at..Math.Min(sample.Length, at + length)]));
        return Gen.Select(Gen.Int[0, sample.Length], Gen.Frequency((9, Gen.Int[0, 12]), (1, Gen.Int[0, sample.Length])), piece).Array[0, 5].Select(changes => changes.Aggregate(sample, (bytes, change) =>
        {
            var (at, gone, put) = change;
            at = Math.Min(at, bytes.Length);
            return [.. bytes[..at], .. put, .. bytes[Math.Min(bytes.Length, at + gone)..]];
        }));
    }

    /// <summary>Reads a form; one that is read is used.</summary>
    /// <exception cref="InvalidOperationException">It gave neither a form nor a reason, or both.</exception>
    public static void ReadForm(byte[] bytes)
    {
        var read = XFormReading.Read(bytes);
        if (read.Form is null == read.Faults.IsEmpty || read.Faults.Any(fault => fault.Sentence("fr").Length == 0))
            throw new InvalidOperationException("A form was neither read nor refused.");
        if (read.Form is not { } form)
            return;
        _ = FormRules.Faults(form, id => id.Length % 2 == 0);
        _ = form.Nodes.Select(node => (node.Label?.In("fr"), node.Hint?.In("en"), node.Choices?.Label("1", "fr"), node.Label?.Media("image", "fr"))).Count();
        ReadRecord(form, Record);
    }

    /// <summary>Reads a record and does with it all that is done on the way into the ledger and out again.</summary>
    public static void ReadRecord(Form form, byte[] bytes)
    {
        var read = InstanceReading.Read(bytes);
        if (read.Instance is null == read.Refusal is null)
            throw new InvalidOperationException("A record was neither read nor refused.");
        if (read.Instance is not { } instance)
            return;
        var filled = new Filled(form, instance);
        var answers = Answers.Of(filled);
        _ = AnswerReading.Read(form, answers.Parts).Select(answer => answer.Words("fr")).Count();
        _ = AnswerTable.Rows(form, AnswerTable.Of(form, _ => true), answers.Parts, "k");
        _ = Observing.Of(filled, Device.Of(filled), id => (SeenKind)(id.Length % 5));
        _ = RecordPlace.Of(filled);
        _ = EntityChanges.Of(filled);
    }
}
