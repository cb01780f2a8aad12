using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Submissions;

/// <summary>How a version of a record stands.</summary>
internal enum VersionState
{
    /// <summary>It counts.</summary>
    Current,

    /// <summary>An edit replaced it.</summary>
    Superseded,

    /// <summary>It no longer counts.</summary>
    Withdrawn,

    /// <summary>Its content was destroyed.</summary>
    Erased,
}

/// <summary>A row of the list of records. T3 records have none.</summary>
internal sealed record SubmissionRow(
    long Index, SubmissionId Submission, string Form, string Version, string Instance, SiteId? Site, ActorId Agent, Source Source, Instant Received, DateOnly Day, string Flags,
    ReviewState Review, VersionState Standing, int Missing, string? DeviceId);

/// <summary>What a list of records is asked for: of a form, of some sites, in a state of review, and the ledger index it goes on from.</summary>
/// <param name="Sites">Null for all, and for records without one.</param>
/// <param name="After">Where newer ones are asked for; else null.</param>
/// <param name="Days">The days that they speak of, the last one excluded; null for all.</param>
/// <param name="Flagged">Only those with something odd.</param>
/// <param name="Doubtful">Only visits that somebody should ask about: of an agent, or of all (the program's own id); null for all records.</param>
internal sealed record RecordsAsked(
    string? Form, IReadOnlyCollection<SiteId>? Sites, string? Review, long? Before, long? After, (DateOnly From, DateOnly Until)? Days = null, bool Flagged = false, ActorId? Doubtful = null);

/// <summary>What intake must know of an instance id: whether it is held, with which bytes, and whether it still stands.</summary>
internal sealed record KnownInstance(long Index, SubmissionId Submission, byte[] Digest, VersionState Standing);

/// <summary>Records as lists and searches use them. The table of instances is written with the entry itself and is never behind.</summary>
internal static class SubmissionsTable
{
    /// <summary>The flag of a record whose phone said that more files follow; it falls when the last that the answers name is in (OpenRosa, row 66).</summary>
    public const string MoreFollows = "more-follows";

    public static Table[] Tables { get; } =
    [
        new("instances", [Table.Bytes("alias"), Table.Number("idx"), Table.Bytes("submission"), Table.Bytes("digest"), Table.Number("standing")], ["alias"]) { Grows = Grows.ByHash },
        new("submissions",
            [Table.Number("idx"), "submission", "form", "version", "instance", Table.Maybe("site"), "agent", "source", Table.Number("received"), Table.Number("day"), "flags",
             "review", Table.Number("standing"), Table.Number("missing"), Table.Maybe("device")], ["idx"]) { Grows = Grows.ByIndex },
        new("versions", ["submission", Table.Number("idx"), Table.Bytes("alias")], ["submission", "idx"]) { Grows = Grows.ByHash },
        new("attachments", [Table.Number("idx"), "name", "type", "blob"], ["idx", "name"]) { Grows = Grows.ByIndex },
        new("reviews", ["submission", Table.Number("idx"), "actor", Table.Number("at"), "state", "note"], ["submission", "idx"]) { Grows = Grows.ByHash },
        new("protected_records", [Table.Number("one"), Table.Number("held")], ["one"]),
    ];

