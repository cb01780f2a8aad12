using System.Collections.Immutable;
using System.Globalization;
using Adit.Ledger;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.People;

/// <summary>One agent as the office knows them: trainings, declared interests, and how long they have been where.</summary>
internal static class AgentRoom
{
    /// <summary>In characters.</summary>
    public const int LongestNote = 500, LongestName = 100;

    /// <summary>So many interests stand in one declaration.</summary>
    public const int MostInterests = 20;

    private const string Path = "/agents/{agent}";

    public static void MapAgent(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string agent, HttpContext http) => Show(agent, http)).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost("/agents/rules", SetRules).Needs(Right.RunProgramme, Tier.T2);
        routes.MapPost(Path + "/trainings", Enter).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/trainings/{training}/withdraw", TakeBack).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/interests", DeclareFor).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/interests/{declaration}/erase", EraseOne).Needs(Right.EraseRecords, Tier.T2);
    }

    /// <summary>Enters a training; returns its id.</summary>
    /// <exception cref="Refused">The subject is none, the days are in no order, or a word is missing.</exception>
    internal static async Task<Guid> Train(Database database, ActorId by, Agent agent, AgentApi.TrainingAsked asked)
    {
        var wrong = new List<Func<Words, string>>();
        var (subject, other, trainer) = (asked.Subject ?? "", Clean(asked.Other), Clean(asked.By));
        if (subject != Trainings.Other && !Trainings.Subjects.Contains(subject))
            wrong.Add(w => w.Say("refuse.training-subject", ("subjects", string.Join(", ", Trainings.Subjects.Append(Trainings.Other)))));
        if (subject == Trainings.Other && other.Length is 0 or > LongestName)
            wrong.Add(w => w.Say("refuse.training-other", ("n", LongestName)));
        if (asked.Day is not { } day || day > Latest(database))
            wrong.Add(w => w["refuse.training-day"]);
        else if (asked.Until < day)
            wrong.Add(w => w["refuse.training-until"]);
        if (trainer.Length is 0 or > LongestName)
            wrong.Add(w => w.Say("refuse.training-by", ("n", LongestName)));
        if (wrong.Count > 0)
            throw new Refused(w => w["refuse.training"], wrong);
        var id = Guid.CreateVersion7();
        await database.Write(writing => writing.Record(by, new AgentTrained(id, agent.Id, subject, subject == Trainings.Other ? other : "", asked.Day!.Value, trainer, asked.Until)));
        return id;
    }

    /// <summary>Takes back a training that was entered by mistake; false where the agent has none of that id. Once more changes nothing.</summary>
    /// <exception cref="Refused">No reason is given, or a long one.</exception>
    internal static Task<bool> Withdraw(Database database, ActorId by, Agent agent, Guid training, string? why)
    {
        if (Clean(why) is not { Length: > 0 and <= LongestNote } reason)
            throw Refused.Of("refuse.withdraw-why", ("n", LongestNote));
        return database.Write(writing =>
        {
            if (TrainingTable.Of(writing.Db.Db, agent.Id).FirstOrDefault(t => t.Id == training) is not { } found)
                return false;
            if (found.Withdrawn is null)
                writing.Record(by, new TrainingWithdrawn(training, agent.Id, reason));
            return true;
        });
    }

    /// <summary>Enters what an agent declared; returns its id.</summary>
    /// <exception cref="Refused">The day is to come, or a note is long.</exception>
    internal static async Task<Guid> Declare(Database database, ActorId by, Agent agent, DateOnly? day, ImmutableArray<Interest> interests, string? note)
    {
        if (day is not { } on || on > Latest(database))
            throw Refused.Of("refuse.declaration-day");
        if (interests.Length > MostInterests)
            throw Refused.Of("refuse.interests-many", ("n", MostInterests));
        var clean = note?.ReplaceLineEndings("\n").Trim() ?? "";
        if (clean.Length > LongestNote || interests.Any(i => i.Note.Length > LongestNote))
            throw Refused.Of("refuse.note", ("n", LongestNote));
        var id = Guid.CreateVersion7();
        await database.Write(writing => writing.Record(by, new InterestsDeclared(id, agent.Id, on, interests, clean)));
        return id;
    }

    /// <summary>Destroys for ever what a declaration says; false where the agent has none of that id. What remains is that there was one, whose, and who erased it.</summary>
    /// <exception cref="Refused">No reason is given, or two versions of the program are at work.</exception>
    internal static Task<bool> Erase(Database database, Blobs blobs, ActorId by, Agent agent, Guid declaration, string? why) =>
        Erasing.Run(database, blobs, by, why, db => InterestsTable.Entry(db, agent.Id, declaration) is { } entry ? [entry] : []);

    /// <summary>Sets what the programme asks of all agents.</summary>
    /// <exception cref="Refused">A subject is none, or the days are too few or too many.</exception>
    internal static async Task KeepRules(Database database, ActorId by, IEnumerable<string> trainings, int? rotateAfterDays)
    {
        var asked = trainings.Distinct().ToList();
        if (asked.Any(t => !Trainings.Subjects.Contains(t)))
            throw Refused.Of("refuse.training-subject", ("subjects", string.Join(", ", Trainings.Subjects)));
        if (rotateAfterDays is < AgentRulesSet.Shortest or > AgentRulesSet.Longest)
            throw Refused.Of("refuse.rotation", ("shortest", AgentRulesSet.Shortest), ("longest", AgentRulesSet.Longest));
        await database.Write(writing => writing.Record(by, new AgentRulesSet([.. Trainings.Subjects.Where(asked.Contains)], rotateAfterDays)));
    }

    /// <summary>An interest as somebody named it.</summary>
    /// <exception cref="Refused">There is no such site, or it is no kind of interest.</exception>
    internal static Interest Named(Register register, string? site, string? kind, string? note) => new(
        Called(register, site?.Trim() ?? "").Id,
        Enum.GetValues<InterestKind>().Where(k => AgentFilling.KeyOf(k) == kind).Select(k => (InterestKind?)k).FirstOrDefault()
            ?? throw Refused.Of("refuse.interest-kind", ("kinds", string.Join(", ", Enum.GetValues<InterestKind>().Select(AgentFilling.KeyOf)))), Clean(note));

    private static async Task<IResult> SetRules(HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            var days = form["rotate"].ToString().Trim();
            await KeepRules(database, person.Actor, form["trainings"].OfType<string>(), days.Length == 0 ? null : int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0);
            return Results.Redirect("/agents" + http.Request.QueryString);
        }
        catch (Refused refused)
        {
            return AgentsRoom.List(http, person, database, registers, refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static Task<IResult> Enter(string agent, HttpContext http, CurrentPerson person, Database database) => Done(agent, http, async (found, form) =>
        await Train(database, person.Actor, found, new(form["subject"], form["other"], Day(form["day"]), form["by"], Day(form["until"]))));

    private static Task<IResult> TakeBack(string agent, string training, HttpContext http, CurrentPerson person, Database database) => Done(agent, http, async (found, form) =>
        _ = Id.TryRead(training, out var id) && await Withdraw(database, person.Actor, found, id, form["why"]) ? true : throw Refused.Of("refuse.no-training"));

    // A row without a site is none; that there is no interest is said, and not by leaving everything empty.
    private static Task<IResult> DeclareFor(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers) => Done(agent, http, async (found, form) =>
    {
        var rows = Enumerable.Range(0, form["site"].Count).Where(n => !string.IsNullOrWhiteSpace(form["site"][n])).Select(n => Named(registers.Current, form["site"][n], form["kind"].ElementAtOrDefault(n), form["about"].ElementAtOrDefault(n))).ToImmutableArray();
        if (form.ContainsKey("none") == rows.Length > 0)
            throw Refused.Of("refuse.declaration-none");
        await Declare(database, person.Actor, found, Day(form["day"]), rows, form["note"]);
    });

    private static Task<IResult> EraseOne(string agent, string declaration, HttpContext http, CurrentPerson person, Database database, Blobs blobs) => Done(agent, http, async (found, form) =>
        _ = Id.TryRead(declaration, out var id) && await Erase(database, blobs, person.Actor, found, id, form["why"]) ? true : throw Refused.Of("refuse.no-declaration"));

    private static async Task<IResult> Done(string agent, HttpContext http, Func<Agent, IFormCollection, Task> work)
    {
        if (AgentsRoom.Find(http.RequestServices.GetRequiredService<Registers>().Current, agent) is not { } found)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        try
        {
            await work(found, await http.Request.ReadFormAsync());
            return Results.Redirect($"/agents/{found.Id}");
        }
        catch (Refused refused)
        {
            return Show(agent, http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Show(string agent, HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var services = http.RequestServices;
        var (frame, register) = (Frames.Of(http), services.GetRequiredService<Registers>().Current);
        if (AgentsRoom.Find(register, agent) is not { } found)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var view = services.GetRequiredService<Database>().Read(db => new AgentFilling(db, frame, CurrentPerson.Of(http), register).Fill(found));
        return Pages.Answer<AgentPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Site Called(Register register, string name) =>
        SiteWords.Find(register, name) ?? register.Monitored.Where(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToList() switch
        {
            [var only] => only,
            _ => throw Refused.Of("refuse.no-site-called", ("name", name)),
        };

    // It is a day later already in the east of Greenwich; nobody is refused for living there.
    private static DateOnly Latest(Database database) => DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime.AddHours(14));

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Clean(string? text) => text?.ReplaceLineEndings(" ").Trim() ?? "";
}
