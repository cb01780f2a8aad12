namespace Adit.Risk;

/// <summary>The part of a timeline that keeps it: its days as bytes, to be put away and taken up again.</summary>
/// <remarks>
/// Little-endian, numbers as 7-bit encoded integers, days as day numbers: the actors; the decisions; each subject; the days looked at; the rows that hold as known now.
/// Days are in runs (<see cref="Days{T}"/>). What is of days before the cut is in a second piece, which most records leave as it is. The bytes are a cache of a view:
/// see <see cref="SiteTimelines"/> for their version.
/// </remarks>
public sealed partial class Timeline
{
    /// <summary>The last day of which anything is known; null where nothing is.</summary>
    internal DateOnly? Newest => _order.Max(subject => subject.Marks.Newest);

    /// <summary>Writes the whole state, to be given to <see cref="Read"/> with the same judge.</summary>
    /// <param name="cut">The day before which days go to <paramref name="before"/>.</param>
    internal void Write(DateOnly cut, BinaryWriter before, BinaryWriter after)
    {
        after.Write7BitEncodedInt(_actors.Count);
        foreach (var actor in _actors.OrderBy(one => one.Value))
            after.Write(actor.Key.Value.ToByteArray());
        after.Write7BitEncodedInt(_decisions.Count);
        foreach (var (day, k, kind) in _decisions)
        {
            after.Write7BitEncodedInt(day.DayNumber);
            after.Write7BitEncodedInt64(k);
            after.Write((byte)kind);
        }
        after.Write7BitEncodedInt(_order.Count);
        foreach (var subject in _order)
        {
            after.Write((byte)subject.Subject.Kind);
            after.Write(subject.Subject.Id);
            after.Write(subject.EverAdverse);
            after.Write7BitEncodedInt64((long)subject.EverFound);
            subject.Marks.Write(cut, before, after);
        }
        _looks.Days.Write(cut, before, after);
        var ended = _rows.TakeWhile(row => row.To <= cut).Count();
        Write(before, _rows[..ended]);
        Write(after, _rows[ended..]);
    }

    /// <summary>Takes up what <see cref="Write(DateOnly, BinaryWriter, BinaryWriter)"/> put away with the same cut.</summary>
    internal static Timeline Read(Judge judge, DateOnly cut, Kept before, Kept after)
    {
        var timeline = new Timeline(judge);
        for (var n = after.Read7BitEncodedInt(); n > 0; n--)
            timeline._actors.Add(new(new Guid(after.ReadBytes(16))), timeline._actors.Count + 1);
        for (var n = after.Read7BitEncodedInt(); n > 0; n--)
            timeline._decisions.Add((ReadDay(after), after.Read7BitEncodedInt64(), (DecisionKind)after.ReadByte()));
        for (var n = after.Read7BitEncodedInt(); n > 0; n--)
        {
            var subject = timeline.Find(new((SubjectKind)after.ReadByte(), after.ReadString()));
            (subject.EverAdverse, subject.EverFound) = (after.ReadBoolean(), ReadBits(after));
            subject.Marks.Read(cut, before, after);
        }
        timeline._looks.Days.Read(cut, before, after);
        timeline.ReadRows(before);
        timeline.ReadRows(after);
        return timeline;
    }

    private static void Write(BinaryWriter writer, List<RatingRow> rows)
    {
        writer.Write7BitEncodedInt(rows.Count);
        foreach (var row in rows)
            Write(writer, row);
    }

    private void ReadRows(BinaryReader reader)
    {
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            _rows.Add(ReadRow(reader));
    }

    private static void Write(BinaryWriter writer, in RatingRow row)
    {
        var rating = row.Rating;
        writer.Write7BitEncodedInt(row.From.DayNumber);
        writer.Write7BitEncodedInt(row.To.DayNumber - row.From.DayNumber);
        writer.Write7BitEncodedInt64(row.KFrom);
        writer.Write7BitEncodedInt(row.Adverse);
        writer.Write((byte)rating.State);
        writer.Write((byte)((int)rating.Level | ((int)rating.Grade << 4)));
        writer.Write7BitEncodedInt(rating.Since.DayNumber);
        writer.Write7BitEncodedInt(rating.LastLook is { } look ? look.DayNumber + 1 : 0);
        writer.Write7BitEncodedInt64(rating.FirstK);
    }

    private static RatingRow ReadRow(BinaryReader reader)
    {
        var from = ReadDay(reader);
        var to = from.AddDays(reader.Read7BitEncodedInt());
        var (k, adverse) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt());
        int state = reader.ReadByte(), level = reader.ReadByte();
        var since = ReadDay(reader);
        var look = reader.Read7BitEncodedInt();
        var rating = new Rating(
            (RatingState)state, (Severity)(level & 15), (Grade)(level >> 4), since, look == 0 ? null : DateOnly.FromDayNumber(look - 1), reader.Read7BitEncodedInt64());
        return new(from, to, k, RatingRow.StillKnown, rating, adverse);
    }

    private static DateOnly ReadDay(BinaryReader reader) => DateOnly.FromDayNumber(reader.Read7BitEncodedInt());

    private static ulong ReadBits(BinaryReader reader) => (ulong)reader.Read7BitEncodedInt64();
}
