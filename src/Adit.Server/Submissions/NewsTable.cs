using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Submissions;

/// <summary>What became of a record at the office, as its agent is told.</summary>
/// <param name="Index">The ledger index of the act.</param>
/// <param name="State">A state of review, or <c>Withdrawn</c>.</param>
internal sealed record RecordNews(long Index, string Form, string Version, string Instance, string State, string Note, Instant At);

/// <summary>What the office did with whose records. Of protected ones nothing stands here: who sent them is not told in the open.</summary>
internal static class NewsTable
{
    public static Table Table { get; } = new("news", ["agent", Table.Number("idx"), "submission", Table.Number("entry")], ["agent", "idx"], "(entry)") { Grows = Grows.ByHash };

    /// <summary>Notes an act of somebody else on the version of a record that counts.</summary>
    public static void Apply(Connection db, Recorded recorded, SubmissionId submission) => db.Run(
        """
        insert into news (agent, idx, submission, entry) select s.agent, $2, s.submission, s.idx from submissions s
        where s.idx = (select max(v.idx) from versions v where v.submission = $1) and s.agent <> $3
        """,
        submission.ToString(), recorded.Index, recorded.Actor.ToString());

    public static void Apply(Connection db, Ledger.PartErased erased) => db.Run("delete from news where entry = $1", erased.Entry);

    /// <summary>What is newer than a ledger index, the oldest first.</summary>
    public static IReadOnlyList<RecordNews> Of(DbConnection db, ActorId agent, long after, int count) =>
        [.. db.Query<(long, string, string, string, string, string, long)>(
            """
            select n.idx, s.form, s.version, s.instance, r.state, r.note, r.at from news n
            join reviews r on r.submission = n.submission and r.idx = n.idx join submissions s on s.idx = n.entry
            where n.agent = @agent and n.idx > @after order by n.idx limit @count
            """,
            new { agent = agent.ToString(), after, count }).Select(r => new RecordNews(r.Item1, r.Item2, r.Item3, r.Item4, r.Item5, r.Item6, new(r.Item7)))];
}
