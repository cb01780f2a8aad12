using System.Collections.Immutable;
using System.Text.Json;

namespace Adit.Reports;

/// <summary>What must be known to publish a programme report.</summary>
/// <param name="Says">As the ledger gave it a moment ago.</param>
/// <param name="Sites">The sites that it adds up.</param>
/// <param name="Newest">The version that stands; null for none.</param>
/// <param name="Withdrawn">Whether the newest version was withdrawn.</param>
/// <param name="Today">The day at the site where it is earliest.</param>
public sealed record ProgrammePublishable(
    ReportId Report, ProgrammeSpan Says, ImmutableArray<SiteId> Sites, ImmutableArray<ReportText> Texts, ProgrammeReportPublished? Newest, bool Withdrawn, DateOnly Today);

/// <summary>What may be done about programme reports. Each act is one fact, or all reasons why not.</summary>
public static class ProgrammeReporting
{
    /// <summary>A section is written.</summary>
    public static Decision Write(ProgrammeTextSet set, string? before) => Decision.Unless(Reporting.WrittenWrong(set.Language, set.Text), set.Text == (before ?? "") ? null : set);

    /// <summary>A report is published, or corrected by a new version: its span is over everywhere, there is a site, and who publishes says that they read it.</summary>
    /// <param name="read">That whoever publishes has read all of it.</param>
    /// <param name="seen">The version that they saw as the newest; 0 for none.</param>
    /// <param name="why">What is corrected.</param>
    public static Decision Publish(ProgrammePublishable known, bool read, int seen, string why)
    {
        var published = new ProgrammeReportPublished(known.Report, known.Says.Span, (known.Newest?.Version ?? 0) + 1, known.Says, known.Texts, known.Newest is null ? "" : why, known.Sites);
        return Decision.Unless(
            [
                known.Says.Span.Last >= known.Today ? new("report-span") : null, known.Sites.IsEmpty ? new("report-no-sites") : null, read ? null : new("report-unread"), seen == (known.Newest?.Version ?? 0) ? null : new("report-changed"),
                known.Newest is not null && why.Length == 0 ? new("report-corrects") : null, Reporting.TooLong(why), known.Newest is { } newest && !known.Withdrawn && Same(newest, published) ? new("report-same") : null,
            ],
            published);
    }

    // What the ledger grew by meanwhile is no other report.
    private static bool Same(ProgrammeReportPublished one, ProgrammeReportPublished other) => Bytes(one).AsSpan().SequenceEqual(Bytes(other));

    private static byte[] Bytes(ProgrammeReportPublished report) =>
        JsonSerializer.SerializeToUtf8Bytes(report with { Version = 0, Why = "", Says = report.Says with { Knows = 0 } }, FactsJson.Default.ProgrammeReportPublished);
}
