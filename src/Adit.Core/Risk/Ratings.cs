namespace Adit.Risk;

/// <summary>How a group of indicators stands.</summary>
/// <param name="State">Its state; does not apply if none of them does.</param>
/// <param name="Worst">The indicator that is open at the worst level; null unless open.</param>
/// <param name="Rating">The rating of <paramref name="Worst"/>; default unless open.</param>
/// <param name="Looked">How many of those that apply were looked at and are not stale.</param>
/// <param name="Applicable">How many apply.</param>
public readonly record struct GroupRating(RatingState State, Indicator? Worst, Rating Rating, int Looked, int Applicable);

/// <summary>Questions about rows that are already there.</summary>
public static class Ratings
{
    private static readonly RatingState[] WorstFirst = [RatingState.NotObserved, RatingState.NothingRecords, RatingState.Unrated, RatingState.Hidden, RatingState.Clear];

    /// <summary>How an indicator stood on day <paramref name="v"/> by what was known at ledger index <paramref name="k"/>.</summary>
    /// <remarks>
    /// Of what forms record only in part a finding stands; where there is none, nothing records it yet, and it is never clear.
    /// </remarks>
    /// <param name="indicator">The indicator.</param>
    /// <param name="site">The site's facts.</param>
    /// <param name="rows">Its rows, closed ones too if <paramref name="k"/> lies in the past, in any order.</param>
    /// <param name="v">A day at the site.</param>
    /// <param name="k">A ledger index.</param>
    public static Rating AsOf(Indicator indicator, SiteHistory site, IEnumerable<RatingRow> rows, DateOnly v, long k)
    {
        if (!site.AppliesTo(indicator, v))
            return new() { State = RatingState.DoesNotApply };
        var rating = new Rating { State = RatingState.NotObserved };
        foreach (var row in rows)
            if (row.From <= v && v < row.To && row.KFrom <= k && k < row.KTo)
                rating = row.Rating;
        return indicator.Records == RecordedBy.Forms || rating.State == RatingState.Open ? rating : new() { State = RatingState.NothingRecords };
    }

    /// <summary>
    /// How a group stands: as its worst open indicator, firm evidence before hollow at the same level; else not observed if one that applies
    /// is not; else unrated, else hidden, if one is; else clear.
    /// </summary>
    public static GroupRating Of(IEnumerable<(Indicator Indicator, Rating Rating)> members)
    {
        var (worst, rating, rank) = ((Indicator?)null, default(Rating), WorstFirst.Length);
        int looked = 0, applicable = 0;
        foreach (var (indicator, one) in members)
        {
            if (one.State == RatingState.DoesNotApply)
                continue;
            applicable++;
            looked += one.State is RatingState.NotObserved or RatingState.NothingRecords ? 0 : 1;
            if (one.State != RatingState.Open)
                rank = Math.Min(rank, Array.IndexOf(WorstFirst, one.State));
            else if (worst is null || (one.Level, one.Grade).CompareTo((rating.Level, rating.Grade)) > 0)
                (worst, rating) = (indicator, one);
        }
        var state = worst is not null ? RatingState.Open
            : applicable == 0 ? RatingState.DoesNotApply
            : WorstFirst[rank] == RatingState.NothingRecords ? RatingState.NotObserved
            : WorstFirst[rank];
        return new(state, worst, rating, looked, applicable);
    }
}
