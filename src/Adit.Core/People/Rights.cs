using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Protection;

namespace Adit.People;

/// <summary>What a person is to the programme; agents are not users of the office.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Sees what everybody may see.</summary>
    Anyone,

    /// <summary>Leads the programme: all of the office.</summary>
    Lead,

    /// <summary>Reviews records, follows clocks, keeps forms and sites.</summary>
    Analyst,

    /// <summary>Stands outside the programme's line: second signature, dissent, complaints about the programme.</summary>
    Reviewer,

    /// <summary>Protected matters only; until they are given to named case workers, no page opens one.</summary>
    CaseWorker,

    /// <summary>A cooperative, operator, service or committee at a site: their own site, without persons.</summary>
    Stakeholder,

    /// <summary>An improvement partner: needs and progress of the sites it works at.</summary>
    Partner,

    /// <summary>A refiner, smelter, trader or maker: the sites its agreement covers.</summary>
    Buyer,

    /// <summary>Checks the programme while an audit of theirs runs: its sites, proofs, and what they sample, as deep as the audit says.</summary>
    Auditor,

    /// <summary>Of an authority: the sites that its agreement covers, to watch over them.</summary>
    Authority,
}

/// <summary>What a door asks for.</summary>
public enum Right
{
    /// <summary>Open to anyone, signed in or not.</summary>
    Public,

    /// <summary>See sites with their ratings, at the reader's tier.</summary>
    SeeSites,

    /// <summary>See single records.</summary>
    SeeRecords,

    /// <summary>Review, flag and withdraw records.</summary>
    ReviewRecords,

    /// <summary>Take incidents on, follow and end them.</summary>
    HandleIncidents,

    /// <summary>Be one of the two who determine whether there is a reasonable risk of serious abuse, and who decide whether a site joins or leaves.</summary>
    Determine,

    /// <summary>See who hears of incidents, and whether it reached them.</summary>
    SeeAlerts,

    /// <summary>Set who hears of incidents, and how.</summary>
    KeepAlerts,

    /// <summary>Destroy for ever what a record says.</summary>
    EraseRecords,

    /// <summary>Take records out in bulk.</summary>
    ExportRecords,

    /// <summary>Publish forms and lists, open and close them.</summary>
    KeepForms,

    /// <summary>Register sites and pits and set their parameters.</summary>
    KeepSites,

    /// <summary>Enrol agents, hand out and revoke keys.</summary>
    KeepAgents,

    /// <summary>Write reports, and publish them.</summary>
    WriteReports,

    /// <summary>Cover what must not be seen in photos and texts of records, and release them to readers.</summary>
    Release,

    /// <summary>Record what an organisation decides about the sites of its agreement.</summary>
    Decide,

    /// <summary>See what sites need, ranked, and what partners do about it.</summary>
    SeeNeeds,

    /// <summary>Take measures on for an organisation, and report what was delivered.</summary>
    TakeOn,

    /// <summary>See the adopted plan of their own site, and say what they agree to and how far it is.</summary>
    SpeakForSite,

    /// <summary>See audits of the programme, what they found, and answer it.</summary>
    SeeAudits,

    /// <summary>Open audits, and say who sees what until when.</summary>
    KeepAudits,

    /// <summary>Examine the programme in an audit that runs: draw samples, write papers, raise findings and close them.</summary>
    Audit,

    /// <summary>Keep organisations, and what was agreed with them.</summary>
    KeepAgreements,

    /// <summary>See lots, where they come from and where they went.</summary>
    SeeCustody,

    /// <summary>Record what happens to lots and tags, hold lots, and explain what cannot be right.</summary>
    KeepCustody,

    /// <summary>Look into what is known of counterparties, and note what lists say of them; note red flags of areas.</summary>
    CheckCounterparties,

    /// <summary>Create and disable users.</summary>
    KeepUsers,

    /// <summary>Publish catalogues, rebuild views, back up.</summary>
    RunProgramme,

    /// <summary>Send records: agents with a key or a password.</summary>
    Submit,
}

/// <summary>The one place that says which role may do what, and how deep each sees.</summary>
public static class Rights
{
    private static readonly FrozenDictionary<Role, (Tier Tier, FrozenSet<Right> Rights)> Table = new Dictionary<Role, (Tier, FrozenSet<Right>)>
    {
        [Role.Anyone] = (Tier.T0, [Right.Public]),
        [Role.Lead] = (Tier.T2, [Right.Public, Right.SeeSites, Right.SeeRecords, Right.ReviewRecords, Right.HandleIncidents, Right.Determine, Right.SeeAlerts, Right.KeepAlerts, Right.EraseRecords, Right.ExportRecords, Right.KeepForms, Right.KeepSites, Right.KeepAgents, Right.WriteReports, Right.Release, Right.SeeNeeds, Right.SeeCustody, Right.KeepCustody, Right.CheckCounterparties, Right.SeeAudits, Right.KeepAudits, Right.KeepAgreements, Right.KeepUsers, Right.RunProgramme]),
        [Role.Analyst] = (Tier.T2, [Right.Public, Right.SeeSites, Right.SeeRecords, Right.ReviewRecords, Right.HandleIncidents, Right.SeeAlerts, Right.ExportRecords, Right.KeepForms, Right.KeepSites, Right.KeepAgents, Right.WriteReports, Right.Release, Right.SeeNeeds, Right.SeeCustody, Right.KeepCustody, Right.CheckCounterparties, Right.SeeAudits]),
        [Role.Reviewer] = (Tier.T2, [Right.Public, Right.SeeSites, Right.SeeRecords, Right.ReviewRecords, Right.HandleIncidents, Right.Determine, Right.SeeAlerts, Right.SeeNeeds, Right.SeeCustody, Right.SeeAudits]),
        [Role.CaseWorker] = (Tier.T1, [Right.Public, Right.SeeSites]),
        [Role.Stakeholder] = (Tier.T1, [Right.Public, Right.SeeSites, Right.SpeakForSite]),
        [Role.Partner] = (Tier.T1, [Right.Public, Right.SeeSites, Right.SeeNeeds, Right.TakeOn]),
        [Role.Buyer] = (Tier.T1, [Right.Public, Right.SeeSites, Right.Decide]),
        [Role.Auditor] = (Tier.T1, [Right.Public, Right.SeeSites, Right.SeeAudits, Right.Audit]),
        [Role.Authority] = (Tier.T1, [Right.Public, Right.SeeSites]),
    }.ToFrozenDictionary();

    /// <summary>All roles that a user can be given, in the order people are asked.</summary>
    public static ImmutableArray<Role> Given { get; } = [.. Enum.GetValues<Role>().Where(r => r != Role.Anyone)];

    /// <summary>Whether the role holds the right.</summary>
    public static bool May(this Role role, Right right) => Table[role].Rights.Contains(right);

    /// <summary>The deepest tier the role reads; T3 is read by nobody here.</summary>
    public static Tier Sees(this Role role) => Table[role].Tier;

    /// <summary>Whether the role is of people outside who see, where they act for an organisation, what its agreements give.</summary>
    public static bool ByAgreement(this Role role) => role is Role.Partner or Role.Buyer or Role.Stakeholder or Role.Authority;

    /// <summary>Whether the role belongs to the programme and so sees every site, reference sites included; others see what they are given.</summary>
    public static bool OfTheProgramme(this Role role) => role is Role.Lead or Role.Analyst or Role.Reviewer;
}
