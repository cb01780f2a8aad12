using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Reports;

/// <summary>A version of a report as it was published.</summary>
/// <param name="Entry">Its ledger index.</param>
/// <param name="Withdrawn">Why it holds no more; null where it was not withdrawn.</param>
internal sealed record PublishedReport(ReportPublished Fact, long Entry, Instant At, ActorId By, string? Withdrawn)
{
    /// <summary>The same without what it says.</summary>
    public ReportVersion Version => new(Fact.Report, Fact.Version, Entry, At, Withdrawn);
}

/// <summary>A version of a report of any kind.</summary>
/// <param name="Entry">Its ledger index.</param>
/// <param name="Withdrawn">Why it holds no more; null where it was not withdrawn.</param>
internal readonly record struct ReportVersion(ReportId Report, int Number, long Entry, Instant At, string? Withdrawn)
{
    /// <summary>How it stands among all of its report: withdrawn, superseded or current.</summary>
    public string StateAmong(IEnumerable<ReportVersion> versions)
    {
        var number = Number;
        return Withdrawn is not null ? "withdrawn" : versions.Any(v => v.Number > number) ? "superseded" : "current";
    }
}

/// <summary>What was disclosed to whom.</summary>
internal sealed record ReportRead(ReportId Report, int Version, ActorId Reader, string As, Instant At)
{
    /// <summary>Whether it was the report itself, not something composed of several that tells parts of it.</summary>
    public bool IsWhole => As is not ("digest" or "step-5" or "feed");
}

