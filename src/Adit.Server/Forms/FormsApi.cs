using System.Collections.Immutable;
using System.ComponentModel;
using System.Security.Cryptography;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Forms;

/// <summary>Keeping forms, for the interface and the command line.</summary>
internal static class FormsApi
{
    /// <summary>What was published.</summary>
    /// <param name="Notices">Remarks that stop nothing, as <c>line: sentence</c>.</param>
    public sealed record Published(string Form, string Version, string Title, IReadOnlyList<string> Notices);

    /// <summary>Whether a form takes records: Open, Closing or Closed.</summary>
    internal sealed record StateAsked([property: Description("Open, Closing or Closed.")] string? State);

    /// <summary>A published version of a form and its use.</summary>
    internal sealed record FormListed(
        string Form, string Version, string Title, [property: Description("Of the form: Open, Closing or Closed.")] string State, [property: Description("Whether phones get this version.")] bool Newest,
        DateTimeOffset Published, long Records, int Agents, DateTimeOffset? LastUsed);

    /// <summary>A form with its versions and the questions of its newest one.</summary>
    internal sealed record FormAnswer(IReadOnlyList<FormListed> Versions, [property: Description("In the language asked for, where the form speaks it.")] IReadOnlyList<QuestionView> Questions,
        [property: Description("Subjects that whoever sends it is to be trained in.")] IReadOnlyList<string> Trainings);

    /// <summary>Where a form is offered; what is left out means anywhere.</summary>
    internal sealed record TargetAsked([property: Description("Stages of sites: Candidate, Evaluation, Baseline, Monitored, Paused, Exited.")] string[]? Stages, [property: Description("Codes of sites.")] string[]? Sites,
        [property: Description("Functions of agents: SiteAgent, Supervisor, Verifier; none: everybody.")] string[]? Functions = null);

    internal const int LargestForm = 16 * 1024 * 1024;

