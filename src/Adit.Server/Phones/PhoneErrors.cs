using Adit.Storage;
using Adit.Web;

namespace Adit.Phones;

/// <summary>Whatever goes wrong on a phone's address is said as an OpenRosa message (row 7): also what no route answers, and what only we can mend.</summary>
internal static class PhoneErrors
{
    public static void UsePhoneErrors(this WebApplication app) => app.UseWhen(http => http.Request.Path.StartsWithSegments(Calling.Root), phones => phones.Use(Answer));

    private static async Task Answer(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // What is away, full, or a turn at writing that was lost, is a matter of moments: load balancers and phones know what to do.
            var status = failure switch { BadHttpRequestException bad => bad.StatusCode, _ when Outage.Is(failure) => StatusCodes.Status503ServiceUnavailable, _ => StatusCodes.Status500InternalServerError };
            if (status >= StatusCodes.Status500InternalServerError)
                Log(http, failure);
            http.Response.Clear();
            await Say(http, status, status switch { StatusCodes.Status413PayloadTooLarge => "phone.too-large", < 500 => "phone.cut-off", _ => "phone.our-fault" });
            return;
        }
        if (!http.Response.HasStarted && http.Response is { StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, ContentLength: null })
            await Say(http, http.Response.StatusCode, "phone.no-such-address");
    }

    private static Task Say(HttpContext http, int status, string code)
    {
        OpenRosaAnswer.Headers(http.Response, http.RequestServices.GetRequiredService<TimeProvider>());
        return OpenRosaAnswer.Refuse(http, Words.OnPhone(Words.Choose(null, null, http.Request.Headers.AcceptLanguage)), status, code);
    }

    // The kind of failure and where: never its message, which may hold an answer; never the address, which may hold a key.
    private static void Log(HttpContext http, Exception failure) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Adit.Phones").LogError("A phone's request failed: {Kind}\n{Where}", failure.GetType().Name, failure.StackTrace);
}
