using System.Collections.Immutable;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>What kind of value an observable has (<c>catalogue/observables.json</c>, <c>type</c>).</summary>
public enum SeenKind
{
    /// <summary>One of the observable's codes.</summary>
    Code,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>A whole number, 0 or more.</summary>
    Count,

    /// <summary>A decimal number in the observable's unit.</summary>
    Amount,

    /// <summary>A day.</summary>
    Date,
}

/// <summary>One answer read as a value of an observable.</summary>
public sealed record Seen
{
    /// <summary>The observable's id.</summary>
    public required string Observable { get; init; }

    /// <summary>The kind of its value.</summary>
    public required SeenKind Kind { get; init; }

    /// <summary><c>yes</c>/<c>no</c>, a whole number, a decimal number with a point, a code, or a day <c>2026-11-23</c>.</summary>
    public required string Value { get; init; }

    /// <summary>Its dimensions by name, in ordinal order.</summary>
    public required ImmutableArray<Dim> Dims { get; init; }

    /// <summary>What it is about: <c>pit</c>, <c>lot</c>, <c>actor</c>, <c>person-group</c>; <c>site</c> where nothing closer is named.</summary>
    public required string SubjectKind { get; init; }

    /// <summary>Id or code of what it is about; null for the site.</summary>
    public string? Subject { get; init; }

    /// <summary>The tier of the question that names what it is about.</summary>
    public Tier SubjectTier { get; init; }

    /// <summary>How it was come by.</summary>
    public required Known Known { get; init; }

    /// <summary>The day it happened, as claimed; null where the record claims none (then the day it was received counts).</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The instant, where a question gave one with its offset.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The row of the record it lies in, such as <c>people[2]/tool[1]</c>; empty outside repeats.</summary>
    public required string Row { get; init; }

    /// <summary>Path of the question.</summary>
    public required string Path { get; init; }

    /// <summary>The tier of the question alone: who may see the value without its dimensions and subject.</summary>
    public required Tier QuestionTier { get; init; }

    /// <summary>
    /// The tier of the question, or the highest of those that its dimensions and subject come from: the whole is no more public than any part.
    /// </summary>
    public required Tier Tier { get; init; }
}

/// <summary>All that a record says to the indicators.</summary>
/// <param name="Seen">In the form's order.</param>
/// <param name="Site">What the record names as its site (id or code); null where it names none.</param>
/// <param name="Flags">
/// <c>not-of-its-kind</c>: an answer that is no value of its observable; <c>unknown-observable</c>: a question observes what the catalogue
/// does not have. Neither gives an observation.
/// </param>
public sealed record SeenRecord(ImmutableArray<Seen> Seen, string? Site, ImmutableArray<AnswerFlag> Flags);
