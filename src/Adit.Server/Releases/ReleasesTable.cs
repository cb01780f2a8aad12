using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.Releases;

/// <summary>A photo or a text that was released.</summary>
/// <param name="Fact"><see cref="PhotoReleased"/> or <see cref="TextReleased"/>.</param>
/// <param name="Taken">Why nobody outside is shown it any more; null while it stands.</param>
internal sealed record Released(Guid Id, SiteId Site, SubmissionId Record, DateOnly Day, Fact Fact, Instant At, ActorId By, string? Taken)
{
    public PhotoReleased? Photo => Fact as PhotoReleased;

    public TextReleased? Text => Fact as TextReleased;
}

/// <summary>Who was shown what.</summary>
internal sealed record ReleaseRead(ActorId Reader, string As, Instant At);

/// <summary>What was released of records, and who from outside was shown it.</summary>
internal static class ReleasesTable
{
    public static Table[] Tables { get; } =
    [
        new("releases", ["release", "site", "record", Table.Number("day"), Table.Number("at"), "by_whom", "kind", "body", Table.Maybe("taken")], ["release"], "(site, day)", "(record)"),
        new("release_reads", ["release", "reader", "taken_as", Table.Number("at")], ["release", "reader", "taken_as"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case PhotoReleased f: Keep(db, recorded, f.Release, f.Site, f.Record, f.Day, "photo", JsonSerializer.Serialize(f)); break;
            case TextReleased f: Keep(db, recorded, f.Release, f.Site, f.Record, f.Day, "text", JsonSerializer.Serialize(f)); break;
            case ReleaseTakenBack f: db.Run("update releases set taken = $2 where release = $1", f.Release.ToString(), f.Why); break;
            // What counts no more is shown no more.
            case SubmissionWithdrawn f: db.Run("update releases set taken = $2 where record = $1 and taken is null", f.Submission.ToString(), f.Reason); break;
            case SubmissionReviewed { State: ReviewState.Rejected } f: db.Run("update releases set taken = $2 where record = $1 and taken is null", f.Submission.ToString(), f.Note); break;
            case SubmissionReviewed: break;
            case ReleaseDisclosed f:
                db.Run("insert into release_reads (release, reader, taken_as, at) values ($1, $2, $3, $4) on conflict do nothing", f.Release.ToString(), f.Reader.ToString(), f.As, recorded.At.Micros);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(recorded));
        }
    }

    /// <summary>One that was released; null where there is none.</summary>
    public static Released? Find(DbConnection db, Guid release) => Of(db, "where release = @release", new { release = release.ToString() }) is [var found, ..] ? found : null;

    /// <summary>All of a site, those of the last day first.</summary>
    public static IReadOnlyList<Released> OfSite(DbConnection db, SiteId site) => Of(db, "where site = @site order by day desc, at desc, release", new { site = site.ToString() });

    /// <summary>All of a record, the oldest first.</summary>
    public static IReadOnlyList<Released> OfRecord(DbConnection db, SubmissionId record) => Of(db, "where record = @record order by at, release", new { record = record.ToString() });

    /// <summary>Who from outside was shown it, the first time of each.</summary>
    public static IReadOnlyList<ReleaseRead> Reads(DbConnection db, Guid release) =>
        [.. db.Query<(string Reader, string As, long At)>("select reader, taken_as, at from release_reads where release = @release order by at, reader, taken_as", new { release = release.ToString() })
            .Select(r => new ReleaseRead(new(Guid.Parse(r.Reader)), r.As, new(r.At)))];

    /// <summary>Whether a reader was shown it in a way before.</summary>
    public static bool WasRead(DbConnection db, Guid release, ActorId reader, string taken) =>
        db.QuerySingle<long>("select count(*) from release_reads where release = @release and reader = @reader and taken_as = @taken", new { release = release.ToString(), reader = reader.ToString(), taken }) > 0;

    private static void Keep(Connection db, Recorded recorded, Guid release, SiteId site, SubmissionId record, DateOnly day, string kind, string body) => db.Run(
        "insert into releases (release, site, record, day, at, by_whom, kind, body, taken) values ($1, $2, $3, $4, $5, $6, $7, $8, null)",
        release.ToString(), site.ToString(), record.ToString(), day.DayNumber, recorded.At.Micros, recorded.Actor.ToString(), kind, body);

    private static IReadOnlyList<Released> Of(DbConnection db, string which, object values) =>
        [.. db.Query<(string Release, string Site, string Record, long Day, long At, string By, string Kind, string Body, string? Taken)>($"select release, site, record, day, at, by_whom, kind, body, taken from releases {which}", values)
            .Select(r => new Released(
                Guid.Parse(r.Release), new(Guid.Parse(r.Site)), new(Guid.Parse(r.Record)), DateOnly.FromDayNumber((int)r.Day),
                r.Kind == "photo" ? JsonSerializer.Deserialize<PhotoReleased>(r.Body)! : JsonSerializer.Deserialize<TextReleased>(r.Body)!, new(r.At), new(Guid.Parse(r.By)), r.Taken))];
}
