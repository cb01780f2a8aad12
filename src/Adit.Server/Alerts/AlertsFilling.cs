using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>Fills the page of alerts.</summary>
internal sealed class AlertsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce? inForce, Ways ways)
{
    public const int PageSize = 50;

    // How far back failures and arrivals are told.
    private static readonly TimeSpan Back = TimeSpan.FromDays(30);

    private const int MostUntaken = 20;

    private readonly Words _words = frame.Words;
    private readonly bool _reviewer = person.Role == Role.Reviewer, _all = OpenedRecord.SeesAll(person);
    private readonly IReadOnlyList<ListenerSet> _set = ListenersTable.Set(db);
    private readonly IReadOnlyList<Listener> _contacts = Hearers.Contacts(db, register, Instant.From(frame.Now));

    public AlertsView Fill(HttpRequest request)
    {
        var table = FrameReading.Table(request, "at");
        var asked = Asked(table.Query);
        var rows = NoticesTable.Page(db, asked, PageSize + 1);
        var more = rows.Count > PageSize;
        rows = [.. rows.Take(PageSize)];
        var attempts = NoticesTable.Attempts(db, rows.Where(r => r.Tries > 0).Select(r => r.Id));
        var since = new Instant(Instant.From(frame.Now).Micros - (Back.Ticks / TimeSpan.TicksPerMicrosecond));
        var (failing, waiting, told) = NoticesTable.Counts(db, Limited, _reviewer, since);
        return new(
            table, Filters(table.Query),
            [
                new(_words.Number(failing), _words["alerts.failing"], "/alerts?state=failed", Alarm: failing > 0), new(_words.Number(waiting), _words["alerts.waiting"], "/alerts?state=waiting"),
                new(_words.Number(told), _words["alerts.told"], "/alerts?state=told"), new(_words.Number(_set.Count), _words["alerts.listeners"], "#listeners"),
            ],
            Unreached(since), Untaken(), [.. rows.Select(r => Of(r, attempts[r.Id]))], more ? After(table, rows[^1]) : null, Listeners(since), ListenersTable.Contact(db), ways.Mail?.Host, ways.Sms?.Url.Host, person.May(Right.KeepAlerts),
            [.. register.Users.Where(u => !u.Disabled).OrderBy(u => u.Name, StringComparer.CurrentCulture).Select(u => new OptionView(u.Id.ToString(), $"{u.Name} ({_words["role." + Frames.KeyOf(u.Role)]})"))],
            register.Zones is [var first, ..] ? first : "UTC");
    }

