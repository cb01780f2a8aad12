using System.Collections.Concurrent;
using Adit.Exchange;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>
/// Records what people and programs from outside are shown, behind the doors and before every route, so that none can be forgotten: once a day of each reader, subject and way, before the first byte goes out. Where it
/// cannot be recorded nothing goes out. Auditors leave a trace of each address (<see cref="Audits.AuditNoting"/>), and files of reports, releases and records have entries of their own besides.
/// </summary>
internal sealed class ReadNoting(Database database, Registers registers)
{
    // What was noted today, so that whoever goes on reading asks no table.
    private readonly ConcurrentDictionary<(ActorId Reader, SiteId? Site, string What), DateOnly> _noted = new();
    private DateOnly _day;

    public static Task Note(HttpContext http, RequestDelegate next)
    {
        if (CurrentPerson.Of(http) is { User: { } user } person && !user.Role.OfTheProgramme() && user.Role != Role.Auditor && http.GetEndpoint() is RouteEndpoint route && Subject(http, route, person) is var (site, what))
            http.Response.OnStarting(() => Shows(http) ? http.RequestServices.GetRequiredService<ReadNoting>().Record(person, site, what) : Task.CompletedTask);
        return next(http);
    }

    // A form that is refused is answered with the page that it stands on.
    private static bool Shows(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
        ? http.Response.StatusCode == StatusCodes.Status200OK : http.Response.StatusCode == StatusCodes.Status422UnprocessableEntity && !http.Request.Path.StartsWithSegments("/api");

    // What is open to anybody discloses nothing, nor do the reader's own things: what it was shown, its keys and webhooks. A feed is one subject, however many pages it has.
    private static (Site? Site, string What)? Subject(HttpContext http, RouteEndpoint route, CurrentPerson person)
    {
        if (route.Metadata.GetMetadata<Door>() is not { Right: not Right.Public })
            return null;
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith(ODataApi.Root, StringComparison.Ordinal))
            return path[ODataApi.Root.Length..].Trim('/').Split('(', '/')[0] is { Length: > 0 } table && table[0] != '$' ? (null, "odata:" + table) : null;
        if (http.GetRouteValue("collection") is string collection)
            return route.RoutePattern.RawText!.Contains("items", StringComparison.Ordinal) ? (null, "ogc:" + collection) : null;
        var pattern = "/" + route.RoutePattern.RawText!.Trim('/');
        if (pattern is ReadsRoom.Address or "/api" + ReadsRoom.Address || ((string[])["/api/webhooks", "/api/keys", "/api/tables"]).Contains(pattern) || pattern.StartsWith("/ogc/", StringComparison.Ordinal))
            return null;
        var program = pattern.StartsWith("/api/", StringComparison.Ordinal);
        var named = (http.GetRouteValue("site") ?? http.GetRouteValue("code")) as string;
        if (named is not null && SiteWords.Find(http.RequestServices.GetRequiredService<Registers>().Current, named) is { } site && person.SeesSite(site))
            return (site, Path.GetExtension(path) is [_, .. { Length: > 0 and <= 8 } ending] && site.Code != named + Path.GetExtension(path) && !path.EndsWith(named, StringComparison.Ordinal) ? ending.ToLowerInvariant() : program ? "api" : "page");
        // That somebody was at its own decisions is nobody else's: what it was shown there is the list of its sites.
        return (null, pattern switch { "/decisions" => "/sites", "/api/decisions" => "/api/sites", _ => pattern.Replace("{table}", http.GetRouteValue("table") as string, StringComparison.Ordinal) });
    }

    private async Task Record(CurrentPerson person, Site? site, string what)
    {
        var (now, register) = (database.Now, registers.Current);
        var day = DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime);
        if (day != _day)
        {
            _noted.Clear();
            _day = day;
        }
        var key = (person.Actor, site?.Id, what);
        if (_noted.TryGetValue(key, out var last) && last == day)
            return;
        var read = new OutsideRead(person.Actor, register.Agreed.Of(person.User)?.Organisation, site?.Id, what, day, site is null ? null : Reach.Under(register, person, site, now));
        if (!database.Read(db => ReadsTable.Has(db, read)))
            await database.Write(writing =>
            {
                if (!ReadsTable.Has(writing.Db.Db, read))
                    writing.Record(person.Actor, read);
                return true;
            });
        _noted[key] = day;
    }
}
