using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Web;

/// <summary>The last word of every answer: what no route answers, what cannot be read and what only we can mend is a page for people and a problem document for programs.</summary>
internal static class Edge
{
    // Phones have words of their own.
    public static void UseEdge(this WebApplication app) => app.UseWhen(http => !http.Request.Path.StartsWithSegments(Calling.Root), rest => rest.Use(Answer));

    private static async Task Answer(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = bad.StatusCode;
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var reference = Guid.CreateVersion7().ToString("N")[..16];
            Log(http, failure, reference);
            http.Response.Clear();
            var away = Outage.Is(failure);
            if (away)
                http.Response.Headers.RetryAfter = "5";
            if (ByStatusAlone(http))
            {
                http.Response.StatusCode = away ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
                return;
            }
            // Who asks stands in the database too.
            if (!away)
                Recognise(http);
            await Problems.Failed(http, reference, away).ExecuteAsync(http);
            return;
        }
        if (ByStatusAlone(http) || http.Response.HasStarted || http.Response is not { StatusCode: >= 400, ContentLength: null, ContentType: null })
            return;
        Recognise(http);
        await Problems.Of(http, http.Response.StatusCode, KindOf(http.Response.StatusCode)).ExecuteAsync(http);
    }

    // Tools that read the log, and ledgers that ask their witness, look no further than the status.
    private static bool ByStatusAlone(HttpContext http) => http.Request.Path.StartsWithSegments("/log") || http.Request.Path.StartsWithSegments("/witness");

    // What no route answers has no door that finds out who asks; the page greets whoever is signed in all the same.
    private static void Recognise(HttpContext http)
    {
        if (http.Features.Get<CurrentPerson>() is null)
            http.Features.Set(CurrentPerson.Read(http, http.RequestServices.GetRequiredService<Sessions>(), http.RequestServices.GetRequiredService<KeyActs>(), Tier.T0));
    }

    private static string KindOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType => "method",
        StatusCodes.Status413PayloadTooLarge => "too-large",
        _ => "bad-request",
    };

    // The kind of failure and where: never its message, which may hold an answer; never the address, which may hold a key.
    private static void Log(HttpContext http, Exception failure, string reference) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Adit").LogError("A request failed ({Reference}): {Kind}\n{Where}", reference, failure.GetType().Name, failure.StackTrace);
}
