using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.DataSets;

/// <summary>Data sets as the office reads and looks after them.</summary>
internal static class DataSetsRoom
{
    /// <summary>In characters.</summary>
    public const int LongestReason = 500;

    private const string Path = "/data-sets";

    public static void MapDataSets(this IEndpointRouteBuilder routes)
    {
        var sets = routes.MapGroup(Path);
        sets.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        {
            var frame = Frames.Of(http);
            return Pages.Answer<DataSetsPage>(frame, database.Read(db => new DataSetsFilling(db, frame, person, registers.Current).List()));
        }).Needs(Right.SeeRecords, Tier.T2);
        sets.MapGet("/{name}", (string name, HttpContext http) => One(http, Addresses.Read(name))).Needs(Right.SeeRecords, Tier.T2);
        sets.MapGet("/{name}/{id}", (string name, string id, HttpContext http) => Entity(http, Addresses.Read(name), id)).Needs(Right.SeeRecords, Tier.T2);
        sets.MapPost("/{name}/settings", Set).Needs(Right.RunProgramme, Tier.T2);
        sets.MapPost("/{name}/{id}/seen", Seen).Needs(Right.ReviewRecords, Tier.T2);
        sets.MapPost("/{name}/{id}/delete", Deleted).Needs(Right.RunProgramme, Tier.T2);
    }

    /// <summary>Sets whether records make new things only once they are approved; for records that come in from now on.</summary>
    public static Task Keep(Database database, ActorId by, string dataset, bool approval) => database.Write(writing =>
    {
        if (DataSetsTable.Approval(writing.Db.Db, dataset) != approval)
            writing.Record(by, new DataSetSet(dataset, approval));
        return true;
    });

    /// <summary>Says that a conflict was looked at.</summary>
    /// <exception cref="Refused">There is none.</exception>
    public static Task See(Database database, ActorId by, EntityKey key) => Act(database, by, key, r => r.Conflict != EntityConflict.None, "refuse.no-conflict", new EntityConflictSeen(key.DataSet, key.Id));

    /// <summary>Deletes an entity.</summary>
    /// <exception cref="Refused">No reason is given, or it is not there any more.</exception>
    public static Task Delete(Database database, ActorId by, EntityKey key, string? reason) =>
        reason?.ReplaceLineEndings(" ").Trim() is { Length: > 0 and <= LongestReason } why ? Act(database, by, key, _ => true, "refuse.entity-gone", new EntityDeleted(key.DataSet, key.Id, why))
            : throw Refused.Of("refuse.entity-why", ("n", LongestReason));

    private static Task Act(Database database, ActorId by, EntityKey key, Func<EntityRow, bool> may, string refusal, Fact fact) => database.Write(writing =>
        EntitiesTable.Find(writing.Db.Db, [key]).TryGetValue(key, out var row) && row.Stands == EntityStands.Here && may(row) ? writing.Record(by, fact) : throw Refused.Of(refusal));

    private static async Task<IResult> Set(string name, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        name = Addresses.Read(name);
        if (!registers.Current.DataSets.ContainsKey(name))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await Keep(database, person.Actor, name, (await http.Request.ReadFormAsync())["approval"] == "1");
        return Results.Redirect(EntityWords.Path(name));
    }

    private static Task<IResult> Seen(string name, string id, HttpContext http, CurrentPerson person, Database database) => Done(http, Addresses.Read(name), id, key => See(database, person.Actor, key));

    private static async Task<IResult> Deleted(string name, string id, HttpContext http, CurrentPerson person, Database database)
    {
        var reason = (await http.Request.ReadFormAsync())["reason"].ToString();
        return await Done(http, Addresses.Read(name), id, key => Delete(database, person.Actor, key, reason));
    }

    private static async Task<IResult> Done(HttpContext http, string name, string id, Func<EntityKey, Task> work)
    {
        var (database, registers) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>());
        if (database.Read(db => EntityAccess.Find(db, CurrentPerson.Of(http), registers.Current, name, id)) is not { } row)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        try
        {
            await work(row.Key);
            return Results.Redirect(EntityWords.Path(row.Key));
        }
        catch (Refused refused)
        {
            return Entity(http, name, id, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult One(HttpContext http, string name) =>
        Filled(http, filling => filling.One(name, http.Request)) is { } view ? Pages.Answer<DataSetPage>(Frames.Of(http), view) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private static IResult Entity(HttpContext http, string name, string id, IReadOnlyList<string>? refusals = null) =>
        Filled(http, filling => filling.Entity(name, id)) is { } view
            ? Pages.Answer<EntityPage>(Frames.Of(http), view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity)
            : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private static T? Filled<T>(HttpContext http, Func<DataSetsFilling, T?> fill)
        where T : class
    {
        var services = http.RequestServices;
        return services.GetRequiredService<Database>().Read(db => fill(new(db, Frames.Of(http), CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current)));
    }
}
