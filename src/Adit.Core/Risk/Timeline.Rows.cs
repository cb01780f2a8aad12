namespace Adit.Risk;

/// <summary>The part of a timeline that turns days into rows, from the first changed day on.</summary>
public sealed partial class Timeline
{
    // Scratch of the thread, so that a settled change leaves nothing behind but its rows.
    [ThreadStatic] private static List<Span>? s_spans;
    [ThreadStatic] private static List<DateOnly>? s_turns;

    private Changes Settle(long k)
    {
        var from = _dirty;
        _dirty = DateOnly.MaxValue;
        if (from == DateOnly.MaxValue)
            return Changes.None;

        var spans = s_spans ??= [];
        spans.Clear();
        foreach (var subject in _order)
        {
            if (!subject.EverAdverse)
                continue;
            if (Indicator.Kind == IndicatorKind.Event)
                EventSpans(subject, from, spans);
            else
                StateSpans(subject, from, spans);
        }
        return Replace(from, RowsFrom(from, spans, k), k);
    }

    private List<RatingRow> RowsFrom(DateOnly from, List<Span> spans, long k)
    {
        var rows = new List<RatingRow>();
        var at = RowAt(from);
        at = at < _rows.Count && _rows[at].From < from ? at : at - 1;
        var before = at >= 0 ? _rows[at] : (RatingRow?)null;
        DateOnly? last = null;
        foreach (var day in Turns(from, spans))
        {
            if (day == last || RatingOn(day, spans, before) is not { } found)
                continue;
            last = day;
            var (rating, adverse) = found;
            if (rows.Count > 0 && rows[^1].Rating == rating)
                continue;
            if (rows.Count > 0)
                rows[^1] = rows[^1] with { To = day };
            before = new(day, RatingRow.NoEnd, k, RatingRow.StillKnown, rating, adverse);
            rows.Add(before.Value);
        }
        return rows;
    }

    /// <summary>The days from <paramref name="from"/> on at which anything may change, in order; some may stand twice.</summary>
    private List<DateOnly> Turns(DateOnly from, List<Span> spans)
    {
        var turns = s_turns ??= [];
        turns.Clear();
        turns.Add(from);
        foreach (var span in spans)
        {
            Add(span.From);
            Add(span.To);
        }
        for (var i = _looks.Days.Count - 1; i >= 0 && _looks.Days.DayOf(i) is var day && day >= from; i--)
        {
            Add(day);
            Add(Indicator.StaleAfter.After(day));
        }
        if (from > DateOnly.MinValue)
        {
            AddEnd(_looks.Last(from.AddDays(-1), Look.Unrated));
            AddEnd(_looks.Last(from.AddDays(-1), Look.Clear));
        }
        foreach (var (day, _, kind) in _decisions)
            if (kind == DecisionKind.Confirmation)
                Add(day);
        turns.Sort();
        return turns;

        void AddEnd(DateOnly? look)
        {
            if (look is { } day)
                Add(Indicator.StaleAfter.After(day));
        }

        void Add(DateOnly day)
        {
            if (day > from && day < RatingRow.NoEnd)
                turns.Add(day);
        }
    }

    private (Rating, int Adverse)? RatingOn(DateOnly day, List<Span> spans, in RatingRow? before)
    {
        var (level, backing, adverse) = (Severity.None, default(Backing), 0);
        foreach (var span in spans)
        {
            if (span.From > day || span.To <= day || span.Level < level)
                continue;
            if (span.Level > level)
                (level, backing, adverse) = (span.Level, default, 0);
            backing.Add(span.Backing);
            adverse += span.Count;
        }
        if (level != Severity.None)
            return (Run(new(RatingState.Open, level, backing.Grade, day, null, backing.FirstK), before), adverse);
        if (_looks.Last(day, Look.Unrated) is not { } last)
            return null;
        var clear = _looks.Last(day, Look.Clear);
        var state = clear is { } seen && Indicator.StaleAfter.After(seen) > day
            ? Indicator.Detectability == Detectability.Hidden ? RatingState.Hidden : RatingState.Clear
            : Indicator.StaleAfter.After(last) > day ? RatingState.Unrated : RatingState.NotObserved;
        DateOnly? look = state switch { RatingState.Hidden => clear, RatingState.NotObserved => last, _ => null };
        return (Run(new(state, Severity.None, default, day, look, 0), before), 0);
    }

    /// <summary>Carries on what an unbroken run keeps: its first day, its first evidence, and that it was determined.</summary>
    private Rating Run(Rating rating, in RatingRow? before)
    {
        var goesOn = before is { } b && b.Rating.State == rating.State && b.Rating.Level == rating.Level;
        var determined = rating.State == RatingState.Open && ((goesOn && before!.Value.Rating.Grade == Grade.Determined) || ConfirmedOn(rating.Since));
        if (determined)
            rating = rating with { Grade = Grade.Determined };
        if (!goesOn)
            return rating;
        var run = before!.Value.Rating;
        return rating with { Since = run.Since, FirstK = Math.Min(run.FirstK, rating.FirstK) };
    }

    private bool ConfirmedOn(DateOnly day)
    {
        foreach (var decision in _decisions)
            if (decision.Day == day && decision.Kind == DecisionKind.Confirmation)
                return true;
        return false;
    }

    /// <summary>Index of the row that holds on a day, or of the first after it.</summary>
    private int RowAt(DateOnly day)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].To <= day)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Puts new rows in the place of those from a day on, and says what that closed and added.</summary>
    private Changes Replace(DateOnly from, List<RatingRow> fresh, long k)
    {
        var at = RowAt(from);
        if (at < _rows.Count && _rows[at].From < from)
        {
            var head = _rows[at] with { To = from, KFrom = k };
            if (fresh.Count > 0 && fresh[0].Rating == head.Rating)
                fresh[0] = fresh[0] with { From = head.From };
            else
                fresh.Insert(0, head);
        }
        List<RatingRow> closed = [], added = [];
        var old = at;
        for (var i = 0; i < fresh.Count; i++)
        {
            while (old < _rows.Count && _rows[old].From < fresh[i].From)
                closed.Add(_rows[old++] with { KTo = k });
            var same = old < _rows.Count && _rows[old].From == fresh[i].From && _rows[old].To == fresh[i].To && _rows[old].Rating == fresh[i].Rating;
            if (same)
                fresh[i] = _rows[old++];
            else
                added.Add(fresh[i]);
        }
        for (; old < _rows.Count; old++)
            closed.Add(_rows[old] with { KTo = k });
        _rows.RemoveRange(at, _rows.Count - at);
        _rows.AddRange(fresh);
        return added.Count == 0 && closed.Count == 0 ? Changes.None : new(closed, added);
    }
}
