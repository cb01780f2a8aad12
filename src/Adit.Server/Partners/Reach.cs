using System.Collections.Frozen;
using System.Collections.Immutable;
using Adit.Audits;
using Adit.People;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Partners;

/// <summary>Organisations, what was agreed with each, and who acts for them.</summary>
/// <param name="Belongs">The organisation of each user who has one, and of each key for a program.</param>
internal sealed record Agreed(ImmutableArray<OrganisationSet> Organisations, ImmutableArray<AgreementSet> Agreements, FrozenDictionary<ActorId, OrganisationId> Belongs)
{
    /// <summary>An organisation by its code; null where there is none.</summary>
    public OrganisationSet? Find(string code) => Organisations.FirstOrDefault(o => o.Code == code);

    /// <summary>An organisation; null where there is none.</summary>
    public OrganisationSet? Find(OrganisationId id) => Organisations.FirstOrDefault(o => o.Organisation == id);

    /// <summary>The organisation that a user acts for; null for none.</summary>
    public OrganisationSet? Of(User? user) => user is not null && Belongs.TryGetValue(user.Id, out var id) ? Find(id) : null;
}

/// <summary>The one place that answers which sites somebody from outside sees by agreement, or in an audit, today. All doors ask it, since it stands where a session becomes a person.</summary>
internal static class Reach
{
    /// <summary>The sites that an organisation's agreements show it today, in the order of names.</summary>
    /// <param name="right">Only those that it is shown to do something that needs this right; null for all.</param>
    public static ImmutableArray<Site> Of(Register register, OrganisationId organisation, Instant now, Right? right = null)
    {
        var agreements = register.Agreed.Agreements.Where(a => a.Organisation == organisation).ToList();
        return agreements.Count == 0 ? [] : [.. register.MonitoredByName().Where(s => agreements.Any(a => a.Shows(s.Id, s.Minerals, Today(s, now), right)))];
    }

    /// <summary>
    /// A user with the sites that they see: of whoever acts for an organisation those that its agreements show today, of an auditor those of the audits that run, and of these only the ones that the account is
    /// limited to, if it is. A partner or somebody of an authority without an organisation and an auditor without an audit see none; a buyer or a stakeholder without an organisation sees the sites of the account.
    /// </summary>
    public static User Of(Register register, User user, Instant now) => user.Role switch
    {
        Role.Auditor => user with { Sites = [.. Audits(register, user, now).SelectMany(a => Of(register, a, now)).Distinct().Where(s => user.Sites.IsEmpty || user.Sites.Contains(s))] },
        _ when !user.Role.ByAgreement() => user,
        _ when register.Agreed.Belongs.TryGetValue(user.Id, out var organisation) => user with { Sites = [.. Of(register, organisation, now).Select(s => s.Id).Where(s => user.Sites.IsEmpty || user.Sites.Contains(s))] },
        Role.Partner or Role.Authority => user with { Sites = [] },
        _ => user,
    };

    /// <summary>The audits of a user that run today, at one site at least; none for whoever is no auditor.</summary>
    public static IEnumerable<AuditSet> Audits(Register register, User user, Instant now) =>
        user.Role != Role.Auditor ? [] : register.Audits.Where(a => a.IsOf(user.Id, register.Agreed.Of(user)?.Organisation) && Of(register, a, now).Any());

    private static IEnumerable<SiteId> Of(Register register, AuditSet audit, Instant now) =>
        audit.Sites.Where(s => register.Sites.TryGetValue(s, out var site) && audit.Runs(Today(site, now)));

    /// <summary>Whether somebody may do at a site what their role may: it is shown to them, and where an agreement shows it that is what it is for.</summary>
    public static bool Serves(Register register, Web.CurrentPerson person, Right right, Site site, Instant now) =>
        person.May(right) && person.SeesSite(site) && (!ByAgreement(register, person) || Own(register, person).Any(a => a.Shows(site.Id, site.Minerals, Today(site, now), right)));

    /// <summary>
    /// Whether somebody gets a product about a site and a span of days. The programme gets all of it, and an auditor of the sites it sees; of others whoever acts for an organisation what its agreements give, whoever
    /// acts for none nothing: a report is given by agreement alone.
    /// </summary>
    /// <param name="last">The last day of what the product is about.</param>
    public static bool Gives(Register register, Web.CurrentPerson person, Product product, Site site, DateOnly last, Instant now) =>
        person.SeesSite(site) && (person.Role.OfTheProgramme() || person.Role == Role.Auditor || Under(register, person, product, site, last, now) is not null);

    /// <summary>Whether an organisation gets a product about a site and a span of days.</summary>
    /// <param name="last">The last day of what the product is about.</param>
    public static bool Gives(Register register, OrganisationId organisation, Product product, Site site, DateOnly last, Instant now) =>
        register.Agreed.Agreements.Any(a => a.Organisation == organisation && a.Gives(product, site.Id, site.Minerals, last, Today(site, now)));

    /// <summary>By which agreement somebody gets a product about a site and a span of days; null where by none.</summary>
    /// <param name="last">The last day of what the product is about.</param>
    public static Basis? Under(Register register, Web.CurrentPerson person, Product product, Site site, DateOnly last, Instant now) =>
        By(Own(register, person), a => a.Gives(product, site.Id, site.Minerals, last, Today(site, now)));

    /// <summary>By which agreement somebody is shown a site today; null where by none.</summary>
    public static Basis? Under(Register register, Web.CurrentPerson person, Site site, Instant now) => By(Own(register, person), a => a.Shows(site.Id, site.Minerals, Today(site, now)));

