namespace Adit.Risk;

/// <summary>The part of a timeline that says, for one subject, on which days something stands open.</summary>
public sealed partial class Timeline
{
    /// <summary>Days on which something stands open for one reason.</summary>
    private readonly record struct Span(DateOnly From, DateOnly To, Severity Level, Backing Backing, int Count);

    private void EventSpans(SubjectDays subject, DateOnly from, List<Span> spans)
    {
        for (var i = subject.Marks.Count - 1; i >= 0; i--)
        {
            var mark = subject.Marks[i];
            var end = Indicator.CountsFor is { } counts ? counts.After(mark.Day) : RatingRow.NoEnd;
            if (end <= from)
                return;
            if (mark.Level == Severity.None)
                continue;
            foreach (var (day, k, kind) in _decisions)
                if (Closes(kind) && (day > mark.Day || (day == mark.Day && k > mark.LastAdverseK)) && day < end)
                    end = day;
            if (end > mark.Day && end > from)
                spans.Add(new(mark.Day, end, mark.Level, mark.Backing, 1));
        }
    }

    private void StateSpans(SubjectDays subject, DateOnly from, List<Span> spans)
    {
        var open = default(Span);
        var doubts = default(Doubts);
        var decision = 0;
        for (var i = FirstToMatter(subject, from); i < subject.Marks.Count; i++)
        {
            var mark = subject.Marks[i];
            CloseUpTo(mark.Day);
            if (mark.Level != Severity.None)
            {
                if (SettledOnTheDay(mark))
                    continue;
                open = Rise(open, mark, spans);
                doubts.Found(mark.AskedInAll);
            }
            else if (AsksAgain(mark) && Indicator.ClosesWhen.ClearLooks > 0 && doubts.Cleared(mark.Asked) >= Indicator.ClosesWhen.ClearLooks)
            {
                End(mark.Day);
            }
        }
        CloseUpTo(DateOnly.MaxValue);
        End(RatingRow.NoEnd);

        void CloseUpTo(DateOnly day)
        {
            for (; decision < _decisions.Count && _decisions[decision].Day <= day; decision++)
                if (Closes(_decisions[decision].Kind))
                    End(_decisions[decision].Day);
        }

        void End(DateOnly day)
        {
            if (open.Level != Severity.None && open.From < day)
                spans.Add(open with { To = day });
            if (open.Level == Severity.None || open.From <= day)
                (open, doubts) = (default, default);
        }
    }

    /// <summary>What an episode still leaves in doubt: a finding ends when all that was found has been asked about again, as often as the indicator wants.</summary>
    private struct Doubts
    {
        private ulong _found, _foundSeen, _told, _seen;
        private int _rounds;

        public void Found(in Asked day)
        {
            _found |= day.Found;
            _foundSeen |= day.FoundSeen;
            (_told, _seen) = ((_told | day.Told) & ~day.Found, (_seen | day.Seen) & ~day.Found);
            _rounds = 0;
        }

        /// <summary>How many times over everything has been asked about again, after this day.</summary>
        public int Cleared(in Asked day)
        {
            (_told, _seen) = (_told | day.Told, _seen | day.Seen);
            if ((_found & ~_told) == 0 && (_foundSeen & ~_seen) == 0)
                (_told, _seen, _rounds) = (0, 0, _rounds + 1);
            return _rounds;
        }
    }

    /// <summary>An episode goes on at its worst level; a new span begins where level or grade changes.</summary>
    private static Span Rise(in Span open, in DayMark mark, List<Span> spans)
    {
        var backing = mark.Backing;
        if (open.Level == Severity.None)
            return new(mark.Day, RatingRow.NoEnd, mark.Level, backing, 1);
        if (mark.Level < open.Level)
            return open;
        if (mark.Level == open.Level)
        {
            var both = open.Backing;
            both.Add(backing);
            if (both.Grade == open.Backing.Grade)
                return open with { Backing = both, Count = open.Count + 1 };
            backing = both;
        }
        if (open.From < mark.Day)
            spans.Add(open with { To = mark.Day });
        return new(mark.Day, RatingRow.NoEnd, mark.Level, backing, mark.Level == open.Level ? open.Count + 1 : 1);
    }

    /// <summary>Nothing before as many looks in a row as end an episode, which leave no doubt whatever was found, can still matter.</summary>
    private int FirstToMatter(SubjectDays subject, DateOnly from)
    {
        var enough = Indicator.ClosesWhen.ClearLooks;
        if (enough == 0)
            return 0;
        var first = subject.Marks.IndexOf(from);
        for (var (i, looks) = (first, 0); i > 0 && looks < enough; i--)
            if (LeavesNoDoubt(subject.Marks[i - 1], subject.EverFound))
                looks++;
            else
                (first, looks) = (i - 1, 0);
        return first;
    }

    private bool LeavesNoDoubt(in DayMark mark, ulong found) => AsksAgain(mark) && (found & ~mark.Asked.Seen) == 0;

    // Whoever asks again what was found need not look at the rest; where sums are judged only a look judges them.
    private bool AsksAgain(in DayMark mark) => mark.Level == Severity.None && (mark.Look == Look.Clear || (Indicator.Takes.Count == 0 && mark.Asked.Told != 0));

    private bool SettledOnTheDay(in DayMark mark)
    {
        foreach (var (day, k, kind) in _decisions)
            if (day == mark.Day && Closes(kind) && k > mark.LastAdverseK)
                return true;
        return false;
    }

    private bool Closes(DecisionKind kind) => kind switch
    {
        DecisionKind.Determination => true,
        DecisionKind.VerifiedAction => Indicator.ClosesWhen.Needs == DecisionKind.VerifiedAction,
        _ => false,
    };
}
