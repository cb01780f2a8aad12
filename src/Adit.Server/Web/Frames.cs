using Adit.People;
using Adit.Storage;

namespace Adit.Web;

/// <summary>Makes what stands around a page from a request.</summary>
internal static class Frames
{
    public const string LanguageCookie = "lang";

    public static Frame Of(HttpContext http, NoticeView? notice = null)
    {
        var services = http.RequestServices;
        var (database, person) = (services.GetRequiredService<Database>(), CurrentPerson.Of(http));
        var query = http.Request.Query.Where(q => q.Key != LanguageCookie).SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)));
        return new(
            Words.In(Words.Choose(http.Request.Query[LanguageCookie], http.Request.Cookies[LanguageCookie], http.Request.Headers.AcceptLanguage)),
            http.Request.Path + QueryString.Create(query), database.Clock.GetUtcNow(), Reader(person),
            database.Created?.Programme ?? "Adit", database.Simulated,
            person is { ByCookie: true, Token: { } token } ? new(DoorKeeping.FormField, services.GetRequiredService<Sessions>().FormToken(token)) : null, notice);
    }

    /// <summary>The key that texts and pages know a role by.</summary>
    public static string KeyOf(Role role) => role switch
    {
        Role.CaseWorker => "case-worker",
        Role.Stakeholder => "site",
        _ => role.ToString().ToLowerInvariant(),
    };

    private static ReaderView? Reader(CurrentPerson person) =>
        person.User is { } user ? new(user.Name, KeyOf(user.Role), Rooms.For(KeyOf(user.Role))) : null;
}
