using System.Threading.RateLimiting;
using Adit.Printing;

namespace Adit.Summaries;

/// <summary>
/// Public summaries as files for anybody. What is asked for again is kept; what is new is made one at a time and so many a minute, so that whoever asks for all of them takes one turn of the browser at most, and never the
/// one that people of the programme wait for.
/// </summary>
internal sealed class SummaryPapers : IDisposable
{
    /// <summary>So many are kept, and so many made in a minute.</summary>
    public const int MostKept = 400, MostMade = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(long Entry, string Language), LinkedListNode<((long, string) Key, byte[] Bytes)>> _kept = [];
    private readonly LinkedList<((long, string) Key, byte[] Bytes)> _order = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FixedWindowRateLimiter _made = new(new() { PermitLimit = MostMade, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    /// <summary>The file of a published version in a language.</summary>
    /// <param name="entry">Its ledger index.</param>
    /// <exception cref="NoBrowserException">There is no browser, or others are being made.</exception>
    public async Task<byte[]> Of(long entry, string language, Func<Task<byte[]>> make)
    {
        if (Kept((entry, language)) is { } kept)
            return kept;
        if (!await _turn.WaitAsync(0))
            throw new NoBrowserException(NoBrowserException.Busy);
        try
        {
            if (Kept((entry, language)) is { } meanwhile)
                return meanwhile;
            using var lease = _made.AttemptAcquire();
            if (!lease.IsAcquired)
                throw new NoBrowserException(NoBrowserException.Busy);
            var bytes = await make();
            Keep((entry, language), bytes);
            return bytes;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _made.Dispose();
    }

    private byte[]? Kept((long, string) key)
    {
        lock (_lock)
        {
            if (!_kept.TryGetValue(key, out var node))
                return null;
            _order.Remove(node);
            _order.AddFirst(node);
            return node.Value.Bytes;
        }
    }

    private void Keep((long, string) key, byte[] bytes)
    {
        lock (_lock)
        {
            _kept[key] = _order.AddFirst((key, bytes));
            while (_order.Count > MostKept)
            {
                _kept.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
        }
    }
}
