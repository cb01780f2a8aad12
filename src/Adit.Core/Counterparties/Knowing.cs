using System.Collections.Immutable;
using Adit.Partners;

namespace Adit.Counterparties;

/// <summary>What may be said of a counterparty. Each act is one fact, or all reasons why not; all say the day and the source that it is of.</summary>
public static class Knowing
{
    /// <summary>Longest name, number or name of a list, and longest note, address or source, in characters; most owners.</summary>
    public const int LongestName = 160, LongestText = 600, MostOwners = 40;

    /// <summary>It is said what an organisation is by law.</summary>
    public static Decision Identify(OrganisationIdentified said, OrganisationIdentified? before, DateOnly today) => Decision.Unless(
        [
            .. Dated(said.Day, said.Source, today), Named(said.LegalName), TooLong(said.LegalForm, said.Register, said.Number), said.Address.Length > LongestText ? new("counterparty-long", Of("n", LongestText)) : null,
            (said.Number.Length == 0) == (said.Register.Length == 0) ? null : new("counterparty-register"), IsCountry(said.Country) ? null : new("organisation-country"),
        ],
        said == before ? null : said);

    /// <summary>It is declared who owns it.</summary>
    public static Decision Declare(OwnersDeclared said, DateOnly today) => Decision.Unless(
        [
            .. Dated(said.Day, said.Source, today), said.Owners.IsEmpty || said.Owners.Length > MostOwners ? new("counterparty-owners", Of("n", MostOwners)) : null, said.Owners.All(o => o.Name.Length is > 0 and <= LongestName) ? null : new("counterparty-owner"),
            said.Owners.All(o => (o.Country.Length == 0 || IsCountry(o.Country)) && o.Percent is not (< 0 or > 100)) && said.Owners.Sum(o => o.Percent ?? 0) <= 100 ? null : new("counterparty-share"),
        ],
        said);

    /// <summary>A licence or permit is noted.</summary>
    public static Decision Permit(PermitSet said, DateOnly today) => Decision.Unless(
        [.. Dated(said.Day, said.Source, today), said.Number.Length == 0 || said.Issuer.Length == 0 || said.What.Length == 0 ? new("counterparty-permit") : null, TooLong(said.Number, said.Issuer, said.What), said.Until < said.From ? new("counterparty-permit-days") : null],
        said);

    /// <summary>It was looked up in a list.</summary>
    public static Decision Check(CounterpartyChecked said, DateOnly today) => Decision.Unless(
        [
            said.Day > today || said.Day.Year < 2000 ? new("counterparty-day") : null, said.List.Length == 0 || said.Version.Length == 0 ? new("counterparty-list") : null, TooLong(said.List, said.Version),
            said.Note.Length > LongestText ? new("counterparty-long", Of("n", LongestText)) : null, said.Result != LookResult.Clear && said.Note.Length == 0 ? new("counterparty-note") : null,
        ],
        said);

    /// <summary>A hit is reviewed.</summary>
    /// <param name="check">Null where there is none of that id.</param>
    public static Decision Review(HitReviewed said, ListCheck? check) => Decision.Unless(
        [check?.Fact.Result == LookResult.Hit ? check.Waits ? null : new("counterparty-reviewed") : new("counterparty-no-hit"), said.Why.Length == 0 ? new("counterparty-why") : said.Why.Length > LongestText ? new("counterparty-long", Of("n", LongestText)) : null],
        said);

    /// <summary>It is said where it works. Of buyers that is never said: who sees a site's parties must not learn of another buyer.</summary>
    public static Decision Place(WorkplacesSet said, OrganisationKind kind, ImmutableArray<SiteId> before) => Decision.Unless(
        [kind is OrganisationKind.Operator or OrganisationKind.Cooperative ? null : new("counterparty-works")], said.Sites.Order(BySite).SequenceEqual(before.Order(BySite)) ? null : said);

    private static Comparer<SiteId> BySite { get; } = Comparer<SiteId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private static IEnumerable<Refusal?> Dated(DateOnly day, string source, DateOnly today) =>
        [day > today || day.Year < 2000 ? new("counterparty-day") : null, source.Length is 0 or > LongestText ? new("counterparty-source", Of("n", LongestText)) : null];

    private static Refusal? Named(string name) => name.Length is 0 or > LongestName ? new("counterparty-name", Of("n", LongestName)) : null;

    private static Refusal? TooLong(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
            if (text.Length > LongestName)
                return new("counterparty-long", Of("n", LongestName));
        return null;
    }

    private static bool IsCountry(string code) => code.Length == 2 && code.All(char.IsAsciiLetterUpper);

    private static ImmutableArray<(string, string)> Of(string name, int number) => [(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
