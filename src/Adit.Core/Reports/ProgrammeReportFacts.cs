using System.Collections.Immutable;

namespace Adit.Reports;

/// <summary>Somebody of the office wrote a section of a programme report that is being prepared; replaces what stood there.</summary>
/// <param name="Language">BCP 47: en, fr, sw or zh.</param>
/// <param name="Text">Empty where nothing is to stand there any more.</param>
public sealed record ProgrammeTextSet(ReportSpan Span, ReportSection Section, string Language, string Text) : Fact;

/// <summary>A programme report was published: the deliberate act of a named person. What it says is for subscribers (T1), and names no site; over which sites it adds up stays with the programme (T2).</summary>
/// <param name="Version">From 1; each later one corrects the one before.</param>
/// <param name="Why">What is corrected; empty for the first version.</param>
/// <param name="Sites">The sites that it adds up.</param>
public sealed record ProgrammeReportPublished(
    ReportId Report, ReportSpan Span, int Version, ProgrammeSpan Says, ImmutableArray<ReportText> Texts, string Why, ImmutableArray<SiteId> Sites) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Report.Value];
}
