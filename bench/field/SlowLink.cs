using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Adit.Bench.Field;

/// <summary>
/// A poor link between a phone and a server, as a relay: a rate that all connections share, each way; half a round trip before anything arrives, and a whole one before a connection stands; and
/// segments of 1,460 bytes of which some are lost, which holds their connection up for a round trip, as fast retransmission does. What TCP does with its window is not in it.
/// </summary>
internal sealed class SlowLink : IAsyncDisposable
{
    private const int Segment = 1_460;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly int _port;
    private readonly Way _up = new(), _down = new();

    public SlowLink(int port)
    {
        _port = port;
        _listener.Start();
        _ = Accept();
    }

    public string Origin => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What connections that begin from now on are like; before, they are as fast as can be.</summary>
    public (int Kbit, int RoundTrip, double Loss)? Slow { get; set; }

    /// <summary>Bytes that went up and down since it is slow, those that were lost and sent again counted twice.</summary>
    public long Carried => _up.Carried + _down.Carried;

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Relay(await _listener.AcceptTcpClientAsync(_ended.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task Relay(TcpClient phone)
    {
        using (phone)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                phone.NoDelay = true;
                // What waits in the kernel would hide how slow the link is.
                phone.ReceiveBufferSize = 16 * 1024;
                if (Slow is { } slow)
                    await Task.Delay(slow.RoundTrip, _ended.Token);
                await server.ConnectAsync("127.0.0.1", _port, _ended.Token);
                await Task.WhenAny(Carry(_up, phone.GetStream(), server.GetStream()), Carry(_down, server.GetStream(), phone.GetStream()));
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task Carry(Way way, NetworkStream from, NetworkStream to)
    {
        var flying = Channel.CreateBounded<(byte[] Bytes, DateTime Lands)>(64);
        var landing = Land(flying.Reader, to);
        var held = DateTime.MinValue;
        try
        {
            var segment = new byte[Segment];
            for (int read; (read = await from.ReadAsync(segment, _ended.Token)) > 0;)
            {
                var lands = DateTime.UtcNow;
                if (Slow is { } slow)
                {
                    var lost = Random.Shared.NextDouble() * 100 < slow.Loss;
                    var sent = way.Take(lost ? 2 * read : read, slow.Kbit);
                    if (sent - DateTime.UtcNow is { Ticks: > 0 } wait)
                        await Task.Delay(wait, _ended.Token);
                    lands = sent + TimeSpan.FromMilliseconds((slow.RoundTrip / 2) + (lost ? slow.RoundTrip : 0));
                }
                // In order: what comes after a lost segment waits for it.
                held = lands > held ? lands : held;
                await flying.Writer.WriteAsync((segment[..read], held), _ended.Token);
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return;
        }
        finally
        {
            flying.Writer.TryComplete();
            await landing;
        }
    }

    private async Task Land(ChannelReader<(byte[] Bytes, DateTime Lands)> flying, NetworkStream to)
    {
        try
        {
            await foreach (var (bytes, lands) in flying.ReadAllAsync(_ended.Token))
            {
                if (lands - DateTime.UtcNow is { Ticks: > 0 } wait)
                    await Task.Delay(wait, _ended.Token);
                await to.WriteAsync(bytes, _ended.Token);
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        _ended.Dispose();
    }

    /// <summary>One way of the link: who sends next begins when all before it are through.</summary>
    private sealed class Way
    {
        private readonly Lock _taking = new();
        private DateTime _free = DateTime.MinValue;

        public long Carried { get; private set; }

        /// <summary>When these bytes have been sent.</summary>
        public DateTime Take(int bytes, int kbit)
        {
            lock (_taking)
            {
                var now = DateTime.UtcNow;
                Carried += bytes + 40;
                return _free = (_free > now ? _free : now) + TimeSpan.FromSeconds((bytes + 40) * 8 / (kbit * 1000.0));
            }
        }
    }
}
