using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Risk;

namespace Adit.Incidents;

/// <summary>How far an incident is.</summary>
public enum IncidentState
{
    /// <summary>Nobody has it yet.</summary>
    New,

    /// <summary>Somebody has it.</summary>
    Taken,

    /// <summary>It is over.</summary>
    Closed,

    /// <summary>It goes on in another one.</summary>
    Merged,
}

/// <summary>A deadline and what became of it.</summary>
/// <param name="Met">The day it was met; null while it was not.</param>
public sealed record DueBy(DeadlineKind Kind, string Regime, Instant Until, Instant? Met);

/// <summary>A determination that one person proposed, and what the other said.</summary>
/// <param name="Agreed">Null while the other person has not spoken.</param>
public sealed record Determining(DeterminationProposed Proposed, ActorId By, Instant At, bool? Agreed, ActorId? Other, string OtherNote, Instant? Decided);

/// <summary>A severity that a person set, beside the one that the rule found.</summary>
public sealed record Override(Severity Level, string Why, ActorId By, Instant At);

/// <summary>What a party says against a finding.</summary>
public sealed record Dispute(Party Party, DateOnly Day, string Text, Instant At);

/// <summary>What agents at the site are asked.</summary>
/// <param name="Entry">The ledger index of the question: a record of the form that comes after it answers.</param>
public sealed record Question(string Form, string Text, DateOnly Until, long Entry);

/// <summary>Why and how an incident ended.</summary>
/// <param name="Then">What of the site ended with it; null where nothing did.</param>
public sealed record Ended(ClosingCause Cause, DateOnly Day, IncidentRecord? Record, bool SameAgent, string Note, ActorId By, Instant At, EndedThen? Then);

