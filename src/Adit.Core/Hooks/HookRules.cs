using System.Globalization;
using Adit.Credentials;
using Adit.Releases;
using Adit.Reports;
using Adit.Submissions;
using Adit.Summaries;

namespace Adit.Hooks;

/// <summary>What webhooks are told, when a call is tried again, and what may be set of them.</summary>
public static class HookRules
{
    /// <summary>Longest name, in characters, and most webhooks.</summary>
    public const int LongestName = 100, Most = 100;

    /// <summary>What the record changed in ratings of its site; told beside what happened to the record.</summary>
    public const string Rated = "submission.rated";

    /// <summary>Ratings of a site changed by something that is no record: an incident that ended or was taken up again, a determination, a number that rules use, a new catalogue.</summary>
    public const string SiteRated = "site.rated";

    /// <summary>A photo or a text that was released is shown to nobody outside any more; told of those of a record that counts no more too.</summary>
    public const string TakenBack = "release.taken-back";

    /// <summary>A report about the programme was withdrawn: the same fact as of a report of a site.</summary>
    public const string ProgrammeWithdrawn = "programme-report.withdrawn";

    /// <summary>What stands in the place of an event that its reader may not have any more: the numbers go on without a gap.</summary>
    public const string Withheld = "withheld";

    /// <summary>The type of event that a fact is told as; null where it is none.</summary>
    /// <param name="first">Of a record: whether it is its first version.</param>
    public static string? TypeOf(Fact fact, bool first) => fact switch
    {
        SubmissionAccepted { Protected: false } => first ? "submission.new" : "submission.edited",
        SubmissionReviewed => "submission.reviewed",
        SubmissionWithdrawn => "submission.withdrawn",
        ReportPublished { Version: 1 } => "report.published",
        ReportPublished => "report.corrected",
        ReportWithdrawn => "report.withdrawn",
        ProgrammeReportPublished { Version: 1 } => "programme-report.published",
        ProgrammeReportPublished => "programme-report.corrected",
        SummaryPublished { Version: 1 } => "summary.published",
        SummaryPublished => "summary.corrected",
        SummaryWithdrawn => "summary.withdrawn",
        PhotoReleased or TextReleased => "release.made",
        ReleaseTakenBack => TakenBack,
        CredentialStatusChanged { Status: CredentialEnd.Superseded } => "credential.superseded",
        CredentialStatusChanged => "credential.withdrawn",
        _ => null,
    };

    /// <summary>When a call that failed is tried again: after one minute, two, four, …, and then each hour, for as long as it takes. Whatever comes after it waits.</summary>
    /// <param name="tries">How many failed before this one.</param>
    public static Instant Again(int tries, Instant now) => new(now.Micros + (60_000_000L * Math.Min(60, 1L << Math.Min(tries, 6))));

    /// <summary>A webhook is to be set.</summary>
    /// <param name="before">As it was; null for a new one.</param>
    /// <param name="isAddress">Whether a program may be called there.</param>
    /// <param name="others">How many others there are.</param>
    public static Decision Set(HookSet set, HookSet? before, Func<string, bool> isAddress, int others) => Decision.Unless(
        [
            set.Name.Length is 0 or > LongestName || set.Name.Any(char.IsControl) ? new("hook-name", [("n", Number(LongestName))]) : null,
            isAddress(set.Url) ? null : new("listener-webhook", [("url", set.Url)]),
            before is null && others >= Most ? new("hook-many", [("n", Number(Most))]) : null,
        ],
        set == before ? null : set);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
