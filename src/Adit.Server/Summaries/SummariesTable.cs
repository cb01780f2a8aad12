using System.Data.Common;
using System.Text.Json;
using Adit.Reports;
using Adit.Storage;
using Dapper;

namespace Adit.Summaries;

/// <summary>A version of a public summary.</summary>
/// <param name="Entry">Its ledger index.</param>
/// <param name="Withdrawn">Why it is shown no more; null where it is.</param>
internal sealed record KeptSummary(SummaryPublished Fact, long Entry, Instant At, ActorId By, string? Withdrawn);

/// <summary>Public summaries in all their versions.</summary>
internal static class SummariesTable
{
    public static Table Table { get; } = new(
        "summaries", ["summary", Table.Number("version"), "place", "quarter", Table.Number("entry"), Table.Number("at"), "by_whom", Table.Maybe("withdrawn"), "body"], ["summary", "version"], "(quarter, place)");

    public static void Apply(Connection db, Recorded recorded)
    {
        if (recorded.Fact is SummaryPublished f)
            db.Run(
                "insert into summaries (summary, version, place, quarter, entry, at, by_whom, withdrawn, body) values ($1, $2, $3, $4, $5, $6, $7, null, $8)",
                f.Summary.ToString(), f.Version, PlaceOf(f.Site, f.Says.Country, f.Says.Province), f.Says.Quarter.ToString(), recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), JsonSerializer.Serialize(f));
        else if (recorded.Fact is SummaryWithdrawn w)
            db.Run("update summaries set withdrawn = $3 where summary = $1 and version = $2", w.Summary.ToString(), w.Version, w.Why);
    }

    /// <summary>The newest version about a place and quarter, withdrawn or not; null where there is none.</summary>
    public static KeptSummary? Newest(DbConnection db, SummaryPlace place, ReportSpan quarter) =>
        Of(db, "where quarter = @quarter and place = @place order by version desc limit 1", new { quarter = quarter.ToString(), place = PlaceOf(place.Site, place.Country, place.Province) }).FirstOrDefault();

    /// <summary>The newest version of each of a quarter.</summary>
    public static IReadOnlyList<KeptSummary> OfQuarter(DbConnection db, ReportSpan quarter) =>
        [.. Of(db, "where quarter = @quarter order by place, version desc", new { quarter = quarter.ToString() }).DistinctBy(s => s.Fact.Summary)];

    /// <summary>Those that everybody is shown, the last quarter first.</summary>
    public static IReadOnlyList<KeptSummary> Shown(DbConnection db) =>
        [.. Of(db, "order by quarter desc, place, version desc", new { }).DistinctBy(s => s.Fact.Summary).Where(s => s.Withdrawn is null)];

    private static string PlaceOf(SiteId? site, string country, string province) => site?.ToString() ?? $"{country}-{province}";

    private static IEnumerable<KeptSummary> Of(DbConnection db, string which, object values) =>
        db.Query<(long Entry, long At, string By, string? Withdrawn, string Body)>($"select entry, at, by_whom, withdrawn, body from summaries {which}", values)
            .Select(r => new KeptSummary(JsonSerializer.Deserialize<SummaryPublished>(r.Body)!, r.Entry, new(r.At), new(Guid.Parse(r.By)), r.Withdrawn));
}
