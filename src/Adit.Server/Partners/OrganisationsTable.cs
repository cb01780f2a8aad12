using System.Collections.Frozen;
using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Partners;

/// <summary>Organisations, their contacts, their users and what was agreed with them. Erasing a contact takes its rows away.</summary>
internal static class OrganisationsTable
{
    public static Table[] Tables { get; } =
    [
        new("organisations", ["organisation", Table.Number("first"), "body"], ["organisation"]),
        new("organisation_contacts", [Table.Number("idx"), "organisation", "role", "body"], ["idx"], "(organisation)"),
        new("organisation_users", ["actor", "organisation"], ["actor"]),
        new("agreements", ["agreement", Table.Number("first"), "body"], ["agreement"]),
        new("organisation_entries", ["organisation", Table.Number("entry")], ["organisation", "entry"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case OrganisationSet f:
                db.Run("insert into organisations (organisation, first, body) values ($1, $2, $3) on conflict (organisation) do update set body = excluded.body", f.Organisation.ToString(), recorded.Index, JsonSerializer.Serialize(f));
                Note(db, f.Organisation, recorded.Index);
                break;
            case OrganisationContactSet f:
                db.Run("insert into organisation_contacts (idx, organisation, role, body) values ($1, $2, $3, $4)", recorded.Index, f.Organisation.ToString(), f.Role.ToString(), JsonSerializer.Serialize(f));
                Note(db, f.Organisation, recorded.Index);
                break;
            case OrganisationUserSet { Organisation: { } organisation } f:
                db.Run("insert into organisation_users (actor, organisation) values ($1, $2) on conflict (actor) do update set organisation = excluded.organisation", f.User.ToString(), organisation.ToString());
                Note(db, organisation, recorded.Index);
                break;
            case OrganisationUserSet f: db.Run("delete from organisation_users where actor = $1", f.User.ToString()); break;
            case AgreementSet f:
                db.Run("insert into agreements (agreement, first, body) values ($1, $2, $3) on conflict (agreement) do update set body = excluded.body", f.Agreement.ToString(), recorded.Index, JsonSerializer.Serialize(f));
                Note(db, f.Organisation, recorded.Index);
                break;
            case AgreementExtended f:
                var agreement = db.First("select body from agreements where agreement = $1", row => Read<AgreementSet>(row.Text(0)), f.Agreement.ToString()) ?? throw new InvalidDataException("An agreement that was never set is extended.");
                db.Run("update agreements set body = $2 where agreement = $1", f.Agreement.ToString(), JsonSerializer.Serialize(agreement with { Until = f.Until }));
                Note(db, f.Organisation, recorded.Index);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(recorded));
        }
    }

    public static void Apply(Connection db, Ledger.PartErased erased)
    {
        db.Run("delete from organisation_contacts where idx = $1", erased.Entry);
        db.Run("delete from organisation_entries where entry = $1", erased.Entry);
    }

    /// <summary>All that is agreed, in the order in which it was first set.</summary>
    public static Agreed All(DbConnection db) => new(
        [.. db.Query<string>("select body from organisations order by first").Select(Read<OrganisationSet>)], [.. db.Query<string>("select body from agreements order by first").Select(Read<AgreementSet>)],
        // A key of an organisation acts for it as its users do.
        db.Query<(string User, string Organisation)>("select actor, organisation from organisation_users union all select program_key, organisation from program_keys where organisation is not null").ToFrozenDictionary(r => new ActorId(Guid.Parse(r.User)), r => new OrganisationId(Guid.Parse(r.Organisation))));

    /// <summary>Whom to write to about what; where nobody is any more, nobody.</summary>
    public static IReadOnlyList<OrganisationContactSet> Contacts(DbConnection db, OrganisationId organisation) =>
        [.. db.Query<string>("select body from organisation_contacts where organisation = @organisation order by idx", new { organisation = organisation.ToString() }).Select(Read<OrganisationContactSet>)
            .GroupBy(c => c.Role).OrderBy(g => g.Key).Select(g => g.Last()).Where(c => c.Name.Length > 0)];

    /// <summary>Whom each organisation named to be written to about its sites, or else about the agreement, with the ledger index at which it did; only those with an address.</summary>
    public static IReadOnlyList<(OrganisationContactSet Contact, long First)> Reached(DbConnection db) =>
        [.. db.Query<(long Index, string Body)>("select idx, body from organisation_contacts order by idx").Select(r => (Contact: Read<OrganisationContactSet>(r.Body), First: r.Index)).Where(c => c.Contact.Role is ContactRole.Sites or ContactRole.Agreement)
            .GroupBy(c => (c.Contact.Organisation, c.Contact.Role)).Select(g => g.Last()).Where(c => c.Contact.Email.Length > 0).GroupBy(c => c.Contact.Organisation).Select(g => g.MaxBy(c => c.Contact.Role == ContactRole.Sites))];

    /// <summary>The entries that name anybody whom the organisation ever named for something.</summary>
    public static IReadOnlyList<long> Named(DbConnection db, OrganisationId organisation, ContactRole role) =>
        [.. db.Query<long>("select idx from organisation_contacts where organisation = @organisation and role = @role order by idx", new { organisation = organisation.ToString(), role = role.ToString() })];

    /// <summary>The ledger indexes of all that was set of an organisation, in order.</summary>
    public static IReadOnlyList<long> Entries(DbConnection db, OrganisationId organisation) =>
        [.. db.Query<long>("select entry from organisation_entries where organisation = @organisation order by entry", new { organisation = organisation.ToString() })];

    private static void Note(Connection db, OrganisationId organisation, long index) => db.Run("insert into organisation_entries (organisation, entry) values ($1, $2) on conflict do nothing", organisation.ToString(), index);

    private static T Read<T>(string body) => JsonSerializer.Deserialize<T>(body)!;
}
