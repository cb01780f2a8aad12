using Adit.Storage;

namespace Adit.Alerts;

/// <summary>How many alerts ring, about agents and about incidents: every page of the office says so. Counted anew only after something may have changed it.</summary>
internal sealed class Ringing
{
    private readonly Database _database;
    private readonly Lock _setting = new();
    private (int Agents, int Incidents)? _known;
    private int _changes;

    public Ringing(Database database)
    {
        _database = database;
        database.Committed += recorded =>
        {
            if (recorded.Any(r => r.Fact is AlertRaised or AlertTaken or Safety.CheckedIn or Incidents.IncidentTaken or Incidents.IncidentClosed or Incidents.IncidentMerged))
                Forget();
        };
        database.Followed += _ => Forget();
    }

    /// <summary>The numbers now.</summary>
    public (int Agents, int Incidents) Count
    {
        get
        {
            int before;
            lock (_setting)
            {
                if (_known is { } known)
                    return known;
                before = _changes;
            }
            var count = _database.Read(AlertsTable.Count);
            // What was raised while this was counted must not be forgotten again.
            lock (_setting)
                if (before == _changes)
                    _known = count;
            return count;
        }
    }

    private void Forget()
    {
        lock (_setting)
            (_changes, _known) = (unchecked(_changes + 1), null);
    }
}
