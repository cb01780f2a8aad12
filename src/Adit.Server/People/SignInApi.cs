using System.Globalization;
using Adit.Web;

namespace Adit.People;

/// <summary>Signing in for programs: a token to be sent as <c>Authorization: Bearer</c>.</summary>
internal static class SignInApi
{
    internal sealed record SignInAsked(string? Name, string? Password);

    /// <summary>A token to be sent as <c>Authorization: Bearer</c>, and for how long it opens anything.</summary>
    internal sealed record SignInAnswer(string Token, string Name, string Role, long Seconds);

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/sign-in", SignIn).Needs(Right.Public).WithTags("Sign-in").WithName("signIn").WithSummary("Signs in with a name and a password. The token is to be sent as Authorization: Bearer.").Produces<SignInAnswer>().Refuses(401, 429);
        routes.MapPost("/api/sign-out", async (CurrentPerson person, Sessions sessions) =>
        {
            if (person.Token is { } token)
                await sessions.End(token);
            return Results.NoContent();
        }).Needs(Right.Public).WithTags("Sign-in").WithName("signOut").WithSummary("Ends the session of the token.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> SignIn(SignInAsked asked, HttpContext http, Sessions sessions)
    {
        var tried = await sessions.SignIn(asked.Name ?? "", asked.Password ?? "", http.Connection.RemoteIpAddress?.ToString() ?? "");
        if (tried is { Token: { } token, User: { } user })
            return Results.Json(new SignInAnswer(token, user.Name, Frames.KeyOf(user.Role), (long)Sessions.Length.TotalSeconds));
        if (tried.Wait > TimeSpan.Zero)
            http.Response.Headers.RetryAfter = Math.Ceiling(tried.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var words = Frames.Of(http).Words;
        return tried.Wait > TimeSpan.Zero
            ? Problems.Json(StatusCodes.Status429TooManyRequests, "wait", words.Say("signin.wait", ("span", words.Span(tried.Wait))))
            : Problems.Json(StatusCodes.Status401Unauthorized, "sign-in", words["signin.failed"]);
    }
}
