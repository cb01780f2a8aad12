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
    /// <summary>The sites that an organisation's agreements cover today, in the order of names.</summary>
    public static ImmutableArray<Site> Of(Register register, OrganisationId organisation, Instant now)
    {
        var agreements = register.Agreed.Agreements.Where(a => a.Organisation == organisation).ToList();
        return agreements.Count == 0 ? [] : [.. register.MonitoredByName().Where(s => agreements.Any(a => a.Covers(s.Id, s.Minerals, SiteRisk.Today(s, now.ToDateTimeOffset()))))];
    }

    /// <summary>
    /// A user with the sites that they see: of whoever acts for an organisation those that its agreements cover today, of an auditor those of the audits that run, and of these only the ones that the account is
    /// limited to, if it is. A partner without an organisation and an auditor without an audit see none; a buyer without an organisation sees the sites of the account.
    /// </summary>
    public static User Of(Register register, User user, Instant now) => user.Role == Role.Auditor ? user with
    {
        Sites = [.. Audits(register, user, now).SelectMany(a => Of(register, a, now)).Distinct().Where(s => user.Sites.IsEmpty || user.Sites.Contains(s))],
    }
    : !(user.Role == Role.Partner || (user.Role == Role.Buyer && register.Agreed.Belongs.ContainsKey(user.Id))) ? user : user with
    {
        Sites = register.Agreed.Belongs.TryGetValue(user.Id, out var organisation) ? [.. Of(register, organisation, now).Select(s => s.Id).Where(s => user.Sites.IsEmpty || user.Sites.Contains(s))] : [],
    };

    /// <summary>The audits of a user that run today, at one site at least; none for whoever is no auditor.</summary>
    public static IEnumerable<AuditSet> Audits(Register register, User user, Instant now) =>
        user.Role != Role.Auditor ? [] : register.Audits.Where(a => a.IsOf(user.Id, register.Agreed.Of(user)?.Organisation) && Of(register, a, now).Any());

    private static IEnumerable<SiteId> Of(Register register, AuditSet audit, Instant now) =>
        audit.Sites.Where(s => register.Sites.TryGetValue(s, out var site) && audit.Runs(SiteRisk.Today(site, now.ToDateTimeOffset())));

    /// <summary>
    /// Whether somebody gets a product about a site and a span of days. The programme gets all of it, and an auditor of the sites it sees; of others whoever acts for an organisation what its agreements give, whoever
    /// acts for none nothing: a report is given by agreement alone.
    /// </summary>
    /// <param name="last">The last day of what the product is about.</param>
    public static bool Gives(Register register, Web.CurrentPerson person, Product product, Site site, DateOnly last, Instant now) =>
        person.SeesSite(site) && (person.Role.OfTheProgramme() || person.Role == Role.Auditor
            || (person.User is { } user && register.Agreed.Belongs.TryGetValue(user.Id, out var organisation) && Gives(register, organisation, product, site, last, now)));

    /// <summary>Whether an organisation gets a product about a site and a span of days.</summary>
    /// <param name="last">The last day of what the product is about.</param>
    public static bool Gives(Register register, OrganisationId organisation, Product product, Site site, DateOnly last, Instant now) =>
        register.Agreed.Agreements.Any(a => a.Organisation == organisation && a.Gives(product, site.Id, site.Minerals, last, SiteRisk.Today(site, now.ToDateTimeOffset())));

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
        var belongs = register.Agreed.Belongs.TryGetValue(user.Id, out var organisation);
        var agreements = belongs ? register.Agreed.Agreements.Where(a => a.Organisation == organisation).ToList() : [];
        var gives = (person.Role == Role.Auditor && report.Sites.Any(user.Sites.Contains)) || agreements.Any(a => a.Sites.Any(s => register.Sites.TryGetValue(s, out var site) && a.Gives(Product.Programme, s, site.Minerals, report.Span.Last, SiteRisk.Today(site, now.ToDateTimeOffset()))));
        // Not only what is covered today: what was told once is known.
        var known = agreements.SelectMany(a => a.Sites).Concat(user.Sites).ToHashSet();
        return gives && Suppression.MayRead(report.Sites.Count(s => !known.Contains(s)));
    }
}
