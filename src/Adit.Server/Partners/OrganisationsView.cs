using Adit.Web;

namespace Adit.Partners;

/// <summary>Which organisations have to do with the programme?</summary>
public sealed record OrganisationsView(IReadOnlyList<OrganisationRowView> Rows, IReadOnlyList<string>? Refusals = null);

/// <summary>An organisation in a list.</summary>
/// <param name="Sites">How many sites its agreements cover today.</param>
/// <param name="Until">Until when; null where no agreement runs, or none ends.</param>
/// <param name="Ends">In how many days; null where that is far, or nothing ends.</param>
public sealed record OrganisationRowView(string Href, string Name, string Kind, string Country, int Sites, bool Runs, DateOnly? Until, int Users, int? Ends = null);

/// <summary>What is agreed with this organisation, and who is it?</summary>
/// <param name="Covered">The sites that it sees today.</param>
/// <param name="Users">Those who act for it.</param>
/// <param name="Others">Partners' and buyers' users who act for none, or another.</param>
/// <param name="Keys">Keys of its programs.</param>
/// <param name="Offered">All sites to choose from; empty where they are too many to list.</param>
/// <param name="Hits">How many hits wait for a review.</param>
/// <param name="Due">Keys of what nobody looked up within a year.</param>
public sealed record OrganisationView(
    string Code, string Path, string Name, string Kind, string Country, IReadOnlyList<LinkView> Covered, IReadOnlyList<AgreementView> Agreements, IReadOnlyList<ContactView> Contacts, IReadOnlyList<string> Users,
    IReadOnlyList<OptionView> Others, IReadOnlyList<OptionView> Offered, IReadOnlyList<OptionView> Minerals, IReadOnlyList<OrganisationEventView> History, People.KeysView Keys, string CounterpartyHref, int Hits, IReadOnlyList<string> Due, IReadOnlyList<string>? Refusals = null);

/// <summary>An agreement.</summary>
/// <param name="Runs">Whether it covers anything today.</param>
/// <param name="Ends">In how many days it ends; null where that is far, or it has no end.</param>
/// <param name="Purpose">Null where it says none.</param>
public sealed record AgreementView(string Id, DateOnly? From, DateOnly? Until, bool Runs, int? Ends, IReadOnlyList<OptionView> Sites, IReadOnlyList<OptionView> Minerals, IReadOnlyList<OptionView> Products, OptionView Tier, OptionView? Purpose);

/// <summary>Who is written to about something.</summary>
/// <param name="Erasable">Whether anybody is or was named.</param>
public sealed record ContactView(string Role, string Name, string Email, string Language, bool Erasable);

/// <summary>Something that was set.</summary>
public sealed record OrganisationEventView(DateTimeOffset At, string What, string Who);
