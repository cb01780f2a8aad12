using System.Collections.Immutable;
using Adit.Forms;
using Adit.Incidents;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>A line of the plan that somebody disputes, as an agent wrote it down.</summary>
/// <param name="Number">Of the action, as it was chosen or copied from the sheet.</param>
/// <param name="Party">Null where nobody said which.</param>
public sealed record DisputedLine(string Number, Party? Party, string Why);

/// <summary>What an agent wrote down of the monthly meeting: who came, which lines were disputed by whom, and whether all agreed to the rest.</summary>
/// <param name="Place">Where it was; empty where the record does not say.</param>
public sealed record MeetingSheet(string Place, ImmutableArray<Attended> Came, ImmutableArray<DisputedLine> Disputed, bool RestAgreed)
{
    /// <summary>The observables of a meeting: how many came of a party, by sex; which party disputes the line in the same row; whether all agreed to every other line.</summary>
    public const string CameOf = "meeting.came", DisputedBy = "meeting.disputed", RestOf = "meeting.rest_agreed";

    // As the catalogue names it.
    private const string Women = "f";

    /// <summary>Whether records of a form tell of a meeting.</summary>
    public static bool IsAskedBy(Form form) => form.Nodes.Any(n => n.Meaning.Observes == CameOf);

    /// <summary>Reads it off a record whose form asks for it.</summary>
    public static MeetingSheet Of(Filled filled)
    {
        var (came, disputed, place, rest) = (new List<Attended>(), new List<DisputedLine>(), "", false);
        for (var element = 0; element < filled.Count; element++)
            if (filled.Belongs(element) && filled.Answer(element)?.Trim() is { } answer)
                switch (filled.Node(element).Meaning)
                {
                    case { Observes: DisputedBy }:
                        disputed.Add(new(Beside(filled, element, n => n.Meaning.Subject == "case") ?? "", PartyOf(answer), Beside(filled, element, IsText) ?? ""));
                        break;
                    case { Observes: RestOf }: rest = answer is "yes" or "true"; break;
                    case { Observes: CameOf } meaning when int.TryParse(answer, out var count) && count is > 0 and <= 1_000 && Beside(filled, element, n => n.Meaning.Dimension == "party") is { } party:
                        var women = meaning.Where.Any(d => d is { Name: "sex", Value: Women });
                        came.Add(new(PartyOf(party) ?? Party.Other, women ? count : 0, women ? 0 : count));
                        break;
                    default:
                        if (filled.Parent(element) == Filled.Root && filled.Node(element).Name == "place")
                            place = answer.Length > Planning.LongestName ? answer[..Planning.LongestName] : answer;
                        break;
                }
        return new(place, [.. came.GroupBy(c => c.Party).Select(g => new Attended(g.Key, g.Sum(c => c.Women), g.Sum(c => c.Men)))], [.. disputed], rest);
    }

    private static bool IsText(FormNode node) => node is { Type: AnswerType.Text, Meaning: { Observes: null, Subject: null, Dimension: null } };

    // What was answered in the same row.
    private static string? Beside(Filled filled, int element, Func<FormNode, bool> which)
    {
        for (var other = filled.First(filled.Parent(element)); other >= 0; other = filled.Next(other))
            if (filled.Belongs(other) && which(filled.Node(other)))
                return filled.Answer(other)?.Trim() is { } answer ? answer.Length > Planning.Longest ? answer[..Planning.Longest] : answer : null;
        return null;
    }

    private static Party? PartyOf(string code) => Enum.TryParse<Party>(code.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var party) && Enum.IsDefined(party) ? party : null;
}
