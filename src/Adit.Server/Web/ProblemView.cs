namespace Adit.Web;

/// <summary>A page instead of the page: what happened and what to do next.</summary>
/// <param name="Kind">Key: not-found, forbidden, gone, too-large, bad-request, expired, failed.</param>
/// <param name="Reference">A number to name when asking for help; null where none is needed.</param>
/// <param name="Reasons">What can be mended, one sentence each.</param>
public sealed record ProblemView(string Kind, string? Reference = null, IReadOnlyList<string>? Reasons = null);
