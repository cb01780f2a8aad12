using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Risk;

namespace Adit.Plans;

/// <summary>What stands open at a site by one indicator, as it is rated today.</summary>
/// <param name="Hollow">S1 or S2 on hearsay alone.</param>
public sealed record OpenFinding(string Indicator, Severity Level, bool Hollow);

/// <summary>What a plan is composed from.</summary>
/// <param name="Today">The day at the site.</param>
/// <param name="Open">What stands open by its rating.</param>
/// <param name="Incidents">Incidents of the site that are not over.</param>
/// <param name="Actions">Actions of the site that run.</param>
public sealed record ComposedFrom(DateOnly Today, TimeZoneInfo Zone, IReadOnlyList<OpenFinding> Open, IReadOnlyList<Incident> Incidents, IReadOnlyList<CorrectiveAction> Actions);

/// <summary>Why something open is in no plan.</summary>
public enum LeftOut
{
    /// <summary>One source told of it; it is being verified.</summary>
    BeingVerified,

    /// <summary>No measure of the library mends it: somebody writes a line.</summary>
    NoMeasure,

    /// <summary>It is the programme's own to mend, not the site's.</summary>
    Programme,
}

/// <summary>A draft: new lines, and what was left out.</summary>
public sealed record Composed(ImmutableArray<PlanLine> Lines, ImmutableArray<CorrectiveAction> Carried, ImmutableArray<(OpenFinding Finding, LeftOut Why)> LeftOut);

/// <summary>Composes the draft of a month's plan from what is open at a site. A person edits and issues it.</summary>
public static class Drafting
{
    /// <summary>Within how many days an action is done that no clock asks for, and one whose clock has run out. Our proposal.</summary>
    public const int Usual = 30, Late = 14;

    /// <summary>Within how many days an action of a plan under OECD Annex II that has looks at its progress is done: by the second look. Our proposal.</summary>
    public const int BySecondLook = 90;

    /// <summary>
    /// One line for each indicator and subject that stands open and that no running action mends; all running actions are carried over. What one source only told, what is protected and what is the
    /// programme's own is on no plan of a site.
    /// </summary>
    /// <param name="next">An id and a number for a new action.</param>
    public static Composed Compose(Catalogue catalogue, Library library, ComposedFrom from, Func<(ActionId Id, string Number)> next)
    {
        var (lines, left) = (ImmutableArray.CreateBuilder<PlanLine>(), ImmutableArray.CreateBuilder<(OpenFinding, LeftOut)>());
        foreach (var finding in from.Open.Concat(ByHand(from)).OrderByDescending(f => f.Level).ThenBy(f => f.Indicator, StringComparer.Ordinal))
        {
            if (catalogue.Indicator(finding.Indicator) is not { Protected: false } indicator)
                continue;
            if (indicator.Subject == FindingSubject.Programme)
                left.Add((finding, Plans.LeftOut.Programme));
            else if (finding.Hollow)
                left.Add((finding, Plans.LeftOut.BeingVerified));
            else if (library.For(finding.Indicator).FirstOrDefault() is not { } measure)
                left.Add((finding, Plans.LeftOut.NoMeasure));
            else
                foreach (var about in Abouts(finding, from.Incidents))
                    if (!from.Actions.Any(a => a.Line.Indicator == finding.Indicator && a.Line.About == about.Key))
                        lines.Add(Line(catalogue, indicator, finding, measure, about.Key, [.. about], from, next()));
        }
        return new(lines.ToImmutable(), [.. from.Actions.OrderBy(a => a.Line.Due).ThenBy(a => a.Line.Number, StringComparer.Ordinal)], left.ToImmutable());
    }

    /// <summary>The day that the clocks of incidents set for mending a finding; null where none does. Of plans with looks at progress the clock asks for the plan, not for its end.</summary>
    public static DateOnly? ClockOf(Catalogue catalogue, string indicator, IEnumerable<Incident> incidents, TimeZoneInfo zone)
    {
        var all = incidents.SelectMany(i => i.Due.Where(d => d.Kind is DeadlineKind.Safe or DeadlineKind.Plan && d.Regime == i.Findings.FirstOrDefault(f => f.Indicator == indicator)?.Regime))
            .Where(d => d.Kind == DeadlineKind.Safe || catalogue.Regime(d.Regime) is not { Ticks.Count: > 0 }).Select(d => d.Until).ToList();
        return all.Count == 0 ? null : Clock.DayOf(new Instant(all.Min().Micros - 1).ToDateTimeOffset(), zone);
    }

    // No rating rests on what people found: a matter that somebody opened, or complained of, is mended as one that a record tells of.
    private static IEnumerable<OpenFinding> ByHand(ComposedFrom from) => from.Incidents.Where(i => i.IsOpen && i.Source != IncidentSource.Rule).SelectMany(i => i.Findings).GroupBy(f => f.Indicator)
        .Where(same => from.Open.All(o => o.Indicator != same.Key)).Select(same => new OpenFinding(same.Key, same.Max(f => f.Level), same.All(f => f.Hollow)));

    // What no incident tells apart is one matter of the site as a whole.
    private static IEnumerable<IGrouping<string?, Incident>> Abouts(OpenFinding finding, IReadOnlyList<Incident> incidents)
    {
        var about = incidents.Where(i => i.IsOpen && i.Findings.Any(f => f.Indicator == finding.Indicator && !f.Hollow)).GroupBy(i => i.About).ToList();
        return about.Count > 0 ? about : new Incident?[] { null }.GroupBy(_ => (string?)null, i => i!);
    }

    private static PlanLine Line(
        Catalogue catalogue, Indicator indicator, OpenFinding finding, LibraryMeasure measure, string? about, ImmutableArray<Incident?> incidents, ComposedFrom from, (ActionId Id, string Number) next)
    {
        var known = incidents.OfType<Incident>().ToImmutableArray();
        var clock = ClockOf(catalogue, indicator.Id, known, from.Zone);
        var level = known.SelectMany(i => i.Findings).Where(f => f.Indicator == indicator.Id).Select(f => f.Level).DefaultIfEmpty(finding.Level).Max();
        var looked = Clock.StartedBy(catalogue, indicator, level) is { Annex2: true, Ticks.Count: > 0 };
        var due = clock is { } by ? by > from.Today ? by : from.Today.AddDays(Late) : from.Today.AddDays(looked ? BySecondLook : Usual);
        return new(next.Id, next.Number, indicator.Id, about, level, [.. known.Select(i => i.Id)], measure.Id, [], measure.Owner, "", due, clock, measure.Cost, "", measure.Quiet, measure.EffectAfter);
    }
}
