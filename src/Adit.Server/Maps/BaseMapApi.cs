using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Web;

namespace Adit.Maps;

/// <summary>The base map of phones, for programs.</summary>
internal static class BaseMapApi
{
    /// <summary>The map in use, and what phones can have of it.</summary>
    /// <param name="Bounds">West, south, east and north, in degrees.</param>
    /// <param name="Sites">How many sites agents work at whose place is known.</param>
    /// <param name="Ready">For how many of them it was looked through.</param>
    /// <param name="Shown">On how many of them it shows anything.</param>
    /// <param name="LargestBytes">Of the largest piece that a phone gets for a site.</param>
    internal sealed record BaseMapAnswer(string Name, string Attribution, string Type, int FromZoom, int ToZoom, decimal[] Bounds, long Bytes, string Sha256, DateTimeOffset Since, int Sites, int Ready, int Shown, long LargestBytes);

    public static void MapBaseMapApi(this IEndpointRouteBuilder api)
    {
        var map = api.MapGroup("/base-map").WithTags("Base map");
        map.MapGet("", async (HttpContext http) => await BaseMapRoom.InUse(http) is { } found ? Results.Json(Of(found)) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAgents, Tier.T2).WithName("baseMap").WithSummary("The base map that phones show around their agent's sites.").Produces<BaseMapAnswer>().Refuses(404);
        map.MapPut("", async ([Description("What it is called; else as the file says.")] string? name, [Description("Whose it is; else as the file says.")] string? attribution, HttpContext http, CurrentPerson person, BaseMaps maps) =>
        {
            await maps.Put(person.Actor, http.Request.Body, name, attribution, http.RequestAborted);
            return Results.NoContent();
        }).Needs(Right.RunProgramme, Tier.T2).Streams(BaseMaps.Largest + 1).WithName("setBaseMap").WithSummary("Puts a base map in: a PMTiles file, version 3, with PNG, JPEG or WebP tiles. It replaces the one before.")
            .Accepts<Stream>("application/octet-stream").Produces(StatusCodes.Status204NoContent).Refuses(413, 422);
        map.MapDelete("", async (HttpContext http, CurrentPerson person, BaseMaps maps) =>
            await maps.Remove(person.Actor) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.RunProgramme, Tier.T2).WithName("removeBaseMap").WithSummary("Takes the base map away: phones go back to borders and sites.").Produces(StatusCodes.Status204NoContent).Refuses(404);
    }

    private static BaseMapAnswer Of(InUseView now) => new(
        now.Set.Name, now.Set.Attribution, now.Set.Type, now.Set.FromZoom, now.Set.ToZoom, [now.Set.Bounds.West, now.Set.Bounds.South, now.Set.Bounds.East, now.Set.Bounds.North], now.Set.Bytes, now.Set.Sha256,
        now.At, now.Sites, now.Ready, now.Shown, now.Largest);
}
