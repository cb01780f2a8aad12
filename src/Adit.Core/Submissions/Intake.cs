namespace Adit.Submissions;

/// <summary>What an instance id already stands for in its form.</summary>
/// <param name="SameBytes">The XML is held byte for byte.</param>
/// <param name="Erased">Its content was destroyed: whoever sends it again is told that it arrived, and nothing is kept.</param>
public sealed record Held(SubmissionId Submission, long Entry, bool SameBytes, bool Superseded, bool Withdrawn, bool Erased = false);

/// <summary>What becomes of a sheet that can be read and whose form is open to it.</summary>
public enum Verdict
{
    /// <summary>A new record.</summary>
    New,

    /// <summary>A new version of a record that is held.</summary>
    Edit,

    /// <summary>Held already, to the byte: nothing new, but its files may fill gaps.</summary>
    Again,

    /// <summary>The instance id is held with other contents (row 68), or the id of an edit is in use (row 75).</summary>
    OtherContents,

    /// <summary>The record was withdrawn (row 70).</summary>
    Withdrawn,

    /// <summary>What it edits is not held (row 74).</summary>
    EditsUnknown,

    /// <summary>What it edits was edited before (row 74).</summary>
    EditsSuperseded,

    /// <summary>What it edits was erased: it must not come back as an edit either.</summary>
    EditsErased,
}

/// <summary>Decides whether a sheet becomes part of the ledger: by its identity alone, never for what it says.</summary>
public static class Intake
{
    /// <summary>The verdict on a sheet with this instance id, which edits another one or none.</summary>
    /// <param name="own">What its own instance id stands for; null where it is new.</param>
    /// <param name="edits">Whether it names a version that it replaces.</param>
    /// <param name="edited">What that version stands for; null where it is not held.</param>
    public static Verdict Decide(Held? own, bool edits, Held? edited) => (own, edits, edited) switch
    {
        ({ Withdrawn: true }, _, _) => Verdict.Withdrawn,
        ({ SameBytes: true } or { Erased: true }, _, _) => Verdict.Again,
        ({ }, _, _) => Verdict.OtherContents,
        (null, false, _) => Verdict.New,
        (null, true, null) => Verdict.EditsUnknown,
        (null, true, { Erased: true }) => Verdict.EditsErased,
        (null, true, { Withdrawn: true }) => Verdict.Withdrawn,
        (null, true, { Superseded: true }) => Verdict.EditsSuperseded,
        (null, true, { }) => Verdict.Edit,
    };
}
