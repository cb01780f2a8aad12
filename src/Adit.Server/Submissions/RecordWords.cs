using Adit.Web;

namespace Adit.Submissions;

/// <summary>What surrounds a record in the words of the pages: flags, reviews, ways in.</summary>
internal static class RecordWords
{
    /// <summary>What is odd, each once; what concerns one answer only names no question, since that may be protected.</summary>
    public static IReadOnlyList<FlagView> Flags(IEnumerable<string> odd, Words words) =>
        [.. odd.Select(o => o.Split(':', 2)[0]).Where(o => o.Length > 0).Distinct().Select(c => new FlagView(c, Flag(c, words)))];

    public static string Flag(string code, Words words) => words.Has("flag." + code) ? words["flag." + code] : code;

    public static string Source(Source source, Words words) => words["source." + source.ToString().ToLowerInvariant()];

    /// <summary>The key that texts and forms know a state of review by.</summary>
    public static string Key(ReviewState state) => state == ReviewState.HasIssues ? "has-issues" : state.ToString().ToLowerInvariant();

    /// <summary>The state of a record: withdrawn, or as it was reviewed last.</summary>
    public static string Key(SubmissionRow row) => row.Standing == VersionState.Withdrawn ? "withdrawn" : Key(row.Review);

    /// <summary>The state that a form of ours asks for; null for any other text.</summary>
    public static ReviewState? Asked(string? key) => key switch
    {
        "approved" => ReviewState.Approved,
        "has-issues" => ReviewState.HasIssues,
        "rejected" => ReviewState.Rejected,
        _ => null,
    };

    /// <summary>A day without a time, for pages that show the day of it alone.</summary>
    public static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
