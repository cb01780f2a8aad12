using System.Data.Common;
using Adit.Forms;
using Adit.Ledger;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Risk;

/// <summary>One record behind a rating: what it said, about what, on which day, and the level that it alone comes to.</summary>
/// <param name="Finding">As it was judged.</param>
/// <param name="Observations">What the indicator read of the record.</param>
internal sealed record EvidenceRow(SubmissionRow Record, Finding Finding, IReadOnlyList<Observation> Observations)
{
    /// <summary>Whether it meets a step.</summary>
    public bool Met => Finding.Level != Severity.None;

    /// <summary>How it was come by.</summary>
    public Evidence Evidence => Finding.Evidence;
}

/// <summary>The records behind a site × indicator as of (V, K), of the newest day first, read back from the ledger. For readers of T2 only.</summary>
/// <param name="Closed">How many of the records looked through hold something that stays closed, and were not read.</param>
/// <param name="More">Whether there are older ones.</param>
internal sealed record RatingEvidence(IReadOnlyList<EvidenceRow> Rows, int Closed, bool More)
{
    private const int MostRead = 1000;

    /// <summary>Reads them. Nothing of a protected indicator is ever read here.</summary>
    /// <param name="limit">How many rows at most that meet a step, and how many that do not. What is open is looked for until it is found.</param>
    public static RatingEvidence Of(DbConnection db, LedgerReading ledger, Register register, InForce inForce, Site site, Indicator indicator, DateOnly v, long k, int limit = 50)
    {
        if (indicator.Protected || SitesTable.History(db, site.Id, k) is not { } history)
            return new([], 0, false);
        var catalogue = inForce.Catalogue;
        var judge = new Judge(catalogue, indicator, history);
        var kinds = Catalogues.KindsOf(catalogue);
        var rating = Ratings.AsOf(indicator, history, RatingsTable.On(db, [site.Id], v, k)[site.Id].Where(r => r.Indicator == indicator.Id).Select(r => r.Row), v, k);
        var indexes = DaysTable.CountedAt(db, site.Id, FormsReading(register, catalogue, indicator), From(indicator, rating, v), v.AddDays(1), k, MostRead + 1);
        var (rows, met, unmet, closed) = (new List<EvidenceRow>(), 0, 0, 0);
        foreach (var index in indexes.Take(MostRead))
        {
            if (met >= limit || (rating.State != RatingState.Open && unmet >= limit))
                return new(rows, closed, true);
            if (ledger.Fact(db, index, Tier.T2) is not { Fact: SubmissionAccepted { Envelope: { } envelope } accepted } recorded)
                continue;
            // Where the bytes as received hold something of T3 they do not open here, and the record is only counted.
            if (accepted.Xml.IsEmpty)
                closed++;
            else if (AccountOf(register, catalogue, kinds, recorded, accepted, envelope) is { } account && SubmissionsTable.Row(db, index) is { } record)
            {
                var found = Findings.Of(judge, account).Where(f => f.Day <= v).Select(f => new EvidenceRow(record, f, [.. f.Observations.Select(o => account.Observations[o])])).ToList();
                foreach (var one in found)
                    if (one.Met ? met++ < limit : unmet++ < limit)
                        rows.Add(one);
            }
        }
        return new(rows, closed, indexes.Count > MostRead);
    }

    /// <summary>What counted of a span of days as known at a ledger index, for figures that are made of many records; null where there is more than can be read for a page.</summary>
    public static IReadOnlyList<Account>? Within(DbConnection db, LedgerReading ledger, Register register, Catalogue catalogue, Site site, Indicator indicator, DateOnly from, DateOnly to, long k, int most = 200)
    {
        var kinds = Catalogues.KindsOf(catalogue);
        var indexes = DaysTable.CountedAt(db, site.Id, FormsReading(register, catalogue, indicator), from, to.AddDays(1), k, most + 1);
        return indexes.Count > most ? null : [.. indexes.Select(index => ledger.Fact(db, index, Tier.T2) is { Fact: SubmissionAccepted { Envelope: { } envelope } accepted } recorded && !accepted.Xml.IsEmpty
            ? AccountOf(register, catalogue, kinds, recorded, accepted, envelope) : null).OfType<Account>()];
    }

    // An open finding rests on its days and on what its sums reach back to; anything else on the last looks.
    private static DateOnly From(Indicator indicator, in Rating rating, DateOnly v)
    {
        var since = rating.State == RatingState.Open ? rating.Since : rating.LastLook is { } look && look < v ? look : v;
        var reach = indicator.Takes.Select(t => t.Over).OfType<Period>().Append(rating.State == RatingState.Open ? default : indicator.StaleAfter);
        return reach.Select(p => Back(since, p)).Min();
    }

    private static DateOnly Back(DateOnly day, Period period)
    {
        var days = (period.Months * 31) + period.Days + (period.Minutes / 1440);
        return day.DayNumber < days ? DateOnly.MinValue : day.AddDays(-days);
    }

    private static List<string> FormsReading(Register register, Catalogue catalogue, Indicator indicator) =>
        [.. register.Forms.Values
            .Where(f => f.Form.Nodes.Any(n => n.Meaning.Observes is { } observable && catalogue.ObservableIndex(observable) is >= 0 and var at && indicator.Reads[at]))
            .Select(f => f.Published.Form).Distinct()];

    internal static Account? AccountOf(
        Register register, Catalogue catalogue, System.Collections.Frozen.FrozenDictionary<string, SeenKind> kinds, Recorded recorded, SubmissionAccepted accepted, Envelope envelope)
    {
        if (!register.Forms.TryGetValue((envelope.Form, envelope.Version), out var form) || InstanceReading.Read(accepted.Xml).Instance is not { } instance)
            return null;
        var filled = new Filled(form.Form, instance);
        var seen = Observing.Of(filled, Device.Of(filled), o => kinds.TryGetValue(o, out var kind) ? kind : null);
        return Accounts.Of(catalogue, recorded.Index, envelope.Submission, recorded.Actor, seen with { Seen = [.. seen.Seen.Where(s => s.Tier < Tier.T3)] }, envelope.Day, veil: _ => "");
    }
}