/// <summary>A matter that somebody must answer for, as it stands after all that happened to it. One incident is one event or one state, however many records speak of it.</summary>
/// <remarks>
/// What happened in which order decides, never how it was batched: the same facts give the same incident. A view keeps it as JSON: who changes a member here raises the revision of the views.
/// </remarks>
public sealed record Incident
{
#pragma warning disable CS1591 // Members that a fact has are explained there.
    public required IncidentId Id { get; init; }
    public required string Number { get; init; }
    public required SiteId Site { get; init; }
    public required IncidentSource Source { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant Learnt { get; init; }
    public required Instant Opened { get; init; }
    public required ImmutableArray<IncidentFinding> Findings { get; init; }
    public required string Catalogue { get; init; }
    public required string? About { get; init; }
    public required ImmutableArray<IncidentRecord> Records { get; init; }
    public required string Note { get; init; }
#pragma warning restore CS1591

    /// <summary>Ledger index of the last thing that happened to it: who acts says what they had seen.</summary>
    public required long Last { get; init; }

    /// <summary>The last day of what it tells of: the day it happened, or of what was merged into it.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>How far it is.</summary>
    public IncidentState State { get; init; }

    /// <summary>All deadlines, in the order in which they were set.</summary>
    public ImmutableArray<DueBy> Deadlines { get; init; } = [];

    /// <summary>Who has it; null while nobody does.</summary>
    public ActorId? Holder { get; init; }

    /// <summary>Since when its clocks stand still, and why; null while they run.</summary>
    public Instant? PausedSince { get; init; }

    /// <summary>The reason of the last pause.</summary>
    public string PausedWhy { get; init; } = "";

    /// <summary>The level that a person set; null where the rule's stands.</summary>
    public Override? Override { get; init; }

    /// <summary>Where it goes on.</summary>
    public IncidentId? Into { get; init; }

    /// <summary>Incidents that are known not to be the same event.</summary>
    public ImmutableArray<IncidentId> Apart { get; init; } = [];

    /// <summary>What agents were asked last; null where nothing was.</summary>
    public Question? Asked { get; init; }

    /// <summary>How it ended; null while it has not.</summary>
    public Ended? Ended { get; init; }

    /// <summary>Determinations, the newest last.</summary>
    public ImmutableArray<Determining> Determinations { get; init; } = [];

    /// <summary>What parties say against it, in order.</summary>
    public ImmutableArray<Dispute> Disputes { get; init; } = [];

    /// <summary>People affected, as last counted.</summary>
    public ImmutableArray<Affected> People { get; init; } = [];

    /// <summary>Whether protected records are part of what it rests on: then nobody outside the programme hears of it before a case worker releases it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RestsOnProtected { get; init; }

    /// <summary>The decision whether an authority is told; null while nobody has decided.</summary>
    public AuthorityDecided? Authority { get; init; }

    /// <summary>The level that the rule found: the worst of its findings.</summary>
    [JsonIgnore]
    public Severity Found => Findings.Max(f => f.Level);

    /// <summary>The level that counts: a person's, where one was set.</summary>
    [JsonIgnore]
    public Severity Level => Override?.Level ?? Found;

    /// <summary>Its worst finding, firm evidence before hollow.</summary>
    [JsonIgnore]
    public IncidentFinding Worst => Findings.MaxBy(f => (f.Level, f.Grade))!;

    /// <summary>Whether it stands on hearsay alone.</summary>
    [JsonIgnore]
    public bool Hollow => Findings.All(f => f.Grade == Grade.Reported) && Found >= Severity.S2;

    /// <summary>Whether it is not over.</summary>
    [JsonIgnore]
    public bool IsOpen => State is IncidentState.New or IncidentState.Taken;

    /// <summary>The determination that waits for the other person; null where none does.</summary>
    [JsonIgnore]
    public Determining? Proposed => Determinations is [.., { Agreed: null } last] ? last : null;

    /// <summary>What was determined last, by two people; null where nothing was.</summary>
    [JsonIgnore]
    public Determining? Determined => Determinations.LastOrDefault(d => d.Agreed == true);

    /// <summary>Deadlines that were not met, the next first; later ones of the same kind and regime wait behind the first.</summary>
    [JsonIgnore]
    public IEnumerable<DueBy> Due => IsOpen ? Deadlines.Where(d => d.Met is null).OrderBy(d => d.Until) : [];

    /// <summary>The same without the decision whether an authority is told, which is nobody's outside the programme to know.</summary>
    [JsonIgnore]
    public IEnumerable<DueBy> DueToAll => Due.Where(d => d.Kind != DeadlineKind.Notify);

    /// <summary>When something is due next; null where nothing is, or the clocks stand still.</summary>
    [JsonIgnore]
    public DueBy? Next => PausedSince is null ? Due.FirstOrDefault() : null;

    /// <summary>A new one.</summary>
    public static Incident From(Recorded recorded, IncidentOpened opened) => new()
    {
        Id = opened.Incident,
        Number = opened.Number,
        Site = opened.Site,
        Source = opened.Source,
        Day = opened.Day,
        LastDay = opened.Day,
        Learnt = opened.Learnt,
        Opened = recorded.At,
        Findings = opened.Findings,
        Catalogue = opened.Catalogue,
        About = opened.About,
        Records = opened.Records,
        RestsOnProtected = opened.Source == IncidentSource.Rule && opened.Records.IsEmpty,
        Note = opened.Note,
        Last = recorded.Index,
        Deadlines = [.. opened.Deadlines.Select(d => new DueBy(d.Kind, d.Regime, d.Until, null))],
    };

    /// <summary>As it stands after something happened to it.</summary>
    public Incident After(Recorded recorded) => Changed(recorded) with { Last = recorded.Index };

    /// <summary>As it stands after another one was merged into it.</summary>
    public Incident With(Recorded recorded, Incident other) => this with
    {
        Findings = Opening.Together(Findings, other.Findings),
        Records = [.. Records.Concat(other.Records).Distinct()],
        RestsOnProtected = RestsOnProtected || other.RestsOnProtected,
        // Whoever has this one has the other with it.
        Deadlines = [.. Deadlines.Concat(other.Deadlines.Select(d => d is { Kind: DeadlineKind.Told, Met: null } && Holder is not null ? d with { Met = recorded.At } : d)).Distinct()],
        Day = other.Day < Day ? other.Day : Day,
        LastDay = other.LastDay > LastDay ? other.LastDay : LastDay,
        // What was said, determined and asked about one is about both; a level that a person set never hides the graver of the two.
        Disputes = [.. Disputes.Concat(other.Disputes).OrderBy(d => d.At)],
        Determinations = [.. Determinations.Concat(other.Determinations).OrderBy(d => d.At)],
        Override = new[] { Override, other.Override }.FirstOrDefault(o => o?.Level == (Level > other.Level ? Level : other.Level)),
        People = People.IsEmpty ? other.People : People,
        Authority = Authority ?? other.Authority,
        Asked = Asked ?? other.Asked,
        Learnt = other.Learnt < Learnt ? other.Learnt : Learnt,
        Last = recorded.Index,
    };

    private Incident Changed(Recorded recorded) => recorded.Fact switch
    {
        IncidentBorneOut more => this with { Findings = more.Findings, Records = more.Record is { } record && !Records.Contains(record) ? Records.Add(record) : Records, Deadlines = Grown(more.Deadlines), RestsOnProtected = RestsOnProtected || more.Record is null },
        IncidentTaken taken => this with { State = IncidentState.Taken, Holder = taken.Holder, Deadlines = Met(DeadlineKind.Told, recorded.At) },
        IncidentFactsAsked asked => this with { Asked = new(asked.Form, asked.Text, asked.Until, recorded.Index) },
        IncidentAffected affected => this with { People = affected.People },
        IncidentDisputed dispute => this with { Disputes = Disputes.Add(new(dispute.Party, dispute.Day, dispute.Text, recorded.At)) },
        AuthorityDecided decided => this with { Authority = decided, Deadlines = Met(DeadlineKind.Notify, recorded.At) },
        SeverityOverridden set => this with { Override = new(set.Level, set.Why, recorded.Actor, recorded.At) },
        IncidentPaused paused => this with { PausedSince = recorded.At, PausedWhy = paused.Why },
        IncidentResumed => this with { PausedSince = null, Deadlines = Later(recorded.At) },
        IncidentStepMet step => this with { Deadlines = [.. Met(step.Step, recorded.At), .. step.Deadlines.Select(d => new DueBy(d.Kind, d.Regime, d.Until, null))] },
        IncidentsKeptApart apart => this with { Apart = Apart.Add(apart.Incident == Id ? apart.Other : apart.Incident) },
        IncidentMerged merged => this with { State = IncidentState.Merged, Into = merged.Into },
        IncidentClosed closed => this with { State = IncidentState.Closed, Ended = new(closed.Cause, closed.Day, closed.Record, closed.SameAgent, closed.Note, recorded.Actor, recorded.At, closed.Ends.IsEmpty ? null : new(recorded.Index, closed.Site, closed.Ends)) },
        IncidentReopened => this with { State = Holder is null ? IncidentState.New : IncidentState.Taken, Ended = null },
        DeterminationProposed proposed => this with { Determinations = Determinations.Add(new(proposed, recorded.Actor, recorded.At, null, null, "", null)) },
        DeterminationDecided decided => Decided(recorded, decided),
        _ => this,
    };

    private Incident Decided(Recorded recorded, DeterminationDecided decided) => this with
    {
        Determinations = [.. Determinations.Select(d => d.Proposed.Determination != decided.Determination ? d
            : d with { Agreed = decided.Agreed, Other = recorded.Actor, OtherNote = decided.Note, Decided = recorded.At })],
        Findings = decided is { Agreed: true, Outcome: Outcome.ReasonableRisk }
            ? [.. Findings.Select(f => decided.Indicators.Contains(f.Indicator) ? f with { Grade = Grade.Determined } : f)] : Findings,
        Deadlines = decided.Agreed
            ? [.. MetAll([DeadlineKind.Determined, DeadlineKind.LookAgain], recorded.At), .. decided.Deadlines.Select(d => new DueBy(d.Kind, d.Regime, d.Until, null))] : Deadlines,
    };

    // A deadline that a graver finding sets sooner replaces the later one of the same kind; what was met stays.
    private ImmutableArray<DueBy> Grown(ImmutableArray<Deadline> more)
    {
        var all = Deadlines;
        foreach (var deadline in more)
            all = all.FirstOrDefault(d => d.Kind == deadline.Kind && d.Regime == deadline.Regime && d.Met is null) is not { } known ? all.Add(new(deadline.Kind, deadline.Regime, deadline.Until, null))
                : deadline.Until < known.Until ? all.Replace(known, known with { Until = deadline.Until }) : all;
        return all;
    }

    private ImmutableArray<DueBy> Met(DeadlineKind kind, Instant at) => MetAll([kind], at);

    // Of progress only the look that is next: the others come in their time.
    private ImmutableArray<DueBy> MetAll(ReadOnlySpan<DeadlineKind> kinds, Instant at)
    {
        var all = Deadlines.ToBuilder();
        var progress = true;
        foreach (var due in Deadlines.Where(d => d.Met is null).OrderBy(d => d.Until).ToList())
            if (kinds.Contains(due.Kind) && (due.Kind != DeadlineKind.Progress || progress))
            {
                all[all.IndexOf(due)] = due with { Met = at };
                progress = due.Kind != DeadlineKind.Progress && progress;
            }
        return all.ToImmutable();
    }

    private ImmutableArray<DueBy> Later(Instant at)
    {
        var stood = PausedSince is { } since && at > since ? at.Micros - since.Micros : 0;
        return [.. Deadlines.Select(d => d.Met is null ? d with { Until = new(d.Until.Micros + stood) } : d)];
    }
}
