using System.Data.Common;
using Adit.Incidents;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>Composes drafts from how sites stand now.</summary>
internal sealed class Composing(DbConnection db, InForce inForce, Library library, Instant now)
{
    /// <summary>The measures that are in force.</summary>
    public static Library Library(DbConnection db, InForce inForce) => new(inForce.Catalogue, PlansTable.Measures(db));

    /// <summary>What is open at a site and would be in no draft, and why.</summary>
    public IReadOnlyList<(OpenFinding Finding, LeftOut Why)> LeftOut(Site site) => Compose(site, () => (default, "")).LeftOut;

    /// <summary>The draft of a site's plan for a month, from what is open there now; null where nothing is open and nothing is carried over.</summary>
    /// <param name="numbers">Draws the numbers of its actions.</param>
    public PlanDrafted? Draft(Site site, DateOnly month, Numbers numbers)
    {
        var (year, taken) = (SiteRisk.Today(site, now.ToDateTimeOffset()).Year, new HashSet<string>());
        var made = Compose(site, () => (new(Guid.CreateVersion7(now.ToDateTimeOffset())), numbers.OfAction(db, year, taken)));
        return made.Lines.IsEmpty && made.Carried.IsEmpty ? null
            : new(new(Guid.CreateVersion7(now.ToDateTimeOffset())), site.Id, month, inForce.Catalogue.Version, made.Lines, [.. made.Carried.Select(a => a.Id)]);
    }

    /// <summary>The month of a day, as its first day.</summary>
    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    private Composed Compose(Site site, Func<(ActionId Id, string Number)> next)
    {
        var (today, zone) = (SiteRisk.Today(site, now.ToDateTimeOffset()), Sheet.ZoneOf(site));
        var open = RatingsTable.On(db, [site.Id], today, SiteRisk.Newest(db))[site.Id].Where(r => r.Row.Rating.State == RatingState.Open)
            .Select(r => new OpenFinding(r.Indicator, r.Row.Rating.Level, r.Row.Rating.Hollow)).ToList();
        return Drafting.Compose(
            inForce.Catalogue, library, new(today, zone, open, [.. IncidentsTable.OpenAt(db, site.Id).Where(i => Acting.IsFor(i, People.Role.Lead))], PlansTable.Running(db, [site.Id])), next);
    }
}
