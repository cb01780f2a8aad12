using System.IO.Compression;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Microsoft.AspNetCore.ResponseCompression;

namespace Adit.Web;

/// <summary>
/// Stands around all that people and programs ask for, phones excepted: compresses, forbids the browser every other host, and turns what no
/// route answers or what breaks into a page that says what to do next.
/// </summary>
internal static class Answering
{
    private const string Ours = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Register(IServiceCollection services)
    {
        // Over TLS too: the token of forms is masked anew in every answer, so that its length tells nothing of it.
        services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "application/problem+json"]));
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static void UseAnswering(this WebApplication app) => app.UseWhen(http => !http.Request.Path.StartsWithSegments(Calling.Root), web => web.UseResponseCompression().Use(Answer));

    private static async Task Answer(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Ours;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        try
        {
            await next(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await Mend(http, failure);
            return;
        }
        // What a route says itself stands; a program is told too what could not be read before its route was asked.
        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null } && (http.GetEndpoint() is not RouteEndpoint || Problems.IsApi(http)))
            await Say(http, http.Response.StatusCode, KindOf(http));
    }

    private static string KindOf(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType when Problems.IsApi(http) => "method",
        StatusCodes.Status413PayloadTooLarge => "too-large",
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => "not-found",
        _ => "bad-request",
    };

    private static Task Mend(HttpContext http, Exception failure)
    {
        var kept = http.Response.Headers.ToList();
        http.Response.Clear();
        foreach (var (name, value) in kept.Where(h => h.Key is "Content-Security-Policy" or "X-Content-Type-Options" or "Referrer-Policy" or "Vary"))
            http.Response.Headers[name] = value;
        if (failure is BadHttpRequestException { StatusCode: var status })
            return Say(http, status, status == StatusCodes.Status413PayloadTooLarge ? "too-large" : "bad-request");
        Log(http, failure);
        return Say(http, StatusCodes.Status500InternalServerError, "failed", http.TraceIdentifier);
    }

    // What no route answers has no door that finds out who asks; the page still greets who is signed in.
    private static Task Say(HttpContext http, int status, string kind, string? reference = null)
    {
        if (http.Features.Get<CurrentPerson>() is null)
            http.Features.Set(CurrentPerson.Read(http, http.RequestServices.GetRequiredService<Sessions>(), Tier.T0));
        return Problems.Numbered(http, status, kind, reference).ExecuteAsync(http);
    }

    // The kind of failure and where: never its message, which may hold an answer; never the address, which may hold a name.
    private static void Log(HttpContext http, Exception failure) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Adit.Web").LogError("{Reference}: a request failed: {Kind}\n{Where}", http.TraceIdentifier, failure.GetType().Name, failure.StackTrace);
}
