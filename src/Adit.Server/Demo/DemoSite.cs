using System.Collections.Immutable;
using Adit.Sites;

namespace Adit.Demo;

/// <summary>What is not in order at a site and turns up now and then: rules that are broken without anybody being in danger of life.</summary>
[Flags]
internal enum Weak
{
    None = 0, Drainage = 1, Boundary = 2, Board = 4, Slope = 8, Toilets = 16, Rescue = 32, Dust = 64, Hours = 128, Cards = 256, Papers = 512, Tax = 1024, River = 2048,
    SomeProtection = 4096, LittleProtection = 8192, PaidLess = 16384, PaidFarLess = 32768, Benefit = 65536, Mercury = 131072,
}

/// <summary>An invented site. No mine bears its name; a test compares it with the register of real ones.</summary>
/// <param name="DeepestM">The limit for pits: of the rule set where it gives one, else set by the programme; null where none applies.</param>
/// <param name="Post">A state force has its lawful post at the gate.</param>
internal sealed record DemoSite(
    string Code, string Name, string Country, string Province, string Minerals, decimal Latitude, decimal Longitude, Stage Stage, string Type, string RuleSets,
    string Cooperative, int Pits, int Men, int Women, decimal? DeepestM, bool Post, Weak Weak)
{
    /// <summary>Names all ids of the demonstration, so that they are the same on every machine.</summary>
    public static Guid Origin { get; } = new("6f0b7d1e-2f0c-5a55-9a57-0d1e5a0de301");

    /// <summary>Kolwezi, Bukavu and Kigali share one offset all year round.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(2);

    /// <summary>The twelve sites of the demonstration.</summary>
    public static ImmutableArray<DemoSite> Twelve { get; } =
    [
        new("LU-01", "Kasomvwe", "CD", "Lualaba", "cobalt", -10.742m, 25.318m, Stage.Monitored, "open_pit", "EGC-2021 DRC-LAW", "Coopérative Mwanzo Kasomvwe", 24, 260, 60, 10, false, Weak.SomeProtection | Weak.Dust),
        new("LU-02", "Musanavule", "CD", "Lualaba", "cobalt copper", -10.588m, 25.861m, Stage.Monitored, "open_pit", "EGC-2021 DRC-LAW", "Coopérative Tuendelee", 40, 430, 120, 10, true, Weak.Boundary),
        new("LU-03", "Tshibwelo", "CD", "Lualaba", "copper cobalt", -10.913m, 26.204m, Stage.Monitored, "open_pit", "DRC-LAW", "Coopérative Bonde la Tshibwelo", 12, 140, 45, 30, false, Weak.PaidFarLess | Weak.Board),
        new("HK-01", "Lufwazi", "CD", "Haut-Katanga", "copper", -11.306m, 27.142m, Stage.Monitored, "underground", "DRC-LAW", "Coopérative Umoja Lufwazi", 18, 190, 30, 30, false, Weak.Slope | Weak.Rescue | Weak.Drainage),
        new("HK-02", "Kampelembo", "CD", "Haut-Katanga", "cobalt copper", -11.127m, 26.743m, Stage.Baseline, "open_pit", "DRC-LAW", "Coopérative Kampelembo Mpya", 8, 85, 25, 30, false, Weak.Cards | Weak.Papers),
        new("NK-01", "Bweruvura", "CD", "Nord-Kivu", "coltan", -1.436m, 28.874m, Stage.Monitored, "alluvial", "DRC-LAW", "Coopérative Amkeni Bweruvura", 16, 170, 40, 30, false, Weak.Tax),
        new("NK-02", "Shamalenko", "CD", "Nord-Kivu", "cassiterite coltan", -1.218m, 28.417m, Stage.Monitored, "underground", "DRC-LAW", "Coopérative Jitihada", 10, 110, 35, 30, true, Weak.PaidLess | Weak.Toilets),
        new("NK-03", "Mihanzizi", "CD", "Nord-Kivu", "cassiterite wolframite", -1.081m, 28.236m, Stage.Monitored, "underground", "DRC-LAW", "Coopérative Mihanzizi", 7, 65, 12, 30, false, Weak.Benefit),
        new("SK-01", "Lwizibiro", "CD", "Sud-Kivu", "gold", -3.214m, 28.107m, Stage.Monitored, "alluvial", "DRC-LAW", "Coopérative Dhahabu Safi", 14, 150, 55, 30, false, Weak.Mercury | Weak.River),
        new("SK-02", "Nakashundu", "CD", "Sud-Kivu", "cassiterite", -2.877m, 28.392m, Stage.Baseline, "open_pit", "DRC-LAW", "Coopérative Wamama na Wababa", 9, 80, 40, 30, false, Weak.LittleProtection | Weak.Hours),
        new("RW-01", "Gitarukoma", "RW", "Intara y’Iburengerazuba", "cassiterite coltan", -2.163m, 29.561m, Stage.Monitored, "underground", "", "Koperative Duhugure", 6, 70, 20, null, false, Weak.Toilets),
        new("RW-02", "Rwabisanze", "RW", "Intara y’Amajyaruguru", "wolframite", -1.712m, 29.847m, Stage.Candidate, "underground", "", "Koperative Twisungane", 3, 30, 6, null, false, Weak.None),
    ];

    public SiteId Id { get; } = new(Adit.Id.From(Origin, "site " + Code));

    public string Zone => Country == "RW" ? "Africa/Kigali" : "Africa/Lubumbashi";

    public string MainMineral => Minerals.Split(' ')[0];

    /// <summary>Under EGC's standard; drives are forbidden there.</summary>
    public bool Egc => RuleSets.Contains("EGC", StringComparison.Ordinal);

    public SiteId Pit(int number) => new(Adit.Id.From(Origin, FormattableString.Invariant($"pit {Code} {number}")));

    public bool Is(Weak weak) => (Weak & weak) != 0;
}
