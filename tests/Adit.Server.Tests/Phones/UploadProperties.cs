using System.Net.Http.Headers;
using Adit.Storage;
using CsCheck;

namespace Adit.Tests.Phones;

/// <summary>Uploads of any shape, in pieces of any size, read alone and sent to a whole house.</summary>
public class UploadProperties(Programme programme) : IClassFixture<Programme>
{
    private House House => programme.House;

    [Fact]
    public void However_the_bytes_arrive_every_file_comes_out_as_it_was_sent()
    {
        var blobs = House.Get<Blobs>();
        var files = House.FilesOnDisk();
        Gen.Select(UploadFuzzing.Parts, Gen.Int).Sample((parts, seed) =>
        {
            using var upload = UploadFuzzing.Read(blobs, UploadFuzzing.Body([.. parts, ("xml_submission_file", Fuzzing.Record)]), seed)!;
            Assert.Equal(Fuzzing.Record, upload.Xml);
            Assert.Equal(parts.Select(p => p.Name), upload.Files.Select(f => f.Name));
            foreach (var (part, file) in parts.Zip(upload.Files))
                Assert.Equal(part.Bytes, Blobs.Whole(file.Blob).GetAwaiter().GetResult());
        }, iter: 150, threads: 1);
        Assert.Equal(files, House.FilesOnDisk());
    }

    [Fact]
    public void An_upload_changed_anywhere_is_read_or_refused_and_leaves_nothing()
    {
        var blobs = House.Get<Blobs>();
        var files = House.FilesOnDisk();
        Gen.Select(Fuzzing.Multipart(UploadFuzzing.Sample), Gen.Int).Sample((body, seed) => UploadFuzzing.Read(blobs, body, seed)?.Dispose(), iter: 3_000, threads: 1);
        Assert.Equal(files, House.FilesOnDisk());
    }

    [Fact]
    public void Whatever_is_posted_the_answer_is_a_sentence_and_never_a_failure_of_ours()
    {
        var phone = programme.Awa.Phone;
        Gen.OneOf(Fuzzing.Multipart(UploadFuzzing.Sample), Fuzzing.Xml(Fuzzing.Record).Select(xml => UploadFuzzing.Body([("xml_submission_file", xml)]))).Sample(body =>
        {
            var answer = phone.Post(new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(UploadFuzzing.ContentType) } }).GetAwaiter().GetResult();
            Assert.Contains(answer.Code, (int[])[201, 400, 404, 409, 413]);
            Assert.NotEmpty(answer.Message);
        }, iter: 400, threads: 1);
    }
}
