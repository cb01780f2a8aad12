using System.Globalization;
using Adit.DataSets;
using Adit.Forms;
using Adit.People;
using Adit.Phones;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Field;

/// <summary>
/// What an agent follows up: things of a data set with the property <c>due</c> whose day has come or comes within three days, and whose <c>status</c>, where
/// there is one, closes nothing.
/// </summary>
internal sealed class FollowUps(Register register, PhoneLists lists, IReadOnlyList<OpenForm> forms, Agent agent, Instant now, Words words)
{
    /// <summary>How many days before its day something stands on Today.</summary>
    public const int Ahead = 3;

    // What nobody has followed up for so long is no list of what to do any more.
    private const int Most = 100;

    public IEnumerable<PackDue> Due() =>
        register.DataSets.Values.Where(d => d.HasDue).SelectMany(d => lists.Entities(d.Name).Select(e => (Set: d, Entity: e, Day: DayOf(e))))
            .Where(f => f.Day is { } day && day <= Today(f.Entity).AddDays(Ahead)).OrderBy(f => f.Day).ThenBy(f => f.Entity.Label, StringComparer.Ordinal).ThenBy(f => f.Entity.Key.Entity, StringComparer.Ordinal)
            .Take(Most).Select(f => Due(f.Set, f.Entity, f.Day!.Value));

    private PackDue Due(DeclaredDataSet set, EntityRow entity, DateOnly day)
    {
        var form = forms.FirstOrDefault(f => DeclaredDataSet.Updates(f.Form, set.Name));
        var site = entity.Site is { } id ? register.Sites.GetValueOrDefault(id) : null;
        return new(
            $"follow-up:{set.Name}:{entity.Key.Entity}", "follow-up", site?.Id.ToString() ?? "", form?.Published.Form, entity.Label,
            words.Say("field.due.follow-up.detail", ("site", site?.Name ?? words["submission.site.none"]), ("day", words.Day(day))), Quiet: false, entity.Key.Entity, form is null ? null : [.. Answers(form.Form, set, entity, site)]);
    }

    // The site first: lists of a form are often narrowed by it.
    private static IEnumerable<PackAnswer> Answers(Form form, DeclaredDataSet set, EntityRow entity, Site? site)
    {
        if (site is not null && form.Nodes.FirstOrDefault(n => n.Meaning.Subject == "site" && IsAskedOnce(form, n)) is { } place)
            yield return new(place.Path, site.Id.ToString());
        if (form.Nodes.FirstOrDefault(n => n.Type == AnswerType.SelectOne && ListOf(form, n) == set.Name && IsAskedOnce(form, n)) is { } chosen)
            yield return new(chosen.Path, entity.Key.Entity);
    }

    private static string? ListOf(Form form, FormNode node) =>
        node.Choices?.Instance is { } id && form.Instances.FirstOrDefault(i => i.Id == id)?.FileName is { } file && file.EndsWith(".csv", StringComparison.Ordinal) ? file[..^4] : null;

    private static bool IsAskedOnce(Form form, FormNode node)
    {
        for (var around = node.Parent; around >= 0; around = form.Nodes[around].Parent)
            if (form.Nodes[around].Kind == NodeKind.Repeat)
                return false;
        return node.Kind == NodeKind.Question;
    }

    private static DateOnly? DayOf(EntityRow entity) =>
        !DeclaredDataSet.Closes(entity.Values.GetValueOrDefault(DeclaredDataSet.Status)) && entity.Values.GetValueOrDefault(DeclaredDataSet.Due) is { Length: >= 10 } text
        && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // What lies at no site is due by the day where the agent works.
    private DateOnly Today(EntityRow entity) =>
        (entity.Site ?? agent.Sites.Select(s => (SiteId?)s).FirstOrDefault()) is { } id && register.Sites.TryGetValue(id, out var site)
            ? SiteRisk.Today(site, now.ToDateTimeOffset()) : DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime);
}
