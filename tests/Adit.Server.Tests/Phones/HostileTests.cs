using System.Net.Http.Headers;
using System.Text;

namespace Adit.Tests.Phones;

/// <summary>Input that is wrong, huge or meant to harm: a sentence for the agent, never a failure, and nothing left behind.</summary>
public class HostileTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Theory]
    [InlineData("../../x")]
    [InlineData("..\\..\\x")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a\u0001b.jpg")]
    [InlineData("CON")]
    [InlineData(" ")]
    [InlineData("\u202egpj.exe")]
    [InlineData("a;b=c.jpg")]
    [InlineData("%00%0d%0aX-Evil: 1")]
    [InlineData("=?utf-8?B?YQ==?=")]
    [InlineData("\ufeffe\u0301\ud83e\udd80.jpg")]
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

    /// <summary>Heads of parts that no phone writes: each is a 400 or a record without that file, never a failure.</summary>
    [Theory]
    [InlineData("form-data; name=\"a\r\nX-Evil: 1\"; filename=\"f\"")]
    [InlineData("form-data; filename=\"f\"")]
    [InlineData("form-data; name*=utf-8''%e2%82%ac.jpg; filename=f")]
    [InlineData("form-data; name=\"a\"; name=\"b\"; filename=f")]
    [InlineData("attachment; name=\"a\"; filename=\"f\"")]
    [InlineData("form-data; name=\"a")]
    [InlineData(";;;=")]
    [InlineData("")]
    public async Task A_strange_head_of_a_part_is_no_failure(string disposition)
    {
        var (instance, files) = (Rounds.NewInstance(), House.FilesOnDisk());
        var body = $"--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"x\"\r\n\r\n{Rounds.Record(instance)}\r\n--b\r\nContent-Disposition: {disposition}\r\nContent-Type: image/jpeg\r\n\r\nabc\r\n--b--\r\n";
        var answer = await Awa.Post(new ByteArrayContent(Utf8(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } });
        Assert.Contains(answer.Code, (int[])[201, 400]);
        Assert.NotEmpty(answer.Message);
        Assert.Equal(answer.Code == 201, programme.Held(instance) is not null);
        Assert.Equal(files, House.FilesOnDisk());
    }

    [Fact]
    public async Task A_million_parts_are_refused_after_the_first_few_hundred()
    {
        var part = Utf8("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n");
        var body = new MemoryStream();
        for (var n = 0; n < 1_000_000; n++)
            body.Write(part);
        body.Position = 0;
        var answer = await Awa.Post(new StreamContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } });
        Assert.Equal(400, answer.Code);
        Assert.Contains("many", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_without_its_length_is_taken_and_what_is_compressed_is_415()
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Post(Phone.Upload(Utf8(Rounds.Record(instance))), change: r => r.Headers.TransferEncodingChunked = true)).Code);
        Assert.NotNull(programme.Held(instance));
        var compressed = await Awa.Post(Phone.Upload(Utf8(Rounds.Record(Rounds.NewInstance()))), change: r => r.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal(415, compressed.Code);
        Assert.NotEmpty(compressed.Message);
    }

    [Fact]
    public async Task A_hundred_and_twenty_eight_uploads_of_one_key_go_on_at_once_and_more_are_asked_to_come_back()
    {
        const int TooMany = 20;
        var flood = await House.Agent("Flood " + Guid.NewGuid(), "en", programme.North);
        var uploads = await Task.WhenAll(Enumerable.Range(0, Adit.Phones.UploadsAtOnce.Most + TooMany).Select(async _ =>
            await HalfUpload.Begin(House, flood.Key, await Phone.Upload(Utf8(Rounds.Record(Rounds.NewInstance()))).ReadAsByteArrayAsync())));
        for (var tries = 0; tries < 600 && uploads.Count(u => u.Answered) < TooMany; tries++)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        var refused = uploads.Where(u => u.Answered).ToList();
        Assert.Equal(TooMany, refused.Count);
        foreach (var upload in refused)
            Assert.StartsWith("HTTP/1.1 503", await upload.End(), StringComparison.Ordinal);
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance()))).Code);
        foreach (var upload in uploads.Except(refused))
            Assert.StartsWith("HTTP/1.1 201", await upload.End(), StringComparison.Ordinal);
        Assert.Equal(201, (await flood.Phone.Submit(Rounds.Record(Rounds.NewInstance()))).Code);
    }

    /// <summary>The real program: sixteen of the largest records, then as many files of 20 MB, all at once.</summary>
    [Fact]
    public async Task Memory_stays_bounded_whatever_comes_at_once()
    {
        var (home, key) = await Prepared();
        using var adit = await AditProcess.Serve(home);
        using var http = new HttpClient { BaseAddress = new(adit.Origin), Timeout = TimeSpan.FromMinutes(5) };
        var phone = new Phone(http, $"/openrosa/key/{key}");
        await phone.Submit(Rounds.Record(Rounds.NewInstance()));
        var before = adit.PeakBytes;
        var filling = string.Concat(Enumerable.Repeat("<q>123456789012345678901234567890123456789012345678901234567890123</q>", 99_000));
        var files = new[] { Rounds.Photo("a.jpg", 20_000_000) };

        var large = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => phone.Submit($"<data id='round' version='1'>{filling}<meta><instanceID>uuid:large-{n}</instanceID></meta></data>")));
        var withFiles = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => phone.Submit(Rounds.Record($"uuid:file-{n}", photo: "a.jpg"), files)));

        Assert.All(large.Concat(withFiles), a => Assert.Equal(201, a.Code));
        // Held all at once, they would be some 1.5 GB.
        Assert.InRange(adit.PeakBytes - before, 0, 600_000_000);
        await adit.Kill();
    }

    private static async Task<(TestHome Home, string Key)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        return (await house.CopyOfHome(), agent.Key);
    }

    [Fact]
    public async Task More_files_than_an_upload_may_have_are_refused_and_leave_nothing()
    {
        var before = House.FilesOnDisk();
        var answer = await Awa.Submit(Rounds.Record(Rounds.NewInstance()), [.. Enumerable.Range(0, 201).Select(n => Rounds.Photo($"{n}.jpg", 10))]);
        Assert.Equal(400, answer.Code);
        Assert.NotEmpty(answer.Message);
        Assert.Equal(before, House.FilesOnDisk());
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
}
