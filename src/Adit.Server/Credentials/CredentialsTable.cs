using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Credentials;

/// <summary>A credential that was issued, and how it ended.</summary>
/// <param name="Index">The entry that issued it.</param>
/// <param name="Site">Null where it is about no single one.</param>
/// <param name="Entry">The entry of what it is about.</param>
/// <param name="Ended">The entry that ended it; null while it stands.</param>
/// <param name="Of">The one that it was made from, to be handed on; null for one that was issued with a report.</param>
internal sealed record IssuedCredential(Guid Id, long Index, SiteId? Site, Guid About, int Version, long Entry, StatusPlace Place, CredentialEnd? End, long? Ended, Guid? Next, Guid? Of);

/// <summary>That somebody had a credential issued once more, to hand it on.</summary>
internal sealed record PassedOn(Guid Credential, Guid Of, OrganisationId Organisation, ActorId By, Instant At, string Customer, LeftOut LeftOut);

/// <summary>The credentials issued, each with its place in the status lists, and who handed on which.</summary>
internal static class CredentialsTable
{
    public static Table[] Tables { get; } =
    [
        new("issued_credentials",
            ["credential", Table.Number("entry"), "kind", Table.Maybe("site"), "about", Table.Number("version"), Table.Number("about_entry"), Table.Number("list"), Table.Number("place"), Table.Maybe("ended"), Table.Maybe("ended_entry", Holds.Number), Table.Maybe("next")],
            ["credential"], "(about, version)", "(list, place)"),
        new("passed_on_credentials", ["credential", "made_of", "about", "organisation", "by_whom", Table.Number("at"), "customer", "parts", Table.Number("indicators")], ["credential"], "(about)"),
    ];

    private const string Select = """
        select i.credential, i.entry, i.site, i.about, i.version, i.about_entry, i.list, i.place, i.ended, i.ended_entry, i.next, p.made_of
        from issued_credentials i left join passed_on_credentials p on p.credential = i.credential
        """;

    public static void Apply(Connection db, Recorded recorded, CredentialIssued issued) =>
        Issue(db, recorded.Index, issued.Credential, issued.Kind, issued.Site, issued.About, issued.Version, issued.Entry, new(issued.List, issued.Place));

    public static void Apply(Connection db, Recorded recorded, CredentialPassedOn passed)
    {
        Issue(db, recorded.Index, passed.Credential, passed.Kind, passed.Site, passed.About, passed.Version, passed.Entry, new(passed.List, passed.Place));
        db.Run(
            "insert into passed_on_credentials (credential, made_of, about, organisation, by_whom, at, customer, parts, indicators) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            passed.Credential.ToString(), passed.Of.ToString(), passed.About.ToString(), passed.Organisation.ToString(), passed.By.ToString(), recorded.At.Micros, passed.Customer, string.Join(' ', passed.LeftOut), (long)passed.Indicators.Length);
    }

    public static void Apply(Connection db, Recorded recorded, CredentialStatusChanged changed) => db.Run(
        "update issued_credentials set ended = $2, ended_entry = $3, next = $4 where credential = $1",
        changed.Credential.ToString(), changed.Status.ToString(), recorded.Index, changed.Next?.ToString());

    /// <summary>Who handed on what of one thing, the newest first.</summary>
    public static IReadOnlyList<PassedOn> PassedOn(DbConnection db, Guid about) =>
        [.. db.Query<(string Credential, string Of, string Organisation, string By, long At, string Customer, string Parts, long Indicators)>(
                "select credential, made_of, organisation, by_whom, at, customer, parts, indicators from passed_on_credentials where about = @about order by at desc, credential", new { about = about.ToString() })
            .Select(r => new PassedOn(Guid.Parse(r.Credential), Guid.Parse(r.Of), new(Guid.Parse(r.Organisation)), new(Guid.Parse(r.By)), new(r.At), r.Customer, new([.. r.Parts.Split(' ', StringSplitOptions.RemoveEmptyEntries)], r.Indicators)))];

    public static IssuedCredential? Find(DbConnection db, Guid credential) =>
        db.Query<Read>($"{Select} where i.credential = @id", new { id = credential.ToString() }).Select(r => r.Whole()).FirstOrDefault();

    /// <summary>All that were issued about one thing, oldest version first.</summary>
    public static IReadOnlyList<IssuedCredential> About(DbConnection db, Guid about) =>
        [.. db.Query<Read>($"{Select} where i.about = @about order by i.version, i.entry", new { about = about.ToString() }).Select(r => r.Whole())];

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

    private static void Issue(Connection db, long index, Guid credential, string kind, SiteId? site, Guid about, int version, long entry, StatusPlace place) => db.Run(
        "insert into issued_credentials (credential, entry, kind, site, about, version, about_entry, list, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        credential.ToString(), index, kind, site?.ToString(), about.ToString(), (long)version, entry, (long)place.List, (long)place.Place);

    // A row as the database gives it.
    private sealed record Read(string Credential, long Entry, string? Site, string About, long Version, long About_entry, long List, long Place, string? Ended, long? Ended_entry, string? Next, string? Made_of)
    {
        public IssuedCredential Whole() => new(
            Guid.Parse(Credential), Entry, Site is null ? null : new(Guid.Parse(Site)), Guid.Parse(About), (int)Version, About_entry, new((int)List, (int)Place), Ended is null ? null : Enum.Parse<CredentialEnd>(Ended), Ended_entry, Next is null ? null : Guid.Parse(Next), Made_of is null ? null : Guid.Parse(Made_of));
    }
}
