using System.Collections.Immutable;
using Adit.Sites;

namespace Adit.Custody;

/// <summary>An event with its place in the ledger.</summary>
public sealed record Told(CustodyRecorded Event, long Entry)
{
    /// <summary>What it says of a lot; null where it says nothing.</summary>
    public LotSaid? Of(string lot) => Event.Lots.FirstOrDefault(l => l.Lot == lot);
}

/// <summary>What must be known besides a lot's own events to say what of them cannot be right.</summary>
/// <param name="Where">Where a named place lies; null where nobody knows.</param>
/// <param name="Uses">On which lots a tag was put, in any order.</param>
public sealed record Surroundings(Tolerances Tolerances, Func<CustodyPlace, GeoPoint?> Where, TagBook Tags, Func<string, IEnumerable<TagUse>> Uses)
{
    /// <summary>Nothing is known.</summary>
    public static Surroundings Unknown { get; } = new(new(), _ => null, TagBook.Empty, _ => []);
}

/// <summary>A time that a lot was at one place.</summary>
/// <param name="Until">Null where it is still there.</param>
/// <param name="In">As measured when it came, or first there; null where nobody measured.</param>
/// <param name="Out">As measured last before it left.</param>
public sealed record Stay(CustodyPlace Place, Instant From, Instant? Until, Quantity? In, Quantity? Out);

/// <summary>What was taken of a lot by an event that made something of it.</summary>
/// <param name="Taken">Null where nobody knows how much there was.</param>
public sealed record Taking(Guid Event, Quantity? Taken);

