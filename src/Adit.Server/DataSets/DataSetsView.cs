using Adit.Web;

namespace Adit.DataSets;

/// <summary>What is followed up, and does anything of it need a look?</summary>
public sealed record DataSetsView(IReadOnlyList<DataSetLineView> Lines);

/// <summary>A data set.</summary>
/// <param name="Held">How many things are in it, as far as the reader sees them.</param>
/// <param name="Conflicts">How many of them two people changed without knowing of each other.</param>
/// <param name="Faults">How much that records ask was not done.</param>
/// <param name="Forms">The forms that make or change what is in it.</param>
public sealed record DataSetLineView(string Name, string Href, long Held, long Conflicts, long Faults, IReadOnlyList<LinkView> Forms, bool Approval);

/// <summary>What is in a data set?</summary>
/// <param name="Closed">Forms that declare it and are protected as a whole: nothing that they ask is kept.</param>
/// <param name="Settings">What was set, the newest first, in words.</param>
/// <param name="Export">Where it may be had as a file; null for who may not take it out.</param>
public sealed record DataSetView(
    DataSetLineView Line, TableView Table, IReadOnlyList<FilterView> Filters, IReadOnlyList<EntityLineView> Lines, PagerView Pager, IReadOnlyList<EntityFaultView> Faults, IReadOnlyList<string> Properties,
    IReadOnlyList<string> Closed, IReadOnlyList<string> Settings, bool MayChange, string? Export, IReadOnlyList<string>? Refusals = null);

/// <summary>A thing in a list.</summary>
/// <param name="Stands">here, taken-back or deleted.</param>
/// <param name="Conflict">soft or hard; null for none.</param>
public sealed record EntityLineView(string Id, string Href, string Label, string? SiteCode, string SiteName, int Version, DateTimeOffset Changed, string Stands, string? Conflict);

/// <summary>Something that a record asked and that was not done.</summary>
/// <param name="Why">In words.</param>
/// <param name="Record">Address of the record.</param>
/// <param name="Entity">Address of what it is about; null where it did not say, or the reader may not see it.</param>
public sealed record EntityFaultView(string Why, string Record, string? Entity);

/// <summary>What became of one thing?</summary>
/// <param name="Values">Its properties.</param>
/// <param name="Waits">What waits to be applied, in words.</param>
/// <param name="Steps">Its history, the newest first.</param>
public sealed record EntityView(
    string DataSet, string DataSetHref, EntityLineView Line, IReadOnlyList<FactView> Values, IReadOnlyList<string> Waits, IReadOnlyList<EntityFaultView> Faults, IReadOnlyList<EntityStepView> Steps, bool MaySee, bool MayDelete,
    IReadOnlyList<string>? Refusals = null);

/// <summary>A step of a history.</summary>
/// <param name="What">In words.</param>
/// <param name="By">Who sent the record, or who of the office did it.</param>
/// <param name="Record">Address of the record; null where there is none that the reader may see.</param>
public sealed record EntityStepView(int Version, DateTimeOffset At, string What, string By, string? Record, string? Conflict, IReadOnlyList<EntityChangeView> Changed, string? Note);

/// <summary>What a property was and became, in words.</summary>
public sealed record EntityChangeView(string Property, string? Was, string? Became);

/// <summary>What a record did to a data set.</summary>
/// <param name="How">How that stands, or why it was not done, in words.</param>
/// <param name="Wrong">Whether it was not done.</param>
public sealed record RecordEntityView(string DataSet, string? Label, string? Href, string How, bool Wrong);
