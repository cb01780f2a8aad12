using System.Data.Common;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Submissions;

/// <summary>An upload that was refused after its sender was known, still sealed.</summary>
/// <param name="Last">When the phone last sent the same bytes.</param>
/// <param name="Times">How often it did.</param>
/// <param name="Bytes">Size of all of it.</param>
/// <param name="SinceReceived">Whether the same bytes have come in since, by themselves.</param>
internal sealed record RefusedRow(Guid Id, Instant First, Instant Last, long Times, string Code, long Bytes, bool SinceReceived, SealedEntry Held);

/// <summary>
/// What was refused after its sender was known: kept sealed for 90 days, so that the office can see why and let it in. Not in the ledger; what became of
/// it is. A phone sends again and again what was refused: the same bytes for the same reason are one row, counted.
/// </summary>
internal static class RefusedTable
{
    public static Table Table { get; } = new("refused_uploads",
        ["id", Table.Bytes("same"), Table.Number("first"), Table.Number("last"), Table.Number("times"), "code", Table.Number("bytes"), Table.Bytes("digest"), Table.Maybe("alias", Holds.Bytes),
         Table.Bytes("sealed"), Table.Bytes("salt"), Table.Bytes("wrapped")], ["id"], "(last)", "(same)", "(first, id)");

    /// <summary>Counts an upload that is held; false where it is not.</summary>
    /// <param name="same">Keyed hash of the reason and the bytes.</param>
    public static bool Again(DbConnection db, byte[] same, Instant now) =>
        db.Execute("update refused_uploads set last = @now, times = times + 1 where same = @same", new { same, now = now.Micros }) > 0;

    /// <param name="digest">Keyed hash of the XML.</param>
    /// <param name="alias">Keyed hash of the form and instance id that it claims; null where it has none.</param>
    public static void Keep(DbConnection db, Guid id, byte[] same, Instant now, string code, long bytes, byte[] digest, byte[]? alias, SealedEntry held) => db.Execute(
        """
        insert into refused_uploads (id, same, first, last, times, code, bytes, digest, alias, sealed, salt, wrapped)
        values (@id, @same, @now, @now, 1, @code, @bytes, @digest, @alias, @parts, @salt, @wrapped)
        """,
        new { id = id.ToString(), same, now = now.Micros, code, bytes, digest, alias, parts = held.Parts, salt = held.Salt, wrapped = held.Wrapped });

    public static long Count(DbConnection db) => db.QuerySingle<long>("select count(*) from refused_uploads");

    /// <summary>Newest first, after the row with this id.</summary>
    public static IReadOnlyList<RefusedRow> After(DbConnection db, string? id, int count) =>
        Rows(db, $"{(id is null ? "" : "where (r.first, r.id) < (select first, id from refused_uploads where id = @id)")} order by r.first desc, r.id desc limit @count", new { id, count });

    public static RefusedRow? Find(DbConnection db, Guid id) => Rows(db, "where r.id = @id", new { id = id.ToString() }) is [var row] ? row : null;

    /// <summary>Those that arrived last before an instant.</summary>
    public static IReadOnlyList<RefusedRow> Older(DbConnection db, Instant than, int count) => Rows(db, "where r.last < @than order by r.id limit @count", new { than = than.Micros, count });

    /// <summary>All that are held.</summary>
    public static IReadOnlyList<RefusedRow> All(DbConnection db) => Rows(db, "order by r.id", new { });

    /// <summary>False where it is gone already.</summary>
    public static bool Delete(DbConnection db, Guid id) => db.Execute("delete from refused_uploads where id = @id", new { id = id.ToString() }) > 0;

    private static IReadOnlyList<RefusedRow> Rows(DbConnection db, string where, object values) =>
        [.. db.Query<(string, long, long, long, string, long, byte[], byte[], byte[], long)>(
            $"""
            select r.id, r.first, r.last, r.times, r.code, r.bytes, r.sealed, r.salt, r.wrapped,
              cast(case when exists (select 1 from instances i where i.alias = r.alias and i.digest = r.digest and i.standing < 2) then 1 else 0 end as bigint)
            from refused_uploads r {where}
            """, values).Select(r => new RefusedRow(Guid.Parse(r.Item1), new(r.Item2), new(r.Item3), r.Item4, r.Item5, r.Item6, r.Item10 != 0, new([], r.Item7, r.Item8, r.Item9)))];
}
