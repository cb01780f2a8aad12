using Adit.Web;

namespace Adit.Custody;

/// <summary>A figure that left its own history, in a sentence.</summary>
/// <param name="Over">Which days were looked at, against how many before them.</param>
public sealed record DriftView(string Indicator, string Sentence, string Over);

/// <summary>What came out of the ground on one day.</summary>
/// <param name="People">How many agents counted at the site; null where nobody counted.</param>
public sealed record OutputDayView(string Day, string Lots, string Kilograms, string? People, string? Each, string? Moisture, string? Grade);

/// <summary>What a site brings.</summary>
/// <param name="Looked">The figures that could be compared with their history; null where none could.</param>
/// <param name="NotLooked">Those that could not, and what it takes; null where all could.</param>
public sealed record OutputView(LinkView Site, IReadOnlyList<DriftView> Drifts, string? Looked, string? NotLooked, IReadOnlyList<OutputDayView> Days);
