using System.Data.Common;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>One version of a record, opened as far as T2 goes. What is protected has no row and is never opened.</summary>
/// <param name="Versions">All versions that are held, oldest first.</param>
internal sealed record OpenedRecord(
    SubmissionRow Row, IReadOnlyList<SubmissionRow> Versions, Recorded Recorded, SubmissionAccepted Accepted, Envelope Envelope, OpenForm Form, Site? Site)
{
    /// <summary>The version that stands, or the one at a ledger index; null where this reader may not see it or there is none.</summary>
    public static OpenedRecord? Find(DbConnection db, LedgerReading ledger, Register register, CurrentPerson person, string id, long? version = null)
    {
        if (person.Sees < Tier.T2 || !Id.TryRead(id, out var guid) || SubmissionsTable.Versions(db, new(guid)) is not { Count: > 0 } versions)
            return null;
        var row = version is null ? versions.LastOrDefault(v => v.Standing != VersionState.Superseded) ?? versions[^1] : versions.FirstOrDefault(v => v.Index == version);
        return row is null || !Shows(person, register, row) ? null : Of(db, ledger, register, row, versions);
    }

    /// <summary>Opens the version of a row; null where its form or content is not held any more.</summary>
    public static OpenedRecord? Of(DbConnection db, LedgerReading ledger, Register register, SubmissionRow row, IReadOnlyList<SubmissionRow> versions) =>
        ledger.Fact(db, row.Index, Tier.T2) is { Fact: SubmissionAccepted { Protected: false, Envelope: { } envelope } accepted } recorded
        && register.Forms.TryGetValue((row.Form, row.Version), out var form)
            ? new(row, versions, recorded, accepted, envelope, form, row.Site is { } site ? register.Sites.GetValueOrDefault(site) : null) : null;

    /// <summary>A record without a site is the programme's own: only who sees all sites sees it.</summary>
    public static bool Shows(CurrentPerson person, Register register, SubmissionRow row) =>
        row.Site is { } site ? person.SeesSite(register, site) : SeesAll(person);

    /// <summary>Whether somebody is of the programme and not limited to some sites.</summary>
    public static bool SeesAll(CurrentPerson person) => person.User is { Sites.IsEmpty: true } && person.Role.OfTheProgramme();

    /// <summary>The answers that T2 may read, in the form's order.</summary>
    public IReadOnlyList<ReadAnswer> Answers => field ??= [.. AnswerReading.Read(Form.Form, [.. Accepted.Answers.Take((int)Tier.T3)])];

    /// <summary>The files that came, as far as an answer that may be read here names them.</summary>
    public IReadOnlyList<KeptFile> Files(DbConnection db)
    {
        var named = Answers.Where(IsFile).Select(a => a.Text.Trim()).ToHashSet();
        return [.. SubmissionsTable.Attachments(db, Row.Index).Where(f => named.Contains(f.Name))];
    }

    /// <summary>Whether an answer names a file.</summary>
    public static bool IsFile(ReadAnswer answer) => answer.Node is { Kind: NodeKind.Question, Type: AnswerType.Binary or AnswerType.Audit };
}
