using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Custody;

/// <summary>Where the programme sees lots, holds them, and explains what cannot be right.</summary>
internal static class CustodyRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/lots";

    public static void MapCustody(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Listed(http)).Needs(Right.SeeCustody, Tier.T2);
        routes.MapPost(List, Act).Needs(Right.KeepCustody, Tier.T2);
        routes.MapGet(List + "/{*code}", (string code, HttpContext http) => Show(http, code)).Needs(Right.SeeCustody, Tier.T2);
    }

    /// <summary>The address of a lot. Codes may have a stroke in them.</summary>
    public static string Path(string code) => $"{List}/{string.Join('/', code.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>What the pages are filled with.</summary>
    public static T Read<T>(HttpContext http, Func<LotFilling, T> fill) =>
        http.RequestServices.GetRequiredService<Database>().Read(db => fill(new(db, Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current)));

    private static IResult Listed(HttpContext http, IReadOnlyList<string>? refusals = null) => Pages.Answer<LotsPage>(
        Frames.Of(http), Read(http, f => f.List(http.Request.Query["search"], long.TryParse(http.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : long.MaxValue)) with { Refusals = refusals },
        refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static IResult Show(HttpContext http, string code, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (!LotCode.TryRead(code, out var lot) || Read(http, f => f.Fill(lot)) is not { } view)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("custody.done." + done))
            frame = frame with { Notice = new(frame.Words["custody.done." + done]) };
        return Pages.Answer<LotPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Act(HttpContext http, CurrentPerson person, CustodyActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        var code = form["lot"].ToString();
        try
        {
            await Do(form, person, acts, code);
            return Results.Redirect($"{Path(code)}?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return Show(http, code, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static Task<bool> Do(IFormCollection form, CurrentPerson person, CustodyActs acts, string lot) => form["act"].ToString() switch
    {
        "hold" => acts.Hold(person, [lot], form["incident"], form["why"]),
        "release" => acts.Release(person, form["hold"], form["why"]),
        "clear" => acts.Clear(person, lot, form["anomaly"], form["why"]),
        "withdraw" => acts.Withdraw(person, form["event"], form["why"]),
        var act => throw Refused.Of("refuse.plan-act", ("act", act)),
    };
}
