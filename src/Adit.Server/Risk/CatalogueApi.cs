using System.ComponentModel;
using System.Globalization;
using System.IO.Compression;
using Adit.Forms;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Risk;

/// <summary>Checking and publishing catalogues, for the interface and the command line.</summary>
internal static class CatalogueApi
{
    /// <summary>A catalogue that was in force.</summary>
    internal sealed record CatalogueListed(long Index, string Version, string Hash, string From, string At);

    /// <summary>The version of the catalogue in force.</summary>
    internal sealed record CatalogueInForce(string Version);

    private const int LargestArchive = 16 * 1024 * 1024, LargestUnpacked = 64 * 1024 * 1024, MostFiles = 2_000;

    public static void MapCatalogue(this IEndpointRouteBuilder api)
    {
        api.MapGet("/catalogues", (Database database) => database.Read(CatalogueTable.All)
            .Select(c => new CatalogueListed(c.Index, c.Version, c.Hash, Day(c.From), c.At.ToString())).ToList()).Needs(Right.Public)
            .WithTags("Method").WithName("catalogues").WithSummary("The catalogues that were in force, oldest first.").Produces<IReadOnlyList<CatalogueListed>>();
        api.MapPost("/catalogues", async (HttpContext http, [Description("From which day at the site it rates, as 2026-11-23. Default: today (UTC).")] string? from, CurrentPerson person, Database database) =>
        {
            var day = from is null ? DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime) : ReadDay(from);
            return new CatalogueInForce(await Publish(database, person.Actor, Unpacked(await FormsApi.Whole(http.Request, LargestArchive)), day));
        }).Needs(Right.RunProgramme).WithTags("Method").WithName("publishCatalogue").WithSummary("Brings a catalogue into force: a zip of its files. All worked cases must come out as written.")
            .Accepts<Stream>("*/*").Produces<CatalogueInForce>().Refuses(422);
    }

    /// <summary>The JSON Schemas of the catalogue's files, for whoever writes one.</summary>
    public static void MapSchemas(this IEndpointRouteBuilder routes)
    {
        var schemas = Directory.EnumerateFiles(Path.Combine(Beginning.Catalogue, "schema"), "*.schema.json").ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes, StringComparer.Ordinal);
        routes.MapGet("/schema/{name}", (string name, HttpContext http) => schemas.TryGetValue(name, out var schema)
            ? Results.Bytes(schema, "application/schema+json") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found")).Needs(Right.Public);
    }

    /// <summary>All that is wrong with the files of a catalogue: what cannot be read, or the worked cases that do not come out.</summary>
    public static IReadOnlyList<Fault> FaultsOf(IReadOnlyList<(string Path, ReadOnlyMemory<byte> Bytes)> files)
    {
        var read = Catalogue.Read(files);
        return read.Catalogue is not { } catalogue
            ? read.Faults
            : [.. WorkedCases.Run(catalogue).Select(f => new Fault($"indicators/{f.Indicator}.json", f.Line, "worked-case", $"{f.Says}: expected {f.Expected}, found {f.Found}"))];
    }

    /// <summary>Brings a catalogue into force and returns its version; the one in force already is left as it is.</summary>
    /// <exception cref="Refused">With every fault.</exception>
    public static async Task<string> Publish(Database database, ActorId by, IReadOnlyList<(string Path, ReadOnlyMemory<byte> Bytes)> files, DateOnly from)
    {
        if (FaultsOf(files) is { Count: > 0 } faults)
            throw new Refused(w => w["refuse.catalogue"], [.. faults.Select(f => (Func<Words, string>)(_ => f.ToString()))]);
        var version = Catalogue.Read(files).Catalogue!.Version;
        if (database.Read(db => CatalogueTable.Newest(db))?.Hash != version)
            await Beginning.PublishCatalogue(database, by, files, from);
        return version[..12];
    }

    /// <exception cref="Refused">The text is no day.</exception>
    public static DateOnly ReadDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw Refused.Of("refuse.day", ("text", text));

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IReadOnlyList<(string Path, ReadOnlyMemory<byte> Bytes)> Unpacked(byte[] archive)
    {
        try
        {
            // The lengths that an archive claims bound what is written out: a longer entry is cut off as damaged.
            using (var zip = new ZipArchive(new MemoryStream(archive)))
                if (zip.Entries.Count > MostFiles || zip.Entries.Sum(e => Math.Min(e.Length, LargestArchive * 8L)) > LargestUnpacked)
                    throw Refused.Of("refuse.archive-large");
            return Catalogues.Unpack(archive);
        }
        catch (InvalidDataException)
        {
            throw Refused.Of("refuse.archive");
        }
    }
}
