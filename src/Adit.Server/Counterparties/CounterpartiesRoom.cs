using System.Globalization;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Counterparties;

/// <summary>What is known of organisations that one deals with: kept by lead and analysts.</summary>
internal static class CounterpartiesRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/counterparties";

    public static void MapCounterparties(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Pages.Answer<CounterpartiesPage>(Frames.Of(http), Read(http, f => f.List()))).Needs(Right.CheckCounterparties, Tier.T2);
        routes.MapGet(List + "/{code}", (string code, HttpContext http, Registers registers) => registers.Current.Agreed.Find(code) is { } found ? Show(http, found) : NotFound(http)).Needs(Right.CheckCounterparties, Tier.T2);
        routes.MapPost(List + "/{code}", Act).Needs(Right.CheckCounterparties, Tier.T2);
    }

    /// <summary>The address of an organisation here.</summary>
    public static string Path(OrganisationSet organisation) => List + "/" + organisation.Code;

    /// <summary>What the pages are filled with.</summary>
    public static T Read<T>(HttpContext http, Func<CounterpartiesFilling, T> fill) =>
        http.RequestServices.GetRequiredService<Database>().Read(db => fill(new(db, Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current)));

    private static async Task<IResult> Act(string code, HttpContext http, CurrentPerson person, Registers registers, CounterpartyActs acts, Blobs blobs)
    {
        if (registers.Current.Agreed.Find(code) is not { } organisation)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        try
        {
            await Do(form, person, registers.Current, acts, organisation, blobs);
            return Results.Redirect($"{Path(organisation)}?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return Show(http, organisation, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static Task Do(IFormCollection form, CurrentPerson person, Register register, CounterpartyActs acts, OrganisationSet organisation, Blobs blobs) => form["act"].ToString() switch
    {
        "identify" => acts.Identify(person, organisation, new(form["legal-name"], form["legal-form"], form["register"], form["number"], form["country"], form["address"], Day(form["day"]), form["source"])),
        "owners" => acts.Declare(person, organisation, new(CounterpartyActs.Typed(form["owners"]), Day(form["day"]), form["source"])),
        "permit" => acts.Permit(person, organisation, new(form["what"], form["number"], form["issuer"], Day(form["from"]), Day(form["until"]), Day(form["day"]), form["source"])),
        "check" => acts.Check(person, organisation, new(form["kind"], form["list"], form["version"], Day(form["day"]), form["result"], form["note"])),
        "review" => acts.Review(person, organisation, form["check"], new(form["outcome"], form["why"])),
        "works" => acts.Place(person, organisation, [.. form["sites"].OfType<string>().Concat(AgentsRoom.Typed(form["typed"].ToString(), register))]),
        "erase" when person.May(Right.EraseRecords) => acts.Erase(person, organisation, form["why"], blobs),
        var act => throw Refused.Of("refuse.plan-act", ("act", act)),
    };

    private static IResult Show(HttpContext http, OrganisationSet organisation, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("counterparty.done." + done))
            frame = frame with { Notice = new(frame.Words["counterparty.done." + done]) };
        return Pages.Answer<CounterpartyPage>(frame, Read(http, f => f.Fill(organisation)) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
