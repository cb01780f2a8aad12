using System.Collections.Immutable;

namespace Adit.Custody;

/// <summary>The books of one place for one day, in kilograms as weighed.</summary>
/// <param name="Opening">There in the morning.</param>
/// <param name="Made">Dug, or made there of other lots.</param>
/// <param name="Came">From other places.</param>
/// <param name="Used">Went into other lots there.</param>
/// <param name="Left">Went to other places.</param>
/// <param name="Lost">Lost or seized.</param>
/// <param name="Closing">There in the evening, as measured last.</param>
/// <param name="Unmeasured">Lots that were there and that nobody ever weighed: they are in no figure.</param>
public sealed record DayBook(CustodyPlace Place, DateOnly Day, decimal Opening, decimal Made, decimal Came, decimal Used, decimal Left, decimal Lost, decimal Closing, int Unmeasured)
{
    /// <summary>What of the morning's stock and what came is accounted for by nothing; below 0 where there is more than there can be.</summary>
    public decimal Gap => Opening + Made + Came - Used - Left - Lost - Closing;

    /// <summary>The gap against all that was there that day, in per cent; null where nothing was.</summary>
    public decimal? Percent => Opening + Made + Came is > 0 and var all ? decimal.Round(100 * Gap / all, 1) : null;

    /// <summary>Whether somebody must explain it: more came to be than was there, or more is gone than drying and tolerance allow.</summary>
    public bool Off(Tolerances tolerances) => Percent is { } percent ? percent < -tolerances.WeightPercent || percent > tolerances.WeightPercent + tolerances.DryingPercent : Gap < 0;
}

/// <summary>Whether what is said of lots adds up, place by place and day by day.</summary>
public static class Reconciling
{
    /// <summary>The books of a place for a day, from all lots that were ever there.</summary>
    /// <param name="day">From its first moment to the first of the next, in the place's zone.</param>
    public static DayBook Book(CustodyPlace place, DateOnly name, (Instant From, Instant Until) day, IEnumerable<Lot> lots)
    {
        decimal opening = 0, made = 0, came = 0, used = 0, left = 0, lost = 0, closing = 0;
        var unmeasured = 0;
        foreach (var lot in lots)
        {
            foreach (var stay in lot.Stays.Where(s => s.Place.IsAt(place) && s.From < day.Until && (s.Until is null || s.Until >= day.From)))
            {
                if (stay.In is null && stay.Out is null)
                {
                    unmeasured++;
                    continue;
                }
                var first = (stay.In ?? stay.Out)!.Value.Wet;
                if (stay.From < day.From)
                    opening += Measured(lot, stay, day.From) ?? first;
                else if (lot.Made is { } by && by.Event.At == stay.From)
                    made += first;
                else
                    came += first;
                var gone = Gone(lot, stay, day);
                used += gone.Used;
                lost += gone.Lost;
                if (stay.Until is { } until && until < day.Until)
                    left += gone.Ended ? 0 : (stay.Out ?? stay.In)!.Value.Wet;
                else
                    closing += Measured(lot, stay, day.Until) ?? first;
            }
        }
        return new(place, name, opening, made, came, used, left, lost, closing, unmeasured);
    }

    // What a measuring within the stay, or something taken of it, left there just before a moment.
    private static decimal? Measured(Lot lot, Stay stay, Instant before)
    {
        decimal? wet = null;
        foreach (var step in lot.Steps.Where(s => s.Event.At >= stay.From && s.Event.At < before && (stay.Until is null || s.Event.At <= stay.Until)))
        {
            var said = step.Of(lot.Code)!;
            if (said.Part != LotPart.Taken && step.Event.Kind is not (CustodyKind.Loss or CustodyKind.Seizure))
                wet = said.Quantity?.Wet ?? wet;
            else
                wet = said.Quantity is { } part && (wet ?? stay.In?.Wet) is { } there ? Math.Max(0, there - part.Wet) : step == lot.Ended ? 0 : wet;
        }
        return wet;
    }

    private static (decimal Used, decimal Lost, bool Ended) Gone(Lot lot, Stay stay, (Instant From, Instant Until) day)
    {
        decimal used = 0, lost = 0;
        var ended = false;
        foreach (var step in lot.Steps.Where(s => s.Event.At >= day.From && s.Event.At < day.Until && s.Event.At >= stay.From && (stay.Until is null || s.Event.At <= stay.Until)))
        {
            var said = step.Of(lot.Code)!;
            var loses = step.Event.Kind is CustodyKind.Loss or CustodyKind.Seizure;
            if (said.Part != LotPart.Taken && !loses)
                continue;
            // Whatever was left is gone with the event that ended the lot.
            var kilograms = step == lot.Ended ? Measured(lot, stay, step.Event.At) ?? (stay.In ?? stay.Out)!.Value.Wet : said.Quantity?.Wet ?? 0;
            (used, lost, ended) = (used + (loses ? 0 : kilograms), lost + (loses ? kilograms : 0), ended || step == lot.Ended);
        }
        return (used, lost, ended);
    }

    /// <summary>All places where lots were on a day.</summary>
    public static ImmutableArray<DayBook> Books(DateOnly name, (Instant From, Instant Until) day, IReadOnlyCollection<Lot> lots)
    {
        var places = new Dictionary<(string?, SiteId?), (CustodyPlace Place, List<Lot> Lots)>();
        foreach (var lot in lots)
        {
            foreach (var place in lot.Stays.Where(s => s.From < day.Until && (s.Until is null || s.Until >= day.From)).Select(s => s.Place).DistinctBy(Key))
            {
                if (!places.TryGetValue(Key(place), out var at))
                    places[Key(place)] = at = (place with { Pit = null }, []);
                at.Lots.Add(lot);
            }
        }
        return [.. places.Values.Select(p => Book(p.Place, name, day, p.Lots)).OrderBy(b => b.Place.Depot, StringComparer.Ordinal).ThenBy(b => b.Place.Site?.Value)];
    }

    private static (string?, SiteId?) Key(CustodyPlace place) => (place.Depot, place.Depot is null ? place.Site : null);
}
