using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Partners;

/// <summary>Projects of organisations as they stand, which actions each groups, and which entries say what happened to it.</summary>
internal static class ProjectsTable
{
    public static Table[] Tables { get; } =
    [
        new("projects", ["project", "number", "organisation", Table.Number("ended"), Table.Number("first"), "body"], ["project"], "(number)", "(organisation)"),
        new("project_actions", ["action", "project"], ["action", "project"], "(project)"),
        new("project_entries", ["project", Table.Number("entry")], ["project", "entry"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        var id = (recorded.Fact switch { ProjectSet f => f.Project, ProjectReported f => f.Project, ProjectEnded f => f.Project, _ => throw new ArgumentOutOfRangeException(nameof(recorded)) }).ToString();
        var project = Project.After(db.First("select body from projects where project = $1", row => Read(row.Text(0)), id), recorded);
        db.Run(
            "insert into projects (project, number, organisation, ended, first, body) values ($1, $2, $3, $4, $5, $6) on conflict (project) do update set ended = excluded.ended, body = excluded.body",
            id, project.Set.Number, project.Set.Organisation.ToString(), project.Ended is null ? 0 : 1, recorded.Index, JsonSerializer.Serialize(project));
        if (recorded.Fact is ProjectSet set)
        {
            db.Run("delete from project_actions where project = $1", id);
            foreach (var action in set.Actions.Distinct())
                db.Run("insert into project_actions (action, project) values ($1, $2)", action.ToString(), id);
        }
        db.Run("insert into project_entries (project, entry) values ($1, $2) on conflict do nothing", id, recorded.Index);
    }

    /// <summary>A project by its number; null where there is none.</summary>
    public static Project? Find(DbConnection db, string number) => Of(db, "where number = @number", new { number }) is [var found] ? found : null;

    /// <summary>A project; null where there is none.</summary>
    public static Project? Find(DbConnection db, ProjectId id) => Of(db, "where project = @id", new { id = id.ToString() }) is [var found] ? found : null;

    /// <summary>All projects, the newest first; of one organisation, where one is named.</summary>
    public static IReadOnlyList<Project> All(DbConnection db, OrganisationId? organisation = null) =>
        Of(db, organisation is null ? "order by first desc" : "where organisation = @organisation order by first desc", new { organisation = organisation?.ToString() });

    /// <summary>The projects in which some actions stand.</summary>
    public static ILookup<ActionId, ProjectId> With(DbConnection db, IReadOnlyCollection<ActionId> actions) =>
        db.Query<(string Action, string Project)>($"select action, project from project_actions where {Dialect.In(db, "action", "@actions")}", new { actions = actions.Select(a => a.ToString()).ToArray() })
            .ToLookup(r => new ActionId(Guid.Parse(r.Action)), r => new ProjectId(Guid.Parse(r.Project)));

    /// <summary>All actions that stand in a project.</summary>
    public static IReadOnlySet<ActionId> Grouped(DbConnection db) => db.Query<string>("select distinct action from project_actions").Select(a => new ActionId(Guid.Parse(a))).ToHashSet();

    /// <summary>The ledger indexes of all that happened to a project, in order.</summary>
    public static IReadOnlyList<long> Entries(DbConnection db, ProjectId project) => [.. db.Query<long>("select entry from project_entries where project = @project order by entry", new { project = project.ToString() })];

    private static IReadOnlyList<Project> Of(DbConnection db, string which, object values) => [.. db.Query<string>($"select body from projects {which}", values).Select(Read)];

    private static Project Read(string body) => JsonSerializer.Deserialize<Project>(body)!;
}
