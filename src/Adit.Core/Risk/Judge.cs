using System.Buffers;

namespace Adit.Risk;

/// <summary>An indicator made ready for one site: its rule, and the limits that hold there on each day. Holds no state and may be shared.</summary>
public sealed class Judge
{
    private readonly Catalogue _catalogue;
    private readonly (DateOnly From, decimal?[] Limits)[] _limits;
    private readonly (Step Step, bool Takes)[] _steps;
    private readonly ulong[] _bits;
    private readonly ulong[] _asks;

    /// <summary>Makes an indicator ready for a site.</summary>
    public Judge(Catalogue catalogue, Indicator indicator, SiteHistory site)
    {
        (Indicator, Site, _catalogue) = (indicator, site, catalogue);
        _limits = LimitsOf(site);
        _steps = [.. indicator.Severity.Select(step => (step, step.When.Comparisons().Any(one => one.Take != Take.Each)))];
        _bits = new ulong[indicator.Reads.Count];
        _asks = new ulong[indicator.Reads.Count];
        Deal();
    }

    private Judge(Judge other, SiteHistory site)
    {
        (Indicator, Site, _catalogue, _steps, _bits, _asks) = (other.Indicator, site, other._catalogue, other._steps, other._bits, other._asks);
        _limits = LimitsOf(site);
    }

    /// <summary>The same indicator at another site; less work than making it ready anew.</summary>
    public Judge At(SiteHistory site) => ReferenceEquals(site, Site) ? this : new(this, site);

    /// <summary>The indicator.</summary>
    public Indicator Indicator { get; }

    /// <summary>The site's facts through time.</summary>
    public SiteHistory Site { get; }

    /// <summary>Values past this many units are read as this many, so that no sum overflows a decimal.</summary>
    internal const decimal Most = 1_000_000_000_000_000m;

    internal static decimal Bounded(decimal value) => Math.Clamp(value, -Most, Most);

    /// <summary>Set in <see cref="Asks"/> for what the indicator looks by.</summary>
    internal const ulong LookBit = 1UL << 63;

    private const int MostBits = 62;

    /// <summary>What an answer asks about, in bits of the observables read: its own and those that it settles, and whether it is a look.</summary>
    internal ulong Asks(in Observation observation) => _asks[observation.Observable];

    internal bool LooksBy(in Observation observation) => (_asks[observation.Observable] & LookBit) != 0;

    // Past 62 observables the last bit is shared, so that asking one of those would do for all of them; no indicator reads a tenth of that.
    private void Deal()
    {
        var dealt = 0;
        for (var i = 0; i < _bits.Length; i++)
            if (Indicator.Reads[i])
                _bits[i] = 1UL << Math.Min(dealt++, MostBits);
        for (var i = 0; i < _bits.Length; i++)
            _asks[i] = _bits[i] | (Indicator.LookedBy.Contains(i) ? LookBit : 0);
        foreach (var (by, settled) in Indicator.Settles)
            foreach (var one in settled)
                _asks[by] |= _bits[one];
    }

    /// <summary>The worst single-answer step that the scene meets, and why; wanting if none is met and one could not be judged.</summary>
    internal (Severity Level, bool Wanting) Single(in Scene scene, out Because because) => Worst(scene, takes: false, out because);

    /// <summary>The same for the steps that take many answers.</summary>
    internal (Severity Level, bool Wanting) Taken(in Scene scene, out Because because) => Worst(scene, takes: true, out because);

    private (Severity Level, bool Wanting) Worst(in Scene scene, bool takes, out Because because)
    {
        because = default;
        var (level, wanting) = (Severity.None, _steps.Length == 0 && !takes);
        foreach (var (step, stepTakes) in _steps)
        {
            if (stepTakes != takes)
                continue;
            var answer = step.When.Judge(scene);
            // A lesser step that is met too is no worse, but it was found as well and must be asked about again.
            if (answer == Truth.True)
            {
                var met = Because.Of(step.When, scene, _bits);
                because = level == Severity.None ? met : because with { Found = because.Found | met.Found, Seen = because.Seen | met.Seen };
                level = step.Level > level ? step.Level : level;
            }
            wanting |= answer == Truth.Wanting;
        }
        return (level, wanting && level == Severity.None);
    }

    internal ReadOnlySpan<decimal?> Limits(DateOnly day)
    {
        var i = _limits.Length - 1;
        while (i > 0 && _limits[i].From > day)
            i--;
        return _limits[i].Limits;
    }

    private (DateOnly From, decimal?[] Limits)[] LimitsOf(SiteHistory site) =>
        [.. site.Entries.Select(entry => (entry.From, _catalogue.Parameters.Select(p => p.At(entry.Facts) is { } limit ? (decimal?)Bounded(limit) : null).ToArray()))];

    /// <summary>What is done with each unit of a record: the observations about one subject on one day.</summary>
    internal delegate void EachUnit(in Account account, Subject subject, DateOnly day, ReadOnlySpan<int> own, ReadOnlySpan<int> shared);

    /// <summary>
    /// Splits what the indicator reads of a record into units. For an indicator about the site all of one day is one unit; for
    /// another, each subject of its kind is one, which also sees what is said of the record as a whole (the first 256 answers).
    /// If no subject of its kind is named, the site stands for it.
    /// </summary>
    internal void Split(in Account account, EachUnit each)
    {
        var most = account.Observations.Length;
        int[]? rented = most > 64 ? ArrayPool<int>.Shared.Rent(2 * most) : null;
        Span<int> room = rented is null ? stackalloc int[128] : rented;
        Span<int> own = room[..(room.Length / 2)], shared = room[(room.Length / 2)..];
        int ownCount = 0, sharedCount = 0;
        for (var i = 0; i < most; i++)
        {
            ref readonly var observation = ref account.Observations[i];
            if (!Indicator.Reads[observation.Observable] || !Site.AppliesTo(Indicator, observation.Day))
                continue;
            if (Indicator.About == SubjectKind.Site || observation.Subject.Kind == Indicator.About)
                own[ownCount++] = i;
            else
                shared[sharedCount++] = i;
        }
        if (ownCount > 0)
            Runs(account, own[..ownCount], shared[..Math.Min(sharedCount, 256)], Indicator.About == SubjectKind.Site, each);
        else if (sharedCount > 0)
            Runs(account, shared[..sharedCount], [], site: true, each);
        if (rented is not null)
            ArrayPool<int>.Shared.Return(rented);
    }

    private static void Runs(in Account account, Span<int> own, ReadOnlySpan<int> shared, bool site, EachUnit each)
    {
        var all = account.Observations;
        var first = all[own[0]];
        var same = true;
        foreach (var i in own)
            same &= all[i].Day == first.Day && (site || all[i].Subject.Id == first.Subject.Id);
        if (!same)
            own.Sort((a, b) => Order(all[a], all[b], site) is var order and not 0 ? order : a - b);
        for (int start = 0, end; start < own.Length; start = end)
        {
            end = start + 1;
            while (end < own.Length && Order(all[own[start]], all[own[end]], site) == 0)
                end++;
            ref readonly var one = ref all[own[start]];
            each(account, site ? Subject.Site : one.Subject, one.Day, own[start..end], shared);
        }
    }

    private static int Order(in Observation a, in Observation b, bool site)
    {
        var byDay = a.Day.CompareTo(b.Day);
        return byDay != 0 || site ? byDay : string.CompareOrdinal(a.Subject.Id, b.Subject.Id);
    }
}
