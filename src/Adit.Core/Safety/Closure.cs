using System.Collections.Immutable;

namespace Adit.Safety;

/// <summary>A stretch of days on which nobody is to go to a site.</summary>
/// <param name="Until">The last day; null where nobody knows yet.</param>
public sealed record Closure(DateOnly From, DateOnly? Until, string Why)
{
    /// <summary>Whether a day is one of them.</summary>
    public bool Holds(DateOnly day) => day >= From && !(day > Until);

    /// <summary>The closures of a site after it was closed once more: days that were closed before for another reason are closed for this one.</summary>
    public static ImmutableArray<Closure> After(ImmutableArray<Closure> before, SiteClosed closed)
    {
        var kept = Outside(before, closed.From, closed.Until);
        return [.. kept.Append(new(closed.From, closed.Until, closed.Why)).OrderBy(c => c.From)];
    }

    /// <summary>The closures of a site after agents went there again: none of its days from then on is closed.</summary>
    public static ImmutableArray<Closure> After(ImmutableArray<Closure> before, SiteReopened reopened) => [.. Outside(before, reopened.From, null)];

    // What is left of closures when a stretch is cut out of them.
    private static IEnumerable<Closure> Outside(ImmutableArray<Closure> closures, DateOnly from, DateOnly? until)
    {
        foreach (var closure in closures)
        {
            if (closure.From < from)
                yield return closure with { Until = closure.Until < from ? closure.Until : from.AddDays(-1) };
            if (until is { } last && last < DateOnly.MaxValue && !(closure.Until <= last))
                yield return closure with { From = closure.From > last ? closure.From : last.AddDays(1) };
        }
    }
}
