using Adit.Web;

namespace Adit.BackChecks;

/// <summary>Do two agents see the same? What is made a second time, and what came of it.</summary>
/// <param name="Set">How many are drawn.</param>
/// <param name="Waiting">Those of which the second record is waited for, the next to be made first.</param>
/// <param name="Over">Those that came, were not made in time or were dropped, the newest first.</param>
/// <param name="Agreement">By indicator, over the last twelve months.</param>
public sealed record BackChecksView(
    BackChecksSet Set, IReadOnlyList<BackCheckView> Waiting, IReadOnlyList<BackCheckView> Over, IReadOnlyList<AgreementView> Agreement, bool MayChange, bool MayGive, IReadOnlyList<string>? Refusals = null);

/// <summary>A record that is made a second time.</summary>
/// <param name="State">waits, late (its days are over, and it may still be on a phone), made, missed or dropped.</param>
/// <param name="First">Address of the first record.</param>
/// <param name="Cause">Why, in words.</param>
/// <param name="Agent">Who makes the second record; null while nobody does.</param>
/// <param name="Told">Whether a phone of theirs says so.</param>
/// <param name="Able">Who else could.</param>
/// <param name="Pairs">How many indicators both records say something of.</param>
/// <param name="Differ">Those of which they say something else.</param>
public sealed record BackCheckView(
    string Id, string State, string Form, string SiteCode, string SiteName, string First, string Of, string Cause, string? Number, DateOnly Until, string? Agent, bool Told, IReadOnlyList<OptionView> Able,
    string? Second, int Pairs, IReadOnlyList<DifferView> Differ, string? Dropped);

/// <summary>An indicator of which two records say something else: what each found, in words.</summary>
public sealed record DifferView(string Indicator, string Name, string First, string Second);

/// <summary>How far two agents agree on an indicator.</summary>
/// <param name="Share">Of all pairs, in percent with its interval, in words; null where there are too few.</param>
/// <param name="Both">The same of what at least one found.</param>
public sealed record AgreementView(string Indicator, string Name, int Pairs, int Agreed, string? Share, int SeenByOne, int SeenByBoth, string? Both);
