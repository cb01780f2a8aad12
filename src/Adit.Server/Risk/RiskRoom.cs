using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Risk;

/// <summary>The page that says why an indicator stands as it does at a site.</summary>
internal static class RiskRoom
{
    public static void MapRisk(this IEndpointRouteBuilder routes) => routes.MapGet("/sites/{site}/risks/{indicator}",
        (string site, string indicator, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
        {
            var inForce = catalogues.Current!;
            if (SiteWords.Find(registers.Current, site) is not { } found || !person.SeesSite(found) || inForce.Catalogue.Indicator(indicator) is not { } one || (one.Protected && person.Sees < Tier.T2))
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            var frame = Frames.Of(http);
            return Pages.Answer<RiskPage>(frame, database.Read(db => new RiskFilling(db, database, ledger, frame, person, registers.Current, inForce).Of(found, one, AsOf.Read(db, ledger, http.Request, found, frame.Now))));
        }).Needs(Right.SeeSites, Tier.T2);
}
