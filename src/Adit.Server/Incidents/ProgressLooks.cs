using System.Collections.Immutable;
using System.Data.Common;
using Adit.Ledger;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>
/// The looks at the progress of six-month plans (OECD Annex II: "measurable improvement"): what agents found before the plan and since, as it is counted today, and as it was counted when the look was recorded.
/// </summary>
internal sealed class ProgressLooks(DbConnection db, LedgerReading ledger, InForce inForce)
{
    private readonly Dictionary<(SiteId, string), IReadOnlyList<(DateOnly, bool, bool)>> _days = [];

    /// <summary>What a look finds today, of each finding that is under such a plan; null where none is, or the plan's day is not known.</summary>
    public ImmutableArray<StepProgress>? Of(Incident incident, DeadlineKind step, DateOnly day)
    {
        var indicators = incident.Findings.Where(f => f.Regime == Deadlines.SixMonth).Select(f => f.Indicator).Distinct().Order(StringComparer.Ordinal).ToList();
        if (step is not (DeadlineKind.Progress or DeadlineKind.Ends) || indicators.Count == 0 || Met(incident).LastOrDefault(m => m.Step.Step == DeadlineKind.Plan).Step is not { Day: var adopted })
            return null;
        var last = Improvement.Looks - 1;
        var look = step == DeadlineKind.Ends ? last : Math.Min(incident.Deadlines.Count(d => d is { Kind: DeadlineKind.Progress, Regime: Deadlines.SixMonth, Met: not null }), last - 1);
        var (from, to) = Improvement.Stretch(adopted, look, day);
        return [.. indicators.Select(i => Count(incident.Site, i, adopted, from, to))];
    }

    /// <summary>The looks that were recorded of an incident, in words.</summary>
    /// <param name="indicator">Of which; null for all.</param>
    public IEnumerable<string> Say(Incident incident, string? indicator, Sites.Site site, Words words, DateTimeOffset now) =>
        Met(incident).SelectMany(m => Say(m.Step, m.At, indicator, site, words, now));

    /// <summary>What was recorded with a look; where it is counted otherwise today, that too.</summary>
    public IEnumerable<string> Say(IncidentStepMet step, Instant at, string? indicator, Sites.Site site, Words words, DateTimeOffset now)
    {
        foreach (var recorded in (step.Progress ?? []).Where(p => indicator is null || p.Indicator == indicator))
        {
            var today = Count(site.Id, recorded.Indicator, recorded.Adopted, recorded.From, recorded.To);
            yield return words.Say("step.recorded", ("day", words.Day(Clock.DayOf(at.ToDateTimeOffset(), Sheet.ZoneOf(site)))), ("what", Said(recorded, words)));
            if (today != recorded)
                yield return words.Say("step.today", ("day", words.Day(SiteRisk.Today(site, now))), ("what", Said(today, words)));
        }
    }

    private string Said(StepProgress progress, Words words) => words.Say(
        "step.progress", ("what", IncidentWords.NameOf(progress.Indicator, inForce.Catalogue, words)), ("from", words.Day(progress.From)), ("to", words.Day(progress.To > progress.From ? progress.To.AddDays(-1) : progress.To)), ("found", progress.Found), ("looked", progress.Looked),
        ("before", progress.FoundBefore), ("of", progress.LookedBefore), ("verdict", words["progress.verdict." + IncidentWords.KeyOf(progress.Verdict)]));

    private StepProgress Count(SiteId site, string indicator, DateOnly adopted, DateOnly from, DateOnly to)
    {
        if (!_days.TryGetValue((site, indicator), out var days))
            _days[(site, indicator)] = days = LookedDays.Of(db, inForce, [site], i => i == indicator).GetValueOrDefault((site, indicator), []);
        var (before, step) = Improvement.Over(days, adopted, from, to);
        return new(indicator, adopted, from, to, before.Looked, before.Found, step.Looked, step.Found, step.Verdict);
    }

    private IEnumerable<(IncidentStepMet Step, Instant At)> Met(Incident incident) =>
        IncidentsTable.Entries(db, incident.Id).Select(e => ledger.Fact(db, e, Tier.T2)).OfType<Recorded>().Where(r => r.Fact is IncidentStepMet).Select(r => ((IncidentStepMet)r.Fact, r.At));
}
