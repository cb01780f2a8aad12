using Adit.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Storage;

/// <summary>
/// All tables. What is kept is kept for ever; a view is a reading of the ledger, and <c>adit rebuild</c> makes it again with exactly the same rows.
/// Not in the ledger, and so not rebuilt: sealed parts and keys, secrets, sessions, refused uploads, drafts of forms, bookmarks, and what was published when.
/// </summary>
internal static class Schema
{
    private static readonly Table[] Kept =
    [
        .. LedgerTable.Tables,
        CheckpointsTable.Table,
        People.SessionsTable.Table,
        Submissions.RefusedTable.Table,
        .. Forms.DraftsTable.Tables,
    ];

    public static void Create(SqliteConnection db)
    {
        foreach (var table in Kept.Concat(Views.Tables))
            db.Execute(table.Create());
        db.Execute(LedgerTable.AppendOnly);
    }
}
