using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Incidents;

namespace Adit.Plans;

/// <summary>How far a plan is.</summary>
public enum PlanState
{
    /// <summary>It was composed, and waits for somebody to edit and issue it.</summary>
    Draft,

    /// <summary>It is adopted.</summary>
    Issued,

    /// <summary>The plan of a later month took its place.</summary>
    Over,
}

/// <summary>A meeting about a plan.</summary>
/// <param name="Entry">Its ledger index.</param>
/// <param name="Record">The record of an agent that tells of it; null where the office noted it.</param>
public sealed record Meeting(DateOnly Day, string Place, ImmutableArray<Attended> Came, ImmutableArray<LineVoice> Lines, string Note, ActorId By, Instant At, long Entry, IncidentRecord? Record);

/// <summary>The corrective action plan of a site for a month, as it stands after all that happened to it. What its actions say stands with them.</summary>
public sealed record Plan
{
    /// <summary>Which.</summary>
    public required PlanId Id { get; init; }

    /// <summary>Where.</summary>
    public required SiteId Site { get; init; }

    /// <summary>The first day of its month.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>Its lines: those that were carried over first.</summary>
    public required ImmutableArray<ActionId> Lines { get; init; }

    /// <summary>Those that stood in an earlier plan.</summary>
    public required ImmutableArray<ActionId> Carried { get; init; }

    /// <summary>When it was composed.</summary>
    public required Instant Drafted { get; init; }

    /// <summary>Ledger index of the last thing that happened to it: who acts says what they had seen.</summary>
    public required long Last { get; init; }

    /// <summary>How far it is.</summary>
    public PlanState State { get; init; }

    /// <summary>The day of its adoption; null in a draft.</summary>
    public DateOnly? Issued { get; init; }

    /// <summary>Who adopted it.</summary>
    public ActorId? IssuedBy { get; init; }

    /// <summary>What they said.</summary>
    public string Note { get; init; } = "";

    /// <summary>Meetings about it, in order.</summary>
    public ImmutableArray<Meeting> Meetings { get; init; } = [];

    /// <summary>Whether its lines may still be changed.</summary>
    [JsonIgnore]
    public bool IsDraft => State == PlanState.Draft;

    /// <summary>A new one.</summary>
    public static Plan From(Recorded recorded, PlanDrafted drafted) => new()
    {
        Id = drafted.Plan,
        Site = drafted.Site,
        Month = drafted.Month,
        Lines = [.. drafted.Carried, .. drafted.Lines.Select(l => l.Action)],
        Carried = drafted.Carried,
        Drafted = recorded.At,
        Last = recorded.Index,
    };

    /// <summary>As it stands after something happened to it.</summary>
    public Plan After(Recorded recorded) => Changed(recorded) with { Last = recorded.Index };

    private Plan Changed(Recorded recorded) => recorded.Fact switch
    {
        PlanLineSet set => Lines.Contains(set.Line.Action) ? this : this with { Lines = Lines.Add(set.Line.Action) },
        PlanLineTaken taken => this with { Lines = Lines.Remove(taken.Action) },
        PlanIssued issued => issued.Plan == Id ? this with { State = PlanState.Issued, Issued = issued.Day, IssuedBy = recorded.Actor, Note = issued.Note } : this with { State = PlanState.Over },
        // A record that was corrected says it anew.
        MeetingHeld held => this with { Meetings = Meetings.RemoveAll(m => held.Record is { } record && m.Record?.Submission == record.Submission).Add(new(held.Day, held.Place, held.Came, held.Lines, held.Note, recorded.Actor, recorded.At, recorded.Index, held.Record)) },
        _ => this,
    };
}
