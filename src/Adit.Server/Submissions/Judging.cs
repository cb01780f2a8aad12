using Adit.Storage;

namespace Adit.Submissions;

/// <summary>What became of an act of the office on a record.</summary>
internal enum Act
{
    /// <summary>It is recorded.</summary>
    Done,

    /// <summary>The record no longer counts.</summary>
    Withdrawn,

    /// <summary>A version came in that who acted has not seen.</summary>
    Newer,
}

/// <summary>Acts of the office on a record. Whether it still counts is asked as the writer: two people may press at once, and phones go on sending.</summary>
internal static class Judging
{
    /// <summary>Records the fact, unless the record was withdrawn or is no longer what was seen.</summary>
    /// <param name="seen">The ledger index of the version that was looked at; null where none was named.</param>
    public static Task<(Act Act, long Index)> Record(Database database, ActorId by, SubmissionId submission, long? seen, Fact fact) => database.Write(writing =>
    {
        if (SubmissionsTable.Versions(writing.Db.Db, submission).LastOrDefault(v => v.Standing == VersionState.Current) is not { } stands)
            return (Act.Withdrawn, 0L);
        return seen is { } version && version != stands.Index ? (Act.Newer, 0L) : (Act.Done, writing.Record(by, fact).Index);
    });
}
