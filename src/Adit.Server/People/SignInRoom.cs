using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Signing in and out with a browser.</summary>
internal static class SignInRoom
{
    public static void MapSignInPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", (HttpContext http, Database database, Registers registers) => Page(http, database, registers, null, http.Request.Query["returnTo"], false, null)).Needs(Right.Public);
        routes.MapPost("/sign-in", SignIn).Needs(Right.Public);
        routes.MapPost("/sign-out", async (HttpContext http, CurrentPerson person, Sessions sessions) =>
        {
            if (person.Token is { } token)
                await sessions.End(token);
            CurrentPerson.Forget(http);
            return Results.Redirect("/sign-in");
        }).Needs(Right.Public);
    }

    private static async Task<IResult> SignIn(HttpContext http, Database database, Registers registers, Sessions sessions)
    {
        var form = await http.Request.ReadFormAsync();
        var (name, returnTo) = (form["name"].ToString(), form["returnTo"].ToString());
        var tried = await sessions.SignIn(name, form["password"].ToString(), http.Connection.RemoteIpAddress?.ToString() ?? "");
        if (tried is not { Token: { } token, User: { } user })
            return Page(http, database, registers, name, returnTo, true, tried.Wait > TimeSpan.Zero ? tried.Wait : null);
        CurrentPerson.Remember(http, token);
        return Results.Redirect(IsOurs(returnTo) ? returnTo : user.Role.May(Right.SeeSites) ? "/" : "/method");
    }

    private static IResult Page(HttpContext http, Database database, Registers registers, string? name, string? returnTo, bool failed, TimeSpan? wait)
    {
        var demo = database.Simulated ? registers.Current.Users.Where(u => !u.Disabled).Select(u => new DemoAccountView(u.Name, Frames.KeyOf(u.Role))).ToList() : null;
        return Pages.Answer<SignInPage>(Frames.Of(http), new SignInView(name, IsOurs(returnTo) ? returnTo : null, failed, wait, demo), failed ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK);
    }

    // Only a path of ours: "//elsewhere" and "/\elsewhere" lead to another host.
    private static bool IsOurs(string? path) => path is { Length: > 1 } && path[0] == '/' && path[1] is not ('/' or '\\') && !path.Contains('\n', StringComparison.Ordinal);
}
