using System.Collections.Immutable;
using System.Data.Common;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>How a site stands to readers of some tiers, in the few things that lists of sites show.</summary>
/// <param name="Hidden">How many of its risks are hard to see, with no report.</param>
/// <param name="Looked">Indicators looked at, of those that apply.</param>
internal sealed record SiteStands(Standing Standing, AttentionView Attention, IndicatorRisk? Worst, int Hidden, int Looked, int Applicable)
{
    public static SiteStands Of(SiteRisk risk, AttentionView attention) => new(
        risk.Standing, attention, risk.Open.FirstOrDefault(), risk.Indicators.Count(i => i.Rating.State == RatingState.Hidden), risk.Overall.Looked, risk.Overall.Applicable);
}

/// <summary>One monitored site as it stands today; small, since a node keeps one of every site.</summary>
/// <param name="Day">Today at the site.</param>
/// <param name="Within">To readers of T2 and up.</param>
/// <param name="Without">To others, for whom protected indicators do not exist.</param>
/// <param name="Clocks">The one that runs out first in front; as those see them who hear least, since all read the same list.</param>
/// <param name="Days">Of the last <see cref="AgentDays.Span"/> days.</param>
/// <param name="Records">Those that count, of the last <see cref="RecentDays"/> days.</param>
/// <param name="Last">When the newest came in; null where none did.</param>
internal sealed record SiteToday(DateOnly Day, SiteStands Within, SiteStands Without, ImmutableArray<RunningClock> Clocks, AgentDays Days, long Records, Instant? Last)
{
    public const int RecentDays = 90;

    /// <summary>How it stands to a reader.</summary>
    public SiteStands To(Tier reader) => reader >= Tier.T2 ? Within : Without;

    /// <summary>The clock of the gravest finding that has one: an old deadline of a lesser one would hide it. Null where none runs.</summary>
    public RunningClock? Next { get; } = Clocks.MaxBy(c => c.Risk.Rating.Level);

    /// <summary>Whether somebody was there in the last seven days.</summary>
    public bool SeenThisWeek { get; } = Days.Days[^7..].Contains(DayCover.Observed);

    /// <summary>Reads some sites at once, each as of today where it lies.</summary>
    public static IEnumerable<(SiteId Site, SiteToday Today)> Read(DbConnection db, LedgerReading ledger, Register register, InForce inForce, IEnumerable<Site> sites, DateTimeOffset now) =>
        sites.GroupBy(s => SiteRisk.Today(s, now)).SelectMany(group => Read(db, ledger, register, inForce, [.. group], group.Key)).ToList();

    private static IEnumerable<(SiteId, SiteToday)> Read(DbConnection db, LedgerReading ledger, Register register, InForce inForce, List<Site> sites, DateOnly day)
    {
        var k = SiteRisk.Newest(db);
        var ids = sites.Select(s => s.Id).ToList();
        var risks = SiteRisk.Of(db, inForce, sites, day, k, [Tier.T2, Tier.T1]);
        var (days, records, last) = (AgentDays.Of(db, sites, day, k), DaysTable.Records(db, ids, day.AddDays(-RecentDays)), DaysTable.LastRecords(db, ids));
        var evidence = SubmissionsTable.Rows(db, risks.SelectMany(r => r[0].Open).Select(o => o.Rating.FirstK).Distinct()).ToDictionary(r => r.Index);
        var works = SiteWork.Read(db, ids);
        var clocks = new Clocks(db, ledger, register, inForce, evidence);
        foreach (var both in risks)
        {
            var (site, work) = (both[0].Site.Id, works(both[0].Site.Id));
            var (within, without) = (SiteStands.Of(both[0], work.Attention(inForce.Catalogue, both[0], Tier.T2)), SiteStands.Of(both[1], work.Attention(inForce.Catalogue, both[1], Tier.T1)));
            yield return (site, new(day, within, without == within ? within : without, [.. clocks.Of(both[0], Risk.Clocks.Heard(work.Incidents, Tier.T1, Role.Lead))], days[site], records.GetValueOrDefault(site), last.TryGetValue(site, out var at) ? at : null));
        }
    }
}
