using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Corrective action plans, their actions, and the library of measures.</summary>
internal static class PlansRoom
{
    private const string List = "/plans", OfSite = "/sites/{site}/plans/{month}", One = "/actions/{number}", Library = "/measures";

    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Month(http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost(List, Compose).Needs(Right.HandleIncidents, Tier.T2);
        routes.MapGet(OfSite, (string site, string month, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Find(database, registers.Current, person, site, month) is { } found ? Shown(http, found) : NotFound(http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost(OfSite, ActOnPlan).Needs(Right.HandleIncidents, Tier.T2);
        routes.MapGet(One, (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Find(database, registers.Current, person, number) is { } found ? Shown(http, found) : NotFound(http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost(One, ActOnAction).Needs(Right.HandleIncidents, Tier.T2);
        routes.MapGet("/plans/files/{entry}/{name}", File).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet(Library, (HttpContext http) => Measures(http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost(Library, SetMeasure).Needs(Right.HandleIncidents, Tier.T2);
    }

    /// <summary>A plan that somebody may see, by site and month; null where there is none.</summary>
    public static Plan? Find(Database database, Register register, CurrentPerson person, string site, string month) =>
        SiteWords.Find(register, site) is { } found && person.SeesSite(found) && PlanWords.ReadMonth(month) is { } asked ? database.Read(db => PlansTable.Find(db, found.Id, asked)) : null;

    /// <summary>An action that somebody may see, by its number; null where there is none.</summary>
    public static CorrectiveAction? Find(Database database, Register register, CurrentPerson person, string number) =>
        database.Read(db => PlansTable.Find(db, number)) is { } found && person.SeesSite(register, found.Site) ? found : null;

    /// <summary>What a page is filled with.</summary>
    public static PlansFilling Filling(System.Data.Common.DbConnection db, HttpContext http) => new(
        db, http.RequestServices.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current,
        http.RequestServices.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"));

    private static async Task<IResult> Compose(HttpContext http, CurrentPerson person, Registers registers, PlanActs acts, AssessJob assess)
    {
        var form = await http.Request.ReadFormAsync();
        await assess.Fresh(http.RequestAborted);
        var (month, refusals, last) = (PlanWords.ReadMonth(form["month"]), new List<string>(), (string?)null);
        var asked = form["site"].OfType<string>().Select(s => SiteWords.Find(registers.Current, s)).OfType<Site>().Where(person.SeesSite).Distinct().ToList();
        foreach (var site in asked)
            try
            {
                last = PlanWords.Path(site, (await acts.Compose(person, site, month)).Month);
            }
            catch (Refused refused)
            {
                refusals.AddRange(refused.AllIn(Frames.Of(http).Words).Select(r => $"{site.Name}: {r}"));
            }
        return refusals.Count > 0 || last is null ? Month(http, refusals.Count > 0 ? refusals : [Frames.Of(http).Words["refuse.plan-no-site"]]) : Results.Redirect(asked.Count == 1 ? last : $"{List}?month={form["month"]}");
    }

    private static async Task<IResult> ActOnPlan(string site, string month, HttpContext http, CurrentPerson person, Database database, Registers registers, PlanActs acts, AssessJob assess, Blobs blobs, Settings settings)
    {
        if (Find(database, registers.Current, person, site, month) is not { } found)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        await assess.Fresh(http.RequestAborted);
        try
        {
            var (act, place) = (form["act"].ToString(), registers.Current.Sites[found.Site]);
            if (act == "link")
            {
                var secret = await acts.Link(person, place, PlanActs.PartyOf(form["party"]), Number(form["days"]) is > 0 and var days ? days : 90);
                return Shown(http, found, newAddress: $"{settings.PublicOrigin}{SharedRoom.Root}/{secret}");
            }
            if (act == "unlink")
            {
                if (Guid.TryParse(form["link"], out var id) && database.Read(db => PlansTable.Link(db, id)) is { } link && link.Site == found.Site)
                    await acts.Unlink(person, link);
            }
            else
            {
                await acts.Do(person, found.Id, Asked(form), Frames.Of(http).Words.Language, await IncidentsRoom.Files(form, blobs));
            }
            return Results.Redirect($"{PlanWords.Path(place, found.Month)}?done={Uri.EscapeDataString(act)}");
        }
        catch (Refused refused)
        {
            return Shown(http, database.Read(db => PlansTable.Find(db, found.Id))!, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> ActOnAction(string number, HttpContext http, CurrentPerson person, Database database, Registers registers, PlanActs acts, Blobs blobs)
    {
        if (Find(database, registers.Current, person, number) is not { } found)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        try
        {
            await acts.Do(person, found.Id, new(Text(form, "act"), Seen(form))
            {
                Party = Text(form, "party"),
                Accepted = Yes(form, "accepted"),
                Done = Yes(form, "done"),
                Result = Text(form, "result"),
                Day = Day(form["day"]),
                Until = Day(form["until"]),
                Granted = Yes(form, "granted"),
                Payer = Text(form, "payer"),
                Organisation = Text(form, "organisation"),
                Note = Text(form, "note"),
            }, await IncidentsRoom.Files(form, blobs));
            return Results.Redirect($"{PlanWords.Path(found)}?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return Shown(http, database.Read(db => PlansTable.Find(db, found.Id))!, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> SetMeasure(HttpContext http, CurrentPerson person, PlanActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            await acts.SetMeasure(person, form["id"].ToString().Trim(), new(
                form["en"], form["fr"], form["check-en"], form["check-fr"], form["indicators"].ToString().Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), form["owner"], form["cost"],
                Yes(form, "quiet") ?? false, Number(form["effect"]), Yes(form, "retired") ?? false));
            return Results.Redirect($"{Library}?done=measure#{Uri.EscapeDataString(form["id"].ToString())}");
        }
        catch (Refused refused)
        {
            return Measures(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> File(string entry, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Blobs blobs)
    {
        var file = !long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? null : database.Read(db => index >= database.Size ? null : ledger.Fact(db, index, Tier.T2)?.Fact switch
        {
            ActionReported { Files.IsDefaultOrEmpty: false } f when PlansTable.Find(db, f.Action) is { } action && person.SeesSite(registers.Current, action.Site) => f.Files.FirstOrDefault(k => k.Name == name),
            MeetingHeld { Files.IsDefaultOrEmpty: false } f when PlansTable.Find(db, f.Plan) is { } plan && person.SeesSite(registers.Current, plan.Site) => f.Files.FirstOrDefault(k => k.Name == name),
            _ => null,
        });
        if (file is null || !await blobs.Holds(file.Blob.Id))
            return NotFound(http);
        MediaAnswer.Headers(http.Response, file.Name, file.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = file.Blob.Length;
        await blobs.Copy(file.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static IResult Month(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var view = http.RequestServices.GetRequiredService<Database>().Read(db => Filling(db, http).Month(PlanWords.ReadMonth(http.Request.Query["month"])));
        return Pages.Answer<PlansPage>(Frames.Of(http), view with { Refusals = refusals }, Status(refusals));
    }

    private static IResult Shown(HttpContext http, Plan plan, IReadOnlyList<string>? refusals = null, string? newAddress = null)
    {
        var view = http.RequestServices.GetRequiredService<Database>().Read(db => Filling(db, http).Fill(plan));
        if (newAddress is not null)
            http.Response.Headers.CacheControl = "no-store";
        return Pages.Answer<PlanPage>(Noticed(http, "plan.done."), view with { Refusals = refusals, NewAddress = newAddress }, Status(refusals));
    }

    private static IResult Shown(HttpContext http, CorrectiveAction action, IReadOnlyList<string>? refusals = null)
    {
        var view = http.RequestServices.GetRequiredService<Database>().Read(db => Filling(db, http).Fill(action));
        return Pages.Answer<ActionPage>(Noticed(http, "action.done."), view with { Refusals = refusals }, Status(refusals));
    }

    private static IResult Measures(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var view = http.RequestServices.GetRequiredService<Database>().Read(db => Filling(db, http).Measures());
        return Pages.Answer<MeasuresPage>(Noticed(http, "plan.done."), view with { Refusals = refusals }, Status(refusals));
    }

    private static Frame Noticed(HttpContext http, string texts)
    {
        var frame = Frames.Of(http);
        return http.Request.Query["done"] is [{ } done] && frame.Words.Has(texts + done) ? frame with { Notice = new(frame.Words[texts + done]) } : frame;
    }

    private static PlanActAsked Asked(IFormCollection form) => new(Text(form, "act"), Seen(form))
    {
        Line = Text(form, "act") == "line"
            ? new(Text(form, "action"), Text(form, "indicator"), Text(form, "measure"), Text(form, "text"), Text(form, "owner"), Text(form, "owner-is"), Day(form["due"]), Text(form, "cost"), Text(form, "partner"), Yes(form, "quiet") ?? false) : null,
        Action = Text(form, "action"),
        Note = Text(form, "note"),
        Day = Day(form["day"]),
        Place = Text(form, "place"),
        Came = [.. Enum.GetValues<Party>().Select(p => new CameAsked(p.ToString(), Number(form[$"women-{p}"]) ?? 0, Number(form[$"men-{p}"]) ?? 0))],
        Lines = [.. form.Keys.Where(k => k.StartsWith("voice-", StringComparison.Ordinal) && form[k] is ["agreed" or "disputed"]).Select(k => k[6..]).Select(n => new VoiceAsked(n, form["voice-" + n] == "agreed", form["party-" + n], form["why-" + n]))],
    };

    private static string? Text(IFormCollection form, string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;

    private static bool? Yes(IFormCollection form, string name) => Text(form, name) switch { "yes" or "on" => true, "no" => false, _ => null };

    private static long? Seen(IFormCollection form) => long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int? Number(string? text) => string.IsNullOrWhiteSpace(text) ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static int Status(IReadOnlyList<string>? refusals) => refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
