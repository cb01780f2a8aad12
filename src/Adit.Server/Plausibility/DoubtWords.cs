using Adit.Submissions;
using Adit.Web;

namespace Adit.Plausibility;

/// <summary>Doubts in sentences that say what was seen, and accuse nobody.</summary>
internal static class DoubtWords
{
    public static DoubtView View(RecordDoubt doubt, Words words) => new(
        Sentence(doubt.Doubt, words), doubt.Earlier is { } earlier ? $"/submissions/{earlier.Submission}" : null, doubt.Earlier is { } seen ? words.Say("doubts.earlier", ("day", words.Day(seen.Day))) : null);

    private static string Sentence(Doubt doubt, Words words) => doubt.Kind switch
    {
        DoubtKind.FarFromSite => words.Say("doubts.FarFromSite", ("far", Far(doubt.Number, words))),
        DoubtKind.FarFromUsual => words.Say("doubts.FarFromUsual", ("far", Far(doubt.Number, words))),
        DoubtKind.TooShort => words.Say("doubts.TooShort", ("n", doubt.Of), ("time", words.Span(TimeSpan.FromSeconds(doubt.Number)))),
        DoubtKind.TooQuick => words.Say("doubts.TooQuick", ("time", words.Span(TimeSpan.FromSeconds(doubt.Number))), ("usual", words.Span(TimeSpan.FromSeconds(doubt.Of)))),
        _ => words.Say("doubts." + doubt.Kind, ("n", doubt.Number), ("of", doubt.Of)),
    };

    private static string Far(long metres, Words words) => metres < 1000 ? words.Amount(metres, "m") : words.Amount(Math.Round(metres / 1000m, 1), "km");
}
