using Adit.Web;

namespace Adit.Plans;

/// <summary>A plan on paper: what people at the site may see of it, and no more.</summary>
/// <param name="State">draft, issued or over.</param>
/// <param name="For">The party that it was made for; null for the meeting, whose sheet has room for what is said there.</param>
/// <param name="AsOf">The day at the site that it was made.</param>
/// <param name="FileName">Without its ending.</param>
public sealed record SheetView(string SiteName, string Month, string State, DateOnly? Issued, string Note, string? For, DateOnly AsOf, string FileName, IReadOnlyList<SheetLineView> Lines);

/// <summary>A line on paper.</summary>
/// <param name="Said">What happened to it, in words that name nobody of the programme.</param>
/// <param name="Standing">How grave it is; null on a party's sheet, as are those after it.</param>
public sealed record SheetLineView(SharedLineView Line, IReadOnlyList<string> Said, Standing? Standing = null, string? What = null, string? Clock = null, string? Cost = null, bool Carried = false, string? Payment = null);

/// <summary>One line of a plan, to be shown on a phone.</summary>
public sealed record CardView(string SiteName, string FileName, DateOnly AsOf, SharedLineView Line);

/// <summary>Makes papers of what pages show.</summary>
internal static class Sheets
{
    /// <summary>The sheet of the meeting: without what stays inside the programme, and without what is not to be done any more.</summary>
    public static SheetView Of(PlanView plan) => new(
        plan.SiteName, plan.Month, plan.State, plan.Issued, plan.Note, null, plan.Today, plan.FileName,
        [.. plan.Lines.Where(l => l is { Quiet: false, State: not "dropped" }).Select(l => new SheetLineView(Shared(l), [.. l.Said.Select(s => s.OnPaper).OfType<string>()], l.Standing, l.What, l.Clock, l.Cost, l.Carried, l.Payment))]);

    /// <summary>The sheet of a party: what its page shows.</summary>
    public static SheetView Of(SharedView plan, Words words) => new(
        plan.SiteName, plan.Month ?? "", "issued", plan.Issued, "", plan.Party, plan.Today, plan.FileName,
        [.. plan.Lines.Select(l => new SheetLineView(l, l.Agrees is { } agrees ? [words[agrees ? "shared.you-agree" : "shared.you-dispute"]] : []))]);

    /// <summary>A line as a card; null where it stays inside the programme.</summary>
    public static CardView? Of(ActionView action) => action.Line.Quiet ? null : new(action.SiteName, $"{action.SiteCode}-{action.Line.Number}", action.Today, Shared(action.Line));

    /// <summary>A line that a party sees as a card; null where it sees none of that number.</summary>
    public static CardView? Of(SharedView plan, string number) =>
        plan.Lines.FirstOrDefault(l => l.Number == number) is { } line ? new(plan.SiteName, $"{plan.SiteCode}-{line.Number}", plan.Today, line) : null;

    private static SharedLineView Shared(PlanLineView line) => new(
        line.Number, line.Text, line.About, line.Check, line.Owner + (line.OwnerIs.Length > 0 ? $" ({line.OwnerIs})" : ""), line.Due, line.Overdue, line.State, line.Partner, null, line.State is "running" or "said-done");
}
