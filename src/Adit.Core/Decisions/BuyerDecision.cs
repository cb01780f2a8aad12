using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Reports;

namespace Adit.Decisions;

/// <summary>What a buyer decides about a site (OECD Guidance, step 3: the three options, and going on where nothing speaks against it).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Course>))]
public enum Course
{
    /// <summary>To go on.</summary>
    Continue,

    /// <summary>To go on while what was found is mended.</summary>
    ContinueWhileMitigating,

    /// <summary>To stop for a time, while it is mended.</summary>
    Suspend,

    /// <summary>To end it.</summary>
    Disengage,
}

/// <summary>A report that the organisation had been shown when it decided.</summary>
/// <param name="Entry">Its ledger index.</param>
public sealed record ReportSeen(ReportId Report, int Version, DateOnly Month, long Entry);

/// <summary>
/// A buyer recorded what it decides about a site, and by what. It is the buyer's own record: no page, file or answer shows it to anybody else, and the programme recommends nothing.
/// </summary>
/// <param name="Reasons">Why.</param>
/// <param name="Conditions">What is to happen: what is expected of the site, when it would be taken up again, how those who depend on it are cared for.</param>
/// <param name="LookAgain">The day by which it looks again.</param>
/// <param name="Reports">What it had been shown of the site, the newest version of each.</param>
/// <param name="Findings">What stood open then, as it saw it.</param>
/// <param name="Incidents">Numbers of incidents that were open then.</param>
/// <param name="Catalogue">Version of the catalogue that judged.</param>
/// <param name="Knows">Ledger index of the last entry that was taken into account.</param>
public sealed record BuyerDecided(
    Guid Decided, OrganisationId Organisation, SiteId Site, Course Course, DateOnly Day, string Reasons, string Conditions, DateOnly LookAgain, ImmutableArray<ReportSeen> Reports, ImmutableArray<ReportedFinding> Findings,
    ImmutableArray<string> Incidents, string Catalogue, long Knows) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Decided, Organisation.Value, Site.Value];
}

/// <summary>What a buyer must say when it decides. It may decide whatever it will; that it looked, and why, is what is asked.</summary>
public static class Deciding
{
    /// <summary>Longest text, in characters.</summary>
    public const int Longest = 4_000;

    /// <summary>After how many months at the latest it looks again (OECD Annex II §10 and §14: progress at least every six months).</summary>
    public const int LooksAgainWithin = 6;

    /// <summary>A decision is recorded.</summary>
    /// <param name="seen">The buyer's last decision about the site that it saw; null for none.</param>
    /// <param name="last">The last there is.</param>
    public static Decision Decide(BuyerDecided decided, Guid? seen, Guid? last) => Decision.Unless(
        [
            seen == last ? null : new("decision-changed"),
            decided.Reasons.Length == 0 ? new("decision-reasons") : decided.Reasons.Length > Longest ? new("decision-long", [("n", Number(Longest))]) : null,
            decided.Conditions.Length > Longest ? new("decision-long", [("n", Number(Longest))]) : null,
            decided.Conditions.Length == 0 ? decided.Course switch { Course.ContinueWhileMitigating => new("decision-mitigation"), Course.Suspend => new("decision-resumption"), Course.Disengage => new Refusal("decision-people"), _ => null } : null,
            decided.LookAgain <= decided.Day || decided.LookAgain > decided.Day.AddMonths(LooksAgainWithin) ? new("decision-look-again", [("n", Number(LooksAgainWithin))]) : null,
        ],
        decided);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
