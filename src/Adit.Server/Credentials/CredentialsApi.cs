using System.Text;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Reports;
using Adit.Storage;
using Adit.Web;

namespace Adit.Credentials;

/// <summary>The addresses that stand in credentials: the programme's name, the status lists, the credentials themselves.</summary>
internal static class CredentialsApi
{
    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Did.Path, (HttpContext http, SignedCredentials credentials) =>
            credentials.Document() is { } document ? Open(http, Results.Bytes(Jcs.Write(document), "application/json")) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found")).Needs(Right.Public);
        routes.MapGet("/credentials/status/{list}", (string list, HttpContext http, SignedCredentials credentials) =>
            StatusList.TryReadName(list, out var number, out var purpose) && credentials.Status(number, purpose) is { } unsigned ? Open(http, Signed(http, unsigned)) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found")).Needs(Right.Public);
        routes.MapGet("/credentials/{id}", Credential).Needs(Right.SeeSites, Tier.T1).ForKeys(KeyScope.Credentials);
        routes.MapPassing();
    }

    /// <summary>A credential that somebody is given: who is given the report is given its credential; one that was handed on only those who did, and the programme. Null for any other.</summary>
    /// <returns>The report null where it is of no single site.</returns>
    public static (IssuedCredential Issued, ReportPublished? Report)? Find(HttpContext http, string id)
    {
        var (services, person) = (http.RequestServices, CurrentPerson.Of(http));
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        if (!Id.TryRead(id, out var credential) || database.Read(db => CredentialsTable.Find(db, credential)) is not { } issued)
            return null;
        if (issued.Site is not { } site)
            return database.Read(db => ProgrammeReportsTable.Versions(db, new ReportId(issued.About))).FirstOrDefault(r => r.Fact.Version == issued.Version) is { } programme && Reach.GivesProgramme(register, person, programme.Fact, database.Now) ? (issued, null) : null;
        if (!person.SeesSite(register, site))
            return null;
        var report = database.Read(db => ReportsTable.Versions(db, new ReportId(issued.About))).FirstOrDefault(r => r.Fact.Version == issued.Version)?.Fact;
        if (report is not null && !Reach.Gives(register, person, Product.Reports, register.Sites[site], report.Says.Last, database.Now))
            return null;
        if (issued.Of is not null && !person.Role.OfTheProgramme()
            && database.Read(db => CredentialsTable.PassedOn(db, issued.About)).Single(p => p.Credential == issued.Id).Organisation != register.Agreed.Of(person.User)?.Organisation)
            return null;
        return (issued, report);
    }

    private static async Task<IResult> Credential(string id, HttpContext http, CurrentPerson person, SignedCredentials credentials, ReportActs reports)
    {
        if (Find(http, id) is not var (issued, report))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        if (credentials.Credential(issued) is not { } unsigned)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found", Frames.Of(http).Words["credential.not-yet"]);
        if (issued.Of is null && (report is not null || issued.Site is null))
            await reports.Disclose(person, "credential", (new ReportId(issued.About), issued.Version));
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"credential-{id}.{(AsksForJwt(http) ? "jwt" : "json")}\"";
        return Signed(http, unsigned);
    }

    private static IResult Signed(HttpContext http, Unsigned unsigned)
    {
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.Vary = "Accept";
        if (AsksForJwt(http))
            return Results.Bytes(Encoding.ASCII.GetBytes(unsigned.ToJwt()), "application/vc+jwt");
        return Results.Bytes(unsigned.ToJson(), Asks(http, "application/vc") ? "application/vc" : "application/json");
    }

    // Pages of others may read what everybody may read.
    private static IResult Open(HttpContext http, IResult result)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "no-cache";
        return result;
    }

    private static bool AsksForJwt(HttpContext http) => Asks(http, "application/vc+jwt") || Asks(http, "application/jwt");

    private static bool Asks(HttpContext http, string type) =>
        http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);
}
