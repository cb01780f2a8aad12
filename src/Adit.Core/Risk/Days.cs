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
/// Bytes: how many days; each run with how many of them, how far apart (the first: from the last day of the run before), how many bytes it says, and these. The same
/// days make the same bytes, whichever of them were taken apart.
/// </remarks>
internal sealed class Days<T>
    where T : struct, IDay<T>
{
    private readonly List<Run> _runs = [];
    private readonly List<T> _open = [];
    private DateOnly _cut;
    private int _closed;
    private Run _seen;
    private T _says;

    /// <summary>How many days there are.</summary>
    public int Count => _closed + _open.Count;

    /// <summary>The last day; null where there is none.</summary>
    public DateOnly? Newest => Count == 0 ? null : DayOf(Count - 1);

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
    public DateOnly DayOf(int i) => i >= _closed ? _open[i - _closed].On : RunOf(i).Day(i);

    /// <summary>Index of the first day on or after one.</summary>
    public int IndexOf(DateOnly day)
    {
        var (low, high) = (0, Count);
        if (high > 0 && DayOf(high - 1) < day)
            return high;
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
        _closed = 0;
    }

    /// <summary>Takes up days that were put away, after those that are there.</summary>
    /// <param name="cut">Where those before it were kept apart from the others.</param>
    public void Read(Kept from, DateOnly cut)
    {
        _cut = cut;
        for (int left = from.Read7BitEncodedInt(), last = 0; left > 0;)
        {
            var start = from.Position;
            var (count, step, length) = (from.Read7BitEncodedInt(), from.Read7BitEncodedInt(), from.Read7BitEncodedInt());
            _runs.Add(new(from, start, from.Position, from.Position + length, _closed, count, last + step, step));
            from.Position += length;
            (_closed, left, last) = (_closed + count, left - count, last + (count * step));
        }
    }

    /// <summary>Writes the days before the cut to one place, and those on it and after it to the other.</summary>
    public void Write(DateOnly cut, BinaryWriter before, BinaryWriter after)
    {
        // Where the cut has moved, runs go on over the old one and end at the new one.
        if (cut != _cut)
            Open(0);
        var (runs, days) = (0, 0);
        while (runs < _runs.Count && _runs[runs].First < cut.DayNumber)
            runs++;
        while (days < _open.Count && _open[days].On < cut)
            days++;
        Write(before, CollectionsMarshal.AsSpan(_runs)[..runs], CollectionsMarshal.AsSpan(_open)[..days]);
        Write(after, CollectionsMarshal.AsSpan(_runs)[runs..], CollectionsMarshal.AsSpan(_open)[days..]);
    }

    // Runs are written as they were read; the last one may go on with the days after it.
    private static void Write(BinaryWriter to, ReadOnlySpan<Run> runs, ReadOnlySpan<T> days)
    {
        ReadOnlySpan<byte> says = [];
        var (count, step, last) = (0, 0, 0);
        if (runs.Length > 0)
        {
            var tail = runs[^1];
            to.Write7BitEncodedInt(tail.At + tail.Count - runs[0].At + days.Length);
            to.Write(tail.From.Between(runs[0].Start, tail.Start));
            says = tail.From.Between(tail.Said, tail.End);
            (count, step, last) = (tail.Count, tail.Step, tail.Day(tail.At + tail.Count - 1).DayNumber);
        }
        else
        {
            to.Write7BitEncodedInt(days.Length);
        }
        if (days.Length > 0)
        {
            using var body = new MemoryStream();
            using var said = new BinaryWriter(body);
            foreach (ref readonly var day in days)
            {
                body.SetLength(0);
                day.WriteSaid(said);
                said.Flush();
                var these = body.GetBuffer().AsSpan(0, (int)body.Length);
                var apart = day.On.DayNumber - last;
                if (count > 0 && apart == step && these.SequenceEqual(says))
                {
                    count++;
                }
                else
                {
                    WriteRun(to, count, step, says);
                    says = these.ToArray();
                    (count, step) = (1, apart);
                }
                last = day.On.DayNumber;
            }
        }
        WriteRun(to, count, step, says);
    }

    private static void WriteRun(BinaryWriter to, int count, int step, ReadOnlySpan<byte> says)
    {
        if (count == 0)
            return;
        to.Write7BitEncodedInt(count);
        to.Write7BitEncodedInt(step);
        to.Write7BitEncodedInt(says.Length);
        to.Write(says);
    }

    private Run RunOf(int i)
    {
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

    private void Open(int i)
    {
        while (_closed > i)
        {
            var run = _runs[^1];
            _runs.RemoveAt(_runs.Count - 1);
            var days = new T[run.Count];
            for (var n = 0; n < days.Length; n++)
                days[n] = run.Says().Moved(run.Day(run.At + n));
            _open.InsertRange(0, days);
            _closed = run.At;
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
