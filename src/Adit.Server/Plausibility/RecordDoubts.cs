using System.Data.Common;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Plausibility;

/// <summary>A doubt about a record, with the earlier record that it points to as far as the reader may see that.</summary>
internal sealed record RecordDoubt(Doubt Doubt, SubmissionRow? Earlier);

/// <summary>The doubts about one record, for people who review.</summary>
internal sealed class RecordDoubts(DbConnection db, Register register, CurrentPerson person)
{
    /// <summary>The heaviest first; none about a version that another one replaced.</summary>
    public IReadOnlyList<RecordDoubt> Of(OpenedRecord record) =>
        record.Row.Standing == VersionState.Superseded || !VisitsTable.Doubts(db, [record.Row.Submission]).TryGetValue(record.Row.Submission, out var found) ? []
            : [.. found.Doubts.Select(d => new RecordDoubt(d, d.Earlier is { } earlier ? Shown(earlier) : null))];

    private SubmissionRow? Shown(SubmissionId visit) =>
        SubmissionsTable.Versions(db, visit) is { Count: > 0 } versions && OpenedRecord.Shows(person, register, versions[^1]) ? versions[^1] : null;
}
