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
internal partial struct DayMark : IDay<DayMark>
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

    public readonly DateOnly On => Day;

    public readonly DayMark Moved(DateOnly day) => this with { Day = day };

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

/// <summary>One subject's days.</summary>
internal sealed class SubjectDays(Subject subject)
{
    public Subject Subject { get; } = subject;
    public Days<DayMark> Marks { get; } = new();
    public bool EverAdverse { get; set; }

    /// <summary>Every observable that ever met a step.</summary>
    public ulong EverFound { get; set; }

    /// <summary>Index of the mark of a day, which is made if there is none.</summary>
    public int Touch(DateOnly day)
    {
        var i = Marks.IndexOf(day);
        if (i == Marks.Count || Marks.DayOf(i) != day)
            Marks.Insert(i, new DayMark { Day = day });
        return i;
    }
}

/// <summary>How many subjects were looked at on a day, well enough to be judged and not.</summary>
internal readonly record struct LookDay(DateOnly On, int Unrated, int Clear) : IDay<LookDay>
{
    public LookDay Moved(DateOnly day) => this with { On = day };

    public void WriteSaid(BinaryWriter to)
    {
        to.Write7BitEncodedInt(Unrated);
        to.Write7BitEncodedInt(Clear);
    }

    public static LookDay ReadSaid(BinaryReader from) => new(default, from.Read7BitEncodedInt(), from.Read7BitEncodedInt());
}

/// <summary>The days on which anything was looked at, over all subjects.</summary>
internal sealed class LookDays
{
    public Days<LookDay> Days { get; } = new();

    public Look On(DateOnly day)
    {
        var i = Days.IndexOf(day);
        return i == Days.Count || Days[i] is var found && found.On != day ? Look.None : found.Clear > 0 ? Look.Clear : Look.Unrated;
    }

    /// <summary>The last day up to <paramref name="day"/> with a look of at least that sort.</summary>
    public DateOnly? Last(DateOnly day, Look least)
    {
        for (var i = Math.Min(Days.IndexOf(day), Days.Count - 1); i >= 0; i--)
            if (Days[i] is var found && found.On <= day && (least != Look.Clear || found.Clear > 0))
                return found.On;
        return null;
    }

    public void Change(DateOnly day, Look before, Look after)
    {
        if (before == after)
            return;
        var i = Days.IndexOf(day);
        if (i == Days.Count || Days.DayOf(i) != day)
            Days.Insert(i, new(day, 0, 0));
        var (_, unrated, clear) = Days[i];
        unrated += Of(after, Look.Unrated) - Of(before, Look.Unrated);
        clear += Of(after, Look.Clear) - Of(before, Look.Clear);
        if (unrated == 0 && clear == 0)
            Days.RemoveAt(i);
        else
            Days.At(i) = new(day, unrated, clear);
    }

    private static int Of(Look look, Look sort) => look == sort ? 1 : 0;
}
