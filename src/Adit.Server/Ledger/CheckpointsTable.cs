using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>The signed heads that were given to the public, oldest first. Once out, a head can never be taken back.</summary>
internal static class CheckpointsTable
{
    public static Table Table { get; } = new("checkpoints", [Table.Number("size"), "note", Table.Number("published")], ["size"]);

    public static void Keep(DbConnection db, long size, string note, Instant at) =>
        db.Execute("insert into checkpoints (size, note, published) values (@size, @note, @at) on conflict do nothing", new { size, note, at = at.Micros });

    /// <summary>The last head with the cosignatures of witnesses under it.</summary>
    public static (long Size, string Note, Instant Published)? Latest(DbConnection db) =>
        Signed(db) is { } head ? (head.Size, head.Note + string.Concat(CosignaturesTable.Of(db, head.Size)), head.Published) : null;

    /// <summary>The first head of more than so many entries; null while none was published.</summary>
    public static (long Size, string Note)? After(DbConnection db, long size) =>
        db.Query<(long, string)>("select size, note from checkpoints where size > @size order by size limit 1", new { size }).Select(r => ((long, string)?)r).FirstOrDefault();

    /// <summary>The last head as this ledger signed it.</summary>
    public static (long Size, string Note, Instant Published)? Signed(DbConnection db) =>
        db.Query<(long, string, long)>("select size, note, published from checkpoints order by size desc limit 1").Select(r => ((long, string, Instant)?)(r.Item1, r.Item2, new Instant(r.Item3))).FirstOrDefault();
}
