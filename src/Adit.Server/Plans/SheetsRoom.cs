using Adit.People;
using Adit.Phones;
using Adit.Printing;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Plans and their lines as files that can be handed on: for whoever may see the page, and for the party of a link what its page shows.</summary>
internal static class SheetsRoom
{
    public static void MapSheets(this IEndpointRouteBuilder routes)
    {
        foreach (var kind in (string[])["pdf", "xlsx", "csv"])
        {
            routes.MapGet($"/sites/{{site}}/plans/{{month}}.{kind}", (string site, string month, HttpContext http, CurrentPerson person, Database database, Registers registers) => Sheet(site, month, kind, http, person, database, registers)).Needs(Right.SeeRecords, Tier.T2);
            routes.MapGet($"{SharedRoom.Root}/{{secret}}/sheet.{kind}", (string secret, HttpContext http) => SheetOfParty(http, ByLink(http, secret), kind)).Needs(Right.Public);
            routes.MapGet($"{SharedRoom.Own}/sheet.{kind}", (string site, HttpContext http) => SheetOfParty(http, SignedIn(http, site), kind)).Needs(Right.SpeakForSite, Tier.T1);
        }
        routes.MapGet("/actions/{number}.pdf", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) => Card(number, picture: false, http, person, database, registers)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/actions/{number}.png", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) => Card(number, picture: true, http, person, database, registers)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet(SharedRoom.Root + "/{secret}/{number}.pdf", (string secret, string number, HttpContext http) => CardOfParty(http, ByLink(http, secret), number, picture: false)).Needs(Right.Public);
        routes.MapGet(SharedRoom.Root + "/{secret}/{number}.png", (string secret, string number, HttpContext http) => CardOfParty(http, ByLink(http, secret), number, picture: true)).Needs(Right.Public);
        routes.MapGet(SharedRoom.Own + "/{number}.pdf", (string site, string number, HttpContext http) => CardOfParty(http, SignedIn(http, site), number, picture: false)).Needs(Right.SpeakForSite, Tier.T1);
        routes.MapGet(SharedRoom.Own + "/{number}.png", (string site, string number, HttpContext http) => CardOfParty(http, SignedIn(http, site), number, picture: true)).Needs(Right.SpeakForSite, Tier.T1);
    }

    private static async Task<IResult> Sheet(string site, string month, string kind, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (PlansRoom.Find(database, registers.Current, person, site, month) is not { } plan)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        return await Answer(http, Sheets.Of(database.Read(db => PlansRoom.Filling(db, http).Fill(plan))), kind, plan.Site);
    }

    private static async Task<IResult> Card(string number, bool picture, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (PlansRoom.Find(database, registers.Current, person, number) is not { } action)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        return Sheets.Of(database.Read(db => PlansRoom.Filling(db, http).Fill(action))) is { } card ? await Answer(http, card, picture, action.Site) : Problems.Of(http, StatusCodes.Status403Forbidden, "stays-inside");
    }

    private static async Task<IResult> SheetOfParty(HttpContext http, Seen? seen, string kind) =>
        seen?.View(http) is { Lines.Count: > 0 } view ? await Answer(http, Sheets.Of(view, Frames.Of(http).Words), kind, seen.By.Site) : SharedRoom.Gone(http);

    private static async Task<IResult> CardOfParty(HttpContext http, Seen? seen, string number, bool picture) =>
        seen?.View(http) is { } view && Sheets.Of(view, number) is { } card ? await Answer(http, card, picture, seen.By.Site) : SharedRoom.Gone(http);

    private static Seen? ByLink(HttpContext http, string secret) =>
        SharedRoom.Find(http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current, secret) is { } link ? new(Speaker.Of(link), SharedRoom.AddressOf(secret)) : null;

    private static Seen? SignedIn(HttpContext http, string site) =>
        http.RequestServices.GetRequiredService<Registers>().Current is var register && SharedRoom.Find(register, CurrentPerson.Of(http), site, http.RequestServices.GetRequiredService<Database>().Now) is { } by ? new(by, SharedRoom.AddressOf(register, by)) : null;

    // A party, and where its page is.
    private sealed record Seen(Speaker By, string Address)
    {
        public SharedView View(HttpContext http) => SharedRoom.View(http, By, Address);
    }

    private static async Task<IResult> Answer(HttpContext http, SheetView sheet, string kind, SiteId site)
    {
        if (kind == "pdf")
            return await Printed.Answer<SheetPaper>(http, sheet, Shape.Pdf, sheet.FileName, (PaperKind.Plan, site.Value));
        MediaAnswer.Headers(http.Response, sheet.FileName + (kind == "csv" ? ".csv.zip" : ".xlsx"), "");
        http.Response.Headers.CacheControl = "private, no-store";
        return kind == "csv" ? Results.Bytes(ReportTables.Csv(SheetTables.Of(sheet)), "application/zip") : Results.Bytes(Workbook.Of(SheetTables.Of(sheet)), Workbook.Type);
    }

    private static Task<IResult> Answer(HttpContext http, CardView card, bool picture, SiteId site) => Printed.Answer<ActionCard>(http, card, picture ? ActionCard.ShapeOf(card) : Shape.Pdf, card.FileName, (PaperKind.Plan, site.Value));
}
