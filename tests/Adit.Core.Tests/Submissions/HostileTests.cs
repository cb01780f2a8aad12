using Adit.Forms;
using Adit.Submissions;
using Adit.Tests.Forms;
using CsCheck;

namespace Adit.Tests.Submissions;

/// <summary>Nothing that anybody can send makes reading throw.</summary>
public sealed class HostileTests
{
    [Fact]
    public void Random_bytes_are_refused_and_throw_nothing() => Gen.Byte.Array[0, 200].Sample(bytes =>
        XFormReading.Read(bytes).Faults.Length > 0 && InstanceReading.Read(bytes).Refusal is not null, iter: 3000);

    [Fact]
    public void A_form_changed_anywhere_is_read_or_refused() => Fuzzing.Xml(Fuzzing.Form).Sample(Fuzzing.ReadForm, iter: 4000);

    [Fact]
    public void A_record_changed_anywhere_is_read_or_refused()
    {
        var form = Written.Read(Fuzzing.Form);
        Fuzzing.Xml(Fuzzing.Record).Sample(bytes => Fuzzing.ReadRecord(form, bytes), iter: 6000);
    }

    [Fact]
    public void A_record_of_any_form_fits_badly_into_another_and_throws_nothing()
    {
        var forms = Archive.Forms.Select(form => XFormReading.Read(form.Bytes).Form!).ToList();
        var records = Archive.Submissions;
        Gen.Select(Gen.Int[0, forms.Count - 1], Gen.Int[0, records.Count - 1]).Sample((form, record) => Fuzzing.ReadRecord(forms[form], records[record].Bytes), iter: 500);
    }

    [Fact]
    public void A_real_form_changed_anywhere_is_read_or_refused() =>
        Gen.Int[0, Archive.Forms.Count - 1].SelectMany(form => Fuzzing.Xml(Archive.Forms[form].Bytes)).Sample(Fuzzing.ReadForm, iter: 500);
}
