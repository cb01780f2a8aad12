using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>The lines by which witnesses cosigned this ledger's heads, the last of each witness for each head.</summary>
internal static class CosignaturesTable
{
    public static Table Table { get; } = new("cosignatures", ["witness", Table.Number("size"), "line"], ["witness", "size"], "(size)");

    public static void Keep(DbConnection db, WitnessKey witness, long size, string line) => db.Execute(
        "insert into cosignatures (witness, size, line) values (@witness, @size, @line) on conflict (witness, size) do update set line = excluded.line", new { witness = witness.ToString(), size, line });

    /// <summary>The size of the last head that a witness cosigned; null where it never did.</summary>
    public static long? Last(DbConnection db, WitnessKey witness) =>
        db.QuerySingle<long?>("select max(size) from cosignatures where witness = @witness", new { witness = witness.ToString() });

    /// <summary>The lines under the head of a size.</summary>
    public static IEnumerable<string> Of(DbConnection db, long size) => db.Query<string>("select line from cosignatures where size = @size order by witness", new { size });
}
