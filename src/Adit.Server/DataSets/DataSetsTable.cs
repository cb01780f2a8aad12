using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.DataSets;

/// <summary>What was set for a data set: from which ledger index on, when and by whom.</summary>
internal sealed record DataSetSetting(string DataSet, long Index, Instant At, ActorId By, bool Approval);

/// <summary>How data sets are kept, with what was set before.</summary>
internal static class DataSetsTable
{
    public static Table Table { get; } = new("data_sets", ["dataset", Table.Number("idx"), Table.Number("at"), "actor", Table.Number("approval")], ["dataset", "idx"]);

    public static void Apply(Connection db, Recorded recorded, DataSetSet set) => db.Run(
        "insert into data_sets (dataset, idx, at, actor, approval) values ($1, $2, $3, $4, $5)", set.DataSet, recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), set.Approval ? 1 : 0);

    /// <summary>All that was ever set, in order.</summary>
    public static IReadOnlyList<DataSetSetting> All(DbConnection db) => [.. Settings(db, "order by dataset, idx", new { })];

    /// <summary>All that was ever set for one data set, in order.</summary>
    public static IReadOnlyList<DataSetSetting> Of(DbConnection db, string dataset) => [.. Settings(db, "where dataset = @dataset order by idx", new { dataset })];

    /// <summary>Whether records make new things only once they are approved, as it is now.</summary>
    public static bool Approval(DbConnection db, string dataset) => Of(db, dataset) is [.., { Approval: true }];

    private static IEnumerable<DataSetSetting> Settings(DbConnection db, string which, object values) =>
        db.Query<(string DataSet, long Index, long At, string Actor, long Approval)>($"select dataset, idx, at, actor, approval from data_sets {which}", values)
            .Select(r => new DataSetSetting(r.DataSet, r.Index, new(r.At), new(Guid.Parse(r.Actor)), r.Approval != 0));
}
