using Adit.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Phones;

/// <summary>What was refused after its sender was known: kept sealed for 90 days, so that the office can see why and let it in.</summary>
internal static class QuarantineTable
{
    public const int Days = 90;

    public static Table Table { get; } = new("quarantine",
        ["id", Table.Number("received"), "agent", "code", Table.Bytes("sealed"), Table.Bytes("salt"), Table.Bytes("wrapped")], ["id"], "(received)");

    public static void Keep(SqliteConnection db, Guid id, Instant received, ActorId agent, string code, SealedEntry xml)
    {
        db.Execute("delete from quarantine where received < @before", new { before = received.Micros - Days * 86_400_000_000L });
        db.Execute("insert into quarantine (id, received, agent, code, sealed, salt, wrapped) values (@id, @received, @agent, @code, @parts, @salt, @wrapped)",
            new { id = id.ToString(), received = received.Micros, agent = agent.ToString(), code, parts = xml.Parts, salt = xml.Salt, wrapped = xml.Wrapped });
    }

    /// <summary>All that is held, opened.</summary>
    public static IEnumerable<(string Id, byte[] Xml)> All(SqliteConnection db, KeyStore keys) =>
        db.Query<(string Id, byte[] Sealed, byte[] Salt, byte[] Wrapped)>("select id, sealed, salt, wrapped from quarantine").ToList()
            .Select(r => (r.Id, SealedEntry.Open(r.Sealed, r.Salt, r.Wrapped, keys, Protection.Tier.T3).T3!.Value.ToArray()));

    public static void Forget(SqliteConnection db, string id) => db.Execute("delete from quarantine where id = @id", new { id });

    public static long Count(SqliteConnection db) => db.QuerySingle<long>("select count(*) from quarantine");
}
