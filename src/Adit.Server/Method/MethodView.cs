using Adit.Risk;
using Adit.Web;

namespace Adit.Method;

/// <summary>How do they judge? Everything, in public.</summary>
/// <param name="Catalogue">Which catalogue: its hash in short, and from which day it is in force.</param>
/// <param name="Blind">What the whole method cannot see: sentences.</param>
public sealed record MethodView(
    string Catalogue, DateOnly InForceFrom, IReadOnlyList<FigureView> Figures, IReadOnlyList<MethodGroupView> Groups,
    IReadOnlyList<StandardView> Standards, IReadOnlyList<string> Blind);

/// <summary>A risk group with its indicators.</summary>
public sealed record MethodGroupView(string Code, string Name, string? About, IReadOnlyList<IndicatorView> Indicators);

/// <summary>One indicator, wholly.</summary>
/// <param name="Kind">Key: event, status, count, measure, sample, checklist, document, clock, calc.</param>
/// <param name="Detectability">Key: seen, asked, measured, document, hidden.</param>
/// <param name="Regime">Key of its clock's regime.</param>
/// <param name="ClockChecked">Whether the clause that sets the time was read.</param>
/// <param name="Owes">The number an expert still owes, in words.</param>
/// <param name="CannotSee">What it cannot see, in words; null where nothing special.</param>
/// <param name="Ends">Stale after, closes when, counts for, cadence, applies to: labels and values.</param>
/// <param name="Versions">Its earlier versions, newest first.</param>
public sealed record IndicatorView(
    string Id, int Version, string Name, string Observe, string Kind, string Detectability, string Tier, bool Protected,
    IReadOnlyList<RuleStepView> Steps, string? Owes, IReadOnlyList<ClauseView> Clauses, string Regime, bool ClockChecked,
    string Response, string? CannotSee, IReadOnlyList<FactView> Ends, IReadOnlyList<CaseView> Cases, IReadOnlyList<FactView> Versions,
    string? NothingRecords = null);

/// <summary>A worked case: the facts and what comes out.</summary>
public sealed record CaseView(string Says, Standing Then, string? Note = null);

/// <summary>A standard that clauses point into.</summary>
public sealed record StandardView(string Id, string Name, string? Href, int Clauses, int Unchecked);
