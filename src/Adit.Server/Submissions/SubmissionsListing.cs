using System.Data.Common;
using System.Globalization;
using Adit.Exports;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Plausibility;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Fills the list of records, a page at a time by ledger index.</summary>
internal sealed class SubmissionsListing(DbConnection db, LedgerReading ledger, Register register, InForce? inForce, CurrentPerson person, Words words, DateTimeOffset now)
{
    public const int PageSize = 50;

    private static readonly string[] States = ["received", "edited", "has-issues", "approved", "rejected", "withdrawn"];

    private readonly Dictionary<SiteId, SiteHistory?> _histories = [];
    private readonly bool _asks = person.May(Right.ReviewRecords);
    private IReadOnlyDictionary<SubmissionId, DoubtRow> _doubts = new Dictionary<SubmissionId, DoubtRow>();

    public SubmissionsView Fill(HttpRequest request)
    {
        var table = FrameReading.Table(request, "received");
        var (asked, nothing) = Asked(table.Query);
        var rows = nothing ? [] : SubmissionsTable.Page(db, asked, PageSize + 1);
        var more = rows.Count > PageSize;
        rows = !more ? rows : asked.After is null ? [.. rows.Take(PageSize)] : [.. rows.Skip(1)];
        if (_asks)
            _doubts = VisitsTable.Doubts(db, rows.Select(r => r.Submission));
        var credits = rows.Select(r => r.Site).OfType<SiteId>().Distinct().Select(s => register.Sites.GetValueOrDefault(s)?.Credit).OfType<string>().Distinct().ToList();
        var held = OpenedRecord.SeesAll(person) ? SubmissionsTable.ProtectedHeld(db) : 0;
        return new(
            table, Filters(table.Query), [.. rows.Select(Line)], Pager(table, asked, rows, more), held == 0 ? null : new(words.Number(held), Protected: true), Exports(asked.Form),
            credits.Count == 0 ? null : new(words.Say("reference.credit", ("credit", string.Join(", ", credits)))), OpenedRecord.SeesAll(person) ? RefusedTable.Count(db) : 0);
    }

    private (RecordsAsked Asked, bool Nothing) Asked(IReadOnlyDictionary<string, string> query)
    {
        var named = Text(query, "site");
        var site = named is null ? null : SiteWords.Find(register, named);
        IReadOnlyCollection<SiteId>? sites = site is not null && person.SeesSite(site) ? [site.Id] : OpenedRecord.SeesAll(person) ? null : [.. person.User?.Sites ?? []];
        var review = Text(query, "review") switch { "withdrawn" => nameof(VersionState.Withdrawn), "has-issues" => nameof(ReviewState.HasIssues), { } key when Enum.TryParse<ReviewState>(key, true, out var state) => state.ToString(), _ => null };
        return (new(Text(query, "form"), sites, review, Number(query, "before"), Number(query, "after"), Month(query), Text(query, "flags") is not null, Doubtful(query)), named is not null && (site is null || !person.SeesSite(site)));
    }

    private ActorId? Doubtful(IReadOnlyDictionary<string, string> query) =>
        !_asks || Text(query, "doubts") is not { } asked ? null : Id.TryRead(asked, out var agent) ? new(agent) : ActorId.Program;

    // With how many there are of each agent, so that it shows at a glance where to ask.
    private FilterView Doubts(IReadOnlyDictionary<string, string> query)
    {
        var counts = VisitsTable.ByAgent(db, DateOnly.FromDateTime(now.UtcDateTime).AddDays(-VisitsTable.CountedDays));
        var agents = counts.Select(c => (Name: PeopleWords.Name(register, c.Key, words), c)).OrderByDescending(c => c.c.Value).ThenBy(c => c.Name, StringComparer.CurrentCulture);
        return new("doubts", words["doubts.filter"], Text(query, "doubts"),
            [new("any", words["doubts.any"]), .. agents.Select(a => new OptionView(a.c.Key.ToString(), words.Say("doubts.of", ("who", a.Name), ("n", a.c.Value))))]);
    }

