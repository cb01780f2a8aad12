namespace Adit.Risk;

/// <summary>The part of a timeline that judges steps over many days: each looked-at day over the days up to and with it.</summary>
public sealed partial class Timeline
{
    private void Add(ref DayMark mark, in Account account, ReadOnlySpan<int> own, Evidence evidence)
    {
        var takes = Indicator.Takes;
        var sums = mark.Sums ??= new(new Tally[takes.Count]);
        foreach (var i in own)
            for (var slot = 0; slot < takes.Count; slot++)
                sums.Tallies[slot].Add(takes[slot], account.Observations[i]);
        sums.Lookers.Add(evidence, Number(account.By), account.K);
    }

    /// <summary>Judges a day again, and every later one of the subject whose window reaches back to it.</summary>
    private void JudgeWindows(SubjectDays subject, int index, long k)
    {
        var changed = subject.Marks.DayOf(index);
        for (var i = index; i < subject.Marks.Count; i++)
        {
            var reaches = i == index;
            foreach (var take in Indicator.Takes)
                reaches |= take.Over is not { } over || over.Before(subject.Marks.DayOf(i)) < changed;
            if (!reaches)
                return;
            JudgeWindow(subject, i, i == index ? k : 0);
        }
    }

    private void JudgeAgain(DateOnly from)
    {
        if (Indicator.Takes.Count == 0)
            return;
        foreach (var subject in _order)
            for (var i = subject.Marks.IndexOf(from); i < subject.Marks.Count; i++)
                JudgeWindow(subject, i, 0);
    }

    private void JudgeWindow(SubjectDays subject, int index, long k)
    {
        var backing = Collect(subject.Marks, index);
        ref var mark = ref subject.Marks.At(index);
        var scene = new Scene { Taken = _taken, Limits = _judge.Limits(mark.Day) };
        var because = default(Because);
        var (level, wanting) = mark.Looked ? _judge.Taken(scene, out because) : default;
        var sums = mark.Sums!;
        (sums.Level, sums.Found, sums.Wanting, sums.Backing) = (level, because.Found, wanting, level == Severity.None ? default : backing);
        if (level != Severity.None && k > 0)
            mark.LastAdverseK = k;
        Note(subject, ref mark);
    }

    /// <summary>Adds up each take over its days, and who looked on any of them.</summary>
    private Backing Collect(Days<DayMark> marks, int index)
    {
        var takes = Indicator.Takes;
        _taken ??= new Taken[takes.Count];
        var mark = marks[index];
        var backing = mark.Sums!.Lookers;
        for (var slot = 0; slot < takes.Count; slot++)
        {
            var start = takes[slot].Over is { } over ? over.Before(mark.Day) : DateOnly.MinValue;
            var sum = mark.Sums!.Tallies[slot];
            for (var i = index - 1; i >= 0 && marks[i] is var earlier && earlier.Day > start; i--)
            {
                sum.AddEarlier(earlier.Sums!.Tallies[slot]);
                backing.Add(earlier.Sums!.Lookers);
            }
            _taken[slot] = sum.Made(takes[slot].Take);
        }
        return backing;
    }
}
