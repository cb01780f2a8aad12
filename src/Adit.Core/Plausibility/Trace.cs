using System.Collections.Immutable;

namespace Adit.Plausibility;

/// <summary>How an answer was come by, as far as its question tells.</summary>
public enum SaidKind
{
    /// <summary>Chosen from a list, or yes or no: the same on most days.</summary>
    Chosen,

    /// <summary>A whole number: counted, or guessed. People round counts, and that says nothing.</summary>
    Counted,

    /// <summary>A decimal number: read from a rope, a gauge, a meter, a scale.</summary>
    Measured,

    /// <summary>Words of the agent's own.</summary>
    Written,
}

/// <summary>An answer, as far as it can be compared with another one: nobody can read it from here.</summary>
/// <param name="Question">A keyed hash of its question and row, never 0.</param>
/// <param name="Value">A keyed hash of what was answered.</param>
/// <param name="Telling">Whether the same answer twice says something: words of some length, or a number that is neither nought nor one digit.</param>
/// <param name="Round">Of a measured number: a whole multiple of five.</param>
public readonly record struct Said(uint Question, uint Value, SaidKind Kind, bool Telling, bool Round);

/// <summary>Where a phone said that it was.</summary>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="Digits">Digits after the point, of the one that has fewer; 5 is about a metre.</param>
/// <param name="AccuracyMetres">Radius in metres; null where not given. 0 is what a map tap gives.</param>
public readonly record struct Spot(double Latitude, double Longitude, int Digits, double? AccuracyMetres);

/// <summary>What one visit leaves behind that can be judged without knowing what it says.</summary>
public sealed partial record Trace
{
    /// <summary>The record.</summary>
    public required SubmissionId Visit { get; init; }

    /// <summary>Who went.</summary>
    public required ActorId Agent { get; init; }

    /// <summary>Where to.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The id of its form.</summary>
    public required string Form { get; init; }

    /// <summary>The day it speaks of, at the site.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>When it arrived, by our clock.</summary>
    public required Instant Received { get; init; }

    /// <summary>When the form was opened, by the phone's clock; null where it does not say.</summary>
    public Instant? Started { get; init; }

    /// <summary>When it was finished, by the phone's clock; null where it does not say.</summary>
    public Instant? Ended { get; init; }

    /// <summary>Copied from paper: neither when nor where it was typed says anything of the visit.</summary>
    public bool Paper { get; init; }

    /// <summary>Where it was made, the record's own place first, then where its photos were taken.</summary>
    public ImmutableArray<Spot> Spots { get; init; } = [];

    /// <summary>What was answered, in ascending order of <see cref="Said.Question"/>, each question once.</summary>
    public ImmutableArray<Said> Answers { get; init; } = [];

    /// <summary>Keyed hashes of its photos.</summary>
    public ImmutableArray<ulong> Photos { get; init; } = [];

    /// <summary>Seconds from opening to finishing; null where unknown, or where the clock was set back in between.</summary>
    public double? Seconds => Started is { } from && Ended is { } until && until.Micros >= from.Micros ? (until.Micros - from.Micros) / 1e6 : null;

    /// <summary>The order of visits: by the day they speak of, then by when they were begun. Never by when they arrived, where the phone says more.</summary>
    public static int Compare(Trace one, Trace other)
    {
        var order = one.Day.CompareTo(other.Day);
        if (order == 0)
            order = (one.Started ?? one.Received).CompareTo(other.Started ?? other.Received);
        return order != 0 ? order : one.Visit.Value.CompareTo(other.Visit.Value);
    }
}
