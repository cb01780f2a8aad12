using System.Collections.Immutable;
using Adit.Risk;

namespace Adit.Incidents;

/// <summary>What a record found by one indicator, alone or together with records before it.</summary>
/// <param name="Event">Whether it is something that happened; else something that stands so.</param>
/// <param name="About">What it is about besides the site; null for the site as a whole.</param>
public sealed record Matter(string Indicator, string Group, bool Event, string? About, DateOnly Day, Severity Level, Grade Grade);

/// <summary>A record that found something.</summary>
/// <param name="Record">Null where it is a protected one.</param>
/// <param name="By">Who sent it; null where it is a protected one.</param>
/// <param name="Learnt">When the programme learnt of what it says.</param>
/// <param name="Standing">The indicators that stand open at the site today, as known with it.</param>
public sealed record Finder(SiteId Site, TimeZoneInfo Zone, IncidentRecord? Record, ActorId? By, Instant Learnt, IReadOnlySet<string> Standing, IReadOnlyList<Matter> Matters);

/// <summary>An incident, and who sent the records that it rests on.</summary>
public sealed record KnownIncident(Incident Incident, IReadOnlySet<ActorId> Sources);

/// <summary>Opens incidents by rule: one for one event or state, however many records speak of it.</summary>
public static class Opening
{
    /// <summary>
    /// What a record opens or bears out. Things that happened which one record tells of one group of indicators (a death and an injury in one accident) are one event; what stands so (a pit
    /// too deep) is one incident for as long as it is open. Two records that may tell of the same event are never put together by rule: see <see cref="MayBeOne"/>.
    /// </summary>
    /// <param name="known">The incidents that the record was part of already, and all open ones of the site.</param>
    /// <param name="next">An id and a number for a new one.</param>
    public static IEnumerable<Fact> Decide(Catalogue catalogue, IReadOnlyList<KnownIncident> known, Finder finder, Func<(IncidentId Id, string Number)> next)
    {
        foreach (var matters in finder.Matters.Where(m => m.Event || finder.Standing.Contains(m.Indicator)).GroupBy(m => m.Event ? (m.Group, m.About) : ("=" + m.Indicator, m.About)))
        {
            var before = known.Where(k => matters.First().Event ? IsOf(k.Incident, finder, matters, catalogue) : Stands(k.Incident, finder.Site, matters.First())).MaxBy(k => k.Incident.IsOpen);
            var findings = Worst(matters).Select(m => new IncidentFinding(m.Indicator, m.Level, m.Grade, catalogue.Indicator(m.Indicator) is { } i ? Clock.StartedBy(catalogue, i, m.Level)?.Id : null)).ToImmutableArray();
            if (before is null)
            {
                var (id, number) = next();
                yield return new IncidentOpened(
                    id, number, finder.Site, IncidentSource.Rule, matters.Min(m => m.Day), finder.Learnt, findings, catalogue.Version, Deadlines.Of(catalogue, findings, finder.Learnt.ToDateTimeOffset(), finder.Zone),
                    matters.Key.About, finder.Record is { } record ? [record] : [], "");
            }
            else if (before.Incident.IsOpen && BearsOut(catalogue, before, finder, findings) is { } more)
            {
                yield return more;
            }
        }
    }

    /// <summary>Two sets of findings as one: of each indicator the worst level, and the best evidence at that level.</summary>
    public static ImmutableArray<IncidentFinding> Together(ImmutableArray<IncidentFinding> one, ImmutableArray<IncidentFinding> other) =>
        [.. one.Concat(other).GroupBy(f => f.Indicator).Select(g => g.MaxBy(f => (f.Level, f.Grade))!)];

    /// <summary>How many days apart two records may tell of one event.</summary>
    public const int DaysApart = 3;

    /// <summary>Whether two open incidents may be one event: a person is asked. They share an indicator, and lie no more than three days apart.</summary>
    public static bool MayBeOne(Incident one, Incident other) =>
        one.Id != other.Id && one.Site == other.Site && one.IsOpen && other.IsOpen && !one.Apart.Contains(other.Id) && Math.Max(one.Day.DayNumber - other.LastDay.DayNumber, other.Day.DayNumber - one.LastDay.DayNumber) <= DaysApart
        && (one.About is null || other.About is null || one.About == other.About) && one.Findings.Any(f => other.Findings.Any(o => o.Indicator == f.Indicator));

    private static bool IsOf(Incident incident, Finder finder, IGrouping<(string Group, string? About), Matter> matters, Catalogue catalogue) =>
        finder.Record is { } record && incident.Records.Any(r => r.Submission == record.Submission) && incident.About == matters.Key.About
        && incident.Findings.Any(f => catalogue.Indicator(f.Indicator) is { Kind: IndicatorKind.Event } i && i.Group == matters.Key.Group);

    private static bool Stands(Incident incident, SiteId site, Matter matter) =>
        incident.IsOpen && incident.Site == site && incident.About == matter.About && incident.Findings.Any(f => f.Indicator == matter.Indicator);

    private static IEnumerable<Matter> Worst(IEnumerable<Matter> matters) => matters.GroupBy(m => m.Indicator).Select(g => g.MaxBy(m => (m.Level, m.Grade))!);

    // Null where the record says no more than was known: that it says so again shows on the page of the risk.
    private static IncidentBorneOut? BearsOut(Catalogue catalogue, KnownIncident before, Finder finder, ImmutableArray<IncidentFinding> findings)
    {
        var second = finder.By is { } by && !before.Sources.Contains(by);
        var (now, graver) = (before.Incident.Findings, new List<IncidentFinding>());
        foreach (var finding in findings)
        {
            var had = now.FirstOrDefault(f => f.Indicator == finding.Indicator);
            // A second source for the same, of which each alone is hearsay, makes it corroborated.
            var said = had is { Grade: Grade.Reported } && finding.Grade == Grade.Reported && second && finding.Level >= had.Level ? finding with { Grade = Grade.Corroborated } : finding;
            if (had is null || (said.Level, said.Grade).CompareTo((had.Level, had.Grade)) > 0)
            {
                now = had is null ? now.Add(said) : now.Replace(had, said);
                graver.Add(said);
            }
        }
        return graver.Count == 0 ? null : new(before.Incident.Id, finder.Record, now, Deadlines.Of(catalogue, graver, finder.Learnt.ToDateTimeOffset(), finder.Zone));
    }
}
