using System.Data.Common;
using System.Globalization;
using Adit.Audits;
using Adit.Decisions;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>Writes a message as things stand when it goes out, and hands it over by its way.</summary>
internal sealed class NoticeTelling(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, Telling telling, Webhooks webhooks, Settings settings)
{
    /// <summary>The secret that calls to a listener are signed with.</summary>
    public string Secret(ListenerSet set) => Webhooks.Secret(database.Keys.WebhookKey, set.Listener, set.Key);

    /// <summary>Tells; nothing where there is nothing to tell any more, else a code of what failed, or null where it was taken.</summary>
    public async Task<(bool Nothing, string? Failed)> Tell(Delivery delivery, CancellationToken cancel)
    {
        if (database.Read(db => Written(db, delivery)) is not { } written)
            return (true, null);
        var (set, text) = written;
        return (false, delivery.Way switch
        {
            "mail" => await telling.Mail(set.Email, text.Subject, text.Long, cancel),
            "sms" => await telling.Sms(set.Phone, text.Short, cancel),
            _ => await webhooks.Call(set.Webhook, Secret(set), delivery.Id.ToString(), database.Clock.GetUtcNow(), text.Json, cancel),
        });
    }

    private (ListenerSet Set, NoticeText Text)? Written(DbConnection db, Delivery delivery)
    {
        var listener = Hearers.All(db, registers.Current, database.Now).FirstOrDefault(l => l.Set.Listener == delivery.Listener);
        var incident = delivery.Incident is { } id ? IncidentsTable.Find(db, id) : null;
        var answer = listener is not null && delivery.Cause == NoticeCause.Answered ? Answered.Of(db, ledger, registers.Current, listener, delivery.About) : null;
        var finding = listener is not null && delivery.Cause is NoticeCause.FindingRaised or NoticeCause.FindingAnswered ? AuditTold.Of(db, ledger, listener!, delivery.About, database.Now) : null;
        if (listener is null || AddressOf(listener.Set, delivery.Way).Length == 0 || (delivery.Cause is NoticeCause.FindingRaised or NoticeCause.FindingAnswered && finding is null) || (incident is not null && !StillSo(listener, delivery, incident)) || (delivery.Cause == NoticeCause.Answered && answer is null))
            return null;
        var place = listener.Organisation is null ? null : PlaceOf(db, listener, delivery);
        if (place is null && IsOfOrganisation(delivery.Cause))
            return null;
        var words = Words.In(listener.Set.Language);
        var about = new NoticeAbout(
            delivery.Cause, listener, incident, incident is null ? null : Hearing.Missed(incident, delivery.About), delivery.Cause is NoticeCause.Weekly or NoticeCause.Monthly ? Digest.Of(db, ledger, registers.Current, listener, delivery, database.Now) : null, answer, finding, place);
        return (listener.Set, new(
            about, registers.Current, catalogues.Current?.Catalogue, words, database.Created?.Programme ?? "Adit", database.Simulated, settings.PublicOrigin, ListenersTable.Contact(db), database.Clock.GetUtcNow()));
    }

    private static bool IsOfOrganisation(NoticeCause cause) => NoticesTable.IsOwn(cause) || cause is NoticeCause.ReportPublished or NoticeCause.ReportCorrected or NoticeCause.ReportWithdrawn;