    private DeliveriesAsked Asked(IReadOnlyDictionary<string, string> query)
    {
        IReadOnlyCollection<SiteId>? sites = Text(query, "site") is { } named ? SiteWords.Find(register, named) is { } found && person.SeesSite(found) ? [found.Id] : [] : Limited;
        return new(
            Text(query, "state"), sites, _reviewer,
            Text(query, "id") is { } id && long.TryParse(Text(query, "at"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? (at, id) : null);
    }

    private IReadOnlyCollection<SiteId>? Limited => _all ? null : [.. person.User?.Sites ?? []];

    private List<FilterView> Filters(IReadOnlyDictionary<string, string> query) =>
    [
        new("state", _words["alerts.state"], Text(query, "state"), [.. ((string[])["failed", "waiting", "told"]).Select(s => new OptionView(s, _words["alerts.state." + s]))]),
        new("site", _words["site"], Text(query, "site"), [.. register.MonitoredByName().Where(person.SeesSite).Select(s => new OptionView(s.Code, s.Name))]),
    ];

    // Whom nothing reaches for an hour or longer is no passing matter.
    private IReadOnlyList<UnreachedView> Unreached(Instant since) => !_all ? []
        : [.. NoticesTable.Unreached(db, since).Where(u => frame.Now - u.Since.ToDateTimeOffset() >= TimeSpan.FromHours(1)).Join(_set, u => u.Listener, l => l.Listener, (u, l) => new UnreachedView(l.Listener.ToString(), l.Name, u.Way, There(u.Since, null), u.Failed))];

    private IReadOnlyList<IncidentLineView> Untaken()
    {
        var incidents = IncidentsTable.Page(db, new(Limited, null, null, IncidentState.New, Open: true, _reviewer, null), 200).Where(i => i.Level >= Severity.S2).OrderByDescending(i => i.Level).Take(MostUntaken).ToList();
        var filling = new IncidentsFilling(db, ledger, frame, person, register, inForce);
        return [.. incidents.Select(filling.Line)];
    }

    private DeliveryView Of(Delivery row, IEnumerable<Attempt> attempts)
    {
        var site = row.Site is { } id ? register.Sites.GetValueOrDefault(id) : null;
        var number = row.Incident is { } incident ? IncidentsTable.Find(db, incident)?.Number : null;
        return new(
            row.Id.ToString(), _words.Say("alerts.cause." + row.Cause, ("level", row.Level.ToString()), ("number", number), ("site", site?.Code)), NoticeText.TypeOf(row.Cause), number, site?.Code, row.Level == Severity.None ? null : row.Level.ToString(),
            _set.FirstOrDefault(l => l.Listener == row.Listener)?.Name ?? _contacts.FirstOrDefault(c => c.Set.Listener == row.Listener)?.Set.Name ?? _words["alerts.listener.gone"], row.Way,
            row.State switch { DeliveryState.Waits => row.Failed is null ? "waits" : "fails", DeliveryState.GivenUp => "given-up", DeliveryState.Told => "told", _ => "dropped" }, There(row.At, site), There(row.Ended ?? row.Next, site), row.Tries,
            row.State == DeliveryState.Told ? null : row.Failed, [.. attempts.Select(a => new AttemptView(There(a.At, site), a.Failed))],
            row.State is DeliveryState.Waits or DeliveryState.GivenUp && row.Failed is not null && person.May(Right.KeepAlerts));
    }

    private IReadOnlyList<ListenerView> Listeners(Instant since)
    {
        var last = NoticesTable.LastTold(db, since);
        return [.. _set.Select(l => Of(l, last))];
    }

    private ListenerView Of(ListenerSet set, IReadOnlyDictionary<(Guid Listener, string Way), Instant> last)
    {
        var user = set.User is { } id ? register.UsersById.GetValueOrDefault(id) : null;
        return new(
            set.Listener.ToString(), set.Name, set.User is null || user is { Disabled: false }, set.Language, Words.Offered.First(l => l.Code == set.Language).Name, Words.In(set.Language).FallbackNotice is null, set.Zone, set.Email, set.Phone, set.Webhook,
            set.User?.ToString(), user is null ? null : $"{user.Name} ({_words["role." + Frames.KeyOf(user.Role)]})", [.. set.Sites.Select(s => register.Sites.GetValueOrDefault(s)?.Code).OfType<string>()], set.From.ToString(), Time(set.QuietFrom),
            Time(set.QuietUntil), set.Digest, set.Escalate,
            [
                .. ((string Way, string To)[])[("mail", set.Email), ("sms", set.Phone), ("webhook", set.Webhook.Length > 0 ? new Uri(set.Webhook).Authority : "")] is var all
                    ? all.Where(w => w.To.Length > 0).Select(w => new ListenerWayView(w.Way, w.To, last.TryGetValue((set.Listener, w.Way), out var at) ? There(at, null) : null)) : [],
            ]);
    }

    private static string Time(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";

    // What is about no site is told by the clock of the programme's first.
    private DateTimeOffset There(Instant at, Site? site) => TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), site is not null ? Sheet.ZoneOf(site) : Sheet.ZoneOf(register.Zones is [var first, ..] ? first : "UTC"));

    private static string After(TableView table, Delivery last)
    {
        var kept = table.Query.Where(q => q.Key is "state" or "site" && q.Value.Length > 0).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value));
        return table.Path + QueryString.Create([.. kept, new("at", last.At.Micros.ToString(CultureInfo.InvariantCulture)), new("id", last.Id.ToString())]);
    }

    private static string? Text(IReadOnlyDictionary<string, string> query, string name) => query.TryGetValue(name, out var value) && value.Length is > 0 and < 100 ? value : null;
}
