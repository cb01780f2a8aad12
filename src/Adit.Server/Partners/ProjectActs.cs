using System.Collections.Immutable;
using System.ComponentModel;
using Adit.People;
using Adit.Plans;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Partners;

/// <summary>A milestone as somebody writes it.</summary>
internal sealed record MilestoneAsked([property: Description("The number it has already; null for a new one.")] int? Number, string? Text, DateOnly? Due);

/// <summary>A project as somebody writes it.</summary>
/// <param name="Seen">The project's <c>last</c> as it was seen; null for a new one.</param>
internal sealed record ProjectAsked(
    long? Seen, string? Name, DateOnly? Start, [property: Description("In the currency, exact.")] decimal? Budget, [property: Description("ISO 4217.")] string? Currency, IReadOnlyList<MilestoneAsked>? Milestones,
    [property: Description("Numbers of actions that the organisation has taken on.")] IReadOnlyList<string>? Actions);

/// <summary>A report of delivery as somebody writes it.</summary>
/// <param name="Seen">The project's <c>last</c> as it was seen.</param>
internal sealed record DeliveryAsked(
    long? Seen, DateOnly? Day, [property: Description("Number of the milestone that is reached; null for none.")] int? Milestone, string? Text, [property: Description("Since the last report, in the currency of the budget.")] decimal? Spent);

/// <summary>A project is over.</summary>
internal sealed record EndAsked(long? Seen, DateOnly? Day, string? Note);

/// <summary>Does what organisations do about their projects: reads what must be known, asks the rule, records its answer, all as the writer.</summary>
internal sealed class ProjectActs(Database database, Registers registers)
{
    /// <summary>A project that somebody may see, by its number: one of their own organisation, or any where they are of the programme. Null where there is none.</summary>
    public static Project? Find(System.Data.Common.DbConnection db, Register register, CurrentPerson person, string number) =>
        ProjectsTable.Find(db, number) is { } found && Sees(db, register, person, found) ? found : null;

    /// <summary>Whether somebody may see a project. A budget is between an organisation and the programme; whoever of the programme is limited to some sites sees the projects that work at one of them.</summary>
    public static bool Sees(System.Data.Common.DbConnection db, Register register, CurrentPerson person, Project project) =>
        person.May(Right.TakeOn) ? register.Agreed.Of(person.User)?.Organisation == project.Set.Organisation
        : person.May(Right.SeeNeeds) && (OpenedRecord.SeesAll(person) || project.Set.Actions.Any(a => PlansTable.Find(db, a) is { } action && person.SeesSite(register, action.Site)));

    /// <summary>Begins a project, or says anew what it is; its number.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<string> Set(CurrentPerson person, string? number, ProjectAsked asked) => database.Write(writing =>
    {
        var (db, organisation) = (writing.Db.Db, TakingActs.Of(registers.Current, person));
        var before = number is null ? null : Own(db, person, number);
        var start = asked.Start ?? throw Refused.Of("refuse.project-start");
        var budget = Money.Of(asked.Budget ?? -1, asked.Currency) ?? throw Refused.Of("refuse.project-budget");
        var actions = Actions(db, person, before, asked.Actions ?? []);
        var grouped = ProjectsTable.With(db, [.. actions.Select(a => a.Id)]);
        var set = new ProjectSet(
            before?.Set.Project ?? new(Guid.CreateVersion7(database.Clock.GetUtcNow())), before?.Set.Number ?? database.Numbers.OfProject(db, database.Now.ToDateTimeOffset().Year), organisation.Organisation, Text(asked.Name), start, budget,
            Milestones(before, asked.Milestones ?? []), [.. actions.Select(a => a.Id)]);
        var elsewhere = actions.Where(a => grouped[a.Id].Any(p => p != set.Project && ProjectsTable.Find(db, p) is { Ended: null })).Select(a => a.Id).ToHashSet();
        TakingActs.Record(writing, person.Actor, Delivering.Set(set, before, asked.Seen ?? -1, actions, elsewhere), "refuse.project");
        return set.Number;
    });

    /// <summary>Reports what was delivered. It closes no action.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Report(CurrentPerson person, string number, DeliveryAsked asked, ImmutableArray<KeptFile> files = default) => database.Write(writing =>
    {
        var project = Own(writing.Db.Db, person, number);
        if (Money.Of(asked.Spent ?? 0, project.Set.Budget.Currency) is not { } spent)
            throw Refused.Of("refuse.project-spent");
        var report = new ProjectReported(project.Set.Project, asked.Day ?? Today, asked.Milestone, asked.Text?.ReplaceLineEndings("\n").Trim() ?? "", spent.Amount, files.IsDefault ? [] : files);
        TakingActs.Record(writing, person.Actor, Delivering.Report(project, asked.Seen ?? -1, report, Latest), "refuse.project");
        return true;
    });

    /// <summary>Ends a project.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> End(CurrentPerson person, string number, EndAsked asked) => database.Write(writing =>
    {
        TakingActs.Record(writing, person.Actor, Delivering.End(Own(writing.Db.Db, person, number), asked.Seen ?? -1, asked.Day ?? Today, Latest, asked.Note), "refuse.project");
        return true;
    });

    private DateOnly Today => DateOnly.FromDateTime(database.Now.ToDateTimeOffset().UtcDateTime);

    // Nobody is told that a day is to come which has begun where they are.
    private DateOnly Latest => DateOnly.FromDateTime(database.Now.ToDateTimeOffset().UtcDateTime.AddHours(14));

    private Project Own(System.Data.Common.DbConnection db, CurrentPerson person, string number) => Find(db, registers.Current, person, number) ?? throw Refused.Of("refuse.project-none");

    private List<CorrectiveAction> Actions(System.Data.Common.DbConnection db, CurrentPerson person, Project? before, IReadOnlyList<string> numbers)
    {
        // What stands in it at a site that no agreement covers any more is not shown to whoever writes, and stays.
        var hidden = (before?.Set.Actions ?? []).Select(a => PlansTable.Find(db, a)).OfType<CorrectiveAction>().Where(a => !person.SeesSite(registers.Current, a.Site));
        return [.. hidden, .. numbers.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct().Select(n => TakingActs.Find(db, registers.Current, person, n, database.Now) ?? throw Refused.Of("refuse.needs-action"))];
    }

    private static ImmutableArray<Milestone> Milestones(Project? before, IReadOnlyList<MilestoneAsked> asked)
    {
        var known = (before?.Set.Milestones ?? []).Select(m => m.Number).ToHashSet();
        var next = known.Concat((before?.Deliveries ?? []).Select(d => d.Milestone ?? 0)).DefaultIfEmpty().Max();
        return [.. asked.Where(m => Text(m.Text).Length > 0 || m.Due is not null).Select(m => new Milestone(m.Number is { } number && known.Contains(number) ? number : ++next, Text(m.Text), m.Due ?? default)).OrderBy(m => m.Due).ThenBy(m => m.Number)];
    }

    private static string Text(string? text) => text?.ReplaceLineEndings(" ").Trim() ?? "";
}
