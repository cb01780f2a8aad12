using System.Globalization;
using Adit.Web;

namespace Adit.People;

/// <summary>Signing in for programs: a token to be sent as <c>Authorization: Bearer</c>.</summary>
internal static class SignInApi
{
    private sealed record Asked(string? Name, string? Password);

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/sign-in", SignIn).Needs(Right.Public);
        routes.MapPost("/api/sign-out", async (CurrentPerson person, Sessions sessions) =>
        {
            if (person.Token is { } token)
                await sessions.End(token);
            return Results.NoContent();
        }).Needs(Right.Public);
    }

    private static async Task<IResult> SignIn(Asked asked, HttpContext http, Sessions sessions)
    {
        var tried = await sessions.SignIn(asked.Name ?? "", asked.Password ?? "", http.Connection.RemoteIpAddress?.ToString() ?? "");
        if (tried is { Token: { } token, User: { } user })
            return Results.Json(new { token, name = user.Name, role = Frames.KeyOf(user.Role), seconds = (long)Sessions.Length.TotalSeconds });
        if (tried.Wait > TimeSpan.Zero)
            http.Response.Headers.RetryAfter = Math.Ceiling(tried.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var words = Frames.Of(http).Words;
        return tried.Wait > TimeSpan.Zero
            ? Problems.Json(StatusCodes.Status429TooManyRequests, "wait", words.Say("signin.wait", ("span", words.Span(tried.Wait))))
            : Problems.Json(StatusCodes.Status401Unauthorized, "sign-in", words["signin.failed"]);
    }
}
