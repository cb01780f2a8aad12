using System.Data.Common;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.DataSets;

/// <summary>Something that a record asked and that was not done.</summary>
/// <param name="Entity">Null where the record did not say which.</param>
/// <param name="Index">The ledger index of the version that asked it.</param>
/// <param name="Site">Of that version; null where it has none.</param>
internal sealed record FaultRow(string DataSet, Guid? Entity, long Index, SubmissionId Record, SiteId? Site, string Code);

/// <summary>Why what records ask of entities was not done. Only what a version asks that still counts is told.</summary>
internal static class EntityFaultsTable
{
    /// <summary>What a record asks has answers in it that are protected (T3): nothing of it is kept.</summary>
    public const string Protected = "entity-protected";

    public static Table Table { get; } = new(
        "entity_faults", ["dataset", "entity", Table.Number("idx"), Table.Number("n"), "submission", "code"], ["dataset", "entity", "idx", "n"], "(submission)", "(dataset, idx)");

    public static void Add(Connection db, string dataset, Guid? entity, int n, long index, SubmissionId record, string code) => db.Run(
        "insert into entity_faults (dataset, entity, idx, n, submission, code) values ($1, $2, $3, $4, $5, $6)", dataset, entity?.ToString("D") ?? "", index, n, record.ToString(), code);

    /// <summary>Writes what stands against an entity now.</summary>
    public static void Keep(Connection db, EntityKey key, IReadOnlyList<EntityFault> faults)
    {
        db.Run("delete from entity_faults where dataset = $1 and entity = $2", key.DataSet, key.Entity);
        for (var n = 0; n < faults.Count; n++)
            Add(db, key.DataSet, key.Id, n, faults[n].Index, faults[n].Record, faults[n].Code);
    }

    /// <summary>Those of one record.</summary>
    public static IReadOnlyList<FaultRow> Of(DbConnection db, SubmissionId record) =>
        Rows(db, "submission = @record order by idx, dataset, entity, n", new { record = record.ToString() });

    /// <summary>The newest of a data set.</summary>
    public static IReadOnlyList<FaultRow> Newest(DbConnection db, string dataset, int count) =>
        Rows(db, "dataset = @dataset order by idx desc, entity, n limit @count", new { dataset, count });

    /// <summary>Those of one entity.</summary>
    public static IReadOnlyList<FaultRow> Of(DbConnection db, EntityKey key) =>
        Rows(db, "dataset = @dataset and entity = @entity order by idx, n", new { dataset = key.DataSet, entity = key.Entity });

    private static IReadOnlyList<FaultRow> Rows(DbConnection db, string which, object values)
    {
        var found = db.Query<(string DataSet, string Entity, long Index, string Record, string Code)>($"select dataset, entity, idx, submission, code from entity_faults where {which}", values).ToList();
        var standing = found.Count == 0 ? [] : SubmissionsTable.Rows(db, found.Select(f => f.Index).Distinct()).Where(s => s is { Standing: VersionState.Current, Review: not ReviewState.Rejected }).ToDictionary(s => s.Index);
        return
        [
            .. found.Where(f => standing.ContainsKey(f.Index))
                .Select(f => new FaultRow(f.DataSet, f.Entity.Length == 0 ? null : Guid.Parse(f.Entity), f.Index, new(Guid.Parse(f.Record)), standing[f.Index].Site, f.Code)),
        ];
    }
}
