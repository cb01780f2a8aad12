using System.Data.Common;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Shows whether what an action mends became less since it was adopted.</summary>
internal sealed class ProgressFilling(DbConnection db, InForce inForce, Words words)
{
    /// <summary>The progress of an action; null in a draft, and where its indicator was never looked at.</summary>
    public ProgressView? Of(CorrectiveAction action, Site site, DateOnly today)
    {
        if (action.Issued is not { } adopted || inForce.Catalogue.Indicator(action.Line.Indicator) is not { } indicator || !LookedDays.Of(db, inForce, [site.Id], id => id == indicator.Id).TryGetValue((site.Id, indicator.Id), out var days))
            return null;
        var steps = Improvement.Of(days, adopted, today);
        var last = steps.Where(s => s.Verdict is not (ImprovementVerdict.Before or ImprovementVerdict.NotOver)).Select(s => s.Verdict).LastOrDefault(ImprovementVerdict.NotOver);
        return new(words["progress.says." + Incidents.IncidentWords.KeyOf(last)], [.. steps.Select((s, i) => new ProgressStepView(
            words["progress.step." + i], Days(s), s.Looked, s.Found, s.Share is { Low: { } low, High: { } high } share ? words.Say("progress.share", ("share", words.Share(share.Value)), ("low", words.Share(low)), ("high", words.Share(high))) : "—",
            words["progress.verdict." + Incidents.IncidentWords.KeyOf(s.Verdict)]))]);
    }

    private string Days(ImprovementStep step) => $"{words.Day(step.From)} – {words.Day(step.To.AddDays(-1))}";
}
