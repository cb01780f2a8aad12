using System.Globalization;
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
        ErasuresTable.Table,
        People.SessionsTable.Table,
        Submissions.RefusedTable.Table,
        .. Forms.DraftsTable.Tables,
    ];

    /// <summary>Makes the tables of a new database, and those that are kept and missing. True where views are there that another version of the program left: they must be rebuilt before use.</summary>
    public static bool Create(SqliteConnection db)
    {
        foreach (var table in Kept)
            db.Execute(table.Create());
        db.Execute(LedgerTable.AppendOnly);
        if (db.QuerySingle<int>("pragma user_version") == Views.Shape)
            return false;
        if (LedgerTable.Size(db) > 0)
            return true;
        foreach (var table in Views.Tables)
            db.Execute(table.Create());
        Agree(db);
        return false;
    }

    /// <summary>Notes that the views are those of this version of the program.</summary>
    public static void Agree(SqliteConnection db) => db.Execute($"pragma user_version = {Views.Shape.ToString(CultureInfo.InvariantCulture)}");
}
