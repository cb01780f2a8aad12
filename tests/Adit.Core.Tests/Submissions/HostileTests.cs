using System.Text;
using Adit.Forms;
using Adit.Submissions;
using Adit.Tests.Forms;
using CsCheck;

namespace Adit.Tests.Submissions;

/// <summary>Nothing that anybody can send makes reading throw.</summary>
public sealed class HostileTests
{
    private static readonly string[] Pieces =
        ["<", ">", "</", "/>", "&", "&#0;", "&#xD800;", "<!DOCTYPE", "<![CDATA[", "]]>", "<!--", "<?xml version='1.0' encoding='utf-7'?>", "\0", "xmlns:x=''",
         "meta", "entity", " id='", "adit:tier='T9'", "adit:where=':'", "nodeset='/'", "nodeset='../../..'", "encrypted='yes'", "\uFFFE", "ref=''"];

    private static readonly byte[] Form = Written.Form(
        "<a/><g><b/></g><r><c/></r><meta><entity dataset='d' create='1' id=''><label/></entity></meta>",
        """
        <bind nodeset="/data/a" type="int" adit:observes="x" adit:where="sex:f" entities:saveto="a"/><bind nodeset="/data/g/b" type="geopoint"/>
        <bind nodeset="/data/r/c" type="date" adit:day="" adit:tier="T3" calculate="../../a + 1"/>
        """,
        """<select ref="/data/a"><itemset nodeset="instance('l')/root/item"><value ref="v"/><label ref="jr:itext(i)"/></itemset></select><repeat nodeset="/data/r"/>""");

    private static readonly byte[] Record = Encoding.UTF8.GetBytes(
        "<data id='visit' version='3'><a>1 2</a><g><b>1 2 3 4</b></g><r><c>2026-11-23</c></r><r/><meta><instanceID>u</instanceID>"
        + "<entity dataset='d' create='1' id='2ed6657d-e927-568b-95e1-2665a8aea6a2'><label>x</label></entity></meta></data>");

    private static Gen<byte[]> Mutated(byte[] sample) =>
        Gen.Select(Gen.Int[0, sample.Length], Gen.Int[0, 12], Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(one => Pieces[one]).Select(Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 6]))
            .Array[1, 4].Select(changes => changes.Aggregate(sample, (bytes, change) =>
            {
                var at = Math.Min(change.Item1, bytes.Length);
                return [.. bytes[..at], .. change.Item3, .. bytes[Math.Min(bytes.Length, at + change.Item2)..]];
            }));

    [Fact]
    public void Random_bytes_are_refused_and_throw_nothing() => Gen.Byte.Array[0, 200].Sample(bytes =>
        XFormReading.Read(bytes).Faults.Length > 0 && InstanceReading.Read(bytes).Refusal is not null, iter: 3000);

    [Fact]
    public void A_form_changed_anywhere_is_read_or_refused() => Mutated(Form).Sample(bytes =>
    {
        var read = XFormReading.Read(bytes);
        Assert.Equal(read.Form is null, !read.Faults.IsEmpty);
        Assert.All(read.Faults, fault => Assert.NotEmpty(fault.Sentence("fr")));
        if (read.Form is { } form)
            Use(form, Record);
    }, iter: 4000);

    [Fact]
    public void A_record_changed_anywhere_is_read_or_refused()
    {
        var form = Written.Read(Form);
        Mutated(Record).Sample(bytes => Use(form, bytes), iter: 6000);
    }

    [Fact]
    public void A_record_of_any_form_fits_badly_into_another_and_throws_nothing()
    {
        var forms = Archive.Forms.Select(form => XFormReading.Read(form.Bytes).Form!).ToList();
        var records = Archive.Submissions;
        Gen.Select(Gen.Int[0, forms.Count - 1], Gen.Int[0, records.Count - 1]).Sample((form, record) => Use(forms[form], records[record].Bytes), iter: 500);
    }

    private static void Use(Form form, byte[] record)
    {
        if (InstanceReading.Read(record) is not { Instance: { } instance })
            return;
        var filled = new Filled(form, instance);
        var parts = Answers.Of(filled).Parts;
        _ = AnswerReading.Read(form, parts).Count();
        _ = AnswerTable.Rows(form, AnswerTable.Of(form, _ => true), parts, "k");
        _ = Observing.Of(filled, Device.Of(filled), id => (SeenKind)(id.Length % 5));
        _ = RecordPlace.Of(filled);
        _ = EntityChanges.Of(filled);
    }
}
