using System.Data.Common;
using Adit.Partners;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Digests;

/// <summary>What a reader was told of one site in a stretch of time: the newest version of each report that holds, the first month first.</summary>
internal sealed record ToldSite(Site Site, IReadOnlyList<PublishedReport> Reports)
{
    /// <summary>The report of a month; null where there is none.</summary>
    public PublishedReport? Of(DateOnly month) => Reports.FirstOrDefault(r => r.Fact.Month == month);
}

/// <summary>Which sites' reports a reader gets of a stretch of time: what digests and packs are composed from, so that nothing in them is new to whoever reads them.</summary>
internal static class Told
{
    /// <summary>The sites that a reader gets reports of, in the order of names, with those that are published. Sites of which none is published yet stand in it too; others do not.</summary>
    /// <param name="first">The first day of the first month.</param>
    /// <param name="last">The first day of the last month.</param>
    /// <param name="organisation">Whose agreements count; null for the reader's own and for the programme.</param>
    public static IReadOnlyList<ToldSite> Of(DbConnection db, Register register, CurrentPerson person, OrganisationSet? organisation, DateOnly first, DateOnly last, Instant now)
    {
        bool Gives(Site site, DateOnly month) => organisation is null ? Reach.Gives(register, person, Product.Reports, site, month.AddMonths(1).AddDays(-1), now)
            : Reach.Gives(register, organisation.Organisation, Product.Reports, site, month.AddMonths(1).AddDays(-1), now);
        return [.. register.MonitoredByName().Where(s => ReportsFilling.IsWatched(s) && Gives(s, last)).Select(s => new ToldSite(s, [.. ReportsTable.Months(db, s.Id, first, last, long.MaxValue).Where(r => Gives(s, r.Fact.Month))]))];
    }
}
