using Adit.Custody;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>Lots of the demonstration: bags of two sites that a trader puts together, a bag that two phones sold, one that grew on the way, and one that is held.</summary>
internal static class DemoCustody
{
    /// <summary>What left for the plant.</summary>
    public const string Consignment = "KLW-2026-014";

    private const string Depot = "DEPOT-KOLWEZI";
    private static readonly Holder Cooperative = new(null, "tuendelee"), Trader = new(null, "TRADER-12"), Other = new(null, "TRADER-15"), Plant = new(null, "PLANT-3");

    /// <summary>After the last day.</summary>
    public static Task After(Database database, DateOnly last) => database.Write(writing =>
    {
        SiteId At(string code) => DemoSite.Twelve.Single(s => s.Code == code).Id;
        var (one, two, next) = (At("LU-02"), At("LU-01"), 0);
        writing.Record(ActorId.Program, new TagsRecorded(Id(), TagKind.Issue, When(-30, 8), Range("LU2-000101", "LU2-000200"), Cooperative, one, null, ""));
        writing.Record(ActorId.Program, new TagsRecorded(Id(), TagKind.Issue, When(-30, 8), Range("LU1-000501", "LU1-000560"), Cooperative, two, null, ""));
        writing.Record(ActorId.Program, new TagsRecorded(Id(), TagKind.Void, When(-9, 17), Range("LU2-000190", "LU2-000199"), Cooperative, one, null, "A bundle was lost on the way to the site."));
        writing.Record(ActorId.Program, new TagsRecorded(Id(), TagKind.Issue, When(-30, 9), Range("SEAL-0080", "SEAL-0099"), Trader, null, null, ""));
        for (var n = 0; n < 9; n++)
            Dig($"LU2-{101 + n:D6}", one, "P1", -12 + (n / 3), 7.5 + (n % 3), 46 + (n * 7 % 9));
        for (var n = 0; n < 5; n++)
            Dig($"LU1-{501 + n:D6}", two, null, -11, 8 + n, 50 + (n * 5 % 7));
        foreach (var bag in Bags("LU2", 101, 9).Concat(Bags("LU1", 501, 5)))
            Tell(CustodyKind.Sale, -8, 10, new(bag.StartsWith("LU2", StringComparison.Ordinal) ? one : two), Cooperative, Trader, new LotSaid(bag, LotPart.Subject));
        // A phone that had no network sold it as well.
        Tell(CustodyKind.Sale, -8, 15, new(one), Cooperative, Other, new LotSaid("LU2-000109", LotPart.Subject));
        foreach (var bag in Bags("LU2", 101, 8).Concat(Bags("LU1", 501, 5)))
            Tell(CustodyKind.Arrival, -7, 16, new(null, null, Depot), null, null, new LotSaid(bag, LotPart.Subject, bag == "LU2-000104" ? new(61, 6) : null));
        Tell(CustodyKind.Merge, -6, 11, new(null, null, Depot), Trader, Trader,
        [
            .. Bags("LU2", 101, 8).Concat(Bags("LU1", 501, 4)).Select(b => new LotSaid(b, LotPart.Taken)),
            new(Consignment, LotPart.Made, new(592, 6.2m, 3.4m), "SEAL-0088", LotForm.Consignment, Material.Ore, "cobalt", CustodyModel.Segregated),
        ]);
        Tell(CustodyKind.Departure, -5, 6, new(null, null, Depot), null, null, new LotSaid(Consignment, LotPart.Subject));
        Tell(CustodyKind.Transfer, -4, 9, new(null, null, "PLANT-3"), Trader, Plant, new LotSaid(Consignment, LotPart.Subject, new(588, 5.9m, 3.4m)));
        Tell(CustodyKind.Processing, -2, 14, new(null, null, "PLANT-3"), Plant, Plant,
            new LotSaid(Consignment, LotPart.Taken), new("P3-HYD-0207", LotPart.Made, new(58, 1, 32), null, LotForm.Drum, Material.Hydroxide, "cobalt"));
        writing.Record(ActorId.Program, new LotsHeld(Id(), ["LU1-000505"], null, "Its tag was seen on another bag at the market (simulated)."));
        return true;

        Guid Id() => Adit.Id.From(DemoSite.Twelve[0].Id.Value, $"custody/{next++}");

        Instant When(int days, double hour) => Instant.From(new DateTimeOffset(last.AddDays(days).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(2)).AddHours(hour));

        void Tell(CustodyKind kind, int days, double hour, CustodyPlace place, Holder? from, Holder? to, params LotSaid[] lots) => writing.Record(ActorId.Program, new CustodyRecorded(
            Id(), kind, When(days, hour), false, place, from, to, [.. lots], kind is CustodyKind.Sale or CustodyKind.Transfer ? [new(Side.Giver, SignedBy.Drawn), new(Side.Taker, SignedBy.Drawn)] : []));

        void Dig(string bag, SiteId site, string? pit, int days, double hour, decimal kilograms) =>
            Tell(CustodyKind.Extraction, days, hour, new(site, pit), null, Cooperative, new LotSaid(bag, LotPart.Made, new(kilograms, 7, 3.4m), bag, LotForm.Bag, Material.Ore, "cobalt"));
    });

    private static IEnumerable<string> Bags(string series, int first, int count) => Enumerable.Range(first, count).Select(n => $"{series}-{n:D6}");

    private static TagRange Range(string first, string last) => TagRange.TryRead(first, last, false, out var range) ? range : throw new ArgumentException("No series of tags.");
}
