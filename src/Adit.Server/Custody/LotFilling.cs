using System.Collections.Immutable;
using System.Data.Common;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Custody;

/// <summary>Fills the pages of lots.</summary>
internal sealed class LotFilling(DbConnection db, Frame frame, CurrentPerson person, Register register)
{
    private const int PageSize = 50;

    private readonly CustodyReading _reading = new(db, register, new());
    private readonly IReadOnlyList<(Hold Hold, string? Released)> _holds = CustodyTable.All(db);
    private readonly Words _words = frame.Words;

    /// <summary>The list, or what a search finds: a lot's code or a tag, whole.</summary>
    public LotsView List(string? search, long before)
    {
        if (!string.IsNullOrWhiteSpace(search))
            return new(LotCode.TryRead(search, out var code) && _reading.Find(code) is { } lot ? [Row(lot, Cleared([lot]))] : [], search.Trim(), null);
        var newest = CustodyTable.Newest(db, before, PageSize + 1);
        var shown = newest.Take(PageSize).Select(n => n.Lot).Distinct().ToList();
        var lots = _reading.Lots(shown).ToDictionary(l => l.Code, StringComparer.Ordinal);
        var cleared = Cleared([.. lots.Values]);
        // Lots that one event made stand on one page.
        return new([.. shown.Where(lots.ContainsKey).Select(c => Row(lots[c], cleared))], null, newest.Count > PageSize ? $"{CustodyRoom.List}?before={newest[PageSize - 1].Entry}" : null);
    }

    /// <summary>A lot with its tree; null where nobody recorded it.</summary>
    public LotPageView? Fill(string code)
    {
        if (_reading.Tree(code) is not { } tree)
            return null;
        var (lot, odd) = (tree.Lots[tree.Lot], Odd(tree, _reading, [.. _holds.Select(h => h.Hold)]));
        var cleared = CustodyTable.Cleared(db, odd.Select(a => a.Id));
        var standing = _holds.Select(h => h.Hold).Where(h => h.Until is null).ToList();
        var held = standing.Count == 0 ? [] : tree.Lots.Keys.Where(l => Holding.Of(tree, l, standing).Any()).ToHashSet(StringComparer.Ordinal);
        var sources = Holding.Sources(tree, lot.Code);
        return new(
            lot.Code, What(lot), _words["custody.model." + IncidentWords.KeyOf(tree.Model(lot.Code))], lot.Declared is { } declared && declared != tree.Model(lot.Code) ? _words["custody.model." + IncidentWords.KeyOf(declared)] : null, Facts(lot),
            LotDrawing.Of(tree, odd.Where(a => !cleared.ContainsKey(a.Id)).Select(a => a.Lot).ToHashSet(StringComparer.Ordinal), held), [.. tree.Origins(lot.Code).Select(o => Origin(o))], [.. lot.Steps.Select(s => Step(s, lot.Code))],
            [.. odd.OrderBy(a => cleared.ContainsKey(a.Id)).Select(a => Said(a, tree, cleared))],
            [.. _holds.Where(h => h.Hold.Fact.Lots.Any(sources.Contains)).Select(Shown)], held.Contains(lot.Code), person.May(Right.KeepCustody));
    }

    /// <summary>All that cannot be right of a lot's tree.</summary>
    public static IReadOnlyList<Anomaly> Odd(DbConnection db, CustodyReading reading, string lot) => reading.Tree(lot) is { } tree ? Odd(tree, reading, [.. CustodyTable.All(db).Select(h => h.Hold)]) : [];

    /// <summary>The same of a tree that was read.</summary>
    public static IReadOnlyList<Anomaly> Odd(LotTree tree, CustodyReading reading, IReadOnlyCollection<Hold> holds) =>
        [.. tree.Lots.Values.SelectMany(l => l.Anomalies).Concat(tree.Anomalies(reading.Tolerances)).Concat(Holding.Breaches(tree, holds)).OrderBy(a => a.Lot != tree.Lot).ThenBy(a => a.Lot, StringComparer.Ordinal).ThenBy(a => a.Kind)];

    private IReadOnlyDictionary<Guid, (string Why, Instant At)> Cleared(IReadOnlyList<Lot> lots) => CustodyTable.Cleared(db, lots.SelectMany(l => l.Anomalies).Select(a => a.Id));

    private LotRow Row(Lot lot, IReadOnlyDictionary<Guid, (string, Instant)> cleared) => new(
        lot.Code, CustodyRoom.Path(lot.Code), What(lot), PlaceOf(lot.Place), State(lot), lot.Anomalies.Count(a => !cleared.ContainsKey(a.Id)), _holds.Any(h => h.Hold.Until is null && h.Hold.Fact.Lots.Contains(lot.Code)));

    private string What(Lot lot) => string.Join(" · ", new[]
    {
        _words["custody.form." + IncidentWords.KeyOf(lot.Form)], lot.Material is { } material ? _words["custody.material." + IncidentWords.KeyOf(material)] : null,
        lot.Mineral is { } mineral ? _words.Has("mineral." + mineral) ? _words["mineral." + mineral] : mineral : null, lot.Quantity is { Wet: > 0 } quantity ? _words.Amount(quantity.Wet, "kg") : null,
    }.OfType<string>());

    private string State(Lot lot) => _words["custody.state." + (lot.Ended is { } ended ? ended.Event.Kind switch { CustodyKind.Loss => "lost", CustodyKind.Seizure => "seized", _ => "used" } : lot.Moving ? "moving" : "there")];

