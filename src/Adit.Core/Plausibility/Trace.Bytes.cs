using System.Collections.Immutable;
using System.Text;

namespace Adit.Plausibility;

/// <summary>A trace as it is put away: small, since there is one for each visit.</summary>
public sealed partial record Trace
{
    private const byte Version = 1;
    private const int TellingBit = 4, RoundBit = 8, KindBits = 3;

    /// <summary>The bytes, without what a table keeps beside them: the visit, agent, site and day.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes, Encoding.UTF8);
        to.Write(Version);
        to.Write(Form);
        to.Write(Received.Micros);
        Write(to, Started);
        Write(to, Ended);
        to.Write(Paper);
        to.Write7BitEncodedInt(Spots.Length);
        foreach (var spot in Spots)
        {
            to.Write(spot.Latitude);
            to.Write(spot.Longitude);
            to.Write((byte)spot.Digits);
            to.Write(spot.AccuracyMetres ?? double.NaN);
        }
        to.Write7BitEncodedInt(Answers.Length);
        foreach (var said in Answers)
        {
            to.Write(said.Question);
            to.Write(said.Value);
            to.Write((byte)((int)said.Kind | (said.Telling ? TellingBit : 0) | (said.Round ? RoundBit : 0)));
        }
        to.Write7BitEncodedInt(Photos.Length);
        foreach (var photo in Photos)
            to.Write(photo);
        to.Flush();
        return bytes.ToArray();
    }

    /// <summary>The trace that was put away.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version.</exception>
    public static Trace Of(SubmissionId visit, ActorId agent, SiteId site, DateOnly day, byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (from.ReadByte() != Version)
            throw new InvalidDataException("A trace of another version.");
        return new()
        {
            Visit = visit,
            Agent = agent,
            Site = site,
            Day = day,
            Form = from.ReadString(),
            Received = new(from.ReadInt64()),
            Started = Read(from),
            Ended = Read(from),
            Paper = from.ReadBoolean(),
            Spots = [.. Many(from, () => new Spot(from.ReadDouble(), from.ReadDouble(), from.ReadByte(), from.ReadDouble() is var metres && double.IsNaN(metres) ? null : metres))],
            Answers = [.. Many(from, () => Say(from.ReadUInt32(), from.ReadUInt32(), from.ReadByte()))],
            Photos = [.. Many(from, from.ReadUInt64)],
        };
    }

    private static Said Say(uint question, uint value, int bits) => new(question, value, (SaidKind)(bits & KindBits), (bits & TellingBit) != 0, (bits & RoundBit) != 0);

    private static IEnumerable<T> Many<T>(BinaryReader from, Func<T> read)
    {
        for (var left = from.Read7BitEncodedInt(); left > 0; left--)
            yield return read();
    }

    private static void Write(BinaryWriter to, Instant? at) => to.Write(at?.Micros ?? long.MinValue);

    private static Instant? Read(BinaryReader from) => from.ReadInt64() is var micros && micros == long.MinValue ? null : new(micros);
}
