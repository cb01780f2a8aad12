using System.Collections.Immutable;
using System.Globalization;
using Adit.Sites;

namespace Adit.Reference;

/// <summary>What a visit says of its site itself.</summary>
/// <param name="Minerals">Codes of <c>site.mineral</c>.</param>
/// <param name="Place">Null where the row gives none.</param>
/// <param name="Zone">IANA time zone, by the province.</param>
public sealed record IpisSite(string Name, string Province, ImmutableArray<string> Minerals, GeoPoint? Place, string Zone);

/// <summary>One visit, ready to be received like a record of a phone.</summary>
/// <param name="Vid">IPIS's number of the visit.</param>
/// <param name="Pcode">IPIS's number of the site.</param>
/// <param name="Xml">A record of the form <see cref="Ipis.Form"/>: the same row gives the same bytes for ever.</param>
public sealed record IpisVisit(string Vid, string Pcode, DateOnly Day, IpisSite Site, byte[] Xml);

/// <summary>What reading a row gave: a visit and what is odd in it, or why it is none.</summary>
public readonly record struct IpisRow(IpisVisit? Visit, ImmutableArray<RowNote> Faults, ImmutableArray<RowNote> Flags);

/// <summary>
/// The open data of IPIS on visits to artisanal mine sites in the DR Congo (one row a visit, 85 columns, French words), read as visits of <em>reference</em>
/// sites. Nothing here decides anything: a row becomes the record that an agent would have sent.
/// </summary>
public static class Ipis
{
    /// <summary>The form that a visit is a record of, <c>catalogue/imports/ipis-visit.xml</c>.</summary>
    public const string Form = "ipis-visit";

    /// <summary>The version of that form that rows are written for.</summary>
    public const string FormVersion = "2026112301";

    /// <summary>The scheme of the site numbers.</summary>
    public const string Scheme = "IPIS";

    /// <summary>What every screen and report that shows such a site must say.</summary>
    public const string Credit = "IPIS open data (ODC-BY 1.0)";

    /// <summary>Columns without which a file is not these data.</summary>
    public static ImmutableArray<string> Needed { get; } = ["vid", "pcode", "name", "visit_date", "longitude", "latitude", "province"];

    /// <summary>The source in whose name ids are made (RFC 9562 §5.5): version 5 of <c>urn:adit:source:ipis</c> in the namespace for URLs.</summary>
    public static Guid Source { get; } = Id.From(new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "urn:adit:source:ipis");

    private static readonly DateOnly Earliest = new(1990, 1, 1);
    private static readonly HashSet<string> West =
        [.. new[] { "Kinshasa", "Kongo-Central", "Bas-Congo", "Kwango", "Kwilu", "Mai-Ndombe", "Bandundu", "Équateur", "Mongala", "Nord-Ubangi", "Sud-Ubangi", "Tshuapa" }.Select(WordTable.Plain)];
    private static readonly HashSet<string> East =
    [
        .. new[] { "Bas-Uele", "Haut-Uele", "Ituri", "Tshopo", "Nord-Kivu", "Sud-Kivu", "Maniema", "Haut-Katanga", "Haut-Lomami", "Lualaba", "Tanganyika",
            "Kasaï", "Kasaï-Central", "Kasaï-Oriental", "Lomami", "Sankuru" }.Select(WordTable.Plain),
    ];

    /// <summary>The id of a site, for ever the same.</summary>
    public static SiteId SiteOf(string pcode) => new(Id.From(Source, "site:" + pcode));

    /// <summary>The id of a visit; its instance id is this with <c>uuid:</c> before it.</summary>
    public static Guid VisitOf(string vid) => Id.From(Source, "visit:" + vid);

    /// <summary>Reads one row. Throws nothing, whatever stands in it.</summary>
    /// <param name="column">The value of a column by its name; empty where the file has no such column.</param>
    /// <param name="today">The last day that a visit may be of.</param>
    public static IpisRow Read(Func<string, string> column, DateOnly today)
    {
        var row = new IpisColumns(column);
        var faults = ImmutableArray.CreateBuilder<RowNote>();
        var (vid, pcode) = (Number(row, "vid", faults), Number(row, "pcode", faults));
        var day = Day(row.Text("visit_date", 40), today, faults);
        var place = Place(row, faults);
        if (faults.Count > 0)
            return new(null, faults.ToImmutable(), []);
        var minerals = IpisWork.Minerals(row);
        var site = new IpisSite(row.Text("name", 200) is { Length: > 0 } name ? name : pcode, row.Text("province", 100), minerals, place, Zone(row));
        var xml = IpisRecord.Write(row, vid, SiteOf(pcode), day, site);
        return new(new(vid, pcode, day, site, xml), [], row.Notes);
    }

    // Numbers of IPIS are short words without spaces; anything else would make two ids of one thing.
    private static string Number(IpisColumns row, string column, ImmutableArray<RowNote>.Builder faults)
    {
        var number = row.Text(column, 80);
        if (number.Length == 0)
            faults.Add(new("id-missing", column));
        else if (number.Length > 40 || !number.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            faults.Add(new("id-unreadable", column, number));
        return number;
    }

    private static DateOnly Day(string text, DateOnly today, ImmutableArray<RowNote>.Builder faults)
    {
        if (text.Length == 0)
            faults.Add(new("day-missing", "visit_date"));
        else if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            faults.Add(new("day-unreadable", "visit_date", text));
        else if (day < Earliest || day > today)
            faults.Add(new("day-outside", "visit_date", text));
        else
            return day;
        return default;
    }

    private static GeoPoint? Place(IpisColumns row, ImmutableArray<RowNote>.Builder faults)
    {
        var (latitude, longitude) = (row.Text("latitude", 60), row.Text("longitude", 60));
        if (latitude.Length == 0 && longitude.Length == 0)
        {
            row.Note("place-missing", "", "");
            return null;
        }
        var before = faults.Count;
        var point = new GeoPoint(Degrees("latitude", latitude, -13.6m, 5.5m, faults), Degrees("longitude", longitude, 12, 31.5m, faults));
        return faults.Count == before ? point : null;
    }

    private static decimal Degrees(string column, string text, decimal least, decimal most, ImmutableArray<RowNote>.Builder faults)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var degrees))
            faults.Add(new("place-unreadable", column, text));
        else if (degrees < least || degrees > most)
            faults.Add(new("place-outside", column, text));
        return degrees;
    }

    private static string Zone(IpisColumns row)
    {
        var province = WordTable.Plain(row.Text("province", 100));
        if (West.Contains(province))
            return "Africa/Kinshasa";
        if (!East.Contains(province))
            row.Note("province-unknown", "province", row.Text("province", 100));
        return "Africa/Lubumbashi";
    }
}
