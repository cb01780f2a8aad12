using Adit.Incidents;
using Adit.Risk;
using Adit.Sites;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Plans and actions in the words and signs of the pages.</summary>
internal static class PlanWords
{
    /// <summary>Who sits at the monthly meeting (product, the loop).</summary>
    public static readonly IReadOnlyList<Party> AtMeetings = [Party.Cooperative, Party.Operator, Party.MiningService, Party.MinePolice, Party.Committee, Party.CivilSociety, Party.Other];

    /// <summary>The address of a plan.</summary>
    public static string Path(Site site, DateOnly month) => $"{SiteWords.Path(site)}/plans/{MonthValue(month)}";

    /// <summary>The address of an action.</summary>
    public static string Path(CorrectiveAction action) => "/actions/" + action.Line.Number;

    /// <summary>The name of a plan's sheet as a file, without its ending.</summary>
    public static string FileName(Site site, DateOnly month) => $"{site.Code}-{MonthValue(month)}";

    /// <summary>A month as addresses and programs have it.</summary>
    public static string MonthValue(DateOnly month) => month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The month that an address names; null where it names none.</summary>
    public static DateOnly? ReadMonth(string? text) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var month) && month.Year is > 1999 and < 2200 ? month : null;

    /// <summary>Who carries an action out.</summary>
    public static string Owner(Party? owner, Words words)
    {
        var name = words[owner is { } party ? "party." + IncidentWords.KeyOf(party) : "plan.owner.programme"];
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>The end of a day at a site, as a deadline.</summary>
    public static DeadlineView Deadline(DateOnly day, Site site)
    {
        var zone = Sheet.ZoneOf(site);
        return new(TimeZoneInfo.ConvertTime(Clock.StartOf(day.AddDays(1), zone).AddTicks(-1), zone));
    }
}
