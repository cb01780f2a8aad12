using System.Data.Common;
using Adit.Partners;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Summaries;

/// <summary>Publishes public summaries and takes them back.</summary>
internal sealed class SummaryActs(Database database, Registers registers, Catalogues catalogues)
{
    /// <summary>Does it.</summary>
    /// <param name="act">publish or withdraw.</param>
    /// <param name="seen">The newest version that they saw; 0 for none.</param>
    /// <exception cref="Refused">With every reason.</exception>
    public Task Do(CurrentPerson person, SummaryPlace place, ReportSpan quarter, string act, bool read, int seen, string why) => database.Write(writing =>
    {
        var (db, now) = (writing.Db.Db, database.Clock.GetUtcNow());
        var newest = SummariesTable.Newest(db, place, quarter);
        TakingActs.Record(writing, person.Actor, act switch
        {
            "publish" => Summarising.Publish(
                newest?.Fact.Summary ?? new(Guid.CreateVersion7(now)), place, Says(db, registers.Current, catalogues.Current ?? throw Refused.Of("refuse.no-catalogue"), place, quarter), newest?.Fact, newest?.Withdrawn is not null, SummariesTable.OfQuarter(db, quarter).Any(s => s.Fact.Site is null != place.Site is null && s.Fact.Says.Country == place.Country && s.Fact.Says.Province == place.Province),
                ProgrammeReportActs.Today(registers.Current, now), read, seen, why),
            "withdraw" when newest is not null => Summarising.Withdraw(newest.Fact, newest.Withdrawn is not null, seen, why),
            _ => throw Refused.Of("refuse.report-act", ("act", act)),
        }, "refuse.report");
        return true;
    });

    /// <summary>What a summary would say now.</summary>
    public static PublicSummary Says(DbConnection db, Register register, InForce inForce, SummaryPlace place, ReportSpan quarter)
    {
        var library = Composing.Library(db, inForce);
        return Summarising.Compose(
            place, quarter,
            [.. quarter.Months.SelectMany(m => ReportsTable.OfMonth(db, m)).Where(r => r.Withdrawn is null && (place.Site is { } site ? r.Fact.Site == site : register.Sites.GetValueOrDefault(r.Fact.Site) is { } at && at.Country == place.Country && at.Province == place.Province))
                .Select(r => r.Fact.Says)],
            // Serious abuse is no matter for a notice board, whatever was agreed about it.
            indicator => library.MayShow(indicator) && inForce.Catalogue.Indicator(indicator) is { Protected: false, Regime: "cap" });
    }

    /// <summary>All places that a summary can be about: provinces with as many sites as it takes, then sites.</summary>
    public static IEnumerable<SummaryPlace> Places(Register register)
    {
        var sites = register.MonitoredByName().Where(ReportsFilling.IsWatched).ToList();
        return [
            .. sites.GroupBy(s => (s.Country, s.Province)).Where(g => g.Count() >= Suppression.Fewest).OrderBy(g => g.Key.Country, StringComparer.Ordinal).ThenBy(g => g.Key.Province, StringComparer.CurrentCulture)
                .Select(g => new SummaryPlace(null, "", g.Key.Country, g.Key.Province, g.Count())),
            .. sites.Select(s => new SummaryPlace(s.Id, s.Name, s.Country, s.Province, 1))];
    }
}
