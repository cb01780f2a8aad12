using System.Net.Http.Headers;
using System.Text;

namespace Adit.Tests.Phones;

/// <summary>Input that is wrong, huge or meant to harm: a sentence for the agent, never a failure, and nothing left behind.</summary>
public class HostileTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static TheoryData<string, string> Bombs => new()
    {
        { "billion laughs", "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><data id='round' version='1'><note>&c;</note></data>" },
        { "external entity", "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><data id='round' version='1'><note>&x;</note></data>" },
        { "external dtd", "<!DOCTYPE d SYSTEM 'http://127.0.0.1:9/x.dtd'><data id='round' version='1'/>" },
        { "too deep", string.Concat(Enumerable.Repeat("<a>", 50_000)) },
        { "too many elements", "<data id='round' version='1'>" + string.Concat(Enumerable.Repeat("<a/>", 200_000)) + "</data>" },
        { "too large", "<data id='round' version='1'><note>" + new string('x', 9_000_000) + "</note></data>" },
        { "a control character", "<data id='round' version='1'><note>&#1;</note></data>" },
        { "an undeclared encoding", "<?xml version='1.0' encoding='x-none'?><data id='round' version='1'/>" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task An_xml_bomb_is_refused_with_a_sentence_and_is_never_resolved(string what, string xml)
    {
        var answer = await Awa.Submit(xml);
        Assert.True(answer.Code is 400 or 413, $"{what}: {answer.Code}");
        Assert.NotEmpty(answer.Message);
        Assert.True(answer.Message.Length < 1_000, what);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_400()
    {
        foreach (var bytes in (byte[][])[[0xFF, 0xFE, 0x3C], [0, 0, 0, 0], [0xC3, 0x28], [.. Utf8("<data id='round' version='1'><note>"), 0xFF, 0xC0, .. Utf8("</note></data>")]])
            Assert.Equal(400, (await Awa.Submit(bytes)).Code);
    }

    [Fact]
    public async Task Utf_16_is_read_and_kept_as_it_came()
    {
        var instance = Rounds.NewInstance();
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Rounds.Record(instance).Replace("utf-8", "utf-16", StringComparison.Ordinal))).ToArray();
        Assert.Equal(201, (await Awa.Submit(bytes)).Code);
        Assert.Equal(bytes, programme.Held(instance)!.Xml.ToArray());
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("..\\..\\x")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a\u0001b.jpg")]
    [InlineData("CON")]
    [InlineData(" ")]
    public async Task A_hostile_file_name_names_no_path_and_loses_no_record(string name)
    {
        var instance = Rounds.NewInstance();
        var outside = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(House.Folder)!).Count(f => Path.GetFileName(f) is "x" or "passwd");
        var answer = await Awa.Post(new ByteArrayContent(Body(instance, name)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } });
        Assert.Equal(201, answer.Code);
        Assert.All(House.Files(instance), f => Assert.DoesNotContain('/', f.Name));
        Assert.Equal(outside, Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(House.Folder)!).Count(f => Path.GetFileName(f) is "x" or "passwd"));
    }

    [Fact]
    public async Task A_file_name_of_ten_kilobytes_loses_no_record_and_a_nul_in_it_is_no_failure()
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance), new FilePart(new string('n', 10_000), "image/jpeg", [1]))).Code);
        Assert.Equal(1, programme.Held(instance)!.Envelope!.Stray);
        var nul = await Awa.Post(new ByteArrayContent(Body(Rounds.NewInstance(), "a\0b")) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } });
        Assert.Contains(nul.Code, (int[])[201, 400]);
        Assert.NotEmpty(nul.Message);
    }

    private static byte[] Body(string instance, string name) => Utf8(
        $"--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"\r\n\r\n{Rounds.Record(instance, photo: name.Contains('\u0001', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) ? "" : name)}\r\n--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\nabc\r\n--b--\r\n");

    [Fact]
    public async Task More_files_than_an_upload_may_have_are_refused_and_leave_nothing()
    {
        var before = House.FilesOnDisk();
        var answer = await Awa.Submit(Rounds.Record(Rounds.NewInstance()), [.. Enumerable.Range(0, 201).Select(n => Rounds.Photo($"{n}.jpg", 10))]);
        Assert.Equal(400, answer.Code);
        Assert.NotEmpty(answer.Message);
        Assert.Equal(before, House.FilesOnDisk());
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("1970-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("2026-02-31")]
    [InlineData("-2026-01-01")]
    public async Task A_clock_that_is_years_off_is_flagged_and_rated_without_failing(string day)
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance, site: "N1", depth: "14", day: day))).Code);
        await House.Rated();
        Assert.NotEmpty(programme.Row(instance)!.Flags);
    }

    [Theory]
    [InlineData("1e999999")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("NaN")]
    public async Task An_absurd_number_is_kept_and_rated_without_failing(string depth)
    {
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), site: "N1", depth: depth))).Code);
        await House.Rated();
    }

    [Fact]
    public async Task Absurd_ids_are_kept_as_they_are_and_answered_in_short()
    {
        foreach (var instance in (string[])[new string('i', 100_000), " ", "<&>\"'", "uuid:" + new string('é', 5_000), "../../etc"])
        {
            Assert.Contains((await Awa.Submit(Rounds.Record(instance, note: "a"))).Code, (int[])[201, 400]);
            var other = await Awa.Submit(Rounds.Record(instance, note: "b"));
            Assert.Contains(other.Code, (int[])[201, 400, 409]);
            Assert.True(other.Message.Length < 1_000);
        }
        var form = await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: new string('f', 100_000)));
        Assert.Equal(404, form.Code);
        Assert.True(form.Message.Length < 1_000);
    }

    [Fact]
    public async Task A_file_of_100_megabytes_streams_through_without_being_held()
    {
        var instance = Rounds.NewInstance();
        using var content = new MultipartFormDataContent { Phone.Part("xml_submission_file", "text/xml", Utf8(Rounds.Record(instance, photo: "big.mp4")), "r.xml") };
        var part = new StreamContent(new ZeroStream(100_000_000), 64 * 1024);
        part.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"big.mp4\"; filename=\"big.mp4\"");
        content.Add(part);
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        await using (new Timer(_ => most = Math.Max(most, GC.GetTotalMemory(false)), null, 0, 5))
            Assert.Equal(201, (await Awa.Post(content)).Code);

        // Client and server run in one process: were the file held anywhere, this would be above 100 MB.
        Assert.InRange(most - before, long.MinValue, 70_000_000);
        Assert.Equal(100_000_000, Assert.Single(House.Files(instance)).Blob.Length);
    }

    [Fact]
    public async Task A_request_larger_than_the_server_takes_is_413_in_openrosa_words()
    {
        var answer = await RawAnswer("POST", "/submission", "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000000\r\n");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("OpenRosaResponse", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/forms/%2e%2e/versions/v1.xml")]
    [InlineData("/forms/round/versions/v1/media/..%2f..%2fadit.db")]
    [InlineData("/forms/round/versions/v1/media/%00")]
    [InlineData("/forms/round/versions/1.xml")]
    [InlineData("/forms/%ff/versions/v.xml")]
    public async Task A_hostile_address_is_404(string path)
    {
        var answer = await RawAnswer("GET", path, "");
        Assert.True(answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
    }

    private async Task<string> RawAnswer(string method, string path, string headers)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(House.Origin).Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Utf8($"{method} {Awa.Prefix}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-OpenRosa-Version: 1.0\r\n{headers}\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
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
