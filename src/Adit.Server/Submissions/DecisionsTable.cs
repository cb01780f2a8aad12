using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Submissions;

/// <summary>What became of a refused upload, and who decided it.</summary>
/// <param name="Submission">The record it became; null where it was thrown away.</param>
/// <param name="Entry">The ledger index of that record.</param>
internal sealed record UploadDecision(long Index, Guid Upload, SubmissionId? Submission, long? Entry, ActorId Actor, Instant At, string Code, Instant Arrived, string Reason);

/// <summary>Which refused uploads were let in or thrown away, by whom and why. A view of the ledger; the uploads themselves are not.</summary>
internal static class DecisionsTable
{
    public static Table Table { get; } = new("upload_decisions",
        [Table.Number("idx"), "upload", Table.Maybe("submission"), Table.Maybe("entry", Holds.Number), "actor", Table.Number("at"), "code", Table.Number("arrived"), "reason", Table.Maybe("digest", Holds.Bytes)],
        ["idx"], "(submission)", "(digest)");

    public static void Apply(Connection db, Recorded recorded, UploadLetIn letIn) => Keep(
        db, recorded, letIn.Upload, letIn.Submission.ToString(), letIn.Entry, letIn.Code, letIn.Arrived, letIn.Reason, letIn.Digest.ToArray());

    public static void Apply(Connection db, Recorded recorded, UploadDiscarded discarded) =>
        Keep(db, recorded, discarded.Upload, null, null, discarded.Code, discarded.Arrived, discarded.Reason, null);

    /// <summary>Whether bytes with this keyed hash were let in.</summary>
    public static bool LetIn(DbConnection db, byte[] digest) => db.QuerySingle<long>("select count(*) from upload_decisions where digest = @digest", new { digest }) > 0;

    /// <summary>The keyed hash of form and instance id of the record that bytes with this keyed hash became; null where they were not let in, or it was erased.</summary>
    public static byte[]? Became(DbConnection db, byte[] digest) => db.QueryFirstOrDefault<byte[]>(
        "select v.alias from upload_decisions d join versions v on v.submission = d.submission and v.idx = d.entry where d.digest = @digest", new { digest });

    /// <summary>The newest decisions; those on one record where asked for.</summary>
    public static IReadOnlyList<UploadDecision> Newest(DbConnection db, int count, SubmissionId? submission = null) =>
        [.. db.Query<(long, string, string?, long?, string, long, string, long, string)>(
            $"select idx, upload, submission, entry, actor, at, code, arrived, reason from upload_decisions {(submission is null ? "" : "where submission = @submission")} order by idx desc limit @count",
            new { count, submission = submission?.ToString() })
            .Select(r => new UploadDecision(
                r.Item1, Guid.Parse(r.Item2), r.Item3 is { } id ? new SubmissionId(Guid.Parse(id)) : null, r.Item4, new(Guid.Parse(r.Item5)), new(r.Item6), r.Item7, new(r.Item8), r.Item9))];

    private static void Keep(Connection db, Recorded recorded, Guid upload, string? submission, long? entry, string code, Instant arrived, string reason, byte[]? digest) => db.Run(
        "insert into upload_decisions (idx, upload, submission, entry, actor, at, code, arrived, reason, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        recorded.Index, upload.ToString(), submission, entry, recorded.Actor.ToString(), recorded.At.Micros, code, arrived.Micros, reason, digest);
}
