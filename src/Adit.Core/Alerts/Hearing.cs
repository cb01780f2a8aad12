using System.Collections.Immutable;
using System.Globalization;
using Adit.Audits;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Risk;

namespace Adit.Alerts;

/// <summary>A listener as they stand.</summary>
/// <param name="First">Ledger index at which they were first set: they hear of nothing before.</param>
/// <param name="Since">When that was.</param>
/// <param name="Role">What they are to the programme; <see cref="Role.Anyone"/> outside the office.</param>
/// <param name="Limits">The sites that the user is limited to; empty for no limit, and outside the office.</param>
/// <param name="Organisation">The organisation that the user acts for; null for none.</param>
public sealed record Listener(ListenerSet Set, long First, Instant Since, Role Role, ImmutableArray<SiteId> Limits, TimeZoneInfo Zone, OrganisationId? Organisation = null)
{
    /// <summary>Whether they are nobody of the office but whom an organisation named: they hear of what its agreements give, and of nothing else.</summary>
    public bool IsContact => Set.User is null && Organisation is not null;
}

/// <summary>Something that a listener is to be told.</summary>
/// <param name="About">What makes it the same: a listener is told it once, however often and however late somebody looks.</param>
/// <param name="Due">When it goes out.</param>
/// <param name="Since">Of a digest: after when what it tells happened.</param>
/// <param name="Upto">Of a digest: the time that it is of.</param>
/// <param name="Site">Where it is about a site and no incident of it.</param>
public sealed record Notice(string About, NoticeCause Cause, Incident? Incident, Instant Due, Instant Since = default, Instant Upto = default, SiteId? Site = null);

/// <summary>
/// Says who hears what, and when: S1 at once, S2 at once outside quiet hours, the rest by week and month (criteria, severity). Without a state of its own: what is due follows from how things stand, and what
/// was told before is not told again.
/// </summary>
public static class Hearing
{
    /// <summary>The time of day, by the listener's clock, of digests: of a week on Monday, of a month on its first day.</summary>
    public static readonly TimeOnly DigestAt = new(7, 0);

    /// <summary>How long nobody may have an incident before others are told; never longer than the deadline to take it on.</summary>
    public static TimeSpan? TakenWithin(Severity level) => level switch { Severity.S1 => TimeSpan.FromHours(2), Severity.S2 => TimeSpan.FromHours(24), _ => null };

    /// <summary>
    /// Whether somebody may hear of an incident at all. What threatens the independence of agents is the independent reviewer's alone; what rests on protected records reaches nobody outside the
    /// programme before a case worker releases it; a user hears of the sites that they see.
    /// </summary>
    public static bool MayHear(Listener listener, Incident incident) =>
        Acting.IsFor(incident, listener.Role) && (!incident.RestsOnProtected || listener.Role.OfTheProgramme()) && HearsOf(listener, incident.Site);

    /// <summary>Whether somebody may hear of an action: what stays inside the programme reaches nobody outside it.</summary>
    public static bool MayHear(Listener listener, CorrectiveAction action) => (!action.Line.Quiet || listener.Role.OfTheProgramme()) && HearsOf(listener, action.Site);

    private static bool HearsOf(Listener listener, SiteId site) => listener.IsContact ? listener.Set.Sites.Contains(site) : (listener.Set.Sites.IsEmpty || listener.Set.Sites.Contains(site))
        && (listener.Set.User is null || (listener.Limits.IsEmpty ? listener.Role.OfTheProgramme() : listener.Limits.Contains(site)));

    /// <summary>When something of a level goes out that is learnt now: after the quiet hours, but S1 at once.</summary>
    public static Instant At(Listener listener, Severity level, Instant now)
    {
        if (level == Severity.S1 || !Quiet(listener, now))
            return now;
        // By the minute, as the listener's clock shows them: so it holds on days on which clocks change, too.
        const long minute = 60_000_000;
        var at = new Instant((now.Micros / minute * minute) + minute);
        while (Quiet(listener, at))
            at = new(at.Micros + minute);
        return at;
    }

