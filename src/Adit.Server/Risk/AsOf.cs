using System.Data.Common;
using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Sites;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Risk;

/// <summary>Which day (V) and which state of knowledge (K) a page shows.</summary>
/// <param name="Asked">Whether an address asked for another than today and now.</param>
/// <param name="Known">The day by whose end it was known, where a day was asked for.</param>
/// <param name="ByEntry">Whether a ledger index was asked for.</param>
internal sealed record AsOf(DateOnly V, long K, bool Asked, DateOnly? Known, bool ByEntry = false)
{
    /// <summary>Whether it is today at the site, and all that is rated is known.</summary>
    public bool IsNow(DbConnection db, Site site, DateTimeOffset now) => V == SiteRisk.Today(site, now) && K >= SiteRisk.Newest(db);

    /// <summary>What an address must carry on so that a door leads to the same state of knowledge.</summary>
    public string More => Known is { } day ? $"&known={day:yyyy-MM-dd}" : ByEntry ? string.Create(CultureInfo.InvariantCulture, $"&k={K}") : "";

    /// <summary>What is shown, in words. The ledger's index is for the programme alone: it would tell others how much was recorded since they last asked, protected records too.</summary>
    public AsOfView Shown(Words words, CurrentPerson person) => new(
        V.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Known?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        !Asked ? null : Known is { } known ? words.Say("site.as-of.known", ("day", words.Day(V)), ("known", words.Day(known)))
        : ByEntry && person.May(Right.SeeRecords) ? words.Say("site.as-of.entry", ("day", words.Day(V)), ("k", K)) : words.Say("site.as-of", ("day", words.Day(V))));

    /// <summary>Reads <c>?at=</c> and <c>?known=</c> (days), or <c>?k=</c> (a ledger index); without them today and now, or a reference site's last visit.</summary>
    public static AsOf Read(DbConnection db, LedgerReading ledger, HttpRequest request, Site site, DateTimeOffset now)
    {
        var newest = SiteRisk.Newest(db);
        var known = Day(request.Query["known"]);
        var byEntry = long.TryParse(request.Query["k"], CultureInfo.InvariantCulture, out var index);
        var k = known is { } day ? KnownOn(db, ledger, newest, day, Sheet.ZoneOf(site)) : byEntry ? Math.Clamp(index, 0, Math.Max(newest, 0)) : newest;
        var at = Day(request.Query["at"]);
        var today = (site.Kind == SiteKind.Reference ? DaysTable.LastDay(db, site.Id) : null) ?? SiteRisk.Today(site, now);
        return new(at ?? today, k, (at ?? today) != today || k != newest, known, byEntry && known is null);
    }

    /// <summary>The last ledger index known by the end of a day, by the server's clock.</summary>
    public static long KnownOn(DbConnection db, LedgerReading ledger, long newest, DateOnly day, TimeZoneInfo zone)
    {
        var end = Instant.From(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero));
        return Math.Clamp(MomentsTable.KnownAt(db, ledger, new(end.Micros - 1)), 0, Math.Max(newest, 0));
    }

    // Far off days have no months before or after them to show; nobody means them.
    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 2200 ? day : null;
}
