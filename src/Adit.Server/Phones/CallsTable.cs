using System.Data.Common;
using Adit.People;
using Adit.Storage;
using Dapper;

namespace Adit.Phones;

/// <summary>When a phone with another app (ODK Collect, KoboCollect) was last heard of.</summary>
/// <param name="Credential">With which it came.</param>
/// <param name="Device">A keyed hash of what it calls itself where it sends a record, 8 hex digits; empty where it only asked for something, and says nothing of itself.</param>
/// <param name="At">To ten minutes.</param>
internal sealed record PhoneCall(ActorId Agent, Guid Credential, string Device, Instant At);

/// <summary>
/// When each phone with another app was last heard of. Not in the ledger: the next call replaces it, and nothing is built on it. Times are rough, so that nobody can tell by them whose a protected
/// record is.
/// </summary>
internal static class CallsTable
{
    // What calls itself otherwise each time does not fill the table.
    private const int MostOfAgent = 20;

    public static Table Table { get; } = new("calls", ["agent", "credential", "device", Table.Number("at")], ["agent", "credential", "device"]);

    public static void Keep(DbConnection db, PhoneCall call)
    {
        var row = new { agent = call.Agent.ToString(), credential = call.Credential.ToString(), device = call.Device, at = call.At.Micros, most = MostOfAgent };
        db.Execute("insert into calls (agent, credential, device, at) values (@agent, @credential, @device, @at) on conflict (agent, credential, device) do update set at = excluded.at", row);
        db.Execute(
            "delete from calls where agent = @agent and (credential, device) not in (select credential, device from calls where agent = @agent order by at desc, credential, device limit @most)", row);
    }

    /// <summary>When the phones of some agents were last heard of, the latest first.</summary>
    public static ILookup<Guid, PhoneCall> Of(DbConnection db, IEnumerable<ActorId> agents) =>
        db.Query<(string Agent, string Credential, string Device, long At)>(
            $"select agent, credential, device, at from calls where {Dialect.In(db, "agent", "@agents")} order by at desc, device", new { agents = agents.Select(a => a.ToString()).ToArray() })
            .Select(r => new PhoneCall(new(Guid.Parse(r.Agent)), Guid.Parse(r.Credential), r.Device, new(r.At))).ToLookup(c => c.Credential);
}
