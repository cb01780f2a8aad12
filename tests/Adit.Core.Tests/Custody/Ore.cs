using System.Collections.Immutable;
using Adit.Custody;
using Adit.Sites;

namespace Adit.Tests.Custody;

/// <summary>A few sites, a depot and people who move ore between them, for tests to tell stories with.</summary>
internal sealed class Ore
{
    public static readonly SiteId Kamilombe = new(new("0192f000-0000-7000-8000-000000000001")), Musonoi = new(new("0192f000-0000-7000-8000-000000000002"));
    public static readonly CustodyPlace Pit = new(Kamilombe, "P3"), OtherPit = new(Kamilombe, "P4"), OtherSite = new(Musonoi), Depot = new(null, null, "DEPOT-1"), Plant = new(null, null, "PLANT");
    public static readonly Holder Team = new(null, "TEAM-7"), Cooperative = new(null, "COOP"), Trader = new(null, "TRADER-1"), Other = new(null, "TRADER-2");
    public static readonly ImmutableArray<Signature> Both = [new(Side.Giver, SignedBy.Drawn), new(Side.Taker, SignedBy.Drawn)];
    private static readonly Instant Morning = new(1_790_000_000L * 1_000_000);
    private readonly List<Told> told = [];

    public static Instant At(double hours) => new(Morning.Micros + (long)(hours * 3_600_000_000));

    public IReadOnlyList<Told> All => told;

    public Told Tell(CustodyKind kind, double hours, CustodyPlace place, Holder? from, Holder? to, ImmutableArray<Signature> signatures, params LotSaid[] lots)
    {
        var next = new Told(new(new($"0192f000-0000-7000-8000-{told.Count + 4096:x12}"), kind, At(hours), false, place, from, to, [.. lots], signatures), told.Count);
        told.Add(next);
        return next;
    }

    public Told Dig(string lot, double hours, decimal kilograms, string? tag = null, CustodyPlace? place = null, decimal? moisture = null, decimal? grade = null) =>
        Tell(CustodyKind.Extraction, hours, place ?? Pit, null, Cooperative, [], Made(lot, kilograms, tag, moisture, grade));

    public Told Sell(string lot, double hours, Holder from, Holder to, CustodyPlace? place = null, ImmutableArray<Signature>? signatures = null) =>
        Tell(CustodyKind.Sale, hours, place ?? Pit, from, to, signatures ?? Both, new LotSaid(lot, LotPart.Subject));

    public Told Weigh(string lot, double hours, CustodyPlace place, decimal kilograms, decimal? moisture = null) =>
        Tell(CustodyKind.Weighing, hours, place, null, null, [], new LotSaid(lot, LotPart.Subject, new(kilograms, moisture)));

    public Told Merge(double hours, CustodyPlace place, string into, decimal? kilograms, params string[] lots) =>
        Tell(CustodyKind.Merge, hours, place, Trader, Trader, [], [.. lots.Select(l => new LotSaid(l, LotPart.Taken)), new LotSaid(into, LotPart.Made, kilograms is { } kg ? new Quantity(kg) : null, Form: LotForm.Consignment)]);

    public static LotSaid Made(string lot, decimal kilograms, string? tag = null, decimal? moisture = null, decimal? grade = null) =>
        new(lot, LotPart.Made, new(kilograms, moisture, grade), tag, LotForm.Bag, Material.Ore, "cobalt");

    public Surroundings Around(Tolerances? tolerances = null, TagBook? tags = null, Func<CustodyPlace, GeoPoint?>? where = null) =>
        new(tolerances ?? new(), where ?? (_ => null), tags ?? TagBook.Empty, tag => from t in told from l in t.Event.Lots where l.Tag == tag select new TagUse(tag, l.Lot, t.Event.At, t.Event.Event));

    public Lot Lot(string code, Surroundings? around = null) => Adit.Custody.Lot.Of(code, told, around ?? Around());

    public LotTree Tree(string lot, Surroundings? around = null)
    {
        var codes = told.SelectMany(t => t.Event.Lots).Select(l => l.Lot).ToHashSet();
        return LotTree.Of(lot, asked => asked.Where(codes.Contains).Select(c => Lot(c, around)));
    }

    public AnomalyKind[] Odd(string lot, Surroundings? around = null) => [.. Lot(lot, around).Anomalies.Select(a => a.Kind)];
}
