using System.ComponentModel;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Keys for programs, for programs of the lead.</summary>
internal static class KeysApi
{
    /// <summary>A key for a program, never its value.</summary>
    internal sealed record KeyListed(
        string Id, string Name, [property: Description("The code of the organisation; null for a user's.")] string? Organisation, [property: Description("The name of the user of the programme; null for an organisation's.")] string? User,
        IReadOnlyList<string> Scopes, DateOnly Until, bool Revoked, [property: Description("The last day (UTC) on which it was used; null where it never was.")] DateOnly? Used);

    /// <summary>A key, shown this once.</summary>
    internal sealed record KeyMade(string Id, string Key);

    public static void MapKeysApi(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("People");
        keys.MapGet("", (Registers registers, Database database) =>
        {
            var (register, used) = (registers.Current, database.Read(ProgramKeysTable.Used));
            return register.Keys.Values.OrderBy(k => k.At).ThenBy(k => k.Made.Key).Select(k => new KeyListed(
                k.Made.Key.ToString(), k.Made.Name, k.Made.Organisation is { } o ? register.Agreed.Find(o)?.Code : null, k.Made.User is { } u ? register.UsersById.GetValueOrDefault(u)?.Name : null, [.. k.Made.Scopes.Select(KeyWords.KeyOf)], k.Made.Until, k.Revoked,
                used.TryGetValue(k.Made.Key, out var day) ? day : null)).ToList();
        }).Needs(Right.KeepAgreements, Tier.T2).WithName("keys").WithSummary("Keys for programs that were ever made.").Produces<IReadOnlyList<KeyListed>>();
        keys.MapPost("", async (KeyAsked asked, CurrentPerson person, KeyActs acts) => await acts.Make(person, asked) is var (key, value) ? Results.Json(new KeyMade(key.Key.ToString(), value), statusCode: StatusCodes.Status201Created) : null)
            .Needs(Right.KeepAgreements, Tier.T2).WithName("makeKey").WithSummary("Makes a key for a program of an organisation or of a user of the programme; it is answered this once.").Produces<KeyMade>(StatusCodes.Status201Created).Refuses(422);
        keys.MapDelete("/{key}", async (string key, HttpContext http, CurrentPerson person, KeyActs acts) =>
            Id.TryRead(key, out var id) && await acts.Revoke(person, id) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("revokeProgramKey").WithSummary("Ends a key for a program at once.").Produces(StatusCodes.Status204NoContent).Refuses(404);
    }
}
