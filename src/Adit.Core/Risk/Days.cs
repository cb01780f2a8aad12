using System.Runtime.InteropServices;

namespace Adit.Risk;

/// <summary>What is known of one day.</summary>
internal interface IDay<T>
    where T : struct, IDay<T>
{
    /// <summary>The day itself.</summary>
    DateOnly On { get; }

    /// <summary>The same of another day.</summary>
    T Moved(DateOnly day);

    /// <summary>Writes all but the day.</summary>
    void WriteSaid(BinaryWriter to);

    /// <summary>Reads what <see cref="WriteSaid"/> wrote; each time something of its own, that may be changed.</summary>
    static abstract T ReadSaid(BinaryReader from);
}

/// <summary>
/// Days in order. Those that were put away stay as they were read, in runs that say the same and lie equally far apart, until one of them is to be changed: most
/// records speak of today, and what years before said need not be taken apart for them.
/// </summary>
/// <remarks>
/// Bytes: how many days; if any, how many runs, the last day, and how many bytes the runs have; each run with how many days, how far apart (the first: from the last day of the run
/// before), how many bytes it says, and these. The same days make the same bytes, whichever of them were taken apart.
/// </remarks>
internal sealed class Days<T>
    where T : struct, IDay<T>
{
    private readonly List<Run> _runs = [];
    private readonly List<T> _open = [];
    private DateOnly _cut;
    private Piece? _folded;
    private int _closed;
    private Run _seen;
    private T _says;

    /// <summary>How many days there are.</summary>
    public int Count => _closed + _open.Count;

    /// <summary>The last day; null where there is none.</summary>
    public DateOnly? Newest => Count == 0 ? null : DayOf(Count - 1);

    // The days before this one are not even read as runs yet.
    private int Folded => _folded?.Days ?? 0;

    /// <summary>A day, to be read.</summary>
    public T this[int i]
    {
        get
        {
            if (i >= _closed)
                return _open[i - _closed];
            if (i < _seen.At || i >= _seen.At + _seen.Count)
                _says = (_seen = RunOf(i)).Says();
            return _says.Moved(_seen.Day(i));
        }
    }

    /// <summary>A day, to be changed; until another one is asked for.</summary>
    public ref T At(int i)
    {
        Open(i);
        return ref CollectionsMarshal.AsSpan(_open)[i - _closed];
    }

    /// <summary>The day at an index.</summary>
    public DateOnly DayOf(int i) =>
        i >= _closed ? _open[i - _closed].On
        : _folded is { } folded && i == folded.Days - 1 ? folded.Last
        : RunOf(i).Day(i);

    /// <summary>Index of the first day on or after one.</summary>
    public int IndexOf(DateOnly day)
    {
        var (low, high) = (Folded, Count);
        if (high > 0 && DayOf(high - 1) < day)
            return high;
        if (low == high || DayOf(low) > day)
            low = 0;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (DayOf(middle) < day)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Puts a day before the one at an index.</summary>
    public void Insert(int i, in T day)
    {
        Open(i);
        _open.Insert(i - _closed, day);
    }

    /// <summary>Takes a day out.</summary>
    public void RemoveAt(int i)
    {
        Open(i);
        _open.RemoveAt(i - _closed);
    }

    /// <summary>Takes all days out.</summary>
    public void Clear()
    {
        _runs.Clear();
        _open.Clear();
        (_folded, _closed, _seen) = (null, 0, default);
    }

    /// <summary>Takes up what was put away; there must be none yet.</summary>
    /// <param name="cut">Where those before it were kept apart from the others.</param>
    public void Read(DateOnly cut, Kept before, Kept after)
    {
        _cut = cut;
        if (Piece.Read(before) is { Days: > 0 } earlier)
            (_folded, _closed) = (earlier, earlier.Days);
        var later = Piece.Read(after);
        _runs.EnsureCapacity(later.Runs);
        _closed += Read(later, _closed, _runs);
    }

    /// <summary>Writes the days before the cut to one place, and those on it and after it to the other.</summary>
    public void Write(DateOnly cut, BinaryWriter before, BinaryWriter after)
    {
        // Where the cut has moved, runs go on over the old one and end at the new one.
        if (cut != _cut)
            Open(0);
        var (runs, days) = (0, 0);
        while (days < _open.Count && _open[days].On < cut)
            days++;
        if (days > 0)
            Unfold();
        while (runs < _runs.Count && _runs[runs].First < cut.DayNumber)
            runs++;
        if (_folded is { } folded)
            before.Write(folded.From.Between(folded.Start, folded.End));
        else
            Write(before, CollectionsMarshal.AsSpan(_runs)[..runs], CollectionsMarshal.AsSpan(_open)[..days]);
        Write(after, CollectionsMarshal.AsSpan(_runs)[runs..], CollectionsMarshal.AsSpan(_open)[days..]);
    }

    // Runs are written as they were read; the last one may go on with the days after it.
    private static void Write(BinaryWriter to, ReadOnlySpan<Run> runs, ReadOnlySpan<T> days)
    {
        var (all, says, next) = ((s_runs ??= new()).Cleared(), (s_says ??= new()).Cleared(), s_next ??= new());
        var (written, count, step, last) = (0, 0, 0, 0);
        if (runs.Length > 0)
        {
            var tail = runs[^1];
            all.Write(tail.From.Between(runs[0].Start, tail.Start));
            says.Write(tail.From.Between(tail.Said, tail.End));
            (written, count, step, last) = (runs.Length - 1, tail.Count, tail.Step, tail.Day(tail.At + tail.Count - 1).DayNumber);
        }
        foreach (ref readonly var day in days)
        {
            day.WriteSaid(next.Cleared());
            var apart = day.On.DayNumber - last;
            if (count > 0 && apart == step && next.Bytes.SequenceEqual(says.Bytes))
            {
                count++;
            }
            else
            {
                WriteRun();
                (says, next, count, step) = (next, says, 1, apart);
            }
            last = day.On.DayNumber;
        }
        WriteRun();
        to.Write7BitEncodedInt((runs.Length > 0 ? runs[^1].At + runs[^1].Count - runs[0].At : 0) + days.Length);
        if (written == 0)
            return;
        to.Write7BitEncodedInt(written);
        to.Write7BitEncodedInt(last);
        to.Write7BitEncodedInt(all.Bytes.Length);
        to.Write(all.Bytes);

        void WriteRun()
        {
            if (count == 0)
                return;
            written++;
            all.Write7BitEncodedInt(count);
            all.Write7BitEncodedInt(step);
            all.Write7BitEncodedInt(says.Bytes.Length);
            all.Write(says.Bytes);
        }
    }

    private Run RunOf(int i)
    {
        if (i < Folded)
            Unfold();
        var (low, high) = (0, _runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].At <= i)
                low = middle;
            else
                high = middle - 1;
        }
        return _runs[low];
    }

    private void Unfold()
    {
        if (_folded is not { } folded)
            return;
        var runs = new List<Run>(folded.Runs + _runs.Count);
        Read(folded, 0, runs);
        _runs.InsertRange(0, runs);
        _folded = null;
    }

    // How many days were read.
    private static int Read(in Piece piece, int at, List<Run> runs)
    {
        var (from, last, first) = (piece.From, 0, at);
        from.Position = piece.Said;
        for (var n = 0; n < piece.Runs; n++)
        {
            var start = from.Position;
            var (count, step, length) = (from.Read7BitEncodedInt(), from.Read7BitEncodedInt(), from.Read7BitEncodedInt());
            runs.Add(new(from, start, from.Position, from.Position + length, at, count, last + step, step));
            from.Position += length;
            (at, last) = (at + count, last + (count * step));
        }
        return at - first;
    }

    // What lies before the first day that is opened stays a run.
    private void Open(int i)
    {
        if (i < Folded)
            Unfold();
        while (_closed > i)
        {
            var run = _runs[^1];
            var from = Math.Max(i, run.At);
            var days = new T[run.At + run.Count - from];
            for (var n = 0; n < days.Length; n++)
                days[n] = run.Says().Moved(run.Day(from + n));
            _open.InsertRange(0, days);
            _closed = from;
            if (from == run.At)
                _runs.RemoveAt(_runs.Count - 1);
            else
                _runs[^1] = run with { Count = from - run.At };
        }
    }

    // Kept by the thread from one time to the next.
    [ThreadStatic] private static Buffer? s_runs, s_says, s_next;

    private sealed class Buffer() : BinaryWriter(new MemoryStream())
    {
        public ReadOnlySpan<byte> Bytes => OutStream is MemoryStream stream ? stream.GetBuffer().AsSpan(0, (int)stream.Length) : [];

        public Buffer Cleared()
        {
            OutStream.SetLength(0);
            return this;
        }
    }

    /// <summary>Days that were put away together.</summary>
    /// <param name="From">Where they are kept, from <paramref name="Start"/> to <paramref name="End"/>, the runs from <paramref name="Said"/> on.</param>
    private readonly record struct Piece(Kept From, int Start, int Said, int End, int Days, int Runs, DateOnly Last)
    {
        /// <summary>Reads how many there are, and passes over them.</summary>
        public static Piece Read(Kept from)
        {
            var (start, days) = (from.Position, from.Read7BitEncodedInt());
            var (runs, last, length) = days == 0 ? (0, 0, 0) : (from.Read7BitEncodedInt(), from.Read7BitEncodedInt(), from.Read7BitEncodedInt());
            var said = from.Position;
            from.Position += length;
            return new(from, start, said, from.Position, days, runs, DateOnly.FromDayNumber(last));
        }
    }

    /// <summary>Days that say the same and lie equally far apart.</summary>
    /// <param name="From">Where they are kept: from <paramref name="Start"/> on, what they say from <paramref name="Said"/> to <paramref name="End"/>.</param>
    /// <param name="At">Index of the first one among all days.</param>
    /// <param name="First">Day number of the first one.</param>
    private readonly record struct Run(Kept From, int Start, int Said, int End, int At, int Count, int First, int Step)
    {
        public DateOnly Day(int i) => DateOnly.FromDayNumber(First + ((i - At) * Step));

        public T Says()
        {
            From.Position = Said;
            return T.ReadSaid(From);
        }
    }
}

/// <summary>Bytes that were put away, and how far they are read.</summary>
internal sealed class Kept(ReadOnlyMemory<byte> bytes) : BinaryReader(Stream(bytes))
{
    /// <summary>Where reading goes on.</summary>
    public int Position
    {
        get => (int)BaseStream.Position;
        set => BaseStream.Position = value;
    }

    /// <summary>Some of the bytes.</summary>
    public ReadOnlySpan<byte> Between(int from, int until) => bytes.Span[from..until];

    private static MemoryStream Stream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) ? new(array.Array!, array.Offset, array.Count, writable: false) : new(bytes.ToArray(), writable: false);
}
