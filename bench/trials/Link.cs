using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Adit.Bench.Trials;

/// <summary>
/// A cable between two programs on this machine, as a proxy of TCP that can be cut, slowed or made to lose. What is lost, TCP sends again after a while: here a
/// piece, and all behind it, comes that much later.
/// </summary>
internal sealed class Link : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly int _to;
    private volatile TaskCompletionSource _open = Opened();
    private volatile State _state = new(TimeSpan.Zero, 0);

    public Link(int to)
    {
        _to = to;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    private sealed record State(TimeSpan Delay, double Lost);

    /// <summary>Where it is reached.</summary>
    public int Port { get; }

    /// <summary>From now on nothing goes through, and neither end is told.</summary>
    public void Cut() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything comes later by <paramref name="delay"/>, and this share of the pieces by 300 ms more.</summary>
    public void Slow(TimeSpan delay, double lost) => _state = new(delay, lost);

    /// <summary>As at the beginning; what waited goes through.</summary>
    public void Mend()
    {
        _state = new(TimeSpan.Zero, 0);
        _open.TrySetResult();
    }

    public void Dispose()
    {
        _ended.Cancel();
        _open.TrySetResult();
        _listener.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Carry(await _listener.AcceptSocketAsync(_ended.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return;
        }
    }

    private async Task Carry(Socket near)
    {
        using (near)
        using (var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
            try
            {
                near.NoDelay = true;
                await _open.Task;
                await far.ConnectAsync(IPAddress.Loopback, _to, _ended.Token);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
                await Task.WhenAny(Pump(near, far, either.Token), Pump(far, near, either.Token));
                await either.CancelAsync();
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                return;
            }
    }

    private async Task Pump(Socket from, Socket to, CancellationToken stop)
    {
        var queue = Channel.CreateBounded<(byte[] Piece, long Due)>(64);
        var writing = Write(queue.Reader, to, stop);
        try
        {
            var buffer = new byte[16 * 1024];
            for (int read; (read = await from.ReceiveAsync(buffer, stop)) > 0;)
            {
                var state = _state;
                var late = state.Delay + (Random.Shared.NextDouble() < state.Lost ? TimeSpan.FromMilliseconds(300) : TimeSpan.Zero);
                await queue.Writer.WriteAsync((buffer[..read], Environment.TickCount64 + (long)late.TotalMilliseconds), stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The other direction ends with this one.
        }
        queue.Writer.TryComplete();
        await writing;
    }

    private async Task Write(ChannelReader<(byte[] Piece, long Due)> queue, Socket to, CancellationToken stop)
    {
        try
        {
            await foreach (var (piece, due) in queue.ReadAllAsync(stop))
            {
                if (due - Environment.TickCount64 is > 0 and var early)
                    await Task.Delay((int)early, stop);
                await _open.Task.WaitAsync(stop);
                await to.SendAsync(piece, stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            return;
        }
    }
}
