using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>Who hears of incidents in the demonstration, and what became of a few messages. Nobody is behind these addresses.</summary>
internal static class DemoListeners
{
    private const string Zone = "Africa/Lubumbashi";
    private static readonly TimeOnly Evening = new(21, 0), Morning = new(6, 0);

    public static Task Lay(IServiceProvider services)
    {
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        return database.Write(writing =>
        {
            var now = database.Now;
            ListenerSet Of(string name, string language, string email, string phone, Role? user, Severity from, bool quiet, bool escalate) => new(
                Guid.CreateVersion7(now.ToDateTimeOffset()), name, language, Zone, email, phone, "", 0, user is { } role ? register.Users.FirstOrDefault(u => u.Role == role)?.Id : null, [], from, quiet ? Evening : null, quiet ? Morning : null, true, escalate);
            ListenerSet[] all =
            [
                Of("Lead, at night too", "en", "lead@example.org", "+243000000001", Role.Lead, Severity.S2, quiet: false, escalate: true), Of("Analyste", "fr", "analyste@example.org", "", Role.Analyst, Severity.S4, quiet: true, escalate: false),
                Of("Refiner", "zh", "refiner@example.org", "", Role.Buyer, Severity.S1, quiet: false, escalate: false),
            ];
            writing.Record(ActorId.Program, new AlertsSet("Programme office, +243 000 000 000"));
            foreach (var set in all)
                writing.Record(ActorId.Program, set);
            foreach (var listener in ListenersTable.All(writing.Db.Db, register, writing.Now))
                foreach (var incident in IncidentsTable.AllOpen(writing.Db.Db).Where(i => i.Level >= Severity.S2 && i.Level >= listener.Set.From && Hearing.MayHear(listener, i)).OrderByDescending(i => i.Opened.Micros).Take(4))
                    Told(writing, listener, incident, now);
            return true;
        });
    }

    private static void Told(Writing writing, Listener listener, Incident incident, Instant now)
    {
        var id = Guid.NewGuid();
        NoticesTable.Put(writing.Db, id, listener, "mail", new($"{incident.Id}/{incident.Level}", NoticeCause.Opened, incident, incident.Opened), incident.Opened);
        NoticesTable.Tried(writing.Db, id, incident.Opened, null, DeliveryState.Told, now);
    }
}
