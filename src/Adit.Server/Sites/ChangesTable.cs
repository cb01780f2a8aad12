using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Sites;

/// <summary>The last ledger index by which something of how a site stands became another: what a node keeps in memory of a site is made anew by it.</summary>
internal static class ChangesTable
{
    // Stands for every site: after something was erased, all may stand as if it had never been.
    private const string Every = "";

    public static Table Table { get; } = new("site_changes", ["site", Table.Number("idx")], ["site"], "(idx)");

    public static void Note(Connection db, string site, long index) =>
        db.Run("insert into site_changes (site, idx) values ($1, $2) on conflict (site) do update set idx = excluded.idx", site, index);

    public static void NoteAll(Connection db, long index) => Note(db, Every, index);

    /// <summary>The sites that changed after a ledger index; null where all may have.</summary>
    public static IReadOnlyList<SiteId>? Since(DbConnection db, long index)
    {
        var sites = db.Query<string>("select site from site_changes where idx > @index", new { index }).ToList();
        return sites.Contains(Every) ? null : [.. sites.Select(s => new SiteId(Guid.Parse(s)))];
    }
}
