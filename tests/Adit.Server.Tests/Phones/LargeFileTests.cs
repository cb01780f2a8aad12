using System.Text;

namespace Adit.Tests.Phones;

/// <summary>Tests that measure the memory of the whole process: no other runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>A file that is larger than what a server should hold of it.</summary>
[Collection(nameof(Alone))]
public class LargeFileTests(Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task A_file_of_100_megabytes_streams_through_without_being_held()
    {
        var instance = Rounds.NewInstance();
        using var content = new MultipartFormDataContent { Phone.Part("xml_submission_file", "text/xml", Encoding.UTF8.GetBytes(Rounds.Record(instance, photo: "big.mp4")), "r.xml") };
        var part = new StreamContent(new ZeroStream(100_000_000), 64 * 1024);
        part.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"big.mp4\"; filename=\"big.mp4\"");
        content.Add(part);
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        await using (new Timer(_ => most = Math.Max(most, GC.GetTotalMemory(false)), null, 0, 5))
            Assert.Equal(201, (await programme.Awa.Phone.Post(content)).Code);

        // Client and server run in one process: were the file held anywhere, this would be above 100 MB.
        Assert.InRange(most - before, long.MinValue, 70_000_000);
        Assert.Equal(100_000_000, Assert.Single(programme.House.Files(instance)).Blob.Length);
    }

    private sealed class ZeroStream(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
