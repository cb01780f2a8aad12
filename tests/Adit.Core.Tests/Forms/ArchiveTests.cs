using Adit.Forms;
using Adit.Submissions;

namespace Adit.Tests.Forms;

public sealed class ArchiveTests
{
    [Fact]
    public void Every_form_of_the_ODK_projects_is_read()
    {
        var refused = Archive.Forms.Select(form => (form.Name, XFormReading.Read(form.Bytes).Faults)).Where(form => !form.Faults.IsEmpty)
            .Select(form => $"{form.Name}: {string.Join("; ", form.Faults)}").ToList();

        Assert.Equal([], refused);
        Assert.True(Archive.Forms.Count > 140);
    }

    [Fact]
    public void Every_record_that_a_real_engine_wrote_is_read_into_answers_of_its_form()
    {
        var odd = new List<string>();
        foreach (var (name, bytes) in Archive.Submissions)
        {
            var form = XFormReading.Read(Archive.Form(name)).Form!;
            var read = InstanceReading.Read(bytes);
            Assert.True(read.Instance is not null, $"{name}: {read.Refusal}");
            Assert.Equal(form.Id, read.Instance.FormId);
            Assert.Equal(form.Version, read.Instance.Version);
            odd.AddRange(new Filled(form, read.Instance).Flags.Select(flag => $"{name}: {flag}"));
        }
        Assert.Equal([], odd);
    }

    [Fact]
    public void Every_answer_that_a_record_holds_is_read_back_from_its_parts()
    {
        foreach (var (name, bytes) in Archive.Submissions)
        {
            var form = XFormReading.Read(Archive.Form(name)).Form!;
            var filled = new Filled(form, InstanceReading.Read(bytes).Instance!);
            var back = AnswerReading.Read(form, Answers.Of(filled).Parts).Where(answer => answer.Values.Length > 0).ToList();

            var sent = System.Xml.Linq.XDocument.Load(new MemoryStream(bytes)).Descendants()
                .Where(e => !e.HasElements && !string.IsNullOrWhiteSpace(e.Value)).Select(e => (e.Name.LocalName, e.Value.Trim()));
            Assert.Equal(sent.Order(), back.Select(answer => (answer.Node!.Name, answer.Text.Trim())).Order());
        }
    }

    [Fact]
    public void A_bind_of_nothing_is_noticed_and_stops_nothing()
    {
        var form = Written.Read(Archive.Form("51ce43"));

        Assert.Contains(form.Notices, notice => notice is { Code: "bind-to-nothing", About: "/randomTest_broken/deviceid" });
    }

    [Fact]
    public void Encrypted_forms_give_their_public_key() =>
        Assert.StartsWith("MIIBIjANBgkqhkiG9w0B", Written.Read(Archive.Form("2c9b61")).PublicKey);

    [Theory]
    [InlineData("1a884b", "beneficiaries.csv")]
    [InlineData("36d4cf", "geodataCsv.csv")]
    [InlineData("5e7ef9", "sampleAudio.wav")]
    public void A_form_names_the_files_it_needs(string start, string file) =>
        Assert.Contains(file, Written.Read(Archive.Form(start)).MediaFiles);

    [Fact]
    public void A_list_kept_by_the_phone_itself_is_no_file() =>
        Assert.Empty(Written.Read(Archive.Form("08d0b8")).MediaFiles);
}
