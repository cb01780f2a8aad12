using System.Net;
using System.Net.Sockets;

namespace Adit.Tests.FieldApp;

/// <summary>A network between a phone and a server that a test makes as bad as it likes: cut after so many bytes, away, or leading to another server.</summary>
internal sealed class BadNetwork : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _counting = new();
    private long? _cutAfter;
    private long _left = long.MaxValue;

    public BadNetwork(Uri server)
    {
        Server = server;
        _listener.Start();
        _ = Accept();
    }

    /// <summary>Where it leads from now on; a connection that leads elsewhere is cut.</summary>
    public Uri Server { get; set; }

    /// <summary>Whether nothing gets through.</summary>
    public bool Away { get; set; }

    /// <summary>What a connection may carry from now on, both ways together, before it is cut, also one that is open already; each new one may carry <see cref="MoreEach"/> more. Null for a good network.</summary>
    public long? CutAfter
    {
        get => _cutAfter;
        set
        {
            lock (_counting)
            {
                _cutAfter = value;
                _left = value ?? long.MaxValue;
            }
        }
    }

    public long MoreEach { get; set; }

    /// <summary>What each connection carries in a second, each way; null for as fast as can be.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>How long anything takes there and back, in milliseconds.</summary>
    public int RoundTrip { get; set; }

    /// <summary>The share of segments of 1,460 bytes that is lost; what comes after one waits a round trip for it.</summary>
    public double Loss { get; set; }

    public int Cuts { get; private set; }

    public Uri Origin => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Carry(await _listener.AcceptTcpClientAsync(_ended.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task Carry(TcpClient phone)
    {
        using (phone)
        using (var server = new TcpClient())
        {
            try
            {
                if (Away)
                    throw new IOException("away");
                lock (_counting)
                {
                    _left = _cutAfter ?? long.MaxValue;
                    _cutAfter += MoreEach;
                }
                var leads = Server;
                await server.ConnectAsync("127.0.0.1", leads.Port, _ended.Token);
                await Task.WhenAny(Copy(leads, phone.GetStream(), server.GetStream()), Copy(leads, server.GetStream(), phone.GetStream()));
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                phone.Client.LingerState = new(true, 0);
            }
            // What is cut is cut at once, as when a phone walks behind a hill.
            phone.Client.LingerState = new(true, 0);
        }
    }

    private async Task Copy(Uri leads, NetworkStream from, NetworkStream to)
    {
        var chunk = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(chunk, _ended.Token)) > 0;)
            {
                var lost = Enumerable.Range(0, 1 + (read / 1_460)).Count(_ => Random.Shared.NextDouble() < Loss);
                if (RoundTrip > 0)
                    await Task.Delay((RoundTrip / 2) + (lost * RoundTrip), _ended.Token);
                var allowed = Away || leads != Server ? 0 : Allowed(read);
                await Carry(to, chunk.AsMemory(0, allowed));
                if (allowed == read)
                    continue;
                Cuts++;
                return;
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return;
        }
    }

    private async Task Carry(NetworkStream to, ReadOnlyMemory<byte> bytes)
    {
        while (BytesPerSecond is { } slow && bytes.Length > 0)
        {
            var now = Math.Min(bytes.Length, Math.Max(1, slow / 10));
            await to.WriteAsync(bytes[..now], _ended.Token);
            bytes = bytes[now..];
            await Task.Delay(100, _ended.Token);
        }
        await to.WriteAsync(bytes, _ended.Token);
    }

    private int Allowed(int read)
    {
        lock (_counting)
        {
            var allowed = (int)Math.Min(read, _left);
            _left -= allowed;
            return allowed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        _ended.Dispose();
    }
}
