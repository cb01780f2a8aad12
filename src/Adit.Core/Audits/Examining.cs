using System.Collections.Immutable;
using System.Globalization;

namespace Adit.Audits;

/// <summary>What may be done in an audit. Each act is one fact, or all reasons why not; who may do it is asked before.</summary>
public static class Examining
{
    /// <summary>Longest text, in characters.</summary>
    public const int Longest = 4_000;

    /// <summary>Most items of a sample, most samples of an audit, and the longest seed in characters: each item is read by a person.</summary>
    public const int MostItems = 200, MostSamples = 50, LongestSeed = 200;

    /// <summary>For how many days at most an audit gives access; it can be prolonged, which is an entry.</summary>
    public const int LongestAccess = 366;

    /// <summary>An audit is opened, or said anew.</summary>
    /// <param name="before">As it stood; null for a new one.</param>
    public static Decision Set(AuditSet set, AuditSet? before) => Decision.Unless(
        [
            set.Purpose.Length == 0 ? new("audit-purpose") : Long(set.Purpose), set.Organisation is null && set.Auditors.IsEmpty ? new("audit-who") : null, set.Sites.IsEmpty ? new("audit-sites") : null, set.Until < set.From ? new("audit-period") : null,
            set.Last < set.First ? new("audit-access") : set.Last.DayNumber - set.First.DayNumber >= LongestAccess ? new("audit-access-long", [("n", Number(LongestAccess))]) : null,
        ],
        Same(set, before) ? null : set);

    /// <summary>A sample is drawn with a seed that somebody typed.</summary>
    /// <param name="items">What it is drawn from, with the ledger index of each.</param>
    public static Decision Draw(Audit audit, SampleKind kind, int wanted, string seed, AuditPopulation of, IReadOnlyDictionary<string, long> items) => Decision.Unless(
        [.. MayDraw(audit, wanted, of), seed.Length is 0 or > LongestSeed || seed.Any(char.IsControl) ? new("audit-seed", [("n", Number(LongestSeed))]) : null],
        Drawn(audit.Set.Audit, audit.Samples.Length + 1, kind, wanted, seed, null, of, items));

    /// <summary>A sample is to be drawn with the root of the next published head.</summary>
    public static Decision Ask(Audit audit, SampleKind kind, int wanted, AuditPopulation of) =>
        Decision.Unless(MayDraw(audit, wanted, of), new AuditSampleAsked(audit.Set.Audit, audit.Samples.Length + 1, kind, wanted, of));

    /// <summary>A sample that waited is drawn.</summary>
    /// <param name="head">The size and root of the first head that was published after it was asked for; null while there is none.</param>
    public static Decision Draw(Audit audit, AuditSample? waits, (long Size, string Root)? head, AuditPopulation of, IReadOnlyDictionary<string, long> items) => Decision.Unless(
        [waits is not { Seed: null } ? new("audit-sample-none") : head is null ? new("audit-head") : null],
        waits is null || head is not { } published ? null : Drawn(audit.Set.Audit, waits.Number, waits.Kind, waits.Wanted, published.Root, published.Size, of, items));

    /// <summary>A working paper is saved.</summary>
    public static Decision Save(Audit audit, AuditPaperSaved paper) => Decision.Unless(
        [audit.Shared is not null ? new("audit-shared") : null, audit.SampleOf(paper.Sample)?.Items.Any(i => i.Item == paper.Item) == true ? null : new("audit-item"), Long(paper.Text), paper is { Conclusion: not Conclusion.Confirmed, Text.Length: 0 } ? new("audit-why") : null],
        audit.PaperOf(paper.Sample, paper.Item).FirstOrDefault() is { } last && Same(last.Says, paper) ? null : paper);

    /// <summary>A finding is raised.</summary>
    /// <param name="today">Today, where the auditors look.</param>
    public static Decision Raise(Audit audit, Weight weight, string text, ImmutableArray<string> items, DateOnly due, DateOnly today) => Decision.Unless(
        [
            text.Length == 0 ? new("audit-text") : Long(text), items.All(i => audit.Samples.Any(s => s.Items.Any(o => o.Item == i))) ? null : new("audit-item"), due < today ? new("audit-due") : null,
        ],
        new AuditFindingRaised(audit.Set.Audit, audit.Findings.Length + 1, weight, text, items, due));

    /// <summary>The programme answers.</summary>
    public static Decision Answer(Audit audit, int finding, string text) =>
        Decision.Unless([IsOpen(audit, finding), text.Length == 0 ? new("audit-text") : Long(text)], new AuditFindingAnswered(audit.Set.Audit, finding, text));

    /// <summary>A finding is closed: what was done about it is enough, as the auditor says.</summary>
    public static Decision Close(Audit audit, int finding, string why) =>
        Decision.Unless([IsOpen(audit, finding), why.Length == 0 ? new("audit-text") : Long(why)], new AuditFindingClosed(audit.Set.Audit, finding, why));

    /// <summary>The papers are given to the programme.</summary>
    public static Decision Share(Audit audit) => Decision.Unless([audit.Samples.Any(s => s.Seed is null) ? new("audit-sample-waits") : null], audit.Shared is null ? new AuditShared(audit.Set.Audit) : null);

    private static IEnumerable<Refusal?> MayDraw(Audit audit, int wanted, AuditPopulation of) =>
    [
        audit.Shared is not null ? new("audit-shared") : null, wanted is < 1 or > MostItems ? new("audit-size", [("n", Number(MostItems))]) : null, audit.Samples.Length >= MostSamples ? new("audit-samples", [("n", Number(MostSamples))]) : null,
        of.Count == 0 ? new("audit-empty") : null,
    ];

    private static AuditSampleDrawn Drawn(AuditId audit, int number, SampleKind kind, int wanted, string seed, long? head, AuditPopulation of, IReadOnlyDictionary<string, long> items) =>
        new(audit, number, kind, wanted, seed, head, of, [.. Sampling.Draw(kind, seed, items.Keys, Math.Clamp(wanted, 0, MostItems)).Select(i => new SampledItem(i, items[i]))]);

    private static Refusal? IsOpen(Audit audit, int finding) => audit.Findings.FirstOrDefault(f => f.Says.Finding == finding) switch { null => new("audit-finding"), { Closed: not null } => new("audit-closed"), _ => null };

    private static Refusal? Long(string text) => text.Length > Longest ? new("audit-long", [("n", Number(Longest))]) : null;

    // Lists in records are compared as lists, not by where they lie.
    private static bool Same(AuditSet set, AuditSet? before) => before is not null && set.Auditors.SequenceEqual(before.Auditors) && set.Sites.SequenceEqual(before.Sites) && set with { Auditors = before.Auditors, Sites = before.Sites } == before;

    private static bool Same(AuditPaperSaved one, AuditPaperSaved other) => one.Checked.SequenceEqual(other.Checked) && one with { Checked = other.Checked } == other;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
