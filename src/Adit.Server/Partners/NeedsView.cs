using Adit.Web;

namespace Adit.Partners;

/// <summary>What do the sites of an agreement need most, and who has taken it on?</summary>
/// <param name="Organisation">Whose agreements they are of; null where there is none.</param>
/// <param name="Choices">Organisations to choose from; none where the reader acts for one.</param>
/// <param name="Questions">What needs are ranked by, in order.</param>
/// <param name="Days">Over how many days findings are counted.</param>
/// <param name="MoreHref">The next page of the list; null where this is the last.</param>
/// <param name="MayTakeOn">Whether the reader acts for the organisation.</param>
public sealed record NeedsView(
    string? Organisation, FilterView? Choices, TableView Table, IReadOnlyList<string> Questions, int Days, IReadOnlyList<NeedView> Needs, string? MoreHref, IReadOnlyList<NeedSiteView> Sites, IReadOnlyList<LinkView> Offers, bool MayTakeOn, bool MayKeep,
    IReadOnlyList<string>? Refusals = null);

/// <summary>One risk at one site.</summary>
/// <param name="Place">Its place in the order, from 1.</param>
/// <param name="Why">What it was ranked by, in words.</param>
/// <param name="Ahead">What sets it before the next one; null for the last.</param>
public sealed record NeedView(
    int Place, string SiteName, string SiteCode, string SiteHref, Standing Standing, string Indicator, string What, string Href, string Known, string Found, string People, DateOnly? Since, IReadOnlyList<string> Why, string? Ahead,
    IReadOnlyList<NeedActionView> Actions);

/// <summary>An action that was agreed at the site.</summary>
/// <param name="State">free, waits (for the programme's answer; offered, where the programme reads), yours, taken or paid.</param>
/// <param name="TakenBy">Who has taken it on, where the reader may know.</param>
/// <param name="Answer">What the programme answered to an offer; null where nothing.</param>
public sealed record NeedActionView(string Number, string Text, string Owner, DateOnly Due, int Overdue, string Cost, string State, string? TakenBy, string? Answer, string? Href);

/// <summary>How much was looked at on a site: what nobody looked at is no better for it.</summary>
/// <param name="NotObserved">How many risks nobody has looked at, or not for too long.</param>
public sealed record NeedSiteView(string Name, string Href, int Looked, int Applicable, int NotObserved, string Days, string People, int Needs);
