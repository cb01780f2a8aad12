namespace Adit.Demo;

/// <summary>
/// Chance that comes out the same on every machine: SplitMix64, started from a seed and from what it decides about. Each record has dice of its own,
/// so that one more record changes no other.
/// </summary>
internal sealed class Dice
{
    private ulong _state;

    public Dice(params ReadOnlySpan<object> about)
    {
        _state = 0xCBF29CE484222325;
        foreach (var one in about)
            foreach (var c in FormattableString.Invariant($"{one}|"))
                _state = unchecked((_state ^ c) * 0x100000001B3);
    }

    /// <summary>At least 0, less than 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number, both ends included.</summary>
    public int Whole(int from, int to) => from + (int)(Share() * (to - from + 1));

    /// <summary>A number with some decimals.</summary>
    public decimal Number(double from, double to, int decimals) => Math.Round((decimal)(from + Share() * (to - from)), decimals);

    /// <summary>Whether something comes true that has this chance.</summary>
    public bool Chance(double chance) => Share() < chance;

    /// <summary>One of several.</summary>
    public T One<T>(params ReadOnlySpan<T> of) => of[Whole(0, of.Length - 1)];

    private ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
