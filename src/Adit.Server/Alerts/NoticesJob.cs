using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using Adit.Audits;
using Adit.Decisions;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Alerts;

/// <summary>
/// Tells listeners what happens to incidents. Each message is put on its way once, with how far the ledger was looked at, and is tried until it is taken or three days are over. One node of several does it; how
/// it went is recorded after it went, so that a node that dies in between tells it twice rather than never.
/// </summary>
internal sealed class NoticesJob : LeadingJob
{
    /// <summary>How long a message is tried.</summary>
    public static readonly TimeSpan TriesFor = TimeSpan.FromDays(3);

    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(30), Last = TimeSpan.FromSeconds(5);
    private const int AtOnce = 500, Longest = 60;

    private static readonly string Opened = Facts.KindOf(typeof(IncidentOpened)).Name, Proposed = Facts.KindOf(typeof(DeterminationProposed)).Name, Decided = Facts.KindOf(typeof(DeterminationDecided)).Name, Taken = Facts.KindOf(typeof(IncidentTaken)).Name, Closed = Facts.KindOf(typeof(IncidentClosed)).Name,
        BorneOut = Facts.KindOf(typeof(IncidentBorneOut)).Name, Answered = Facts.KindOf(typeof(ActionOfferDecided)).Name;

    // After what an incident may be graver than before.
    private static readonly FrozenSet<string> MayBeGraver =
        [.. ((Type[])[typeof(IncidentOpened), typeof(IncidentBorneOut), typeof(SeverityOverridden), typeof(IncidentMerged), typeof(IncidentReopened)]).Select(t => Facts.KindOf(t).Name)];

    private readonly Registers _registers;
    private readonly LedgerReading _ledger;
    private readonly NoticeTelling _telling;
    private readonly ILogger<NoticesJob> _log;
    private readonly ConcurrentDictionary<Guid, Task> _underWay = [];
    private readonly Dictionary<string, SemaphoreSlim> _doors = new() { ["mail"] = new(4), ["sms"] = new(4), ["webhook"] = new(16) };
    private long? _looked;

    // What is being said when the program ends is said to its end, or it would be said twice.
    private readonly CancellationTokenSource _late = new();

    public NoticesJob(Database database, Registers registers, LedgerReading ledger, NoticeTelling telling, ILogger<NoticesJob> log)
        : base(database, "notices", "Notices", TimeSpan.FromSeconds(5), log)
    {
        (_registers, _ledger, _telling, _log) = (registers, ledger, telling, log);
        WakesOn(fact => fact is IncidentOpened or IncidentBorneOut or SeverityOverridden or IncidentMerged or IncidentReopened or DeterminationProposed or DeterminationDecided or IncidentTaken or IncidentClosed or ActionOfferDecided or AuditFindingRaised or AuditFindingAnswered or Reports.ReportPublished or Reports.ReportWithdrawn);
    }

