using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Sites;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Risk;

/// <summary>Which day (V) and which state of knowledge (K) a page shows.</summary>
/// <param name="Asked">Whether an address asked for another than today and now.</param>
internal sealed record AsOf(DateOnly V, long K, bool Asked, DateOnly? Known)
{
    /// <summary>Reads <c>?at=</c> and <c>?known=</c> (days), or <c>?k=</c> (a ledger index); without them today and now, or a reference site's last visit.</summary>
    public static AsOf Read(SqliteConnection db, LedgerReading ledger, HttpRequest request, Site site, DateTimeOffset now)
    {
        var newest = SiteRisk.Newest(db);
        var known = Day(request.Query["known"]);
        var k = known is { } day ? KnownOn(db, ledger, newest, day, Sheet.ZoneOf(site))
            : long.TryParse(request.Query["k"], CultureInfo.InvariantCulture, out var index) ? Math.Clamp(index, 0, Math.Max(newest, 0)) : newest;
        var at = Day(request.Query["at"]);
        var today = site.Kind == SiteKind.Reference ? SitesRoom.LastVisit(db, site) : SiteRisk.Today(site, now);
        return new(at ?? today, k, at is not null || k != newest, known);
    }

    /// <summary>
    /// What is shown, in words; null for today and now. The ledger's index is for the programme alone: it would tell others how much was recorded since they
    /// last asked, protected records too.
    /// </summary>
    public string? In(Words words, CurrentPerson person) => !Asked ? null
        : person.May(Right.SeeRecords) ? words.Say("site.as-of", ("day", words.Day(V)), ("k", K)) : words.Say("site.as-of.plain", ("day", words.Day(V)));

    /// <summary>The last ledger index known by the end of a day, by the server's clock.</summary>
    public static long KnownOn(SqliteConnection db, LedgerReading ledger, long newest, DateOnly day, TimeZoneInfo zone)
    {
        var end = Instant.From(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero));
        return Math.Clamp(MomentsTable.KnownAt(db, ledger, new(end.Micros - 1)), 0, Math.Max(newest, 0));
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
