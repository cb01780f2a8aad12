namespace Adit.Demo;

/// <summary>A clock that the simulator moves, and never back. Only for ledgers whose first entry says that they are simulated.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;
    private volatile bool _released;

    public override DateTimeOffset GetUtcNow() => _released ? System.GetUtcNow() : new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves on to a time; an earlier one changes nothing.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        for (var seen = Volatile.Read(ref _ticks); seen < time.UtcTicks;)
        {
            var before = Interlocked.CompareExchange(ref _ticks, time.UtcTicks, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    /// <summary>From now on it shows the machine's time.</summary>
    public void Release() => _released = true;
}
