using Adit.BackChecks;
using Adit.Risk;
using Adit.Web;

namespace Adit.Method;

/// <summary>How do they judge? Everything, in public.</summary>
/// <param name="Catalogue">Which catalogue: its version.</param>
/// <param name="InForceFrom">From which day it is in force; null where it is the first, which holds for all days.</param>
/// <param name="Blind">What the whole method cannot see: sentences.</param>
/// <param name="Regimes">The kinds of clock: name, and what each asks of whom.</param>
/// <param name="Numbers">The numbers that sites or programmes set.</param>
/// <param name="Agreement">How far two agents agree who record the same site one after the other.</param>
/// <param name="Checks">What is drawn and what came of it: sentences.</param>
/// <param name="Versions">The catalogues that were ever in force, newest first.</param>
public sealed record MethodView(
    string Catalogue, DateOnly? InForceFrom, IReadOnlyList<FigureView> Figures, IReadOnlyList<MethodGroupView> Groups,
    IReadOnlyList<StandardView> Standards, IReadOnlyList<string> Blind, IReadOnlyList<FactView> Regimes, IReadOnlyList<ParameterView> Numbers,
    IReadOnlyList<CatalogueVersionView> Versions, IReadOnlyList<AgreementView> Agreement, IReadOnlyList<string> Checks);

/// <summary>A risk group with its indicators.</summary>
public sealed record MethodGroupView(string Code, string Name, IReadOnlyList<IndicatorView> Indicators);

/// <summary>A number that rules use.</summary>
/// <param name="Values">By rule set, then for all others, with unit; none where nothing is rated by it until somebody sets it.</param>
public sealed record ParameterView(string Name, IReadOnlyList<string> Values, string Source);

/// <summary>A catalogue that was published, and the ledger entry that did it.</summary>
public sealed record CatalogueVersionView(string Version, long Entry, DateOnly? From, DateTimeOffset Published, string Hash);

/// <summary>One indicator, wholly.</summary>
/// <param name="Kind">Key: event, status, count, measure, sample, checklist, document, clock, calc.</param>
/// <param name="Detectability">Key: seen, asked, measured, document, hidden.</param>
/// <param name="Regime">Key of its clock's regime.</param>
/// <param name="ClockChecked">Whether the clause that sets the time was read.</param>
/// <param name="Owes">The number an expert still owes, in words.</param>
/// <param name="CannotSee">What it cannot see, in words; null where nothing special.</param>
/// <param name="Ends">Stale after, closes when, counts for, cadence, applies to: labels and values.</param>
public sealed record IndicatorView(
    string Id, int Version, string Name, string Observe, string Kind, string Detectability, string Tier, bool Protected,
    IReadOnlyList<RuleStepView> Steps, string? Owes, IReadOnlyList<ClauseView> Clauses, string Regime, bool ClockChecked,
    string Response, string? CannotSee, IReadOnlyList<FactView> Ends, IReadOnlyList<CaseView> Cases,
    string? NothingRecords = null);

/// <summary>A worked case: the facts and what comes out.</summary>
public sealed record CaseView(string Says, Standing Then);

/// <summary>A standard that clauses point into.</summary>
public sealed record StandardView(string Id, string Name, int Clauses, int Unchecked);
