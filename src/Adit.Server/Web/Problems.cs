namespace Adit.Web;

/// <summary>Answers that are a no: a page for people, a problem document (RFC 9457) for programs.</summary>
internal static class Problems
{
    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api") || IsFeed(http);

    /// <summary>Whether it is for programs of others, which read tables and maps.</summary>
    public static bool IsFeed(HttpContext http) => http.Request.Path.StartsWithSegments(Exchange.ODataApi.Root) || http.Request.Path.StartsWithSegments(Exchange.OgcApi.Root);

    /// <summary>A no of a kind that <see cref="ProblemView"/> names, with what can be mended.</summary>
    public static IResult Of(HttpContext http, int status, string kind, params IReadOnlyList<string> reasons)
    {
        var frame = Frames.Of(http);
        return IsApi(http)
            ? Json(status, kind, frame.Words["problem." + kind], reasons)
            : Pages.Answer<ProblemPage>(frame, new ProblemView(kind, null, reasons), status);
    }

    /// <summary>What only we can mend, with the number that it is found by in the log.</summary>
    /// <param name="away">Whether it is only that something is away for a while, and the same may be asked again.</param>
    public static IResult Failed(HttpContext http, string reference, bool away)
    {
        var (frame, status, kind) = (Frames.Of(http), away ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError, away ? "away" : "failed");
        return IsApi(http)
            ? Json(status, kind, frame.Words["problem." + kind], $"{frame.Words["problem.reference"]} {reference}")
            : Pages.Answer<ProblemPage>(frame, new ProblemView(kind, reference), status);
    }

    /// <summary>The no to an address whose parameter, or a body whose member, cannot be read or names nothing.</summary>
    public static IResult Unreadable(HttpContext http, string name) =>
        Of(http, StatusCodes.Status400BadRequest, "bad-request", Frames.Of(http).Words.Say("problem.parameter", ("name", name)));

    /// <summary>Turns what people can mend into a problem document: a filter for routes of the interface.</summary>
    public static async ValueTask<object?> Refusals(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Refused refused)
        {
            var words = Frames.Of(context.HttpContext).Words;
            return Json(StatusCodes.Status422UnprocessableEntity, "refused", refused.In(words), refused.ReasonsIn(words));
        }
        catch (People.NameTakenException taken)
        {
            return Json(StatusCodes.Status409Conflict, "name-taken", Frames.Of(context.HttpContext).Words.Say("refuse.name-taken", ("name", taken.Name)));
        }
    }

    /// <summary>States which no a route of the interface may answer.</summary>
    public static T Refuses<T>(this T route, params IReadOnlyList<int> statuses)
        where T : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"]));
        return route;
    }

    /// <summary>A problem document; <paramref name="kind"/> is its permanent code.</summary>
    public static IResult Json(int status, string kind, string title, params IReadOnlyList<string> reasons) =>
        Results.Json(new Problem("about:blank", title, status, kind, reasons), contentType: "application/problem+json", statusCode: status);
}
