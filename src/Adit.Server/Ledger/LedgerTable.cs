using System.Data.Common;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>The log itself: entries, their sealed parts, and the tree's complete tiles. Never updated, never deleted from.</summary>
internal static class LedgerTable
{
    public static Table[] Tables { get; } =
    [
        new("ledger", [Table.Number("idx"), Table.Bytes("entry")], ["idx"]) { Grows = Grows.ByIndex },
        new("parts", [Table.Number("idx"), Table.Bytes("sealed")], ["idx"]) { Grows = Grows.ByIndex },
        new("tiles", [Table.Number("level"), Table.Number("n"), Table.Bytes("hashes")], ["level", "n"]),
    ];

    public static long Size(DbConnection db) => db.QuerySingle<long>("select coalesce(max(idx) + 1, 0) from ledger");

    public static void Append(Connection db, long index, SealedEntry entry)
    {
        db.Run("insert into ledger (idx, entry) values ($1, $2)", index, entry.Entry);
        db.Run("insert into parts (idx, sealed) values ($1, $2)", index, entry.Parts);
    }

    /// <summary>Cuts parts out of what is kept of an entry; the entry itself stays as it is.</summary>
    public static void CutOut(Connection db, long index, byte[] rest) => db.Run("update parts set sealed = $2 where idx = $1", index, rest);

    /// <summary>Keeps a complete tile: 256 hashes of 32 bytes at a level of tlog-tiles.</summary>
    public static void KeepTile(Connection db, int level, long n, byte[] hashes) =>
        db.Run("insert into tiles (level, n, hashes) values ($1, $2, $3)", level, n, hashes);

    public static byte[]? Tile(DbConnection db, int level, long n) =>
        db.QuerySingleOrDefault<byte[]>("select hashes from tiles where level = @level and n = @n", new { level, n });

    public static IEnumerable<byte[]> Entries(DbConnection db, long from, long until) =>
        db.Query<byte[]>("select entry from ledger where idx >= @from and idx < @until order by idx", new { from, until }, buffered: false);

    public static byte[]? Entry(DbConnection db, long index) =>
        db.QuerySingleOrDefault<byte[]>("select entry from ledger where idx = @index", new { index });

    public static byte[]? SealedParts(DbConnection db, long index) =>
        db.QuerySingleOrDefault<byte[]>("select sealed from parts where idx = @index", new { index });
}
