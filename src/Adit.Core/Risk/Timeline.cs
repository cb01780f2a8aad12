using System.Runtime.InteropServices;

namespace Adit.Risk;

/// <summary>
/// How one indicator stands at one site, for every day (V) and every state of knowledge (K). Accounts come in the order of the ledger;
/// how they are batched changes nothing. Days are the grain: what repeats what a day already said changes nothing and costs nothing.
/// Not safe for two threads at once.
/// </summary>
/// <remarks>
/// An adverse observation opens its level. A state stays open, at the worst level of the episode, until enough later clear looks on
/// the same subject, or a decision; an event for as long as it counts, or until a decision. On a day that is both adverse and clear,
/// adverse stands. A decision of a day ends what was known of that day and of days before; what becomes known later of the same
/// day stands, of days before does not. A verified action is a look.
/// </remarks>
public sealed partial class Timeline
{
    private readonly Dictionary<Subject, SubjectDays> _subjects = [];
    private readonly List<SubjectDays> _order = [];
    private readonly Dictionary<ActorId, int> _actors = [];
    private readonly LookDays _looks = new();
    private readonly List<(DateOnly Day, long K, DecisionKind Kind)> _decisions = [];
    private readonly List<RatingRow> _rows = [];
    private readonly Judge.EachUnit _eachUnit;
    private Taken[]? _taken;
    private Judge _judge;
    private DateOnly _dirty = DateOnly.MaxValue;
    private ICollection<Met>? _met;

    /// <summary>A timeline on which nothing is known yet.</summary>
    public Timeline(Judge judge)
    {
        _judge = judge;
        _eachUnit = Absorb;
    }

    private Indicator Indicator => _judge.Indicator;

    /// <summary>The rows that hold as far as is known now, in the order of their days; together they cover all days from the first look on.</summary>
    public IReadOnlyList<RatingRow> Rows => _rows;

    /// <summary>The days as far as is known now: whether anything was looked at, and whether anything met a step. In order; a day stands once for each subject.</summary>
    public IEnumerable<(DateOnly Day, bool Looked, bool Adverse)> Days =>
        _order.SelectMany(subject => Enumerable.Range(0, subject.Marks.Count).Select(i => subject.Marks[i])).Select(mark => (mark.Day, mark.Look != Look.None, mark.Level != Severity.None)).OrderBy(one => one.Day);

    /// <summary>Takes in what one submission says. What the indicator does not read is passed over.</summary>
    /// <param name="met">Takes the steps that it meets by itself, day by day and subject by subject; null where nobody asks.</param>
    public Changes Apply(in Account account, ICollection<Met>? met = null)
    {
        _met = met;
        _judge.Split(account, _eachUnit);
        _met = null;
        return _dirty == DateOnly.MaxValue ? Changes.None : Settle(account.K);
    }

    /// <summary>Takes in a decision about what is open on a day.</summary>
    public Changes Decide(long k, DateOnly day, DecisionKind kind)
    {
        var i = _decisions.Count;
        while (i > 0 && (_decisions[i - 1].Day, _decisions[i - 1].K).CompareTo((day, k)) > 0)
            i--;
        _decisions.Insert(i, (day, k, kind));
        if (kind == DecisionKind.VerifiedAction)
            _looks.Change(day, Look.None, Look.Clear);
        Soil(day);
        return Settle(k);
    }

    /// <summary>Takes back what was decided in an entry, as if it had not been: what it ended stands open again, as far as later looks leave it so.</summary>
    /// <param name="k">Ledger index of the entry that takes it back.</param>
    /// <param name="decided">Ledger index of the entry that decided.</param>
    public Changes Undo(long k, long decided)
    {
        for (var i = _decisions.Count - 1; i >= 0; i--)
            if (_decisions[i] is var (day, at, kind) && at == decided)
            {
                _decisions.RemoveAt(i);
                if (kind == DecisionKind.VerifiedAction)
                    _looks.Change(day, Look.Clear, Look.None);
                Soil(day);
            }
        return Settle(k);
    }

    /// <summary>
    /// Takes back what an edit or a withdrawal ends: the days it touched are made anew from what remains of them, each account with
    /// the ledger index it had, in the order of it. An account may also speak of other days; those parts of it must be left out.
    /// </summary>
    /// <param name="k">Ledger index of the edit or withdrawal.</param>
    /// <param name="days">Every day that the ended record spoke of.</param>
    /// <param name="remaining">All that is still said of those days.</param>
    public Changes Restate(long k, IReadOnlyCollection<DateOnly> days, IEnumerable<Account> remaining)
    {
        foreach (var day in days)
            foreach (var subject in _order)
                Forget(subject, day);
        foreach (var account in remaining)
            _judge.Split(account, _eachUnit);
        if (days.Count > 0)
            JudgeAgain(days.Min());
        return Settle(k);
    }

