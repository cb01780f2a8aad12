using System.Data.Common;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Ledger;

/// <summary>Which entries say by which key the ledger's heads are signed: entry 0, and every change of key.</summary>
internal static class KeysTable
{
    public static Table Table { get; } = new("ledger_keys", [Table.Number("idx"), "key"], ["idx"]);

    public static void Apply(Connection db, long index, LedgerCreated created) => Keep(db, index, created.VerifierKey);

    public static void Apply(Connection db, long index, KeyRotated rotated) =>
        Keep(db, index, Rotation.TryOpen(rotated.Statement, Signing.Verify, out var rotation) ? rotation.To.ToString() : "");

    /// <summary>The entries that tell of the keys, entry 0 first.</summary>
    public static IReadOnlyList<long> Entries(DbConnection db) => [.. db.Query<long>("select idx from ledger_keys order by idx")];

    /// <summary>The keys, as the ledger itself tells of them; only the entries are believed.</summary>
    /// <exception cref="InvalidDataException">A change of key does not follow from the key before it.</exception>
    public static KeyChain Chain(DbConnection db, LedgerReading ledger)
    {
        KeyChain? chain = null;
        foreach (var index in Entries(db))
            chain = ledger.Fact(db, index, Tier.T2)?.Fact switch
            {
                LedgerCreated { VerifierKey: var first } when index == 0 && VerifierKey.TryRead(first, out var key) => KeyChain.Of(key),
                KeyRotated { Statement: var statement } when chain is not null && chain.TryFollow(index, statement, null, Signing.Verify, out var longer) => longer,
                _ => throw new InvalidDataException($"The change of key in entry {index} does not hold. See: adit verify"),
            };
        return chain ?? throw new InvalidDataException("Entry 0 names no key.");
    }

    private static void Keep(Connection db, long index, string key) => db.Run("insert into ledger_keys (idx, key) values ($1, $2)", index, key);
}
