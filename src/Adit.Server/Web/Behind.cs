using System.Data.Common;
using System.Globalization;
using Adit.People;
using Adit.Storage;

namespace Adit.Web;

/// <summary>
/// Who may be shown what stands in a standby: whoever reads pages, unless they changed something just now; and programs that say how old an answer may be
/// (<c>Cache-Control: max-stale</c>, RFC 9111 section 5.2.1.2). Pages say how far behind they are, answers to programs in the header <c>Adit-Behind</c>, in seconds.
/// </summary>
internal static class Behind
{
    // What somebody changed is rated, and shows, some seconds later.
    private static readonly TimeSpan Consequences = TimeSpan.FromSeconds(10);

    public static async Task Answer(HttpContext http, RequestDelegate next)
    {
        var database = http.RequestServices.GetRequiredService<Database>();
        if (!database.Home.Shared || http.Features.Get<CurrentPerson>() is not { } person)
        {
            await next(http);
            return;
        }
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && person.User is { Id: var changes })
            http.Response.OnStarting(() => Note(database, changes));
        else if (database.Replica is { } replica && Most(http, person, replica.Most) is { } most
            && !(person.User is { Id: var reads } && database.Read(db => WroteTable.Within(db, reads, replica.Most + Consequences))))
        {
            var lagging = new Lagging(most);
            http.Response.OnStarting(() =>
            {
                if (lagging.Behind is { } behind)
                    http.Response.Headers["Adit-Behind"] = Math.Ceiling(behind.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            Lagging.Asked = lagging;
        }
        await next(http);
    }

    // What was changed is durable already: whoever changed it is not told that it failed because of this.
    private static async Task Note(Database database, ActorId user)
    {
        try
        {
            await database.Write(writing =>
            {
                WroteTable.Note(writing.Db.Db, user);
                return true;
            });
        }
        catch (DbException)
        {
            return;
        }
    }

    // How far behind a request may be answered; null where not at all.
    private static TimeSpan? Most(HttpContext http, CurrentPerson person, TimeSpan most)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || http.Request.Path.StartsWithSegments("/log"))
            return null;
        if (!Problems.IsApi(http) || person.ByCookie)
            return most;
        var asked = http.Request.GetTypedHeaders().CacheControl;
        return asked is not { MaxStale: true } ? null : asked.MaxStaleLimit is { } limit && limit < most ? limit : most;
    }
}
