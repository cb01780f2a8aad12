namespace Adit.Risk;

/// <summary>The part of a timeline that keeps it: its days as bytes, to be put away and taken up again.</summary>
/// <remarks>
/// Version 2, little-endian, lengths and indices as 7-bit encoded integers, days as day numbers: the actors; the decisions; each
/// subject with its days; the look days follow from these. Then the rows that hold as known now. The bytes are a cache of a view:
/// a reader of another version is made anew from the ledger.
/// </remarks>
public sealed partial class Timeline
{
    private const byte BytesVersion = 2;

    /// <summary>The whole state, to be given to <see cref="Read"/> with the same judge.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(BytesVersion);
        writer.Write7BitEncodedInt(_actors.Count);
        foreach (var actor in _actors.OrderBy(one => one.Value))
            writer.Write(actor.Key.Value.ToByteArray());
        writer.Write7BitEncodedInt(_decisions.Count);
        foreach (var (day, k, kind) in _decisions)
        {
            writer.Write7BitEncodedInt(day.DayNumber);
            writer.Write7BitEncodedInt64(k);
            writer.Write((byte)kind);
        }
        writer.Write7BitEncodedInt(_order.Count);
        foreach (var subject in _order)
            Write(writer, subject);
        writer.Write7BitEncodedInt(_rows.Count);
        foreach (var row in _rows)
            Write(writer, row);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Takes up what <see cref="ToBytes"/> put away; null if the bytes are of another version of it.</summary>
    public static Timeline? Read(Judge judge, ReadOnlySpan<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        using var reader = new BinaryReader(stream);
        if (reader.ReadByte() != BytesVersion)
            return null;
        var timeline = new Timeline(judge);
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            timeline._actors.Add(new(new Guid(reader.ReadBytes(16))), timeline._actors.Count + 1);
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
        {
            timeline._decisions.Add((ReadDay(reader), reader.Read7BitEncodedInt64(), (DecisionKind)reader.ReadByte()));
            if (timeline._decisions[^1].Kind == DecisionKind.VerifiedAction)
                timeline._looks.Change(timeline._decisions[^1].Day, Look.None, Look.Clear);
        }
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            timeline.ReadSubject(reader);
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
            timeline._rows.Add(ReadRow(reader));
        return timeline;
    }

    private static void Write(BinaryWriter writer, SubjectDays subject)
    {
        writer.Write((byte)subject.Subject.Kind);
        writer.Write(subject.Subject.Id);
        writer.Write(subject.EverAdverse);
        writer.Write7BitEncodedInt(subject.Marks.Count);
        foreach (var mark in subject.Marks)
        {
            writer.Write7BitEncodedInt(mark.Day.DayNumber);
            writer.Write((byte)((mark.Looked ? 1 : 0) | (mark.JudgedLook ? 2 : 0) | (mark.WindowWanting ? 4 : 0) | (mark.Tallies is null ? 0 : 8) | (mark.LastAdverseK == 0 ? 0 : 16)
                | (mark.Asked.Found == 0 ? 0 : 32) | (mark.Asked.Seen == mark.Asked.Told ? 64 : 0)));
            writer.Write((byte)((int)mark.Single | ((int)mark.Window << 4)));
            writer.Write((byte)((int)mark.Noted.Level | ((int)mark.Noted.Grade << 3) | ((int)mark.Noted.Look << 5)));
            Write(writer, mark.Asked);
            if (mark.LastAdverseK != 0)
            {
                writer.Write7BitEncodedInt64(mark.LastAdverseK);
                Write(writer, mark.Adverse);
            }
            if (mark.Tallies is not null)
                Write(writer, mark);
        }
    }

