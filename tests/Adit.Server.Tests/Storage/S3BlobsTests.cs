using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Adit.Storage;
using Amazon.Runtime;
using Amazon.S3;

namespace Adit.Tests.Storage;

/// <summary>Files in an S3-compatible store: the one that ADIT_TEST_S3 names, with the keys of the environment.</summary>
[Trait("home", "folder")]
public sealed class S3BlobsTests : BlobsContract
{
    private readonly string _prefix = $"{Guid.NewGuid():N}";
    private readonly List<IDisposable> _opened = [];

    private string Scratch => Path.Combine(Folder, "scratch");

    [Fact]
    public void A_wrong_secret_is_said()
    {
        var url = Url();
        var client = new AmazonS3Client(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"), "wrong", url.Settings());

        Assert.Equal($"{url.Store} does not accept the secret in AWS_SECRET_ACCESS_KEY.", Assert.Throws<Refused>(() => S3Blobs.Open(url, client, Scratch)).Message);
    }

    [Fact]
    public void An_unknown_key_is_said()
    {
        var url = Url();
        var client = new AmazonS3Client("unknown", "wrong", url.Settings());

        Assert.Equal($"{url.Store} does not know the key in AWS_ACCESS_KEY_ID.", Assert.Throws<Refused>(() => S3Blobs.Open(url, client, Scratch)).Message);
    }

    [Fact]
    public void A_bucket_that_is_not_there_is_said()
    {
        var url = Url(u => u.Replace("//adit-tests", "//adit-not-there", StringComparison.Ordinal));

        Assert.Equal($"There is no bucket adit-not-there at {url.Store}.", Assert.Throws<Refused>(() => S3Blobs.Open(url, Scratch)).Message);
    }

    [Fact]
    public void A_store_that_is_not_there_is_said()
    {
        var url = At(AditProcess.FreePort());
        using var client = new AmazonS3Client("key", "secret", url.Settings());

        Assert.StartsWith($"{url.Store} cannot be reached: ", Assert.Throws<Refused>(() => S3Blobs.Open(url, client, Scratch)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(S3Blobs.Part + 1_000_000)]
    public async Task A_store_that_breaks_off_in_the_middle_of_a_file_leaves_nothing_under_its_id_and_the_caller_is_told(int length)
    {
        var store = Open();
        using var between = new Between(new Uri(Url().Store));
        var blobs = Opened(S3Blobs.Open(At(between.Port), Scratch));
        using var file = Made(blobs, RandomNumberGenerator.GetBytes(length));

        between.CutAfter(length / 2);
        await Assert.ThrowsAsync<StoreFailed>(file.Keep);

        Assert.True(between.Cuts > 0);
        Assert.False(await store.Holds(file.Finish().Id));
        between.CutAfter(long.MaxValue);
        Assert.True(await store.Holds((await file.Keep()).Id));
    }

    [Fact]
    public async Task A_store_of_the_virtual_style_is_asked_by_the_name_of_the_bucket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = S3Url.Read("s3://adit-tests/a?endpoint=http://s3.example.org&style=virtual", out _)!;
        var settings = url.Settings();
        (settings.ProxyHost, settings.ProxyPort) = ("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        var open = Task.Run(() => S3Blobs.Open(url, new AmazonS3Client("key", "secret", settings), Scratch), TestContext.Current.CancellationToken);

        using (var asked = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        using (var reader = new StreamReader(asked.GetStream()))
        {
            Assert.StartsWith("PUT http://adit-tests.s3.example.org/a/", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            await asked.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        }

        Assert.Equal("The keys do not allow to write, read, delete and list in s3://adit-tests/a/ at http://s3.example.org.", (await Assert.ThrowsAsync<Refused>(() => open)).Message);
    }

    private protected override Blobs Open() => Opened(S3Blobs.Open(Url(), Scratch));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var opened in _opened)
            opened.Dispose();
        base.Dispose(disposing);
    }

    private S3Blobs Opened(S3Blobs blobs)
    {
        _opened.Add(blobs);
        return blobs;
    }

    private S3Url Url(Func<string, string>? change = null)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("ADIT_TEST_S3") is null, "ADIT_TEST_S3 names no store to keep files in (tests/services starts one).");
        var text = Environment.GetEnvironmentVariable("ADIT_TEST_S3")!.Replace("?", $"/{_prefix}?", StringComparison.Ordinal);
        return S3Url.Read(change is null ? text : change(text), out _)!;
    }

    private S3Url At(int port) => S3Url.Read($"s3://adit-tests/{_prefix}?endpoint=http://127.0.0.1:{port}", out _)!;

    /// <summary>Stands between a client and a store, and cuts every connection that has carried too much to the store.</summary>
    private sealed class Between : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Uri _store;
        private long _most = long.MaxValue;
        private int _cuts;

        public Between(Uri store)
        {
            _store = store;
            _listener.Start();
            _ = Accept();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Cuts => Volatile.Read(ref _cuts);

        public void CutAfter(long bytes) => Volatile.Write(ref _most, bytes);

        public void Dispose() => _listener.Dispose();

        private async Task Accept()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await _listener.AcceptTcpClientAsync();
                }
                catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
                {
                    return;
                }
                _ = Carry(client);
            }
        }

        private async Task Carry(TcpClient client)
        {
            using var store = new TcpClient();
            using (client)
            {
                await store.ConnectAsync(_store.Host, _store.Port);
                await Task.WhenAny(Count(client.GetStream(), store.GetStream()), store.GetStream().CopyToAsync(client.GetStream()));
            }
        }

        private async Task Count(NetworkStream from, NetworkStream to)
        {
            var (chunk, carried) = (new byte[64 * 1024], 0L);
            for (int read; (read = await from.ReadAsync(chunk)) > 0;)
            {
                if ((carried += read) > Volatile.Read(ref _most))
                {
                    Interlocked.Increment(ref _cuts);
                    return;
                }
                await to.WriteAsync(chunk.AsMemory(0, read));
            }
        }
    }
}
