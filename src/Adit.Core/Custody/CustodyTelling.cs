using System.Collections.Immutable;
using System.Globalization;

namespace Adit.Custody;

/// <summary>What must be said of an event for it to be recorded. Whether it can be right is asked afterwards, of all events together.</summary>
public static class CustodyTelling
{
    /// <summary>Most lots of one event.</summary>
    public const int MostLots = 5_000;

    /// <summary>Longest number of a document, and longest code of a party, pit or depot.</summary>
    public const int Longest = 100;

    /// <summary>Longest reason.</summary>
    public const int LongestWhy = 2_000;

    /// <summary>How far ahead of ours a clock may be.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>An event is recorded; nothing new where the very event is known already, and refused where another one has its id.</summary>
    /// <param name="known">The event that has its id; null where none has.</param>
    /// <param name="minerals">The catalogue's codes.</param>
    public static Decision Decide(CustodyRecorded told, CustodyRecorded? known, IReadOnlySet<string> minerals, DateTimeOffset now) =>
        known is null ? Decision.Unless(Faults(told, minerals, now), told) : Same(told, known) ? Decision.NothingNew : Decision.Refuse(new Refusal("custody-other", [("event", told.Event.ToString())]));

    private static bool Same(CustodyRecorded a, CustodyRecorded b) =>
        a.Lots.SequenceEqual(b.Lots) && a.Signatures.SequenceEqual(b.Signatures) && a with { Lots = [], Signatures = [], Record = null } == b with { Lots = [], Signatures = [], Record = null };

    private static IEnumerable<Refusal?> Faults(CustodyRecorded told, IReadOnlySet<string> minerals, DateTimeOffset now)
    {
        yield return told.Event == default ? new("custody-event") : null;
        yield return told.At > Instant.From(now + Ahead) ? new("custody-future") : null;
        yield return told.Place.IsNamed ? null : new("custody-place");
        yield return told.Lots.Length is 0 or > MostLots ? new("custody-lots", [("n", Number(MostLots))]) : null;
        yield return told.Lots.DistinctBy(l => l.Lot).Count() == told.Lots.Length ? null : new("custody-lot-twice");
        yield return Parts(told.Kind).Contains(told.Lots.Select(l => l.Part).Distinct().Order().Aggregate("", (all, part) => all + part.ToString()[0])) ? null : new("custody-parts", [("kind", told.Kind.ToString())]);
        yield return new[] { told.Document, told.Team, told.Place.Pit, told.Place.Depot, told.From?.Code, told.To?.Code }.Any(t => t is { Length: > Longest or 0 }) ? new("custody-long", [("n", Number(Longest))]) : null;
        foreach (var said in told.Lots)
        {
            yield return LotCode.TryRead(said.Lot, out var code) && code == said.Lot && (said.Tag is null || (LotCode.TryRead(said.Tag, out var tag) && tag == said.Tag)) ? null : new("custody-code", [("lot", said.Lot)]);
            yield return said.Quantity is { IsSound: false } ? new("custody-quantity", [("lot", said.Lot)]) : null;
            yield return said.Mineral is { } mineral && !minerals.Contains(mineral) ? new("custody-mineral", [("mineral", mineral)]) : null;
        }
    }

    // First letters of what an event of the kind may say of lots: Subject, Taken, Made.
    private static string[] Parts(CustodyKind kind) => kind switch
    {
        CustodyKind.Extraction => ["M"],
        CustodyKind.Washing or CustodyKind.Bagging or CustodyKind.Split or CustodyKind.Merge or CustodyKind.Processing => ["TM"],
        _ => ["S"],
    };

    /// <summary>Tags were given out, given back, voided or counted.</summary>
    public static Decision Decide(TagsRecorded told, bool known, DateTimeOffset now) => known ? Decision.NothingNew : Decision.Unless(
        [
            told.Event == default ? new("custody-event") : null,
            told.At > Instant.From(now + Ahead) ? new("custody-future") : null,
            told.Tags is { First: >= 0, Digits: > 0 and <= 18 } && told.Tags.Last >= told.Tags.First ? null : new("custody-tags"),
            told.Holder is { Organisation: null, Code: null } || told.Holder.Code is { Length: 0 or > Longest } ? new("custody-holder") : null,
            told.Kind == TagKind.Count != told.Counted is >= 0 ? new("custody-count") : null,
            told.Kind == TagKind.Void && told.Why.Length == 0 ? new("custody-why") : null,
            told.Why.Length > LongestWhy ? new("custody-long", [("n", Number(LongestWhy))]) : null,
        ],
        told);

    /// <summary>What was recorded is taken back.</summary>
    /// <param name="known">Whether there is such an event that stands.</param>
    public static Decision Decide(CustodyWithdrawn told, bool known) => Decision.Unless([known ? null : new("custody-no-event"), .. Why(told.Why)], told);

    /// <summary>Lots are held.</summary>
    /// <param name="unknown">Those that nobody ever recorded.</param>
    public static Decision Decide(LotsHeld told, IReadOnlyCollection<string> unknown) => Decision.Unless(
        [told.Lots.Length is 0 or > MostLots ? new("custody-lots", [("n", Number(MostLots))]) : null, .. unknown.Select(u => new Refusal("custody-no-lot", [("lot", u)])), .. Why(told.Why)], told);

    /// <summary>A hold ends.</summary>
    public static Decision Decide(LotsReleased told, Hold? hold) => Decision.Unless([hold is { Until: null } ? null : new("custody-no-hold"), .. Why(told.Why)], told);

    /// <summary>What could not be right is explained.</summary>
    /// <param name="there">Whether it is there.</param>
    /// <param name="cleared">Whether somebody explained it already.</param>
    public static Decision Decide(AnomalyCleared told, bool there, bool cleared) =>
        Decision.Unless([there ? null : new("custody-no-anomaly"), cleared ? new("custody-cleared") : null, .. Why(told.Why)], told);

    private static IEnumerable<Refusal?> Why(string why) =>
        [why.Length == 0 ? new("custody-why") : null, why.Length > LongestWhy ? new("custody-long", [("n", Number(LongestWhy))]) : null];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
