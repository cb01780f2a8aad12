using System.Threading.RateLimiting;

namespace Adit.Plans;

/// <summary>How often a party may speak by its link: whoever has a link is known to nobody, and each report may bring photos. Kept in memory, on each node by itself.</summary>
internal sealed class LinkLimit : IDisposable
{
    /// <summary>So many times in so long.</summary>
    public const int Most = 30;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<Speaker> _limiter =
        PartitionedRateLimiter.Create<Speaker, ActorId>(by => RateLimitPartition.GetFixedWindowLimiter(by.Actor, _ => new() { PermitLimit = Most, Window = Within, QueueLimit = 0 }));

    /// <summary>Whether it may speak now; that counts as once.</summary>
    public bool Speaks(Speaker by)
    {
        using var lease = _limiter.AttemptAcquire(by);
        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
