using System.Data.Common;
using Adit.Field;
using Adit.Forms;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>
/// What an agent verifies: actions of their sites that are said to be done, whose last day comes within three days or has passed, and whose effect is to be looked at. Whoever recorded the finding is asked only
/// where nobody else could be. The first screen names an action by its number alone.
/// </summary>
internal sealed class ActionsDue(DbConnection db, Register register, IReadOnlyList<OpenForm> forms, IReadOnlyList<Site> sites, Agent agent, Instant now, Words words)
{
    // More than this is no list of what to do today.
    private const int Most = 50;

    public IEnumerable<PackDue> Due()
    {
        if (forms.FirstOrDefault(f => CaseRecord.Follows(f.Form)) is not { } form)
            return [];
        var (ids, utc) = (sites.Select(s => s.Id).ToHashSet(), DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime));
        return PlansTable.Running(db, ids).Where(a => a.State == ActionState.SaidDone || a.Line.Due <= Today(a.Site).AddDays(FollowUps.Ahead)).Concat(PlansTable.Effects(db, ids, utc.AddDays(1)).Where(a => a.EffectFrom <= Today(a.Site)))
            .Where(IsMine).OrderBy(a => a.Line.Due).ThenBy(a => a.Line.Number, StringComparer.Ordinal).Take(Most).Select(a => Due(a, register.Sites[a.Site], form));
    }

    private PackDue Due(CorrectiveAction action, Site site, OpenForm form) => new(
        $"action:{action.Line.Number}", "follow-up", site.Id.ToString(), form.Published.Form, $"{FormWords.Title(form, words)}: {action.Line.Number}",
        words.Say(action.VerifiedBy is null ? "field.due.action.detail" : "field.due.effect.detail", ("site", site.Name), ("day", words.Day(action.EffectFrom ?? action.Line.Due))), Quiet: action.Line.Quiet, null, [.. Answers(action, site, form.Form)]);

    // The site first: lists of a form are often narrowed by it.
    private static IEnumerable<PackAnswer> Answers(CorrectiveAction action, Site site, Form form)
    {
        (string Subject, string? Value)[] about = [("site", site.Id.ToString()), ("case", action.Line.Number), .. action.Line.About?.Split(':', 2) is [var kind, var id] ? [(kind, (string?)id)] : ((string, string?)[])[]];
        foreach (var (subject, value) in about)
            if (form.Nodes.FirstOrDefault(n => n.Meaning.Subject == subject && n.Kind == NodeKind.Question) is { } node)
                yield return new(node.Path, value!);
        if (form.Nodes.FirstOrDefault(n => n is { Kind: NodeKind.Question, Type: AnswerType.Date } && n.Path.EndsWith("/deadline", StringComparison.Ordinal)) is { } deadline)
            yield return new(deadline.Path, action.Line.Due.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    private bool IsMine(CorrectiveAction action) =>
        PlansJob.SourcesOf(db, action) is var sources && (!sources.Contains(agent.Id) || register.Agents.All(a => !a.Sites.Contains(action.Site) || sources.Contains(a.Id)));

    private DateOnly Today(SiteId site) => SiteRisk.Today(register.Sites[site], now.ToDateTimeOffset());
}
