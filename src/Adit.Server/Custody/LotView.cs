using Adit.Web;

namespace Adit.Custody;

/// <summary>A lot in the list.</summary>
/// <param name="What">Form, material, mineral and weight, in words.</param>
/// <param name="Odd">How many things of it cannot be right and are not explained.</param>
public sealed record LotRow(string Code, string Href, string What, string? Place, string State, int Odd, bool Held);

/// <summary>The list of lots.</summary>
/// <param name="Asked">What was searched for; null where nothing was.</param>
public sealed record LotsView(IReadOnlyList<LotRow> Rows, string? Asked, string? OlderHref)
{
    public IReadOnlyList<string>? Refusals { get; init; }
}

/// <summary>Something that cannot be right, in a sentence with its figures.</summary>
/// <param name="Explained">Why it is right after all; null where nobody has said.</param>
public sealed record OddView(Guid Id, string Kind, string Lot, string? Href, string Sentence, DateTimeOffset? At, string Indicator, string? Explained);

/// <summary>A step of a lot's way.</summary>
public sealed record StepView(Guid Event, DateTimeOffset At, bool DayOnly, string Kind, string? Place, string? Holder, string? Measured, string? Lots, string? Signatures);

/// <summary>A hold that stands on a lot or on what went into it, or stood.</summary>
public sealed record HoldView(Guid Hold, string Lots, DateTimeOffset From, DateTimeOffset? Until, string Why, string? Released, string? Incident);

/// <summary>Where a part of it was dug.</summary>
/// <param name="Open">What stood open at the site then that is S1 or S2, in words; null where nothing did.</param>
public sealed record OriginView(string Place, string? Href, string Share, string Days, string? Open);

/// <summary>A lot with all that is known of it.</summary>
/// <param name="Model">What may be claimed by where it was dug; <paramref name="Declared"/> where whoever made it said otherwise.</param>
public sealed record LotPageView(
    string Code, string What, string Model, string? Declared, IReadOnlyList<(string Label, string Value)> Facts, LotDrawing Drawing, IReadOnlyList<OriginView> Origins, IReadOnlyList<StepView> Steps, IReadOnlyList<OddView> Odd,
    IReadOnlyList<HoldView> Holds, bool Held, bool MayKeep)
{
    public IReadOnlyList<string>? Refusals { get; init; }
}
