using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Custody;

/// <summary>Lots and tags for programs.</summary>
internal static class CustodyApi
{
    /// <summary>Some events.</summary>
    internal sealed record EventsAsked(IReadOnlyList<CustodyAsked>? Events);

    /// <summary>Lots to hold.</summary>
    internal sealed record HoldAsked(IReadOnlyList<string>? Lots, [property: Description("Number of the incident whose determination says so; null where there is none.")] string? Incident, string? Why);

    /// <summary>Why.</summary>
    internal sealed record WhyAsked(string? Why);

    /// <summary>Where a part of a lot was dug.</summary>
    internal sealed record OriginAnswer([property: Description("Code of the site; null for what has no known origin.")] string? Site, string? Pit, [property: Description("Of the lot, 0 to 1, by weight.")] decimal Share, DateTimeOffset First, DateTimeOffset Last);

    /// <summary>One way that ore went.</summary>
    internal sealed record EdgeAnswer(string From, string To, Guid Event, decimal? Kilograms);

    /// <summary>A lot of the tree.</summary>
    internal sealed record LotAnswer(
        string Code, string Form, string? Material, string? Mineral, decimal? Kilograms, decimal? Moisture, decimal? Grade, IReadOnlyList<string> Tags, string? Site, string? Depot, bool There, [property: Description("What of it cannot be right, and is not explained.")] IReadOnlyList<OddAnswer> Odd);

    /// <summary>Something that cannot be right.</summary>
    internal sealed record OddAnswer(Guid Id, string Kind, string Indicator, Guid Event, Guid? Other, decimal? Number, decimal? Of, [property: Description("Why it is right after all; null where nobody has said.")] string? Explained);

    /// <summary>A lot with all that it came from and all that became of it.</summary>
    internal sealed record TreeAnswer(string Lot, [property: Description("What may be claimed by where it was dug.")] string Model, bool Held, IReadOnlyList<OriginAnswer> Origins, IReadOnlyList<LotAnswer> Lots, IReadOnlyList<EdgeAnswer> Edges);

    public static void MapCustodyApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/custody").WithTags("Custody");
        group.MapPost("/events", async (EventsAsked asked, CurrentPerson person, CustodyActs acts) => Results.Json(await acts.Tell(person, asked.Events ?? [])))
            .Needs(Right.KeepCustody, Tier.T2).WithName("tellCustody").WithSummary($"Records what happened to lots: up to {CustodyActs.Most} events, all or none. An event that is known already counts once.").Produces<CustodyTaken>().Refuses(422);
        group.MapPost("/events/{id}/withdraw", async (string id, WhyAsked asked, CurrentPerson person, CustodyActs acts) => Nothing(await acts.Withdraw(person, id, asked.Why)))
            .Needs(Right.KeepCustody, Tier.T2).WithName("withdrawCustody").WithSummary("Takes back an event that did not happen so. It stays in the ledger.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        group.MapPost("/tags", async (TagsAsked asked, CurrentPerson person, CustodyActs acts) => Nothing(await acts.Tell(person, asked)))
            .Needs(Right.KeepCustody, Tier.T2).WithName("tellTags").WithSummary("Records that tags were given out, voided, given back or counted.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        group.MapGet("/tags", (Database database) => Results.Json(database.Read(Stocks)))
            .Needs(Right.SeeCustody, Tier.T2).WithName("tagStocks").WithSummary("The stock of tags by holder and series, with what is missing.").Produces<IReadOnlyList<StockAnswer>>();
        group.MapPost("/holds", async (HoldAsked asked, CurrentPerson person, CustodyActs acts) => Nothing(await acts.Hold(person, asked.Lots ?? [], asked.Incident, asked.Why)))
            .Needs(Right.KeepCustody, Tier.T2).WithName("holdLots").WithSummary("Holds lots, and whatever is made of them.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        group.MapPost("/holds/{id}/release", async (string id, WhyAsked asked, CurrentPerson person, CustodyActs acts) => Nothing(await acts.Release(person, id, asked.Why)))
            .Needs(Right.KeepCustody, Tier.T2).WithName("releaseLots").WithSummary("Ends a hold.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        group.MapGet("/lots/{code}", (string code, HttpContext http) => LotCode.TryRead(Uri.UnescapeDataString(code), out var lot) && Tree(http, lot) is { } tree ? Results.Json(tree) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeCustody, Tier.T2).WithName("lot").WithSummary("A lot, by its code or a tag, with all that it came from and all that became of it.").Produces<TreeAnswer>().Refuses(404);
    }

    /// <summary>The stock of one holder in one series.</summary>
    internal sealed record StockAnswer(string Holder, string Series, long Issued, long Used, long Gone, long InHand, [property: Description("At the last count; null where nobody ever counted.")] int? Counted, long? Missing);

    private static IResult Nothing(bool done) => done ? Results.NoContent() : throw new InvalidOperationException("What is refused throws.");

    private static IReadOnlyList<StockAnswer> Stocks(System.Data.Common.DbConnection db)
    {
        var book = CustodyTable.Tags(db);
        return [.. book.Stocks(CustodyTable.UsesOf(db, book)).Select(s => new StockAnswer(s.Holder.Code ?? s.Holder.Organisation!.Value.ToString(), s.Series, s.Issued, s.Used, s.Gone, s.InHand, s.Counted, s.Missing))];
    }

    private static TreeAnswer? Tree(HttpContext http, string code)
    {
        var register = http.RequestServices.GetRequiredService<Registers>().Current;
        return http.RequestServices.GetRequiredService<Database>().Read(db =>
        {
            var reading = new CustodyReading(db, register, new());
            if (reading.Tree(code) is not { } tree)
                return null;
            var holds = CustodyTable.All(db).Select(h => h.Hold).ToList();
            var odd = LotFilling.Odd(tree, reading, holds).ToLookup(a => a.Lot);
            var cleared = CustodyTable.Cleared(db, odd.SelectMany(g => g).Select(a => a.Id));
            return new TreeAnswer(
                tree.Lot, tree.Model(tree.Lot).ToString(), Holding.Of(tree, tree.Lot, holds).Any(), [.. tree.Origins(tree.Lot).Select(o => new OriginAnswer(Code(register, o.Site), o.Pit, o.Share, o.First.ToDateTimeOffset(), o.Last.ToDateTimeOffset()))],
                [.. tree.Lots.Values.OrderBy(l => l.Code, StringComparer.Ordinal).Select(l => new LotAnswer(
                    l.Code, l.Form.ToString(), l.Material?.ToString(), l.Mineral, l.Quantity?.Wet, l.Quantity?.Moisture, l.Quantity?.Grade, l.Tags, Code(register, l.Place.Site), l.Place.Depot, l.IsThere,
                    [.. odd[l.Code].Select(a => new OddAnswer(a.Id, a.Kind.ToString(), a.Indicator, a.Event, a.Other, a.Number, a.Of, cleared.TryGetValue(a.Id, out var why) ? why.Why : null))]))],
                [.. tree.Edges.Select(e => new EdgeAnswer(e.From, e.To, e.Event, e.Taken?.Wet))]);
        });
    }

    private static string? Code(Register register, SiteId? site) => site is { } id && register.Sites.TryGetValue(id, out var found) ? found.Code : null;
}
