using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using Adit.Exports;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.DataSets;

/// <summary>Data sets, for programs.</summary>
internal static class DataSetsApi
{
    /// <summary>A data set, as far as the reader sees it.</summary>
    /// <param name="Approval">Whether records make new things only once they are approved.</param>
    internal sealed record DataSetAnswer(string Name, long Entities, long Conflicts, long Errors, IReadOnlyList<string> Properties, IReadOnlyList<string> Forms, bool Approval);

    /// <summary>A page of entities, changed last first.</summary>
    /// <param name="Next">What to ask for as before; null on the last page.</param>
    internal sealed record EntitiesAnswer(IReadOnlyList<EntityAnswer> Entities, string? Next);

    /// <summary>An entity.</summary>
    /// <param name="Site">The code of its site; null where it lies at none.</param>
    /// <param name="Stands">here, taken-back, deleted or not-yet.</param>
    /// <param name="Conflict">soft or hard; null for none.</param>
    internal sealed record EntityAnswer(string Id, string Label, string? Site, int Version, Instant Changed, string Stands, string? Conflict, IReadOnlyDictionary<string, string> Properties);

    /// <summary>An entity with its history, the oldest step first, and what waits.</summary>
    internal sealed record EntityHistoryAnswer(EntityAnswer Entity, IReadOnlyList<StepAnswer> Steps, IReadOnlyList<WaitAnswer> Waiting, IReadOnlyList<ErrorAnswer> Errors);

    /// <summary>A step.</summary>
    /// <param name="What">made, changed, corrected, taken-back, deleted or conflict-seen.</param>
    internal sealed record StepAnswer(int Version, Instant At, string What, string By, string? Record, string? Conflict, bool Forced, IReadOnlyList<EntityDifference> Changed, string Note);

    /// <summary>What a record asks and is not applied yet: until is null where it waits for the office.</summary>
    internal sealed record WaitAnswer(string Record, Instant? Until);

    /// <summary>What a record asks and was not done.</summary>
    internal sealed record ErrorAnswer(string Code, string Record, string? Entity);

    /// <summary>How a data set is kept.</summary>
    internal sealed record DataSetTold([property: Description("Whether records make new things only once they are approved.")] bool Approval);

    /// <summary>Why an entity is deleted.</summary>
    internal sealed record DeletionAsked(string? Reason);