    private IReadOnlyList<(string, string)> Facts(Lot lot)
    {
        var facts = new List<(string, string)> { (_words["custody.state"], State(lot)) };
        if (PlaceOf(lot.Place) is { } place)
            facts.Add((_words["custody.place"], place));
        if (lot.Holder is { } holder)
            facts.Add((_words["custody.holder"], Named(holder)));
        if (lot.Tags.Length > 0)
            facts.Add((_words["custody.tags"], string.Join(", ", lot.Tags)));
        if (lot.Quantity is { Wet: > 0 } quantity)
            facts.Add((_words["custody.quantity"], Measured(quantity)));
        return facts;
    }

    private string Measured(Quantity quantity) => string.Join(" · ", new[]
    {
        _words.Amount(quantity.Wet, "kg"), quantity.Moisture is { } moisture ? _words.Say("custody.moisture", ("n", _words.Number(decimal.Round(moisture, 1)))) : null,
        quantity.Grade is { } grade ? _words.Say("custody.grade", ("n", _words.Number(decimal.Round(grade, 2)))) : null,
    }.OfType<string>());

    private string? PlaceOf(CustodyPlace place) => place.Depot ?? (place.Site is { } site ? NameOf(site) + (place.Pit is { } pit ? ", " + pit : "") : null);

    private string NameOf(SiteId site) => register.Sites.TryGetValue(site, out var found) ? found.Name : site.ToString();

    private string Named(Holder holder) => holder.Organisation is { } id ? register.Agreed.Find(id)?.Name ?? holder.Code ?? "" : holder.Code ?? "";

    private OriginView Origin(Origin origin) => new(
        origin.Site is { } site ? PlaceOf(new(site, origin.Pit))! : _words["custody.origin.unknown"], origin.Site is { } at && register.Sites.TryGetValue(at, out var found) ? SiteWords.Path(found) : null, _words.Share(origin.Share),
        _words.Day(DayOf(origin.First, origin.Site)) + (DayOf(origin.First, origin.Site) == DayOf(origin.Last, origin.Site) ? "" : " – " + _words.Day(DayOf(origin.Last, origin.Site))), origin.Site is { } where ? OpenAt(where, origin) : null);

    // What a buyer asks first: what was open at the site on the days on which this was dug.
    private string? OpenAt(SiteId site, Origin origin)
    {
        var open = IncidentsTable.Ever(db, site).Where(i => i.Level >= Severity.S2 && i.Learnt <= Day(origin.Last) && (i.Ended is not { } ended || ended.At >= origin.First)).ToList();
        return open.Count == 0 ? null : string.Join(", ", open.Select(i => $"{i.Number} (S{i.Level.Number()})"));
    }

    private static Instant Day(Instant last) => new(last.Micros + 86_400_000_000);

    private DateOnly DayOf(Instant at, SiteId? site) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), site is { } id && register.Sites.TryGetValue(id, out var found) ? Sheet.ZoneOf(found.Zone) : TimeZoneInfo.Utc).DateTime);

    private StepView Step(Told told, string lot)
    {
        var said = told.Of(lot)!;
        var others = told.Event.Lots.Where(l => l.Lot != lot && l.Part != said.Part).Select(l => l.Lot).ToList();
        var holder = told.Event.From is { } from && told.Event.To is { } to && from != to ? $"{Named(from)} → {Named(to)}" : told.Event.To is { } taker ? "→ " + Named(taker) : null;
        return new(
            told.Event.Event, told.Event.At.ToDateTimeOffset(), told.Event.DayOnly, _words["custody.kind." + IncidentWords.KeyOf(told.Event.Kind)], PlaceOf(told.Event.Place), holder, said.Quantity is { } quantity ? Measured(quantity) : null,
            others.Count == 0 ? null : string.Join(", ", others.Take(6)) + (others.Count > 6 ? " …" : ""),
            told.Event.Signatures.IsEmpty ? null : string.Join(", ", told.Event.Signatures.Select(s => _words["custody.side." + IncidentWords.KeyOf(s.Side)])));
    }

    private OddView Said(Anomaly odd, LotTree tree, IReadOnlyDictionary<Guid, (string Why, Instant At)> cleared) => new(
        odd.Id, IncidentWords.KeyOf(odd.Kind), odd.Lot, odd.Lot == tree.Lot ? null : CustodyRoom.Path(odd.Lot),
        _words.Say("custody.odd." + IncidentWords.KeyOf(odd.Kind), ("n", odd.Number is { } n ? _words.Number(n) : ""), ("of", odd.Of is { } of ? _words.Number(of) : "")), tree.Lots[odd.Lot].Steps.FirstOrDefault(s => s.Event.Event == odd.Event)?.Event.At.ToDateTimeOffset(),
        odd.Indicator, cleared.TryGetValue(odd.Id, out var why) ? why.Why : null);

    private HoldView Shown((Hold Hold, string? Released) hold) => new(
        hold.Hold.Fact.Hold, string.Join(", ", hold.Hold.Fact.Lots.Take(6)) + (hold.Hold.Fact.Lots.Length > 6 ? " …" : ""), hold.Hold.From.ToDateTimeOffset(), hold.Hold.Until?.ToDateTimeOffset(), hold.Hold.Fact.Why, hold.Released,
        hold.Hold.Fact.Incident is { } incident ? IncidentsTable.Find(db, incident)?.Number : null);
}
