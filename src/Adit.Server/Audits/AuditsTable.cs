using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Audits;

/// <summary>What an auditor was shown, the first time in an audit.</summary>
internal sealed record OpenedInAudit(ActorId Reader, string What, Instant At, long Entry);

/// <summary>Audits as they stand, which entries say what happened in them, and what their auditors opened.</summary>
internal static class AuditsTable
{
    public static Table[] Tables { get; } =
    [
        new("audits", ["audit", "number", Table.Number("first"), "set_as", "body"], ["audit"], "(number)"),
        new("audit_entries", ["audit", Table.Number("entry")], ["audit", "entry"], "(entry)"),
        new("audit_reads", ["audit", "reader", "what", Table.Number("at"), Table.Number("entry")], ["audit", "reader", "what"], "(audit, entry)"),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        if (recorded.Fact is AuditItemOpened opened)
        {
            db.Run(
                "insert into audit_reads (audit, reader, what, at, entry) values ($1, $2, $3, $4, $5) on conflict do nothing",
                opened.Audit.ToString(), opened.Reader.ToString(), opened.What, recorded.At.Micros, recorded.Index);
            return;
        }
        var id = recorded.Fact.Subjects[0].ToString("D");
        var audit = Audit.After(db.First("select body from audits where audit = $1", row => Read<Audit>(row.Text(0)), id), recorded);
        db.Run(
            "insert into audits (audit, number, first, set_as, body) values ($1, $2, $3, $4, $5) on conflict (audit) do update set set_as = excluded.set_as, body = excluded.body",
            id, audit.Set.Number, recorded.Index, JsonSerializer.Serialize(audit.Set), JsonSerializer.Serialize(audit));
        db.Run("insert into audit_entries (audit, entry) values ($1, $2) on conflict do nothing", id, recorded.Index);
    }

    /// <summary>Who looks at what until when, of all audits.</summary>
    public static ImmutableArray<AuditSet> Set(DbConnection db) => [.. db.Query<string>("select set_as from audits order by first").Select(Read<AuditSet>)];

    /// <summary>All audits, the newest first.</summary>
    public static IReadOnlyList<Audit> All(DbConnection db) => Of(db, "order by first desc", new { });

    /// <summary>An audit by its number; null where there is none.</summary>
    public static Audit? Find(DbConnection db, string number) => Of(db, "where number = @number", new { number }) is [var found] ? found : null;

    /// <summary>An audit; null where there is none.</summary>
    public static Audit? Find(DbConnection db, AuditId audit) => Of(db, "where audit = @audit", new { audit = audit.ToString() }) is [var found] ? found : null;

    /// <summary>The ledger indexes of what was done in any from one on, in order.</summary>
    public static IReadOnlyList<long> Touched(DbConnection db, long from, int count) => [.. db.Query<long>("select entry from audit_entries where entry >= @from order by entry limit @count", new { from, count })];

    /// <summary>Whether an auditor was shown something in an audit before.</summary>
    public static bool WasOpened(DbConnection db, AuditId audit, ActorId reader, string what) =>
        db.QuerySingle<long>("select count(*) from audit_reads where audit = @audit and reader = @reader and what = @what", new { audit = audit.ToString(), reader = reader.ToString(), what }) > 0;

    /// <summary>What was opened in an audit, the newest first.</summary>
    public static IReadOnlyList<OpenedInAudit> Opened(DbConnection db, AuditId audit, int count) =>
        [.. db.Query<(string Reader, string What, long At, long Entry)>("select reader, what, at, entry from audit_reads where audit = @audit order by entry desc limit @count", new { audit = audit.ToString(), count })
            .Select(r => new OpenedInAudit(new(Guid.Parse(r.Reader)), r.What, new(r.At), r.Entry))];

    /// <summary>How many that are.</summary>
    public static long OpenedCount(DbConnection db, AuditId audit) => db.QuerySingle<long>("select count(*) from audit_reads where audit = @audit", new { audit = audit.ToString() });

    private static IReadOnlyList<Audit> Of(DbConnection db, string which, object values) => [.. db.Query<string>($"select body from audits {which}", values).Select(Read<Audit>)];

    private static T Read<T>(string body) => JsonSerializer.Deserialize<T>(body)!;
}
