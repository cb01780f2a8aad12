using System.Data.Common;
using Adit.Partners;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Alerts;

/// <summary>All who are told something: those who are set up to hear, and whom organisations named to be written to, where nobody of an organisation is set up.</summary>
internal static class Hearers
{
    public static IReadOnlyList<Listener> All(DbConnection db, Register register, Instant now)
    {
        var listeners = ListenersTable.All(db, register, now);
        return [.. listeners, .. Contacts(db, register, now).Where(c => listeners.All(l => l.Organisation != c.Organisation))];
    }

    /// <summary>Whom organisations named: about their sites, or else about the agreement. They are known by their organisation, never by name.</summary>
    public static IReadOnlyList<Listener> Contacts(DbConnection db, Register register, Instant now) =>
        [.. from reached in OrganisationsTable.Reached(db) let organisation = register.Agreed.Find(reached.Contact.Organisation) where organisation is not null select Of(organisation, reached.Contact, reached.First, register, now)];

    private static Listener Of(OrganisationSet organisation, OrganisationContactSet contact, long first, Register register, Instant now)
    {
        var sites = Reach.Of(register, organisation.Organisation, now);
        var zone = register.Zones is [var any, ..] ? any : "UTC";
        return new(
            new(
                Id.From(organisation.Organisation.Value, "contact"), organisation.Name, contact.Language ?? "en", zone, contact.Email, "", "", 0, null,
                [.. sites.Where(s => Reach.Gives(register, organisation.Organisation, Product.Alerts, s, SiteRisk.Today(s, now.ToDateTimeOffset()), now)).Select(s => s.Id)], Severity.S2, null, null, Digest: false, Escalate: false),
            first, default, Role.Anyone, [.. sites.Select(s => s.Id)], Sheet.ZoneOf(zone), organisation.Organisation);
    }
}
