using System.Collections.Concurrent;
using System.Data.Common;
using Adit.Incidents;
using Adit.People;
using Adit.Safety;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>
/// Raises what is to be raised, and calls people until somebody has taken it on. One node of several does it; what was told is recorded after it was told, so that a node that dies in between
/// tells it twice rather than never.
/// </summary>
internal sealed class AlertsJob : LeadingJob
{
    // Who is missed is known by the minute.
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(30);

    private readonly Registers _registers;
    private readonly Telling _telling;
    private readonly Settings _settings;
    private readonly ConcurrentDictionary<(Guid Alert, int Call), (int Tries, Instant Next)> _failed = [];
    private long? _looked;

    public AlertsJob(Database database, Registers registers, Telling telling, Settings settings, ILogger<AlertsJob> log)
        : base(database, "alerts", "Alerts", TimeSpan.FromSeconds(5), log)
    {
        (_registers, _telling, _settings) = (registers, telling, settings);
        WakesOn(fact => fact is AlertRaised);
    }

    /// <inheritdoc/>
    protected override async Task Turn(bool woken, CancellationToken cancel)
    {
        if (woken || _looked is null || Environment.TickCount64 - _looked >= Looks.TotalMilliseconds)
        {
            await Raise();
            _looked = Environment.TickCount64;
        }
        // At once: a server of mail that does not answer must not hold up anybody else.
        await Task.WhenAll(Database.Read(AlertsTable.Ringing).Select(alert => Call(alert, cancel)));
    }

    private async Task Raise()
    {
        IReadOnlyList<AlertRaised> Missed(DbConnection db) => new Missing(db, _registers.Current, Database.Now).Find();
        if (Database.Read(Missed).Count > 0)
            await Database.Write(writing =>
            {
                foreach (var missed in Missed(writing.Db.Db))
                    writing.Record(ActorId.Program, missed);
                return true;
            });
    }

    private async Task Call(Alert alert, CancellationToken cancel)
    {
        var (duty, made) = Database.Read(db => (SafetyTable.Set(db).Duty, AlertsTable.Calls(db, [alert.Id])[alert.Id].ToList()));
        var (age, next) = (Database.Now.ToDateTimeOffset() - alert.Raised.ToDateTimeOffset(), made.Count == 0 ? 0 : made.Max(c => c.Call) + 1);
        var retried = _failed.Where(f => f.Key.Alert == alert.Id && f.Value.Next <= Database.Now && duty.Length > 0).Select(f => (f.Key.Call, Again: (int?)f.Value.Tries));
        var calls = Calls.Due(alert.Kind, age, duty.Length, next).Select(call => (Call: call, Again: (int?)null)).Concat(retried).ToList();
        await Task.WhenAll(calls.Select(c => Tell(alert, c.Call, duty[c.Call % duty.Length], c.Again, cancel)));
    }

    // What failed is tried again after one minute, two, four, …, until the person is called anyway. The first failure is recorded, and then only that it went out.
    private async Task Tell(Alert alert, int call, DutyOfficer officer, int? again, CancellationToken cancel)
    {
        var incident = alert.Kind == AlertKind.Incident ? Database.Read(db => IncidentsTable.Find(db, new IncidentId(alert.Id))) : null;
        var outcomes = await AlertWords.Tell(_telling, officer, new AlertText(alert, incident, _registers.Current, _settings.PublicOrigin, Words.In(officer.Language)), cancel);
        var reached = outcomes.Any(o => o.Failed is null);
        var tries = again ?? 0;
        if (reached || outcomes.All(o => o.Failed == Telling.NoWay) || tries >= 5)
            _failed.TryRemove((alert.Id, call), out _);
        else
            _failed[(alert.Id, call)] = (tries + 1, new(Database.Now.Micros + (60_000_000L << tries)));
        var said = outcomes.Where(o => again is null || o.Failed is null).ToList();
        if (said.Count > 0)
            await Database.Write(writing =>
            {
                foreach (var (way, failed) in said)
                    writing.Record(ActorId.Program, new AlertTold(alert.Id, call, officer.Name, way, failed));
                return true;
            });
    }
}
