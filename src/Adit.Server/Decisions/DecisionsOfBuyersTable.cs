using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Decisions;

/// <summary>A decision as it was recorded.</summary>
internal sealed record DecidedByBuyer(BuyerDecided Fact, long Entry, Instant At, ActorId By);

/// <summary>What buyers decided, for themselves alone: nothing reads it but for the organisation that decided.</summary>
internal static class DecisionsOfBuyersTable
{
    public static Table Table { get; } = new("buyer_decisions", ["decided", "organisation", "site", Adit.Storage.Table.Number("entry"), Adit.Storage.Table.Number("at"), "by_whom", "body"], ["decided"], "(organisation, site, entry)");

    public static void Apply(Connection db, Recorded recorded, BuyerDecided decided) => db.Run(
        "insert into buyer_decisions (decided, organisation, site, entry, at, by_whom, body) values ($1, $2, $3, $4, $5, $6, $7)",
        decided.Decided.ToString(), decided.Organisation.ToString(), decided.Site.ToString(), recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), JsonSerializer.Serialize(decided));

    /// <summary>All that an organisation decided, the newest first.</summary>
    public static IReadOnlyList<DecidedByBuyer> Of(DbConnection db, OrganisationId organisation) =>
        [.. db.Query<(long Entry, long At, string By, string Body)>("select entry, at, by_whom, body from buyer_decisions where organisation = @organisation order by entry desc", new { organisation = organisation.ToString() })
            .Select(r => new DecidedByBuyer(JsonSerializer.Deserialize<BuyerDecided>(r.Body)!, r.Entry, new(r.At), new(Guid.Parse(r.By))))];
}
