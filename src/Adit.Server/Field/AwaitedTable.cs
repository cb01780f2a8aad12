using System.Data.Common;
using System.Text.Json;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Field;

/// <summary>A file that a record names and whose phone will hand it in, in parts.</summary>
/// <param name="Sealed">SHA-256 of the sealed bytes, hex: the id by which it is sent.</param>
/// <param name="Alias">The keyed hash by which its record is known.</param>
/// <param name="Sha256">Of the plain file, hex, as the phone took it at capture.</param>
/// <param name="Of">Sealed bytes in all.</param>
/// <param name="Done">Whether it is complete, checked and recorded.</param>
/// <param name="Failed">How often all of it came and could not be opened.</param>
internal sealed record AwaitedFile(string Sealed, ActorId Agent, byte[] Alias, string Name, string Type, string Sha256, long Of, bool Done, int Failed);

/// <summary>A part of it that came, still sealed by the phone.</summary>
internal sealed record ArrivedPart(long From, long Length, Blob Blob);

/// <summary>Files on their way from phones. Not in the ledger: a file is recorded when all of it is in, and until then its record says that it is missing.</summary>
internal static class AwaitedTable
{
    public static Table Files { get; } = new("awaited_files",
        ["sealed", "agent", Table.Bytes("alias"), "name", "type", "sha256", Table.Number("bytes"), Table.Number("done"), Table.Number("failed"), Table.Number("at")], ["sealed"], "(at)");

    public static Table Parts { get; } = new("awaited_parts", ["sealed", Table.Number("from_byte"), Table.Number("length"), "blob"], ["sealed", "from_byte"]);

    /// <summary>Awaits a file from now on; one that is awaited, or was, stays as it is.</summary>
    public static void Await(DbConnection db, AwaitedFile file, Instant now) => db.Execute(
        """
        insert into awaited_files (sealed, agent, alias, name, type, sha256, bytes, done, failed, at) values (@Sealed, @agent, @Alias, @Name, @Type, @Sha256, @Of, 0, 0, @at)
        on conflict (sealed) do nothing
        """,
        new { file.Sealed, agent = file.Agent.ToString(), file.Alias, file.Name, file.Type, file.Sha256, file.Of, at = now.Micros });

    public static AwaitedFile? Find(DbConnection db, string id) => Rows(db, "where sealed = @id", new { id }) is [var file] ? file : null;

    /// <summary>Those that were first named before an instant.</summary>
    public static IReadOnlyList<AwaitedFile> Older(DbConnection db, Instant than, int count) => Rows(db, "where at < @than order by sealed limit @count", new { than = than.Micros, count });

    /// <summary>The parts that came, in order.</summary>
    public static IReadOnlyList<ArrivedPart> PartsOf(DbConnection db, string id) =>
        [.. db.Query<(long, long, string)>("select from_byte, length, blob from awaited_parts where sealed = @id order by from_byte", new { id })
            .Select(r => new ArrivedPart(r.Item1, r.Item2, JsonSerializer.Deserialize<Blob>(r.Item3)!))];

    /// <summary>How many sealed bytes came.</summary>
    public static long Have(DbConnection db, string id) => db.QuerySingle<long>("select cast(coalesce(sum(length), 0) as bigint) from awaited_parts where sealed = @id", new { id });

    public static void Keep(DbConnection db, string id, ArrivedPart part) => db.Execute(
        "insert into awaited_parts (sealed, from_byte, length, blob) values (@id, @From, @Length, @blob)", new { id, part.From, part.Length, blob = JsonSerializer.Serialize(part.Blob) });

    /// <summary>Forgets the parts: the file is recorded, or has to come again.</summary>
    public static void Drop(DbConnection db, string id) => db.Execute("delete from awaited_parts where sealed = @id", new { id });

    public static void Done(DbConnection db, string id) => db.Execute("update awaited_files set done = 1 where sealed = @id", new { id });

    public static void Failed(DbConnection db, string id) => db.Execute("update awaited_files set failed = failed + 1 where sealed = @id", new { id });

    public static void Forget(DbConnection db, string id) => db.Execute("delete from awaited_parts where sealed = @id; delete from awaited_files where sealed = @id", new { id });

    private static IReadOnlyList<AwaitedFile> Rows(DbConnection db, string where, object values) =>
        [.. db.Query<(string, string, byte[], string, string, string, long, long, long)>($"select sealed, agent, alias, name, type, sha256, bytes, done, failed from awaited_files {where}", values)
            .Select(r => new AwaitedFile(r.Item1, new(Guid.Parse(r.Item2)), r.Item3, r.Item4, r.Item5, r.Item6, r.Item7, r.Rest.Item1 != 0, (int)r.Rest.Item2))];
}
