using System.Collections.Frozen;
using Adit.Counterparties;
using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.RedFlags;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Decisions;

/// <summary>What a buyer knows of a site.</summary>
/// <param name="Flags">The red flags that the programme records.</param>
/// <param name="Parties">Who works there.</param>
/// <param name="Known">Its number in a register of others; null where it has none.</param>
internal sealed record SiteFile(Site Site, SiteFlags Flags, IReadOnlyList<(OrganisationSet Organisation, Counterparty Known)> Parties, ExternalId? Known, SiteRisk Risk, IReadOnlyList<Incident> Open, IReadOnlyList<CorrectiveAction> Actions, IReadOnlyList<PublishedReport> Reports);

/// <summary>
/// A buyer's own due diligence record of the sites that its agreement covers, as tables: by the five steps of the OECD Guidance, with the questions of RMAP and the criteria of RMI where the catalogue names them, the
/// rows of the EMRT's mine list, and views by Regulation (EU) 2017/821 article 5 and Regulation (EU) 2023/1542 Annex X. What only the buyer can say stands as that, not as done.
/// </summary>
internal static class DueDiligence
{
    /// <summary>What stands for anything that only the company can say.</summary>
    public const string Own = "to be said by the company itself";

    // What the CMRT is about (tin, tantalum, tungsten, gold) by what is dug; the EMRT is about the rest.
    private static readonly FrozenDictionary<string, string> Conflict = new Dictionary<string, string>
    {
        ["tin"] = "Tin",
        ["cassiterite"] = "Tin",
        ["tantalum"] = "Tantalum",
        ["coltan"] = "Tantalum",
        ["tungsten"] = "Tungsten",
        ["wolframite"] = "Tungsten",
        ["gold"] = "Gold",
    }.ToFrozenDictionary();

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
            // Red flags that the programme records stand in a sheet of their own: no agent looks for them.
            new("step_2_risks", ["site", "indicator", "name", "state", "level", "known", "since", "clauses", "rmap", "rra", "rmi_criteria"],
                [.. from site in sites from one in site.Risk.Indicators where one.Rating.State != RatingState.DoesNotApply && one.Indicator.Group != "RF"
                    select (IReadOnlyList<object?>)[site.Site.Code, one.Indicator.Id, one.Indicator.Name.In("en"), IncidentWords.KeyOf(one.Rating.State), Level(one), one.Rating.State == RatingState.Open ? one.Rating.Grade.ToString().ToLowerInvariant() : null, one.Day, Clauses(one.Indicator), Rmap(one.Indicator), Rra(one.Indicator), string.Join(' ', one.Indicator.Rmi)]]),
            Flags(sites, catalogue, now),
            Parties(sites, catalogue, now),
            new("step_2_incidents", ["site", "number", "day", "learnt", "level", "being_verified", "indicators", "next_due", "rmap", "rra"],
                [.. from site in sites from i in site.Open
                    select (IReadOnlyList<object?>)[site.Site.Code, i.Number, i.Day, Clock.DayOf(i.Learnt.ToDateTimeOffset(), Submissions.Sheet.ZoneOf(site.Site)), i.Level.ToString(), i.Hollow ? "yes" : "no", string.Join(' ', Shown(i, catalogue).Select(s => s.Id)), i.Next?.Until.ToString(),
                        Ids(Shown(i, catalogue), Rmap), Ids(Shown(i, catalogue), Rra)]]),
            new("step_3_decisions", ["site", "day", "decision", "reasons", "conditions", "look_again_by", "by", "reports_seen", "findings_then", "incidents_then", "ledger_entry", "oecd", "rmap"],
                [.. decisions.Where(d => names.ContainsKey(d.Fact.Site)).Select(d => (IReadOnlyList<object?>)[
                    names[d.Fact.Site].Code, d.Fact.Day, IncidentWords.KeyOf(d.Fact.Course), d.Fact.Reasons, d.Fact.Conditions, d.Fact.LookAgain, register.Users.FirstOrDefault(u => u.Id == d.By)?.Name,
                    string.Join(' ', d.Fact.Reports.Select(r => $"{PlanWords.MonthValue(r.Month)}/{r.Version}")), string.Join(' ', d.Fact.Findings.Select(f => $"{f.Indicator}:{f.Stands.Level}")), string.Join(' ', d.Fact.Incidents), (decimal)d.Entry, "step 3", "RM-1"])]),
            new("step_3_actions", ["site", "number", "indicator", "measure", "owner", "due", "state", "verified", "rmap", "rra"],
                [.. from site in sites from a in site.Actions
                    select (IReadOnlyList<object?>)[site.Site.Code, a.Line.Number, a.Line.Indicator, a.Line.Measure, a.Line.Owner is { } w ? IncidentWords.KeyOf(w) : "programme", a.Line.Due, IncidentWords.KeyOf(a.State), a.VerifiedBy?.Day, $"RM-4 RM-5 {(catalogue.Indicator(a.Line.Indicator) is { } cited ? Rmap(cited) : "")}".TrimEnd(), catalogue.Indicator(a.Line.Indicator) is { } of ? Rra(of) : null]]),
            new("step_5_reports", ["site", "month", "version", "published", "withdrawn", "ledger_entry"],
                [.. from site in sites from r in site.Reports
                    select (IReadOnlyList<object?>)[site.Site.Code, PlanWords.MonthValue(r.Fact.Month), (decimal)r.Fact.Version, r.At.ToString(), r.Withdrawn is null ? "no" : "yes", (decimal)r.Entry]]),
            MineList(organisation, sites),
            Smelters(organisation, sites),
            Origin(sites, now),
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
        [.. from site in sites from metal in site.Site.Minerals where !Conflict.ContainsKey(metal)
            select (IReadOnlyList<object?>)[metal, organisation.Kind == OrganisationKind.Refiner ? organisation.Name : null, site.Site.Name, site.Known?.Value ?? site.Site.Code, site.Known?.Scheme ?? "Adit", site.Site.Country]]);

    /// <summary>
    /// The rows of the CMRT's smelter list that this organisation can say of these sites: metal, look-up, name, country, id. The smelter is the organisation itself where it is one; its id is RMI's to give, and is left empty.
    /// </summary>
    private static ReportTable Smelters(OrganisationSet organisation, IReadOnlyList<SiteFile> sites)
    {
        var smelts = organisation.Kind == OrganisationKind.Refiner;
        return new(
            "cmrt_smelter_list", ["Metal", "Smelter look-up", "Smelter name", "Smelter country", "Smelter identification", "Mines of these records", "Countries of origin"],
            [.. from site in sites from mineral in site.Site.Minerals where Conflict.ContainsKey(mineral) group site.Site by Conflict[mineral] into metal orderby metal.Key
                let mines = metal.DistinctBy(s => s.Id).ToList()
                select (IReadOnlyList<object?>)[metal.Key, null, smelts ? organisation.Name : null, smelts ? organisation.Country : null, null, string.Join("; ", mines.Select(s => s.Name)), string.Join(' ', mines.Select(s => s.Country).Distinct().Order(StringComparer.Ordinal))]]);
    }

    /// <summary>Where each mineral comes from, and which way it takes as far as the programme has noted one (RF-04).</summary>
    private static ReportTable Origin(IReadOnlyList<SiteFile> sites, DateTimeOffset now) => new(
        "origin_and_transit", ["mineral", "site", "country", "province", "route", "through_countries", "noted", "older_than_a_year"],
        [.. from site in sites from mineral in site.Site.Minerals from route in Routes(site) orderby mineral, site.Site.Code
            select (IReadOnlyList<object?>)[
                mineral, site.Site.Code, site.Site.Country, site.Site.Province, route?.Route ?? "not noted", route is null ? null : string.Join(' ', route.Through), route?.Day, route is null ? null : route.IsStale(SiteRisk.Today(site.Site, now)) ? "yes" : "no"]]);

    private static IEnumerable<AreaChecked?> Routes(SiteFile site) => site.Flags.Checks.Where(c => c.Subject == AreaSubject.Route).GroupBy(c => c.Route).Select(g => (AreaChecked?)g.MaxBy(c => c.Day)).DefaultIfEmpty();

    /// <summary>Areas and advisories (RF-01, RF-02, RF-04) with list, version and day. What nobody looked up says so.</summary>
    private static ReportTable Flags(IReadOnlyList<SiteFile> sites, Catalogue catalogue, DateTimeOffset now)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var site in sites)
        {
            foreach (var (subject, id) in ((AreaSubject, string)[])[(AreaSubject.Site, RedFlag.Area), (AreaSubject.Route, RedFlag.Route)])
            {
                var checks = site.Flags.Checks.Where(c => c.Subject == subject).ToList();
                rows.AddRange(checks.Select(c => Row(site, id, IncidentWords.KeyOf(c.Result), c.List, c.Version, c.Day, c.IsStale(SiteRisk.Today(site.Site, now)), c.Source)));
                if (checks.Count == 0)
                    rows.Add(Row(site, id, "nobody looked", null, null, null, null, null));
            }
            rows.AddRange(site.Flags.Advisories.Select(a => Row(site, RedFlag.Advisory, "in force", a.Says, null, a.From, null, a.Source)));
        }
        return new("step_2_red_flags", ["site", "indicator", "name", "result", "list", "version", "day", "older_than_a_year", "source", "rmap", "rra"], rows);

        IReadOnlyList<object?> Row(SiteFile site, string id, string result, string? list, string? version, DateOnly? day, bool? stale, string? source)
        {
            var cited = catalogue.Indicator(id);
            return [site.Site.Code, id, cited?.Name.In("en"), result, list, version, day, stale is { } old ? old ? "yes" : "no" : null, source, cited is null ? null : Rmap(cited), cited is null ? null : Rra(cited)];
        }
    }

    /// <summary>Who works at the sites, and in which lists they were looked up, when, with what result (RF-03). No person's name.</summary>
    private static ReportTable Parties(IReadOnlyList<SiteFile> sites, Catalogue catalogue, DateTimeOffset now)
    {
        var cited = catalogue.Indicator(RedFlag.Party);
        return new(
            "step_2_counterparties", ["site", "counterparty", "kind", "checked_for", "list", "version", "day", "result", "review", "older_than_a_year", "indicator", "rmap", "rra"],
            [.. from site in sites from party in site.Parties from row in party.Known.Newest.Select(c => (Kind: c.Fact.Kind, Check: (ListCheck?)c)).Concat(party.Known.Never.Select(k => (Kind: k, Check: (ListCheck?)null)))
                select (IReadOnlyList<object?>)[
                    site.Site.Code, party.Organisation.Name, IncidentWords.KeyOf(party.Organisation.Kind), IncidentWords.KeyOf(row.Kind), row.Check?.Fact.List, row.Check?.Fact.Version, row.Check?.Fact.Day, row.Check is { } c ? IncidentWords.KeyOf(c.Fact.Result) : "nobody looked",
                    row.Check is { Review: { } review } ? IncidentWords.KeyOf(review.Outcome) : row.Check is { Waits: true } ? "waits" : null, row.Check is { } old ? old.IsStale(SiteRisk.Today(site.Site, now)) ? "yes" : "no" : null, RedFlag.Party,
                    cited is null ? null : Rmap(cited), cited is null ? null : Rra(cited)]]);
    }

    private static List<Indicator> Shown(Incident incident, Catalogue catalogue) => [.. incident.Findings.Select(f => f.Indicator).Distinct().Select(catalogue.Indicator).OfType<Indicator>().Where(i => !i.Protected)];

    private static string? Ids(IEnumerable<Indicator> indicators, Func<Indicator, string?> of) => string.Join(' ', indicators.Select(of).OfType<string>().SelectMany(i => i.Split(' ')).Distinct()) is { Length: > 0 } ids ? ids : null;

    // The catalogue keeps criteria of RMI by address: those of RMAP are named in its fragment, those of the RRA at its end.
    private static string? Rmap(Indicator indicator) => Ids(indicator, "/standards/rmap/", '#');

    private static string? Rra(Indicator indicator) => Ids(indicator, "/vocabulary/rra-criteria/", '/');

    private static string? Ids(Indicator indicator, string among, char before) =>
        string.Join(' ', indicator.Rmi.Where(r => r.Contains(among, StringComparison.Ordinal)).Select(r => r[(r.LastIndexOf(before) + 1)..])) is { Length: > 0 } ids ? ids : null;

    /// <summary>How the sites stand by the risk categories of Annex X(2), as far as indicators of the catalogue cite them.</summary>
    private static ReportTable AnnexX(IReadOnlyList<SiteFile> sites) => new(
        "eu_2023_1542_annex_x", ["category", "site", "indicator", "state", "level"],
        [.. (from site in sites from one in site.Risk.Indicators where one.Rating.State != RatingState.DoesNotApply from clause in one.Indicator.Clauses where clause.Standard == "EUBR-X2"
             orderby clause.Ref, site.Site.Code, one.Indicator.Id
             select (IReadOnlyList<object?>)[clause.Ref, site.Site.Code, one.Indicator.Id, IncidentWords.KeyOf(one.Rating.State), Level(one)])]);

    private static string? Level(IndicatorRisk one) => one.Rating.State == RatingState.Open ? one.Rating.Level.ToString() : null;

    private static string Clauses(Indicator indicator) => string.Join("; ", indicator.Clauses.Select(c => $"{c.Standard} {c.Ref}"));
}
