using System.Collections.Immutable;

namespace Adit.Reports;

/// <summary>A day of the month, as agents saw it.</summary>
/// <param name="Agents">How many were there.</param>
/// <param name="Records">Ledger indexes of the records that speak of it and count.</param>
public sealed record RestingDay(DateOnly Day, int Agents, ImmutableArray<long> Records);

/// <summary>What one record adds to a figure on a day. A record that also speaks of a day of another month has a value for that too.</summary>
/// <param name="Figure">Id of the figure: people.most or production.kg.</param>
/// <param name="Record">Its ledger index.</param>
/// <param name="Value">The sum of its answers.</param>
/// <param name="Answers">Where in the record's answers for subscribers the numbers stand, names from the outside in, as <c>batches/kg</c>; empty where a number is not for subscribers.</param>
public sealed record RestingValue(string Figure, DateOnly Day, long Record, decimal Value, ImmutableArray<string> Answers);

/// <summary>An entry of the ledger and what kind of fact it is.</summary>
public sealed record RestingEntry(long Entry, string Kind);

/// <summary>What happened to an incident or an action that a report speaks of, in order.</summary>
/// <param name="Number">By which the report names it.</param>
/// <param name="Entries">Those by which its figures can be counted again; none where they are not for subscribers.</param>
public sealed record RestingMatter(string Number, ImmutableArray<RestingEntry> Entries);

/// <summary>
/// What the figures of a published version rest on, recorded in the same write: which entries, so that nobody chooses afterwards. Subscribers who get the records open them and count again (<c>samples/recompute.mjs</c>).
/// That nothing was left out it cannot prove; that nothing was put in or changed it does.
/// </summary>
/// <param name="Published">Ledger index of the version.</param>
/// <param name="Site">Ledger index of the entry that registered the site.</param>
public sealed record ReportRests(
    ReportId Report, int Version, long Published, long Site, ImmutableArray<RestingDay> Days, ImmutableArray<RestingValue> Values, ImmutableArray<RestingMatter> Incidents, ImmutableArray<RestingMatter> Actions) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Report.Value];
}
