using Adit.People;
using Adit.Storage;

namespace Adit.Web;

/// <summary>Makes what stands around a page from a request.</summary>
internal static class Frames
{
    public static Frame Of(HttpContext http, NoticeView? notice = null)
    {
        var services = http.RequestServices;
        var (database, person) = (services.GetRequiredService<Database>(), CurrentPerson.Of(http));
        return FrameReading.Frame(http, Reader(person), database.Created?.Programme ?? "Adit", database.Simulated, database.Clock.GetUtcNow()) with
        {
            Token = Token(services, person),
            Notice = notice,
            Lagging = Storage.Lagging.Asked,
            Ringing = person.May(Right.KeepAgents) ? services.GetRequiredService<Alerts.Ringing>().Count.Agents : 0,
            Serious = person.May(Right.HandleIncidents) ? services.GetRequiredService<Alerts.Ringing>().Count.Incidents : 0,
        };
    }

    /// <summary>The key that texts and pages know a role by.</summary>
    public static string KeyOf(Role role) => role switch
    {
        Role.CaseWorker => "case-worker",
        Role.Stakeholder => "site",
        _ => role.ToString().ToLowerInvariant(),
    };

    private static ReaderView? Reader(CurrentPerson person) =>
        person.User is { } user ? new(user.Name, KeyOf(user.Role), Rooms.For(user.Role)) : null;

    private static FormTokenView? Token(IServiceProvider services, CurrentPerson person) =>
        person is { ByCookie: true, Token: { } token } ? new(DoorKeeping.FormField, services.GetRequiredService<Sessions>().FormToken(token)) : null;
}
