using System.Collections.Immutable;

namespace Adit.Partners;

/// <summary>What may be set of organisations and agreements. Each act is one fact, or all reasons why not.</summary>
public static class Agreeing
{
    /// <summary>Longest name of an organisation or a contact, and longest code, in characters.</summary>
    public const int LongestName = 120, LongestCode = 24;

    /// <summary>Longest mail address, in characters (RFC 5321).</summary>
    public const int LongestEmail = 254;

    /// <summary>An organisation is said to be so.</summary>
    /// <param name="before">As it was; null for a new one.</param>
    /// <param name="taken">Codes of others.</param>
    public static Decision Set(OrganisationSet set, OrganisationSet? before, IReadOnlySet<string> taken) => Decision.Unless(
        [
            set.Name.Length is 0 or > LongestName ? new("organisation-name", [("n", Number(LongestName))]) : null,
            set.Code.Length is 0 or > LongestCode || set.Code.StartsWith('-') || !set.Code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? new("organisation-code", [("n", Number(LongestCode))]) : null,
            before is null && taken.Contains(set.Code) ? new("organisation-code-taken") : null,
            set.Country.Length == 2 && set.Country.All(char.IsAsciiLetterUpper) ? null : new("organisation-country"),
        ],
        set == before ? null : set);

    /// <summary>Somebody is to be written to about something.</summary>
    /// <param name="isAddress">Whether text is a mail address.</param>
    public static Decision Contact(OrganisationContactSet set, Func<string, bool> isAddress) => Decision.Unless(
        [
            set.Name.Length > LongestName || (set.Name.Length == 0 && set.Email.Length > 0) ? new("organisation-contact-name", [("n", Number(LongestName))]) : null,
            set.Email.Length == 0 || (set.Email.Length <= LongestEmail && isAddress(set.Email)) ? null : new("organisation-email"),
        ],
        set);

    /// <summary>Something is agreed with an organisation.</summary>
    /// <param name="before">As it was; null for a new one.</param>
    public static Decision Agree(AgreementSet set, AgreementSet? before) => Decision.Unless(
        [
            set.From.Year is < 2000 or > 2200 || set.Until?.Year > 2200 ? new("agreement-day") : null,
            set.Until < set.From ? new("agreement-until") : null,
            set.Sites.IsEmpty ? new("agreement-sites") : null,
            before is not null && before.Organisation != set.Organisation ? new("agreement-organisation") : null,
            set.Tier is { } tier && !Giving.Tiers.Contains(tier) ? new("agreement-tier") : null,
            .. (set.Products ?? []).Where(p => Giving.TierOf(p) > Giving.DepthOf(set)).Select(p => new Refusal("agreement-product-tier", [("product", Key(p))])),
            .. (set.Products ?? []).Where(p => !Giving.Serves(set.Purpose, p)).Select(p => new Refusal("agreement-product-purpose", [("product", Key(p))])),
        ],
        set);

    /// <summary>How many days before its end an agreement is shown as ending.</summary>
    public const int EndsSoon = 60;

    /// <summary>An agreement goes on for longer.</summary>
    /// <param name="before">As it stands.</param>
    public static Decision Extend(AgreementSet before, DateOnly until) => Decision.Unless(
        [before.Until is null ? new("agreement-endless") : until <= before.Until ? new("agreement-later") : null, until.Year > 2200 ? new("agreement-day") : null], new AgreementExtended(before.Agreement, before.Organisation, until));

    private static string Key(Product product) => product.ToString().ToLowerInvariant();

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
