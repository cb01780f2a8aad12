using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Fills the pages of projects. An organisation sees its own, the programme all.</summary>
internal sealed class ProjectsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private readonly Words _words = frame.Words;
    private readonly Library _library = Composing.Library(db, inForce);

    private DateOnly Today => DateOnly.FromDateTime(frame.Now.DateTime);

    private bool Own => person.May(Right.TakeOn);

    public ProjectsView List()
    {
        var organisation = register.Agreed.Of(person.User);
        var rows = Own && organisation is null ? [] : ProjectsTable.All(db, Own ? organisation!.Organisation : null).Where(p => ProjectActs.Sees(db, register, person, p)).Select(Row).ToList();
        return new(rows, Own && organisation is not null, Own && organisation is not null ? Form(organisation, null) : null);
    }

    public ProjectView Fill(Project project)
    {
        var (set, actions, effects) = (project.Set, ActionsOf(project), new EffectFilling(db, frame, register, inForce));
        return new(
            set.Number, PathOf(project), set.Name, NameOf(set.Organisation), set.Start, project.Ended, Amount(set.Budget.Amount, set), Amount(project.Spent, set), Amount(Math.Abs(set.Budget.Amount - project.Spent), set), project.Spent > set.Budget.Amount,
            set.Budget.Currency, [.. set.Milestones.Select(m => Milestone(project, m))], [.. actions.Select(Action)], set.Actions.Length - actions.Count, effects.Of(project, actions), effects.Times(project),
            [.. ProjectsTable.Entries(db, set.Project).Reverse().Select(e => Happened(e, project)).OfType<HappenedView>()], project.Last,
            Own && project.Ended is null && register.Agreed.Of(person.User) is { } organisation ? Form(organisation, project) : null);
    }

    /// <summary>The address of a project.</summary>
    public static string PathOf(Project project) => ProjectsRoom.List + "/" + project.Set.Number;

    /// <summary>The actions of a project as they stand, at sites that the reader sees: of one that no agreement covers any more the organisation learns nothing.</summary>
    public IReadOnlyList<CorrectiveAction> ActionsOf(Project project) => [.. project.Set.Actions.Select(a => PlansTable.Find(db, a)).OfType<CorrectiveAction>().Where(a => person.SeesSite(register, a.Site))];

    private ProjectRowView Row(Project project)
    {
        var (set, actions) = (project.Set, ActionsOf(project));
        var next = set.Milestones.FirstOrDefault(m => project.Reached(m) is null);
        return new(
            PathOf(project), set.Number, set.Name, NameOf(set.Organisation), set.Start, project.Ended is not null, Amount(set.Budget.Amount, set), Amount(project.Spent, set), actions.Count, actions.Count(a => a.State == ActionState.Verified),
            project.Ended is not null || next is null ? null : $"{next.Text}, {_words.Day(next.Due)}", project.Ended is null && next?.Due < Today);
    }

    private ProjectFormView Form(OrganisationSet organisation, Project? project)
    {
        var grouped = ProjectsTable.Grouped(db);
        var held = project is null ? [] : ActionsOf(project).ToList();
        var sites = register.Monitored.Where(person.SeesSite).Select(s => s.Id).ToList();
        var free = PlansTable.Running(db, sites).Where(a => !a.Line.Quiet && a.TakenBy == organisation.Organisation && !grouped.Contains(a.Id));
        return new(
            project?.Set.Name ?? "", project?.Set.Start, project?.Set.Budget.Amount.ToString(CultureInfo.InvariantCulture) ?? "", project?.Set.Budget.Currency ?? "USD", [.. (project?.Set.Milestones ?? []).Select(m => Milestone(project!, m))],
            [.. held.Concat(free).Select(Option)], [.. held.Select(Option)]);
    }

    private OptionView Option(CorrectiveAction action) => new(action.Line.Number, $"{action.Line.Number} {SiteName(action.Site)}: {TextOf(action)}");

    private MilestoneView Milestone(Project project, Milestone milestone) =>
        new(milestone.Number, milestone.Text, milestone.Due, project.Reached(milestone), project.Ended is null && project.Reached(milestone) is null && milestone.Due < Today);

    private ProjectActionView Action(CorrectiveAction action) => new(
        action.Line.Number, SiteName(action.Site), SiteWords.Path(register.Sites[action.Site]), $"{action.Line.Indicator} {IncidentWords.NameOf(action.Line.Indicator, inForce.Catalogue, _words)}", TextOf(action),
        IncidentWords.KeyOf(action.State), action.Line.Due, action.Lasting is { } lasting ? _words["action.lasting." + IncidentWords.KeyOf(lasting)] : null, Own ? null : PlanWords.Path(action));

    private string TextOf(CorrectiveAction action) => _library.Find(action.Line.Measure) is { } measure ? Library.In(measure.Texts, _words.Language) : _words["needs.own-words"];

    private HappenedView? Happened(long entry, Project project) => ledger.Fact(db, entry, Tier.T2) is not { } recorded ? null : new(
        PeopleWords.Name(register, recorded.Actor, _words), TimeZoneInfo.ConvertTime(recorded.At.ToDateTimeOffset(), TimeZoneInfo.Utc).ToOffset(frame.Now.Offset), _words["project.did." + Facts.KindOf(recorded.Fact).Name],
        [.. Says(recorded.Fact, project).Where(s => s.Length > 0)],
        recorded.Fact is ProjectReported { Files.IsDefaultOrEmpty: false } reported ? [.. reported.Files.Select(f => new IncidentFileView(f.Name, $"{ProjectsRoom.List}/files/{entry}/{Uri.EscapeDataString(f.Name)}"))] : []);

    private IEnumerable<string> Says(Fact fact, Project project) => fact switch
    {
        ProjectSet f => [f.Name, _words.Say("project.says.set", ("budget", Amount(f.Budget.Amount, f)), ("milestones", f.Milestones.Length), ("actions", f.Actions.Length))],
        ProjectReported f => [_words.Day(f.Day), f.Milestone is { } reached ? _words.Say("project.says.reached", ("what", project.Set.Milestones.FirstOrDefault(m => m.Number == reached)?.Text ?? _words.Number(reached))) : "", f.Text,
            f.Spent > 0 ? _words.Say("project.says.spent", ("amount", Amount(f.Spent, project.Set))) : ""],
        ProjectEnded f => [_words.Day(f.Day), f.Note],
        _ => [],
    };

    private string Amount(decimal amount, ProjectSet set) => _words.Money(amount, set.Budget.Currency);

    private string NameOf(OrganisationId organisation) => register.Agreed.Find(organisation)?.Name ?? "";

    private string SiteName(SiteId site) => register.Sites.TryGetValue(site, out var found) ? found.Name : site.ToString();
}
