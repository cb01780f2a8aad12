using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Partners;

/// <summary>What somebody from outside was shown.</summary>
internal sealed record NotedRead(OutsideRead Fact, Instant At, long Entry);

/// <summary>What people and programs from outside were shown, once a day of each.</summary>
internal static class ReadsTable
{
    public static Table Table { get; } = new(
        "outside_reads", [Table.Number("idx"), "reader", Table.Maybe("organisation"), Table.Maybe("site"), "what", Table.Number("day"), Table.Number("at"), "body"], ["idx"],
        "(reader, day)", "(organisation, idx)", "(site, idx)");

    public static void Apply(Connection db, Recorded recorded, OutsideRead read) => db.Run(
        "insert into outside_reads (idx, reader, organisation, site, what, day, at, body) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        recorded.Index, read.Reader.ToString(), read.Organisation?.ToString(), read.Site?.ToString(), read.What, read.Day.DayNumber, recorded.At.Micros, JsonSerializer.Serialize(read));

    /// <summary>Whether it was noted before on its day.</summary>
    public static bool Has(DbConnection db, OutsideRead read) => db.QuerySingle<long>(
        $"select count(*) from outside_reads where reader = @reader and day = @day and what = @what and {(read.Site is null ? "site is null" : "site = @site")}",
        new { reader = read.Reader.ToString(), day = read.Day.DayNumber, what = read.What, site = read.Site?.ToString() }) > 0;

    /// <summary>A page of them, the newest first.</summary>
    /// <param name="sites">Only about these; null for all, and for those about no single site.</param>
    /// <param name="organisation">Only by those who act for it; null for anybody.</param>
    /// <param name="reader">Only by this reader; null for anybody.</param>
    /// <param name="before">The entry of the last of the page before; null for the first page.</param>
    public static IReadOnlyList<NotedRead> Page(DbConnection db, IReadOnlyCollection<SiteId>? sites, OrganisationId? organisation, ActorId? reader, long? before, int count) =>
        [.. db.Query<(string Body, long At, long Entry)>(
            $"""
            select body, at, idx from outside_reads where idx < @before {(sites is null ? "" : $"and {Dialect.In(db, "site", "@sites")}")}
            {(organisation is null ? "" : "and organisation = @organisation")} {(reader is null ? "" : "and reader = @reader")} order by idx desc limit @count
            """,
            new { before = before ?? long.MaxValue, sites = sites?.Select(s => s.ToString()).ToArray(), organisation = organisation?.ToString(), reader = reader?.ToString(), count })
            .Select(r => new NotedRead(JsonSerializer.Deserialize<OutsideRead>(r.Body)!, new(r.At), r.Entry))];
}
