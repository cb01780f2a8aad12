using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Adit.Alerts;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Safety;

/// <summary>The safety of agents: alerts to be taken on, who was heard of, sites that are closed, and who is on duty.</summary>
internal static partial class SafetyRoom
{
    /// <summary>In characters.</summary>
    public const int LongestNote = 500;

    private const int MostOnDuty = 5;
    private const string Path = "/safety";

    public static void MapSafety(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http) => Show(http)).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/settings", Set).Needs(Right.RunProgramme, Tier.T2);
        routes.MapPost(Path + "/try", Try).Needs(Right.RunProgramme, Tier.T2);
        routes.MapPost(Path + "/alerts/{alert}/take", TakeOn).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/closures", CloseSite).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/reopened", Reopen).Needs(Right.KeepAgents, Tier.T2);
    }

    /// <summary>Sets how agents are looked after, for pages and programs.</summary>
    /// <exception cref="Refused">A number, an address or a language cannot be, or an agent is to call for help and nobody is on duty.</exception>
    public static async Task Keep(Database database, ActorId by, SafetySet asked)
    {
        var wrong = new List<Func<Words, string>>();
        if (asked.HelpPhone.Length > 0 && !IsPhone(asked.HelpPhone))
            wrong.Add(w => w.Say("refuse.phone", ("phone", asked.HelpPhone)));
        if (asked.Duty.Length > MostOnDuty)
            wrong.Add(w => w.Say("refuse.duty-many", ("n", MostOnDuty)));
        foreach (var officer in asked.Duty)
        {
            if (officer.Name.Length is 0 or > 100 || (officer.Email.Length == 0 && officer.Phone.Length == 0))
                wrong.Add(w => w["refuse.duty-name"]);
            if (officer.Email.Length > 0 && !(officer.Email.Length <= 254 && MimeKit.MailboxAddress.TryParse(officer.Email, out _)))
                wrong.Add(w => w.Say("refuse.email", ("email", officer.Email)));
            if (officer.Phone.Length > 0 && !IsPhone(officer.Phone))
                wrong.Add(w => w.Say("refuse.phone", ("phone", officer.Phone)));
            if (Words.Offered.All(l => l.Code != officer.Language))
                wrong.Add(w => w.Say("refuse.language", ("languages", string.Join(", ", Words.Offered.Select(l => l.Code)))));
        }
        if ((asked.CheckInBy is not null || asked.HelpPhone.Length > 0) && asked.Duty.IsEmpty)
            wrong.Add(w => w["refuse.nobody-on-duty"]);
        if (wrong.Count > 0)
            throw new Refused(w => w["refuse.safety"], wrong);
        await database.Write(writing => writing.Record(by, asked));
    }

    /// <summary>Closes a site for safety.</summary>
    /// <exception cref="Refused">The days are in no order, or no reason is given.</exception>
    public static Task Close(Database database, ActorId by, Site site, DateOnly from, DateOnly? until, string? why)
    {
        if (until < from)
            throw Refused.Of("refuse.closure-days");
        return why?.ReplaceLineEndings(" ").Trim() is { Length: > 0 and <= LongestNote } reason
            ? database.Write(writing => writing.Record(by, new SiteClosed(site.Id, from, until, reason))) : throw Refused.Of("refuse.closure-why", ("n", LongestNote));
    }

    /// <summary>Takes an alert on. Of two who do it at once the first has it.</summary>
    /// <returns>The alert as it then stands; null where there is none.</returns>
    /// <exception cref="Refused">The note is long.</exception>
    public static Task<Alert?> Take(Database database, ActorId by, Guid alert, string? note)
    {
        var clean = note?.ReplaceLineEndings("\n").Trim() ?? "";
        if (clean.Length > LongestNote)
            throw Refused.Of("refuse.note", ("n", LongestNote));
        return database.Write(writing =>
        {
            if (AlertsTable.Find(writing.Db.Db, alert) is { Taken: null })
                writing.Record(by, new AlertTaken(alert, clean));
            return AlertsTable.Find(writing.Db.Db, alert);
        });
    }

    private static async Task<IResult> Set(HttpContext http, CurrentPerson person, Database database)
    {
        var form = await http.Request.ReadFormAsync();
        ImmutableArray<DutyOfficer> duty = [.. Enumerable.Range(0, form["name"].Count).Select(n => new DutyOfficer(At("name", n), At("email", n), Bare(At("phone", n)), At("language", n))).Where(d => d.Name.Length + d.Email.Length + d.Phone.Length > 0)];
        return await Done(http, () => Keep(database, person.Actor, new(TimeOnly.TryParseExact(form["by"], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var by) ? by : null, Bare(At("help", 0)), duty)));

        string At(string field, int n) => form[field].ElementAtOrDefault(n)?.Trim() ?? "";
    }

    private static async Task<IResult> TakeOn(string alert, HttpContext http, CurrentPerson person, Database database) =>
        Id.TryRead(alert, out var id) && database.Read(db => AlertsTable.Find(db, id)) is not null
            ? await Done(http, async () => await Take(database, person.Actor, id, (await http.Request.ReadFormAsync())["note"])) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private static async Task<IResult> CloseSite(HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        return await Done(http, () =>
        {
            var site = Called(registers.Current, person, form["site"]);
            return Close(database, person.Actor, site, Day(form["from"]) ?? Risk.SiteRisk.Today(site, database.Clock.GetUtcNow()), Day(form["until"]), form["why"]);
        });
    }

    private static async Task<IResult> Reopen(HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        return await Done(http, () =>
        {
            var site = Called(registers.Current, person, form["site"]);
            return database.Write(writing => writing.Record(person.Actor, new SiteReopened(site.Id, Day(form["from"]) ?? Risk.SiteRisk.Today(site, database.Clock.GetUtcNow()))));
        });
    }

    // Everybody on duty gets a message that says that it is a test; what became of each is said on the page.
    private static async Task<IResult> Try(HttpContext http, Database database, Telling telling, Settings settings)
    {
        var words = Frames.Of(http).Words;
        var lines = new List<string>();
        foreach (var officer in database.Read(SafetyTable.Set).Duty)
        {
            var theirs = Words.In(officer.Language);
            var text = theirs.Message("alert.try", ("programme", database.Created?.Programme ?? "Adit"), ("url", settings.PublicOrigin + Path));
            foreach (var (way, failed) in await AlertWords.Tell(telling, officer, theirs.Message("alert.try.title"), text, text, http.RequestAborted))
                lines.Add(words.Say(failed is null ? "safety.tried" : "safety.tried.failed", ("name", officer.Name), ("way", words["safety.way." + way]), ("why", words["safety.failed." + (failed ?? Telling.NoWay)])));
        }
        return Show(http, notice: new(lines.Count > 0 ? string.Join(" ", lines) : words["safety.tried.nobody"]));
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

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null, NoticeView? notice = null)
    {
        var services = http.RequestServices;
        var (frame, ways) = (Frames.Of(http, notice), services.GetRequiredService<Telling>().Ways);
        var view = services.GetRequiredService<Database>().Read(db => new SafetyFilling(db, frame, CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, ways).Fill());
        return Pages.Answer<SafetyPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Site Called(Register register, CurrentPerson person, string? name) =>
        SiteWords.Find(register, name?.Trim() ?? "") is { Kind: SiteKind.Monitored } site && person.SeesSite(site) ? site : throw Refused.Of("refuse.no-site-called", ("name", name ?? ""));

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // As people write numbers down: with spaces, points, dashes and brackets.
    internal static string Bare(string phone) => Between().Replace(phone, "");

    internal static bool IsPhone(string phone) => International().IsMatch(phone);

    /// <summary>A number in international form (ITU-T E.164).</summary>
    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]
    private static partial Regex International();

    [GeneratedRegex(@"[\s.()/-]")]
    private static partial Regex Between();
}
