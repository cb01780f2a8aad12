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
        var named = Named(codes);
        var own = codes.Select(c => named[c]).ToHashSet(StringComparer.Ordinal);
        // What speaks of a tag speaks of the lot that it is on.
        var kept = CustodyTable.Naming(db, own).ToList();
        var tags = kept.SelectMany(e => e.Fact.Lots).Where(l => l.Tag is not null && own.Contains(l.Lot)).Select(l => l.Tag!).Except(own).ToList();
        kept = [.. kept.Concat(CustodyTable.Naming(db, tags)).DistinctBy(e => e.Entry)];
        var lotOf = Named([.. kept.SelectMany(e => e.Fact.Lots).Select(l => l.Lot).Distinct()]);
        var told = kept.ConvertAll(e => new Told(e.Fact with { Lots = [.. e.Fact.Lots.Select(l => l with { Lot = lotOf[l.Lot] })] }, e.Entry));
        var used = CustodyTable.Uses(db, told.SelectMany(t => t.Event.Lots).Select(l => l.Tag).OfType<string>().Distinct()).ToLookup(u => u.Tag);
        var around = new Surroundings(tolerances, Where, _tags, tag => used[tag]);
        var byLot = told.SelectMany(t => t.Event.Lots.Select(l => (l.Lot, Told: t))).ToLookup(p => p.Lot, p => p.Told);
        return own.Where(byLot.Contains).Select(code => Lot.Of(code, byLot[code], around));
    }

    // A code that was only ever a tag is the lot's that it was put on first.
    private Dictionary<string, string> Named(IReadOnlyCollection<string> codes)
    {
        var tagged = CustodyTable.Uses(db, codes).GroupBy(u => u.Tag).ToDictionary(g => g.Key, g => g.MinBy(u => (u.At.Micros, u.Event))!.Lot, StringComparer.Ordinal);
        var made = tagged.Count == 0 ? [] : CustodyTable.Made(db, tagged.Keys).ToHashSet(StringComparer.Ordinal);
        return codes.Distinct().ToDictionary(c => c, c => made.Contains(c) ? c : tagged.GetValueOrDefault(c, c), StringComparer.Ordinal);
    }

    private Sites.GeoPoint? Where(CustodyPlace place) => place is { Depot: null, Site: { } site } && register.Sites.TryGetValue(site, out var found) ? found.Place : null;
}