    /// <summary>Puts what listeners are to be told now on its way.</summary>
    public async Task Look()
    {
        while (await Put())
        {
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ends = stoppingToken.Register(() => _late.CancelAfter(Last));
        await base.ExecuteAsync(stoppingToken);
        await Task.WhenAll(_underWay.Values);
    }

    /// <inheritdoc/>
    protected override async Task Turn(bool woken, CancellationToken cancel)
    {
        if (woken || _looked is null || Environment.TickCount64 - _looked >= Looks.TotalMilliseconds)
        {
            await Look();
            _looked = Environment.TickCount64;
        }
        Send(_late.Token);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The base stops what still runs, which ends the calls that are under way.
        base.Dispose();
        _late.Dispose();
    }

    private async Task<bool> Put()
    {
        var now = Database.Now;
        var (found, looked, more) = Database.Read(db =>
        {
            var (listeners, from) = (Hearers.All(db, _registers.Current, Database.Now), NoticesTable.Looked(db));
            var (touched, planned, audited, reported) = (IncidentsTable.Touched(db, from, AtOnce), PlansTable.Touched(db, from, AtOnce), AuditsTable.Touched(db, from, AtOnce), Reports.ReportsTable.Touched(db, from, AtOnce));
            // What one entry did to two incidents stays together, and none is looked at further than the others.
            List<IReadOnlyList<long>> happened = [[.. touched.Select(t => t.Entry)], planned, audited, reported];
            var end = happened.Where(h => h.Count == AtOnce).Select(h => h[^1]).DefaultIfEmpty(long.MaxValue).Min();
            var last = happened.SelectMany(h => h).Where(e => e < end).DefaultIfEmpty(-1).Max();
            (touched, planned, audited, reported) = ([.. touched.Where(t => t.Entry < end)], [.. planned.Where(e => e < end)], [.. audited.Where(e => e < end)], [.. reported.Where(e => e < end)]);
            List<(ActionOfferDecided Fact, long Entry)> answers = [.. planned.Where(e => _ledger.Head(db, e)?.Fact == Answered).SelectMany(e => _ledger.Fact(db, e, Tier.T2)?.Fact is ActionOfferDecided answer ? [(answer, e)] : Array.Empty<(ActionOfferDecided, long)>())];
            var findings = audited.Select(e => (Of: AuditTold.At(db, _ledger, e), Entry: e)).Where(f => f.Of is not null).ToList();
            var late = listeners.Count == 0 ? [] : IncidentsTable.Late(db, now);
            var known = NoticesTable.Known(db, touched.Select(t => t.Incident).Concat(late.Select(i => i.Id)));
            List<(Listener Listener, Notice Notice)> found = [.. listeners.SelectMany(l => OfChanges(db, l, touched, known[l.Set.Listener], now).Concat(late.SelectMany(i => Hearing.OfLate(l, i, now)))
                .Concat(answers.Where(a => a.Entry >= l.First).Select(a => Hearing.OfAnswer(l, a.Fact.Action, a.Fact.Organisation, a.Entry, now)).OfType<Notice>())
                .Concat(findings.Where(f => f.Entry >= l.First).Select(f => f.Of!.Answered ? Hearing.OfAnswer(l, f.Of.Audit, f.Entry, now) : Hearing.OfFinding(l, f.Of.Audit.Audit, f.Entry, now)).OfType<Notice>())
                .Concat(OfOrganisation(db, l, reported, now))
                .Concat(Hearing.Digests(l, cause => NoticesTable.LastDigest(db, l.Set.Listener, cause), now)).ExceptBy(known[l.Set.Listener].Select(k => k.About), n => n.About).Select(n => (l, n)))];
            var before = NoticesTable.Known(db, [.. found.Select(f => f.Listener.Set.Listener)], [.. found.Where(f => NoticesTable.IsOwn(f.Notice.Cause)).Select(f => f.Notice.About)]);
            found.RemoveAll(f => before.Contains((f.Listener.Set.Listener, f.Notice.About)));
            return (found, last >= 0 ? last + 1 : (long?)null, end != long.MaxValue);
        });
        if (found.Count > 0 || looked is not null)
            await Database.Write(writing =>
            {
                foreach (var (listener, notice) in found)
                    foreach (var way in WaysOf(listener.Set, notice.Cause))
                        // Random, not by time: the id goes to whoever is told.
                        NoticesTable.Put(writing.Db, Guid.NewGuid(), listener, way, notice, now);
                if (looked is { } next)
                    NoticesTable.Look(writing.Db, next);
                return true;
            });
        return more;
    }

    /// <summary>Puts a test on its way to a listener.</summary>
    public async Task Try(Listener listener)
    {
        var now = Database.Now;
        await Database.Write(writing =>
        {
            foreach (var way in WaysOf(listener.Set, NoticeCause.Test))
                NoticesTable.Put(writing.Db, Guid.NewGuid(), listener, way, new($"test/{Guid.NewGuid()}", NoticeCause.Test, null, now), now);
            return true;
        });
        Wake();
    }

    // Whoever was set up later hears of nothing before.
    private IEnumerable<Notice> OfChanges(
        DbConnection db, Listener listener, IReadOnlyList<(IncidentId Incident, long Entry)> touched, IEnumerable<(string About, NoticeCause Cause, IncidentId Incident, Severity Level)> known, Instant now)
    {
        var told = known.Where(k => k.Cause is NoticeCause.Opened or NoticeCause.Graver).GroupBy(k => k.Incident).ToDictionary(g => g.Key, g => g.Max(k => k.Level));
        foreach (var (incident, entry) in touched.Where(t => t.Entry >= listener.First))
            if (_ledger.Head(db, entry)?.Fact is { } fact && (fact == Proposed || fact == Decided || fact == Closed || fact == Taken || MayBeGraver.Contains(fact)) && IncidentsTable.Find(db, incident) is { } stands)
                if (fact == Proposed)
                {
                    if (Hearing.OfProposal(listener, stands, now) is { } asked)
                        yield return asked;
                }
                else if (fact == Decided)
                {
                    if (Hearing.OfDetermination(listener, stands, now) is { } determined)
                        yield return determined;
                }
                else if (fact == Closed)
                {
                    if (Hearing.OfEnd(listener, stands, now) is { } over)
                        yield return over;
                }
                else if (fact == Taken)
                {
                    // Whoever takes it on themselves knows.
                    if (Hearing.IsTheirs(listener, stands) && _ledger.Fact(db, entry, Tier.T2) is { Fact: IncidentTaken taken } given && taken.Holder == listener.Set.User && given.Actor != taken.Holder && Hearing.OfAssignment(listener, stands, entry, now) is { } theirs)
                        yield return theirs;
                }
                else if (Hearing.OfChange(listener, stands, fact == Opened, told.GetValueOrDefault(incident), now) is { } notice)
                {
                    told[incident] = stands.Level;
                    yield return notice;
                }
                else if (fact == BorneOut && WasHearsay(db, incident, entry) && Hearing.OfBearingOut(listener, stands, now) is { } borneOut)
                {
                    yield return borneOut;
                }
    }

    // What those of an organisation are told: what happened to reports that it gets, and when it wanted to look again.
    private IEnumerable<Notice> OfOrganisation(DbConnection db, Listener listener, IReadOnlyList<long> reported, Instant now)
    {
        if (listener.Organisation is not { } organisation)
            yield break;
        var register = _registers.Current;
        foreach (var entry in reported.Where(e => e >= listener.First))
            if (ReportTold.Of(db, _ledger, register, organisation, entry, now) is { } told && Hearing.OfReport(listener, organisation, told.Site.Id, told.Cause, entry, now) is { } notice)
                yield return notice;
        foreach (var (decided, _, site, by) in DecisionsOfBuyersTable.ToLookAgain(db, DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime).AddDays(Hearing.LooksAgainSoon + 1)).Where(d => d.Organisation == organisation))
            if (register.Sites.GetValueOrDefault(site) is { } there && Hearing.OfLookingAgain(listener, organisation, site, decided, by, SiteRisk.Today(there, now.ToDateTimeOffset()), now) is { } notice)
                yield return notice;
    }

