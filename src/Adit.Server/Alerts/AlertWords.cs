using Adit.People;
using Adit.Safety;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>What an alert says to whoever is called: the agent's code, what is wrong and where to go on; never a place or a person besides, because an SMS is read by others.</summary>
internal sealed record AlertText(Alert Alert, Register Register, string Origin, Words Words)
{
    /// <summary>One line, short enough for one SMS.</summary>
    public string Short => Words.Say("alert." + AlertWords.KeyOf(Alert.Kind) + ".short", ("agent", Name), ("day", Words.Day(Alert.Day)), ("url", Origin + "/safety"));

    /// <summary>The same with what to do.</summary>
    public string Long => $"{Short}\n\n{Words["alert." + AlertWords.KeyOf(Alert.Kind) + ".do"]}";

    /// <summary>The subject of a mail.</summary>
    public string Subject => Words.Say("alert." + AlertWords.KeyOf(Alert.Kind) + ".title", ("agent", Name));

    private string Name => Alert.Agent is { } agent ? PeopleWords.Name(Register, agent, Words) : "";
}

/// <summary>How alerts are named and told.</summary>
internal static class AlertWords
{
    /// <summary>The key that texts and programs know a kind by.</summary>
    public static string KeyOf(AlertKind kind) => kind switch
    {
        AlertKind.MissedCheckIn => "missed-check-in",
        AlertKind.Help => "help",
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
