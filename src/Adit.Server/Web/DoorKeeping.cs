using Adit.People;

namespace Adit.Web;

/// <summary>Stands before every route: finds out who asks, and lets in whoever holds the right that the route states. Phones are asked by their own routes.</summary>
internal static class DoorKeeping
{
    /// <summary>The hidden field of every form that changes something.</summary>
    public const string FormField = "csrf";

    public static void UseDoors(this WebApplication app) => app.Use(Keep);

    private static async Task Keep(HttpContext http, RequestDelegate next)
    {
        // An endpoint that is no route is routing's own answer: this method is not allowed here.
        if (http.GetEndpoint() is not RouteEndpoint route)
        {
            await next(http);
            return;
        }
        if (route.Metadata.GetMetadata<Streamed>() is { } streamed && http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = streamed.Largest;
        var door = route.Metadata.GetMetadata<Door>() ?? throw new InvalidOperationException($"{route.DisplayName} states no door.");
        if (door.Right == Right.Submit)
        {
            await next(http);
            return;
        }
        var (sessions, keys) = (http.RequestServices.GetRequiredService<Sessions>(), http.RequestServices.GetRequiredService<KeyActs>());
        var person = CurrentPerson.Read(http, sessions, keys, door.Deepest);
        http.Features.Set(person);
        if (person.Key is { } key)
            await keys.Use(key);
        if (await Refusal(http, person, door.Right, sessions) is { } refused)
            await refused.ExecuteAsync(http);
        else
            await next(http);
    }

    private static async Task<IResult?> Refusal(HttpContext http, CurrentPerson person, Right right, Sessions sessions)
    {
        if (person.Key is { } key && right != Right.Public && OutOfScope(http, key) is { } closed)
            return closed;
        if (!person.May(right))
            return person.User is null ? SignInFirst(http) : Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
        if (IsRead(http))
            return null;
        return await IsOwnForm(http, person, sessions) ? null : Problems.Of(http, StatusCodes.Status403Forbidden, "expired");
    }

    // A key opens what one of its scopes names, and reads, unless the scope is for more.
    private static IResult? OutOfScope(HttpContext http, ProgramKeyMade key)
    {
        var words = Frames.Of(http).Words;
        if (http.GetEndpoint()!.Metadata.GetMetadata<Scoped>()?.Scope is not { } scope || !(IsRead(http) || scope.Changes()))
            return Problems.Of(http, StatusCodes.Status403Forbidden, "scope", words["key.closed"]);
        return key.Scopes.Contains(scope) ? null : Problems.Of(http, StatusCodes.Status403Forbidden, "scope", KeyWords.Lacks(scope, words));
    }

    private static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method);

    private static IResult SignInFirst(HttpContext http)
    {
        // A program that sent a token is told that it opens nothing, wherever it asked.
        if (Problems.IsApi(http) || http.Request.Headers.Authorization.Count > 0)
        {
            http.Response.Headers.WWWAuthenticate = Problems.IsFeed(http) ? new Microsoft.Extensions.Primitives.StringValues((string[])["Bearer", "Basic realm=\"Adit\", charset=\"UTF-8\""]) : "Bearer";
            return Problems.Of(http, StatusCodes.Status401Unauthorized, "signed-out");
        }
        var back = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/";
        return Results.Redirect("/sign-in?returnTo=" + Uri.EscapeDataString(back));
    }

    // A browser sends the cookie with forms of other sites too; only ours know the field. Signing in has no session yet: there the browser's own word counts.
    private static async Task<bool> IsOwnForm(HttpContext http, CurrentPerson person, Sessions sessions)
    {
        if (person is { User: not null, ByCookie: false })
            return true;
        if (http.Request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"])
            return false;
        return !person.ByCookie || sessions.IsFormToken(await Sent(http), person.Token!);
    }

    private static async Task<string> Sent(HttpContext http)
    {
        if (http.Request.Headers["X-Csrf"] is [{ } header])
            return header;
        if (!http.Request.HasFormContentType)
            return "";
        try
        {
            if (http.GetEndpoint()!.Metadata.GetMetadata<Streamed>() is not null)
                return await StreamedForm.Begin(http);
            return (await http.Request.ReadFormAsync(http.RequestAborted))[FormField].ToString();
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            return "";
        }
    }
}
