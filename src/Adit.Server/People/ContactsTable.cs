using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>What a phone last said of itself.</summary>
/// <param name="Unsent">Records that lie on it, or of which files do.</param>
/// <param name="Drafts">Records that were begun there; null where it did not know, being locked: then what it said before stays.</param>
/// <param name="Free">Bytes of storage left; null where it does not know.</param>
/// <param name="DriftSeconds">Its clock minus ours.</param>
/// <param name="App">The app and its version.</param>
internal sealed record Contact(Guid Device, ActorId Agent, Instant At, int Unsent, int? Drafts, long? Free, long DriftSeconds, string App);

/// <summary>When each phone was last heard of, and how it was then. Not in the ledger: the next contact replaces it, and nothing is built on it.</summary>
internal static class ContactsTable
{
    public static Table Table { get; } = new("contacts",
        ["device", "agent", Table.Number("at"), Table.Number("unsent"), Table.Number("drafts"), Table.Maybe("free", Holds.Number), Table.Number("drift"), "app"], ["device", "agent"]);

    public static void Keep(DbConnection db, Contact contact) => db.Execute(
        """
        insert into contacts (device, agent, at, unsent, drafts, free, drift, app) values (@device, @agent, @at, @Unsent, coalesce(@Drafts, 0), @Free, @DriftSeconds, @App)
        on conflict (device, agent) do update set at = excluded.at, unsent = excluded.unsent, drafts = coalesce(@Drafts, contacts.drafts), free = excluded.free, drift = excluded.drift, app = excluded.app
        """,
        new { device = contact.Device.ToString(), agent = contact.Agent.ToString(), at = contact.At.Micros, contact.Unsent, contact.Drafts, contact.Free, contact.DriftSeconds, contact.App });

    /// <summary>What the phones of some agents last said.</summary>
    public static ILookup<ActorId, Contact> Of(DbConnection db, IEnumerable<ActorId> agents) =>
        db.Query<(string, string, long, long, long, long?, long, string)>(
            $"select device, agent, at, unsent, drafts, free, drift, app from contacts where {Dialect.In(db, "agent", "@agents")}", new { agents = agents.Select(a => a.ToString()).ToArray() })
            .Select(r => new Contact(Guid.Parse(r.Item1), new(Guid.Parse(r.Item2)), new(r.Item3), (int)r.Item4, (int)r.Item5, r.Item6, r.Item7, r.Rest.Item1)).ToLookup(c => c.Agent);
}
