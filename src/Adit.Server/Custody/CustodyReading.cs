using System.Collections.Immutable;
using System.Data.Common;
using Adit.Storage;

namespace Adit.Custody;

/// <summary>Works out what lots have become, from all that was recorded until now.</summary>
internal sealed class CustodyReading(DbConnection db, Register register, Tolerances tolerances)
{
    private readonly TagBook _tags = CustodyTable.Tags(db);

    /// <summary>What is allowed before anybody asks.</summary>
    public Tolerances Tolerances => tolerances;

    /// <summary>A lot by its code or by a tag that is on it; null where nobody recorded either.</summary>
    public Lot? Find(string code) => Lots([code]).FirstOrDefault();

    /// <summary>A lot with all that it came from and all that became of it; null where nobody recorded it.</summary>
    public LotTree? Tree(string code) => Find(code) is { } lot ? LotTree.Of(lot.Code, Lots) : null;

    /// <summary>Lots by their codes, or by tags that are on them; what nobody recorded is left out.</summary>
    public IEnumerable<Lot> Lots(IReadOnlyCollection<string> codes)
    {
        var own = Own(codes);
        var tags = TagsOn(own);
        // What speaks of a tag speaks of the lot that it is on.
        var lotOf = tags.Where(t => !own.Contains(t.Tag)).GroupBy(t => t.Tag).ToDictionary(g => g.Key, g => g.MinBy(t => t.At)!.Lot, StringComparer.Ordinal);
        var told = CustodyTable.Naming(db, own.Concat(lotOf.Keys)).Select(e => new Told(ByLot(e.Fact, lotOf), e.Entry)).ToList();
        var used = CustodyTable.Uses(db, told.SelectMany(t => t.Event.Lots).Select(l => l.Tag).OfType<string>().Distinct()).ToLookup(u => u.Tag);
        var around = new Surroundings(tolerances, Where, _tags, tag => used[tag]);
        var byLot = told.SelectMany(t => t.Event.Lots.Select(l => (l.Lot, Told: t))).ToLookup(p => p.Lot, p => p.Told);
        return own.Where(byLot.Contains).Select(code => Lot.Of(code, byLot[code], around));
    }

    // A code that was only ever a tag is the lot's that it was put on first.
    private HashSet<string> Own(IReadOnlyCollection<string> codes)
    {
        var named = CustodyTable.Uses(db, codes).GroupBy(u => u.Tag).ToDictionary(g => g.Key, g => g.MinBy(u => u.At)!.Lot, StringComparer.Ordinal);
        var made = named.Count == 0 ? [] : CustodyTable.Naming(db, named.Keys).SelectMany(e => e.Fact.Lots).Where(l => l.Part == LotPart.Made).Select(l => l.Lot).ToHashSet(StringComparer.Ordinal);
        return [.. codes.Select(c => made.Contains(c) ? c : named.GetValueOrDefault(c, c))];
    }

    private List<TagUse> TagsOn(IReadOnlySet<string> lots) => [.. CustodyTable.Uses(db, CustodyTable.Naming(db, lots).SelectMany(e => e.Fact.Lots).Where(l => l.Tag is not null && l.Tag != l.Lot && lots.Contains(l.Lot)).Select(l => l.Tag!).Distinct())];

    private static CustodyRecorded ByLot(CustodyRecorded told, Dictionary<string, string> lotOf) =>
        told.Lots.Any(l => lotOf.ContainsKey(l.Lot)) ? told with { Lots = [.. told.Lots.Select(l => lotOf.TryGetValue(l.Lot, out var lot) ? l with { Lot = lot } : l)] } : told;

    private Sites.GeoPoint? Where(CustodyPlace place) => place is { Depot: null, Site: { } site } && register.Sites.TryGetValue(site, out var found) ? found.Place : null;
}
