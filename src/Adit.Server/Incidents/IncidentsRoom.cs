using System.Collections.Immutable;
using System.Globalization;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>The inbox, and each incident with what is done about it.</summary>
internal static class IncidentsRoom
{
    private const string Inbox = "/inbox";
    private const int MostFiles = 5, LargestFile = 10_000_000;

    public static void MapIncidents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Inbox, (HttpContext http) => List(http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost(Inbox, Open).Needs(Right.HandleIncidents, Tier.T2);
        routes.MapGet("/incidents/{number}", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            database.Read(db => IncidentActs.Find(db, registers.Current, person, number)) is { } found ? One(http, found) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found")).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost("/incidents/{number}", Act).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/incidents/files/{entry}/{name}", File).Needs(Right.SeeRecords, Tier.T2);
    }

    /// <summary>Who may do an act: the two who determine, and for all else whoever handles incidents.</summary>
    public static bool May(CurrentPerson person, string? act) => person.May(act is "propose" or "decide" ? Right.Determine : Right.HandleIncidents);

    private static async Task<IResult> Act(string number, HttpContext http, CurrentPerson person, Database database, Registers registers, IncidentActs acts, AssessJob assess, Blobs blobs)
    {
        if (database.Read(db => IncidentActs.Find(db, registers.Current, person, number)) is not { } found)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var form = await http.Request.ReadFormAsync();
        if (!May(person, form["act"]))
            return Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
        await assess.Fresh(http.RequestAborted);
        try
        {
            await acts.Do(person, found.Id, Asked(form), await Files(form, blobs));
            return Results.Redirect(form["back"] == "inbox" ? InboxAgain(form["list"]) : form["back"] == "alerts" ? "/alerts" : $"{IncidentWords.Path(found)}?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return One(http, database.Read(db => IncidentsTable.Find(db, found.Id))!, refused.AllIn(Frames.Of(http).Words));
        }
    }

    // The list as it was filtered, never another address.
    private static string InboxAgain(string? query) => query is { Length: > 1 and < 500 } && query[0] == '?' ? Inbox + QueryString.Create(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)) : Inbox;

    private static async Task<IResult> Open(HttpContext http, CurrentPerson person, IncidentActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            return Results.Redirect(IncidentWords.Path(await acts.Open(person, new(form["site"], form["indicator"], form["level"], Day(form["day"]), form["note"]))));
        }
        catch (Refused refused)
        {
            return List(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> File(string entry, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Blobs blobs)
    {
        var file = !long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? null : database.Read(db => index < database.Size && ledger.Fact(db, index, Tier.T2)?.Fact is IncidentNoted { Files.IsDefaultOrEmpty: false } noted && IncidentActs.Find(db, registers.Current, person, noted.Incident.ToString()) is not null
            ? noted.Files.FirstOrDefault(f => f.Name == name) : null);
        if (file is null || !await blobs.Holds(file.Blob.Id))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        MediaAnswer.Headers(http.Response, file.Name, file.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = file.Blob.Length;
        await blobs.Copy(file.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static IResult List(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        var view = services.GetRequiredService<Database>().Read(db => Filling(db, services, frame, http).Fill(http.Request));
        return Pages.Answer<InboxPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult One(HttpContext http, Incident incident, IReadOnlyList<string>? refusals = null)
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("incident.done." + done))
            frame = frame with { Notice = new(frame.Words["incident.done." + done]) };
        var view = services.GetRequiredService<Database>().Read(db => new IncidentFilling(
            db, services.GetRequiredService<LedgerReading>(), frame, CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current).Fill(incident));
        return Pages.Answer<IncidentPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What fills lists of incidents.</summary>
    public static IncidentsFilling Filling(System.Data.Common.DbConnection db, IServiceProvider services, Frame frame, HttpContext http) =>
        new(db, services.GetRequiredService<LedgerReading>(), frame, CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current);

    private static ActAsked Asked(IFormCollection form)
    {
        return new(Text("act"), long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null)
        {
            Holder = Text("holder"),
            Note = Text("note"),
            Party = Text("party"),
            Day = Day(form["day"]),
            Level = Text("level"),
            Step = Text("step"),
            Other = Text("other"),
            Others = [.. form["others"].OfType<string>()],
            Cause = Text("cause"),
            Record = Text("record"),
            Notify = Yes("notify"),
            Authority = Text("authority"),
            Harm = Text("harm"),
            Implicated = Yes("implicated"),
            Agrees = Yes("agrees"),
            Law = Text("law"),
            People = Text("act") == "affected" ? [.. Counted(form)] : null,
            Form = Text("form"),
            Outcome = Text("outcome"),
            Evidence = Text("evidence"),
            Lots = Text("lots"),
            Sites = Text("sites"),
            AlsoAt = [.. form["also-at"].OfType<string>()],
            Weigh = Text("weigh"),
            Dependents = Text("dependents"),
            Disengagement = Text("disengagement"),
        };

        string? Text(string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;

        bool? Yes(string name) => Text(name) switch { "yes" => true, "no" => false, _ => null };
    }

    private static IEnumerable<Affected> Counted(IFormCollection form) =>
        from sex in Affected.Sexes
        from band in Affected.Bands
        let text = form[$"n-{sex}-{band}"].ToString().Trim()
        where text.Length > 0
        select new Affected(sex, band, Number(text));

    /// <summary>Keeps the files of a form.</summary>
    /// <param name="largest">Bytes.</param>
    /// <exception cref="Refused">They are too many or too large.</exception>
    public static async Task<ImmutableArray<KeptFile>> Files(IFormCollection form, Blobs blobs, int most = MostFiles, int largest = LargestFile)
    {
        var files = form.Files.Where(f => f.Length > 0).ToList();
        if (files.Count > most || files.Any(f => f.Length > largest))
            throw Refused.Of("refuse.incident-files", ("n", most), ("most", largest / 1_000_000));
        var kept = ImmutableArray.CreateBuilder<KeptFile>();
        foreach (var file in files)
        {
            await using var content = file.OpenReadStream();
            var name = Path.GetFileName(file.FileName.Replace('\\', '/'));
            var media = await FormsApi.Keep(blobs, kept.Any(k => k.Name == name) ? $"{kept.Count + 1}-{name}" : name, content);
            kept.Add(new(media.Name, media.Type, media.Blob));
        }
        return kept.ToImmutable();
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
