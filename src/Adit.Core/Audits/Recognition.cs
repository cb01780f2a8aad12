using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Audits;

/// <summary>The elements that RMI looks at when it recognises an upstream mechanism, in the order of its list; what it calls alerts and mitigation stands with incidents.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecognitionSection>))]
public enum RecognitionSection
{
    /// <summary>Who the upstream actors are.</summary>
    KnowYourCounterparty,

    /// <summary>Supply-chain risk assessment.</summary>
    RiskAssessment,

    /// <summary>What is done about what was found.</summary>
    IncidentsAndAlerts,

    /// <summary>On-the-ground site assessment: validation.</summary>
    Baseline,

    /// <summary>On-the-ground site assessment: monitoring.</summary>
    Monitoring,

    /// <summary>Mine to exporter or smelter.</summary>
    ChainOfCustody,

    /// <summary>Due-diligence verification.</summary>
    Verification,

    /// <summary>How the mechanism itself is governed.</summary>
    Governance,
}

/// <summary>A figure of the evidence, by an id that begins with its section.</summary>
public sealed record RecognitionFigure(string Id, decimal Value);

/// <summary>What is missing in the evidence, and how much of it.</summary>
/// <param name="Code">Permanent; its sentence is in the reader's language.</param>
public sealed record RecognitionGap(RecognitionSection Section, string Code, decimal Missing);

/// <summary>Names what is missing in the evidence for recognition. Every gap follows from figures; none is written by hand, and none can be struck out.</summary>
public static class Recognition
{
    /// <summary>Figures by their ids; one that was not counted is 0.</summary>
    private delegate decimal Missing(Func<string, decimal> of);

    private static readonly ImmutableArray<(RecognitionSection Section, string Code, Missing Missing)> Rules =
    [
        (RecognitionSection.KnowYourCounterparty, "kyc.no-producer", of => None(of("kyc.operators") + of("kyc.cooperatives"))),
        (RecognitionSection.KnowYourCounterparty, "kyc.no-buyer", of => None(of("kyc.traders") + of("kyc.refiners"))),
        (RecognitionSection.KnowYourCounterparty, "kyc.no-contact", of => of("kyc.without-contact")),
        (RecognitionSection.KnowYourCounterparty, "kyc.not-looked", of => of("sites") - of("kyc.sites-looked")),
        (RecognitionSection.RiskAssessment, "risk.no-sites", of => None(of("sites"))),
        (RecognitionSection.RiskAssessment, "risk.not-looked", of => of("risk.applicable") - of("risk.looked")),
        (RecognitionSection.IncidentsAndAlerts, "incidents.none", of => None(of("incidents.opened"))),
        (RecognitionSection.IncidentsAndAlerts, "incidents.overdue", of => of("incidents.overdue")),
        (RecognitionSection.IncidentsAndAlerts, "incidents.nobody-hears", of => None(of("incidents.listeners"))),
        (RecognitionSection.IncidentsAndAlerts, "incidents.actions-overdue", of => of("incidents.actions-overdue")),
        (RecognitionSection.Baseline, "baseline.sites-without", of => of("sites") - of("baseline.sites")),
        (RecognitionSection.Baseline, "baseline.no-place", of => of("sites") - of("baseline.placed")),
        (RecognitionSection.Monitoring, "monitoring.sites-silent", of => of("sites") - of("monitoring.sites")),
        (RecognitionSection.Monitoring, "monitoring.no-agent", of => of("monitoring.sites-without-agent")),
        (RecognitionSection.Monitoring, "monitoring.days-missed", of => of("monitoring.agent-days-planned") - of("monitoring.agent-days-done")),
        (RecognitionSection.ChainOfCustody, "custody.nothing-records", of => of("custody.unrecorded")),
        (RecognitionSection.ChainOfCustody, "custody.not-looked", of => of("sites") - of("custody.sites-looked")),
        (RecognitionSection.Verification, "verification.no-back-check", of => None(of("verification.back-checks"))),
        (RecognitionSection.Verification, "verification.missed", of => of("verification.back-checks-missed")),
        (RecognitionSection.Verification, "verification.said-done", of => of("verification.said-done")),
        (RecognitionSection.Verification, "verification.no-report", of => None(of("verification.reports"))),
        (RecognitionSection.Verification, "verification.no-audit", of => None(of("verification.audits"))),
        (RecognitionSection.Verification, "verification.no-witness", of => None(of("verification.witnesses"))),
        (RecognitionSection.Governance, "governance.no-reviewer", of => None(of("governance.reviewers"))),
        (RecognitionSection.Governance, "governance.determinations-wait", of => of("governance.determinations-wait")),
        (RecognitionSection.Governance, "governance.undeclared", of => of("governance.agents") - of("governance.agents-declared")),
        (RecognitionSection.Governance, "governance.findings-open", of => of("governance.findings-open")),
    ];

    /// <summary>What is missing, in the order of the sections.</summary>
    public static ImmutableArray<RecognitionGap> Gaps(IEnumerable<RecognitionFigure> figures)
    {
        var known = figures.ToDictionary(f => f.Id, f => f.Value, StringComparer.Ordinal);
        return [.. Rules.Select(r => new RecognitionGap(r.Section, r.Code, r.Missing(id => known.GetValueOrDefault(id)))).Where(g => g.Missing > 0)];
    }

    private static decimal None(decimal count) => count == 0 ? 1 : 0;
}
