using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>When people last changed something, by the clock of the database: for a while after that they are shown nothing older.</summary>
internal static class WroteTable
{
    public static Table Table { get; } = new("wrote", ["user", Table.Number("at")], ["user"]);

    public static void Note(DbConnection db, ActorId user) => db.Execute(
        "insert into wrote (\"user\", at) values (@user, extract(epoch from clock_timestamp())::bigint) on conflict (\"user\") do update set at = excluded.at", new { user = user.ToString() });

    /// <summary>Whether somebody changed something within so many seconds.</summary>
    public static bool Within(DbConnection db, ActorId user, TimeSpan time) => db.QuerySingle<bool>(
        "select exists (select from wrote where \"user\" = @user and at >= extract(epoch from clock_timestamp())::bigint - @seconds)", new { user = user.ToString(), seconds = (long)time.TotalSeconds + 1 });
}
