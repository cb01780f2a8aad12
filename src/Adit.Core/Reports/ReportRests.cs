using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Risk;

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

/// <summary>People hurt in an incident.</summary>
/// <param name="Who">women, men, minors or unknown.</param>
/// <param name="Harm">dead, serious or light.</param>
public sealed record RestingVictims(string Who, string Harm, int People);

/// <summary>An incident as a programme report counts it, and what happened to it.</summary>
/// <param name="Group">Of its worst finding that is not protected.</param>
/// <param name="Learnt">The day the programme learnt of it, at the site.</param>
/// <param name="Closed">The day it was over; null where it was not by the end of the span.</param>
/// <param name="Entries">None where they are of a matter that is protected in part.</param>
public sealed record RestingIncident(
    string Number, string Group, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Level, bool Hollow, DateOnly Learnt, DateOnly? Closed, ImmutableArray<RestingVictims> Victims, ImmutableArray<RestingEntry> Entries);

/// <summary>A corrective action as a programme report counts it, and what happened to it.</summary>
/// <param name="Verified">The day somebody checked on the ground that it was done; null where nobody did by the end of the span.</param>
public sealed record RestingAction(string Number, DateOnly Agreed, DateOnly Due, DateOnly? Verified, ImmutableArray<RestingEntry> Entries);

/// <summary>People counted by sex in one entry.</summary>
/// <param name="Entry">Ledger index of the record or of the meeting.</param>
public sealed record RestingPeople(long Entry, int Women, int Men);

/// <summary>What a programme report takes from one site, with the entries that it takes it from.</summary>
/// <param name="Country">Two letters.</param>
/// <param name="Registered">Ledger index of the entry that registered the site.</param>
/// <param name="Days">Days of the span of which a record counts.</param>
/// <param name="Values">Of production.kg alone.</param>
/// <param name="AtWork">The last count by sex; null where nobody counted.</param>
public sealed record RestingSite(
    SiteId Site, string Country, string Province, long Registered, ImmutableArray<RestingDay> Days, ImmutableArray<RestingValue> Values, ImmutableArray<RestingIncident> Incidents, ImmutableArray<RestingAction> Actions,
    RestingPeople? AtWork, ImmutableArray<RestingPeople> Meetings);

/// <summary>
/// What the figures of a published programme report rest on, site by site, recorded in the same write. It names the sites and holds what the report hides: for the programme and for auditors alone, who count again with it.
/// </summary>
/// <param name="Published">Ledger index of the version.</param>
/// <param name="OfPersons">Groups of risks by whose counts a child, a survivor or an informant could be told, as the catalogue had it.</param>
/// <param name="Groups">Codes of all groups of risks, in order.</param>
public sealed record ProgrammeReportRests(ReportId Report, int Version, long Published, ImmutableArray<string> Groups, ImmutableArray<string> OfPersons, ImmutableArray<RestingSite> Sites) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Report.Value];
}