    private List<FilterView> Filters(IReadOnlyDictionary<string, string> query)
    {
        var forms = register.Published.Where(p => p.Newest && register.Forms[(p.Form, p.Version)].Form.Tier < Protection.Tier.T3)
            .Select(p => new OptionView(p.Form, FormWords.Title(register.Forms[(p.Form, p.Version)], words))).OrderBy(o => o.Label, StringComparer.CurrentCulture);
        // Thousands of reference sites are no list to choose from; one that the address names can be cleared.
        var named = Text(query, "site");
        var sites = register.Sites.Values.Where(s => person.SeesSite(s) && (s.Kind == SiteKind.Monitored || s.Code == named)).OrderBy(s => s.Name, StringComparer.CurrentCulture).Select(s => new OptionView(s.Code, s.Name));
        return
        [
            new("form", words["form"], Text(query, "form"), [.. forms]), new("site", words["site"], named, [.. sites]),
            new("review", words["review"], Text(query, "review"), [.. States.Select(s => new OptionView(s, words["review." + s]))]),
            new("flags", words["submission.flags"], Text(query, "flags"), [new("any", words["submissions.flagged"])]),
            .. _asks && OpenedRecord.SeesAll(person) ? [Doubts(query)] : (FilterView[])[],
            new("month", words["month"], Text(query, "month"), Months(query)),
        ];
    }

    private List<OptionView> Months(IReadOnlyDictionary<string, string> query)
    {
        var months = Enumerable.Range(0, 12).Select(back => new DateOnly(now.Year, now.Month, 1).AddMonths(-back)).ToList();
        if (Month(query) is { From: var asked } && !months.Contains(asked))
            months.Add(asked);
        return [.. months.Select(m => new OptionView(m.ToString("yyyy-MM", CultureInfo.InvariantCulture), words.Month(m)))];
    }

    private static (DateOnly From, DateOnly Until)? Month(IReadOnlyDictionary<string, string> query) =>
        DateOnly.TryParseExact(Text(query, "month") + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year < 9999 ? (first, first.AddMonths(1)) : null;

    private IReadOnlyList<FlagView> Flags(SubmissionRow row) =>
        [.. _doubts.ContainsKey(row.Submission) ? [new("doubtful", words["flag.doubtful"])] : (FlagView[])[], .. RecordWords.Flags(row.Flags.Split(' '), words)];

    private SubmissionLineView Line(SubmissionRow row)
    {
        var site = row.Site is { } id ? register.Sites.GetValueOrDefault(id) : null;
        return new(
            row.Submission.ToString(), FormWords.Title(register, row.Form, row.Version, words), site?.Code ?? "", site?.Name ?? words["submission.site.none"], PeopleWords.Name(register, row.Agent, words), RecordWords.At(row.Day),
            TimeZoneInfo.ConvertTime(row.Received.ToDateTimeOffset(), Sheet.ZoneOf(site)), RecordWords.Key(row), Flags(row), site is null ? null : Worst(row, site), row.Missing);
    }

    private Standing? Worst(SubmissionRow row, Site site)
    {
        if (!_histories.TryGetValue(site.Id, out var history))
            _histories[site.Id] = history = SitesTable.History(db, site.Id, long.MaxValue);
        return inForce is not null && history is not null && OpenedRecord.Of(db, ledger, register, row, [row]) is { } record ? RecordSeen.Of(register, inForce, history, record)?.Worst : null;
    }

    private static PagerView Pager(TableView table, RecordsAsked asked, IReadOnlyList<SubmissionRow> rows, bool more)
    {
        if (rows.Count == 0)
            return new(asked.Before is null && asked.After is null ? null : Address(table, null, 0), null);
        var (newer, older) = asked.After is null ? (asked.Before is not null, more) : (more, true);
        return new(newer ? Address(table, "after", rows[0].Index) : null, older ? Address(table, "before", rows[^1].Index) : null);
    }

    private static string Address(TableView table, string? name, long index)
    {
        var kept = table.Query.Where(q => q.Key is "form" or "site" or "review" or "flags" or "doubts" or "month" && q.Value.Length > 0).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value));
        return table.Path + QueryString.Create(name is null ? kept : kept.Append(new(name, index.ToString(CultureInfo.InvariantCulture))));
    }

    private IReadOnlyList<ExportView> Exports(string? form) => form is null || !person.May(Right.ExportRecords) || register.Published.All(p => p.Form != form) ? [] :
    [
        .. ExportKind.All.Select(k => new ExportView(k.Label, $"/api{FormWords.Path(form)}/submissions.{k.Path}")),
    ];

    private static string? Text(IReadOnlyDictionary<string, string> query, string name) => query.TryGetValue(name, out var value) && value.Length is > 0 and < 300 ? value : null;

    private static long? Number(IReadOnlyDictionary<string, string> query, string name) =>
        Text(query, name) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
