namespace Adit.Plausibility;

/// <summary>The answers of several visits beside each other: one column a question.</summary>
internal sealed class AnswerTable
{
    private readonly Said[,] _said;

    public AnswerTable(IReadOnlyList<Trace> visits)
    {
        var columns = new Dictionary<uint, int>();
        foreach (var visit in visits)
            foreach (var said in visit.Answers)
                columns.TryAdd(said.Question, columns.Count);
        Visits = visits;
        Questions = columns.Count;
        _said = new Said[visits.Count, Questions];
        for (var row = 0; row < visits.Count; row++)
            foreach (var said in visits[row].Answers)
                _said[row, columns[said.Question]] = said;
    }

    public IReadOnlyList<Trace> Visits { get; }

    public int Questions { get; }

    /// <summary>What was answered; its question is 0 where nothing was.</summary>
    public ref readonly Said At(int visit, int question) => ref _said[visit, question];
}

/// <summary>
/// Finds answers that were taken over from an earlier visit. How often an answer is honestly the same again is learnt, question by question, from the visits before: where the same
/// twelve people work every day, the same twelve say nothing.
/// </summary>
/// <param name="ordinary">Visits that show what is ordinary, in their order.</param>
internal sealed class Copying(AnswerTable table, int[] ordinary)
{
    // Before so many visits nobody knows what changes at a site.
    private const int Fewest = 4;

    // Of what is copied so much stays the same; the rest is changed so that it looks like another day.
    private const double Kept = 0.85;

    // Choices of one day hang together, such as all of one pit, so they are not as many signs as they seem: together they weigh no more than this.
    private const double MostChosen = 3;

    /// <summary>The earlier visit that this one is most likely a copy of, where it is likely.</summary>
    public Doubt? Doubt(int start, int visit)
    {
        if (ordinary.Length < Fewest)
            return null;
        var likely = Likely(visit);
        Doubt? heaviest = null;
        for (var earlier = visit - 1; earlier >= start; earlier--)
        {
            if (table.Visits[earlier].Form != table.Visits[visit].Form)
                continue;
            var (weight, same, both) = Compare(visit, earlier, likely);
            var bits = Math.Min(Doubting.Most, weight - Math.Log2(1 + visit - earlier));
            if (bits >= 1 && bits > (heaviest?.Bits ?? 0))
                heaviest = new(DoubtKind.Copied, bits, table.Visits[earlier].Visit, same, both);
        }
        return heaviest;
    }

    /// <summary>Measured numbers that are all round, where this agent's usually are not. It never weighs much.</summary>
    public Doubt? Round(int visit)
    {
        int all = 0, round = 0;
        for (var question = 0; question < table.Questions; question++)
            if (table.At(visit, question) is { Question: not 0, Kind: SaidKind.Measured, Telling: true } said)
                (all, round) = (all + 1, round + (said.Round ? 1 : 0));
        if (all < 3)
            return null;
        var (measured, usually) = (0, 0);
        foreach (var earlier in ordinary)
            for (var question = 0; question < table.Questions; question++)
                if (table.At(earlier, question) is { Question: not 0, Kind: SaidKind.Measured, Telling: true } said)
                    (measured, usually) = (measured + 1, usually + (said.Round ? 1 : 0));
        var usual = (usually + 1.5) / (measured + 5.0);
        return new(DoubtKind.RoundNumbers, Math.Min(1.5, Places.Surprise(round, all, Math.Clamp(usual, 0.3, 0.9))), null, round, all);
    }

    // How likely it is, for each question, that this answer honestly is the same as in another visit.
    private double[] Likely(int visit)
    {
        var likely = new double[table.Questions];
        for (var question = 0; question < table.Questions; question++)
        {
            ref readonly var said = ref table.At(visit, question);
            if (said.Question == 0)
                continue;
            var (again, common) = Usually(said, question);
            likely[question] = Math.Clamp(said.Telling ? Math.Max(again, common) : 1, 0.03, 1);
        }
        return likely;
    }

    // How often two visits after each other answered a question the same, and how often with this very answer.
    private (double Again, double Common) Usually(Said said, int question)
    {
        int answered = 0, same = 0, pairs = 0, last = -1;
        foreach (var earlier in ordinary)
        {
            ref readonly var then = ref table.At(earlier, question);
            if (then.Question == 0)
                continue;
            answered++;
            same += then.Value == said.Value ? 1 : 0;
            if (last >= 0)
                pairs += table.At(last, question).Value == then.Value ? 1 : 0;
            last = earlier;
        }
        var (prior, weight) = Prior(said);
        return ((pairs + prior * weight) / (Math.Max(0, answered - 1) + weight), (double)same / Math.Max(4, answered));
    }

    private static (double Prior, double Weight) Prior(Said said) => said.Kind switch
    {
        SaidKind.Chosen => (0.9, 6),
        SaidKind.Counted => (0.5, 3),
        SaidKind.Measured => (0.3, 3),
        _ => (0.15, 3),
    };

    private (double Weight, int Same, int Both) Compare(int visit, int earlier, double[] likely)
    {
        double weight = 0, chosen = 0;
        int same = 0, both = 0;
        for (var question = 0; question < table.Questions; question++)
        {
            ref readonly var mine = ref table.At(visit, question);
            ref readonly var theirs = ref table.At(earlier, question);
            if (mine.Question == 0 || theirs.Question == 0)
                continue;
            both++;
            if (mine.Value == theirs.Value)
            {
                same++;
                var gain = Math.Max(0, Math.Log2(Kept / likely[question]));
                if (mine.Kind == SaidKind.Chosen)
                    chosen += gain;
                else
                    weight += gain;
            }
            else if (mine.Telling && likely[question] < Kept)
                weight += Math.Log2((1 - Kept) / (1 - likely[question]));
        }
        return (weight + Math.Min(MostChosen, chosen), same, both);
    }
}
