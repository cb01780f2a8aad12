namespace Adit.Plausibility;

/// <summary>
/// Finds answers that were taken over from an earlier visit. How often an answer is honestly the same again is learnt, question by question, from the visits before: where the same
/// twelve people work every day, the same twelve say nothing.
/// </summary>
internal sealed class Copying
{
    // Before so many visits nobody knows what changes at a site.
    private const int Fewest = 4;

    // Of what is copied so much stays the same; the rest is changed so that it looks like another day.
    private const double Kept = 0.85;

    // Choices of one day hang together, such as all of one pit, so they are not as many signs as they seem: together they weigh no more than this.
    private const double MostChosen = 3;

    private readonly IReadOnlyList<Trace> _all;
    private readonly int _start, _at;
    private readonly int[] _ordinary;
    private readonly Said[] _mine;

    // What the visits before answered to the same questions, a row a visit; 0 where nothing.
    private readonly uint[] _theirs;

    /// <param name="all">Visits in their order.</param>
    /// <param name="start">The first that the one at <paramref name="at"/> is compared with.</param>
    /// <param name="ordinary">Those that show what is ordinary, in their order.</param>
    public Copying(IReadOnlyList<Trace> all, int start, int at, int[] ordinary)
    {
        (_all, _start, _at, _ordinary, _mine) = (all, start, at, ordinary, [.. all[at].Answers]);
        _theirs = new uint[(at - start) * _mine.Length];
        for (var earlier = start; earlier < at; earlier++)
            Align(all[earlier].Answers.AsSpan(), _theirs.AsSpan((earlier - start) * _mine.Length, _mine.Length));
    }

    /// <summary>The earlier visit that this one is most likely a copy of, where it is likely.</summary>
    public Doubt? Doubt()
    {
        if (_ordinary.Length < Fewest)
            return null;
        var likely = Likely();
        Doubt? heaviest = null;
        for (var earlier = _at - 1; earlier >= _start; earlier--)
        {
            if (_all[earlier].Form != _all[_at].Form)
                continue;
            var (weight, same, both) = Compare(Of(earlier), likely);
            var bits = Math.Min(Doubting.Most, weight - Math.Log2(1 + _at - earlier));
            if (bits >= 1 && bits > (heaviest?.Bits ?? 0))
                heaviest = new(DoubtKind.Copied, bits, _all[earlier].Visit, same, both);
        }
        return heaviest;
    }

    /// <summary>Measured numbers that are all round, where this agent's usually are not. It never weighs much.</summary>
    public Doubt? Round()
    {
        var (all, round) = Measured(_at);
        if (all < 3 || round == 0)
            return null;
        var (measured, usually) = (0, 0);
        foreach (var earlier in _ordinary)
        {
            var (more, roundOnes) = Measured(earlier);
            (measured, usually) = (measured + more, usually + roundOnes);
        }
        var usual = (usually + 1.5) / (measured + 5.0);
        return new(DoubtKind.RoundNumbers, Math.Min(1.5, Places.Surprise(round, all, Math.Clamp(usual, 0.3, 0.9))), null, round, all);
    }

    private (int All, int Round) Measured(int visit)
    {
        int all = 0, round = 0;
        foreach (var said in _all[visit].Answers)
            if (said is { Kind: SaidKind.Measured, Telling: true })
                (all, round) = (all + 1, round + (said.Round ? 1 : 0));
        return (all, round);
    }

    private ReadOnlySpan<uint> Of(int visit) => _theirs.AsSpan((visit - _start) * _mine.Length, _mine.Length);

    // Both in ascending order of questions.
    private void Align(ReadOnlySpan<Said> theirs, Span<uint> into)
    {
        var other = 0;
        for (var question = 0; question < _mine.Length; question++)
        {
            while (other < theirs.Length && theirs[other].Question < _mine[question].Question)
                other++;
            into[question] = other < theirs.Length && theirs[other].Question == _mine[question].Question ? theirs[other].Value : 0;
        }
    }

    // How likely it is, for each question, that this answer honestly is the same as in another visit.
    private double[] Likely()
    {
        var likely = new double[_mine.Length];
        for (var question = 0; question < likely.Length; question++)
        {
            var (again, common) = Usually(question);
            likely[question] = Math.Clamp(_mine[question].Telling ? Math.Max(again, common) : 1, 0.03, 1);
        }
        return likely;
    }

    // How often two visits after each other answered a question the same, and how often with this very answer.
    private (double Again, double Common) Usually(int question)
    {
        int answered = 0, same = 0, pairs = 0;
        var last = 0u;
        foreach (var earlier in _ordinary)
        {
            var then = _theirs[((earlier - _start) * _mine.Length) + question];
            if (then == 0)
                continue;
            answered++;
            same += then == _mine[question].Value ? 1 : 0;
            pairs += then == last ? 1 : 0;
            last = then;
        }
        var (prior, weight) = Prior(_mine[question].Kind);
        return ((pairs + prior * weight) / (Math.Max(0, answered - 1) + weight), (double)same / Math.Max(4, answered));
    }

    private static (double Prior, double Weight) Prior(SaidKind kind) => kind switch
    {
        SaidKind.Chosen => (0.9, 6),
        SaidKind.Counted => (0.5, 3),
        SaidKind.Measured => (0.3, 3),
        _ => (0.15, 3),
    };

    private (double Weight, int Same, int Both) Compare(ReadOnlySpan<uint> theirs, double[] likely)
    {
        double weight = 0, chosen = 0;
        int same = 0, both = 0;
        for (var question = 0; question < theirs.Length; question++)
        {
            if (theirs[question] == 0)
                continue;
            both++;
            if (theirs[question] == _mine[question].Value)
            {
                same++;
                var gain = Math.Max(0, Math.Log2(Kept / likely[question]));
                if (_mine[question].Kind == SaidKind.Chosen)
                    chosen += gain;
                else
                    weight += gain;
            }
            else if (_mine[question].Telling && likely[question] < Kept)
                weight += Math.Log2((1 - Kept) / (1 - likely[question]));
        }
        return (weight + Math.Min(MostChosen, chosen), same, both);
    }
}
