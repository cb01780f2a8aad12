namespace Adit.Risk;

/// <summary>The part of a day's mark that keeps it as bytes: little-endian, numbers as 7-bit encoded integers, and what is mostly the same left out.</summary>
internal partial struct DayMark
{
    public readonly void WriteSaid(BinaryWriter to)
    {
        to.Write((byte)((Looked ? 1 : 0) | (JudgedLook ? 2 : 0) | (Sums is { Wanting: true } ? 4 : 0) | (Sums is null ? 0 : 8) | (LastAdverseK == 0 ? 0 : 16)
            | (Asked.Found == 0 ? 0 : 32) | (Asked.Seen == Asked.Told ? 64 : 0)));
        to.Write((byte)((int)Single | ((int)(Sums?.Level ?? Severity.None) << 4)));
        to.Write((byte)((int)Noted.Level | ((int)Noted.Grade << 3) | ((int)Noted.Look << 5)));
        Write(to, Asked);
        if (LastAdverseK != 0)
        {
            to.Write7BitEncodedInt64(LastAdverseK);
            Write(to, Adverse);
        }
        if (Sums is { } sums)
            Write(to, sums);
    }

    public static DayMark ReadSaid(BinaryReader from)
    {
        var mark = new DayMark();
        int flags = from.ReadByte(), levels = from.ReadByte(), noted = from.ReadByte();
        (mark.Looked, mark.JudgedLook, mark.Single) = ((flags & 1) != 0, (flags & 2) != 0, (Severity)(levels & 15));
        mark.Asked = ReadAsked(from, (flags & 32) != 0, (flags & 64) != 0);
        if ((flags & 16) != 0)
            (mark.LastAdverseK, mark.Adverse) = (from.Read7BitEncodedInt64(), ReadBacking(from));
        if ((flags & 8) != 0)
            mark.Sums = ReadSums(from, (Severity)(levels >> 4), wanting: (flags & 4) != 0);
        mark.Noted = ((Severity)(noted & 7), (Grade)((noted >> 3) & 3), (Look)(noted >> 5), mark.AskedInAll);
        return mark;
    }

    private static void Write(BinaryWriter to, DaySums sums)
    {
        Write(to, sums.Lookers);
        Write(to, sums.Backing);
        to.Write7BitEncodedInt64((long)sums.Found);
        to.Write7BitEncodedInt(sums.Tallies.Length);
        foreach (var tally in sums.Tallies)
        {
            to.Write7BitEncodedInt(tally.Answered);
            to.Write7BitEncodedInt(tally.Matched);
            Write(to, tally.Top);
            Write(to, tally.Bottom);
            Write(to, tally.Latest.Number);
            to.Write(tally.Latest.Code ?? "");
        }
    }

    private static DaySums ReadSums(BinaryReader from, Severity level, bool wanting)
    {
        var (lookers, backing, found) = (ReadBacking(from), ReadBacking(from), ReadBits(from));
        var sums = new DaySums(new Tally[from.Read7BitEncodedInt()]) { Lookers = lookers, Backing = backing, Found = found, Level = level, Wanting = wanting };
        for (var slot = 0; slot < sums.Tallies.Length; slot++)
            sums.Tallies[slot] = new()
            {
                Answered = from.Read7BitEncodedInt(),
                Matched = from.Read7BitEncodedInt(),
                Top = ReadNumber(from),
                Bottom = ReadNumber(from),
                Latest = new(ReadNumber(from), from.ReadString() is { Length: > 0 } code ? code : null),
            };
        return sums;
    }

    // What is told is mostly seen too, and mostly nothing was found; the flags before it say so.
    private static void Write(BinaryWriter to, in Asked asked)
    {
        if (asked.Found != 0)
        {
            to.Write7BitEncodedInt64((long)asked.Found);
            to.Write7BitEncodedInt64((long)asked.FoundSeen);
        }
        to.Write7BitEncodedInt64((long)asked.Told);
        if (asked.Seen != asked.Told)
            to.Write7BitEncodedInt64((long)asked.Seen);
    }

    private static Asked ReadAsked(BinaryReader from, bool found, bool allSeen)
    {
        var (met, metSeen) = found ? (ReadBits(from), ReadBits(from)) : (0, 0);
        var told = ReadBits(from);
        return new(met, metSeen, told, allSeen ? told : ReadBits(from));
    }

    private static void Write(BinaryWriter to, in Backing backing)
    {
        to.Write7BitEncodedInt(backing.By1 << 1 | (backing.Observed ? 1 : 0));
        to.Write7BitEncodedInt(backing.By2);
        to.Write7BitEncodedInt64(backing.FirstK);
    }

    private static ulong ReadBits(BinaryReader from) => (ulong)from.Read7BitEncodedInt64();

    private static Backing ReadBacking(BinaryReader from)
    {
        var first = from.Read7BitEncodedInt();
        return new() { Observed = (first & 1) != 0, By1 = first >> 1, By2 = from.Read7BitEncodedInt(), FirstK = from.Read7BitEncodedInt64() };
    }

    // How many places, with the sign, and the digits as a whole number, which is mostly a small one. 255 goes before a number of more than 63 bits.
    private static void Write(BinaryWriter to, decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var digits = unchecked(((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (bits[2] != 0 || digits > long.MaxValue)
        {
            to.Write(byte.MaxValue);
            to.Write(number);
            return;
        }
        to.Write((byte)(((bits[3] >> 16) & 31) | (bits[3] < 0 ? 128 : 0)));
        to.Write7BitEncodedInt64((long)digits);
    }

    private static decimal ReadNumber(BinaryReader from)
    {
        var head = from.ReadByte();
        if (head == byte.MaxValue)
            return from.ReadDecimal();
        var digits = from.Read7BitEncodedInt64();
        return unchecked(new((int)digits, (int)(digits >> 32), 0, head > 127, (byte)(head & 31)));
    }
}
