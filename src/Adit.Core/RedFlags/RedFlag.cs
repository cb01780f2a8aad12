using System.Collections.Immutable;

namespace Adit.RedFlags;

/// <summary>The red flags of OECD step 2 that the programme itself records, not its agents: rules for what may be said of them.</summary>
public static class RedFlag
{
    /// <summary>Their indicators in the catalogue.</summary>
    public const string Area = "RF-01", Advisory = "RF-02", Party = "RF-03", Route = "RF-04";

    /// <summary>Longest name of a list, and longest text, in characters; most countries of a way.</summary>
    public const int LongestName = 160, LongestText = 600, MostCountries = 12;

    /// <summary>Something was looked up in a list of areas.</summary>
    public static Decision Look(AreaChecked said, DateOnly today) => Decision.Unless(
        [
            said.Day > today || said.Day.Year < 2000 ? new("red-flag-day") : null, said.List.Length is 0 or > LongestName || said.Version.Length is 0 or > LongestName ? new("red-flag-list", Of("n", LongestName)) : null,
            Sourced(said.Source), said.Subject == AreaSubject.Route && said.Route.Length is 0 or > LongestText ? new("red-flag-route", Of("n", LongestText)) : null,
            said.Through.Length > MostCountries || !said.Through.All(IsCountry) ? new("red-flag-through", Of("n", MostCountries)) : null,
        ],
        said);

    /// <summary>An advisory is noted.</summary>
    public static Decision Advise(AdvisorySet said) => Decision.Unless(
        [
            IsCountry(said.Country) ? null : new("organisation-country"), said.Says.Length is 0 or > LongestText ? new("red-flag-says", Of("n", LongestText)) : null, Sourced(said.Source),
            said.From.Year < 2000 || said.Until < said.From ? new("red-flag-advisory-days") : null, said.Province.Length > LongestName ? new("red-flag-says", Of("n", LongestName)) : null,
        ],
        said);

    /// <summary>An advisory is lifted.</summary>
    /// <param name="before">Null where there is none of that id.</param>
    public static Decision Lift(AdvisoryLifted said, AdvisorySet? before) => Decision.Unless(
        [before is null ? new("red-flag-none") : said.Day <= before.From || said.Day > before.Until ? new("red-flag-advisory-days") : null, said.Why.Length is 0 or > LongestText ? new("red-flag-why", Of("n", LongestText)) : null], said);

    private static Refusal? Sourced(string source) => source.Length is 0 or > LongestText ? new("red-flag-source", Of("n", LongestText)) : null;

    private static bool IsCountry(string code) => code.Length == 2 && code.All(char.IsAsciiLetterUpper);

    private static ImmutableArray<(string, string)> Of(string name, int number) => [(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
