using Adit.Ledger;
using Adit.Protection;
using Adit.Risk;
using Dapper;

namespace Adit.Storage;

/// <summary>
/// Makes every view again from the ledger, in one transaction: readers see the old rows until the new ones are complete, and a crash leaves the old ones.
/// </summary>
internal static class Rebuilding
{
    /// <summary>Rebuilds; <paramref name="progress"/> hears how many entries of how many are done.</summary>
    public static Task<long> Run(Database database, LedgerReading ledger, Action<long, long>? progress = null) => database.Write(writing =>
    {
        foreach (var table in Views.Tables)
            writing.Db.Db.Execute($"drop table if exists {table.Name}");
        foreach (var table in Views.Tables)
            writing.Db.Db.Execute(table.Create());
        var assessor = new Assessor(ledger, database.Keys.AliasKey, () => writing.Db.Db, work => work(writing.Db));
        assessor.Resume();
        var size = writing.Tree.Size;
        for (var index = 0L; index < size; index++)
        {
            if (ledger.Fact(writing.Db.Db, index, Tier.T3) is { } recorded)
            {
                Views.Apply(writing.Db, writing.Keys, recorded);
                assessor.Take(recorded);
            }
            if (assessor.Pending >= 4_000)
                assessor.Keep();
            if (index % 1_000 == 0)
                progress?.Invoke(index, size);
        }
        assessor.Keep();
        RatingsTable.Move(writing.Db, size);
        Schema.Agree(writing.Db.Db);
        progress?.Invoke(size, size);
        return size;
    });
}
