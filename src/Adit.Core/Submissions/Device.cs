using System.Collections.Immutable;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>What the phone says of itself and its clock; claims, never corrected.</summary>
/// <param name="Start">When the form was opened.</param>
/// <param name="End">When it was finished.</param>
/// <param name="Today">The day on the phone.</param>
/// <param name="DeviceId">The phone's id.</param>
public sealed record Device(DateTimeOffset? Start, DateTimeOffset? End, DateOnly? Today, string? DeviceId)
{
    /// <summary>The phone's clock at sending, as near as the record says: its end, else its start; null where neither has an offset.</summary>
    public DateTimeOffset? Clock => End ?? Start;

    /// <summary>The day that the record claims: its start, else its today.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Reads the questions that phones fill in themselves (<c>jr:preload</c>), and the OpenRosa metadata of the same meaning.</summary>
    public static Device Of(Filled filled)
    {
        string? start = null, end = null, today = null, device = null;
        for (var element = 1; element < filled.Count; element++)
        {
            if (!filled.Belongs(element) || filled.Answer(element) is not { } text)
                continue;
            switch (Claim(filled, filled.Node(element)))
            {
                case "start": start ??= text; break;
                case "end": end ??= text; break;
                case "today": today ??= text; break;
                case "deviceid": device ??= text.Trim(); break;
            }
        }
        var opened = start is null ? null : AnswerText.Moment(start);
        var finished = end is null ? null : AnswerText.Moment(end);
        var day = today is null ? null : AnswerText.Day(today);
        return new Device(opened?.At, finished?.At, day, device) { Day = opened?.Day ?? day };
    }

    /// <summary>The day on which the agent learnt of what the record tells, where a question of the form asks for it.</summary>
    public static DateOnly? Learnt(Filled filled)
    {
        for (var element = 1; element < filled.Count; element++)
            if (filled.Belongs(element) && filled.Node(element).Meaning.Learnt && filled.Answer(element) is { } text && AnswerText.Day(text.Trim()) is { } day)
                return day;
        return null;
    }

    private static string? Claim(Filled filled, FormNode node) => node switch
    {
        { Preload: { Kind: "timestamp", Parameter: "start" or "end" } time } => time.Parameter,
        { Preload: { Kind: "date", Parameter: "today" } } => "today",
        { Preload: { Kind: "property" } property } when property.Parameter.Equals("deviceid", StringComparison.OrdinalIgnoreCase) => "deviceid",
        { Name: "timeStart" or "timeEnd" or "deviceID" } when filled.Form.Nodes[node.Parent].Name == "meta" =>
            node.Name == "timeStart" ? "start" : node.Name == "timeEnd" ? "end" : "deviceid",
        _ => null,
    };
}

/// <summary>Where a record says it was made.</summary>
/// <param name="Place">The place.</param>
/// <param name="Path">The question.</param>
/// <param name="Tier">Its tier; a flag that tells the place is of this tier too.</param>
public sealed record RecordPlace(Place Place, string Path, Tier Tier)
{
    /// <summary>The first readable geopoint that lies in no repeat, else the first of all; null where there is none.</summary>
    public static RecordPlace? Of(Filled filled)
    {
        RecordPlace? inRow = null;
        for (var element = 1; element < filled.Count; element++)
        {
            if (!filled.IsQuestion(element, AnswerType.Geopoint, AnswerType.Geopoint) || filled.Answer(element) is not { } text
                || AnswerText.Point(text) is not { } place)
                continue;
            var found = new RecordPlace(place, filled.Node(element).Path, filled.TierOf(element));
            if (!InRow(filled, element))
                return found;
            inRow ??= found;
        }
        return inRow;
    }

    private static bool InRow(Filled filled, int element)
    {
        for (var around = filled.Parent(element); around >= 0; around = filled.Parent(around))
            if (filled.Node(around).Kind == NodeKind.Repeat)
                return true;
        return false;
    }
}
