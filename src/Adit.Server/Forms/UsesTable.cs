using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Forms;

/// <summary>How a version of a form is used.</summary>
/// <param name="Agents">How many sent one.</param>
/// <param name="Last">When the newest came in.</param>
/// <param name="Lately">How many of the agents sent one since the instant that was asked about.</param>
internal readonly record struct FormUse(long Records, int Agents, Instant Last, int Lately);

/// <summary>How many records each agent sent of each version of a form. Protected ones are not among them.</summary>
internal static class UsesTable
{
    public static Table Table { get; } = new("form_uses", ["form", "version", "agent", Table.Number("records"), Table.Number("last")], ["form", "version", "agent"]);

    public static void Add(Connection db, string form, string version, ActorId agent, long records, Instant last) => db.Run(
        """
        insert into form_uses (form, version, agent, records, last) values ($1, $2, $3, $4, $5) on conflict (form, version, agent) do update set
          records = form_uses.records + excluded.records, last = case when excluded.last > form_uses.last then excluded.last else form_uses.last end
        """, form, version, agent.ToString(), records, last.Micros);

    /// <summary>Every version that is used at all.</summary>
    public static IReadOnlyDictionary<(string Form, string Version), FormUse> All(DbConnection db, Instant since) =>
        db.Query<(string, string, long, long, long, long)>(
            "select form, version, cast(sum(records) as bigint), count(*), max(last), count(case when last >= @since then 1 end) from form_uses group by form, version", new { since = since.Micros })
            .ToDictionary(r => (r.Item1, r.Item2), r => new FormUse(r.Item3, (int)r.Item4, new(r.Item5), (int)r.Item6));
}