    private static void Write(BinaryWriter writer, in DayMark mark)
    {
        Write(writer, mark.Lookers);
        Write(writer, mark.WindowBacking);
        writer.Write7BitEncodedInt64((long)mark.WindowFound);
        writer.Write7BitEncodedInt(mark.Tallies!.Length);
        foreach (var tally in mark.Tallies!)
        {
            writer.Write7BitEncodedInt(tally.Answered);
            writer.Write7BitEncodedInt(tally.Matched);
            writer.Write(tally.Top);
            writer.Write(tally.Bottom);
            writer.Write(tally.Latest.Number);
            writer.Write(tally.Latest.Code ?? "");
        }
    }

    // What is told is mostly seen too, and mostly nothing was found; the flags before it say so.
    private static void Write(BinaryWriter writer, in Asked asked)
    {
        if (asked.Found != 0)
        {
            writer.Write7BitEncodedInt64((long)asked.Found);
            writer.Write7BitEncodedInt64((long)asked.FoundSeen);
        }
        writer.Write7BitEncodedInt64((long)asked.Told);
        if (asked.Seen != asked.Told)
            writer.Write7BitEncodedInt64((long)asked.Seen);
    }

    private static Asked ReadAsked(BinaryReader reader, bool found, bool allSeen)
    {
        var (met, metSeen) = found ? (ReadBits(reader), ReadBits(reader)) : (0, 0);
        var told = ReadBits(reader);
        return new(met, metSeen, told, allSeen ? told : ReadBits(reader));
    }

    private static void Write(BinaryWriter writer, in Backing backing)
    {
        writer.Write7BitEncodedInt(backing.By1 << 1 | (backing.Observed ? 1 : 0));
        writer.Write7BitEncodedInt(backing.By2);
        writer.Write7BitEncodedInt64(backing.FirstK);
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

    private void ReadSubject(BinaryReader reader)
    {
        var subject = Find(new((SubjectKind)reader.ReadByte(), reader.ReadString()));
        subject.EverAdverse = reader.ReadBoolean();
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--)
        {
            var mark = new DayMark { Day = ReadDay(reader) };
            int flags = reader.ReadByte(), levels = reader.ReadByte(), noted = reader.ReadByte();
            (mark.Looked, mark.JudgedLook, mark.WindowWanting) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
            (mark.Single, mark.Window) = ((Severity)(levels & 15), (Severity)(levels >> 4));
            mark.Asked = ReadAsked(reader, (flags & 32) != 0, (flags & 64) != 0);
            if ((flags & 16) != 0)
                (mark.LastAdverseK, mark.Adverse) = (reader.Read7BitEncodedInt64(), ReadBacking(reader));
            if ((flags & 8) != 0)
                ReadTallies(reader, ref mark);
            mark.Noted = ((Severity)(noted & 7), (Grade)((noted >> 3) & 3), (Look)(noted >> 5), mark.AskedInAll);
            subject.EverFound |= mark.Noted.Asked.Found;
            subject.Marks.Add(mark);
            _looks.Change(mark.Day, Look.None, mark.Noted.Look);
        }
    }

    private static void ReadTallies(BinaryReader reader, ref DayMark mark)
    {
        (mark.Lookers, mark.WindowBacking, mark.WindowFound) = (ReadBacking(reader), ReadBacking(reader), ReadBits(reader));
        mark.Tallies = new Tally[reader.Read7BitEncodedInt()];
        for (var slot = 0; slot < mark.Tallies.Length; slot++)
            mark.Tallies[slot] = new()
            {
                Answered = reader.Read7BitEncodedInt(),
                Matched = reader.Read7BitEncodedInt(),
                Top = reader.ReadDecimal(),
                Bottom = reader.ReadDecimal(),
                Latest = new(reader.ReadDecimal(), reader.ReadString() is { Length: > 0 } code ? code : null),
            };
    }

    private static ulong ReadBits(BinaryReader reader) => (ulong)reader.Read7BitEncodedInt64();

    private static Backing ReadBacking(BinaryReader reader)
    {
        var first = reader.Read7BitEncodedInt();
        return new() { Observed = (first & 1) != 0, By1 = first >> 1, By2 = reader.Read7BitEncodedInt(), FirstK = reader.Read7BitEncodedInt64() };
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
}
