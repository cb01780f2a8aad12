using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Risk;

/// <summary>The catalogues that were in force, newest last.</summary>
internal static class CatalogueTable
{
    public static Table[] Tables { get; } =
    [
        new("catalogues", [Table.Number("idx"), "version", "hash", Table.Number("from_day"), Table.Number("at"), Table.Bytes("files")], ["idx"]),
    ];

    public static void Apply(Connection db, Recorded recorded, CataloguePublished published) => db.Run(
        "insert into catalogues (idx, version, hash, from_day, at, files) values ($1, $2, $3, $4, $5, $6)",
        recorded.Index, published.Version, published.Hash, published.From.DayNumber, recorded.At.Micros, published.Files.ToArray());

    public static (long Index, string Version, string Hash, DateOnly From, byte[] Files)? Newest(DbConnection db, long before = long.MaxValue) =>
        db.Query<(long, string, string, long, byte[])>("select idx, version, hash, from_day, files from catalogues where idx < @before order by idx desc limit 1", new { before })
            .Select(r => ((long, string, string, DateOnly, byte[])?)(r.Item1, r.Item2, r.Item3, DateOnly.FromDayNumber((int)r.Item4), r.Item5)).FirstOrDefault();

    /// <summary>All that were ever in force, oldest first.</summary>
    public static IReadOnlyList<(long Index, string Version, string Hash, DateOnly From, Instant At)> All(DbConnection db) =>
        [.. db.Query<(long, string, string, long, long)>("select idx, version, hash, from_day, at from catalogues order by idx")
            .Select(r => (r.Item1, r.Item2, r.Item3, DateOnly.FromDayNumber((int)r.Item4), new Instant(r.Item5)))];
}
