using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>Who is to hear, as somebody of the office asks for it.</summary>
internal sealed record ListenerAsked(
    string? Name, [property: Description("en, fr, sw or zh.")] string? Language, [property: Description("IANA zone of the listener's clock.")] string? Zone, string? Email, [property: Description("+ and digits.")] string? Phone,
    [property: Description("An https address.")] string? Webhook, [property: Description("Id of the user of the office that they are; null for somebody outside.")] string? User,
    [property: Description("Codes of sites; none for all.")] string[]? Sites, [property: Description("The mildest level that they hear of: S1 to S4.")] string? From, [property: Description("HH:mm; null for no quiet hours.")] string? QuietFrom,
    [property: Description("HH:mm.")] string? QuietUntil, bool Digest, [property: Description("Whether they are told of what nobody takes on.")] bool Escalate);

/// <summary>Sets who hears of incidents, for pages and programs.</summary>
internal static class Listening
{
    /// <summary>In characters.</summary>
    public const int LongestContact = 120, LongestName = 100;

    private const int Most = 200;

    /// <summary>Sets a listener, a new one where none is named.</summary>
    /// <returns>As they were set; <c>New</c> where the secret of their webhook is a new one.</returns>
    /// <exception cref="Refused">With all that cannot be. Somebody else removed the listener meanwhile.</exception>
    public static Task<(ListenerSet Set, bool New)> Keep(Database database, Register register, ActorId by, Guid? listener, ListenerAsked asked)
    {
        var wrong = new List<Func<Words, string>>();
        var (name, language, zone) = (Text(asked.Name), asked.Language is { Length: > 0 } l ? l : "en", Text(asked.Zone));
        var (email, phone, webhook) = (Text(asked.Email), SafetyRoom.Bare(Text(asked.Phone)), Text(asked.Webhook));
        if (name.Length is 0 or > LongestName)
            wrong.Add(w => w.Say("refuse.listener-name", ("n", LongestName)));
        if (email.Length + phone.Length + webhook.Length == 0)
            wrong.Add(w => w["refuse.listener-way"]);
        if (email.Length > 0 && !(email.Length <= 254 && MimeKit.MailboxAddress.TryParse(email, out _)))
            wrong.Add(w => w.Say("refuse.email", ("email", email)));
        if (phone.Length > 0 && !SafetyRoom.IsPhone(phone))
            wrong.Add(w => w.Say("refuse.phone", ("phone", phone)));
        if (webhook.Length > 0 && !Webhooks.IsAddress(webhook))
            wrong.Add(w => w.Say("refuse.listener-webhook", ("url", webhook)));
        if (Words.Offered.All(o => o.Code != language))
            wrong.Add(w => w.Say("refuse.language", ("languages", string.Join(", ", Words.Offered.Select(o => o.Code)))));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            wrong.Add(w => w["sites.refuse.zone"]);
        var user = Text(asked.User) is not { Length: > 0 } named ? null : Id.TryRead(named, out var id) && register.UsersById.GetValueOrDefault(new(id)) is { Disabled: false } found ? found : Wrong<User>(w => w["refuse.listener-user"]);
        ImmutableArray<SiteId> sites = [.. (asked.Sites ?? []).Where(s => s.Trim().Length > 0).Select(s => SiteWords.Find(register, s.Trim()) is { Kind: SiteKind.Monitored } site ? site.Id : Missing(s)).Distinct()];
        var from = Enum.TryParse<Severity>(asked.From, out var level) && level is >= Severity.S4 and <= Severity.S1 && Enum.IsDefined(level) ? level : Severity.None;
        if (from == Severity.None)
            wrong.Add(w => w["refuse.listener-level"]);
        var (quietFrom, quietUntil) = (Time(asked.QuietFrom), Time(asked.QuietUntil));
        if (quietFrom is null != quietUntil is null)
            wrong.Add(w => w["refuse.listener-quiet"]);
        if (wrong.Count > 0)
            throw new Refused(w => w["refuse.listener"], wrong);
        return database.Write(writing =>
        {
            var before = listener is { } known ? ListenersTable.Find(writing.Db.Db, known) ?? throw Refused.Of("refuse.listener-gone") : null;
            if (before is null && ListenersTable.Set(writing.Db.Db).Count >= Most)
                throw Refused.Of("refuse.listener-many", ("n", Most));
            var set = new ListenerSet(
                before?.Listener ?? Guid.CreateVersion7(database.Clock.GetUtcNow()), name, language, zone, email, phone, webhook, before?.Key ?? 0, user?.Id, sites, from, quietFrom, quietUntil, asked.Digest, asked.Escalate);
            // Another address has another secret: whoever is behind the first is not to sign for the second.
            var moved = before is not null && before.Webhook.Length > 0 && webhook.Length > 0 && new Uri(before.Webhook).Authority != new Uri(webhook).Authority;
            set = moved ? set with { Key = set.Key + 1 } : set;
            writing.Record(by, set);
            return (set, webhook.Length > 0 && (moved || before is not { Webhook.Length: > 0 }));
        });

        T? Wrong<T>(Func<Words, string> why)
        {
            wrong.Add(why);
            return default;
        }

        SiteId Missing(string code) => Wrong<SiteId>(w => w.Say("refuse.no-site-called", ("name", code)));

        TimeOnly? Time(string? text) =>
            string.IsNullOrEmpty(text) ? null : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : Wrong<TimeOnly?>(w => w.Say("refuse.time", ("text", text)));
    }

