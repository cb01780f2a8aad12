using System.Globalization;
using System.Text.Json;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Audits;

/// <summary>The auditors' room: samples, a working paper for each item, findings and their answers. Auditors come in while an audit of theirs runs; buyers and others never.</summary>
internal static class AuditsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/audits";

    /// <summary>The pattern of an audit's address.</summary>
    public const string One = List + "/{number}";

    private const string Paper = One + "/samples/{sample}/{item}";

    // More was never opened in one audit by people.
    private const int MostOpened = 100_000;

    public static void MapAudits(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http)).Needs(Right.SeeAudits, Tier.T2);
        routes.MapPost(List, Open).Needs(Right.KeepAudits, Tier.T2);
        routes.MapGet(One, (string number, HttpContext http) => Find(http, number) is { } found ? Show(http, found) : NotFound(http)).Needs(Right.SeeAudits, Tier.T2);
        routes.MapPost(One, Act).Needs(Right.SeeAudits, Tier.T2);
        routes.MapGet(One + "/file.xlsx", (string number, HttpContext http) => File(http, number, "xlsx")).Needs(Right.SeeAudits, Tier.T2);
        routes.MapGet(One + "/file.json", (string number, HttpContext http) => File(http, number, "json")).Needs(Right.SeeAudits, Tier.T2);
        routes.MapGet(Paper, (string number, string sample, string item, HttpContext http) => Find(http, number) is { } found ? ShowPaper(http, found, sample, item) : NotFound(http)).Needs(Right.SeeAudits, Tier.T2);
        routes.MapPost(Paper, Save).Needs(Right.Audit, Tier.T2);
        routes.MapGet(Paper + "/evidence", (string number, string sample, string item, HttpContext http) => Evidence(http, number, sample, item)).Needs(Right.SeeAudits, Tier.T2);
    }

    /// <summary>An audit that the reader may see now; null where there is none.</summary>
    public static Audit? Find(HttpContext http, string number) =>
        AuditActs.Find(http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current, CurrentPerson.Of(http), number);

    /// <summary>What the pages are filled with.</summary>
    public static T Read<T>(HttpContext http, Func<AuditsFilling, T> fill)
    {
        var services = http.RequestServices;
        return services.GetRequiredService<Database>().Read(db => fill(new(
            db, services.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"))));
    }

    /// <summary>The tables of an audit, as far as the reader sees them.</summary>
    public static IReadOnlyList<ReportTable> Tables(HttpContext http, Audit audit) => AuditFile.Of(
        audit, Read(http, f => f.SeesPapers(audit)), http.RequestServices.GetRequiredService<Database>().Read(db => AuditsTable.Opened(db, audit.Set.Audit, MostOpened)), http.RequestServices.GetRequiredService<Registers>().Current);

    private static async Task<IResult> Open(HttpContext http, CurrentPerson person, AuditActs acts, Registers registers)
    {
        try
        {
            return Results.Redirect($"{List}/{await acts.Set(person, null, Asked(await http.Request.ReadFormAsync(), registers.Current))}?done=set");
        }
        catch (Refused refused)
        {
            return Show(http, refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Act(string number, HttpContext http, CurrentPerson person, AuditActs acts, AssessJob assess, Registers registers)
    {
        if (Find(http, number) is not { } audit)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        var act = form["act"].ToString();
        if (act == "set" ? !person.May(Right.KeepAudits) : !AuditActs.May(person, act))
            return Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
        await assess.Fresh(http.RequestAborted);
        try
        {
            if (act == "set")
                await acts.Set(person, number, Asked(form, registers.Current));
            else
                await acts.Do(person, audit, new(act, form["kind"], Whole(form["size"]), form["seed"], Whole(form["sample"]), null, null, null, form["text"], Whole(form["finding"]), form["weight"], [.. form["items"].OfType<string>()], Day(form["due"])));
            return Results.Redirect($"{List}/{number}?done={Uri.EscapeDataString(act)}");
        }
        catch (Refused refused)
        {
            return Show(http, Find(http, number)!, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Save(string number, string sample, string item, HttpContext http, CurrentPerson person, AuditActs acts)
    {
        if (Find(http, number) is not { } audit || Filled(http, audit, sample, item) is null)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        try
        {
            await acts.Do(person, audit, new("save", Sample: Whole(sample), Item: item, Checked: [.. form["checked"].OfType<string>()], Conclusion: form["conclusion"], Text: form["text"]));
            return Results.Redirect(AuditsFilling.PathOf(audit.Set, Whole(sample)!.Value, item) + "?done=save");
        }
        catch (Refused refused)
        {
            return ShowPaper(http, audit, sample, item, refused.AllIn(Frames.Of(http).Words));
        }
    }

    // Of records as deep as the audit says; of incidents and actions what a subscriber has. Never what is protected: nothing here opens T3.
    private static IResult Evidence(HttpContext http, string number, string sample, string item)
    {
        if (Find(http, number) is not { } audit || Filled(http, audit, sample, item) is not { Gone: false } || audit.SampleOf(Whole(sample)!.Value) is not { } of)
            return NotFound(http);
        var entry = of.Items.First(i => i.Item == item).Entry;
        return http.RequestServices.GetRequiredService<Proofs>().Of([entry], of.Kind == SampleKind.Records && audit.Set.Contents ? Tier.T2 : Tier.T1) is { } bundle
            ? Results.File(bundle.ToJson(), "application/json", FormattableString.Invariant($"evidence-{entry}.json")) : Problems.Of(http, StatusCodes.Status409Conflict, "report-no-head");
    }

    private static IResult File(HttpContext http, string number, string kind)
    {
        if (Find(http, number) is not { } audit)
            return NotFound(http);
        var tables = Tables(http, audit);
        MediaAnswer.Headers(http.Response, $"{audit.Set.Number}.{kind}", "");
        http.Response.Headers.CacheControl = "private, no-store";
        return kind == "xlsx" ? Results.Bytes(Workbook.Of(tables), Workbook.Type) : Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(ReportTables.Named(tables)), "application/json");
    }

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null) => Pages.Answer<AuditsPage>(Frames.Of(http), Read(http, f => f.List()) with { Refusals = refusals }, Status(refusals));

    private static IResult Show(HttpContext http, Audit audit, IReadOnlyList<string>? refusals = null) => Pages.Answer<AuditPage>(Noticed(http), Read(http, f => f.Fill(audit)) with { Refusals = refusals }, Status(refusals));

    private static IResult ShowPaper(HttpContext http, Audit audit, string sample, string item, IReadOnlyList<string>? refusals = null) =>
        Filled(http, audit, sample, item) is { } view ? Pages.Answer<AuditPaperPage>(Noticed(http), view with { Refusals = refusals }, Status(refusals)) : NotFound(http);

    private static AuditPaperView? Filled(HttpContext http, Audit audit, string sample, string item)
    {
        var published = http.RequestServices.GetRequiredService<Publishing>().Latest?.Size;
        return Whole(sample) is { } number ? Read(http, f => f.Papers.Fill(audit, number, item, published)) : null;
    }

    private static Frame Noticed(HttpContext http)
    {
        var frame = Frames.Of(http);
        return http.Request.Query["done"] is [{ } done] && frame.Words.Has("audit.done." + done) ? frame with { Notice = new(frame.Words["audit.done." + done]) } : frame;
    }

    private static AuditAsked Asked(IFormCollection form, Register register) => new(
        form["organisation"], [.. form["auditors"].OfType<string>()], form["purpose"], Day(form["from"]), Day(form["until"]), [.. form["sites"].OfType<string>().Concat(AgentsRoom.Typed(form["typed"].ToString(), register))], Day(form["first"]), Day(form["last"]), form["contents"] == "on");

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int Status(IReadOnlyList<string>? refusals) => refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