    /// <summary>Judges everything anew, from all that stands, because the indicator, a limit or the site's facts changed.</summary>
    public Changes Restate(long k, Judge judge, IEnumerable<Account> all)
    {
        _judge = judge;
        _taken = null;
        _subjects.Clear();
        _order.Clear();
        _looks.Days.Clear();
        foreach (var (day, _, kind) in _decisions)
            if (kind == DecisionKind.VerifiedAction)
                _looks.Change(day, Look.None, Look.Clear);
        foreach (var account in all)
            _judge.Split(account, _eachUnit);
        Soil(DateOnly.MinValue);
        return Settle(k);
    }

    private void Absorb(in Account account, Subject about, DateOnly day, ReadOnlySpan<int> own, ReadOnlySpan<int> shared)
    {
        var scene = new Scene { Observations = account.Observations, Own = own, Shared = shared, Limits = _judge.Limits(day) };
        ulong told = 0, seen = 0;
        var evidence = Evidence.Observed;
        for (var i = 0; i < scene.Count; i++)
        {
            told |= _judge.Asks(scene[i]);
            if (scene[i].Evidence == Evidence.Observed)
                seen |= _judge.Asks(scene[i]);
            else if (i < own.Length)
                evidence = Evidence.Reported;
        }
        var looked = (told & Judge.LookBit) != 0;
        var (level, wanting) = _judge.Single(scene, out var because);
        var subject = Find(about);
        var index = subject.Touch(day);
        ref var mark = ref subject.Marks.At(index);
        mark.Looked |= looked;
        mark.JudgedLook |= looked && !wanting;
        if (!wanting)
            mark.Asked = new(mark.Asked.Found | because.Found, mark.Asked.FoundSeen | because.Seen, mark.Asked.Told | (told & ~Judge.LookBit), mark.Asked.Seen | (seen & ~Judge.LookBit));
        if (level != Severity.None)
        {
            mark.AddSingle(level, because.Evidence, Number(account.By), account.K);
            _met?.Add(new(Indicator, about, day, level, because.Evidence == Evidence.Reported ? Grade.Reported : Grade.Observed));
        }
        if (Indicator.Takes.Count > 0)
        {
            Add(ref mark, account, own, evidence);
            JudgeWindows(subject, index, account.K);
        }
        else
        {
            Note(subject, ref mark);
        }
    }

    /// <summary>Says from which day on the rows must be looked at again after a mark changed; most of the time from none.</summary>
    private void Note(SubjectDays subject, ref DayMark mark)
    {
        var (levelBefore, gradeBefore, lookBefore, askedBefore) = mark.Noted;
        var (level, look, asked) = (mark.Level, mark.Look, mark.AskedInAll);
        var grade = level == Severity.None ? default : mark.Backing.Grade;
        if (level == levelBefore && grade == gradeBefore && look == lookBefore && asked == askedBefore && !(level != Severity.None && DecidedOn(mark.Day)))
            return;
        mark.Noted = (level, grade, look, asked);
        subject.EverFound |= asked.Found;
        var lookOfDay = _looks.On(mark.Day);
        _looks.Change(mark.Day, lookBefore, look);
        var sameDay = lookOfDay == _looks.On(mark.Day);
        if (sameDay && !subject.EverAdverse && (level == Severity.None || Covered(mark)))
        {
            subject.EverAdverse |= level != Severity.None;
            return;
        }
        subject.EverAdverse |= level != Severity.None;
        Soil(mark.Day);
    }

    /// <summary>Whether something at least as grave, as well founded, is open all the while that the first adverse mark of a subject would be.</summary>
    private bool Covered(in DayMark mark)
    {
        var end = Indicator.Kind == IndicatorKind.Event && Indicator.CountsFor is { } counts ? counts.After(mark.Day) : RatingRow.NoEnd;
        if (_decisions.Count > 0)
            return false;
        for (var i = RowAt(mark.Day); i < _rows.Count && _rows[i].From < end; i++)
        {
            var rating = _rows[i].Rating;
            if (rating.Level < mark.Level || (rating.Level == mark.Level && rating.Grade < Grade.Observed))
                return false;
        }
        return _rows.Count > 0 && _rows[0].From <= mark.Day;
    }

    private bool DecidedOn(DateOnly day)
    {
        foreach (var decision in _decisions)
            if (decision.Day == day)
                return true;
        return false;
    }

    private void Forget(SubjectDays subject, DateOnly day)
    {
        var i = subject.Marks.IndexOf(day);
        if (i == subject.Marks.Count || subject.Marks.DayOf(i) != day)
            return;
        _looks.Change(day, subject.Marks[i].Noted.Look, Look.None);
        subject.Marks.RemoveAt(i);
        Soil(day);
    }

    private SubjectDays Find(Subject about)
    {
        ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(_subjects, about, out var known);
        if (!known)
            _order.Add(found = new(about));
        return found!;
    }

    private int Number(ActorId actor)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_actors, actor, out var known);
        return known ? number : number = _actors.Count;
    }

    private void Soil(DateOnly day) => _dirty = day < _dirty ? day : _dirty;
}
