using System.Data.Common;
using Adit.Incidents;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Whether a risk fell where a project worked, as readers of T1 may have it: shares in whole percent, days in bands, and neither where a risk was found on fewer than five days.</summary>
/// <param name="Says">The verdict in words.</param>
/// <param name="Others">How many other sites were compared with, as a band; null where none were.</param>
/// <param name="Difference">In words, with its interval; null where no number can be told.</param>
public sealed record EffectView(string Indicator, string What, string Verdict, string Says, RateView Before, RateView Since, string? Others, RateView? OthersBefore, RateView? OthersSince, EstimateView? Difference);

/// <summary>How often a risk was found in a stretch of time.</summary>
/// <param name="Days">On how many days it was looked at, as a band.</param>
/// <param name="Share">Null where nobody looked, or it was found on fewer than five days.</param>
public sealed record RateView(string Days, EstimateView? Share, string Says);

/// <summary>A share or a difference of shares with its 95 % interval, rounded to whole percent.</summary>
public sealed record EstimateView(decimal Value, decimal Low, decimal High);

/// <summary>Asks, for each risk that a project works on, whether it fell there.</summary>
internal sealed class EffectFilling(DbConnection db, Frame frame, Register register, InForce inForce)
{
    // More are not read for one page; which ones are left out follows from their ids alone.
    private const int MostOthers = 300;

    private readonly Words _words = frame.Words;

    /// <summary>The days on which before and since begin and end.</summary>
    public string Times(Project project) => _words.Say("effect.times", ("before", _words.Day(project.Set.Start.AddDays(-Improvement.Before))), ("start", _words.Day(project.Set.Start)));

    /// <summary>One for each risk. What rests on protected records is told to nobody here.</summary>
    /// <param name="actions">The measures of the project that the reader may see.</param>
    public IReadOnlyList<EffectView> Of(Project project, IReadOnlyList<CorrectiveAction> actions)
    {
        var today = DateOnly.FromDateTime(frame.Now.DateTime);
        var risks = actions.Where(a => a.State != ActionState.Draft).GroupBy(a => a.Line.Indicator).Where(g => !g.Select(a => a.Site).Distinct().Any(s => RestsOnProtected(s, g.Key))).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (risks.Count == 0)
            return [];
        var worked = Worked([.. risks.Select(r => r.Key)]);
        var covered = Reach.Of(register, project.Set.Organisation, Instant.From(frame.Now)).Select(s => s.Id).ToHashSet();
        List<SiteId> others = [.. register.Monitored.Where(s => s.Stage is Stage.Baseline or Stage.Monitored or Stage.Paused).Select(s => s.Id).OrderBy(s => Id.From(project.Set.Project.Value, s.ToString())).Take(MostOthers)];
        var asked = risks.Select(r => r.Key).ToHashSet();
        var days = LookedDays.Of(db, inForce, [.. actions.Select(a => a.Site).Concat(others).Distinct()], asked.Contains);
        return [.. risks.Select(r => View(r.Key, Effects.Of(
            r.Select(a => a.Site).Distinct().Where(s => days.ContainsKey((s, r.Key))).Select(s => new SiteDays(s, true, days[(s, r.Key)])),
            [.. others.Where(s => !worked.Contains((s, r.Key)) && days.ContainsKey((s, r.Key))).Select(s => new SiteDays(s, covered.Contains(s), days[(s, r.Key)]))], project.Set.Start, today)))];
    }

    // Where any project of anybody works, or worked, on a risk, it is no comparison for another.
    private HashSet<(SiteId, string)> Worked(HashSet<string> indicators) =>
        [.. ProjectsTable.Grouped(db).Select(a => PlansTable.Find(db, a)).OfType<CorrectiveAction>().Where(a => indicators.Contains(a.Line.Indicator)).Select(a => (a.Site, a.Line.Indicator))];

    private bool RestsOnProtected(SiteId site, string indicator) => IncidentsTable.OpenAt(db, site).Any(i => i.RestsOnProtected && i.Findings.Any(f => f.Indicator == indicator));

    private EffectView View(string indicator, Effect effect)
    {
        Rate?[] all = [effect.Before, effect.Since, effect.OthersBefore, effect.OthersSince];
        var told = all.All(r => r is null || !IsFew(r));
        var key = IncidentWords.KeyOf(effect.Verdict);
        return new(
            indicator, $"{indicator} {IncidentWords.NameOf(indicator, inForce.Catalogue, _words)}", key, _words["effect.says." + key], Of(effect.Before), Of(effect.Since), effect.Others > 0 ? Band.Say(effect.Others, _words) : null,
            effect.OthersBefore is { } before ? Of(before) : null, effect.OthersSince is { } since ? Of(since) : null, told && effect.Difference is { } difference ? Rounded(difference) : null);
    }

    private RateView Of(Rate rate)
    {
        var share = rate.Share is { } found && !IsFew(rate) ? Rounded(found) : null;
        return new(Band.Say(rate.Looked, _words), share, share is null ? _words[rate.Looked == 0 ? "effect.not-looked" : "effect.few"] : Say(share));
    }

    /// <summary>An estimate in words: 60 % (41 to 76 %).</summary>
    public string Say(EstimateView estimate) =>
        _words.Say("progress.share", ("share", _words.Share(estimate.Value)), ("low", _words.Share(estimate.Low)), ("high", _words.Share(estimate.High)));

    // On one to four days: that is told of nobody, neither as a number nor as a share from which it follows.
    private static bool IsFew(Rate rate) => Protection.CountBand.Of(rate.Found).From == 1;

    private static EstimateView Rounded(Estimate estimate) => new(decimal.Round(estimate.Value, 2), decimal.Round(estimate.Low!.Value, 2), decimal.Round(estimate.High!.Value, 2));
}
