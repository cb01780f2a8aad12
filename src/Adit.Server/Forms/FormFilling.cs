using System.Data.Common;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Forms;

/// <summary>Fills the pages of forms.</summary>
internal sealed class FormFilling(DbConnection db, Register register, InForce? inForce, Frame frame)
{
    /// <summary>Who sent a version in this span before now still uses it.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(14);

    // So many fit into a list to tick, or into a sentence.
    private const int ListedSites = 60;

    private readonly Words _words = frame.Words;
    private readonly IReadOnlyDictionary<(string Form, string Version), FormUse> _uses = UsesTable.All(db, Instant.From(frame.Now - Lately));

    public FormsView List(TableView table, bool mayUpload, IReadOnlyList<string> refusals)
    {
        var drafts = mayUpload ? DraftsTable.Standing(db).Select(d => new DraftLineView(d.Form, d.Title, d.Version, d.At.ToDateTimeOffset(), DraftsTable.Count(db, d.Id))).ToList() : null;
        var lines = register.Published.Where(p => p.Newest).Select(Line);
        var sorted = table.Sort == "title" ? lines.OrderBy(l => l.Title, StringComparer.CurrentCulture) : lines.OrderByDescending(l => l.Wrong.Count).ThenBy(l => l.Title, StringComparer.CurrentCulture);
        return new(table, table.Descending ? [.. sorted.Reverse()] : [.. sorted], mayUpload, refusals, drafts);
    }

    public FormView One(PublishedForm published, bool mayClose, string? language)
    {
        var form = register.Forms[(published.Form, published.Version)].Form;
        var chosen = FormWords.Choose(form, language, _words.Language);
        return new(Line(published), Questions(form, chosen), FormWords.Languages(form), chosen, mayClose, Target(published.Form),
            form.Trainings.IsEmpty ? null : string.Join(", ", form.Trainings.Select(t => _words["training." + t])));
    }

    private FormTargetView Target(string form)
    {
        var target = register.Targets.GetValueOrDefault(form) ?? FormTargeted.Everywhere(form);
        var stages = Enum.GetValues<Stage>().Select(Option).ToList();
        var monitored = register.MonitoredByName();
        var sites = target.Sites.Where(register.Sites.ContainsKey).Select(s => register.Sites[s]).OrderBy(s => s.Name, StringComparer.CurrentCulture).ToList();
        var (of, at) = (string.Join(", ", target.Stages.Select(s => Option(s).Label)), sites.Count > ListedSites ? _words.Say("roster.sites", ("n", sites.Count)) : string.Join(", ", sites.Select(s => s.Name)));
        var says = target.IsEverywhere ? _words["forms.target.everywhere"]
            : at.Length == 0 ? _words.Say("forms.target.stage", ("stages", of)) : of.Length == 0 ? _words.Say("forms.target.only", ("where", at)) : _words.Say("forms.target.both", ("where", at), ("stages", of));
        var functions = Enum.GetValues<AgentFunction>().Select(f => PeopleWords.Option(f, _words)).ToList();
        IReadOnlyList<OptionView> chosen = [.. (target.Functions ?? []).Select(f => PeopleWords.Option(f, _words))];
        if (chosen.Count > 0)
            says += " " + _words.Say("forms.target.functions.only", ("functions", string.Join(", ", chosen.Select(f => f.Label))));
        return new(
            says, stages, target.Stages.IsEmpty ? stages : [.. target.Stages.Select(Option)],
            monitored.Length > ListedSites ? [] : [.. monitored.Select(s => new OptionView(s.Code, s.Name))], [.. sites.Select(s => new OptionView(s.Code, s.Name))], string.Join('\n', sites.Select(s => s.Code)), functions, chosen);

        OptionView Option(Stage stage) => new(stage.ToString(), _words["stage." + stage]);
    }

    /// <summary>The questions of a form, as an agent meets them.</summary>
    public List<QuestionView> Questions(Form form, string language) => Questions(form, form.Nodes[0], language);

