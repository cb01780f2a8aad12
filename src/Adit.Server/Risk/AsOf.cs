using System.Globalization;
using Adit.Ledger;
using Adit.Protection;
using Adit.Sites;
using Adit.Submissions;
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

    /// <summary>The last ledger index recorded by the end of a day: heads are in the order of the server's clock, so half is left out at each look.</summary>
    public static long KnownOn(SqliteConnection db, LedgerReading ledger, long newest, DateOnly day, TimeZoneInfo zone)
    {
        var end = Instant.From(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero));
        var (low, high) = (0L, newest);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (ledger.Fact(db, middle, Tier.T2)?.At is { } at && at < end)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
