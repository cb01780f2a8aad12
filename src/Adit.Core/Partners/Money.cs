using System.Collections.Frozen;

namespace Adit.Partners;

/// <summary>An amount in a currency, exact to the last digit that was written.</summary>
/// <param name="Currency">ISO 4217, three capitals.</param>
public sealed record Money(decimal Amount, string Currency)
{
    /// <summary>The largest amount that is taken: what is above is a slip of the hand.</summary>
    public const decimal Most = 1_000_000_000_000m;

    // ISO 4217, list one, the currencies of countries (1 January 2026): those of two decimals, of none and of three.
    private static readonly FrozenDictionary<string, int> Decimals = Of(2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR "
        + "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD "
        + "TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG")
        .Concat(Of(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")).Concat(Of(3, "BHD IQD JOD KWD LYD OMR TND")).ToFrozenDictionary();

    /// <summary>Codes of all currencies, in order.</summary>
    public static IReadOnlyList<string> Currencies { get; } = [.. Decimals.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How many decimals a currency has.</summary>
    public static int DigitsOf(string currency) => Decimals[currency];

    /// <summary>Puts them together; null where the amount is negative, too large, or finer than the currency goes, or there is no such currency.</summary>
    public static Money? Of(decimal amount, string? currency) =>
        Decimals.TryGetValue(currency?.Trim() ?? "", out var digits) && amount is >= 0 and <= Most && decimal.Round(amount, digits) == amount ? new(amount, currency!.Trim()) : null;

    private static IEnumerable<KeyValuePair<string, int>> Of(int digits, string codes) => codes.Split(' ').Select(c => KeyValuePair.Create(c, digits));
}
