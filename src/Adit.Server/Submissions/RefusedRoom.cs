using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Refused uploads as the office looks at them and decides.</summary>
internal static class RefusedRoom
{
    private const int LongestReason = 2000;

    public static void MapRefused(this IEndpointRouteBuilder routes)
    {
        var refused = routes.MapGroup("/refused").AddEndpointFilter(OfAllSites);
        refused.MapGet("", List).Needs(Right.SeeRecords, Tier.T2);
        refused.MapGet("/{id}", (string id, HttpContext http, CurrentPerson person, Database database, Registers registers, Quarantine quarantine) =>
            One(id, http, person, database, registers, quarantine, null)).Needs(Right.SeeRecords, Tier.T2);
        refused.MapPost("/{id}/let-in", LetIn).Needs(Right.ReviewRecords, Tier.T2);
        refused.MapPost("/{id}/discard", Discard).Needs(Right.ReviewRecords, Tier.T2);
    }

    /// <summary>Whatever a refused upload is about, nobody has checked it: only who sees every site sees it.</summary>
    public static async ValueTask<object?> OfAllSites(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        OpenedRecord.SeesAll(CurrentPerson.Of(context.HttpContext)) ? await next(context) : Problems.Of(context.HttpContext, StatusCodes.Status403Forbidden, "forbidden");

    /// <summary>The refused upload with this id; null where there is none.</summary>
    public static RefusedRow? Find(Database database, string id) => Id.TryRead(id, out var guid) ? database.Read(db => RefusedTable.Find(db, guid)) : null;

    /// <summary>A reason as people type it; null where it is empty or endless.</summary>
    public static string? Reason(string? text) => text?.Trim() is { Length: > 0 and <= LongestReason } reason ? reason : null;

    private static IResult List(HttpContext http, Database database, Registers registers, Quarantine quarantine)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is ["let-in" or "discarded"] done)
            frame = frame with { Notice = new(frame.Words["notice." + done[0]]) };
        var after = Id.TryRead(http.Request.Query["after"], out var id) ? id.ToString() : null;
        return Pages.Answer<RefusedPage>(frame, database.Read(db => new RefusedFilling(db, registers.Current, quarantine, frame).List(after)));
    }

    private static IResult One(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, Quarantine quarantine, string? problem)
    {
        if (Find(database, id) is not { } row)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var frame = Frames.Of(http);
        return Pages.Answer<RefusedUploadPage>(
            frame, database.Read(db => new RefusedFilling(db, registers.Current, quarantine, frame).One(row, person.May(Right.ReviewRecords), problem)),
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> LetIn(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, Quarantine quarantine)
    {
        var words = Frames.Of(http).Words;
        if (Find(database, id) is not { } row || Reason((await http.Request.ReadFormAsync())["reason"]) is not { } reason)
            return One(id, http, person, database, registers, quarantine, words["review.needs-reason"]);
        var (submission, why) = await quarantine.LetIn(row, person.Actor, reason, words);
        if (submission is null)
            return One(id, http, person, database, registers, quarantine, words.Say("refused.still", ("why", why)));
        return Results.Redirect(database.Read(db => SubmissionsTable.Versions(db, submission.Value).Count) > 0 ? $"/submissions/{submission}?done=let-in" : "/refused?done=let-in");
    }

    private static async Task<IResult> Discard(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, Quarantine quarantine)
    {
        if (Find(database, id) is not { } row || Reason((await http.Request.ReadFormAsync())["reason"]) is not { } reason)
            return One(id, http, person, database, registers, quarantine, Frames.Of(http).Words["review.needs-reason"]);
        await quarantine.Discard(row, person.Actor, reason);
        return Results.Redirect("/refused?done=discarded");
    }
}