    private FormLineView Line(PublishedForm newest)
    {
        var form = register.Forms[(newest.Form, newest.Version)];
        var questions = form.Form.Nodes.Where(IsAsked).ToList();
        return new(
            newest.Form, FormWords.Title(form, _words), Wrong(newest, form), [.. register.Published.Where(p => p.Form == newest.Form).OrderByDescending(p => p.Published).Select(Version)],
            string.Join(", ", FormWords.Languages(form.Form).Select(l => l.Value)), questions.Count, form.Form.Nodes.Select(n => n.Meaning.Observes).OfType<string>().Distinct().Count(),
            form.Form.Nodes.Max(n => n.Tier).ToString(), FormWords.State(newest.State));
    }

    private FormVersionView Version(PublishedForm version)
    {
        var used = _uses.GetValueOrDefault((version.Form, version.Version));
        return new(
            version.Version.Length == 0 ? _words["forms.no-version"] : version.Version, version.At.ToDateTimeOffset(), used.Records, used.Agents, used.Records == 0 ? null : used.Last.ToDateTimeOffset(),
            $"{FormWords.Path(version.Form)}/versions/{FormListXml.Version(version.Version)}.xml", version.Newest);
    }

    private List<string> Wrong(PublishedForm newest, OpenForm form)
    {
        var wrong = new List<string>();
        var behind = register.Published.Where(p => p.Form == newest.Form && !p.Newest).Sum(p => _uses.GetValueOrDefault((p.Form, p.Version)).Lately);
        if (behind > 0)
            wrong.Add(_words.Say("forms.wrong.old", ("n", behind)));
        var spoken = FormWords.Languages(form.Form).Select(l => l.Value).ToList();
        if (spoken.Count > 0)
            wrong.AddRange(Words.Offered.Where(l => l.Code is "en" or "fr" && !spoken.Contains(l.Code)).Select(l => _words.Say("forms.wrong.language", ("language", l.Name))));
        var missing = form.Form.MediaFiles.Where(f => !PhoneLists.Makes(register, f) && form.Media.All(m => m.Name != f)).ToList();
        if (missing.Count > 0)
            wrong.Add(_words.Say("forms.wrong.media", ("names", string.Join(", ", missing))));
        if (inForce is not null && form.Form.Nodes.Select(n => n.Meaning.Observes).OfType<string>().Distinct().Count(o => inForce.Catalogue.ObservableIndex(o) < 0) is > 0 and var unknown)
            wrong.Add(_words.Say("forms.wrong.unknown", ("n", unknown)));
        return wrong;
    }

    private static bool IsAsked(FormNode node) => node is { Kind: NodeKind.Question, Control: not null, Implied: false } && node.Type != AnswerType.Note;

    private List<QuestionView> Questions(Form form, FormNode around, string language)
    {
        var views = new List<QuestionView>();
        foreach (var node in form.ChildrenOf(around))
        {
            var inside = node.Kind == NodeKind.Question ? null : Questions(form, node, language);
            if (node.Implied || (inside is null ? node.Control is null && node.Meaning.Observes is null : inside.Count == 0))
                continue;
            views.Add(new(
                node.Name, FormWords.Label(node, language), node.Hint?.In(language) is { Length: > 0 } hint ? hint : null, _words["forms.type." + (inside is null ? node.Type : node.Kind)], node.Relevant,
                node.Constraint, node.Required is not (null or "false()"), node.Tier.ToString(), Observes(node, language), [.. (node.Choices?.Items ?? []).Select(c => node.Choices!.Label(c.Value, language))], inside));
        }
        return views;
    }

    private string? Observes(FormNode node, string language)
    {
        if (node.Meaning.Observes is not { } id)
            return null;
        if (inForce is null || inForce.Catalogue.ObservableIndex(id) is not (>= 0 and var at))
            return id;
        var readers = inForce.Catalogue.Indicators.Where(i => i.Reads[at]).Select(i => i.Id).ToList();
        var name = inForce.Catalogue.Observables[at].Name.In(language is "fr" or "en" ? language : _words.Language);
        return readers.Count == 0 ? name : $"{name} ({string.Join(", ", readers)})";
    }
}
