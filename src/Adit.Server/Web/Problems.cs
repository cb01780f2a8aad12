namespace Adit.Web;

/// <summary>Answers that are a no: a page for people, a problem document (RFC 9457) for programs.</summary>
internal static class Problems
{
    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api");

    /// <summary>A no of a kind that <see cref="ProblemView"/> names, with what can be mended.</summary>
    public static IResult Of(HttpContext http, int status, string kind, params IReadOnlyList<string> reasons) => Of(http, status, new ProblemView(kind, null, reasons));

    /// <summary>A no with the number under which the log holds what broke; none where nothing did.</summary>
    public static IResult Numbered(HttpContext http, int status, string kind, string? reference) => Of(http, status, new ProblemView(kind, reference));

    private static IResult Of(HttpContext http, int status, ProblemView problem)
    {
        var frame = Frames.Of(http);
        return IsApi(http)
            ? Json(status, problem.Kind, frame.Words["problem." + problem.Kind], problem.Reasons ?? [])
            : Pages.Answer<ProblemPage>(frame, problem, status);
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
