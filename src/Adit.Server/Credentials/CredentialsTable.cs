using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Credentials;

/// <summary>A credential that was issued, and how it ended.</summary>
/// <param name="Index">The entry that issued it.</param>
/// <param name="Entry">The entry of what it is about.</param>
/// <param name="Ended">The entry that ended it; null while it stands.</param>
internal sealed record IssuedCredential(Guid Id, long Index, SiteId Site, Guid About, int Version, long Entry, StatusPlace Place, CredentialEnd? End, long? Ended, Guid? Next);

/// <summary>The credentials issued, each with its place in the status lists.</summary>
internal static class CredentialsTable
{
    public static Table Table { get; } = new(
        "issued_credentials",
        ["credential", Table.Number("entry"), "kind", "site", "about", Table.Number("version"), Table.Number("about_entry"), Table.Number("list"), Table.Number("place"), Table.Maybe("ended"), Table.Maybe("ended_entry", Holds.Number), Table.Maybe("next")],
        ["credential"], "(about, version)", "(list, place)");

    private const string Columns = "credential, entry, site, about, version, about_entry, list, place, ended, ended_entry, next";

    public static void Apply(Connection db, Recorded recorded, CredentialIssued issued) => db.Run(
        "insert into issued_credentials (credential, entry, kind, site, about, version, about_entry, list, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        issued.Credential.ToString(), recorded.Index, issued.Kind, issued.Site.ToString(), issued.About.ToString(), (long)issued.Version, issued.Entry, (long)issued.List, (long)issued.Place);

    public static void Apply(Connection db, Recorded recorded, CredentialStatusChanged changed) => db.Run(
        "update issued_credentials set ended = $2, ended_entry = $3, next = $4 where credential = $1",
        changed.Credential.ToString(), changed.Status.ToString(), recorded.Index, changed.Next?.ToString());

    public static IssuedCredential? Find(DbConnection db, Guid credential) =>
        db.Query<Read>($"select {Columns} from issued_credentials where credential = @id", new { id = credential.ToString() }).Select(r => r.Whole()).FirstOrDefault();

    /// <summary>All that were issued about one thing, oldest version first.</summary>
    public static IReadOnlyList<IssuedCredential> About(DbConnection db, Guid about) =>
        [.. db.Query<Read>($"select {Columns} from issued_credentials where about = @about order by version, entry", new { about = about.ToString() }).Select(r => r.Whole())];

    /// <summary>The number of the newest pair of lists, and how many places of it are taken; the first one where nothing was issued yet.</summary>
    public static (int List, long Taken) Newest(DbConnection db) =>
        db.QuerySingle<(long List, long Taken)>("select coalesce(max(list), 1), count(*) from issued_credentials where list = (select max(list) from issued_credentials)") is var (list, taken) ? ((int)list, taken) : default;

    public static bool IsTaken(DbConnection db, StatusPlace place) =>
        db.QuerySingle<long>("select count(*) from issued_credentials where list = @List and place = @Place", new { place.List, place.Place }) > 0;

    /// <summary>The places in a pair of lists whose credential had ended in a ledger of a size, with how. Null where it had no credential in them.</summary>
    public static IReadOnlyList<(int Place, CredentialEnd End)>? Ended(DbConnection db, int list, long size)
    {
        if (list != 1 && db.QuerySingle<long>("select count(*) from issued_credentials where list = @list and entry < @size", new { list, size }) == 0)
            return null;
        return [.. db.Query<(long Place, string End)>("select place, ended from issued_credentials where list = @list and ended_entry < @size order by place", new { list, size }).Select(r => ((int)r.Place, Enum.Parse<CredentialEnd>(r.End)))];
    }

    // A row as the database gives it.
    private sealed record Read(string Credential, long Entry, string Site, string About, long Version, long About_entry, long List, long Place, string? Ended, long? Ended_entry, string? Next)
    {
        public IssuedCredential Whole() => new(
            Guid.Parse(Credential), Entry, new(Guid.Parse(Site)), Guid.Parse(About), (int)Version, About_entry, new((int)List, (int)Place), Ended is null ? null : Enum.Parse<CredentialEnd>(Ended), Ended_entry, Next is null ? null : Guid.Parse(Next));
    }
}
