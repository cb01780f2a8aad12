using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.BackChecks;

/// <summary>Back-checks: what is made a second time by whom, what came of it, and how many are drawn.</summary>
internal static class BackChecksRoom
{
    /// <summary>In characters.</summary>
    public const int LongestWhy = 500;

    /// <summary>In percent of all visits (criteria, IN-03), and in days.</summary>
    public const int Least = 5, Most = 10, MostDays = 14;

    private const string Path = "/back-checks";

    public static void MapBackChecks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http) => Show(http)).Needs(Right.ReviewRecords, Tier.T2);
        routes.MapPost(Path, Asked).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/settings", Set).Needs(Right.RunProgramme, Tier.T2);
        routes.MapPost(Path + "/{check}/agent", Given).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/{check}/drop", Dropped).Needs(Right.KeepAgents, Tier.T2);
    }

    /// <summary>Sets how many visits are checked.</summary>
    /// <exception cref="Refused">Neither none nor 5 to 10 %, or not 1 to 14 days.</exception>
    public static Task Keep(Database database, ActorId by, BackChecksSet set) =>
        set is { Percent: 0 or (>= Least and <= Most), Days: >= 1 and <= MostDays } ? database.Write(writing => writing.Record(by, set))
            : throw Refused.Of("refuse.back-checks", ("least", Least), ("most", Most), ("days", MostDays));

    /// <summary>Has a record checked, and gives it to whoever can.</summary>
    /// <exception cref="Refused">It has no site that is monitored, is waited for already, or no catalogue is in force.</exception>
    public static Task<Guid> Ask(Database database, LedgerReading ledger, Register register, InForce? inForce, ActorId by, SubmissionRow record) => database.Write(writing =>
    {
        var db = writing.Db.Db;
        if (inForce is null || record.Site is not { } id || !register.Sites.TryGetValue(id, out var site) || site.Kind != Sites.SiteKind.Monitored)
            throw Refused.Of("refuse.back-check-site");
        if (BackChecksTable.Of(db, record.Submission).Any(c => c.First == record.Submission && c.Waits))
            throw Refused.Of("refuse.back-check-waits");
        var (set, _) = BackChecksTable.Set(db);
        var checking = new BackChecking(db, ledger, register, inForce, database.Now);
        var first = SubmissionsTable.Versions(db, record.Submission)[0];
        var asked = checking.Ask(first, site, BackCheckCause.Asked, checking.CaseOf(first.Index), set.Days);
        writing.Record(by, asked);
        if (checking.Choose(asked) is { } agent)
            writing.Record(ActorId.Program, new BackCheckGiven(asked.Check, agent));
        return asked.Check;
    });

    /// <summary>Gives a check to an agent.</summary>
    /// <exception cref="Refused">The agent made the first record or does not work there, or nothing is waited for any more.</exception>
    public static Task Give(Database database, LedgerReading ledger, Register register, InForce? inForce, ActorId by, Guid check, ActorId? agent) => database.Write(writing =>
    {
        if (BackChecksTable.Find(writing.Db.Db, check) is not { Waits: true } found || inForce is null)
            throw Refused.Of("refuse.back-check-over");
        if (new BackChecking(writing.Db.Db, ledger, register, inForce, database.Now).Able(found.Of, found.Site, found.Form).FirstOrDefault(a => a.Id == agent) is not { } able)
            throw Refused.Of("refuse.back-check-agent");
        if (found.Agent != able.Id)
            writing.Record(by, new BackCheckGiven(check, able.Id));
        return true;
    });

    /// <summary>Waits for a second record no more.</summary>
    /// <exception cref="Refused">No reason is given, or nothing is waited for any more.</exception>
    public static Task Drop(Database database, ActorId by, Guid check, string? why)
    {
        if (why?.ReplaceLineEndings(" ").Trim() is not { Length: > 0 and <= LongestWhy } reason)
            throw Refused.Of("refuse.back-check-why", ("n", LongestWhy));
        return database.Write(writing => BackChecksTable.Find(writing.Db.Db, check) is { Waits: true } ? writing.Record(by, new BackCheckDropped(check, reason)) : throw Refused.Of("refuse.back-check-over"));
    }

    /// <summary>A check that somebody may see; null where there is none.</summary>
    public static BackCheck? Find(Database database, Register register, CurrentPerson person, string check) =>
        Id.TryRead(check, out var id) && database.Read(db => BackChecksTable.Find(db, id)) is { } found && person.SeesSite(register, found.Site) ? found : null;

    private static async Task<IResult> Asked(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger)
    {
        var form = await http.Request.ReadFormAsync();
        return database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, form["record"].ToString())) is { } record
            ? await Done(http, () => Ask(database, ledger, registers.Current, catalogues.Current, person.Actor, record.Row)) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> Set(HttpContext http, CurrentPerson person, Database database)
    {
        var form = await http.Request.ReadFormAsync();
        return await Done(http, () => Keep(database, person.Actor, new(Number(form["percent"]), Number(form["days"]))));
    }

    private static async Task<IResult> Given(string check, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger)
    {
        var agent = Id.TryRead((await http.Request.ReadFormAsync())["agent"].ToString(), out var id) ? new ActorId(id) : (ActorId?)null;
        return Find(database, registers.Current, person, check) is { } found
            ? await Done(http, () => Give(database, ledger, registers.Current, catalogues.Current, person.Actor, found.Id, agent)) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> Dropped(string check, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var why = (await http.Request.ReadFormAsync())["why"];
        return Find(database, registers.Current, person, check) is { } found ? await Done(http, () => Drop(database, person.Actor, found.Id, why)) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> Done(HttpContext http, Func<Task> work)
    {
        try
        {
            await work();
            return Results.Redirect(Path);
        }
        catch (Refused refused)
        {
            return Show(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        var view = services.GetRequiredService<Database>().Read(db => new BackChecksFilling(
            db, services.GetRequiredService<LedgerReading>(), frame, CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current).Fill());
        return Pages.Answer<BackChecksPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