    /// <summary>Whether a listener has quiet hours at a time; they may go over midnight.</summary>
    public static bool Quiet(Listener listener, Instant at)
    {
        if (listener.Set is not { QuietFrom: { } from, QuietUntil: { } until } || from == until)
            return false;
        var clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), listener.Zone).DateTime);
        return from < until ? clock >= from && clock < until : clock >= from || clock < until;
    }

    /// <summary>What a listener is told of an incident that something just happened to; null for nothing.</summary>
    /// <param name="opened">Whether it was opened just now.</param>
    /// <param name="told">The worst level that they were told of it before; none where they were not.</param>
    public static Notice? OfChange(Listener listener, Incident incident, bool opened, Severity told, Instant now) =>
        incident.IsOpen && incident.Level > told && AtOnce(listener, incident) && MayHear(listener, incident)
            ? new($"{incident.Id}/{incident.Level}", opened ? NoticeCause.Opened : NoticeCause.Graver, incident, At(listener, incident.Level, now)) : null;

    /// <summary>What a listener is told once two people have determined what an incident comes to, also where that ends it; null for nothing.</summary>
    public static Notice? OfDetermination(Listener listener, Incident incident, Instant now) =>
        incident.Determined is { } determined && AtOnce(listener, incident) && MayHear(listener, incident)
            ? new($"{incident.Id}/determined/{determined.Proposed.Determination}", NoticeCause.Determined, incident, At(listener, incident.Level, now)) : null;

    /// <summary>What the other of the two is told once one has proposed a determination, of whatever level; null for everybody else, and once it is decided.</summary>
    public static Notice? OfProposal(Listener listener, Incident incident, Instant now) =>
        incident is { IsOpen: true, Proposed: { } proposed } && listener.Set.User is { } user && user != proposed.By && listener.Role.May(Right.Determine) && MayHear(listener, incident)
            ? new($"{incident.Id}/proposed/{proposed.Proposed.Determination}", NoticeCause.Proposed, incident, At(listener, incident.Level, now)) : null;

    /// <summary>What a listener is told once what one source had told is borne out; null for nothing.</summary>
    public static Notice? OfBearingOut(Listener listener, Incident incident, Instant now) =>
        incident is { IsOpen: true, Hollow: false } && AtOnce(listener, incident) && MayHear(listener, incident) ? new($"{incident.Id}/borne-out", NoticeCause.BorneOut, incident, At(listener, incident.Level, now)) : null;

    /// <summary>What a listener is told once an incident is over; null for nothing. That two people determined it so is told as that.</summary>
    public static Notice? OfEnd(Listener listener, Incident incident, Instant now) =>
        incident is { State: IncidentState.Closed, Ended: { Cause: not ClosingCause.Determination } ended } && AtOnce(listener, incident) && MayHear(listener, incident)
            ? new(string.Create(CultureInfo.InvariantCulture, $"{incident.Id}/over/{ended.At.Micros}"), NoticeCause.Over, incident, At(listener, incident.Level, now)) : null;

    /// <summary>What whoever was given an incident is told, of whatever level it is; null for nobody else.</summary>
    /// <param name="entry">The ledger index at which it was given to them.</param>
    public static Notice? OfAssignment(Listener listener, Incident incident, long entry, Instant now) =>
        IsTheirs(listener, incident) ? new(string.Create(CultureInfo.InvariantCulture, $"{incident.Id}/assigned/{entry}"), NoticeCause.Assigned, incident, At(listener, incident.Level, now)) : null;

    /// <summary>Whether a listener has an incident that is not over: they hear of it whatever sites and levels were set.</summary>
    public static bool IsTheirs(Listener listener, Incident incident) => incident.IsOpen && listener.Set.User is { } user && incident.Holder == user && Acting.IsFor(incident, listener.Role);

    /// <summary>What the listeners who are users of an organisation are told once its offer to take an action on is answered; null for everybody else.</summary>
    /// <param name="entry">The ledger index of the answer.</param>
    public static Notice? OfAnswer(Listener listener, ActionId action, OrganisationId organisation, long entry, Instant now) =>
        listener.Organisation == organisation && !listener.IsContact ? new(string.Create(CultureInfo.InvariantCulture, $"offer/{action}/{entry}"), NoticeCause.Answered, null, At(listener, Severity.S3, now)) : null;

    /// <summary>What the programme's leads are told once an auditor raises a finding; null for everybody else.</summary>
    /// <param name="entry">Its ledger index.</param>
    public static Notice? OfFinding(Listener listener, AuditId audit, long entry, Instant now) =>
        listener.Set.User is not null && listener.Role.May(Right.KeepAudits) ? new(About(audit, entry), NoticeCause.FindingRaised, null, At(listener, Severity.S3, now)) : null;

    /// <summary>What the auditors of an audit that gives them access now are told once the programme answers a finding; null for everybody else.</summary>
    /// <param name="entry">The ledger index of the answer.</param>
    public static Notice? OfAnswer(Listener listener, AuditSet audit, long entry, Instant now) => listener.Set.User is { } user && listener.Role == Role.Auditor && audit.IsOf(user, listener.Organisation) && audit.Sites.Any(listener.Limits.Contains)
        ? new(About(audit.Audit, entry), NoticeCause.FindingAnswered, null, At(listener, Severity.S3, now)) : null;

    private static string About(AuditId audit, long entry) => string.Create(CultureInfo.InvariantCulture, $"audit/{audit}/{entry}");
    /// <summary>How many days before the day by which an organisation wanted to look again at a site it is told.</summary>
    public const int LooksAgainSoon = 14;

    /// <summary>What those of an organisation are told of a report that it gets; null for everybody else. Whether it gets it follows from its agreement.</summary>
    /// <param name="entry">The ledger index of what happened to the report.</param>
    public static Notice? OfReport(Listener listener, OrganisationId organisation, SiteId site, NoticeCause cause, long entry, Instant now) =>
        Concerns(listener, organisation, site) ? new(string.Create(CultureInfo.InvariantCulture, $"report/{entry}"), cause, null, At(listener, Severity.S3, now), Site: site) : null;

    /// <summary>What those of an organisation are told of the day by which it wanted to look again at a site: once before, once after; null for everybody else, and while it is far.</summary>
    /// <param name="today">By the calendar of the site.</param>
    public static Notice? OfLookingAgain(Listener listener, OrganisationId organisation, SiteId site, Guid decided, DateOnly by, DateOnly today, Instant now) =>
        !Concerns(listener, organisation, site) || today < by.AddDays(-LooksAgainSoon) ? null
        : today > by ? new($"look-again/{decided}/late", NoticeCause.LookAgainLate, null, At(listener, Severity.S3, now), Site: site) : new($"look-again/{decided}/soon", NoticeCause.LookAgain, null, At(listener, Severity.S3, now), Site: site);

    private static bool Concerns(Listener listener, OrganisationId organisation, SiteId site) => listener.Organisation == organisation && listener.Limits.Contains(site);

    /// <summary>What is due of an incident as a listener may know it: whether an authority is told is decided inside the programme.</summary>
    public static IEnumerable<DueBy> Due(Listener listener, Incident incident) => listener.Role.OfTheProgramme() ? incident.Due : incident.DueToAll;

    /// <summary>The same that is due next; null where nothing is, or the clocks stand still.</summary>
    public static DueBy? Next(Listener listener, Incident incident) => incident.PausedSince is null ? Due(listener, incident).FirstOrDefault() : null;

    /// <summary>What has fallen due by now about an open incident because something was not done: deadlines that passed, and that nobody took it on.</summary>
    public static IEnumerable<Notice> OfLate(Listener listener, Incident incident, Instant now)
    {
        if (!incident.IsOpen || incident.PausedSince is not null || listener.IsContact || !MayHear(listener, incident))
            yield break;
        if (AtOnce(listener, incident))
            foreach (var due in Due(listener, incident).Where(d => d.Until <= now && d.Until > listener.Since))
                yield return new(Key(incident, due), NoticeCause.Missed, incident, At(listener, incident.Level, now));
        if (listener.Set.Escalate && Escalates(incident) is { } late && late <= now && late > listener.Since)
            yield return new($"{incident.Id}/nobody/{incident.Level}", NoticeCause.Escalated, incident, At(listener, incident.Level, now));
    }

    /// <summary>When others are told that nobody has it; null where somebody does, or it is too mild for that.</summary>
    public static Instant? Escalates(Incident incident)
    {
        if (TakenWithin(incident.Level) is not { } within || incident.PausedSince is not null)
            return null;
        var told = incident.Due.FirstOrDefault(d => d.Kind == DeadlineKind.Told)?.Until;
        Instant? waited = incident.State == IncidentState.New ? new(incident.Opened.Micros + (within.Ticks / TimeSpan.TicksPerMicrosecond)) : null;
        return told is { } by && !(waited < by) ? by : waited;
    }

    /// <summary>The deadline that a notice is about; null where it is none of this incident's, or what was due is done.</summary>
    public static DueBy? Missed(Incident incident, string about) => incident.Due.FirstOrDefault(d => Key(incident, d) == about);

    /// <summary>The digests that have fallen due by now: of several that were missed the newest, which reaches back over all of them.</summary>
    /// <param name="last">Of what time the last one of a kind was; null where there was none.</param>
    public static IEnumerable<Notice> Digests(Listener listener, Func<NoticeCause, Instant?> last, Instant now)
    {
        if (!listener.Set.Digest)
            yield break;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now.ToDateTimeOffset(), listener.Zone).DateTime);
        foreach (var cause in (NoticeCause[])(listener.Set.From == Severity.S4 ? [NoticeCause.Weekly, NoticeCause.Monthly] : [NoticeCause.Weekly]))
        {
            var day = cause == NoticeCause.Weekly ? today.AddDays(-(((int)today.DayOfWeek + 6) % 7)) : new(today.Year, today.Month, 1);
            var at = Local(listener, day);
            if (at > now)
                at = Local(listener, day = cause == NoticeCause.Weekly ? day.AddDays(-7) : day.AddMonths(-1));
            var since = last(cause) ?? listener.Since;
            if (at > since)
                yield return new(string.Create(CultureInfo.InvariantCulture, $"{cause}/{day:yyyy-MM-dd}"), cause, null, At(listener, Severity.S3, now), since, at);
        }
    }

    /// <summary>Whether a digest tells of an incident of a level: that of a month what is S4, that of a week the rest.</summary>
    public static bool Tells(Listener listener, NoticeCause digest, Incident incident) =>
        MayHear(listener, incident) && Tells(listener, digest, incident.Level);

    /// <summary>Whether a digest tells of an action that is overdue.</summary>
    public static bool Tells(Listener listener, NoticeCause digest, CorrectiveAction action) => MayHear(listener, action) && Tells(listener, digest, action.Line.Level);

    private static bool Tells(Listener listener, NoticeCause digest, Severity level) => level >= listener.Set.From && digest == NoticeCause.Monthly == (level == Severity.S4);

    private static bool AtOnce(Listener listener, Incident incident) => incident.Level >= Severity.S2 && incident.Level >= listener.Set.From;

    private static string Key(Incident incident, DueBy due) => string.Create(CultureInfo.InvariantCulture, $"{incident.Id}/{due.Kind}/{due.Regime}/{due.Until.Micros}");

    // A time of day that the clocks leave out is an hour later by them.
    private static Instant Local(Listener listener, DateOnly day)
    {
        var time = day.ToDateTime(DigestAt);
        if (listener.Zone.IsInvalidTime(time))
            time = time.AddHours(1);
        return Instant.From(new(time, listener.Zone.GetUtcOffset(time)));
    }
}
