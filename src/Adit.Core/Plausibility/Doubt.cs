using System.Collections.Immutable;

namespace Adit.Plausibility;

/// <summary>What makes a visit hard to believe. A reason to ask, never a finding against anybody.</summary>
public enum DoubtKind
{
    /// <summary>Far from the site. Number: metres beyond the phone's own accuracy.</summary>
    FarFromSite,

    /// <summary>Far from where this agent usually stands at this site. Number: metres.</summary>
    FarFromUsual,

    /// <summary>The very same position as in an earlier visit: satellites never give one twice. Number: of how many.</summary>
    SamePoint,

    /// <summary>Positions that do not scatter as satellites do. Number of earlier visits, Of so many at the same spot, lie within a metre and a half of this one.</summary>
    TooSteady,

    /// <summary>Faster than anybody can answer. Number: seconds, Of: answers.</summary>
    TooShort,

    /// <summary>Much faster than this agent's other visits. Number: seconds, Of: seconds usual for as many answers.</summary>
    TooQuick,

    /// <summary>Written at one sitting with visits of other days. Number: how many others.</summary>
    OneSitting,

    /// <summary>Answers the same as in an earlier visit where they usually differ. Number: the same, Of: answered in both.</summary>
    Copied,

    /// <summary>Measured numbers are all round. Number of Of.</summary>
    RoundNumbers,

    /// <summary>A photo that an earlier record has. Number: how many.</summary>
    SamePhoto,
}

/// <summary>Doubts that say much the same; only the heaviest of a family counts.</summary>
public enum DoubtFamily
{
    /// <summary>Where it was made.</summary>
    Place,

    /// <summary>When, and how fast.</summary>
    Time,

    /// <summary>What was answered.</summary>
    Answers,

    /// <summary>What was photographed.</summary>
    Photos,
}

/// <summary>One reason to ask about a visit.</summary>
/// <param name="Bits">Its weight: how many bits less likely than on an ordinary visit, 0 to 12.</param>
/// <param name="Earlier">The earlier visit that it points to; null where it points to none.</param>
/// <param name="Number">What a sentence says of it; its meaning and unit stand with the kind.</param>
/// <param name="Of">Out of how many, or what is usual; 0 where the kind has none.</param>
public sealed record Doubt(DoubtKind Kind, double Bits, SubmissionId? Earlier, long Number, long Of)
{
    /// <summary>Its family.</summary>
    public DoubtFamily Family => Kind switch
    {
        DoubtKind.FarFromSite or DoubtKind.FarFromUsual or DoubtKind.SamePoint or DoubtKind.TooSteady => DoubtFamily.Place,
        DoubtKind.TooShort or DoubtKind.TooQuick or DoubtKind.OneSitting => DoubtFamily.Time,
        DoubtKind.Copied or DoubtKind.RoundNumbers => DoubtFamily.Answers,
        _ => DoubtFamily.Photos,
    };
}

/// <summary>What is thought of one visit.</summary>
/// <param name="Doubts">The heaviest first.</param>
public sealed record Judged(SubmissionId Visit, ImmutableArray<Doubt> Doubts)
{
    /// <summary>From so many bits on a visit is doubtful. Chosen on simulated visits (decision 53), others than those that the figures are measured on.</summary>
    public const double Threshold = 5;

    /// <summary>The heaviest of each family together, in bits.</summary>
    public double Bits => Doubts.GroupBy(d => d.Family).Sum(f => f.Max(d => d.Bits));

    /// <summary>Whether somebody should ask.</summary>
    public bool Doubtful => Bits >= Threshold;
}
