using Adit.People;
using Adit.Protection;

namespace Adit.Web;

/// <summary>What a route asks of who comes: a right, and the deepest tier that it can show. A route without one stops the program at start.</summary>
internal sealed record Door(Right Right, Tier Deepest);

/// <summary>A route takes a body as it comes, of at most so many bytes.</summary>
internal sealed record Streamed(long Largest);

/// <summary>A key for a program opens the route where it has this scope. A route without one is closed to keys.</summary>
internal sealed record Scoped(KeyScope Scope);

/// <summary>States doors on routes.</summary>
internal static class Doors
{
    public static T Needs<T>(this T route, Right right, Tier deepest = Tier.T0)
        where T : IEndpointConventionBuilder
    {
        route.Add(endpoint => endpoint.Metadata.Add(new Door(right, deepest)));
        return right is Right.Public or Right.Submit ? route : route.Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);
    }

    /// <summary>Says with which scope a key for a program opens the route; what a key may do there besides reading follows from the scope.</summary>
    public static T ForKeys<T>(this T route, KeyScope scope)
        where T : IEndpointConventionBuilder
    {
        route.Add(endpoint => endpoint.Metadata.Add(new Scoped(scope)));
        return route;
    }

    /// <summary>Says that the route's form brings a file that is taken as it comes, up to so many bytes (<see cref="StreamedForm"/>).</summary>
    public static T Streams<T>(this T route, long largest)
        where T : IEndpointConventionBuilder
    {
        route.Add(endpoint => endpoint.Metadata.Add(new Streamed(largest)));
        return route;
    }

    /// <summary>The routes that state no door; there must be none.</summary>
    public static IEnumerable<string> Unstated(IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.Where(e => e.Metadata.GetMetadata<Door>() is null).Select(e => e.DisplayName ?? "?");
}
