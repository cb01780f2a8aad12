using Dapper;

namespace Adit.Storage;

/// <summary>
/// All tables. What is kept is kept for ever; a view is a reading of the ledger, and <c>adit rebuild</c> makes it again with exactly the same rows.
/// Not in the ledger, and so not rebuilt: sealed parts and keys, secrets, sessions, days on which keys were used, refused uploads, deliveries of messages, drafts of forms, base maps, bookmarks, what was published when, what witnesses cosigned of it, and what was cosigned of other ledgers.
/// </summary>
internal static class Schema
{
    /// <summary>The tables of what is kept.</summary>
    public static Table[] Kept { get; } =
    [
        .. Ledger.LedgerTable.Tables,
        Ledger.CheckpointsTable.Table,
        Ledger.CosignaturesTable.Table,
        Ledger.WitnessedTable.Table,
        Ledger.ErasuresTable.Table,
        People.SessionsTable.Table,
        People.ProgramKeysTable.Uses,
        People.WroteTable.Table,
        People.ContactsTable.Table,
        Phones.CallsTable.Table,
        Field.AwaitedTable.Files,
        Field.AwaitedTable.Parts,
        Submissions.RefusedTable.Table,
        .. Forms.DraftsTable.Tables,
        Incidents.IncidentsTable.LookedTable,
        .. Alerts.NoticesTable.Tables,
        .. Hooks.HooksTable.Kept,
        .. Maps.MapsTable.Kept,
    ];

    /// <summary>Makes the tables of new views in a folder. True where views are there that another version of the program left: they must be rebuilt before use.</summary>
    public static bool CreateViews(Connection connection)
    {
        if (SqliteDialect.ShapeOf(connection.Db) == Views.Shape)
            return false;
        if (Ledger.LedgerTable.Size(connection.Db) > 0)
            return true;
        foreach (var table in Views.Tables)
            connection.Db.Execute(connection.Dialect.Create(table));
        Agree(connection);
        return false;
    }

    /// <summary>Notes that the views are those of this version of the program.</summary>
    public static void Agree(Connection connection) => SqliteDialect.Agree(connection.Db, Views.Shape);
}
