using Adit.People;
using Adit.Printing;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Plans and their lines as files that can be handed on: for whoever may see the page, and for the party of a link what its page shows.</summary>
internal static class SheetsRoom
{
    public static void MapSheets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sites/{site}/plans/{month}.pdf", Sheet).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/actions/{number}.pdf", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) => Card(number, picture: false, http, person, database, registers)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/actions/{number}.png", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) => Card(number, picture: true, http, person, database, registers)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet(SharedRoom.Root + "/{secret}/sheet.pdf", SheetOfParty).Needs(Right.Public);
        routes.MapGet(SharedRoom.Root + "/{secret}/{number}.pdf", (string secret, string number, HttpContext http, Database database, Registers registers) => CardOfParty(secret, number, picture: false, http, database, registers)).Needs(Right.Public);
        routes.MapGet(SharedRoom.Root + "/{secret}/{number}.png", (string secret, string number, HttpContext http, Database database, Registers registers) => CardOfParty(secret, number, picture: true, http, database, registers)).Needs(Right.Public);
    }

    private static async Task<IResult> Sheet(string site, string month, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (PlansRoom.Find(database, registers.Current, person, site, month) is not { } plan)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        return await Answer(http, Sheets.Of(database.Read(db => PlansRoom.Filling(db, http).Fill(plan))));
    }

    private static async Task<IResult> Card(string number, bool picture, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (PlansRoom.Find(database, registers.Current, person, number) is not { } action)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        return Sheets.Of(database.Read(db => PlansRoom.Filling(db, http).Fill(action))) is { } card ? await Answer(http, card, picture) : Problems.Of(http, StatusCodes.Status403Forbidden, "stays-inside");
    }

    private static async Task<IResult> SheetOfParty(string secret, HttpContext http, Database database, Registers registers)
    {
        if (SharedRoom.Find(database, registers.Current, secret) is not { } link || SharedRoom.View(http, link, secret) is not { Lines.Count: > 0 } view)
            return SharedRoom.Gone(http);
        return await Answer(http, Sheets.Of(view, Frames.Of(http).Words));
    }

    private static async Task<IResult> CardOfParty(string secret, string number, bool picture, HttpContext http, Database database, Registers registers)
    {
        if (SharedRoom.Find(database, registers.Current, secret) is not { } link || Sheets.Of(SharedRoom.View(http, link, secret), number) is not { } card)
            return SharedRoom.Gone(http);
        return await Answer(http, card, picture);
    }

    private static Task<IResult> Answer(HttpContext http, SheetView sheet) => Printed.Answer<SheetPaper>(http, sheet, Shape.Pdf, sheet.FileName);

    private static Task<IResult> Answer(HttpContext http, CardView card, bool picture) => Printed.Answer<ActionCard>(http, card, picture ? ActionCard.ShapeOf(card) : Shape.Pdf, card.FileName);
}
