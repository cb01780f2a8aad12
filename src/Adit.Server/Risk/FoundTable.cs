using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Risk;

/// <summary>A step of an indicator that a record met.</summary>
/// <param name="About">What it is about; the site where only many records together met it, or the record is protected.</param>
internal sealed record FoundRow(long Index, SiteId Site, string Indicator, Subject About, DateOnly Day, Severity Level, Grade Grade);

/// <summary>What each record found when it was rated, in the order of the ledger. Protected indicators are left out.</summary>
internal static class FoundTable
{
    public static Table Table { get; } = new(
        "found", [Table.Number("idx"), "indicator", "about", Table.Number("day"), "site", Table.Number("level"), Table.Number("grade")], ["idx", "indicator", "about", "day"])
    { Grows = Grows.ByIndex };

    public static void Add(Connection db, FoundRow row) => db.Run(
        "insert into found (idx, indicator, about, day, site, level, grade) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        row.Index, row.Indicator, Written(row.About), row.Day.DayNumber, row.Site.ToString(), (int)row.Level, (int)row.Grade);

    /// <summary>What was found from one ledger index to before another, in its order.</summary>
    public static IReadOnlyList<FoundRow> Between(DbConnection db, long from, long until, int count) =>
        [.. db.Query<(long, string, string, long, string, long, long)>(
            "select idx, indicator, about, day, site, level, grade from found where idx >= @from and idx < @until order by idx, indicator, about, day limit @count", new { from, until, count })
            .Select(r => new FoundRow(r.Item1, new(Guid.Parse(r.Item5)), r.Item2, Read(r.Item3), DateOnly.FromDayNumber((int)r.Item4), (Severity)r.Item6, (Grade)r.Item7))];

    /// <summary>A subject as a table and an incident have it: empty for the site, else the kind, a colon and the id.</summary>
    public static string Written(Subject about) => about.Id.Length == 0 ? "" : $"{KindOf(about.Kind)}:{about.Id}";

    private static Subject Read(string written) => written.Split(':', 2) is [var kind, var id] ? new(Enum.GetValues<SubjectKind>().First(k => KindOf(k) == kind), id) : Subject.Site;

    private static string KindOf(SubjectKind kind) => kind == SubjectKind.PersonGroup ? "person-group" : kind.ToString().ToLowerInvariant();
}
