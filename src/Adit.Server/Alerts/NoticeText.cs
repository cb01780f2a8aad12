using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>What a message is about.</summary>
/// <param name="Late">The deadline that passed; null where it is about none.</param>
/// <param name="Answer">What was answered to an offer; null where it is about none.</param>
/// <param name="Finding">The finding of an audit; null where it is about none.</param>
/// <param name="Place">A site, where it is about a report of it, or about looking at it again; of these nothing is told but its name and where more stands.</param>
internal sealed record NoticeAbout(NoticeCause Cause, Listener Listener, Incident? Incident, DueBy? Late, Digest? Digest, Answered? Answer = null, AuditTold? Finding = null, NoticePlace? Place = null);

/// <summary>
/// What a listener is told: level, site, number, how it is known, whom to ask, not to contact the site, and when more will be known. Never who, nor what a record says: the name of an indicator stands only in
/// mails and calls of programs, and only where neither it nor a record of it is protected.
/// </summary>
internal sealed class NoticeText(NoticeAbout about, Register register, Catalogue? catalogue, Words words, string programme, bool simulated, string origin, string contact, DateTimeOffset now)
{
    private const int Listed = 40;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Default };

    private readonly Incident? _incident = about.Incident;

    /// <summary>The subject of a mail.</summary>
    public string Subject => Say("message.subject." + about.Cause);

    /// <summary>For an SMS: as short as it can be said.</summary>
    public string Short => (simulated ? Say("message.simulated") + " " : "") + Say("message.sms." + about.Cause, names: false);

    /// <summary>What happened, in one sentence.</summary>
    public string Line() => Say("message.line." + about.Cause);

    /// <summary>What is said of an incident besides: what, how it is known, whether somebody has it, when more will be known, whom to ask.</summary>
    public IEnumerable<string> Lines => _incident is null ? [] : ((string[])
        [What.Length > 0 ? "message.what" : "", "message.grade", "message.state." + (_incident.State switch { IncidentState.New => "new", IncidentState.Taken => "taken", _ => "over" }), "message.more", "message.ask"]).Where(l => l.Length > 0).Select(l => Say(l));

    /// <summary>That nobody is to ask at the site.</summary>
    public string KeepAway => Say("message.keep-away");

    /// <summary>For a mail.</summary>
    public string Long
    {
        get
        {
            var text = new StringBuilder();
            if (simulated)
                text.Append(Say("message.simulated")).Append("\n\n");
            text.Append(Line()).Append('\n');
            if (_incident is not null)
            {
                foreach (var line in Lines)
                    text.Append(line).Append('\n');
                text.Append('\n').Append(KeepAway).Append('\n').Append(Say("message.open")).Append('\n');
            }
            else if (about.Digest is { } digest)
            {
                Write(text, "opened", digest.Opened);
                Write(text, "over", digest.Over);
                Write(text, "late", digest.Late);
                Write(text, "open", [.. digest.Open.Except(digest.Opened)]);
                Write(text, digest.Actions);
                text.Append('\n').Append(Say("message.ask")).Append('\n').Append(Say("message.keep-away")).Append('\n').Append(Say("message.open")).Append('\n');
            }
            else if (about.Answer is not null || about.Finding is not null)
            {
                text.Append('\n').Append(Say("message.ask")).Append('\n').Append(Say("message.open")).Append('\n');
            }
            else if (about.Place is not null)
            {
                text.Append('\n').Append(Say("message.open")).Append('\n');
            }
            text.Append("\n-- \n").Append(Say(about.Place is null && !about.Listener.IsContact ? "message.why" : "message.why-agreement")).Append('\n');
            if (Unchecked is { } notChecked)
                text.Append(notChecked).Append('\n');
            return text.ToString();
        }
    }

    /// <summary>For a program: the same as a mail, and its parts.</summary>
    public string Json => JsonSerializer.Serialize(
        new
        {
            type = TypeOf(about.Cause),
            timestamp = now.UtcDateTime,
            data = new
            {
                programme,
                simulated,
                incident = _incident is null ? null : Line(_incident),
                indicators = _incident is null || IsProtected ? null : _incident.Findings.Select(f => f.Indicator),
                passed = about.Late is { } late ? IncidentWords.KeyOf(late.Kind) : null,
                offer = about.Answer is not { } answer ? null : new { action = answer.Action.Line.Number, site = SiteOf(answer.Action.Site), accepted = answer.Accepted },
                finding = about.Finding is not { } finding ? null : new { audit = finding.Audit.Number, number = finding.Finding.Finding, weight = IncidentWords.KeyOf(finding.Finding.Weight), due = finding.Finding.Due },
                site = about.Place is { } place ? SiteOf(place.Site.Id) : null,
                moreBy = More?.ToDateTimeOffset(),
                ask = Contact,
                contactTheSite = false,
                digest = about.Digest is not { } digest ? null : new
                {
                    since = digest.Since.ToDateTimeOffset(),
                    until = digest.Upto.ToDateTimeOffset(),
                    opened = digest.Opened.Select(Line),
                    over = digest.Over.Select(Line),
                    overdue = digest.Late.Select(Line),
                    open = digest.Open.Select(Line),
                    overdueActions = digest.Actions.Select(a => new { number = a.Line.Number, level = a.Line.Level.ToString(), site = SiteOf(a.Site), due = a.Line.Due }),
                },
                url = Url(names: true),
                subject = Subject,
                text = Long,
            },
        }, Plain);

    /// <summary>The name by which programs know a cause.</summary>
    public static string TypeOf(NoticeCause cause) => cause switch
    {
        NoticeCause.Opened => "incident.opened",
        NoticeCause.Graver => "incident.graver",
        NoticeCause.Missed => "incident.overdue",
        NoticeCause.Escalated => "incident.untaken",
        NoticeCause.Determined => "incident.determined",
        NoticeCause.Assigned => "incident.assigned",
        NoticeCause.Proposed => "incident.proposed",
        NoticeCause.BorneOut => "incident.borne-out",
        NoticeCause.Over => "incident.over",
        NoticeCause.Answered => "offer.answered",
        NoticeCause.FindingRaised => "audit.finding-raised",
        NoticeCause.FindingAnswered => "audit.finding-answered",
        NoticeCause.ReportPublished => "report.published",
        NoticeCause.ReportCorrected => "report.corrected",
        NoticeCause.ReportWithdrawn => "report.withdrawn",
        NoticeCause.LookAgain => "decision.look-again",
        NoticeCause.LookAgainLate => "decision.look-again-late",
        NoticeCause.Weekly => "digest.weekly",
        NoticeCause.Monthly => "digest.monthly",
        NoticeCause.Test => "test",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    private object Line(Incident incident) => new
    {
        number = incident.Number,
        level = incident.Level.ToString(),
        site = SiteOf(incident.Site),
        evidence = incident.Worst.Grade.ToString().ToLowerInvariant(),
        verified = !incident.Hollow,
        state = IncidentWords.KeyOf(incident.State),
        due = Hearing.Next(about.Listener, incident)?.Until.ToDateTimeOffset(),
    };

    private bool IsProtected => _incident is null || _incident.RestsOnProtected || _incident.Findings.Any(f => catalogue?.Indicator(f.Indicator) is null or { Protected: true });

    private string What => IsProtected ? "" : IncidentWords.What(_incident!, catalogue, words);

    // When more will be known: the next that is due besides that it is taken on.
    private Instant? More => _incident is { PausedSince: null } ? Hearing.Due(about.Listener, _incident).FirstOrDefault(d => d.Kind is not DeadlineKind.Told and not DeadlineKind.Notify && d.Until > Instant.From(now))?.Until : null;

    private string Contact => contact.Length > 0 ? contact : words.Message("message.contact");

    // Where whoever is told may go: pages of incidents are the programme's, and of a finding everybody has one who sees the site. Its address names the indicator, which an SMS never does.
    private string Url(bool names) => origin + (about.Place is { } place ? place.Path : about.Answer is { } answer ? $"/needs#{answer.Action.Line.Number}"
        : about.Finding is { } finding ? $"/audits/{finding.Audit.Number}#finding-{finding.Finding.Finding.ToString(CultureInfo.InvariantCulture)}"
        : about.Listener.Role.May(Right.SeeRecords) ? _incident is { } own ? IncidentWords.Path(own) : about.Digest is not null ? "/inbox" : "/alerts"
        : _incident is { } incident ? $"/sites/{Uri.EscapeDataString(SiteOf(incident.Site))}" + (IsProtected || !names ? "" : $"/risks/{incident.Worst.Indicator}") : "/sites");

    /// <summary>That no speaker has checked the wording, said in the language itself; null where one has.</summary>
    public string? Unchecked => words.FallbackNotice is null ? null : words.Message("message.unchecked");

    private string SiteOf(SiteId site) => register.Sites.GetValueOrDefault(site)?.Code ?? "?";

    private void Write(StringBuilder text, string part, IReadOnlyList<Incident> incidents)
    {
        text.Append('\n').Append(words.Message("message.digest." + part, ("n", incidents.Count))).Append('\n');
        foreach (var incident in incidents.Take(Listed))
            text.Append("  ").Append(incident.Number).Append(" · ").Append(incident.Level).Append(" · ").Append(SiteOf(incident.Site)).Append(" · ").Append(words.Message("message.known." + incident.Worst.Grade))
                .Append(Hearing.Next(about.Listener, incident) is { } next ? " · " + words.Message("message.digest.due", ("step", words.Message("message.due." + IncidentWords.KeyOf(next.Kind))), ("until", When(next.Until))) : "").Append('\n');
        if (incidents.Count > Listed)
            text.Append("  ").Append(words.Message("message.digest.more", ("n", incidents.Count - Listed))).Append('\n');
    }

    private void Write(StringBuilder text, IReadOnlyList<CorrectiveAction> actions)
    {
        text.Append('\n').Append(words.Message("message.digest.actions", ("n", actions.Count))).Append('\n');
        foreach (var action in actions.Take(Listed))
            text.Append("  ").Append(action.Line.Number).Append(" · ").Append(action.Line.Level).Append(" · ").Append(SiteOf(action.Site)).Append(" · ").Append(words.Message("message.digest.action-due", ("until", Day(action.Line.Due)))).Append('\n');
        if (actions.Count > Listed)
            text.Append("  ").Append(words.Message("message.digest.more", ("n", actions.Count - Listed))).Append('\n');
    }

    private string Say(string key, bool names = true) => words.Message(
        key, ("programme", programme), ("url", Url(names)), ("contact", Contact), ("what", What), ("number", _incident?.Number), ("level", _incident?.Level.ToString()), ("site", about.Place is { } named ? named.Site.Name : _incident is null ? about.Answer is { } of ? SiteOf(of.Action.Site) : null : SiteOf(_incident.Site)),
        ("grade", _incident is null ? null : words.Message("message.known." + _incident.Worst.Grade)), ("more", More is { } more ? When(more) : words.Message("message.more.unknown")),
        ("outcome", _incident?.Determined is { } determined ? words.Message("message.determined." + determined.Proposed.Outcome) : null), ("step", about.Late is { } late ? words.Message("message.due." + IncidentWords.KeyOf(late.Kind)) : null), ("over-by", _incident?.Ended is { } ended ? words.Message("message.over." + ended.Cause) : null), ("action", about.Answer?.Action.Line.Number), ("answer", about.Answer is { } said ? words.Message("message.answered." + (said.Accepted ? "accepted" : "declined")) : null), ("audit", about.Finding?.Audit.Number), ("finding", about.Finding?.Finding.Finding.ToString(CultureInfo.InvariantCulture)), ("weight", about.Finding is { } found ? words.Message("message.weight." + IncidentWords.KeyOf(found.Finding.Weight)) : null), ("answer-by", about.Finding is { } asked ? Day(asked.Finding.Due) : null), ("from", Day(about.Digest?.Since)), ("until", Day(about.Digest?.Upto)),
        ("opened", about.Digest?.Opened.Count ?? 0), ("over", about.Digest?.Over.Count ?? 0), ("late", about.Digest?.Late.Count ?? 0), ("open", (about.Digest?.Open.Count + about.Digest?.Late.Count) ?? 0));

    // By the listener's clock, which they know; months have names only where pages are in the language.
    private string When(Instant at)
    {
        var there = TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), about.Listener.Zone);
        return (words.FallbackNotice is null ? words.Instant(there) : there.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)) + there.ToString(" ('UTC'zzz)", CultureInfo.InvariantCulture);
    }

    private string? Day(Instant? at)
    {
        if (at is not { } time)
            return null;
        return Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), about.Listener.Zone).DateTime));
    }

    private string Day(DateOnly day) => words.FallbackNotice is null ? words.Day(day) : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