    public static void MapDataSetsApi(this IEndpointRouteBuilder api)
    {
        var sets = api.MapGroup("/data-sets").WithTags("Data sets");
        sets.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) => Results.Json(Filled(http, person, database, registers, f => f.List().Lines).Select(l => Of(l, registers.Current)).ToList()))
            .Needs(Right.SeeRecords, Tier.T2).WithName("dataSets").WithSummary("The data sets that published forms declare.").Produces<IReadOnlyList<DataSetAnswer>>();
        sets.MapGet("/{name}", (string name, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Filled(http, person, database, registers, f => f.List().Lines).FirstOrDefault(l => l.Name == Addresses.Read(name)) is { } line ? Results.Json(Of(line, registers.Current)) : NotFound(http))
            .Needs(Right.SeeRecords, Tier.T2).WithName("dataSet").WithSummary("One data set.").Produces<DataSetAnswer>().Refuses(404);
        sets.MapPut("/{name}/settings", Set).Needs(Right.RunProgramme, Tier.T2).WithName("setDataSet").WithSummary("Sets how a data set is kept, for records that come in from now on.").Produces(StatusCodes.Status204NoContent).Refuses(404);
        sets.MapGet("/{name}/errors", Errors).Needs(Right.SeeRecords, Tier.T2).WithName("dataSetErrors").WithSummary("What records ask of a data set and was not done, the newest first. No record is ever refused for it.")
            .Produces<IReadOnlyList<ErrorAnswer>>().Refuses(404);
        sets.MapGet("/{name}/entities", Entities).Needs(Right.SeeRecords, Tier.T2).WithName("entities").WithSummary("What is in a data set, changed last first, a page at a time.").Produces<EntitiesAnswer>().Refuses(400, 404);
        sets.MapGet("/{name}/entities.csv", Csv).Needs(Right.ExportRecords, Tier.T2).WithName("exportEntities").WithSummary("All that is in a data set now, as CSV.")
            .Produces<Stream>(StatusCodes.Status200OK, "text/csv").Refuses(400, 404);
        sets.MapGet("/{name}/entities/{id}", Entity).Needs(Right.SeeRecords, Tier.T2).WithName("entity").WithSummary("One entity with its history.").Produces<EntityHistoryAnswer>().Refuses(404);
        sets.MapPost("/{name}/entities/{id}/seen", (string name, string id, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Act(name, id, http, person, database, registers, key => DataSetsRoom.See(database, person.Actor, key)))
            .Needs(Right.ReviewRecords, Tier.T2).WithName("seeConflict").WithSummary("Says that the conflict of an entity was looked at; it stays as it is.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        sets.MapPost("/{name}/entities/{id}/delete", (string name, string id, DeletionAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Act(name, id, http, person, database, registers, key => DataSetsRoom.Delete(database, person.Actor, key, asked.Reason)))
            .Needs(Right.RunProgramme, Tier.T2).WithName("deleteEntity").WithSummary("Deletes an entity, with the reason: phones drop it.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static async Task<IResult> Set(string name, DataSetTold told, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (!registers.Current.DataSets.ContainsKey(Addresses.Read(name)))
            return NotFound(http);
        await DataSetsRoom.Keep(database, person.Actor, Addresses.Read(name), told.Approval);
        return Results.NoContent();
    }

    private static IResult Errors(string name, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var (set, register) = (Addresses.Read(name), registers.Current);
        return !register.DataSets.ContainsKey(set) ? NotFound(http)
            : Results.Json(database.Read(db => EntityFaultsTable.Newest(db, set, 1_000)).Where(f => EntityAccess.Shows(person, register, f.Site)).Select(Of).ToList());
    }

    private static IResult Entities(
        string name, HttpContext http, CurrentPerson person, Database database, Registers registers, [Description("The code of a site.")] string? site, [Description("1: only those in conflict.")] string? conflict,
        [Description("The last page's next.")] string? before, [Description("Entities a page, 1 to 500. Default: 50.")] int? limit)
    {
        var register = registers.Current;
        if (!register.DataSets.ContainsKey(Addresses.Read(name)))
            return NotFound(http);
        var (known, places) = Places(register, person, site);
        if (!known)
            return Problems.Unreadable(http, nameof(site));
        var count = Math.Clamp(limit ?? 50, 1, 500);
        (long, string)? from = before?.Split('.') is [var changed, var entity] && long.TryParse(changed, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? (index, entity) : null;
        var rows = database.Read(db => EntitiesTable.Page(db, Addresses.Read(name), places, conflict == "1", from, count, database.Now));
        return Results.Json(new EntitiesAnswer([.. rows.Select(r => Of(r, register))], rows.Count == count ? $"{rows[^1].Changed.ToString(CultureInfo.InvariantCulture)}.{rows[^1].Key.Entity}" : null));
    }

    private static IResult Entity(string name, string id, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var register = registers.Current;
        var answer = database.Read(db =>
        {
            if (EntityAccess.Find(db, person, register, Addresses.Read(name), id) is not { } row)
                return null;
            var entity = Folding.Of(EntitiesTable.Events(db, [row.Key])[row.Key], database.Now);
            return new EntityHistoryAnswer(
                Of(EntityRow.Of(row.Key, entity), register),
                [.. entity.Steps.Select(s => new StepAnswer(s.Version, s.At, EntityWords.Key(s.Kind), s.By.ToString(), s.Record?.ToString(), EntityWords.Key(s.Conflict), s.Forced, s.Changed, s.Note))],
                [.. entity.Waits.Select(w => new WaitAnswer(w.Record.ToString(), w.Until))], [.. EntityFaultsTable.Of(db, row.Key).Where(f => EntityAccess.Shows(person, register, f.Site)).Select(Of)]);
        });
        return answer is null ? NotFound(http) : Results.Json(answer);
    }

    private static async Task<IResult> Csv(string name, HttpContext http, CurrentPerson person, Database database, Registers registers, AssessJob job, [Description("The code of a site.")] string? site)
    {
        var register = registers.Current;
        if (register.DataSets.GetValueOrDefault(Addresses.Read(name)) is not { } declared)
            return NotFound(http);
        var (known, places) = Places(register, person, site);
        if (!known)
            return Problems.Unreadable(http, nameof(site));
        await job.CatchUp(http.RequestAborted);
        var held = database.Read(EntitiesTable.Counts).Where(c => c.DataSet == declared.Name && (places is null || places.Contains(c.Place))).Sum(c => c.Held);
        await database.Write(writing => writing.Record(person.Actor, new RecordsRead($"export.data-set:{declared.Name}", held)));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(to => Write(declared, places, register, database, to, http.RequestAborted), "text/csv; charset=utf-8", CsvExport.SafeName(declared.Name + ".csv"));
    }

    private static async Task Write(DeclaredDataSet declared, IReadOnlyCollection<string>? places, Register register, Database database, Stream to, CancellationToken cancel)
    {
        var text = new ArrayBufferWriter<byte>();
        Line(text, ["name", "label", "__version", "__site", "__changed", "__conflict", .. declared.Properties]);
        (long, string)? before = null;
        for (var more = true; more;)
        {
            var rows = database.Read(db => EntitiesTable.Page(db, declared.Name, places, conflict: false, before, 500, database.Now));
            foreach (var row in rows.Where(r => r.Stands == EntityStands.Here))
                Line(text, [
                    row.Key.Entity, row.Label, row.Version.ToString(CultureInfo.InvariantCulture), row.Site is { } site ? register.Sites.GetValueOrDefault(site)?.Code ?? "" : "", row.ChangedAt.ToString(),
                    EntityWords.Key(row.Conflict) ?? "", .. declared.Properties.Select(p => row.Values.GetValueOrDefault(p, "")),
                ]);
            await to.WriteAsync(text.WrittenMemory, cancel);
            text.ResetWrittenCount();
            more = rows.Count == 500;
            before = more ? (rows[^1].Changed, rows[^1].Key.Entity) : null;
        }
    }

    private static void Line(ArrayBufferWriter<byte> to, IReadOnlyList<string> cells)
    {
        for (var at = 0; at < cells.Count; at++)
            CsvText.Cell(to, cells[at], first: at == 0);
        CsvText.End(to);
    }

    // Which places are meant; false where a site is named that the reader does not see.
    private static (bool Known, IReadOnlyCollection<string>? Places) Places(Register register, CurrentPerson person, string? site) =>
        site is not { Length: > 0 } ? (true, EntityAccess.Places(person)) : SiteWords.Find(register, site) is { } found && person.SeesSite(found) ? (true, [found.Id.ToString()]) : (false, null);

    private static async Task<IResult> Act(string name, string id, HttpContext http, CurrentPerson person, Database database, Registers registers, Func<EntityKey, Task> work)
    {
        if (database.Read(db => EntityAccess.Find(db, person, registers.Current, Addresses.Read(name), id)) is not { } row)
            return NotFound(http);
        await work(row.Key);
        return Results.NoContent();
    }

    private static T Filled<T>(HttpContext http, CurrentPerson person, Database database, Registers registers, Func<DataSetsFilling, T> fill) => database.Read(db => fill(new(db, Frames.Of(http), person, registers.Current)));

    private static DataSetAnswer Of(DataSetLineView line, Register register) => new(
        line.Name, line.Held, line.Conflicts, line.Faults, register.DataSets[line.Name].Properties, [.. register.DataSets[line.Name].Forms.Select(f => f.Id).Distinct()], line.Approval);

    private static EntityAnswer Of(EntityRow row, Register register) => new(
        row.Key.Entity, row.Label, row.Site is { } site ? register.Sites.GetValueOrDefault(site)?.Code : null, row.Version, row.ChangedAt, EntityWords.Key(row.Stands), EntityWords.Key(row.Conflict), row.Values);

    private static ErrorAnswer Of(FaultRow fault) => new(fault.Code, fault.Record.ToString(), fault.Entity?.ToString("D"));

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