    /// <summary>A listener hears of nothing any more.</summary>
    public static Task Remove(Database database, ActorId by, Guid listener) => database.Write(writing =>
    {
        if (ListenersTable.Find(writing.Db.Db, listener) is not null)
            writing.Record(by, new ListenerRemoved(listener));
        return true;
    });

    /// <summary>Replaces the secret that calls to a listener are signed with; null where there is no such listener with a webhook.</summary>
    public static Task<ListenerSet?> Renew(Database database, ActorId by, Guid listener) => database.Write(writing =>
    {
        if (ListenersTable.Find(writing.Db.Db, listener) is not { Webhook.Length: > 0 } known)
            return null;
        var set = known with { Key = known.Key + 1 };
        writing.Record(by, set);
        return set;
    });

    /// <summary>Sets whom all alerts say to ask.</summary>
    /// <exception cref="Refused">It is too long.</exception>
    public static Task Set(Database database, ActorId by, string? contact) =>
        Text(contact) is { Length: <= LongestContact } said ? database.Write(writing => writing.Record(by, new AlertsSet(said))) : throw Refused.Of("refuse.contact", ("n", LongestContact));

    /// <summary>Puts a test on its way to a listener; false where there is none who hears.</summary>
    public static async Task<bool> Try(Database database, Register register, NoticesJob job, Guid listener)
    {
        if (database.Read(db => ListenersTable.All(db, register, database.Now).FirstOrDefault(l => l.Set.Listener == listener)) is not { } found)
            return false;
        await job.Try(found);
        return true;
    }

    /// <summary>Tries a delivery again that somebody may see; false where there is none.</summary>
    public static async Task<bool> Again(Database database, Register register, CurrentPerson person, NoticesJob job, Guid delivery)
    {
        var found = database.Read(db => NoticesTable.Find(db, delivery) is { } row && (row.Incident is not { } id || Incidents.IncidentsTable.Find(db, id) is { } i && Incidents.Acting.IsFor(i, person.Role)) ? row : null);
        if (found is null || (found.Site is { } site && !person.SeesSite(register, site)))
            return false;
        await database.Write(writing =>
        {
            NoticesTable.Again(writing.Db, delivery, database.Now);
            return true;
        });
        job.Wake();
        return true;
    }

    private static string Text(string? text) => text?.ReplaceLineEndings(" ").Trim() ?? "";
}
