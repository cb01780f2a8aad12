using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Decisions;

/// <summary>A decision as it was recorded.</summary>
internal sealed record DecidedByBuyer(BuyerDecided Fact, long Entry, Instant At, ActorId By);

/// <summary>What buyers decided, for themselves alone: nothing reads it but for the organisation that decided, and what reminds that organisation.</summary>
internal static class DecisionsOfBuyersTable
{
    public static Table Table { get; } = new("buyer_decisions", ["decided", "organisation", "site", Adit.Storage.Table.Number("entry"), Adit.Storage.Table.Number("at"), "by_whom", Adit.Storage.Table.Number("look_again"), "body"], ["decided"], "(organisation, site, entry)", "(look_again)");

    public static void Apply(Connection db, Recorded recorded, BuyerDecided decided) => db.Run(
        "insert into buyer_decisions (decided, organisation, site, entry, at, by_whom, look_again, body) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        decided.Decided.ToString(), decided.Organisation.ToString(), decided.Site.ToString(), recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), decided.LookAgain.DayNumber, JsonSerializer.Serialize(decided));

    /// <summary>Which organisations wanted to look again at which sites by a day or earlier, as they decided last: what, and by when, and nothing of why.</summary>
    public static IReadOnlyList<(Guid Decided, OrganisationId Organisation, SiteId Site, DateOnly LookAgain)> ToLookAgain(DbConnection db, DateOnly by) =>
        [.. db.Query<(string Decided, string Organisation, string Site, long LookAgain)>(
            "select decided, organisation, site, look_again from buyer_decisions d where look_again <= @by and entry = (select max(entry) from buyer_decisions l where l.organisation = d.organisation and l.site = d.site)", new { by = by.DayNumber })
            .Select(r => (Guid.Parse(r.Decided), new OrganisationId(Guid.Parse(r.Organisation)), new SiteId(Guid.Parse(r.Site)), DateOnly.FromDayNumber((int)r.LookAgain)))];

    /// <summary>All that an organisation decided, the newest first.</summary>
    public static IReadOnlyList<DecidedByBuyer> Of(DbConnection db, OrganisationId organisation) =>
        [.. db.Query<(long Entry, long At, string By, string Body)>("select entry, at, by_whom, body from buyer_decisions where organisation = @organisation order by entry desc", new { organisation = organisation.ToString() })
            .Select(r => new DecidedByBuyer(JsonSerializer.Deserialize<BuyerDecided>(r.Body)!, r.Entry, new(r.At), new(Guid.Parse(r.By))))];
}
