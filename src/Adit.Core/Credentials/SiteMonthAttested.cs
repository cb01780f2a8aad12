using System.Collections.Immutable;
using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>A party as a credential names it.</summary>
/// <param name="Id">An address that is its own: a DID, or a page about it.</param>
/// <param name="Name">Its name, as people say it.</param>
public sealed record NamedParty(string Id, string Name);

/// <summary>A criterion that an indicator looks at, where the criterion has an address of its own, as RMI's have.</summary>
/// <param name="Id">Its address.</param>
/// <param name="Name">Its name or number.</param>
public sealed record NamedCriterion(string Id, string Name);

/// <summary>How one indicator stood at the end of the month.</summary>
/// <param name="Indicator">Its id: <c>OH-04</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Clause">The clause it stands for, as <c>EGC pits-max-10m</c>; empty where none.</param>
/// <param name="Topic">Its UNTP topic, as in the catalogue: <c>social.safety</c>.</param>
/// <param name="Criteria">Criteria of others that it looks at; none is allowed.</param>
/// <param name="Standing">In a word that programs compare: <c>S2-observed</c>, <c>nothing-open</c>, <c>not-observed</c>.</param>
/// <param name="Words">The same in words: "open S2, observed", "nothing open among what was looked at", "not observed".</param>
public sealed record AttestedIndicator(string Indicator, string Name, string Clause, string Topic, ImmutableArray<NamedCriterion> Criteria, string Standing, string Words);

/// <summary>Where the records lie that a report was made from.</summary>
/// <param name="Origin">The ledger's origin.</param>
/// <param name="First">The index of the first entry that it may rest on.</param>
/// <param name="Last">The index of the last.</param>
/// <param name="Report">The index of the entry in which the report itself was recorded.</param>
public sealed record LedgerRange(string Origin, long First, long Last, long Report);

/// <summary>Where a credential stands in the status lists.</summary>
/// <param name="List">Which pair of lists, from 1.</param>
/// <param name="Place">The place in both.</param>
public readonly record struct StatusPlace(int List, int Place);

/// <summary>What a published report of a site and a month says, as far as a credential repeats it: words and whole numbers, nobody's name, no place but the site's.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Address">The programme's public address, without a slash at its end.</param>
/// <param name="Issuer">The programme: its DID and its name.</param>
/// <param name="IssuedTo">To whom it is issued: the site's operator, or the site itself.</param>
/// <param name="Site">The site's address and name.</param>
/// <param name="SiteCode">The site's code in the programme.</param>
/// <param name="Country">Two letters.</param>
/// <param name="Month">The month's first day.</param>
/// <param name="ValidFrom">When the report was published.</param>
/// <param name="Coverage">What was looked at and what was not, a sentence each: "visited on 21 of 30 days".</param>
/// <param name="ReportAddress">Where the report is to be had.</param>
/// <param name="Report">SHA-256 of the report's bytes.</param>
/// <param name="Evidence">SHA-256 over the list of what the report rests on, as the report gives it.</param>
public sealed record SiteMonthAttested(
    Guid Id, string Address, NamedParty Issuer, NamedParty IssuedTo, NamedParty Site, string SiteCode, string Country, DateOnly Month, Instant ValidFrom,
    ImmutableArray<AttestedIndicator> Indicators, ImmutableArray<string> Coverage, string ReportAddress, Hash Report, Hash Evidence, LedgerRange Ledger);
