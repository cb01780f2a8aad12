using System.Collections.Immutable;
using System.Globalization;
using Adit.Forms;
using Adit.Phones;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.People;

/// <summary>Agents and their keys, and who signs in. A key is shown in the answer that made it, and nowhere else.</summary>
internal static class AgentsRoom
{
    private const string Path = "/agents";

    /// <summary>In characters: what reads well on a small phone and costs little over 2G.</summary>
    private const int LongestMessage = 500;

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup(Path);
        agents.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) => List(http, person, database, registers)).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("", Add).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/photos", Photos).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/assign", Assign).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/enrol", Offer).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/messages", WriteTo).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/devices/{device}/cut-off", CutOff).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/keys", NewKey).Needs(Right.KeepAgents, Tier.T2);
        agents.MapPost("/{agent}/keys/{key}/revoke", Revoke).Needs(Right.KeepAgents, Tier.T2);
    }

    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, Database database, Registers registers, Enrolments enrolments, Settings settings)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            var (sites, forms, days) = Assigned(form, registers.Current);
            var made = await PeopleApi.CreateAgent(database, registers.Current, person.Actor, new(form["code"], form["language"], sites, [.. forms], days, [.. form["functions"].OfType<string>()]));
            return await WithOffer(made, http, person, database, registers, enrolments, settings);
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, refusals: refused.AllIn(Frames.Of(http).Words));
        }
        catch (NameTakenException taken)
        {
            return List(http, person, database, registers, refusals: [Frames.Of(http).Words.Say("refuse.name-taken", ("name", taken.Name))]);
        }
    }

    private static async Task<IResult> Assign(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        if (Find(registers.Current, agent) is not { } found)
            return NotFound(http);
        try
        {
            var (codes, forms, days) = Assigned(form, registers.Current);
            var sites = PeopleApi.Sites(registers.Current, codes);
            if (days is not (>= 0 and <= 7))
                throw Refused.Of("refuse.days");
            var functions = PeopleApi.Functions(form["functions"].OfType<string>());
            await database.Write(writing => writing.Record(person.Actor, new AgentAssigned(found.Id, sites, forms, days.Value, functions.IsEmpty ? null : functions)));
            return Results.Redirect(Path + http.Request.QueryString);
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Photos(HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            await Reduce(database, person.Actor, Number("side"), Number("quality"));
            return Results.Redirect(Path + http.Request.QueryString);
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, refusals: refused.AllIn(Frames.Of(http).Words));
        }

        int? Number(string field) => int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Sets how phones reduce photos.</summary>
    /// <exception cref="Refused">Phones cannot do it, or nothing could be read on them.</exception>
    internal static Task Reduce(Database database, ActorId by, int? longestSide, int? quality) =>
        new PhotosSet(longestSide ?? 0, quality ?? 0) is { CanBe: true } set ? database.Write(writing => writing.Record(by, set))
            : throw Refused.Of("refuse.photos", ("smallest", PhotosSet.Smallest), ("largest", PhotosSet.Largest), ("coarsest", PhotosSet.Coarsest), ("finest", PhotosSet.Finest));

    private static async Task<IResult> Offer(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers, Enrolments enrolments, Settings settings) =>
        Find(registers.Current, agent) is { } found ? await WithOffer(found, http, person, database, registers, enrolments, settings) : NotFound(http);

    private static async Task<IResult> WithOffer(Agent agent, HttpContext http, CurrentPerson person, Database database, Registers registers, Enrolments enrolments, Settings settings)
    {
        var made = await enrolments.Offer(person.Actor, agent.Id);
        http.Response.Headers.CacheControl = "no-store";
        var (app, openRosa) = Enrolments.Addresses(made.Code, settings.PublicOrigin);
        return List(http, person, database, registers, offer: new(
            agent.Name, made.Expires.ToDateTimeOffset(), app, CollectSettings.Qr(app), openRosa, CollectSettings.Qr(CollectSettings.Text(database.Created!.Programme, openRosa))));
    }

    private static async Task<IResult> WriteTo(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (Find(registers.Current, agent) is not { } found)
            return NotFound(http);
        try
        {
            await Write(database, person.Actor, found, (await http.Request.ReadFormAsync())["text"]);
            return Results.Redirect(Path + http.Request.QueryString);
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    /// <summary>Writes to an agent.</summary>
    /// <exception cref="Refused">The text is empty or long.</exception>
    internal static Task Write(Database database, ActorId by, Agent agent, string? text) =>
        text?.ReplaceLineEndings("\n").Trim() is { Length: > 0 and <= LongestMessage } clean
            ? database.Write(writing => writing.Record(by, new MessageSent(agent.Id, clean))) : throw Refused.Of("refuse.message", ("n", LongestMessage));

    private static async Task<IResult> CutOff(string agent, string device, HttpContext http, CurrentPerson person, Database database, Registers registers, Enrolments enrolments)
    {
        if (Find(registers.Current, agent) is not { } found || !Id.TryRead(device, out var id) || registers.Current.DevicesOf[found.Id].All(d => d.Id != id))
            return NotFound(http);
        await enrolments.CutOff(person.Actor, id, "");
        return Results.Redirect(Path + http.Request.QueryString);
    }

    private static async Task<IResult> NewKey(string agent, HttpContext http, CurrentPerson person, Database database, Registers registers, Settings settings) =>
        Find(registers.Current, agent) is { } found
            ? await WithPassword(await PeopleApi.KeyFor(database, person.Actor, found, settings.PublicOrigin), http, person, database, registers, settings) : NotFound(http);

    private static async Task<IResult> WithPassword(PeopleApi.NewKey made, HttpContext http, CurrentPerson person, Database database, Registers registers, Settings settings)
    {
        var password = await Accounts.NewSecret(database, person.Actor, PeopleApi.AgentCalled(registers.Current, made.Name).Id, Access.Generated);
        http.Response.Headers.CacheControl = "no-store";
        return List(http, person, database, registers, new(made.Name, made.Name, password, made.OpenRosaUrl, CollectSettings.Qr(made.CollectSettings), settings.PublicOrigin + Calling.Root));
    }

    private static async Task<IResult> Revoke(string agent, string key, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (Find(registers.Current, agent) is not { } found || !Id.TryRead(key, out var id) || registers.Current.CredentialsOf[found.Id].FirstOrDefault(c => c.Id == id) is not { } credential)
            return NotFound(http);
        if (!credential.Revoked)
            await Accounts.Revoke(database, person.Actor, found.Id, id);
        return Results.Redirect(Path + http.Request.QueryString);
    }

    // All forms that are open, or none of them, mean every form, those to come too.
    private static (string[] Sites, ImmutableArray<string> Forms, int? Days) Assigned(IFormCollection form, Register register)
    {
        var open = AgentsListing.OpenForms(register).Select(p => p.Form).ToList();
        var asked = form["forms"].OfType<string>().Where(open.Contains).ToImmutableArray();
        return ([.. form["sites"].OfType<string>().Concat(Typed(form["typed"].ToString(), register)).Distinct()], asked.Length == open.Count ? [] : asked, int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null);
    }

    /// <summary>Sites as a person writes them down, one in a line: by code, or by a name that only one has.</summary>
    /// <exception cref="Refused">A line names none, or several.</exception>
    internal static IReadOnlyList<string> Typed(string text, Register register)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = lines.Select(line => (Line: line, Codes: register.SiteCodes.ContainsKey(line) ? [line]
            : register.Monitored.Where(s => s.Name.Equals(line, StringComparison.OrdinalIgnoreCase)).Select(s => s.Code).Order(StringComparer.Ordinal).ToArray())).ToList();
        var wrong = found.Where(f => f.Codes.Length != 1).Select(f => (Func<Words, string>)(f.Codes.Length == 0
            ? words => words.Say("refuse.no-site-called", ("name", f.Line))
            : words => words.Say("refuse.sites-called", ("name", f.Line), ("codes", string.Join(", ", f.Codes.Take(20)))))).ToList();
        return wrong.Count > 0 ? throw new Refused(w => w["refuse.sites"], wrong) : [.. found.Select(f => f.Codes[0])];
    }

    internal static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, NewKeyView? made = null, NewOfferView? offer = null, IReadOnlyList<string>? refusals = null)
    {
        var (frame, table) = (Frames.Of(http), FrameReading.Table(http.Request, "wrong") with { Path = Path });
        var view = database.Read(db => new AgentsListing(db, frame, person, registers.Current).Fill(table));
        return Pages.Answer<AgentsPage>(frame, view with { New = made, Offer = offer, Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    internal static Agent? Find(Register register, string agent) => Id.TryRead(agent, out var id) ? register.AgentsById.GetValueOrDefault(new(id)) : null;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
