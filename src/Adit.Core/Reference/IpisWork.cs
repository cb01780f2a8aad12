using System.Collections.Immutable;
using System.Globalization;

namespace Adit.Reference;

/// <summary>What a row says of the work at a site and of who does it.</summary>
internal static class IpisWork
{
    private static readonly string[] MineralColumns = ["mineral1", "mineral2", "mineral3"];
    private static readonly string[] ServiceColumns = ["state_service1", "state_service2", "state_service3", "state_service4"];

    public static ImmutableArray<string> Minerals(IpisColumns row) =>
        [.. MineralColumns.SelectMany(column => row.Codes(column, IpisTables.Minerals, parted: false, unknown: "other")).Distinct()];

    public static ImmutableArray<string> Services(IpisColumns row) =>
        [.. ServiceColumns.SelectMany(column => row.Codes(column, IpisTables.Services, parted: true, unknown: "other")).Distinct()];

    public static string? Workers(IpisColumns row)
    {
        var text = row.Text("workers_numb", 40);
        if (text.Length == 0)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var workers))
            return workers.ToString(CultureInfo.InvariantCulture);
        row.Note("count-unreadable", "workers_numb", text);
        return null;
    }

    /// <summary>How the visit was made. Third-party knowledge stays that where the row also says that the site was visited.</summary>
    public static string? OnSite(IpisColumns row)
    {
        var why = row.Code("visit_onsite_novisitreason", IpisTables.NotReached);
        return row.Code("visit_onsite", IpisTables.YesNo) == "yes" && why is null && row.Text("visit_onsite_novisitreason", 1).Length == 0 ? "reached" : why;
    }

    /// <summary>What women do. Sexual exploitation is not repeated: it is "other".</summary>
    public static ImmutableArray<string> WomensTasks(IpisColumns row) =>
        Tasks([.. row.Codes("womenwork", IpisTables.Tasks, parted: true, unknown: "other").Select(task => task == "sexual" ? "other" : task).Distinct()]);

    /// <summary>What children under 15 do, and whether they are sexually exploited, which must stand nowhere else.</summary>
    public static (ImmutableArray<string> Tasks, bool Exploited) ChildrensTasks(IpisColumns row)
    {
        var all = row.Codes("childunder15work", IpisTables.Tasks, parted: true, unknown: "other");
        return (Tasks(all.Remove("sexual")), all.Contains("sexual"));
    }

    private static ImmutableArray<string> Tasks(ImmutableArray<string> codes) => codes.Length > 1 ? codes.Remove("none") : codes;
}