    // Until it goes out an agreement may have ended, or the organisation looked again.
    private NoticePlace? PlaceOf(DbConnection db, Listener listener, Delivery delivery)
    {
        var (register, parts) = (registers.Current, delivery.About.Split('/'));
        if (parts is ["report", var entry] && long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return ReportTold.Of(db, ledger, register, listener.Organisation!.Value, index, database.Now) is { } told && listener.Limits.Contains(told.Site.Id) ? new(told.Site, told.Path) : null;
        if (parts is not ["look-again", var decided, var when] || !Id.TryRead(decided, out var id))
            return null;
        var today = DateOnly.FromDateTime(database.Now.ToDateTimeOffset().UtcDateTime);
        return DecisionsOfBuyersTable.ToLookAgain(db, today.AddDays(Hearing.LooksAgainSoon + 1)).FirstOrDefault(d => d.Decided == id) is { Decided: var known } found && known == id && register.Sites.GetValueOrDefault(found.Site) is { } site && listener.Limits.Contains(site.Id)
            && SiteRisk.Today(site, database.Now.ToDateTimeOffset()) > found.LookAgain == (when == "late") ? new(site, DecisionsRoom.Path(site)) : null;
    }

    // A night later it may have been taken on, or told of as graver.
    private static bool StillSo(Listener listener, Delivery delivery, Incident incident) => delivery.Cause == NoticeCause.Assigned ? Hearing.IsTheirs(listener, incident) : Hearing.MayHear(listener, incident) && delivery.Cause switch
    {
        NoticeCause.BorneOut => incident is { IsOpen: true, Hollow: false },
        NoticeCause.Over => incident.State == IncidentState.Closed,
        NoticeCause.Missed => Hearing.Missed(incident, delivery.About) is not null,
        NoticeCause.Escalated => incident.IsOpen && Hearing.Escalates(incident) is not null,
        NoticeCause.Determined => incident.Determined is not null,
        NoticeCause.Proposed => incident.Proposed is not null,
        _ => incident.Level <= delivery.Level || delivery.Due == delivery.At,
    };

    private static string AddressOf(ListenerSet set, string way) => way switch { "mail" => set.Email, "sms" => set.Phone, _ => set.Webhook };
}

/// <summary>A site that a message is about, and where more stands.</summary>
internal sealed record NoticePlace(Site Site, string Path);

/// <summary>What happened to a report, as those are told who get it.</summary>
internal sealed record ReportTold(Site Site, NoticeCause Cause, string Path)
{
    /// <summary>What an entry says of a report that an organisation gets today; null where it gets none of that.</summary>
    public static ReportTold? Of(DbConnection db, LedgerReading ledger, Register register, OrganisationId organisation, long entry, Instant now)
    {
        var (published, cause) = ledger.Fact(db, entry, Tier.T2)?.Fact switch
        {
            ReportPublished f => (f, f.Version == 1 ? NoticeCause.ReportPublished : NoticeCause.ReportCorrected),
            ReportWithdrawn f => (ReportsTable.Versions(db, f.Report).FirstOrDefault(v => v.Fact.Version == f.Version)?.Fact, NoticeCause.ReportWithdrawn),
            _ => (null, default),
        };
        return published is not null && register.Sites.GetValueOrDefault(published.Site) is { } site && Reach.Gives(register, organisation, Product.Reports, site, published.Says.Last, now)
            ? new(site, cause, FormattableString.Invariant($"{ReportsFilling.Path(site, published.Month)}/{published.Version}")) : null;
    }
}

/// <summary>What the programme answered to an offer.</summary>
internal sealed record Answered(CorrectiveAction Action, bool Accepted)
{
    /// <summary>The answer that a notice is about; null where its listener has nothing to do with it any more.</summary>
    public static Answered? Of(DbConnection db, LedgerReading ledger, Register register, Listener listener, string about) =>
        about.Split('/') is [_, _, var entry] && long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && ledger.Fact(db, index, Tier.T2)?.Fact is ActionOfferDecided decided && decided.Organisation == listener.Organisation
        && PlansTable.Find(db, decided.Action) is { } action && register.Sites.ContainsKey(action.Site) && listener.Limits.Contains(action.Site) ? new(action, decided.Accepted) : null;
}

/// <summary>A finding of an audit that a notice is about.</summary>
/// <param name="Answered">Whether it was answered; else it was raised.</param>
internal sealed record AuditTold(AuditSet Audit, AuditFindingRaised Finding, bool Answered)
{
    /// <summary>What the entry at a ledger index tells of; null where it is neither.</summary>
    public static AuditTold? At(DbConnection db, LedgerReading ledger, long entry)
    {
        var fact = ledger.Fact(db, entry, Tier.T2)?.Fact;
        var (id, number) = fact switch { AuditFindingRaised f => (f.Audit, f.Finding), AuditFindingAnswered f => (f.Audit, f.Finding), _ => default };
        return number > 0 && AuditsTable.Find(db, id) is { } audit ? new(audit.Set, audit.Findings.Single(f => f.Says.Finding == number).Says, fact is AuditFindingAnswered) : null;
    }

    /// <summary>What a notice is about; null where its listener has nothing to do with it any more.</summary>
    public static AuditTold? Of(DbConnection db, LedgerReading ledger, Listener listener, string about, Instant now) =>
        about.Split('/') is [_, _, var entry] && long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && At(db, ledger, index) is { } told
        && (told.Answered ? Hearing.OfAnswer(listener, told.Audit, index, now) : Hearing.OfFinding(listener, told.Audit.Audit, index, now)) is not null ? told : null;
}

/// <summary>What a digest tells: what happened to incidents since the last one, and what is late or open now.</summary>
/// <param name="Actions">Corrective actions that are overdue, the longest first.</param>
internal sealed record Digest(
    Instant Since, Instant Upto, IReadOnlyList<Incident> Opened, IReadOnlyList<Incident> Over, IReadOnlyList<Incident> Late, IReadOnlyList<Incident> Open, IReadOnlyList<CorrectiveAction> Actions)
{
    /// <summary>Reads it for a listener, of what they may hear.</summary>
    public static Digest Of(DbConnection db, LedgerReading ledger, Register register, Listener listener, Delivery delivery, Instant now)
    {
        var all = IncidentsTable.Since(db, MomentsTable.KnownAt(db, ledger, new(delivery.Since.Micros - 1)) + 1).Concat(IncidentsTable.AllOpen(db)).DistinctBy(i => i.Id).Where(i => Hearing.Tells(listener, delivery.Cause, i))
            .OrderByDescending(i => i.Level).ThenBy(i => i.Opened.Micros).ThenBy(i => i.Number, StringComparer.Ordinal).ToList();
        var late = all.Where(i => Hearing.Next(listener, i)?.Until <= now).ToList();
        return new(
            delivery.Since, delivery.Upto, [.. all.Where(i => i.State != IncidentState.Merged && Within(i.Opened))], [.. all.Where(i => i.State == IncidentState.Closed && i.Ended is { } ended && Within(ended.At))], late,
            [.. all.Where(i => i.IsOpen && !late.Contains(i))], [.. PlansTable.Overdue(db, DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime).AddDays(1)).Where(a => a.Overdue(SiteRisk.Today(register.Sites[a.Site], now.ToDateTimeOffset())) > 0 && Hearing.Tells(listener, delivery.Cause, a))]);

        // What happened since stands in the next one.
        bool Within(Instant at) => at >= delivery.Since && at < delivery.Upto;
    }
}
