namespace Adit.Risk;

/// <summary>Who stands behind something: an agent who saw it, or up to two actors who told it. Actors are numbered from 1 per timeline.</summary>
internal struct Backing
{
    public bool Observed;
    public int By1;
    public int By2;
    public long FirstK;

    public readonly Grade Grade => Observed ? Grade.Observed : By2 != 0 ? Grade.Corroborated : Grade.Reported;

    public void Add(Evidence evidence, int by, long k)
    {
        FirstK = FirstK == 0 ? k : Math.Min(FirstK, k);
        if (evidence == Evidence.Observed)
            Observed = true;
        else
            Add(by);
    }

    public void Add(in Backing other)
    {
        if (other.FirstK != 0)
            FirstK = FirstK == 0 ? other.FirstK : Math.Min(FirstK, other.FirstK);
        Observed |= other.Observed;
        Add(other.By1);
        Add(other.By2);
    }

    private void Add(int by)
    {
        if (by == 0 || by == By1 || by == By2)
            return;
        if (By1 == 0)
            By1 = by;
        else if (By2 == 0)
            By2 = by;
    }
}

/// <summary>What one day adds to one <c>take</c>.</summary>
internal struct Tally
{
    /// <summary>Answers of the observable, whatever the <c>where</c>.</summary>
    public int Answered;
    /// <summary>Answers that pass the <c>where</c>.</summary>
    public int Matched;
    /// <summary>Count or sum above the line.</summary>
    public decimal Top;
    /// <summary>Sum below the line of a share.</summary>
    public decimal Bottom;
    public ObservedValue Latest;

    public void Add(Comparison comparison, in Observation observation)
    {
        if (observation.Observable == comparison.Observable)
        {
            Answered++;
            if (comparison.Reads(observation))
            {
                Matched++;
                Latest = observation.Value;
                Top += comparison switch
                {
                    { Type: ObservableType.YesNo } => observation.Value.Number,
                    { Take: Take.Count } or { Type: ObservableType.Code or ObservableType.Date } => 1,
                    _ => Judge.Bounded(observation.Value.Number),
                };
            }
        }
        if (observation.Observable == comparison.OutOf && Comparison.Passes(comparison.OutOfWhere, observation))
            Bottom += comparison.OutOfType is ObservableType.Count or ObservableType.Amount ? Judge.Bounded(observation.Value.Number) : 1;
    }

    /// <summary>Adds an earlier day to a later one.</summary>
    public void AddEarlier(in Tally earlier)
    {
        Answered += earlier.Answered;
        if (Matched == 0)
            Latest = earlier.Latest;
        Matched += earlier.Matched;
        Top += earlier.Top;
        Bottom += earlier.Bottom;
    }

    public readonly Taken Made(Take take) => take switch
    {
        Take.Count or Take.Sum => new(Answered > 0, Answered, new(Top)),
        Take.Share => Answered > 0 && Bottom > 0 ? new(true, Bottom, new(Top / Bottom)) : default,
        _ => new(Matched > 0, Matched, Latest),
    };
}

/// <summary>How well a day was looked at.</summary>
internal enum Look : byte { None, Unrated, Clear }

/// <summary>
/// Which observables met a step on a day, which were asked in looks that could be judged, and of both those that an agent saw or measured. A look ends only what it
/// asks about again, and hearsay ends only hearsay.
/// </summary>
internal readonly record struct Asked(ulong Found, ulong FoundSeen, ulong Told, ulong Seen);

/// <summary>All that a day says about one subject, however many records it holds.</summary>
internal struct DayMark
{
    public DateOnly Day;

    /// <summary>The worst level met by single answers, who stands behind it, and the last record that was adverse at all.</summary>
    public Severity Single;
    public Backing Adverse;
    public long LastAdverseK;

    public bool Looked;
    public bool JudgedLook;

    /// <summary>What met a step and what was asked, in the bits of <see cref="Judge"/>.</summary>
    public Asked Asked;

    /// <summary>Where the indicator takes many answers together; else null.</summary>
    public DaySums? Sums;

    /// <summary>What the rows and the look days were last made from.</summary>
    public (Severity Level, Grade Grade, Look Look, Asked Asked) Noted;

