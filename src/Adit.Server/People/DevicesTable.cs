using System.Collections.Immutable;
using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>A phone that an agent uses. A phone that several share is one for each of them, under the same id.</summary>
/// <param name="App"><c>adit</c> or <c>collect</c>.</param>
/// <param name="CutOff">Whether nothing that it holds opens anything any more.</param>
internal sealed record EnrolledDevice(Guid Id, ActorId Agent, string App, Instant Enrolled, ImmutableArray<Guid> Credentials, bool CutOff);

/// <summary>Phones, and the codes that enrol them.</summary>
internal static class DevicesTable
{
    public static Table[] Tables { get; } =
    [
        new("offers", ["credential", "agent", Table.Number("expires"), Table.Maybe("used_by")], ["credential"]),
        new("devices", ["device", "agent", "app", Table.Number("enrolled"), "credentials", Table.Number("cut_off")], ["device", "agent"]),
    ];

    public static void Apply(Connection db, EnrolmentOffered offered) =>
        db.Run("insert into offers (credential, agent, expires) values ($1, $2, $3)", offered.Credential.ToString(), offered.Agent.ToString(), offered.Expires.Micros);

    public static void Apply(Connection db, Recorded recorded, DeviceEnrolled enrolled)
    {
        db.Run("update offers set used_by = $2 where credential = $1", enrolled.Offer.ToString(), enrolled.Device.ToString());
        db.Run(
            """
            insert into devices (device, agent, app, enrolled, credentials, cut_off) values ($1, $2, $3, $4, $5, 0)
            on conflict (device, agent) do update set app = excluded.app, enrolled = excluded.enrolled, credentials = excluded.credentials, cut_off = 0
            """,
            enrolled.Device.ToString(), enrolled.Agent.ToString(), enrolled.App, recorded.At.Micros, string.Join(' ', enrolled.Credentials));
    }

    public static void Apply(Connection db, DeviceCutOff cut) => db.Run("update devices set cut_off = 1 where device = $1", cut.Device.ToString());

    /// <summary>A code by the id it has among credentials; null where it is none.</summary>
    public static Offer? Offer(DbConnection db, Guid credential) =>
        db.Query<(string Agent, long Expires, string? UsedBy, long? Revoked)>(
            "select o.agent, o.expires, o.used_by, c.revoked_idx from offers o join credentials c on c.credential = o.credential where o.credential = @credential", new { credential = credential.ToString() })
            .Select(r => new Offer(credential, new(Guid.Parse(r.Agent)), new(r.Expires), r.Revoked is not null, r.UsedBy is { } device ? Guid.Parse(device) : null)).FirstOrDefault();

    /// <summary>When each code ends that was not used.</summary>
    public static IReadOnlyDictionary<Guid, Instant> Unused(DbConnection db) =>
        db.Query<(string Credential, long Expires)>("select credential, expires from offers where used_by is null").ToDictionary(r => Guid.Parse(r.Credential), r => new Instant(r.Expires));

    /// <summary>A phone of an agent; null where it is not.</summary>
    public static EnrolledDevice? Find(DbConnection db, Guid device, ActorId agent) =>
        Devices(db, "where device = @device and agent = @agent", new { device = device.ToString(), agent = agent.ToString() }) is [var found] ? found : null;

    /// <summary>A phone, once for each agent that uses it.</summary>
    public static IReadOnlyList<EnrolledDevice> Of(DbConnection db, Guid device) => Devices(db, "where device = @device", new { device = device.ToString() });

    /// <summary>All phones, those that were enrolled last first.</summary>
    public static IReadOnlyList<EnrolledDevice> All(DbConnection db) => Devices(db, "order by enrolled desc, device, agent", new { });

    private static IReadOnlyList<EnrolledDevice> Devices(DbConnection db, string where, object values) =>
        [.. db.Query<(string, string, string, long, string, long)>($"select device, agent, app, enrolled, credentials, cut_off from devices {where}", values)
            .Select(r => new EnrolledDevice(Guid.Parse(r.Item1), new(Guid.Parse(r.Item2)), r.Item3, new(r.Item4), [.. r.Item5.Split(' ').Select(Guid.Parse)], r.Item6 != 0))];
}
