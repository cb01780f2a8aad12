using System.Globalization;
using System.Text.Json;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Decisions;

/// <summary>Where a buyer decides about the sites of its agreement, and takes its own record away. Only users of the organisation come in.</summary>
internal static class DecisionsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/decisions";

    private const string OfSite = List + "/{site}";

    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Belongs(http) ? Pages.Answer<DecisionsPage>(Frames.Of(http), Read(http, f => f.List())) : None(http)).Needs(Right.Decide, Tier.T1);
        routes.MapGet(List + "/record.xlsx", (HttpContext http) => File(http, "xlsx")).Needs(Right.Decide, Tier.T1);
        routes.MapGet(List + "/record.json", (HttpContext http) => File(http, "json")).Needs(Right.Decide, Tier.T1);
        routes.MapGet(OfSite, (string site, HttpContext http) => Place(http, site) is { } found ? Shown(http, found) : NotFound(http)).Needs(Right.Decide, Tier.T1);
        routes.MapPost(OfSite, Post).Needs(Right.Decide, Tier.T1);
    }

    /// <summary>The address of a site's desk.</summary>
    public static string Path(Site site) => $"{List}/{Uri.EscapeDataString(site.Code)}";

    /// <summary>Records what somebody decides for their organisation.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public static Task<Guid> Decide(HttpContext http, Site site, DecisionAsked asked)
    {
        var (database, person) = (http.RequestServices.GetRequiredService<Database>(), CurrentPerson.Of(http));
        return database.Write(writing =>
        {
            var organisation = TakingActs.Of(http.RequestServices.GetRequiredService<Registers>().Current, person);
            var last = DecisionsOfBuyersTable.Of(writing.Db.Db, organisation.Organisation).FirstOrDefault(d => d.Fact.Site == site.Id)?.Fact.Decided;
            var decided = Filling(writing.Db.Db, http).Basis(
                site, Guid.CreateVersion7(database.Clock.GetUtcNow()), PlanActs.Read<Course>(asked.Course?.Replace("-", "", StringComparison.Ordinal), "refuse.decision-course"), Text(asked.Reasons), Text(asked.Conditions), asked.LookAgain ?? throw Refused.Of("refuse.decision-day"));
            TakingActs.Record(writing, person.Actor, Deciding.Decide(decided, Guid.TryParse(asked.Last, out var seen) ? seen : null, last), "refuse.decision");
            return decided.Decided;
        });
    }

    /// <summary>A site that the reader's agreement covers; null where it does not, or they act for nobody.</summary>
    public static Site? Place(HttpContext http, string site) =>
        http.RequestServices.GetRequiredService<Registers>().Current is var register && Belongs(http) && SiteWords.Find(register, site) is { Kind: SiteKind.Monitored } found
        && Reach.Serves(register, CurrentPerson.Of(http), Right.Decide, found, http.RequestServices.GetRequiredService<Database>().Now) ? found : null;

    /// <summary>What the pages are filled with.</summary>
    public static T Read<T>(HttpContext http, Func<DecisionsFilling, T> fill) => http.RequestServices.GetRequiredService<Database>().Read(db => fill(Filling(db, http)));

    private static async Task<IResult> Post(string site, HttpContext http, AssessJob assess)
    {
        if (Place(http, site) is not { } found)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        await assess.Fresh(http.RequestAborted);
        var asked = new DecisionAsked(
            form["course"], form["reasons"], form["conditions"], DateOnly.TryParseExact(form["look-again"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, form["last"]);
        try
        {
            await Decide(http, found, asked);
            return Results.Redirect(Path(found) + "?done=decide");
        }
        catch (Refused refused)
        {
            return Shown(http, found, refused.AllIn(Frames.Of(http).Words), asked);
        }
    }

    private static IResult File(HttpContext http, string kind)
    {
        if (!Belongs(http))
            return None(http);
        var tables = Read(http, f => f.Record());
        MediaAnswer.Headers(http.Response, $"due-diligence-record.{kind}", "");
        http.Response.Headers.CacheControl = "private, no-store";
        return kind == "xlsx" ? Results.Bytes(Workbook.Of(tables), Workbook.Type)
            : Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(ReportTables.Named(tables)), "application/json");
    }

    private static IResult Shown(HttpContext http, Site site, IReadOnlyList<string>? refusals = null, DecisionAsked? typed = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is ["decide"])
            frame = frame with { Notice = new(frame.Words["decision.done"]) };
        return Pages.Answer<DecisionDeskPage>(frame, Read(http, f => f.Desk(site)) with { Refusals = refusals, Typed = typed }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static DecisionsFilling Filling(System.Data.Common.DbConnection db, HttpContext http) => new(
        db, http.RequestServices.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current,
        http.RequestServices.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"));

    private static bool Belongs(HttpContext http) => http.RequestServices.GetRequiredService<Registers>().Current.Agreed.Of(CurrentPerson.Of(http).User) is not null;

    private static string Text(string? text) => text?.ReplaceLineEndings("\n").Trim() ?? "";

    private static IResult None(HttpContext http) => Problems.Of(http, StatusCodes.Status403Forbidden, "no-agreement");

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