    /// <summary>The keyed hash under which (form id, instance id) is remembered: 16 bytes, so that an erased record leaves no readable id behind.</summary>
    public static byte[] Alias(byte[] key, string form, string instance)
    {
        Span<byte> text = stackalloc byte[1024];
        var length = Encoding.UTF8.GetByteCount(form) + 1 + Encoding.UTF8.GetByteCount(instance);
        if (length > text.Length)
            text = new byte[length];
        var at = Encoding.UTF8.GetBytes(form, text);
        text[at++] = 0;
        at += Encoding.UTF8.GetBytes(instance, text[at..]);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key, text[..at], hash);
        return hash[..16].ToArray();
    }

    /// <summary>The keyed hash by which a resent record is recognised as the same bytes: 16 bytes.</summary>
    public static byte[] Digest(byte[] key, ReadOnlySpan<byte> xml)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key, xml, hash);
        return hash[..16].ToArray();
    }

    /// <summary>What a record is recognised by when it comes again; null where its envelope was erased.</summary>
    public static InstanceMark? MarkOf(byte[] key, SubmissionAccepted accepted) =>
        accepted.Envelope is { } envelope ? new(Alias(key, envelope.Form, envelope.Instance), Digest(key, accepted.Xml.Span)) : null;

    public static KnownInstance? Known(Connection db, byte[] alias) => Known(db, [alias])[0];

    /// <summary>The same of some instance ids, asked at once.</summary>
    public static IReadOnlyList<KnownInstance?> Known(Connection db, IReadOnlyList<byte[]> aliases) => db.Firsts(
        "select idx, submission, digest, standing from instances where alias = $1",
        row => new KnownInstance(row.Number(0), new(new Guid(row.Bytes(1), bigEndian: true)), row.Bytes(2), (VersionState)row.Number(3)), [.. aliases.Select(alias => (object?[])[alias])]);

    /// <summary>The same, read beside the writer: what it says may be old by the time it is used.</summary>
    public static KnownInstance? Find(DbConnection db, byte[] alias) =>
        db.Query<(long, byte[], byte[], long)>("select idx, submission, digest, standing from instances where alias = @alias", new { alias })
            .Select(r => new KnownInstance(r.Item1, new(new Guid(r.Item2, bigEndian: true)), r.Item3, (VersionState)r.Item4)).FirstOrDefault();

    /// <summary>The ledger index of a record's first version, protected or not; null where there is no such record, or it was erased.</summary>
    public static long? First(DbConnection db, SubmissionId submission) =>
        db.QuerySingle<long?>("select min(idx) from versions where submission = @id", new { id = submission.ToString() });

    /// <summary>The files of the version that an instance id stands for.</summary>
    public static IReadOnlyList<KeptFile> AttachmentsOf(DbConnection db, byte[] alias) => Find(db, alias) is { } known ? Attachments(db, known.Index) : [];

    /// <summary>The record at a ledger index; null where it is protected or none.</summary>
    public static SubmissionId? At(DbConnection db, long index) =>
        db.QuerySingleOrDefault<string>("select submission from submissions where idx = @index", new { index }) is { } id ? new SubmissionId(Guid.Parse(id)) : null;

    public static void Apply(Connection db, byte[] key, Recorded recorded, SubmissionAccepted accepted)
    {
        Remember(db, key, recorded.Index, accepted);
        if (accepted.Envelope is { Deprecates: not null } edit)
            db.Run($"update submissions set standing = 1 where {OfRecord} and standing = 0", edit.Submission.ToString());
        if (accepted.Protected || accepted.Envelope is not { } envelope)
        {
            db.Run("insert into protected_records (one, held) values (1, 1) on conflict (one) do update set held = protected_records.held + 1");
            return;
        }
        db.Run(
            "insert into submissions (idx, submission, form, version, instance, site, agent, source, received, day, flags, review, standing, missing, device) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14)",
            recorded.Index, envelope.Submission.ToString(), envelope.Form, envelope.Version, envelope.Instance, envelope.Site?.ToString(), recorded.Actor.ToString(), Name(envelope.Source),
            recorded.At.Micros, envelope.Day.DayNumber, accepted.Odd.IsEmpty ? "" : string.Join(' ', accepted.Odd),
            envelope.Deprecates is null ? nameof(ReviewState.Received) : nameof(ReviewState.Edited), envelope.Missing.Length, envelope.DeviceId);
        foreach (var attachment in envelope.Attachments)
            Keep(db, recorded.Index, attachment);
    }

    public static void Apply(Connection db, AttachmentReceived received)
    {
        if (db.First("select name from attachments where idx = $1 and name = $2", row => row.Text(0), received.Entry, received.File.Name) is null)
            db.Run(
                """
                update submissions set missing = missing - 1, flags = case missing when 1 then trim(replace(' ' || flags || ' ', $2, ' ')) else flags end
                where idx = $1 and missing > 0
                """, received.Entry, $" {MoreFollows} ");
        Keep(db, received.Entry, received.File);
    }

    public static void Apply(Connection db, Recorded recorded, SubmissionReviewed reviewed)
    {
        db.Run("insert into reviews (idx, submission, actor, at, state, note) values ($1, $2, $3, $4, $5, $6)",
            recorded.Index, reviewed.Submission.ToString(), recorded.Actor.ToString(), recorded.At.Micros, reviewed.State.ToString(), reviewed.Note);
        db.Run($"update submissions set review = $2 where {OfRecord}", reviewed.Submission.ToString(), reviewed.State.ToString());
    }

    public static void Apply(Connection db, Recorded recorded, SubmissionWithdrawn withdrawn)
    {
        db.Run("insert into reviews (idx, submission, actor, at, state, note) values ($1, $2, $3, $4, $5, $6)",
            recorded.Index, withdrawn.Submission.ToString(), recorded.Actor.ToString(), recorded.At.Micros, nameof(VersionState.Withdrawn), withdrawn.Reason);
        db.Run($"update submissions set standing = 2 where {OfRecord}", withdrawn.Submission.ToString());
        db.Run("update instances set standing = 2 where alias in (select alias from versions where submission = $1)", withdrawn.Submission.ToString());
    }

    /// <summary>Newest first, before a ledger index; of a form or a site where asked for.</summary>
    public static IReadOnlyList<SubmissionRow> Before(DbConnection db, long index, int count, string? form = null, SiteId? site = null, string? review = null) =>
        [.. db.Query<Stored>(
            $"""
            select {Columns} from submissions s where s.idx < @index
            {(form is null ? "" : "and s.idx in (select idx from form_records where form = @form and idx < @index order by idx desc limit @window)")}
            {(site is null ? "" : "and s.site = @site")} {(review is null ? "" : "and s.review = @review")}
            order by s.idx desc limit @count
            """, new { index, count, form, site = site?.ToString(), review, window = review is null && site is null ? count : 100_000 }).Select(r => r.ToSubmission())];

    /// <summary>A page of the list, newest first; versions that an edit replaced are left out.</summary>
    public static IReadOnlyList<SubmissionRow> Page(DbConnection db, RecordsAsked asked, int count)
    {
        // The days of one site are found by the site; everything else by the index.
        var ofSite = asked is { Days: not null, Sites.Count: 1, Doubtful: null };
        var from = asked.Doubtful is { } agent ? $"doubts d cross join submissions s where s.idx = d.idx {(agent == ActorId.Program ? "" : "and d.agent = @agent")} and"
            : ofSite ? $"(select distinct idx from site_records where {Dialect.In(db, "site", "@sites")} and day >= @first and day < @until) d cross join submissions s where s.idx = d.idx and"
            : asked.Form is null ? "submissions s where" : "form_records f cross join submissions s where s.idx = f.idx and f.form = @form and";
        var days = (asked.Days is null || ofSite ? "" : "and s.day >= @first and s.day < @until") + ((ofSite || asked.Doubtful is not null) && asked.Form is not null ? " and s.form = @form" : "") + (asked.Flagged ? " and s.flags <> ''" : "");
        var review = asked.Review switch { null => "", nameof(VersionState.Withdrawn) => "and s.standing = 2", _ => "and s.review = @review and s.standing <> 2" };
        var (place, order) = asked.After is null ? ("s.idx < @before", "desc") : ("s.idx > @after", "asc");
        var rows = db.Query<Stored>(
            $"select {Columns} from {from} {place} and s.standing <> 1 {OfWithdrawnTheLast} {(asked.Sites is null || ofSite ? "" : $"and {Dialect.In(db, "s.site", "@sites")}")} {review} {days} order by s.idx {order} limit @count",
            new { first = asked.Days?.From.DayNumber, until = asked.Days?.Until.DayNumber, form = asked.Form, review = asked.Review, after = asked.After, before = asked.Before ?? long.MaxValue, sites = asked.Sites?.Select(s => s.ToString()).ToArray(), count, agent = asked.Doubtful?.ToString() }).Select(r => r.ToSubmission()).ToList();
        if (asked.After is not null)
            rows.Reverse();
        return rows;
    }

    public static IReadOnlyList<SubmissionRow> OfSite(DbConnection db, SiteId site, DateOnly from, DateOnly until) =>
        [.. db.Query<Stored>($"select {Columns} from site_records r join submissions s on s.idx = r.idx where r.site = @site and r.day >= @from and r.day < @until order by r.day, r.idx",
            new { site = site.ToString(), from = from.DayNumber, until = until.DayNumber }).Select(r => r.ToSubmission())];

    /// <summary>Rows after a ledger index and before another, oldest first, replaced versions too.</summary>
    public static IReadOnlyList<SubmissionRow> Between(DbConnection db, long after, long before, int count) =>
        [.. db.Query<Stored>($"select {Columns} from submissions s where s.idx > @after and s.idx < @before order by s.idx limit @count", new { after, before, count }).Select(r => r.ToSubmission())];

    /// <summary>The row at a ledger index; null where the record is protected, erased or none.</summary>
    public static SubmissionRow? Row(DbConnection db, long index) =>
        db.Query<Stored>($"select {Columns} from submissions s where s.idx = @index", new { index }).Select(r => r.ToSubmission()).FirstOrDefault();

    /// <summary>The newest records that speak of a site up to a day, as known at a ledger index.</summary>
    public static IReadOnlyList<SubmissionRow> NewestOf(DbConnection db, SiteId site, DateOnly until, long k, int count) =>
        [.. Rows(db, db.Query<long>("select idx from site_records where site = @site and day <= @until and idx <= @k order by day desc, idx desc limit @count", new { site = site.ToString(), until = until.DayNumber, k, count }))
            .OrderByDescending(r => r.Day).ThenByDescending(r => r.Index)];

    /// <summary>The rows at some ledger indexes; protected and erased ones are not among them.</summary>
    public static IEnumerable<SubmissionRow> Rows(DbConnection db, IEnumerable<long> indexes) =>
        db.Query<Stored>($"select {Columns} from submissions s where {Dialect.In(db, "s.idx", "@indexes")}", new { indexes = indexes.ToArray() }).Select(r => r.ToSubmission());

    public static IReadOnlyList<SubmissionRow> Versions(DbConnection db, SubmissionId submission) =>
        [.. db.Query<Stored>($"select {Columns} from versions v join submissions s on s.idx = v.idx where v.submission = @submission order by s.idx", new { submission = submission.ToString() }).Select(r => r.ToSubmission())];

    public static IReadOnlyList<(Instant At, ActorId Actor, string State, string Note)> Reviews(DbConnection db, SubmissionId submission) =>
        [.. db.Query<(long, string, string, string)>("select at, actor, state, note from reviews where submission = @submission order by idx", new { submission = submission.ToString() })
            .Select(r => (new Instant(r.Item1), new ActorId(Guid.Parse(r.Item2)), r.Item3, r.Item4))];

    public static IReadOnlyList<KeptFile> Attachments(DbConnection db, long index) =>
        [.. db.Query<(string, string, string)>("select name, type, blob from attachments where idx = @index order by name", new { index })
            .Select(r => new KeptFile(r.Item1, r.Item2, JsonSerializer.Deserialize<Protection.Blob>(r.Item3)!))];

    public static long ProtectedHeld(DbConnection db) => db.QuerySingle<long>("select cast(coalesce(sum(held), 0) as bigint) from protected_records");

    private const string OfWithdrawnTheLast = "and (s.standing <> 2 or not exists (select 1 from versions n where n.submission = s.submission and n.idx > s.idx))";

    private const string OfRecord = "idx in (select idx from versions where submission = $1)";

    private const string Columns = "s.idx, s.submission, s.form, s.version, s.instance, s.site, s.agent, s.source, s.received, s.day, s.flags, s.review, s.standing, s.missing, s.device";

    /// <summary>An erased record is remembered by its keyed hash alone, so that a phone that sends it again is told it arrived.</summary>
    public static void Apply(Connection db, Ledger.PartErased erased)
    {
        if (erased.Alias.IsEmpty)
            return;
        if (Known(db, erased.Alias.ToArray()) is { } known)
            db.Run("delete from versions where submission = $1 and idx = $2", known.Submission.ToString(), erased.Entry);
        db.Run("delete from submissions where idx = $1", erased.Entry);
        db.Run("delete from attachments where idx = $1", erased.Entry);
        db.Run("insert into instances (alias, idx, submission, digest, standing) values ($1, $2, $3, $4, 3) on conflict (alias) do update set digest = excluded.digest, standing = 3",
            erased.Alias.ToArray(), erased.Entry, new byte[16], new byte[16]);
    }

    private static void Remember(Connection db, byte[] key, long index, SubmissionAccepted accepted)
    {
        if (accepted.Envelope is not { } envelope)
            return;
        if (envelope.Deprecates is { } deprecated)
            db.Run("update instances set standing = 1 where alias = $1", Alias(key, envelope.Form, deprecated));
        var mark = accepted.Mark ?? MarkOf(key, accepted)!;
        db.Run("insert into instances (alias, idx, submission, digest, standing) values ($1, $2, $3, $4, 0)", mark.Alias, index, envelope.Submission.Value.ToByteArray(bigEndian: true), mark.Digest);
        db.Run("insert into versions (submission, idx, alias) values ($1, $2, $3)", envelope.Submission.ToString(), index, mark.Alias);
    }

    private static void Keep(Connection db, long index, KeptFile attachment) => db.Run(
        "insert into attachments (idx, name, type, blob) values ($1, $2, $3, $4) on conflict (idx, name) do update set type = excluded.type, blob = excluded.blob",
        index, attachment.Name, attachment.Type, JsonSerializer.Serialize(attachment.Blob));

    private static string Name(Source source) => source switch
    {
        Source.Phone => nameof(Source.Phone),
        Source.Historic => nameof(Source.Historic),
        Source.Simulated => nameof(Source.Simulated),
        _ => source.ToString(),
    };

    private sealed record Stored(
        long Idx, string Submission, string Form, string Version, string Instance, string? Site, string Agent, string Source, long Received, long Day, string Flags, string Review, long Standing,
        long Missing, string? Device)
    {
        public SubmissionRow ToSubmission() => new(
            Idx, new(Guid.Parse(Submission)), Form, Version, Instance, Site is null ? null : new SiteId(Guid.Parse(Site)), new(Guid.Parse(Agent)), Enum.Parse<Source>(Source), new(Received),
            DateOnly.FromDayNumber((int)Day), Flags, Enum.Parse<ReviewState>(Review), (VersionState)Standing, (int)Missing, Device);
    }
}
