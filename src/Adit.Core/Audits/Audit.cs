using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Audits;

/// <summary>A sample of an audit.</summary>
/// <param name="Seed">Null while the head is not published whose root is the seed.</param>
/// <param name="Entry">The ledger index of the draw; of the request while it waits.</param>
public sealed record AuditSample(int Number, SampleKind Kind, int Wanted, AuditPopulation Of, string? Seed, long? Head, ImmutableArray<SampledItem> Items, ActorId By, Instant At, long Entry);

/// <summary>A version of a working paper.</summary>
public sealed record AuditPaper(AuditPaperSaved Says, ActorId By, Instant At, long Entry);

/// <summary>What somebody said about a finding.</summary>
public sealed record AuditSaying(string Text, ActorId By, Instant At);

/// <summary>A finding, with what the programme answered.</summary>
/// <param name="Closed">Null while it is open.</param>
public sealed record AuditFinding(AuditFindingRaised Says, ActorId By, Instant At, long Entry, ImmutableArray<AuditSaying> Answers, AuditSaying? Closed);

/// <summary>An audit of the programme, as it stands after all that happened to it.</summary>
/// <remarks>A view keeps it as JSON: who changes a member here raises the revision of the views.</remarks>
public sealed record Audit
{
    /// <summary>Who looks at what, when.</summary>
    public required AuditSet Set { get; init; }

    /// <summary>Ledger index of the last thing that was done in it.</summary>
    public required long Last { get; init; }

    /// <summary>Samples, in the order of their numbers.</summary>
    public ImmutableArray<AuditSample> Samples { get; init; } = [];

    /// <summary>Working papers in all their versions, in order.</summary>
    public ImmutableArray<AuditPaper> Papers { get; init; } = [];

    /// <summary>Findings, in the order of their numbers.</summary>
    public ImmutableArray<AuditFinding> Findings { get; init; } = [];

    /// <summary>When the papers were given to the programme; null while they are the auditors' own.</summary>
    public Instant? Shared { get; init; }

    /// <summary>Findings that are not closed.</summary>
    [JsonIgnore]
    public IEnumerable<AuditFinding> Open => Findings.Where(f => f.Closed is null);

    /// <summary>The working paper of an item, the newest version first.</summary>
    public IEnumerable<AuditPaper> PaperOf(int sample, string item) => Papers.Where(p => p.Says.Sample == sample && p.Says.Item == item).Reverse();

    /// <summary>A sample; null where there is none.</summary>
    public AuditSample? SampleOf(int number) => Samples.FirstOrDefault(s => s.Number == number);

    /// <summary>As it stands after something happened.</summary>
    /// <param name="before">Null before it was opened.</param>
    /// <exception cref="ArgumentOutOfRangeException">Nothing that happens to audits.</exception>
    public static Audit After(Audit? before, Recorded recorded) => (recorded.Fact switch
    {
        AuditSet set => before is null ? new() { Set = set, Last = recorded.Index } : before with { Set = set },
        AuditSampleAsked f => before! with { Samples = before.Samples.Add(new(f.Sample, f.Kind, f.Wanted, f.Of, null, null, [], recorded.Actor, recorded.At, recorded.Index)) },
        AuditSampleDrawn f => before! with { Samples = [.. before.Samples.Where(s => s.Number != f.Sample), new(f.Sample, f.Kind, f.Wanted, f.Of, f.Seed, f.Head, f.Items, recorded.Actor, recorded.At, recorded.Index)] },
        AuditPaperSaved f => before! with { Papers = before.Papers.Add(new(f, recorded.Actor, recorded.At, recorded.Index)) },
        AuditFindingRaised f => before! with { Findings = before.Findings.Add(new(f, recorded.Actor, recorded.At, recorded.Index, [], null)) },
        AuditFindingAnswered f => before!.With(f.Finding, o => o with { Answers = o.Answers.Add(new(f.Text, recorded.Actor, recorded.At)) }),
        AuditFindingClosed f => before!.With(f.Finding, o => o with { Closed = new(f.Why, recorded.Actor, recorded.At) }),
        AuditShared => before! with { Shared = recorded.At },
        _ => throw new ArgumentOutOfRangeException(nameof(recorded)),
    }) with
    { Last = recorded.Index };

    private Audit With(int finding, Func<AuditFinding, AuditFinding> change) => this with { Findings = [.. Findings.Select(f => f.Says.Finding == finding ? change(f) : f)] };
}
