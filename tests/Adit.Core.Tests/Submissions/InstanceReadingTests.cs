using System.Text;
using Adit.Submissions;
using Adit.Tests.Forms;

namespace Adit.Tests.Submissions;

public sealed class InstanceReadingTests
{
    private const string Meta = "<meta><instanceID>uuid:1</instanceID></meta>";

    private static string? Code(string xml) => InstanceReading.Read(Encoding.UTF8.GetBytes(xml)).Refusal?.Code;

    [Theory]
    [InlineData("<meta><instanceID>uuid:1</instanceID></meta>")]
    [InlineData("<o:meta xmlns:o='http://openrosa.org/xforms'><o:instanceID>uuid:1</o:instanceID></o:meta>")]
    [InlineData("<o:meta xmlns:o='http://openrosa.org/xforms/'><o:instanceID/></o:meta><meta><instanceID>uuid:1</instanceID></meta>")]
    public void The_instance_id_is_read_in_the_forms_namespace_and_in_OpenRosas(string meta) =>
        Assert.Equal("uuid:1", Written.Record("<a>x</a>" + meta).InstanceId);

    [Fact]
    public void The_instance_id_may_stand_on_the_root_but_meta_comes_first()
    {
        Assert.Equal("uuid:2", Written.Record("<a/>", "id='v' instanceID='uuid:2'").InstanceId);
        Assert.Equal("uuid:1", Written.Record(Meta, "id='v' instanceID='uuid:2'").InstanceId);
        Assert.Null(Written.Record("<a><instanceID>uuid:3</instanceID></a>").InstanceId);
    }

    [Fact]
    public void The_form_and_its_version_are_read_from_the_root()
    {
        var record = Written.Record("<a/><meta><deprecatedID>uuid:0</deprecatedID></meta>", "id='v' o:version='7' xmlns:o='http://openrosa.org/xforms'");

        Assert.Equal(("v", "7", "uuid:0"), (record.FormId, record.Version, record.DeprecatedId));
        Assert.Equal("http://example.org/v", InstanceReading.Read("<d xmlns='http://example.org/v'/>"u8.ToArray()).Instance!.FormId);
    }

    [Theory]
    [InlineData("", "not-xml")]
    [InlineData("hello", "not-xml")]
    [InlineData("<data id='v'><a></data>", "not-xml")]
    [InlineData("<data id='v'/><data/>", "not-xml")]
    [InlineData("<data id='v'>&bogus;</data>", "not-xml")]
    [InlineData("<data><a/></data>", "no-form-id")]
    [InlineData("<data id=' '><a/></data>", "no-form-id")]
    [InlineData("<data xmlns='http://www.w3.org/2002/xforms'><a/></data>", "no-form-id")]
    [InlineData("<!DOCTYPE data [<!ENTITY a 'b'>]><data id='v'>&a;</data>", "dtd-refused")]
    [InlineData("<?xml version='1.0' encoding='klingon'?><data id='v'/>", "encoding-unknown")]
    [InlineData("<data id='v' encrypted='yes'><encryptedXmlFile>x.enc</encryptedXmlFile></data>", "no-instance-id")]
    public void What_cannot_be_read_is_refused_with_its_reason(string xml, string code) => Assert.Equal(code, Code(xml));

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, "too-deep")]
    [InlineData(50_000, "too-deep")]
    public void Depth_ends_at_a_hundred(int depth, string? code) =>
        Assert.Equal(code, Code($"<data id='v'>{string.Concat(Enumerable.Repeat("<a>", depth))}{string.Concat(Enumerable.Repeat("</a>", depth))}</data>"));

    [Fact]
    public void There_is_an_end_to_the_number_of_elements() =>
        Assert.Equal("too-many-elements", Code($"<data id='v'>{string.Concat(Enumerable.Repeat("<a/>", 100_000))}</data>"));

    [Fact]
    public void Other_encodings_that_are_declared_are_read()
    {
        const string Xml = "<?xml version=\"1.0\" encoding=\"ENC\"?><data id=\"v\"><a>éß</a></data>";
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1 })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Xml.Replace("ENC", encoding.WebName, StringComparison.Ordinal))];
            Assert.Equal("éß", InstanceReading.Read(bytes).Instance?.Elements[1].Text);
        }
    }

    [Fact]
    public void Bytes_that_are_not_of_their_encoding_are_refused() =>
        Assert.NotNull(InstanceReading.Read("<data id='v'><a>"u8.ToArray().Concat(new byte[] { 0xC3, 0x28 }).Concat("</a></data>"u8.ToArray()).ToArray()).Refusal);

    [Fact]
    public void A_text_in_pieces_is_one_text() =>
        Assert.Equal("a<b>c", Written.Record("<a>a<!-- x --><![CDATA[<b>]]>c</a><b/>").Elements[1].Text);

    [Fact]
    public void A_million_pieces_of_text_take_no_longer_than_their_length()
    {
        var xml = Encoding.UTF8.GetBytes($"<data id='v'><a>{string.Concat(Enumerable.Repeat("a<!---->", 1_000_000))}</a></data>");

        Assert.Equal(1_000_000, InstanceReading.Read(xml).Instance!.Elements[1].Text!.Length);
    }

    [Fact]
    public void An_encrypted_record_names_its_files_in_order_and_its_own_last()
    {
        var read = InstanceReading.Read(Encoding.UTF8.GetBytes(
            """
            <data xmlns="http://opendatakit.org/submissions" id="v" version="3" encrypted="yes"><base64EncryptedKey>KEY=</base64EncryptedKey>
              <o:meta xmlns:o="http://openrosa.org/xforms"><o:instanceID>uuid:9</o:instanceID></o:meta>
              <media><file>b.jpg.enc</file></media><media><file>a.jpg.enc</file></media>
              <encryptedXmlFile>submission.xml.enc</encryptedXmlFile><base64EncryptedElementSignature>SIG=</base64EncryptedElementSignature></data>
            """));
        var envelope = read.Instance!.Encrypted!;

        Assert.Equal(["b.jpg.enc", "a.jpg.enc", "submission.xml.enc"], envelope.Attachments);
        Assert.Equal(("KEY=", "SIG=", "uuid:9", "v"), (envelope.Key, envelope.Signature, read.Instance.InstanceId, read.Instance.FormId));
    }
}
