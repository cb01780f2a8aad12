using System.Data.Common;
using System.Globalization;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.Exports;

/// <summary>What somebody wants to take out of one form.</summary>
/// <param name="Form">Null for all forms.</param>
/// <param name="From">The first day that records speak of.</param>
/// <param name="Until">The first day after.</param>
/// <param name="All">Also what does not count: superseded, withdrawn and rejected records, told apart by a column.</param>
/// <param name="Media">Also the files that came with the records.</param>
/// <param name="Within">The sites that the reader is limited to; null for none.</param>
/// <param name="Since">Of which sites only records of a day from one on, and of no others; null for all that <paramref name="Within"/> leaves.</param>
/// <param name="Forms">Of all forms only these; null for all.</param>
/// <param name="Deepest">The deepest answers that are opened.</param>
/// <param name="After">The ledger index after which records are taken; -1 for all.</param>
/// <param name="Limit">How many records at most; null for all.</param>
internal sealed record ExportAsk(
    string? Form, SiteId? Site = null, DateOnly? From = null, DateOnly? Until = null, ReviewState? Review = null, bool All = false, bool Media = false, IReadOnlyCollection<SiteId>? Within = null, long After = -1, int? Limit = null,
    IReadOnlyDictionary<SiteId, DateOnly>? Since = null, IReadOnlyCollection<string>? Forms = null, Tier Deepest = Tier.T2)
{
    /// <summary>What can be asked for, by the names that addresses and commands use.</summary>
    public static readonly string[] Names = ["site", "from", "until", "review", "all", "media", "after", "limit"];

    /// <summary>Reads what was asked; the name of the first that cannot be read, where one cannot.</summary>
    /// <param name="value">The text given for a name; empty where none was.</param>
    /// <param name="siteOf">A site by its code or id; null where there is none that may be asked for.</param>
    public static (ExportAsk? Ask, string? Wrong) Read(string form, Func<string, string> value, Func<string, SiteId?> siteOf)
    {
        DateOnly? day(string name) => DateOnly.TryParseExact(value(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var found) ? found : null;
        ReviewState? review = Enum.TryParse<ReviewState>(value("review"), ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;
        long? after = long.TryParse(value("after"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
        int? limit = int.TryParse(value("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most : null;
        var ask = new ExportAsk(form, siteOf(value("site")), day("from"), day("until"), review, value("all") == "1", value("media") == "1", After: after ?? -1, Limit: limit);
        (string Name, bool Read)[] read = [("site", ask.Site is not null), ("from", ask.From is not null), ("until", ask.Until is not null), ("review", review is not null), ("after", after is not null), ("limit", limit is not null)];
        var wrong = read.FirstOrDefault(r => value(r.Name).Length > 0 && !r.Read).Name;
        return wrong is null ? (ask, null) : (null, wrong);
    }

    private const string Columns = "s.idx, s.submission, s.form, s.version, s.instance, s.site, s.agent, s.source, s.received, s.day, s.flags, s.review, s.standing, s.missing";

    /// <summary>How many records are asked for, of those after and before ledger indexes.</summary>
    public long Count(DbConnection db, long after, long until) =>
        db.QuerySingle<long>($"select count(*) from {Records} where {Between} {Where(db)}", Values(after, until, 0));

    /// <summary>The ledger index of the record that lies so many records behind another; null where there are no more.</summary>
    public long? Behind(DbConnection db, long after, long until, int skipped) =>
        db.QuerySingleOrDefault<long?>($"select {Index} from {Records} where {Between} {Where(db)} order by {Index} limit 1 offset @count", Values(after, until, skipped));

    /// <summary>The ledger indexes of the next records after one.</summary>
    public IReadOnlyList<long> Indexes(DbConnection db, long after, long until, int count) =>
        [.. db.Query<long>($"select s.idx from {Records} where {Between} {Where(db)} order by {Index} limit @count", Values(after, until, count))];

    /// <summary>The next records after a ledger index with their sealed parts, in the order of the ledger.</summary>
    public IReadOnlyList<SealedRecord> Next(DbConnection db, long after, long until, int count, bool withFiles = false) =>
        [.. db.Query<SealedRecord>(
            $"""
            select {Columns}, p.sealed from {Records} join parts p on p.idx = {Index}
            where {Between} {Where(db)} {(withFiles ? $"and exists (select 1 from attachments a where a.idx = {Index})" : "")}
            order by {Index} limit @count
            """, Values(after, until, count))];

    private string Records => Form is null ? "submissions s" : "form_records f join submissions s on s.idx = f.idx";

    private string Index => Form is null ? "s.idx" : "f.idx";

    private string Between => $"{(Form is null ? "" : "f.form = @form and")} {Index} > @after and {Index} < @before";

    private string Where(DbConnection db) =>
        (All ? "" : $" and s.standing = {(int)VersionState.Current} and (s.review <> '{nameof(ReviewState.Rejected)}' or @review is not null)")
        + (Site is null ? "" : " and s.site = @site") + (From is null ? "" : " and s.day >= @from") + (Until is null ? "" : " and s.day < @until") + (Review is null ? "" : " and s.review = @review")
        + (Within is null ? "" : $" and {Dialect.In(db, "s.site", "@within")}") + (Forms is null ? "" : $" and {Dialect.In(db, "s.form", "@forms")}") + (Since is null ? "" : $" and ({Begun})");

    // Days and ids are ours, and no text of anybody's.
    private string Begun => Since!.Count == 0 ? "1 = 0" : string.Join(" or ", Since.GroupBy(s => s.Value, s => s.Key).Select(g =>
        string.Create(CultureInfo.InvariantCulture, $"(s.day >= {g.Key.DayNumber} and s.site in ({string.Join(", ", g.Select(s => $"'{s}'"))}))")));

    private object Values(long after, long before, int count) => new
    {
        form = Form,
        site = Site?.ToString(),
        from = From?.DayNumber,
        until = Until?.DayNumber,
        review = Review?.ToString(),
        forms = Forms?.ToArray(),
        within = Within?.Select(s => s.ToString()).ToArray(),
        after,
        before,
        count,
    };
}

/// <summary>A record as it lies in the tables, its answers still sealed. The names are the columns'.</summary>
internal sealed record SealedRecord(
    long Idx, string Submission, string Form, string Version, string Instance, string? Site, string Agent, string Source, long Received, long Day, string Flags, string Review, long Standing, long Missing, byte[] Sealed)
{
    /// <summary>Whether it counts, in a word: current, superseded, withdrawn or rejected.</summary>
    public string State => Standing == (long)VersionState.Current && Review == nameof(ReviewState.Rejected) ? "rejected" : ((VersionState)Standing).ToString().ToLowerInvariant();

    /// <summary>The day that it speaks of, as 2026-11-23.</summary>
    public string DayText => DateOnly.FromDayNumber((int)Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The code of its site; empty where it has none.</summary>
    public string SiteCode(Register register) => Site is { } id && register.Sites.TryGetValue(new(Guid.Parse(id)), out var site) ? site.Code : "";
}
