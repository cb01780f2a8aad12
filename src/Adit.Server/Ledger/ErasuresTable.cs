using System.Data.Common;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>What is recorded as erased and not yet destroyed in every file: keys, files, and what deleting leaves behind. Empty but for moments.</summary>
internal static class ErasuresTable
{
    public static Table Table { get; } = new("erasures", [Table.Number("idx"), "slots", "blobs"], ["idx"]);

    public static void Begin(Connection db, long index, IEnumerable<Slot> slots, IEnumerable<Guid> blobs) => db.Run(
        "insert into erasures (idx, slots, blobs) values ($1, $2, $3)", index, string.Join(' ', slots.Select(Slots.NameOf)), string.Join(' ', blobs.Select(b => b.ToString("D"))));

    public static IReadOnlyList<(long Index, IReadOnlyList<Slot> Slots, IReadOnlyList<Guid> Blobs)> All(DbConnection db) =>
        [.. db.Query<(long, string, string)>("select idx, slots, blobs from erasures order by idx").Select(r => (r.Item1,
            (IReadOnlyList<Slot>)[.. r.Item2.Split(' ').Select(name => Slots.TryRead(name, out var slot) ? slot : throw new InvalidDataException($"There is no slot {name}."))],
            (IReadOnlyList<Guid>)[.. r.Item3.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)]))];

    public static void Done(Connection db, long index) => db.Run("delete from erasures where idx = $1", index);
}
