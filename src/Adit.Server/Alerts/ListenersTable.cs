using System.Data.Common;
using System.Text.Json;
using Adit.Partners;
using Adit.People;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.Alerts;

/// <summary>Who hears of incidents, and what all alerts say.</summary>
internal static class ListenersTable
{
    public static Table[] Tables { get; } =
    [
        new("listeners", ["listener", Table.Number("first"), Table.Number("since"), "body"], ["listener"]),
        new("alerts_set", [Table.Number("one"), "contact"], ["one"]),
    ];

    public static void Apply(Connection db, Recorded recorded, ListenerSet set) => db.Run(
        "insert into listeners (listener, first, since, body) values ($1, $2, $3, $4) on conflict (listener) do update set body = excluded.body",
        set.Listener.ToString(), recorded.Index, recorded.At.Micros, JsonSerializer.Serialize(set, JsonSerializerOptions.Web));

    public static void Apply(Connection db, ListenerRemoved removed) => db.Run("delete from listeners where listener = $1", removed.Listener.ToString());

    public static void Apply(Connection db, AlertsSet set) => db.Run("insert into alerts_set (one, contact) values (1, $1) on conflict (one) do update set contact = excluded.contact", set.Contact);

    /// <summary>All that hear, in the order in which they were first set. Who was a user and is disabled hears of nothing.</summary>
    public static IReadOnlyList<Listener> All(DbConnection db, Register register, Instant now) =>
        [.. db.Query<(long First, long Since, string Body)>("select first, since, body from listeners order by first").Select(r => Of(JsonSerializer.Deserialize<ListenerSet>(r.Body, JsonSerializerOptions.Web)!, r.First, new(r.Since), register, now))
            .Where(l => l.Set.User is null || l.Role != Role.Anyone)];

    /// <summary>What was set of a listener; null where there is none.</summary>
    public static ListenerSet? Find(DbConnection db, Guid listener) =>
        db.QuerySingleOrDefault<string>("select body from listeners where listener = @listener", new { listener = listener.ToString() }) is { } body ? JsonSerializer.Deserialize<ListenerSet>(body, JsonSerializerOptions.Web) : null;

    /// <summary>Everything that is set, whether anybody of it hears now.</summary>
    public static IReadOnlyList<ListenerSet> Set(DbConnection db) =>
        [.. db.Query<string>("select body from listeners order by first").Select(body => JsonSerializer.Deserialize<ListenerSet>(body, JsonSerializerOptions.Web)!)];

    /// <summary>Whom to ask; empty where nothing was set.</summary>
    public static string Contact(DbConnection db) => db.QuerySingleOrDefault<string>("select contact from alerts_set") ?? "";

    private static Listener Of(ListenerSet set, long first, Instant since, Register register, Instant now) =>
        set.User is { } id && register.UsersById.GetValueOrDefault(id) is { Disabled: false } user ? new(set, first, since, user.Role, Reach.Of(register, user, now).Sites, Sheet.ZoneOf(set.Zone), register.Agreed.Of(user)?.Organisation)
            : new(set, first, since, Role.Anyone, [], Sheet.ZoneOf(set.Zone));
}
