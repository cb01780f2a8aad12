using System.Data.Common;
using System.Text.Json;
using Adit.Protection;
using Adit.Storage;
using Dapper;

namespace Adit.Forms;

/// <summary>A form that is tried out before it is published.</summary>
/// <param name="Ended">It was published or deleted: of it only this row is left, so that phones can be told.</param>
internal sealed record Draft(Guid Id, string Form, string Version, string Title, string Md5, Instant At, ActorId By, bool Ended);

/// <summary>A record that was sent to a draft, still sealed.</summary>
internal sealed record TestRow(Guid Id, Instant Received, SealedEntry Held);

/// <summary>
/// Drafts of forms, their media, and what was sent to try them out. Not in the ledger and in no view: nothing here is a record of the programme, and all
/// of it is deleted when the draft ends.
/// </summary>
internal static class DraftsTable
{
    private const int MostRecords = 200;

    public static Table[] Tables { get; } =
    [
        new("form_drafts", ["draft", "form", "version", "title", "md5", Table.Bytes("xml"), Table.Number("at"), "by", Table.Bytes("token"), Table.Number("ended")], ["draft"], "(token)", "(form)"),
        new("draft_media", ["draft", "name", "type", "md5", "blob"], ["draft", "name"]),
        new("draft_records", ["id", "draft", Table.Bytes("alias"), Table.Bytes("digest"), Table.Number("received"), Table.Bytes("sealed"), Table.Bytes("salt"), Table.Bytes("wrapped")], ["id"], "(draft, alias)"),
    ];

    /// <summary>Those that stand, by form.</summary>
    public static IReadOnlyList<Draft> Standing(DbConnection db) => Drafts(db, "where ended = 0 order by form", new { });

    /// <summary>The draft of a form that stands; null where there is none.</summary>
    public static Draft? Find(DbConnection db, string form) => Drafts(db, "where form = @form and ended = 0", new { form }) is [var draft] ? draft : null;

    /// <summary>The draft, ended or not, that the hash of a test address leads to.</summary>
    public static Draft? ByToken(DbConnection db, byte[] token) => Drafts(db, "where token = @token", new { token }) is [var draft] ? draft : null;

    public static byte[] Xml(DbConnection db, Guid draft) => db.QuerySingle<byte[]>("select xml from form_drafts where draft = @draft", new { draft = draft.ToString() });

    public static IReadOnlyList<FormMedia> Media(DbConnection db, Guid draft) =>
        [.. db.Query<(string, string, string, string)>("select name, type, md5, blob from draft_media where draft = @draft order by name", new { draft = draft.ToString() })
            .Select(r => new FormMedia(r.Item1, r.Item2, r.Item3, JsonSerializer.Deserialize<Blob>(r.Item4)!))];

    public static void Keep(DbConnection db, Draft draft, byte[] xml, byte[] token) => db.Execute(
        """
        insert into form_drafts (draft, form, version, title, md5, xml, at, by, token, ended) values (@id, @Form, @Version, @Title, @Md5, @xml, @at, @by, @token, 0)
        on conflict (draft) do update set version = excluded.version, title = excluded.title, md5 = excluded.md5, xml = excluded.xml, at = excluded.at, by = excluded.by
        """,
        new { id = draft.Id.ToString(), draft.Form, draft.Version, draft.Title, draft.Md5, xml, at = draft.At.Micros, by = draft.By.ToString(), token });

    public static void Keep(DbConnection db, Guid draft, FormMedia media) => db.Execute(
        "insert into draft_media (draft, name, type, md5, blob) values (@draft, @Name, @Type, @Md5, @blob) on conflict (draft, name) do update set type = excluded.type, md5 = excluded.md5, blob = excluded.blob",
        new { draft = draft.ToString(), media.Name, media.Type, media.Md5, blob = JsonSerializer.Serialize(media.Blob) });

    /// <summary>Deletes what was sent and uploaded beside the form.</summary>
    public static void Empty(DbConnection db, Guid draft) =>
        db.Execute("delete from draft_records where draft = @draft; delete from draft_media where draft = @draft", new { draft = draft.ToString() });

    /// <summary>Ends a draft: nothing of it is left but that its address once led somewhere.</summary>
    public static void End(DbConnection db, Guid draft)
    {
        Empty(db, draft);
        db.Execute("update form_drafts set xml = @none, title = '', version = '', md5 = '', ended = 1 where draft = @draft", new { draft = draft.ToString(), none = Array.Empty<byte>() });
    }

    /// <summary>The keyed hash of what is held under an instance id; null where nothing is.</summary>
    public static byte[]? Held(DbConnection db, Guid draft, byte[] alias) =>
        db.QueryFirstOrDefault<byte[]>("select digest from draft_records where draft = @draft and alias = @alias", new { draft = draft.ToString(), alias });

    /// <summary>Keeps a test record; of very many the oldest go.</summary>
    public static void Keep(DbConnection db, Guid draft, TestRow row, byte[] alias, byte[] digest)
    {
        db.Execute("insert into draft_records (id, draft, alias, digest, received, sealed, salt, wrapped) values (@id, @draft, @alias, @digest, @received, @parts, @salt, @wrapped)",
            new { id = row.Id.ToString(), draft = draft.ToString(), alias, digest, received = row.Received.Micros, parts = row.Held.Parts, salt = row.Held.Salt, wrapped = row.Held.Wrapped });
        db.Execute("delete from draft_records where draft = @draft and id not in (select id from draft_records where draft = @draft order by id desc limit @most)", new { draft = draft.ToString(), most = MostRecords });
    }

    public static long Count(DbConnection db, Guid draft) => db.QuerySingle<long>("select count(*) from draft_records where draft = @draft", new { draft = draft.ToString() });

    public static IReadOnlyList<TestRow> Newest(DbConnection db, Guid draft, int count) =>
        [.. db.Query<(string, long, byte[], byte[], byte[])>("select id, received, sealed, salt, wrapped from draft_records where draft = @draft order by id desc limit @count", new { draft = draft.ToString(), count })
            .Select(r => new TestRow(Guid.Parse(r.Item1), new(r.Item2), new([], r.Item3, r.Item4, r.Item5)))];

    private static IReadOnlyList<Draft> Drafts(DbConnection db, string where, object values) =>
        [.. db.Query<(string, string, string, string, string, long, string, long)>($"select draft, form, version, title, md5, at, by, ended from form_drafts {where}", values)
            .Select(r => new Draft(Guid.Parse(r.Item1), r.Item2, r.Item3, r.Item4, r.Item5, new(r.Item6), new(Guid.Parse(r.Item7)), r.Item8 != 0))];
}
