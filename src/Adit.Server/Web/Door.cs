using Adit.People;
using Adit.Protection;

namespace Adit.Web;

/// <summary>What a route asks of who comes: a right, and the deepest tier that it can show. A route without one stops the program at start.</summary>
internal sealed record Door(Right Right, Tier Deepest);

/// <summary>States doors on routes.</summary>
internal static class Doors
{
    public static T Needs<T>(this T route, Right right, Tier deepest = Tier.T0)
        where T : IEndpointConventionBuilder
    {
        route.Add(endpoint => endpoint.Metadata.Add(new Door(right, deepest)));
        return right is Right.Public or Right.Submit ? route : route.Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);
    }

    /// <summary>The routes that state no door; there must be none.</summary>
    public static IEnumerable<string> Unstated(IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.Where(e => e.Metadata.GetMetadata<Door>() is null).Select(e => e.DisplayName ?? "?");
}
