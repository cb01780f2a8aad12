using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>
/// Which entries were known when. The order of the ledger is that of its indexes; the server's clock may step back. So what counts is the latest time among
/// an entry and all before it: one row for every 256 entries, and the heads of fewer than 256 to find the rest.
/// </summary>
internal static class MomentsTable
{
    private const int Block = 256;

    public static Table Table { get; } = new("moments", [Table.Number("block"), Table.Number("latest")], ["block"], "(latest, block)");

    /// <summary>Follows the ledger; <paramref name="latest"/> is the latest time among this entry and all before it.</summary>
    public static void Follow(Connection db, long index, Instant latest)
    {
        if (index % Block == Block - 1)
            db.Run("insert into moments (block, latest) values ($1, $2)", index / Block, latest.Micros);
    }

    /// <summary>The latest time among the first <paramref name="size"/> entries, where no more of them are followed.</summary>
    public static Instant Latest(DbConnection db, LedgerReading ledger, long size)
    {
        var latest = new Instant(db.QuerySingle<long>("select coalesce(max(latest), 0) from moments"));
        for (var index = size - size % Block; index < size; index++)
            if (ledger.Head(db, index)?.At is { } at && at > latest)
                latest = at;
        return latest;
    }

    /// <summary>The knowledge time K at a time: the last index up to which no entry is later; −1 where entry 0 already is.</summary>
    public static long KnownAt(DbConnection db, LedgerReading ledger, Instant time)
    {
        var size = LedgerTable.Size(db);
        var block = db.QuerySingleOrDefault<long?>("select block from moments where latest > @time order by latest, block limit 1", new { time = time.Micros }) ?? size / Block;
        for (var index = block * Block; index < Math.Min(size, (block + 1) * Block); index++)
            if (ledger.Head(db, index)?.At is { } at && at > time)
                return index - 1;
        return size - 1;
    }
}
