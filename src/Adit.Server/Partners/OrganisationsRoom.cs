using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Organisations, and what was agreed with them: kept by the lead.</summary>
internal static class OrganisationsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/organisations";

    public static void MapOrganisations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http)).Needs(Right.KeepAgreements, Tier.T2);
        routes.MapPost(List, Add).Needs(Right.KeepAgreements, Tier.T2);
        routes.MapGet(List + "/{code}", (string code, HttpContext http, Registers registers) => registers.Current.Agreed.Find(code) is { } found ? Show(http, found) : NotFound(http)).Needs(Right.KeepAgreements, Tier.T2);
        routes.MapPost(List + "/{code}", Act).Needs(Right.KeepAgreements, Tier.T2);
    }

    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, OrganisationActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            return Results.Redirect(OrganisationsFilling.PathOf(await acts.Set(person, null, Asked(form))));
        }
        catch (Refused refused)
        {
            return Show(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Act(string code, HttpContext http, CurrentPerson person, Registers registers, OrganisationActs acts, Blobs blobs)
    {
        if (registers.Current.Agreed.Find(code) is not { } organisation)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        try
        {
            await Do(form, person, registers.Current, acts, organisation, blobs);
            return Results.Redirect($"{OrganisationsFilling.PathOf(organisation)}?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return Show(http, organisation, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static Task Do(IFormCollection form, CurrentPerson person, Register register, OrganisationActs acts, OrganisationSet organisation, Blobs blobs) => form["act"].ToString() switch
    {
        "set" => acts.Set(person, organisation, Asked(form)),
        "contact" => acts.Contact(person, organisation, form["role"], new(form["name"], form["email"], form["language"])),
        "erase" => acts.Erase(person, organisation, form["role"], form["why"], blobs),
        "agree" => acts.Agree(person, organisation, Id.TryRead(form["agreement"], out var id) ? new(id) : null, new(
            Day(form["from"]), Day(form["until"]), [.. form["sites"].OfType<string>().Concat(AgentsRoom.Typed(form["typed"].ToString(), register))], [.. form["minerals"].OfType<string>()], [.. form["products"].OfType<string>()], form["tier"], form["purpose"])),
        "extend" => acts.Extend(person, organisation, Id.TryRead(form["agreement"], out var known) ? new(known) : default, new(Day(form["until"]))),
        "join" => acts.Belong(person, organisation, form["user"]),
        "leave" => acts.Belong(person, null, form["user"]),
        var act => throw Refused.Of("refuse.plan-act", ("act", act)),
    };

    private static OrganisationAsked Asked(IFormCollection form) => new(form["code"], form["kind"], form["name"], form["country"]);

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null) =>
        Pages.Answer<OrganisationsPage>(Frames.Of(http), Read(http, f => f.List()) with { Refusals = refusals }, Status(refusals));

    private static IResult Show(HttpContext http, OrganisationSet organisation, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("organisation.done." + done))
            frame = frame with { Notice = new(frame.Words["organisation.done." + done]) };
        return Pages.Answer<OrganisationPage>(frame, Read(http, f => f.Fill(organisation)) with { Refusals = refusals }, Status(refusals));
    }

    private static T Read<T>(HttpContext http, Func<OrganisationsFilling, T> fill)
    {
        var services = http.RequestServices;
        return services.GetRequiredService<Database>().Read(db => fill(new(db, services.GetRequiredService<LedgerReading>(), Frames.Of(http), services.GetRequiredService<Registers>().Current)));
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int Status(IReadOnlyList<string>? refusals) => refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
