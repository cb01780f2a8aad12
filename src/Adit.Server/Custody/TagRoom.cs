using System.Threading.RateLimiting;
using Adit.People;
using Adit.Printing;
using Adit.Storage;
using Adit.Web;

namespace Adit.Custody;

/// <summary>How often tags may be looked up from one address, and from all together: who asks for one after the other learns little. Kept in memory, on each node by itself.</summary>
internal sealed class TagLimit : IDisposable
{
    /// <summary>So many in a minute from one address.</summary>
    public const int Most = 20;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(from => RateLimitPartition.GetFixedWindowLimiter(from, _ => new() { PermitLimit = Most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 })),
        PartitionedRateLimiter.Create<string, bool>(_ => RateLimitPartition.GetFixedWindowLimiter(true, _ => new() { PermitLimit = 100 * Most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 })));

    /// <summary>Whether an address may ask now; that counts as once.</summary>
    public bool Asks(string from)
    {
        using var lease = _limiter.AttemptAcquire(from);
        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}

/// <summary>What everybody may know of a tag.</summary>
/// <param name="Asked">As it was asked for; null where nothing was.</param>
/// <param name="Known">Whether the programme knows it.</param>
/// <param name="Standing">Key of how custody of its lot stands: order, moving, used, questioned, held, lost, void, unused.</param>
/// <param name="Sites">Names of the sites that it comes from.</param>
/// <param name="First">The first day of digging.</param>
public sealed record TagView(string? Asked, bool Known, string Standing, IReadOnlyList<string> Sites, DateOnly? First, DateOnly? Last, bool Unknown);

/// <summary>Anybody checks a tag: which site its ore is from, when, and whether its custody is in order. Not who, where exactly, or how much.</summary>
internal static class TagRoom
{
    /// <summary>The address, which stands on tags as a code.</summary>
    public const string Check = "/tag";

    public static void MapTagChecks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Check, (HttpContext http) => http.Request.Query["tag"] is [{ Length: > 0 } tag] ? Answer(http, tag) : Pages.Answer<TagPage>(Frames.Of(http), new TagView(null, false, "", [], null, null, false))).Needs(Right.Public);
        routes.MapGet(Check + "/{*tag}", (string tag, HttpContext http) => Answer(http, tag)).Needs(Right.Public);
    }

    private static IResult Answer(HttpContext http, string asked)
    {
        if (!http.RequestServices.GetRequiredService<TagLimit>().Asks(http.Connection.RemoteIpAddress?.ToString() ?? ""))
            return Problems.Of(http, StatusCodes.Status429TooManyRequests, "too-often");
        http.Response.Headers.CacheControl = "no-store";
        return Pages.Answer<TagPage>(Frames.Of(http), LotCode.TryRead(asked, out var tag) ? http.RequestServices.GetRequiredService<Database>().Read(db => Of(db, http.RequestServices.GetRequiredService<Registers>().Current, tag)) : new(asked, false, "", [], null, null, false));
    }

    private static TagView Of(System.Data.Common.DbConnection db, Register register, string tag)
    {
        var reading = new CustodyReading(db, register, new());
        // A lot's own code is nobody's tag, unless it was printed on it: whoever guesses codes of heaps and consignments is told what is told of any tag that there is not.
        if (CustodyTable.Uses(db, [tag]).FirstOrDefault() is not { } use || reading.Tree(use.Lot) is not { } tree)
            return CustodyTable.Tags(db).At(tag, Instant.From(DateTimeOffset.MaxValue)) is { State: not TagState.NotIssued } standing
                ? new(tag, true, standing.State == TagState.Issued ? "unused" : "void", [], null, null, false) : new(tag, false, "", [], null, null, false);
        var (lot, origins, sources, holds) = (tree.Lots[tree.Lot], tree.Origins(tree.Lot), Holding.Sources(tree, tree.Lot), CustodyTable.All(db).Select(h => h.Hold).ToList());
        var odd = LotFilling.Odd(tree, reading, holds).Where(a => sources.Contains(a.Lot)).ToList();
        var cleared = CustodyTable.Cleared(db, odd.Select(a => a.Id));
        var key = Holding.Of(tree, lot.Code, holds).Any() ? "held" : odd.Exists(a => !cleared.ContainsKey(a.Id)) ? "questioned"
            : lot.Ended is { } ended ? ended.Event.Kind is CustodyKind.Loss or CustodyKind.Seizure ? "lost" : "used" : lot.Moving ? "moving" : "order";
        var known = origins.Where(o => o.Site is not null).ToList();
        return new(
            tag, true, key, [.. known.Select(o => register.Sites.TryGetValue(o.Site!.Value, out var site) ? site.Name : null).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            known.Count == 0 ? null : DateOnly.FromDateTime(known.Min(o => o.First).ToDateTimeOffset().UtcDateTime), known.Count == 0 ? null : DateOnly.FromDateTime(known.Max(o => o.Last).ToDateTimeOffset().UtcDateTime), known.Count < origins.Length);
    }
}
