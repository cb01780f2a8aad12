using System.Data.Common;
using System.Text;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>Of each other ledger that this programme is a witness of, the last head that it cosigned. What is lost of it, a ledger could take back unseen.</summary>
internal static class WitnessedTable
{
    public static Table Table { get; } = new("witnessed", ["origin", "note", Table.Number("cosigned")], ["origin"]);

    /// <summary>The last head of a ledger that was cosigned; null for none.</summary>
    public static Checkpoint? Last(DbConnection db, string origin) =>
        db.QuerySingleOrDefault<string>("select note from witnessed where origin = @origin", new { origin }) is not { } text ? null
        : Note.TryRead(Encoding.UTF8.GetBytes(text), out var note) && Checkpoint.TryRead(note.Text, out var head) ? head : throw new InvalidDataException($"What was cosigned last of {origin} cannot be read.");

    public static void Keep(DbConnection db, AddCheckpoint asked, Instant at) => db.Execute(
        "insert into witnessed (origin, note, cosigned) values (@origin, @note, @at) on conflict (origin) do update set note = excluded.note, cosigned = excluded.cosigned",
        new { origin = asked.Head.Origin, note = asked.Note.ToString(), at = at.Micros });
}
