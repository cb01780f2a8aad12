namespace Adit.Risk;

/// <summary>
/// The timelines of one site as they are put away, in two pieces: the month that goes on, which every record of the site changes, and all before it. A record of
/// today costs as much at a site that is monitored for years as at a new one.
/// </summary>
/// <remarks>
/// <c>Now</c>: the version, the cut, and for each indicator its id, how many bytes each of its pieces has, and the later one. <c>Before</c>: the earlier pieces, in the
/// same order. The bytes follow from what is known alone, not from when they were put away.
/// </remarks>
public static class SiteTimelines
{
    private const byte Version = 4;

    /// <summary>Puts timelines away.</summary>
    public static (byte[] Now, byte[] Before) Write(IEnumerable<(string Indicator, Timeline Timeline)> timelines)
    {
        var all = timelines.ToList();
        var newest = all.Max(one => one.Timeline.Newest) ?? default;
        var cut = new DateOnly(newest.Year, newest.Month, 1);
        using MemoryStream now = new(), before = new(), piece = new();
        using BinaryWriter writer = new(now), beforeWriter = new(before), pieceWriter = new(piece);
        writer.Write(Version);
        writer.Write7BitEncodedInt(cut.DayNumber);
        foreach (var (indicator, timeline) in all)
        {
            var start = before.Length;
            piece.SetLength(0);
            timeline.Write(cut, beforeWriter, pieceWriter);
            beforeWriter.Flush();
            pieceWriter.Flush();
            writer.Write(indicator);
            writer.Write7BitEncodedInt((int)(before.Length - start));
            writer.Write7BitEncodedInt((int)piece.Length);
            writer.Write(piece.GetBuffer(), 0, (int)piece.Length);
        }
        writer.Flush();
        return (now.ToArray(), before.ToArray());
    }

    /// <summary>Takes up what <see cref="Write"/> put away.</summary>
    /// <param name="judge">The judge of an indicator; null passes over its timeline.</param>
    /// <exception cref="InvalidDataException">The bytes are of another version.</exception>
    public static IEnumerable<(string Indicator, Timeline Timeline)> Read(byte[] now, byte[] before, Func<string, Judge?> judge)
    {
        Kept later = new(now), earlier = new(before);
        if (later.ReadByte() != Version)
            throw new InvalidDataException("The ratings were kept by another version of Adit; make them again with \"adit rebuild\".");
        var cut = DateOnly.FromDayNumber(later.Read7BitEncodedInt());
        for (int next = 0, end; later.Position < now.Length; (later.Position, earlier.Position) = (end, next))
        {
            var indicator = later.ReadString();
            next += later.Read7BitEncodedInt();
            end = later.Read7BitEncodedInt();
            end += later.Position;
            if (judge(indicator) is { } found)
                yield return (indicator, Timeline.Read(found, cut, earlier, later));
        }
    }
}
