using System.Collections.Immutable;

namespace Adit.Demo;

/// <summary>A simulated agent, who is one phone.</summary>
/// <param name="Trade">Records prices, production and payments at the site; where two agents share a site, the other does the rest.</param>
internal sealed record DemoAgent(string Name, DemoSite Site, bool Trade, bool Rest, string Language)
{
    /// <summary>Days a week that an agent is meant to be at the site.</summary>
    public const int DaysAWeek = 6;

    /// <summary>The sixteen agents of the demonstration; the last site has none yet.</summary>
    public static ImmutableArray<DemoAgent> Sixteen { get; } =
    [
        Pair("LU-01", "tumba-01", true), Pair("LU-01", "neema-02", false), Pair("LU-02", "kalala-03", true), Pair("LU-02", "zawadi-04", false), Alone("LU-03", "mbuyi-05"),
        Pair("HK-01", "ilunga-06", true), Pair("HK-01", "bahati-07", false), Alone("HK-02", "mwamba-08"), Pair("NK-01", "safari-09", true), Pair("NK-01", "furaha-10", false),
        Pair("NK-02", "hodari-11", true), Pair("NK-02", "riziki-12", false), Alone("NK-03", "amani-13"), Alone("SK-01", "byamungu-14"), Alone("SK-02", "nsimire-15"), Alone("RW-01", "keza-16"),
    ];

    public string DeviceId => "adit-demo:" + Name;

    private static DemoAgent Pair(string site, string name, bool trade) => new(name, Of(site), trade, !trade, "fr");

    private static DemoAgent Alone(string site, string name) => new(name, Of(site), true, true, Of(site).Country == "RW" ? "en" : "fr");

    private static DemoSite Of(string code) => DemoSite.Twelve.First(s => s.Code == code);
}
