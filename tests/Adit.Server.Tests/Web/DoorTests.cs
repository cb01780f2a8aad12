using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Tests.Commands;
using Adit.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Web;

public sealed partial class DoorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_states_a_door()
    {
        await using var opened = await Opened.Begin();

        Assert.NotEmpty(Routes(opened.App));
        Assert.Empty(Doors.Unstated(opened.App.Services));
    }

    [Fact]
    public async Task A_route_with_a_right_is_closed_to_who_is_not_signed_in_and_to_every_role_without_the_right()
    {
        await using var opened = await Opened.Begin();
        using var nobody = opened.Client();
        foreach (var (method, path, _) in Asked(opened.App))
        {
            using var answer = await nobody.SendAsync(new(method, path), Stop);
            // Programs are told so, people are led to where they sign in.
            if (new[] { "/api", "/odata", "/ogc" }.Any(root => path.StartsWith(root, StringComparison.Ordinal)))
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answers {answer.StatusCode} to nobody");
            else
                Assert.StartsWith("/sign-in?", answer.Headers.Location?.OriginalString ?? $"{method} {path} answers {answer.StatusCode} to nobody", StringComparison.Ordinal);
        }
        foreach (var role in Rights.Given)
        {
            using var client = opened.Client(await opened.TokenOf(role));
            foreach (var (method, path, right) in Asked(opened.App).Where(a => !role.May(a.Right)))
            {
                using var answer = await client.SendAsync(new(method, path), Stop);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answers {answer.StatusCode} to {role}, who lacks {right}");
            }
        }
    }

    [Fact]
    public async Task A_role_with_the_right_comes_through_the_door()
    {
        await using var opened = await Opened.Begin();
        // The lead through all doors that are the lead's, others through theirs.
        foreach (var role in Asked(opened.App).Where(a => a.Method == HttpMethod.Get).GroupBy(a => Rights.Given.First(r => r.May(a.Right))))
        {
            using var client = opened.Client(await opened.TokenOf(role.Key));
            foreach (var (method, path, right) in role)
            {
                using var answer = await client.SendAsync(new(method, path), Stop);
                // Whoever acts for no organisation has the right and nothing to decide about.
                Assert.False(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect || (answer.StatusCode == HttpStatusCode.Forbidden && right != Right.Decide), $"{method} {path} answers {answer.StatusCode} to {role.Key}");
            }
        }
    }

    [Fact]
    public async Task A_form_sent_with_the_cookie_alone_is_refused()
    {
        await using var opened = await Opened.Begin();
        var token = await opened.TokenOf(Role.Lead);
        var sessions = opened.App.Services.GetRequiredService<Sessions>();
        using var client = opened.Client();
        client.DefaultRequestHeaders.Add("Cookie", $"{CurrentPerson.Cookie}={token}");

        using var bare = await client.PostAsync("/api/sign-out", null, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, bare.StatusCode);
        Assert.NotNull(sessions.Holder(token));

        using var own = await client.PostAsync("/api/sign-out", new FormUrlEncodedContent([new(DoorKeeping.FormField, sessions.FormToken(token))]), Stop);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        Assert.Null(sessions.Holder(token));
    }

    [Fact]
    public async Task Another_sites_form_does_not_sign_anybody_in()
    {
        await using var opened = await Opened.Begin();
        using var client = opened.Client();
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await client.PostAsJsonAsync("/api/sign-in", new { name = "Lead", password = Opened.Password }, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Guessing_a_password_becomes_slow_and_a_closed_account_opens_nothing()
    {
        await using var opened = await Opened.Begin();
        using var client = opened.Client();
        async Task<HttpStatusCode> Try(string password)
        {
            using var answer = await client.PostAsJsonAsync("/api/sign-in", new { name = "Buyer", password }, Stop);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Try(Opened.Password));
        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await Try("wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Try("wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Try(Opened.Password));

        var token = await opened.TokenOf(Role.Analyst);
        var sessions = opened.App.Services.GetRequiredService<Sessions>();
        await Accounts.Disable(opened.Database, ActorId.Program, sessions.Holder(token)!.Id);
        Assert.Null(sessions.Holder(token));
        Assert.Null((await sessions.SignIn("Analyst", Opened.Password, "test")).Token);
    }

    private static IEnumerable<RouteEndpoint> Routes(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Every route with a right that people have, with something in place of its parameters.</summary>
    private static IEnumerable<(HttpMethod Method, string Path, Right Right)> Asked(WebApplication app) =>
        from route in Routes(app)
        let right = route.Metadata.GetMetadata<Door>()!.Right
        where right is not (Right.Public or Right.Submit)
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (new HttpMethod(method), "/" + Parameter().Replace(route.RoutePattern.RawText!.TrimStart('/'), "0197f8e0-0000-7000-8000-000000000000"), right);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
