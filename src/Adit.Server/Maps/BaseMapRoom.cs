using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Maps;

/// <summary>The base map of phones: which one, and putting another one in.</summary>
internal static class BaseMapRoom
{
    private const string Path = "/base-map";

    public static void MapBaseMap(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http, CurrentPerson _) => Show(http)).Needs(Right.KeepAgents, Tier.T2);
        // The fields beside the file are small.
        routes.MapPost(Path, Put).Needs(Right.RunProgramme, Tier.T2).Streams(BaseMaps.Largest + 1_000_000);
        routes.MapPost(Path + "/remove", async (HttpContext http, CurrentPerson person, BaseMaps maps) =>
        {
            await maps.Remove(person.Actor);
            return Results.Redirect(Path);
        }).Needs(Right.RunProgramme, Tier.T2);
    }

    /// <summary>The map in use, and what phones can have of it; null where there is none.</summary>
    internal static async Task<InUseView?> InUse(HttpContext http)
    {
        var (services, register) = (http.RequestServices, http.RequestServices.GetRequiredService<Registers>().Current);
        var (inUse, all, files) = services.GetRequiredService<Database>().Read(db => (MapsTable.InUse(db), MapsTable.Pieces(db), MapsTable.Files(db)));
        if (inUse is not { } now)
            return null;
        var sites = register.Monitored.Where(s => s.Place is not null && register.AgentsAt.ContainsKey(s.Id)).Select(s => s.Id).ToHashSet();
        var pieces = all.Where(p => p.Map == now.Set.Map && sites.Contains(p.Site)).ToList();
        return new(now.Set, now.At.ToDateTimeOffset(), sites.Count, pieces.Count, pieces.Count(p => p.Blob is not null), pieces.Select(p => p.Bytes).DefaultIfEmpty().Max(),
            files.FirstOrDefault(f => f.Map == now.Set.Map).Blob is not { } file || !await services.GetRequiredService<Blobs>().Holds(file.Id));
    }

    private static async Task<IResult> Put(HttpContext http, CurrentPerson person, BaseMaps maps)
    {
        var form = StreamedForm.Of(http);
        var said = new Dictionary<string, string>();
        try
        {
            while (form is not null && await form.Next(http.RequestAborted) is var (name, file, body))
                if (name == "map" && file is { Length: > 0 })
                {
                    await maps.Put(person.Actor, body, said.GetValueOrDefault("name"), said.GetValueOrDefault("attribution"), http.RequestAborted);
                    return Results.Redirect(Path);
                }
                else if (file is null && name is "name" or "attribution")
                    said[name] = await StreamedForm.Text(body, http.RequestAborted);
            return await Show(http, [Frames.Of(http).Words["refuse.map.none"]]);
        }
        catch (Refused refused)
        {
            return await Show(http, refused.AllIn(Frames.Of(http).Words));
        }
        catch (InvalidDataException)
        {
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request");
        }
    }

    private static async Task<IResult> Show(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var view = new BaseMapView(await InUse(http), CurrentPerson.Of(http).May(Right.RunProgramme), refusals);
        return Pages.Answer<BaseMapPage>(Frames.Of(http), view, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
