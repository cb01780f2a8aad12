namespace Adit.Reference;

/// <summary>What stands against one row, or is odd in it.</summary>
internal readonly record struct RowReport(long Line, string Visit, RowNote Note);

/// <summary>What an import did. Every row of the file is new, held already or bad.</summary>
internal sealed class ImportReport
{
    /// <summary>Columns that the file lacks; where there are any, nothing was imported.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    public long Rows { get; set; }

    public long New { get; set; }

    public long Held { get; set; }

    public long NewSites { get; set; }

    /// <summary>Rows that were not imported, in the order of their lines; one with two faults stands here twice.</summary>
    public List<RowReport> Bad { get; } = [];

    /// <summary>What is odd in rows that were imported.</summary>
    public List<RowReport> Odd { get; } = [];

    public long BadRows => Bad.Select(b => b.Line).Distinct().LongCount();
}
