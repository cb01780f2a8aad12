using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>Who is signed in. Only a hash of the token is kept, so a copy of the database opens no session.</summary>
internal static class SessionsTable
{
    public static Table Table { get; } = new("sessions", [Table.Bytes("token"), "user", Table.Number("began"), Table.Number("ends")], ["token"], "(\"user\")");

    public static void Begin(DbConnection db, byte[] token, ActorId user, Instant began, Instant ends)
    {
        db.Execute("delete from sessions where ends <= @now", new { now = began.Micros });
        db.Execute("insert into sessions (token, \"user\", began, ends) values (@token, @user, @began, @ends)", new { token, user = user.ToString(), began = began.Micros, ends = ends.Micros });
    }

    public static ActorId? Find(DbConnection db, byte[] token, Instant now) =>
        db.QuerySingleOrDefault<string>("select \"user\" from sessions where token = @token and ends > @now", new { token, now = now.Micros }) is { } user ? new ActorId(Guid.Parse(user)) : null;

    /// <summary>Ends all sessions of a user: the password was replaced or the account closed.</summary>
    public static void EndAll(DbConnection db, ActorId user) => db.Execute("delete from sessions where \"user\" = @user", new { user = user.ToString() });

    public static void End(DbConnection db, byte[] token) => db.Execute("delete from sessions where token = @token", new { token });
}
