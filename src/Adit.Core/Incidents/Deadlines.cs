using System.Collections.Immutable;
using Adit.Risk;

namespace Adit.Incidents;

/// <summary>Says what is due by when about findings, in the calendar of the site (criteria, clocks).</summary>
public static class Deadlines
{
    /// <summary>The regime of serious abuse (OECD Annex II §1 to §4).</summary>
    public const string Immediate = "annex2-immediate";

    /// <summary>The regime of the six-month plan (OECD Annex II §5 to §10).</summary>
    public const string SixMonth = "annex2-six-month";

    /// <summary>Within what two people determine whether there is a reasonable risk, where the indicator says nothing else. Our proposal.</summary>
    public static Period DeterminedWithin { get; } = new(0, 0, 72 * 60);

    /// <summary>After how long what was determined is looked at again.</summary>
    public static Period LookedAgainAfter { get; } = new(0, 90, 0);

    /// <summary>
    /// The deadlines that a finding starts. Hearsay is passed on in time like anything else, but starts nothing besides until a second source or an agent bears it out.
    /// Of a plan with looks at progress the looks begin with its adoption (<see cref="OfPlan"/>).
    /// </summary>
    /// <param name="learnt">When the programme learnt of it.</param>
    public static ImmutableArray<Deadline> Of(Catalogue catalogue, IncidentFinding finding, DateTimeOffset learnt, TimeZoneInfo zone)
    {
        if (catalogue.Indicator(finding.Indicator) is not { } indicator || Clock.Start(catalogue, indicator, finding.Level, learnt, zone) is not { } clock)
            return [];
        var all = ImmutableArray.CreateBuilder<Deadline>();
        void Add(DeadlineKind kind, DateTimeOffset? until)
        {
            if (until is { } by)
                all.Add(new(kind, clock.Regime.Id, Instant.From(by)));
        }
        Add(DeadlineKind.Told, clock.Alert);
        if (finding.Hollow)
            return all.ToImmutable();
        if (clock.Regime.Id == Immediate)
            Add(DeadlineKind.Determined, clock.Close ?? Clock.Due(learnt, DeterminedWithin, zone));
        else
            Add(DeadlineKind.Safe, clock.Close);
        Add(DeadlineKind.Plan, clock.Plan);
        // Of serious abuse always asked, in the time of the determination where the indicator names none.
        Add(DeadlineKind.Notify, clock.Notify ?? (clock.Regime.Id == Immediate ? clock.Close ?? Clock.Due(learnt, DeterminedWithin, zone) : null));
        return all.ToImmutable();
    }

    /// <summary>The same of several findings: of each kind and regime the one that falls first.</summary>
    public static ImmutableArray<Deadline> Of(Catalogue catalogue, IEnumerable<IncidentFinding> findings, DateTimeOffset learnt, TimeZoneInfo zone) =>
        [.. findings.SelectMany(f => Of(catalogue, f, learnt, zone)).GroupBy(d => (d.Kind, d.Regime)).Select(g => g.MinBy(d => d.Until)!).OrderBy(d => d.Until).ThenBy(d => d.Kind)];

    /// <summary>What begins with the adoption of a plan: the looks at progress of its regime, and its end.</summary>
    /// <param name="adopted">The day of adoption, day 0.</param>
    public static ImmutableArray<Deadline> OfPlan(Catalogue catalogue, IEnumerable<IncidentFinding> findings, DateOnly adopted, TimeZoneInfo zone)
    {
        var start = Clock.StartOf(adopted, zone);
        return
        [
            .. findings.Select(f => f.Regime).OfType<string>().Distinct().Select(catalogue.Regime).OfType<Regime>().SelectMany(regime => regime.Ticks.Where(t => t != regime.Ends)
                .Select(tick => new Deadline(DeadlineKind.Progress, regime.Id, Instant.From(Clock.Due(start, tick, zone))))
                .Concat(regime.Ends is { } ends ? [new Deadline(DeadlineKind.Ends, regime.Id, Instant.From(Clock.Due(start, ends, zone)))] : [])),
        ];
    }

    /// <summary>When a determination that there is a reasonable risk is looked at again.</summary>
    public static ImmutableArray<Deadline> OfDetermination(Outcome outcome, Instant decided, TimeZoneInfo zone) =>
        outcome == Outcome.ReasonableRisk ? [new(DeadlineKind.LookAgain, Immediate, Instant.From(Clock.Due(decided.ToDateTimeOffset(), LookedAgainAfter, zone)))] : [];
}