    /// <summary>With what its window found, which changes as other days become known.</summary>
    public readonly Asked AskedInAll => Sums is not { Found: not 0 } sums ? Asked : Asked with { Found = Asked.Found | sums.Found, FoundSeen = Asked.FoundSeen | (sums.Backing.Observed ? sums.Found : 0) };

    public readonly Severity Level => Sums is { } sums && sums.Level > Single ? sums.Level : Single;

    public readonly Look Look => Level != Severity.None ? Look.Clear
        : !Looked ? Look.None
        : JudgedLook && Sums is not { Wanting: true } ? Look.Clear
        : Look.Unrated;

    public readonly Backing Backing
    {
        get
        {
            if (Sums is not { } sums)
                return Adverse;
            if (sums.Level > Single)
                return sums.Backing;
            var backing = Adverse;
            if (sums.Level == Single)
                backing.Add(sums.Backing);
            return backing;
        }
    }

    public void AddSingle(Severity level, Evidence evidence, int by, long k)
    {
        LastAdverseK = k;
        if (level < Single)
            return;
        if (level > Single)
            (Single, Adverse) = (level, default);
        Adverse.Add(evidence, by, k);
    }
}

/// <summary>A day's own sums, one for each <c>take</c>, who looked, and what the window that ends with this day comes to.</summary>
internal sealed class DaySums(Tally[] tallies)
{
    public readonly Tally[] Tallies = tallies;
    public Backing Lookers;
    public Severity Level;
    public bool Wanting;
    public Backing Backing;
    public ulong Found;
}

/// <summary>One subject's days, in order.</summary>
internal sealed class SubjectDays(Subject subject)
{
    public Subject Subject { get; } = subject;
    public List<DayMark> Marks { get; } = [];
    public bool EverAdverse { get; set; }

    /// <summary>Every observable that ever met a step.</summary>
    public ulong EverFound { get; set; }

    /// <summary>Index of the first mark on or after a day.</summary>
    public int IndexOf(DateOnly day)
    {
        var (low, high) = (0, Marks.Count);
        if (high > 0 && Marks[high - 1].Day < day)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Marks[middle].Day < day)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Index of the mark of a day, which is made if there is none.</summary>
    public int Touch(DateOnly day)
    {
        var i = Marks.Count > 0 && Marks[^1].Day == day ? Marks.Count - 1 : IndexOf(day);
        if (i == Marks.Count || Marks[i].Day != day)
            Marks.Insert(i, new DayMark { Day = day });
        return i;
    }
}

/// <summary>The days on which anything was looked at, over all subjects.</summary>
internal sealed class LookDays
{
    private readonly List<(DateOnly Day, int Unrated, int Clear)> _days = [];

    public int Count => _days.Count;
    public DateOnly this[int i] => _days[i].Day;

    public Look On(DateOnly day)
    {
        var i = IndexAfter(day) - 1;
        return i < 0 || _days[i].Day != day ? Look.None : _days[i].Clear > 0 ? Look.Clear : Look.Unrated;
    }

    /// <summary>The last day up to <paramref name="day"/> with a look of at least that sort.</summary>
    public DateOnly? Last(DateOnly day, Look least)
    {
        for (var i = IndexAfter(day) - 1; i >= 0; i--)
            if (least != Look.Clear || _days[i].Clear > 0)
                return _days[i].Day;
        return null;
    }

    public int IndexAfter(DateOnly day)
    {
        var (low, high) = (0, _days.Count);
        if (high > 0 && _days[high - 1].Day <= day)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_days[middle].Day <= day)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    public void Change(DateOnly day, Look before, Look after)
    {
        if (before == after)
            return;
        var i = IndexAfter(day) - 1;
        if (i < 0 || _days[i].Day != day)
            _days.Insert(++i, (day, 0, 0));
        var (_, unrated, clear) = _days[i];
        unrated += Of(after, Look.Unrated) - Of(before, Look.Unrated);
        clear += Of(after, Look.Clear) - Of(before, Look.Clear);
        if (unrated == 0 && clear == 0)
            _days.RemoveAt(i);
        else
            _days[i] = (day, unrated, clear);
    }

    public void Forget() => _days.Clear();

    private static int Of(Look look, Look sort) => look == sort ? 1 : 0;
}
