using System.ComponentModel;
using Adit.Storage;

namespace Adit.Submissions;

/// <summary>A page of records, newest first.</summary>
/// <param name="ProtectedHeld">How many protected records the programme holds; nothing else of them is told.</param>
internal sealed record RecordsAnswer(
    IReadOnlyList<RecordLine> Submissions, [property: Description("What to ask for as before; null on the last page.")] long? Next,
    [property: Description("How many protected records the programme holds; nothing else of them is told. Null for readers of some sites only.")] long? ProtectedHeld);

/// <summary>One version of a record.</summary>
/// <param name="Day">The day that it speaks of.</param>
internal sealed record RecordLine(
    string Id, long Index, string Form, string Version, [property: Description("The code of its site; null where it has none.")] string? Site, string Agent,
    [property: Description("Phone, Web, Paper, Api, Historic or Simulated.")] string Source, string Received, [property: Description("The day that it speaks of.")] DateOnly Day,
    [property: Description("Codes of what is odd; never a reason for refusal.")] IReadOnlyList<string> Flags, [property: Description("Received, Edited, HasIssues, Approved or Rejected.")] string Review,
    [property: Description("Current, Superseded or Withdrawn.")] string Standing, [property: Description("Files that its answers name and that did not come.")] int Missing)
{
    public static RecordLine Of(Register register, SubmissionRow row) => new(
        row.Submission.ToString(), row.Index, row.Form, row.Version, row.Site is { } site && register.Sites.TryGetValue(site, out var found) ? found.Code : null, row.Agent.ToString(), row.Source.ToString(),
        row.Received.ToString(), row.Day, row.Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), row.Review.ToString(), row.Standing.ToString(), row.Missing);
}

/// <summary>A record: the newest version's answers as T2 reads them, its files, all versions, and what was decided about it.</summary>
internal sealed record RecordAnswer(
    RecordLine Record, IReadOnlyList<Answered> Answers, IReadOnlyList<FileHeld> Files, IReadOnlyList<RecordLine> Versions, IReadOnlyList<Reviewed> Reviews,
    [property: Description("Where it was refused at first: who let it in.")] IReadOnlyList<LetInShown> LetIn,
    [property: Description("Files that its answers name and that did not come.")] IReadOnlyList<string> Missing,
    [property: Description("Why somebody should ask about this visit, the heaviest first: reasons to ask, never findings. Empty for most; null for who may not review.")] IReadOnlyList<DoubtTold>? Doubts,
    [property: Description("What it did to data sets, and what of it was not done.")] IReadOnlyList<EntityTold> Entities);

/// <summary>An entity that a record made or changed, or why what it asks was not done.</summary>
internal sealed record EntityTold(
    string DataSet, [property: Description("Null where the record did not say which, or the reader may not see it.")] string? Id, [property: Description("here, taken-back, deleted or not-yet; null where it was not done.")] string? Stands,
    [property: Description("Why it was not done; null where it was.")] string? Error);

/// <summary>A reason to ask about a visit.</summary>
internal sealed record DoubtTold(
    [property: Description("FarFromSite, FarFromUsual, SamePoint, TooSteady, TooShort, TooQuick, OneSitting, Copied, RoundNumbers or SamePhoto.")] string Kind,
    [property: Description("Place, Time, Answers or Photos: of each family the heaviest counts.")] string Family, [property: Description("Its weight in bits.")] double Bits,
    [property: Description("The id of the earlier record that it points to; null where it points to none, or to one that the reader may not see.")] string? Earlier,
    [property: Description("What the sentence counts or measures: metres, seconds, answers, visits, photos.")] long Number, [property: Description("Out of how many, or what is usual; 0 where there is none.")] long Of);

/// <summary>An answer: the question's path, the row of its repeat, and the value as sent.</summary>
internal sealed record Answered(string Path, string Row, string Value)
{
    public static IReadOnlyList<Answered> Of(IEnumerable<ReadAnswer> answers) => [.. answers.Where(a => a.Values.Length > 0).Select(a => new Answered(a.Path, a.Row, a.Text))];
}

/// <summary>A file that came with a record.</summary>
internal sealed record FileHeld(string Name, string Type, long Length);

/// <summary>A judgement of the office, or a withdrawal.</summary>
internal sealed record Reviewed(string At, string By, string State, string Note);

/// <summary>Who let in what was refused, when and why, and when it first arrived.</summary>
internal sealed record LetInShown(string At, string By, string Reason, string FirstArrived);

/// <summary>A judgement to record.</summary>
internal sealed record ReviewAsked([property: Description("HasIssues, Approved or Rejected.")] string? State, string? Note, [property: Description("The ledger index of the version that was read: the judgement is recorded only while that is the newest.")] long? Version = null);

/// <summary>Why something is done.</summary>
internal sealed record Because(string? Reason);

/// <summary>A record to withdraw, and why.</summary>
internal sealed record WithdrawalAsked(string? Reason, [property: Description("The ledger index of the version that was read: the record is withdrawn only while that is the newest.")] long? Version = null);