/// <summary>Reports in all their versions, what is written for those that are prepared, what parties reply, and who from outside was shown what.</summary>
internal static class ReportsTable
{
    public static Table[] Tables { get; } =
    [
        new("reports", ["report", Table.Number("version"), "site", Table.Number("month"), Table.Number("entry"), Table.Number("at"), "by_whom", Table.Maybe("withdrawn"), "body"], ["report", "version"], "(site, month)"),
        new("report_rests", ["report", Table.Number("version"), Table.Number("entry")], ["report", "version"]),
        new("report_entries", [Table.Number("entry"), "report"], ["entry"]),
        new("report_texts", ["site", Table.Number("month"), "section", "language", "text"], ["site", "month", "section", "language"]),
        new("report_replies", ["site", "indicator", Table.Number("since"), "body"], ["site", "indicator", "since"]),
        new("report_reads", ["report", Table.Number("version"), "reader", "taken_as", Table.Number("at")], ["report", "version", "reader", "taken_as"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case ReportTextSet { Text.Length: 0 } f:
                db.Run("delete from report_texts where site = $1 and month = $2 and section = $3 and language = $4", f.Site.ToString(), f.Month.DayNumber, f.Section.ToString(), f.Language);
                break;
            case ReportTextSet f:
                db.Run(
                    "insert into report_texts (site, month, section, language, text) values ($1, $2, $3, $4, $5) on conflict (site, month, section, language) do update set text = excluded.text",
                    f.Site.ToString(), f.Month.DayNumber, f.Section.ToString(), f.Language, f.Text);
                break;
            case ReplyAsked f: Replied(db, f.Site, f.Indicator, f.Since, f); break;
            case ReplyGiven f: Replied(db, f.Site, f.Indicator, f.Since, f); break;
            case ReplyWaived f: Replied(db, f.Site, f.Indicator, f.Since, f); break;
            case ReportPublished f:
                db.Run(
                    "insert into reports (report, version, site, month, entry, at, by_whom, withdrawn, body) values ($1, $2, $3, $4, $5, $6, $7, null, $8)",
                    f.Report.ToString(), f.Version, f.Site.ToString(), f.Month.DayNumber, recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), JsonSerializer.Serialize(f));
                db.Run("insert into report_entries (entry, report) values ($1, $2)", recorded.Index, f.Report.ToString());
                break;
            case ReportRests f: Rest(db, f.Report, f.Version, recorded.Index); break;
            case ProgrammeReportRests f: Rest(db, f.Report, f.Version, recorded.Index); break;
            case ReportWithdrawn f:
                db.Run("update reports set withdrawn = $3 where report = $1 and version = $2", f.Report.ToString(), f.Version, f.Why);
                db.Run("insert into report_entries (entry, report) values ($1, $2)", recorded.Index, f.Report.ToString());
                break;
            case ReportDisclosed f:
                db.Run(
                    "insert into report_reads (report, version, reader, taken_as, at) values ($1, $2, $3, $4, $5) on conflict do nothing",
                    f.Report.ToString(), f.Version, f.Reader.ToString(), f.As, recorded.At.Micros);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(recorded));
        }
    }

    /// <summary>All versions of the report about a site and month, the newest first.</summary>
    public static IReadOnlyList<PublishedReport> Versions(DbConnection db, SiteId site, DateOnly month) =>
        Of(db, "where site = @site and month = @month order by version desc", new { site = site.ToString(), month = month.DayNumber });

    /// <summary>All versions of a report, the newest first.</summary>
    public static IReadOnlyList<PublishedReport> Versions(DbConnection db, ReportId report) => Of(db, "where report = @report order by version desc", new { report = report.ToString() });

    /// <summary>A version as the ledger has it.</summary>
    public static Recorded Recorded(DbConnection db, ReportPublished published) =>
        Versions(db, published.Report).Where(v => v.Fact.Version == published.Version).Select(v => new Recorded(v.Entry, v.At, v.By, published)).Single();

    /// <summary>The entry that says what a version rests on; null for one from before that was recorded.</summary>
    public static long? Rests(DbConnection db, ReportId report, int version) =>
        db.QuerySingleOrDefault<long?>("select entry from report_rests where report = @report and version = @version", new { report = report.ToString(), version });

    /// <summary>The newest version of each report of a month.</summary>
    public static IReadOnlyList<PublishedReport> OfMonth(DbConnection db, DateOnly month) => Newest(Of(db, "where month = @month order by site, version desc", new { month = month.DayNumber }));

    /// <summary>The newest version of each report of a site, the last month first.</summary>
    public static IReadOnlyList<PublishedReport> OfSite(DbConnection db, SiteId site) => Newest(Of(db, "where site = @site order by month desc, version desc", new { site = site.ToString() }));

    /// <summary>Of each report of a site about a month of a span the newest version before a ledger entry, where it was not withdrawn.</summary>
    public static IReadOnlyList<PublishedReport> Months(DbConnection db, SiteId site, DateOnly from, DateOnly until, long before) =>
        [.. Newest(Of(db, "where site = @site and month >= @from and month <= @until and entry < @before order by month, version desc", new { site = site.ToString(), from = from.DayNumber, until = until.DayNumber, before })).Where(r => r.Withdrawn is null)];
    /// <summary>The ledger indexes at which reports were published, corrected or withdrawn, from one on, in order.</summary>
    public static IReadOnlyList<long> Touched(DbConnection db, long from, int count) => [.. db.Query<long>("select entry from report_entries where entry >= @from order by entry limit @count", new { from, count })];

    /// <summary>What is written for a report, in the order of its sections.</summary>
    public static IReadOnlyList<ReportText> Texts(DbConnection db, SiteId site, DateOnly month) =>
        [.. db.Query<(string Section, string Language, string Text)>("select section, language, text from report_texts where site = @site and month = @month", new { site = site.ToString(), month = month.DayNumber })
            .Select(r => new ReportText(Enum.Parse<ReportSection>(r.Section), r.Language, r.Text)).OrderBy(t => t.Section).ThenBy(t => Reporting.Languages.IndexOf(t.Language))];

    /// <summary>What became of the right to reply to findings of a site.</summary>
    public static IReadOnlyDictionary<(string Indicator, DateOnly Since), Reply> Replies(DbConnection db, SiteId site) =>
        db.Query<(string Indicator, long Since, string Body)>("select indicator, since, body from report_replies where site = @site", new { site = site.ToString() })
            .ToDictionary(r => (r.Indicator, DateOnly.FromDayNumber((int)r.Since)), r => JsonSerializer.Deserialize<Reply>(r.Body)!);

    /// <summary>Who from outside was shown which versions of a report, the first time of each.</summary>
    public static IReadOnlyList<ReportRead> Reads(DbConnection db, ReportId report) =>
        [.. db.Query<(long Version, string Reader, string As, long At)>("select version, reader, taken_as, at from report_reads where report = @report order by at, reader, taken_as", new { report = report.ToString() })
            .Select(r => new ReportRead(report, (int)r.Version, new(Guid.Parse(r.Reader)), r.As, new(r.At)))];

    /// <summary>Whether a reader was shown a version in a way before.</summary>
    public static bool WasRead(DbConnection db, ReportId report, int version, ActorId reader, string taken) =>
        db.QuerySingle<long>("select count(*) from report_reads where report = @report and version = @version and reader = @reader and taken_as = @taken", new { report = report.ToString(), version, reader = reader.ToString(), taken }) > 0;

    private static void Rest(Connection db, ReportId report, int version, long entry) => db.Run("insert into report_rests (report, version, entry) values ($1, $2, $3)", report.ToString(), version, entry);

    private static void Replied(Connection db, SiteId site, string indicator, DateOnly since, Fact fact)
    {
        var before = db.First("select body from report_replies where site = $1 and indicator = $2 and since = $3", row => JsonSerializer.Deserialize<Reply>(row.Text(0))!, site.ToString(), indicator, since.DayNumber) ?? Reply.None;
        db.Run(
            "insert into report_replies (site, indicator, since, body) values ($1, $2, $3, $4) on conflict (site, indicator, since) do update set body = excluded.body",
            site.ToString(), indicator, since.DayNumber, JsonSerializer.Serialize(before.After(fact)));
    }

    private static List<PublishedReport> Newest(IEnumerable<PublishedReport> all) => [.. all.DistinctBy(r => r.Fact.Report)];

    private static IReadOnlyList<PublishedReport> Of(DbConnection db, string which, object values) =>
        [.. db.Query<(long Entry, long At, string By, string? Withdrawn, string Body)>($"select entry, at, by_whom, withdrawn, body from reports {which}", values)
            .Select(r => new PublishedReport(JsonSerializer.Deserialize<ReportPublished>(r.Body)!, r.Entry, new(r.At), new(Guid.Parse(r.By)), r.Withdrawn))];
}
