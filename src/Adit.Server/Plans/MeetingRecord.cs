using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>What a record says of a monthly meeting.</summary>
internal sealed record MeetingRecord(SubmissionRow Row, MeetingSheet Sheet)
{
    /// <summary>Reads it; null where the record tells of none, or does not open.</summary>
    public static MeetingRecord? Of(DbConnection db, LedgerReading ledger, Register register, SubmissionRow row) =>
        register.Forms.TryGetValue((row.Form, row.Version), out var form) && MeetingSheet.IsAskedBy(form.Form)
        && ledger.Whole(db, row.Index)?.Fact is SubmissionAccepted { Xml.IsEmpty: false } accepted && InstanceReading.Read(accepted.Xml).Instance is { } instance
            ? new(row, MeetingSheet.Of(new(form.Form, instance))) : null;

    /// <summary>What is to be recorded of it: about the newest plan that was adopted by that day, which is the one that waits on phones.</summary>
    public Decision Decide(DbConnection db)
    {
        if (Row.Site is not { } site || PlansTable.OfSite(db, site).FirstOrDefault(p => p.Issued <= Row.Day) is not { } plan)
            return Decision.NothingNew;
        return Planning.Met(plan, new IncidentRecord(Row.Submission, Row.Index), Row.Day, Sheet, PlansTable.Of(db, plan).Where(a => !a.Line.Quiet).ToDictionary(a => a.Line.Number, a => a.Id));
    }
}
