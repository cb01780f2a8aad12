namespace Adit.Risk;

/// <summary>The part of a timeline that keeps it: its days as bytes, to be put away and taken up again.</summary>
/// <remarks>
/// Version 3, little-endian, lengths and indices as 7-bit encoded integers, days as day numbers: the actors; the decisions; each
/// subject with its days, in runs that say the same and lie equally far apart: how many, how far, what they say; the look days follow
/// from these. Then the rows that hold as known now. A site where nothing happens takes no more room however long it is visited: all
/// of this is read and written for each record of a site. The bytes are a cache of a view: a reader of another version is made anew
/// from the ledger.
/// </remarks>
public sealed partial class Timeline
{
    private const byte BytesVersion = 3;

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
        using var body = new MemoryStream();
        using var said = new BinaryWriter(body);
        var (run, count, step, last) = (Array.Empty<byte>(), 0, 0, 0);
        foreach (var mark in subject.Marks)
        {
            body.SetLength(0);
            WriteSaid(said, mark);
            said.Flush();
            var says = body.GetBuffer().AsSpan(0, (int)body.Length);
            var apart = mark.Day.DayNumber - last;
            if (count > 0 && apart == step && says.SequenceEqual(run))
            {
                count++;
            }
            else
            {
                WriteRun();
                (run, count, step) = (says.ToArray(), 1, apart);
            }
            last = mark.Day.DayNumber;
        }
        WriteRun();

        void WriteRun()
        {
            if (count == 0)
                return;
            writer.Write7BitEncodedInt(count);
            writer.Write7BitEncodedInt(step);
            writer.Write(run);
        }
    }

    // All of a mark but its day.
    private static void WriteSaid(BinaryWriter writer, in DayMark mark)
    {
        writer.Write((byte)((mark.Looked ? 1 : 0) | (mark.JudgedLook ? 2 : 0) | (mark.Sums is { Wanting: true } ? 4 : 0) | (mark.Sums is null ? 0 : 8) | (mark.LastAdverseK == 0 ? 0 : 16)
            | (mark.Asked.Found == 0 ? 0 : 32) | (mark.Asked.Seen == mark.Asked.Told ? 64 : 0)));
        writer.Write((byte)((int)mark.Single | ((int)(mark.Sums?.Level ?? Severity.None) << 4)));
        writer.Write((byte)((int)mark.Noted.Level | ((int)mark.Noted.Grade << 3) | ((int)mark.Noted.Look << 5)));
        Write(writer, mark.Asked);
        if (mark.LastAdverseK != 0)
        {
            writer.Write7BitEncodedInt64(mark.LastAdverseK);
            Write(writer, mark.Adverse);
        }
        if (mark.Sums is { } sums)
            Write(writer, sums);
    }

    private static void Write(BinaryWriter writer, DaySums sums)
    {
        Write(writer, sums.Lookers);
        Write(writer, sums.Backing);
        writer.Write7BitEncodedInt64((long)sums.Found);
        writer.Write7BitEncodedInt(sums.Tallies.Length);
        foreach (var tally in sums.Tallies)
        {
            writer.Write7BitEncodedInt(tally.Answered);
            writer.Write7BitEncodedInt(tally.Matched);
            Write(writer, tally.Top);
            Write(writer, tally.Bottom);
            Write(writer, tally.Latest.Number);
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
        var (left, day) = (reader.Read7BitEncodedInt(), 0);
        subject.Marks.EnsureCapacity(left + 1);
        while (left > 0)
        {
            var (count, step, at) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.BaseStream.Position);
            for (var n = 0; n < count; n++)
            {
                // Each has tallies of its own to add to.
                reader.BaseStream.Position = at;
                Add(ReadSaid(reader) with { Day = DateOnly.FromDayNumber(day += step) });
            }
            left -= count;
        }

        void Add(in DayMark mark)
        {
            subject.EverFound |= mark.Noted.Asked.Found;
            subject.Marks.Add(mark);
            _looks.Change(mark.Day, Look.None, mark.Noted.Look);
        }
    }

    private static DayMark ReadSaid(BinaryReader reader)
    {
        var mark = new DayMark();
        int flags = reader.ReadByte(), levels = reader.ReadByte(), noted = reader.ReadByte();
        (mark.Looked, mark.JudgedLook, mark.Single) = ((flags & 1) != 0, (flags & 2) != 0, (Severity)(levels & 15));
        mark.Asked = ReadAsked(reader, (flags & 32) != 0, (flags & 64) != 0);
        if ((flags & 16) != 0)
            (mark.LastAdverseK, mark.Adverse) = (reader.Read7BitEncodedInt64(), ReadBacking(reader));
        if ((flags & 8) != 0)
            mark.Sums = ReadSums(reader, (Severity)(levels >> 4), wanting: (flags & 4) != 0);
        mark.Noted = ((Severity)(noted & 7), (Grade)((noted >> 3) & 3), (Look)(noted >> 5), mark.AskedInAll);
        return mark;
    }

    private static DaySums ReadSums(BinaryReader reader, Severity level, bool wanting)
    {
        var (lookers, backing, found) = (ReadBacking(reader), ReadBacking(reader), ReadBits(reader));
        var sums = new DaySums(new Tally[reader.Read7BitEncodedInt()]) { Lookers = lookers, Backing = backing, Found = found, Level = level, Wanting = wanting };
        for (var slot = 0; slot < sums.Tallies.Length; slot++)
            sums.Tallies[slot] = new()
            {
                Answered = reader.Read7BitEncodedInt(),
                Matched = reader.Read7BitEncodedInt(),
                Top = ReadNumber(reader),
                Bottom = ReadNumber(reader),
                Latest = new(ReadNumber(reader), reader.ReadString() is { Length: > 0 } code ? code : null),
            };
        return sums;
    }

    // How many places, with the sign, and the digits as a whole number, which is mostly a small one. 255 goes before a number of more than 63 bits.
    private static void Write(BinaryWriter writer, decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var digits = unchecked(((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (bits[2] != 0 || digits > long.MaxValue)
        {
            writer.Write(byte.MaxValue);
            writer.Write(number);
            return;
        }
        writer.Write((byte)(((bits[3] >> 16) & 31) | (bits[3] < 0 ? 128 : 0)));
        writer.Write7BitEncodedInt64((long)digits);
    }

    private static decimal ReadNumber(BinaryReader reader)
    {
        var head = reader.ReadByte();
        if (head == byte.MaxValue)
            return reader.ReadDecimal();
        var digits = reader.Read7BitEncodedInt64();
        return unchecked(new((int)digits, (int)(digits >> 32), 0, head > 127, (byte)(head & 31)));
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
