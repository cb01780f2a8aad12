using Adit.Phones;

namespace Adit.Web;

/// <summary>The last word of every answer: what no route answers, what cannot be read and what only we can mend is a page for people and a problem document for programs.</summary>
internal static class Edge
{
    // Phones have words of their own; tools that read the log go by the status alone.
    public static void UseEdge(this WebApplication app) =>
        app.UseWhen(http => !http.Request.Path.StartsWithSegments(Calling.Root) && !http.Request.Path.StartsWithSegments("/log"), rest => rest.Use(Answer));

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
            await Problems.Failed(http, reference).ExecuteAsync(http);
            return;
        }
        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
            await Problems.Of(http, http.Response.StatusCode, KindOf(http.Response.StatusCode)).ExecuteAsync(http);
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
