using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Printing;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>What an alert says of an incident, to be handed on.</summary>
/// <param name="Line">What happened, in one sentence.</param>
/// <param name="AsOf">When it was made, at the site.</param>
/// <param name="Unchecked">That no speaker has checked the wording; null where one has.</param>
public sealed record AlertCardView(string Site, string Number, string Line, IReadOnlyList<string> Lines, string KeepAway, DateTimeOffset AsOf, string? Unchecked);

/// <summary>Alerts as files: what a listener outside the programme is told of an incident, and no more, since whoever gets a file may hand it on.</summary>
internal static class AlertCards
{
    public static void MapAlertCards(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/incidents/{number}.pdf", (string number, HttpContext http) => Card(number, picture: false, http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/incidents/{number}.png", (string number, HttpContext http) => Card(number, picture: true, http)).Needs(Right.SeeRecords, Tier.T2);
    }

    /// <summary>Whether the alert of an incident may leave the programme: somebody outside may hear of it.</summary>
    public static bool MayLeave(Incident incident) => Acting.IsFor(incident, Role.Anyone) && !incident.RestsOnProtected && incident.State != IncidentState.Merged;

    private static async Task<IResult> Card(string number, bool picture, HttpContext http)
    {
        var services = http.RequestServices;
        var (database, register, frame) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current, Frames.Of(http));
        if (database.Read(db => IncidentActs.Find(db, register, CurrentPerson.Of(http), number)) is not { } incident)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        if (!MayLeave(incident))
            return Problems.Of(http, StatusCodes.Status403Forbidden, "alert-stays-inside");
        var (site, words) = (register.Sites[incident.Site], Words.In(frame.Words.Asked));
        var outside = new Listener(new(default, "", frame.Words.Asked, site.Zone, "", "", "", 0, null, [], Severity.S4, null, null, false, false), 0, default, Role.Anyone, [], Sheet.ZoneOf(site));
        var text = new NoticeText(
            new(incident.State == IncidentState.Closed ? NoticeCause.Over : NoticeCause.Opened, outside, incident, null, null), register, services.GetRequiredService<Catalogues>().Current?.Catalogue, words, frame.Programme, frame.Simulated,
            services.GetRequiredService<Settings>().PublicOrigin, database.Read(ListenersTable.Contact), frame.Now);
        var view = new AlertCardView(site.Code, incident.Number, text.Line(), [.. text.Lines], text.KeepAway, TimeZoneInfo.ConvertTime(frame.Now, Sheet.ZoneOf(site)), text.Unchecked);
        return await Printed.Answer<AlertCard>(http, view, picture ? AlertCard.ShapeOf(view) : Shape.Pdf, $"{site.Code}-{incident.Number}", (PaperKind.Alert, incident.Id.Value));
    }
}
