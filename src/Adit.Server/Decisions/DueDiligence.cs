using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Decisions;

/// <summary>What a buyer knows of a site.</summary>
/// <param name="Known">Its number in a register of others; null where it has none.</param>
internal sealed record SiteFile(Site Site, ExternalId? Known, SiteRisk Risk, IReadOnlyList<Incident> Open, IReadOnlyList<CorrectiveAction> Actions, IReadOnlyList<PublishedReport> Reports);

/// <summary>
/// A buyer's own due diligence record of the sites that its agreement covers, as tables: by the five steps of the OECD Guidance, with the questions of RMAP and the criteria of RMI where the catalogue names them, the
/// rows of the EMRT's mine list, and views by Regulation (EU) 2017/821 article 5 and Regulation (EU) 2023/1542 Annex X. What only the buyer can say stands as that, not as done.
/// </summary>
internal static class DueDiligence
{
    /// <summary>What stands for anything that only the company can say.</summary>
    public const string Own = "to be said by the company itself";

    /// <summary>The tables, in the order of the steps.</summary>
    public static IReadOnlyList<ReportTable> Of(OrganisationSet organisation, IReadOnlyList<SiteFile> sites, IReadOnlyList<DecidedByBuyer> decisions, Catalogue catalogue, Register register, DateTimeOffset now)
    {
        var names = sites.ToDictionary(s => s.Site.Id, s => s.Site);
        return
        [
            new("about", ["name", "value"],
            [
                ["organisation", organisation.Name], ["country", organisation.Country], ["made_at", now.ToString("yyyy-MM-dd HH:mm zzz", System.Globalization.CultureInfo.InvariantCulture)], ["catalogue", catalogue.Version], ["sites", (decimal)sites.Count],
                ["step_1_management_system", Own], ["step_4_independent_audit", Own], ["no_certificate", "What was seen, and what nobody looked at. No certificate; no purchase is recommended."],
            ]),
            new("step_2_risks", ["site", "indicator", "name", "state", "level", "known", "since", "clauses", "rmi_criteria"],
                [.. from site in sites from one in site.Risk.Indicators where one.Rating.State != RatingState.DoesNotApply
                    select (IReadOnlyList<object?>)[site.Site.Code, one.Indicator.Id, one.Indicator.Name.In("en"), IncidentWords.KeyOf(one.Rating.State), Level(one), one.Rating.State == RatingState.Open ? one.Rating.Grade.ToString().ToLowerInvariant() : null, one.Day, Clauses(one.Indicator), string.Join(' ', one.Indicator.Rmi)]]),
            new("step_2_incidents", ["site", "number", "day", "learnt", "level", "being_verified", "indicators", "next_due"],
                [.. from site in sites from i in site.Open
                    select (IReadOnlyList<object?>)[site.Site.Code, i.Number, i.Day, Clock.DayOf(i.Learnt.ToDateTimeOffset(), Submissions.Sheet.ZoneOf(site.Site)), i.Level.ToString(), i.Hollow ? "yes" : "no", string.Join(' ', i.Findings.Select(f => f.Indicator).Where(f => catalogue.Indicator(f) is { Protected: false }).Distinct()), i.Next?.Until.ToString()]]),
            new("step_3_decisions", ["site", "day", "decision", "reasons", "conditions", "look_again_by", "by", "reports_seen", "findings_then", "incidents_then", "ledger_entry", "oecd", "rmap"],
                [.. decisions.Where(d => names.ContainsKey(d.Fact.Site)).Select(d => (IReadOnlyList<object?>)[
                    names[d.Fact.Site].Code, d.Fact.Day, IncidentWords.KeyOf(d.Fact.Course), d.Fact.Reasons, d.Fact.Conditions, d.Fact.LookAgain, register.Users.FirstOrDefault(u => u.Id == d.By)?.Name,
                    string.Join(' ', d.Fact.Reports.Select(r => $"{PlanWords.MonthValue(r.Month)}/{r.Version}")), string.Join(' ', d.Fact.Findings.Select(f => $"{f.Indicator}:{f.Stands.Level}")), string.Join(' ', d.Fact.Incidents), (decimal)d.Entry, "step 3", "RM-1"])]),
            new("step_3_actions", ["site", "number", "indicator", "measure", "owner", "due", "state", "verified", "rmap"],
                [.. from site in sites from a in site.Actions
                    select (IReadOnlyList<object?>)[site.Site.Code, a.Line.Number, a.Line.Indicator, a.Line.Measure, a.Line.Owner is { } w ? IncidentWords.KeyOf(w) : "programme", a.Line.Due, IncidentWords.KeyOf(a.State), a.VerifiedBy?.Day, "RM-4 RM-5"]]),
            new("step_5_reports", ["site", "month", "version", "published", "withdrawn", "ledger_entry"],
                [.. from site in sites from r in site.Reports
                    select (IReadOnlyList<object?>)[site.Site.Code, PlanWords.MonthValue(r.Fact.Month), (decimal)r.Fact.Version, r.At.ToString(), r.Withdrawn is null ? "no" : "yes", (decimal)r.Entry]]),
            MineList(organisation, sites),
            new("eu_2017_821_art_5", ["what", "answered_by"],
            [
                ["5(1)(a) risks identified and assessed", "step_2_risks, step_2_incidents"], ["5(1)(b)(i) findings reported to senior management", Own], ["5(1)(b)(ii) to continue, to continue while mitigating, to suspend or to disengage", "step_3_decisions"],
                ["5(1)(b)(iii) risk management plan carried out and watched", "step_3_actions"], ["5(1)(b)(iv) mitigation discussed with suppliers and stakeholders", Own],
            ]),
            AnnexX(sites),
        ];
    }

    /// <summary>The rows of the EMRT's mine list: metal, smelter, mine, id, source of id, country. The smelter is the organisation itself where it is one.</summary>
    private static ReportTable MineList(OrganisationSet organisation, IReadOnlyList<SiteFile> sites) => new(
        "emrt_mine_list", ["Metal", "Smelter that buys from the mine", "Mine name", "Mine identification number", "Source of mine identification number", "Country or region"],
        [.. from site in sites from metal in site.Site.Minerals
            select (IReadOnlyList<object?>)[metal, organisation.Kind == OrganisationKind.Refiner ? organisation.Name : null, site.Site.Name, site.Known?.Value ?? site.Site.Code, site.Known?.Scheme ?? "Adit", site.Site.Country]]);

    /// <summary>How the sites stand by the risk categories of Annex X(2), as far as indicators of the catalogue cite them.</summary>
    private static ReportTable AnnexX(IReadOnlyList<SiteFile> sites) => new(
        "eu_2023_1542_annex_x", ["category", "site", "indicator", "state", "level"],
        [.. (from site in sites from one in site.Risk.Indicators where one.Rating.State != RatingState.DoesNotApply from clause in one.Indicator.Clauses where clause.Standard == "EUBR-X2"
             orderby clause.Ref, site.Site.Code, one.Indicator.Id
             select (IReadOnlyList<object?>)[clause.Ref, site.Site.Code, one.Indicator.Id, IncidentWords.KeyOf(one.Rating.State), Level(one)])]);

    private static string? Level(IndicatorRisk one) => one.Rating.State == RatingState.Open ? one.Rating.Level.ToString() : null;

    private static string Clauses(Indicator indicator) => string.Join("; ", indicator.Clauses.Select(c => $"{c.Standard} {c.Ref}"));
}