    // Whether one source alone stood behind it before something happened to it.
    private bool WasHearsay(DbConnection db, IncidentId incident, long entry)
    {
        foreach (var before in IncidentsTable.Entries(db, incident).Where(e => e < entry).Reverse())
            if (_ledger.Fact(db, before, Tier.T2)?.Fact switch { IncidentOpened f => f.Findings, IncidentBorneOut f => f.Findings, _ => (ImmutableArray<IncidentFinding>?)null } is { } findings)
                return findings.All(f => f.Grade == Grade.Reported) && findings.Any(f => f.Hollow);
        return false;
    }

    // A digest is too long for an SMS where there is another way.
    private static IEnumerable<string> WaysOf(ListenerSet set, NoticeCause cause)
    {
        if (set.Phone.Length > 0 && (cause is not (NoticeCause.Weekly or NoticeCause.Monthly) || set.Email.Length + set.Webhook.Length == 0))
            yield return "sms";
        if (set.Email.Length > 0)
            yield return "mail";
        if (set.Webhook.Length > 0)
            yield return "webhook";
    }

    private void Send(CancellationToken cancel)
    {
        // Taken before it is read what is due: whatever ends in between was still under way here.
        var busy = _underWay.Keys.ToHashSet();
        foreach (var delivery in Database.Read(db => NoticesTable.Due(db, Database.Now, AtOnce)).Where(d => !busy.Contains(d.Id)))
        {
            var begun = new TaskCompletionSource();
            _underWay[delivery.Id] = begun.Task;
            _ = Deliver(delivery, cancel).ContinueWith(_ =>
            {
                _underWay.TryRemove(delivery.Id, out var _);
                begun.SetResult();
            }, TaskScheduler.Default);
        }
    }

    private async Task Deliver(Delivery delivery, CancellationToken cancel)
    {
        try
        {
            await _doors[delivery.Way].WaitAsync(cancel);
            try
            {
                var (nothing, failed) = await _telling.Tell(delivery, cancel);
                var now = Database.Now;
                await Database.Write(writing =>
                {
                    if (nothing)
                        NoticesTable.Drop(writing.Db, delivery.Id, now);
                    else
                        Tried(writing, delivery, now, failed);
                    return true;
                });
            }
            finally
            {
                _doors[delivery.Way].Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends; it stays due.
        }
        catch (Exception failure)
        {
            _log.LogError("A notice waits: {Kind}", failure.GetType().Name);
        }
    }

    // After one minute, two, four, …, and then each hour.
    private static void Tried(Writing writing, Delivery delivery, Instant now, string? failed)
    {
        const long minute = 60_000_000;
        var over = failed is not null && now.Micros - delivery.Due.Micros >= TriesFor.Ticks / TimeSpan.TicksPerMicrosecond;
        var state = failed is null ? DeliveryState.Told : over ? DeliveryState.GivenUp : DeliveryState.Waits;
        NoticesTable.Tried(writing.Db, delivery.Id, now, failed, state, new(now.Micros + (minute * Math.Min(Longest, 1L << Math.Min(delivery.Tries, 6)))));
        // What an organisation decided, and so that it is reminded, is in no entry that the programme could open.
        if (state != DeliveryState.Waits && !NoticesTable.IsOwn(delivery.Cause))
            writing.Record(ActorId.Program, new NoticeTold(delivery.Id, delivery.Listener, delivery.Cause, delivery.Incident, delivery.Way, failed));
    }
}
