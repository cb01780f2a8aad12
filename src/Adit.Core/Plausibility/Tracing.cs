using System.Collections.Immutable;
using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Plausibility;

/// <summary>What is known of a visit apart from its answers.</summary>
public sealed record VisitHead(SubmissionId Visit, ActorId Agent, SiteId Site, DateOnly Day, Instant Received, bool Paper);

/// <summary>From a record to the trace it leaves. What is protected leaves none.</summary>
public static class Tracing
{
    private const int MostAnswers = 400, MostSpots = 20, MostPhotos = 100, LongWords = 20;

    // Phones may claim any accuracy; more than half the earth is none.
    private const double FarthestMetres = 20_000_000;

    /// <summary>The trace of a record, matched to its form.</summary>
    /// <param name="veil">A keyed hash: equal texts give equal numbers, and nobody without the key can tell which.</param>
    public static Trace Of(VisitHead head, Filled filled, Func<string, ulong> veil)
    {
        var device = Device.Of(filled);
        var answers = new SortedDictionary<uint, Said>();
        var spots = new List<(bool Row, Spot Spot)>();
        var rows = new Dictionary<int, string> { [Filled.Root] = "" };
        for (var element = 1; element < filled.Count && answers.Count < MostAnswers; element++)
        {
            if (!filled.Belongs(element) || filled.TierOf(element) == Tier.T3 || filled.Answer(element)?.Trim() is not { } text)
                continue;
            var node = filled.Node(element);
            if (node.Type == AnswerType.Geopoint && SpotOf(text) is { } spot)
                spots.Add((RowOf(filled, filled.Parent(element), rows).Length > 0, spot));
            else if (Says(node))
                answers[Short(veil($"{RowOf(filled, filled.Parent(element), rows)}\n{node.Path}"))] = Say(node, text, veil);
        }
        var photographed = filled.Instance.Files.Select(f => f.Place).OfType<string>().Select(SpotOf).OfType<Spot>();
        return new()
        {
            Visit = head.Visit,
            Agent = head.Agent,
            Site = head.Site,
            Form = filled.Form.Id,
            Day = head.Day,
            Received = head.Received,
            Started = device.Start is { } start ? Instant.From(start) : null,
            Ended = device.End is { } end ? Instant.From(end) : null,
            Paper = head.Paper,
            Spots = [.. spots.OrderBy(s => s.Row).Select(s => s.Spot).Concat(photographed).Take(MostSpots)],
            Answers = [.. answers.Select(a => a.Value with { Question = a.Key })],
            Photos = [.. filled.Instance.Files.Select(f => veil(f.Sha256)).Distinct().Take(MostPhotos).Order()],
        };
    }

    // What the agent answered, seen on the screen: neither what the phone fills in, nor what the form computes.
    private static bool Says(FormNode node) => node is { Control: not null, Calculate: null, Preload: null, Implied: false, ReadOnly: null }
        && node.Type is not (AnswerType.Note or AnswerType.Binary or AnswerType.Audit or AnswerType.Trigger or AnswerType.Geopoint or AnswerType.Geotrace or AnswerType.Geoshape or AnswerType.Date or AnswerType.DateTime)
        && node.Meaning is { Subject: null, Day: false, Learnt: false };

    // Enough to tell the answers to one question apart; and never 0, which stands for none.
    private static uint Short(ulong veiled) => (uint)(veiled & uint.MaxValue) | 1;

    private static Said Say(FormNode node, string text, Func<string, ulong> veil)
    {
        var value = Short(veil(text));
        return node.Type switch
        {
            AnswerType.Whole => new(0, value, SaidKind.Counted, AnswerText.Whole(text) is >= 10, false),
            AnswerType.Number when AnswerText.Number(text) is { } number => new(0, value, SaidKind.Measured, number >= 10 || decimal.Truncate(number) != number, number % 5 == 0),
            AnswerType.Text when node.Choices is null => new(0, value, SaidKind.Written, text.Length >= LongWords, false),
            _ => new(0, value, SaidKind.Chosen, true, false),
        };
    }

    private static Spot? SpotOf(string text)
    {
        if (AnswerText.Point(text) is not { } place)
            return null;
        var words = text.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return new(place.Latitude, place.Longitude, Math.Min(Digits(words[0]), Digits(words[1])), place.AccuracyMetres is { } metres ? Math.Clamp(metres, 0, FarthestMetres) : null);
    }

    private static int Digits(string degrees) => Math.Min(9, degrees.IndexOf('.') is >= 0 and var point ? degrees.Length - point - 1 : 0);

    private static string RowOf(Filled filled, int element, Dictionary<int, string> rows)
    {
        if (rows.TryGetValue(element, out var known))
            return known;
        var around = RowOf(filled, filled.Parent(element), rows);
        if (filled.Node(element).Kind != NodeKind.Repeat)
            return rows[element] = around;
        // A row is known by what it is about, such as its pit: agents look at other pits in turn, and each is to be compared with itself.
        var index = 0;
        var name = Row(filled, element);
        for (var row = filled.First(filled.Parent(element)); row >= 0 && row != element; row = filled.Next(row))
            if (filled.IsKnown(row) && filled.Node(row).Path == filled.Node(element).Path && Row(filled, row) == name)
                index++;
        return rows[element] = $"{around}{filled.Node(element).Name}[{name} {index}]/";
    }

    private static string Row(Filled filled, int row)
    {
        for (var child = filled.First(row); child >= 0; child = filled.Next(child))
            if (filled.Belongs(child) && filled.Node(child).Meaning.Subject is not null && filled.TierOf(child) != Tier.T3 && filled.Answer(child)?.Trim() is { } subject)
                return subject;
        return "";
    }
}