/// <summary>An identified quantity of ore, from when it came to be until it went into something else.</summary>
/// <param name="Quantity">As measured last, less what was taken since; null where nobody ever measured.</param>
/// <param name="Holder">Who answers for it; null where nobody is named.</param>
/// <param name="Place">Where it was last.</param>
/// <param name="Moving">It left and has not arrived.</param>
/// <param name="Ended">The event that used it up, or in which it was lost or seized; null where it is still there.</param>
/// <param name="Made">The event that made it; null where nobody recorded one.</param>
/// <param name="Tags">Put on it, the newest last.</param>
/// <param name="Steps">All events, in the order in which they happened.</param>
public sealed record Lot(
    string Code, LotForm Form, Material? Material, string? Mineral, CustodyModel? Declared, Quantity? Quantity, Holder? Holder, CustodyPlace Place, bool Moving, Told? Ended, Told? Made,
    ImmutableArray<string> Tags, ImmutableArray<Told> Steps, ImmutableArray<Stay> Stays, ImmutableArray<Taking> Takings, ImmutableArray<Anomaly> Anomalies)
{
    /// <summary>A lot as its events tell, whatever the order in which they came.</summary>
    /// <param name="told">Events that name it; others are left out.</param>
    public static Lot Of(string code, IEnumerable<Told> told, Surroundings around)
    {
        var steps = told.Where(t => t.Of(code) is not null).DistinctBy(t => t.Event.Event).ToList();
        // Where only the day is known of several, things are made before they are used.
        steps.Sort((a, b) => (a.Event.At.Micros, Rank(a, code), a.Entry).CompareTo((b.Event.At.Micros, Rank(b, code), b.Entry)));
        var folding = new Folding(code, steps, around);
        foreach (var step in steps)
            folding.Take(step);
        return folding.Done();
    }

    private static int Rank(Told told, string code) => told.Of(code)!.Part switch { LotPart.Made => 0, LotPart.Subject => 1, _ => 2 };

    /// <summary>Whether it can still go somewhere.</summary>
    public bool IsThere => Ended is null;

    private sealed class Folding(string code, List<Told> steps, Surroundings around)
    {
        private readonly List<Anomaly> anomalies = [];
        private readonly List<Stay> stays = [];
        private readonly List<Taking> takings = [];
        private readonly List<string> tags = [];
        private readonly Told? made = steps.Find(s => s.Of(code)!.Part == LotPart.Made);
        private LotForm form = LotForm.Bag;
        private Material? material;
        private string? mineral;
        private CustodyModel? declared;
        private Quantity? quantity;
        private Told? measured, held, ended;
        private Holder? holder;
        private CustodyPlace place = CustodyPlace.Unknown;
        private (Told Event, GeoPoint Where)? stood;
        private bool moving, unmadeSaid;

        public void Take(Told step)
        {
            var said = step.Of(code)!;
            if (said.Part == LotPart.Made && step != made)
            {
                Say(AnomalyKind.MadeTwice, step, made);
                return;
            }
            if (said.Part == LotPart.Made)
                Make(step, said);
            else
                Use(step);
            Stand(step);
            Measure(step, said);
            Hand(step);
            Tag(step, said);
            End(step, said);
        }

        public Lot Done() => new(
            code, form, material, mineral, declared, quantity, holder, place, moving, ended, made, [.. tags], [.. steps], [.. stays], [.. takings], [.. anomalies.DistinctBy(a => a.Id)]);

        private void Say(AnomalyKind kind, Told by, Told? other = null, decimal? number = null, decimal? of = null) => anomalies.Add(new(kind, by.Event.Event, code, other?.Event.Event, number, of));

        private void Make(Told step, LotSaid said)
        {
            (form, material, mineral, declared) = (said.Form ?? LotForm.Heap, said.Material, said.Mineral, said.Declared);
            (holder, held) = (step.Event.To ?? step.Event.From, step);
        }

        private void Use(Told step)
        {
            if (made is null && !unmadeSaid)
            {
                unmadeSaid = true;
                Say(AnomalyKind.Unmade, step);
            }
            else if (made is not null && made.Event.At > step.Event.At)
            {
                Say(AnomalyKind.TooEarly, step, made);
            }
            if (ended is not null)
                Say(AnomalyKind.AfterEnd, step, ended);
        }

        private void Stand(Told step)
        {
            var (now, at) = (step.Event.Place, step.Event.At);
            if (now.IsNamed && made?.Event.Place is { Site: { } origin, Depot: null } && now is { Site: { } here, Depot: null } && here != origin)
                Say(AnomalyKind.AtAnotherSite, step, made);
            if ((step.Event.Position ?? around.Where(now)) is { } point)
            {
                if (stood is { } before)
                    Way(before, step, point);
                stood = (step, point);
            }
            if (now.IsNamed && !now.IsAt(place))
            {
                Leave(at);
                stays.Add(new(now, at, null, null, null));
                place = now;
            }
            if (step.Event.Kind is CustodyKind.Departure or CustodyKind.RoutePoint or CustodyKind.Export)
            {
                Leave(at);
                moving = true;
            }
            else if (step.Event.Kind is CustodyKind.Arrival or CustodyKind.Storage)
            {
                moving = false;
            }
        }

        private void Way((Told Event, GeoPoint Where) before, Told step, GeoPoint point)
        {
            var (km, minutes) = ((decimal)(before.Where.MetresTo(point) / 1000), (step.Event.At.Micros - before.Event.Event.At.Micros) / 60_000_000m);
            // A day that is only known as such may have begun or ended twelve hours from its noon.
            var spare = (before.Event.Event.DayOnly ? 720 : 0) + (step.Event.DayOnly ? 720 : 0);
            if (km > 1 && km / around.Tolerances.KilometresAnHour * 60 > minutes + spare + 1)
                Say(AnomalyKind.TwoPlaces, step, before.Event, decimal.Round(km, 1), decimal.Round(minutes, 0));
        }

        private void Leave(Instant at)
        {
            if (stays.Count > 0 && stays[^1].Until is null)
                stays[^1] = stays[^1] with { Until = at, Out = quantity ?? stays[^1].Out };
        }

        private void Measure(Told step, LotSaid said)
        {
            if (said.Quantity is not { } now || said.Part == LotPart.Taken || step.Event.Kind == CustodyKind.Loss)
                return;
            if (quantity is { } before && measured is not null)
                Weigh(before, now, step);
            // What was measured once holds until it is measured again: a lot that is only weighed keeps its grade.
            quantity = now with { Grade = now.Grade ?? quantity?.Grade };
            measured = step;
            if (stays.Count > 0 && stays[^1] is { Until: null } stay)
                stays[^1] = stay with { In = stay.In ?? now, Out = now };
        }

        private void Weigh(Quantity before, Quantity now, Told step)
        {
            var dry = before.Dry is > 0 && now.Dry is not null;
            var (was, isNow) = dry ? (before.Dry!.Value, now.Dry!.Value) : (before.Wet, now.Wet);
            if (was == 0)
                return;
            var gap = decimal.Round(100 * (isNow - was) / was, 1);
            var (up, down) = (around.Tolerances.WeightPercent, around.Tolerances.WeightPercent + (dry ? 0 : around.Tolerances.DryingPercent));
            if (gap > up)
                Say(AnomalyKind.Gained, step, measured, gap, up);
            else if (-gap > down)
                Say(AnomalyKind.Fell, step, measured, -gap, down);
        }

        private void Hand(Told step)
        {
            if (step.Event.Kind is not (CustodyKind.Sale or CustodyKind.Transfer))
                return;
            if (step.Event.From is { } from && holder is not null && from != holder)
                Say(AnomalyKind.NotTheirs, step, held);
            var sides = step.Event.Signatures.Select(s => s.Side).ToHashSet();
            if (step.Event.From is null || step.Event.To is null || !sides.Contains(Side.Giver) || !sides.Contains(Side.Taker))
                Say(AnomalyKind.NotSigned, step);
            if (step.Event.To is { } to)
                (holder, held) = (to, step);
        }

        private void Tag(Told step, LotSaid said)
        {
            if (said.Tag is { } tag)
            {
                tags.Add(tag);
                Judge(tag, step);
            }
            else if (tags.Count == 0 && form != LotForm.Heap && said.Part == LotPart.Subject && step.Event.Kind is CustodyKind.Departure or CustodyKind.Sale or CustodyKind.Transfer or CustodyKind.Export)
            {
                Say(AnomalyKind.Untagged, step);
            }
        }

        private void Judge(string tag, Told step)
        {
            if (around.Uses(tag).Where(u => u.Lot != code && u.At <= step.Event.At).MinBy(u => u.At) is { } other)
                anomalies.Add(new(AnomalyKind.TagTwice, step.Event.Event, code, other.Event));
            if (around.Tags.IsEmpty)
                return;
            var standing = around.Tags.At(tag, step.Event.At);
            if (standing.State == TagState.NotIssued)
                Say(AnomalyKind.TagNotIssued, step);
            else if (standing.State != TagState.Issued)
                Say(AnomalyKind.TagVoid, step);
            else if (standing.By!.Site is { } site && step.Event.Place.Site is { } here && site != here)
                Say(AnomalyKind.TagOfAnotherSite, step);
        }

        private void End(Told step, LotSaid said)
        {
            if (said.Part == LotPart.Taken)
                Consume(step, said);
            else if (said.Part == LotPart.Subject && step.Event.Kind is CustodyKind.Loss or CustodyKind.Seizure)
                Consume(step, said);
        }

        private void Consume(Told step, LotSaid said)
        {
            var all = quantity;
            var part = said.Quantity;
            if (part is { } taken && all is { } there && taken.Wet > there.Wet * (1 + around.Tolerances.WeightPercent / 100))
                Say(AnomalyKind.TookMore, step, null, taken.Wet, there.Wet);
            if (said.Part == LotPart.Taken)
                takings.Add(new(step.Event.Event, part is { } p ? p with { Moisture = p.Moisture ?? all?.Moisture, Grade = p.Grade ?? all?.Grade } : all));
            // Whoever took all but what sticks to the shovel took all.
            if (part is { } some && all is { } whole && some.Wet < whole.Wet * (1 - around.Tolerances.WeightPercent / 100))
            {
                quantity = whole with { Wet = whole.Wet - some.Wet };
                measured = step;
                return;
            }
            Leave(step.Event.At);
            quantity = all is { } a ? a with { Wet = 0 } : null;
            ended ??= step;
        }
    }
}
