using System.Collections.Immutable;
using System.Globalization;

namespace Adit.Verify;

/// <summary>Something to be said in the reader's language: a key of the texts and what stands in it.</summary>
public sealed record Sentence(string Key, params ImmutableArray<(string Name, object? Value)> Parts)
{
    /// <summary>The words of a sentence where it follows a colon.</summary>
    public static string Inside(string words) => string.Concat(words[..1].ToLowerInvariant(), words[1..]);

    /// <summary>A number that names a place, written without separators so that it can be searched for.</summary>
    public static string Place(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment that somebody signed, as they signed it.</summary>
    public static string Time(Instant at) => at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>One thing that was checked, and whether it holds.</summary>
public sealed record Said(bool Holds, Sentence Sentence);

/// <summary>What checking a file came to, the same in every program that checks one.</summary>
/// <param name="Holds">Null where nothing of the file can be checked by itself.</param>
/// <param name="Verdict">What it comes to.</param>
/// <param name="NotChecked">What was not checked, so that nobody believes more than is shown.</param>
public sealed record Told(bool? Holds, Sentence Verdict, ImmutableArray<Said> Checks, ImmutableArray<Sentence> NotChecked)
{
    /// <summary>The origin of the ledger; empty where none could be read.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Who issued it, of a credential; empty else.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Entries at the checkpoint; null where none could be read.</summary>
    public long? Size { get; init; }
}