    public static void MapForms(this IEndpointRouteBuilder api)
    {
        var forms = api.MapGroup("/forms").WithTags("Forms");
        forms.MapGet("", (Database database, Registers registers) => Listed(database, registers.Current, null)).Needs(Right.SeeRecords, Tier.T2)
            .WithName("forms").WithSummary("Every published version of every form, with its use.").Produces<IReadOnlyList<FormListed>>();
        forms.MapPost("", async (HttpContext http, CurrentPerson person, Database database, Catalogues catalogues) =>
            await Publish(database, catalogues, person.Actor, await Whole(http.Request, LargestForm), Frames.Of(http).Words.Language)).Needs(Right.KeepForms)
            .WithName("publishForm").WithSummary("Publishes a version of a form. The same bytes again change nothing.").Accepts<Stream>("*/*").Produces<Published>().Refuses(422);
        forms.MapGet("/{form}", One).Needs(Right.SeeRecords, Tier.T2).WithName("form").WithSummary("A form: its versions, and its questions as an agent meets them.").Produces<FormAnswer>().Refuses(404);
        forms.MapGet("/{form}/versions/{version}.xml", (string form, string version, HttpContext http, Database database) =>
            database.Read(db => FormsTable.Xml(db, Addresses.Read(form), Version(version))) is { } xml ? Results.File(xml, "application/xml") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeRecords, Tier.T2).WithName("formXml").WithSummary("A version of a form, as it was published; a version without a name is _.").Produces<Stream>(StatusCodes.Status200OK, "application/xml").Refuses(404);
        forms.MapPost("/{form}/state", async (string form, StateAsked asked, CurrentPerson person, Database database, Registers registers) =>
        {
            await SetState(database, registers, person.Actor, Addresses.Read(form), Enum.TryParse<FormState>(asked.State, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : throw Refused.Of("refuse.form-state"));
            return Results.NoContent();
        }).Needs(Right.KeepForms).WithName("formState").WithSummary("Opens a form, takes it off the phones' lists, or closes it.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        forms.MapPut("/{form}/target", async (string form, TargetAsked asked, CurrentPerson person, Database database, Registers registers) =>
        {
            await SetTarget(database, registers, person.Actor, Addresses.Read(form), asked.Stages ?? [], asked.Sites ?? [], asked.Functions ?? []);
            return Results.NoContent();
        }).Needs(Right.KeepForms).WithName("formTarget").WithSummary("Says at which sites, and to whom, a form is offered on phones. What is sent is taken wherever it comes from.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        forms.MapPut("/{form}/versions/{version}/media/{name}", async (string form, string version, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, Blobs blobs) =>
        {
            await SetMedia(database, registers, blobs, person.Actor, (Addresses.Read(form), Version(version), Addresses.Read(name)), http.Request.Body);
            return Results.NoContent();
        }).Needs(Right.KeepForms).WithName("formMedia").WithSummary("Uploads a media file of a form version; one of that name is replaced. A version without a name is _.").Accepts<Stream>("*/*")
            .Produces(StatusCodes.Status204NoContent).Refuses(422);
    }

    private static string Version(string step) => step == "_" ? "" : Addresses.Read(step);

    private static IResult One(string form, HttpContext http, Database database, Registers registers, Catalogues catalogues)
    {
        var (id, register, frame) = (Addresses.Read(form), registers.Current, Frames.Of(http));
        if (register.Published.FirstOrDefault(p => p.Form == id && p.Newest) is not { } newest)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var read = register.Forms[(newest.Form, newest.Version)].Form;
        var questions = database.Read(db => new FormFilling(db, register, catalogues.Current, frame).Questions(read, FormWords.Choose(read, null, frame.Words.Language)));
        return Results.Json(new FormAnswer(Listed(database, register, id), questions, read.Trainings));
    }

    private static List<FormListed> Listed(Database database, Register register, string? only)
    {
        var uses = database.Read(db => UsesTable.All(db, database.Now));
        return [.. register.Published.Where(p => only is null || p.Form == only).Select(p =>
        {
            var used = uses.GetValueOrDefault((p.Form, p.Version));
            return new FormListed(p.Form, p.Version, p.Title, p.State.ToString(), p.Newest, p.At.ToDateTimeOffset(), used.Records, used.Agents, used.Records == 0 ? null : used.Last.ToDateTimeOffset());
        })];
    }

    /// <summary>Publishes a form version, if it is one that can be read and observes only what the catalogue in force knows.</summary>
    /// <exception cref="Refused">With every reason, as <c>line: sentence</c>.</exception>
    public static async Task<Published> Publish(Database database, Catalogues catalogues, ActorId by, byte[] xml, string language)
    {
        var form = Read(catalogues, xml, language);
        Refuse(await Beginning.Publishing(database, catalogues, by, xml), language);
        return new(form.Id, form.Version, form.Title, [.. form.Notices.Select(n => $"{n.Line}: {n.Sentence(language)}")]);
    }

    /// <summary>Reads a form that could be published.</summary>
    /// <exception cref="Refused">With every reason, as <c>line: sentence</c>.</exception>
    public static Form Read(Catalogues catalogues, byte[] xml, string language)
    {
        var read = XFormReading.Read(xml);
        Refuse(read.Form is { } form ? FormRules.Faults(form, o => catalogues.KindOf(o) is not null) : read.Faults, language);
        return read.Form!;
    }

    private static void Refuse(ImmutableArray<XmlFault> faults, string language)
    {
        if (!faults.IsEmpty)
            throw new Refused(w => w["refuse.form"], [.. faults.Select(f => (Func<Words, string>)(_ => $"{f.Line}: {f.Sentence(language)}"))]);
    }

    /// <exception cref="Refused">There is no such form.</exception>
    public static async Task SetState(Database database, Registers registers, ActorId by, string form, FormState state)
    {
        var known = registers.Current.Published.FirstOrDefault(p => p.Form == form) ?? throw Refused.Of("refuse.no-form", ("form", form));
        if (known.State != state)
            await database.Write(writing => writing.Record(by, new FormStateChanged(form, state)));
    }

    /// <summary>Says at which sites, and to whom, a form is offered.</summary>
    /// <exception cref="Refused">There is no such form, stage, site or function.</exception>
    public static async Task SetTarget(Database database, Registers registers, ActorId by, string form, IEnumerable<string> stages, IEnumerable<string> sites, IEnumerable<string> functions)
    {
        var register = registers.Current;
        if (register.Published.All(p => p.Form != form))
            throw Refused.Of("refuse.no-form", ("form", form));
        var read = stages.Select(s => Enum.TryParse<Stage>(s, out var stage) && Enum.IsDefined(stage) ? stage : throw Refused.Of("refuse.stage", ("stage", s))).Distinct().Order().ToImmutableArray();
        var target = new FormTargeted(form, read.Length == Enum.GetValues<Stage>().Length ? [] : read, PeopleApi.Sites(register, [.. sites.Distinct()]), PeopleApi.Functions(functions) is { IsEmpty: false } of ? of : null);
        await database.Write(writing => writing.Record(by, target));
    }

    /// <summary>Keeps a media file of a form version; the one before is replaced.</summary>
    /// <exception cref="Refused">There is no such version, or it names no such file.</exception>
    public static async Task SetMedia(Database database, Registers registers, Blobs blobs, ActorId by, (string Form, string Version, string Name) file, Stream content)
    {
        if (!registers.Current.Forms.TryGetValue((file.Form, file.Version), out var form))
            throw Refused.Of("refuse.no-version", ("version", file.Version), ("form", file.Form));
        MustName(registers.Current, form.Form, file.Name);
        var media = await Keep(blobs, file.Name, content);
        await database.Write(writing => writing.Record(by, new FormMediaSet(file.Form, file.Version, media.Name, media.Type, media.Md5, media.Blob)));
    }

    /// <exception cref="Refused">The form names no such file.</exception>
    public static void MustName(Register register, Form form, string file)
    {
        if (Phones.PhoneLists.Makes(register, form, file))
            throw Refused.Of("refuse.made-anew", ("file", file));
        if (!form.MediaFiles.Contains(file))
            throw form.MediaFiles.IsEmpty ? Refused.Of("refuse.no-files") : Refused.Of("refuse.no-file", ("file", file), ("names", string.Join(", ", form.MediaFiles)));
    }

    /// <summary>Keeps a file as it comes, with the MD5 that phones ask for.</summary>
    public static async Task<FormMedia> Keep(Blobs blobs, string name, Stream content)
    {
        var types = new Microsoft.AspNetCore.StaticFiles.FileExtensionContentTypeProvider();
        var type = types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
#pragma warning disable CA5351 // OpenRosa asks for MD5; it protects nothing.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        using var blob = blobs.Create();
        var chunk = new byte[Blobs.Chunk];
        for (int read; (read = await content.ReadAsync(chunk)) > 0;)
        {
            md5.AppendData(chunk, 0, read);
            blob.Write(chunk.AsSpan(0, read));
        }
        return new(name, type, Convert.ToHexStringLower(md5.GetHashAndReset()), await blob.Keep());
    }

    /// <summary>The whole body of a request.</summary>
    /// <exception cref="Refused">It is larger than <paramref name="most"/> bytes.</exception>
    public static async Task<byte[]> Whole(HttpRequest request, int most)
    {
        using var held = new MemoryStream();
        var chunk = new byte[Blobs.Chunk];
        for (int read; (read = await request.Body.ReadAsync(chunk)) > 0;)
        {
            held.Write(chunk, 0, read);
            if (held.Length > most)
                throw Refused.Of("refuse.too-large", ("most", most));
        }
        return held.ToArray();
    }
}
