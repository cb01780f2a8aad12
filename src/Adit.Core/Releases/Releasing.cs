using System.Collections.Immutable;
using System.Globalization;
using Adit.Reports;

namespace Adit.Releases;

/// <summary>What must be known of the record that something is released from.</summary>
/// <param name="Stands">The version is the one that counts: neither replaced, withdrawn nor rejected.</param>
/// <param name="Monitored">It is of a site that is monitored: of others nobody gets reports.</param>
public sealed record Releasable(bool Stands, bool Monitored);

/// <summary>What may leave the programme: pictures and words that a named person went through, and nothing else. What is protected never comes here: nobody can open it.</summary>
public static class Releasing
{
    /// <summary>Longest caption, in characters.</summary>
    public const int LongestCaption = 300;

    /// <summary>Longest excerpt, and reason, in characters.</summary>
    public const int LongestText = 2_000;

    /// <summary>The most parts of a picture that are covered.</summary>
    public const int MostMasks = 60;

    /// <summary>A photo is released.</summary>
    /// <param name="sure">That whoever releases it looked: no face, no plate and no name is left.</param>
    public static Decision Photo(PhotoReleased released, Releasable known, bool sure) => Decision.Unless(
        [
            .. Of(known, released.Language, sure), released.Caption.Length is 0 or > LongestCaption ? new("release-caption", [("n", Number(LongestCaption))]) : null,
            released.Masks.Length > MostMasks ? new("release-masks", [("n", Number(MostMasks))]) : null, released.Masks.All(Fits) ? null : new Refusal("release-mask"),
        ],
        released);

    /// <summary>An excerpt is released.</summary>
    /// <param name="sure">That whoever releases it looked: nothing in it points to a person.</param>
    public static Decision Text(TextReleased released, Releasable known, bool sure) => Decision.Unless(
        [.. Of(known, released.Language, sure), released.Text.Length is 0 or > LongestText ? new Refusal("release-text", [("n", Number(LongestText))]) : null], released);

    /// <summary>What was released is taken back.</summary>
    /// <param name="taken">Whether it was taken back before.</param>
    public static Decision TakeBack(Guid release, bool taken, string why) => Decision.Unless(
        [taken ? new("release-taken") : null, why.Length is 0 or > LongestText ? new("release-why", [("n", Number(LongestText))]) : null], new ReleaseTakenBack(release, why));

    /// <summary>Whether a mask lies within the picture and covers something.</summary>
    public static bool Fits(Mask mask) => mask is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 } && mask.Left <= 100 - mask.Width && mask.Top <= 100 - mask.Height;

    private static ImmutableArray<Refusal?> Of(Releasable known, string language, bool sure) =>
        [known.Stands ? null : new("release-record"), known.Monitored ? null : new("release-site"), Reporting.Languages.Contains(language) ? null : new("report-language"), sure ? null : new("release-unsure")];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
