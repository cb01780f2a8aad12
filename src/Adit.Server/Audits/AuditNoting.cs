using System.Security.Cryptography;
using System.Text;
using Adit.Partners;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Audits;

/// <summary>
/// Records what an auditor is shown, once for each address in each audit: behind the doors and before every route, so that none can be forgotten. It is recorded before the first byte goes out; where it cannot
/// be, nothing does.
/// </summary>
internal static class AuditNoting
{
    // Of longer ones the beginning, and a hash that tells them apart.
    private const int Longest = 500;

    public static Task Note(HttpContext http, RequestDelegate next)
    {
        if (CurrentPerson.Of(http) is { User: { Role: Role.Auditor } user } && http.GetEndpoint() is RouteEndpoint route && IsNoted(route))
            http.Response.OnStarting(() => Shows(http) ? Record(http, user, Address(http)) : Task.CompletedTask);
        return next(http);
    }

    // A form that is refused is answered with the page that it stands on.
    private static bool Shows(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
        ? http.Response.StatusCode == StatusCodes.Status200OK : http.Response.StatusCode == StatusCodes.Status422UnprocessableEntity && !http.Request.Path.StartsWithSegments("/api");

    // What is open to anybody discloses nothing, and an audit's own page shows none of the programme's items.
    private static bool IsNoted(RouteEndpoint route) => route.Metadata.GetMetadata<Door>() is { Right: not Right.Public } && route.RoutePattern.RawText?.TrimEnd('/') is not (AuditsRoom.List or AuditsRoom.One or AuditsApi.List or AuditsApi.One);

    // Of evidence the query says whose it is.
    private static string Address(HttpContext http)
    {
        var path = http.Request.Path.ToUriComponent().TrimEnd('/');
        var address = http.Request.Query["index"].ToString() is { Length: > 0 } index ? $"{path}?index={Uri.EscapeDataString(index)}" : path.Length == 0 ? "/" : path;
        return address.Length <= Longest ? address : $"{address[..(Longest - 65)]}…{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))}";
    }

    private static async Task Record(HttpContext http, User user, string what)
    {
        var (database, register) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current);
        var audits = Reach.Audits(register, user, database.Now).Select(a => a.Audit).ToList();
        if (audits.Count == 0 || database.Read(db => audits.TrueForAll(a => AuditsTable.WasOpened(db, a, user.Id, what))))
            return;
        await database.Write(writing =>
        {
            foreach (var audit in audits.Where(a => !AuditsTable.WasOpened(writing.Db.Db, a, user.Id, what)))
                writing.Record(user.Id, new AuditItemOpened(audit, user.Id, what));
            return true;
        });
    }
}
