using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Counterparties;

/// <summary>All that was said of counterparties, each as it was said: they are few, and read whole. Erasing who owns one takes those rows away.</summary>
internal static class CounterpartiesTable
{
    private static readonly Type[] Said = [typeof(OrganisationIdentified), typeof(OwnersDeclared), typeof(PermitSet), typeof(CounterpartyChecked), typeof(HitReviewed), typeof(WorkplacesSet)];

    public static Table Table { get; } = new("counterparty_facts", [Adit.Storage.Table.Number("idx"), "organisation", "fact", Adit.Storage.Table.Number("at"), "by_whom", "body"], ["idx"], "(organisation)");

    public static void Apply(Connection db, Recorded recorded, OrganisationId organisation) => db.Run(
        "insert into counterparty_facts (idx, organisation, fact, at, by_whom, body) values ($1, $2, $3, $4, $5, $6)",
        recorded.Index, organisation.ToString(), recorded.Fact.GetType().Name, recorded.At.Micros, recorded.Actor.ToString(), JsonSerializer.Serialize(recorded.Fact, recorded.Fact.GetType()));

    public static void Apply(Connection db, Ledger.PartErased erased) => db.Run("delete from counterparty_facts where idx = $1", erased.Entry);

    /// <summary>What is known of an organisation.</summary>
    public static Counterparty Of(DbConnection db, OrganisationId organisation) =>
        History(db, organisation).Aggregate(Counterparty.Unknown(organisation), (c, recorded) => c.After(recorded));

    /// <summary>All that was said of an organisation, in order.</summary>
    public static IReadOnlyList<Recorded> History(DbConnection db, OrganisationId organisation) => [.. Read(db, "where organisation = @organisation", new { organisation = organisation.ToString() }).Select(r => r.Recorded)];

    /// <summary>What is known of every organisation of which something was said.</summary>
    public static IReadOnlyDictionary<OrganisationId, Counterparty> All(DbConnection db) =>
        Read(db, "", null).GroupBy(r => r.Organisation).ToDictionary(g => g.Key, g => g.Aggregate(Counterparty.Unknown(g.Key), (c, r) => c.After(r.Recorded)));

    /// <summary>The entries that name owners of an organisation.</summary>
    public static IReadOnlyList<long> Named(DbConnection db, OrganisationId organisation) =>
        [.. db.Query<long>("select idx from counterparty_facts where organisation = @organisation and fact = @fact order by idx", new { organisation = organisation.ToString(), fact = nameof(OwnersDeclared) })];

    private static IEnumerable<(OrganisationId Organisation, Recorded Recorded)> Read(DbConnection db, string which, object? values) =>
        db.Query<(long Index, string Organisation, string Fact, long At, string By, string Body)>($"select idx, organisation, fact, at, by_whom, body from counterparty_facts {which} order by idx", values)
            .Select(r => (new OrganisationId(Guid.Parse(r.Organisation)), new Recorded(r.Index, new(r.At), new(Guid.Parse(r.By)), (Fact)JsonSerializer.Deserialize(r.Body, Said.Single(t => t.Name == r.Fact))!)));
}
