using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>A key for a program as it was made.</summary>
internal sealed record ProgramKey(ProgramKeyMade Made, bool Revoked, ActorId By, Instant At);

/// <summary>Keys for programs, never their values; and on which day each was last used, which is no entry of the ledger.</summary>
internal static class ProgramKeysTable
{
    public static Table Table { get; } = new("program_keys", ["program_key", Table.Number("first"), Table.Number("at"), "by_whom", Table.Maybe("organisation"), Table.Number("revoked"), "body"], ["program_key"]);

    public static Table Uses { get; } = new("program_key_uses", ["program_key", Table.Number("day")], ["program_key"]);

    public static void Apply(Connection db, Recorded recorded, ProgramKeyMade made) => db.Run(
        "insert into program_keys (program_key, first, at, by_whom, organisation, revoked, body) values ($1, $2, $3, $4, $5, 0, $6)",
        made.Key.ToString(), recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), made.Organisation?.ToString(), JsonSerializer.Serialize(made));

    public static void Apply(Connection db, ProgramKeyRevoked revoked) => db.Run("update program_keys set revoked = 1 where program_key = $1", revoked.Key.ToString());

    /// <summary>All that were ever made, in order.</summary>
    public static IReadOnlyList<ProgramKey> All(DbConnection db) =>
        [.. db.Query<(string Body, long Revoked, string By, long At)>("select body, revoked, by_whom, at from program_keys order by first").Select(r => new ProgramKey(JsonSerializer.Deserialize<ProgramKeyMade>(r.Body)!, r.Revoked != 0, new(Guid.Parse(r.By)), new(r.At)))];

    /// <summary>A key was used on a day.</summary>
    public static void Use(Connection db, Guid key, DateOnly day) => db.Run(
        "insert into program_key_uses (program_key, day) values ($1, $2) on conflict (program_key) do update set day = excluded.day where program_key_uses.day < excluded.day", key.ToString(), day.DayNumber);

    /// <summary>The last day on which each key was used that ever was.</summary>
    public static IReadOnlyDictionary<Guid, DateOnly> Used(DbConnection db) =>
        db.Query<(string Key, long Day)>("select program_key, day from program_key_uses").ToDictionary(r => Guid.Parse(r.Key), r => DateOnly.FromDayNumber((int)r.Day));
}