    /// <summary>By which agreement somebody gets a report about the programme; null where by none.</summary>
    public static Basis? Under(Register register, Web.CurrentPerson person, ProgrammeReportPublished report, Instant now) => By(Own(register, person), a => GivesProgramme(register, a, report, now));

    /// <summary>From which day on somebody gets the answers for subscribers of the records of which sites (<see cref="Product.Data"/>).</summary>
    public static IReadOnlyDictionary<SiteId, DateOnly> Data(Register register, Web.CurrentPerson person, Instant now)
    {
        var agreements = Own(register, person).Where(a => Giving.Gives(a, Product.Data)).ToList();
        return agreements.Count == 0 ? FrozenDictionary<SiteId, DateOnly>.Empty : register.Monitored.Where(person.SeesSite)
            .Select(s => (s.Id, From: agreements.Where(a => a.Covers(s.Id, s.Minerals, Today(s, now))).Select(a => (DateOnly?)a.From).Min())).Where(s => s.From is not null).ToDictionary(s => s.Id, s => s.From!.Value);
    }

    /// <summary>
    /// Whether somebody gets a report about the programme. The programme gets all of it, and so does an auditor of all sites; of others whoever acts for an organisation of which an agreement gives it for a site that it
    /// covers today, and began before the span was over. To nobody, an auditor of some sites neither, does it come that knows so many of the sites it adds up that the few others could be told.
    /// </summary>
    public static bool GivesProgramme(Register register, Web.CurrentPerson person, ProgrammeReportPublished report, Instant now)
    {
        if (person.Role.OfTheProgramme() || person.SeesAllMonitored)
            return true;
        if (person.User is not { } user || report.Sites.IsDefaultOrEmpty)
            return false;
        var agreements = Own(register, person);
        var audits = person.Role == Role.Auditor && report.Sites.Any(user.Sites.Contains);
        return (audits || agreements.Any(a => GivesProgramme(register, a, report, now))) && MayTell(register, report, agreements, user.Sites);
    }

    /// <summary>
    /// Whether somebody gets the records behind a report about the programme, which name its sites and what it hides: people of the programme who see all of these sites, and auditors of all of them who read what records say. By agreement
    /// nobody does.
    /// </summary>
    public static bool GivesProgrammeRecords(Register register, Web.CurrentPerson person, ProgrammeReportPublished report, Instant now)
    {
        if (person.User is not { } user || report.Sites.IsDefaultOrEmpty || !report.Sites.All(s => register.Sites.TryGetValue(s, out var site) && person.SeesSite(site)))
            return false;
        if (person.Role != Role.Auditor)
            return person.Role.OfTheProgramme() && person.Sees >= Protection.Tier.T2;
        var opened = Audits(register, user, now).Where(a => a.Contents).SelectMany(a => Of(register, a, now)).ToHashSet();
        return report.Sites.All(opened.Contains);
    }

    private static IEnumerable<List<SiteId>> ByPlace(Register register, ProgrammeReportPublished report)
    {
        var named = (report.Says.Places ?? []).Select(p => (p.Country, p.Province)).ToHashSet();
        return report.Says.Places is null ? [] : report.Sites.Where(register.Sites.ContainsKey).GroupBy(s => (register.Sites[s].Country, register.Sites[s].Province) is var at && named.Contains(at) ? at : ("", "")).Select(g => g.ToList());
    }

    /// <summary>Whether an organisation gets a report about the programme, by the same rule.</summary>
    public static bool GivesProgramme(Register register, OrganisationId organisation, ProgrammeReportPublished report, Instant now)
    {
        var agreements = register.Agreed.Agreements.Where(a => a.Organisation == organisation).ToList();
        return !report.Sites.IsDefaultOrEmpty && agreements.Any(a => GivesProgramme(register, a, report, now)) && MayTell(register, report, agreements, []);
    }

    // Not only what is covered today: what was told once is known. What is told of a province, and of all others together, is a sum over fewer sites.
    private static bool MayTell(Register register, ProgrammeReportPublished report, IEnumerable<AgreementSet> agreements, IEnumerable<SiteId> seen)
    {
        var known = agreements.SelectMany(a => a.Sites).Concat(seen).ToHashSet();
        return Suppression.MayRead(report.Sites.Count(s => !known.Contains(s))) && ByPlace(register, report).All(some => Suppression.MayRead(some.Count(s => !known.Contains(s))));
    }

    private static bool GivesProgramme(Register register, AgreementSet agreement, ProgrammeReportPublished report, Instant now) =>
        agreement.Sites.Any(s => register.Sites.TryGetValue(s, out var site) && agreement.Gives(Product.Programme, s, site.Minerals, report.Span.Last, Today(site, now)));

    // Whoever acts for an organisation sees by agreement, and by nothing else.
    private static bool ByAgreement(Register register, Web.CurrentPerson person) => person.User is { } user && user.Role.ByAgreement() && register.Agreed.Belongs.ContainsKey(user.Id);

    private static List<AgreementSet> Own(Register register, Web.CurrentPerson person) =>
        person.User is { } user && register.Agreed.Belongs.TryGetValue(user.Id, out var organisation) ? [.. register.Agreed.Agreements.Where(a => a.Organisation == organisation)] : [];

    // Of several the one that began first, so that the same is said each time.
    private static Basis? By(IEnumerable<AgreementSet> agreements, Func<AgreementSet, bool> gives) =>
        agreements.Where(gives).OrderBy(a => a.From).ThenBy(a => a.Agreement.Value).Select(a => new Basis(a.Agreement, Giving.DepthOf(a), a.Purpose)).FirstOrDefault();

    private static DateOnly Today(Site site, Instant now) => SiteRisk.Today(site, now.ToDateTimeOffset());
}
