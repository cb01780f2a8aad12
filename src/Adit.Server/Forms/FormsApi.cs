using System.Security.Cryptography;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Forms;

/// <summary>Keeping forms, for the interface and the command line.</summary>
internal static class FormsApi
{
    /// <summary>What was published.</summary>
    /// <param name="Notices">Remarks that stop nothing, as <c>line: sentence</c>.</param>
    public sealed record Published(string Form, string Version, string Title, IReadOnlyList<string> Notices);

    private sealed record StateAsked(string? State);

    private const int LargestForm = 16 * 1024 * 1024;

    public static void MapForms(this IEndpointRouteBuilder api)
    {
        api.MapGet("/forms", (Registers registers) => registers.Current.Published.Select(p => new { p.Form, p.Version, p.Title, State = p.State.ToString(), p.Newest })).Needs(Right.KeepForms);
        api.MapPost("/forms", async (HttpContext http, CurrentPerson person, Database database, Catalogues catalogues) =>
            await Publish(database, catalogues, person.Actor, await Whole(http.Request, LargestForm), Frames.Of(http).Words.Language)).Needs(Right.KeepForms);
        api.MapPost("/forms/{form}/state", async (string form, StateAsked asked, CurrentPerson person, Database database, Registers registers) =>
        {
            await SetState(database, registers, person.Actor, form, Enum.TryParse<FormState>(asked.State, ignoreCase: true, out var state) ? state : throw new Refused("A form is open, closing or closed."));
            return Results.NoContent();
        }).Needs(Right.KeepForms);
        api.MapPut("/forms/{form}/versions/{version}/media/{name}", async (string form, string version, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, FolderBlobs blobs) =>
        {
            await SetMedia(database, registers, blobs, person.Actor, (form, version, name), http.Request.Body);
            return Results.NoContent();
        }).Needs(Right.KeepForms);
    }

    /// <summary>Publishes a form version, if it is one that can be read and observes only what the catalogue in force knows.</summary>
    /// <exception cref="Refused">With every reason, as <c>line: sentence</c>.</exception>
    public static async Task<Published> Publish(Database database, Catalogues catalogues, ActorId by, byte[] xml, string language)
    {
        var faults = XFormReading.Read(xml).Form is { } read ? FormRules.Faults(read, o => catalogues.KindOf(o) is not null) : [];
        if (faults.IsEmpty)
            faults = await Beginning.Publishing(database, by, xml);
        if (!faults.IsEmpty)
            throw new Refused("This form cannot be published.", [.. faults.Select(f => $"{f.Line}: {f.Sentence(language)}")]);
        var form = XFormReading.Read(xml).Form!;
        return new(form.Id, form.Version, form.Title, [.. form.Notices.Select(n => $"{n.Line}: {n.Sentence(language)}")]);
    }

    /// <exception cref="Refused">There is no such form.</exception>
    public static async Task SetState(Database database, Registers registers, ActorId by, string form, FormState state)
    {
        var known = registers.Current.Published.FirstOrDefault(p => p.Form == form) ?? throw new Refused($"There is no form {form} here.");
        if (known.State != state)
            await database.Write(writing => writing.Record(by, new FormStateChanged(form, state)));
    }

    /// <summary>Keeps a media file of a form version; the one before is replaced.</summary>
    /// <exception cref="Refused">There is no such version, or it names no such file.</exception>
    public static async Task SetMedia(Database database, Registers registers, FolderBlobs blobs, ActorId by, (string Form, string Version, string Name) file, Stream content)
    {
        if (!registers.Current.Forms.TryGetValue((file.Form, file.Version), out var form))
            throw new Refused($"There is no version {file.Version} of a form {file.Form} here.");
        if (!form.Form.MediaFiles.Contains(file.Name))
            throw new Refused($"The form names no file {file.Name}. It names: {string.Join(", ", form.Form.MediaFiles.DefaultIfEmpty("none"))}.");
        if (Phones.DataSets.Makes(file.Name))
            throw new Refused($"{file.Name} is made anew for each agent, with their own sites. A file in its place would show everybody the same.");
        var types = new Microsoft.AspNetCore.StaticFiles.FileExtensionContentTypeProvider();
        var type = types.TryGetContentType(file.Name, out var known) ? known : "application/octet-stream";
#pragma warning disable CA5351 // OpenRosa asks for MD5; it protects nothing.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        using var blob = blobs.Create();
        var chunk = new byte[FolderBlobs.Chunk];
        for (int read; (read = await content.ReadAsync(chunk)) > 0;)
        {
            md5.AppendData(chunk, 0, read);
            blob.Write(chunk.AsSpan(0, read));
        }
        var kept = blob.Keep();
        await database.Write(writing => writing.Record(by, new FormMediaSet(file.Form, file.Version, file.Name, type, Convert.ToHexStringLower(md5.GetHashAndReset()), kept)));
    }

    /// <summary>The whole body of a request.</summary>
    /// <exception cref="Refused">It is larger than <paramref name="most"/> bytes.</exception>
    public static async Task<byte[]> Whole(HttpRequest request, int most)
    {
        using var held = new MemoryStream();
        var chunk = new byte[FolderBlobs.Chunk];
        for (int read; (read = await request.Body.ReadAsync(chunk)) > 0;)
        {
            held.Write(chunk, 0, read);
            if (held.Length > most)
                throw new Refused($"This is larger than {most} bytes.");
        }
        return held.ToArray();
    }
}
