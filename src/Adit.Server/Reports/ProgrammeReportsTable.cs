using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Reports;

/// <summary>A version of a programme report as it was published.</summary>
/// <param name="Entry">Its ledger index.</param>
/// <param name="Withdrawn">Why it holds no more; null where it was not withdrawn.</param>
internal sealed record PublishedSpan(ProgrammeReportPublished Fact, long Entry, Instant At, ActorId By, string? Withdrawn)
{
    /// <summary>The same without what it says.</summary>
    public ReportVersion Version => new(Fact.Report, Fact.Version, Entry, At, Withdrawn);
}

/// <summary>Programme reports in all their versions, and what is written for those that are prepared. Who was shown what stands with that of other reports.</summary>
internal static class ProgrammeReportsTable
{
    public static Table[] Tables { get; } =
    [
        new("programme_reports", ["report", Table.Number("version"), "span", Table.Number("entry"), Table.Number("at"), "by_whom", Table.Maybe("withdrawn"), "body"], ["report", "version"], "(span)"),
        new("programme_report_texts", ["span", "section", "language", "text"], ["span", "section", "language"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case ProgrammeTextSet { Text.Length: 0 } f: db.Run("delete from programme_report_texts where span = $1 and section = $2 and language = $3", f.Span.ToString(), f.Section.ToString(), f.Language); break;
            case ProgrammeTextSet f:
                db.Run(
                    "insert into programme_report_texts (span, section, language, text) values ($1, $2, $3, $4) on conflict (span, section, language) do update set text = excluded.text",
                    f.Span.ToString(), f.Section.ToString(), f.Language, f.Text);
                break;
            case ProgrammeReportPublished f:
                db.Run(
                    "insert into programme_reports (report, version, span, entry, at, by_whom, withdrawn, body) values ($1, $2, $3, $4, $5, $6, null, $7)",
                    f.Report.ToString(), f.Version, f.Span.ToString(), recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), JsonSerializer.Serialize(f));
                break;
            case ReportWithdrawn f: db.Run("update programme_reports set withdrawn = $3 where report = $1 and version = $2", f.Report.ToString(), f.Version, f.Why); break;
            default: throw new ArgumentOutOfRangeException(nameof(recorded));
        }
    }

    /// <summary>All versions of the report about a span, the newest first.</summary>
    public static IReadOnlyList<PublishedSpan> Versions(DbConnection db, ReportSpan span) => Of(db, "where span = @span order by version desc", new { span = span.ToString() });

    /// <summary>All versions of a report, the newest first.</summary>
    public static IReadOnlyList<PublishedSpan> Versions(DbConnection db, ReportId report) => Of(db, "where report = @report order by version desc", new { report = report.ToString() });

    /// <summary>The newest version of each report, the last year and quarter first, a year before its quarters.</summary>
    public static IReadOnlyList<PublishedSpan> Newest(DbConnection db) =>
        [.. Of(db, "order by span, version desc", new { }).DistinctBy(r => r.Fact.Report).OrderByDescending(r => r.Fact.Span.Year).ThenBy(r => r.Fact.Span.Quarter == 0 ? 0 : 1).ThenByDescending(r => r.Fact.Span.Quarter)];

    /// <summary>What is written for a report, in the order of its sections.</summary>
    public static IReadOnlyList<ReportText> Texts(DbConnection db, ReportSpan span) =>
        [.. db.Query<(string Section, string Language, string Text)>("select section, language, text from programme_report_texts where span = @span", new { span = span.ToString() })
            .Select(r => new ReportText(Enum.Parse<ReportSection>(r.Section), r.Language, r.Text)).OrderBy(t => t.Section).ThenBy(t => Reporting.Languages.IndexOf(t.Language))];

    private static IReadOnlyList<PublishedSpan> Of(DbConnection db, string which, object values) =>
        [.. db.Query<(long Entry, long At, string By, string? Withdrawn, string Body)>($"select entry, at, by_whom, withdrawn, body from programme_reports {which}", values)
            .Select(r => new PublishedSpan(JsonSerializer.Deserialize<ProgrammeReportPublished>(r.Body)!, r.Entry, new(r.At), new(Guid.Parse(r.By)), r.Withdrawn))];
}
