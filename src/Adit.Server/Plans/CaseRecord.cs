using System.Data.Common;
using Adit.Forms;
using Adit.Ledger;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>What a record says of an action that it follows.</summary>
/// <param name="Number">The number that the agent wrote.</param>
internal sealed record CaseRecord(SubmissionRow Row, string Number, string Status, string? Evidence, string? Effect)
{
    /// <summary>The observables of the follow-up: how far the action is, by what evidence, and whether it works.</summary>
    public const string StatusOf = "cap.status", EvidenceOf = "cap.evidence", EffectOf = "cap.effect";

    /// <summary>Whether records of a form say how far an action is.</summary>
    public static bool Follows(Form form) => form.Nodes.Any(n => n.Meaning.Observes == StatusOf);

    /// <summary>Reads it; null where the record follows no action, or does not open.</summary>
    public static CaseRecord? Of(DbConnection db, LedgerReading ledger, Register register, InForce inForce, SubmissionRow row)
    {
        if (!register.Forms.TryGetValue((row.Form, row.Version), out var form) || !Follows(form.Form) || ledger.Whole(db, row.Index)?.Fact is not SubmissionAccepted { Xml.IsEmpty: false } accepted)
            return null;
        var kinds = Catalogues.KindsOf(inForce.Catalogue);
        if (Observing.Again(form.Form, accepted.Xml, o => kinds.TryGetValue(o, out var kind) ? kind : null) is not { Seen: var seen }
            || seen.FirstOrDefault(s => s is { Observable: StatusOf, SubjectKind: "case", Subject: not null, SubjectTier: < Tier.T3 }) is not { } said)
            return null;
        string? Value(string observable) => seen.FirstOrDefault(s => s.Observable == observable && s.Subject == said.Subject)?.Value;
        return new(row, said.Subject!, said.Value, Value(EvidenceOf), Value(EffectOf));
    }
}
