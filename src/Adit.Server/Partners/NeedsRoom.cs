using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>What sites need, ranked, and how a partner takes measures on.</summary>
internal static class NeedsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/needs";

    public static void MapNeeds(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http)).Needs(Right.SeeNeeds, Tier.T1);
        routes.MapPost(List, Act).Needs(Right.TakeOn, Tier.T1);
    }

    /// <summary>What the page is filled with.</summary>
    public static NeedsFilling Filling(System.Data.Common.DbConnection db, HttpContext http) => new(
        db, Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current, http.RequestServices.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"));

    /// <summary>The page as it is asked for.</summary>
    /// <exception cref="Refused">It asks for an organisation that there is not.</exception>
    public static NeedsView Read(HttpContext http) => http.RequestServices.GetRequiredService<Database>().Read(db =>
    {
        var filling = Filling(db, http);
        return filling.Fill(filling.Chosen(http.Request.Query["for"]), FrameReading.Table(http.Request, "rank"), int.TryParse(http.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0);
    });

    private static async Task<IResult> Act(HttpContext http, CurrentPerson person, TakingActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        var (act, number) = (form["act"].ToString(), form["action"].ToString());
        try
        {
            _ = act switch
            {
                "offer" => await acts.Offer(person, number, form["note"]),
                "hand-back" => await acts.HandBack(person, number, form["note"]),
                _ => throw Refused.Of("refuse.plan-act", ("act", act)),
            };
            return Results.Redirect($"{List}?done={Uri.EscapeDataString(act)}#{Uri.EscapeDataString(number)}");
        }
        catch (Refused refused)
        {
            return Show(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("needs.done." + done))
            frame = frame with { Notice = new(frame.Words["needs.done." + done]) };
        return Pages.Answer<NeedsPage>(frame, Read(http) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
