using Adit.Reports;

namespace Adit.Plans;

/// <summary>The sheet of a plan as tables: what stands on paper, under names that are the same in every language.</summary>
internal static class SheetTables
{
    /// <summary>The plan, and its lines.</summary>
    public static IReadOnlyList<ReportTable> Of(SheetView sheet) =>
    [
        new("plan", ["name", "value"], [["site", sheet.SiteName], ["month", sheet.Month], ["state", sheet.State], ["adopted", sheet.Issued], ["as_of", sheet.AsOf], ["for", sheet.For], ["note", sheet.Note.Length > 0 ? sheet.Note : null]]),
        new("lines", ["number", "text", "about", "checked_by", "owner", "partner", "due", "days_overdue", "state", "finding", "cost", "payment", "carried_over", "said"],
            [.. sheet.Lines.Select(l => (IReadOnlyList<object?>)[
                l.Line.Number, l.Line.Text, l.Line.About, Said(l.Line.Check), l.Line.Owner, Said(l.Line.Partner), l.Line.Due, (decimal)l.Line.Overdue, l.Line.State, l.What, l.Cost, l.Payment, l.Carried ? "yes" : "no", Said(string.Join(" · ", l.Said))])]),
    ];

    private static string? Said(string text) => text.Length > 0 ? text : null;
}
