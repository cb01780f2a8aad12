using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Releases;

/// <summary>Released photos and texts, for programs.</summary>
internal static class ReleasesApi
{
    /// <summary>One that was released.</summary>
    internal sealed record ReleaseAnswer(
        Guid Release, [property: Description("photo or text.")] string Kind, DateOnly Day, DateTimeOffset Released, [property: Description("The caption or the excerpt.")] string Text, string Language,
        [property: Description("Of the picture, in hexadecimal; null for a text.")] string? Sha256, [property: Description("Address of the picture; null for a text.")] string? Photo);

    /// <summary>What was released.</summary>
    internal sealed record ReleaseDone(Guid Release);

    /// <summary>Why something is taken back.</summary>
    internal sealed record TakeBackAsked(string? Why);

    public static void MapReleasesApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Releases");
        group.MapGet("/sites/{site}/releases", OfSite).Needs(Right.SeeSites, Tier.T2).WithName("releases").WithSummary("Photos and texts of a site that were released and not taken back, as far as the reader gets reports of it.").Produces<IReadOnlyList<ReleaseAnswer>>().Refuses(404);
        group.MapPost("/submissions/{id}/releases", Release).Needs(Right.Release, Tier.T2).WithName("release").WithSummary("Covers parts of a photo of a record and releases it, or releases an excerpt of an answer.").Produces<ReleaseDone>(StatusCodes.Status201Created).Refuses(404, 422);
        group.MapPost("/releases/{release}/take-back", TakeBack).Needs(Right.Release, Tier.T2).WithName("takeBackRelease").WithSummary("Takes back what was released: nobody from outside is shown it any more.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static async Task<IResult> OfSite(string site, HttpContext http, CurrentPerson person, Database database, Registers registers, ReleaseActs acts)
    {
        if (SiteWords.Find(registers.Current, site) is not { } found || !person.SeesSite(found))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var released = database.Read(db => ReleasesTable.OfSite(db, found.Id)).Where(r => r.Taken is null && ReleaseWords.Gives(registers.Current, person, r, database.Now)).ToList();
        await acts.Disclose(person, [.. released.Select(r => r.Id)], "json");
        return Results.Json(released.Select(r => new ReleaseAnswer(
            r.Id, r.Photo is null ? "text" : "photo", r.Day, r.At.ToDateTimeOffset(), r.Photo?.Caption ?? r.Text!.Text, r.Photo?.Language ?? r.Text!.Language, r.Photo?.Sha256, r.Photo is null ? null : ReleaseWords.Path(r.Id) + "/photo")).ToList());
    }

    private static async Task<IResult> Release(string id, ReleaseAsked asked, HttpContext http, CurrentPerson person, ReleaseActs acts) =>
        acts.Find(person, id, asked.File, asked.Question) is { } source ? Results.Json(new ReleaseDone(await acts.Release(person, source, asked, http.RequestAborted)), statusCode: StatusCodes.Status201Created)
            : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private static async Task<IResult> TakeBack(string release, TakeBackAsked asked, HttpContext http, CurrentPerson person, ReleaseActs acts)
    {
        if (ReleasesRoom.Find(http, release) is not { } found)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await acts.TakeBack(person, found, asked.Why);
        return Results.NoContent();
    }
}
