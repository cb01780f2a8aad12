using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Incidents;
using Adit.Partners;

namespace Adit.Reports;

/// <summary>Where in a report somebody writes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReportSection>))]
public enum ReportSection
{
    /// <summary>The month in a few sentences, on the first page.</summary>
    Summary,

    /// <summary>What the programme could not see, and why.</summary>
    Limits,

    /// <summary>What comes next.</summary>
    Next,
}

/// <summary>Something that a named person wrote for a report, in one language.</summary>
/// <param name="Language">BCP 47: en, fr, sw or zh.</param>
public sealed record ReportText(ReportSection Section, string Language, string Text);

/// <summary>Somebody of the office wrote a section of a report that is being prepared; replaces what stood there.</summary>
/// <param name="Text">Empty where nothing is to stand there any more.</param>
public sealed record ReportTextSet(SiteId Site, DateOnly Month, ReportSection Section, string Language, string Text) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>A party that a finding names was given its text, and time to answer, before it is published.</summary>
/// <param name="Since">Since when the finding stands: a new one is asked about anew.</param>
/// <param name="Way">How it was told: by hand, by mail, at the meeting.</param>
/// <param name="Until">The first instant after.</param>
public sealed record ReplyAsked(SiteId Site, string Indicator, DateOnly Since, Party Party, string Way, Instant Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>What the party answered, in its own words; it is printed beside the finding.</summary>
public sealed record ReplyGiven(SiteId Site, string Indicator, DateOnly Since, Party Party, DateOnly Day, string Text) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>A named person decided that the party is not asked, because that would endanger whoever told of it.</summary>
public sealed record ReplyWaived(SiteId Site, string Indicator, DateOnly Since, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>A report was published: the deliberate act of a named person. All of it is for subscribers (T1).</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Version">From 1; each later one corrects the one before.</param>
/// <param name="Why">What is corrected; empty for the first version.</param>
public sealed record ReportPublished(ReportId Report, SiteId Site, DateOnly Month, int Version, SiteMonth Says, ImmutableArray<ReportText> Texts, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Report.Value, Site.Value];
}

/// <summary>A published version holds no more, and no other takes its place.</summary>
public sealed record ReportWithdrawn(ReportId Report, int Version, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Report.Value];
}

/// <summary>Somebody from outside opened a version of a report for the first time, or took it away as a file: what was disclosed to whom.</summary>
/// <param name="As">page, pdf, csv, xlsx, json, evidence, records or credential; digest, step-5 or feed where something composed of several reports told parts of it.</param>
/// <param name="By">The agreement that gave it; null where none did, or from before that was said.</param>
public sealed record ReportDisclosed(ReportId Report, int Version, ActorId Reader, string As, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Basis? By = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Report.Value, Reader.Value];
}
