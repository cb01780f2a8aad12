using Adit.Incidents;
using Adit.People;
using Adit.Safety;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>
/// What an alert says to whoever is called: of an agent the code, of an incident its number, site, level and evidence grade, and where to go on; never a person besides, nor what was found, because an SMS
/// is read by others.
/// </summary>
/// <param name="Incident">Of which; null where it is about an agent.</param>
internal sealed record AlertText(Alert Alert, Incident? Incident, Register Register, string Origin, Words Words)
{
    /// <summary>One line, short enough for one SMS.</summary>
    public string Short => Say("short");

    /// <summary>The same with what to do.</summary>
    public string Long => $"{Short}\n\n{Say("do")}";

    /// <summary>The subject of a mail.</summary>
    public string Subject => Say("title");

    private string Say(string part) => Words.Message(
        $"alert.{AlertWords.KeyOf(Alert.Kind)}.{part}", ("agent", Alert.Agent is { } agent ? PeopleWords.Name(Register, agent, Words) : ""), ("day", Words.Day(Alert.Day)),
        ("url", Origin + (Incident is { } incident ? IncidentWords.Path(incident) : "/safety")), ("number", Incident?.Number), ("level", Incident?.Level.ToString()),
        ("grade", Incident is null ? null : Words.Message("message.known." + Incident.Worst.Grade)), ("site", Alert.Site is { } site ? Register.Sites.GetValueOrDefault(site)?.Code : null), ("more", More));

    // When more will be known: by when two people determine, or by when it is to be safe.
    private string? More => Incident?.Due.Where(d => d.Kind is DeadlineKind.Determined or DeadlineKind.Safe or DeadlineKind.Plan).Select(d => Words.Instant(
        TimeZoneInfo.ConvertTime(d.Until.ToDateTimeOffset(), Submissions.Sheet.ZoneOf(Register.Sites.GetValueOrDefault(Incident.Site))))).FirstOrDefault() ?? Words.Message("alert.incident.unknown");
}

/// <summary>How alerts are named and told.</summary>
internal static class AlertWords
{
    /// <summary>The key that texts and programs know a kind by.</summary>
    public static string KeyOf(AlertKind kind) => kind switch
    {
        AlertKind.MissedCheckIn => "missed-check-in",
        AlertKind.Help => "help",
        AlertKind.Incident => "incident",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Tells somebody by every way there is to them; a failure that is null says that it went out.</summary>
    public static async Task<IReadOnlyList<(string Way, string? Failed)>> Tell(Telling telling, DutyOfficer officer, AlertText text, CancellationToken cancel) =>
        await Tell(telling, officer, text.Subject, text.Long, text.Short, cancel);

    /// <summary>Tells somebody anything.</summary>
    public static async Task<IReadOnlyList<(string Way, string? Failed)>> Tell(Telling telling, DutyOfficer officer, string subject, string mail, string sms, CancellationToken cancel)
    {
        var byMail = officer.Email.Length > 0 && telling.Ways.Mail is not null ? telling.Mail(officer.Email, subject, mail, cancel) : null;
        var bySms = officer.Phone.Length > 0 && telling.Ways.Sms is not null ? telling.Sms(officer.Phone, sms, cancel) : null;
        var outcomes = new List<(string, string?)>();
        if (bySms is not null)
            outcomes.Add(("sms", await bySms));
        if (byMail is not null)
            outcomes.Add(("mail", await byMail));
        return outcomes.Count > 0 ? outcomes : [("none", Telling.NoWay)];
    }
}
