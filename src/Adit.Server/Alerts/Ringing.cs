using Adit.Storage;
using Dapper;

namespace Adit.Alerts;

/// <summary>How many alerts ring: every page of the office says so. Counted anew only after something may have changed it.</summary>
internal sealed class Ringing
{
    private readonly Database _database;
    private readonly Lock _setting = new();
    private int _known = -1, _changes;

    public Ringing(Database database)
    {
        _database = database;
        database.Committed += recorded =>
        {
            if (recorded.Any(r => r.Fact is AlertRaised or AlertTaken or Safety.CheckedIn))
                Forget();
        };
        database.Followed += _ => Forget();
    }

    /// <summary>The number now.</summary>
    public int Count
    {
        get
        {
            if (Volatile.Read(ref _known) is >= 0 and var known)
                return known;
            var before = Volatile.Read(ref _changes);
            var count = _database.Read(db => (int)db.QuerySingle<long>("select count(*) from alerts where taken is null and settled is null"));
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
            (_changes, _known) = (unchecked(_changes + 1), -1);
    }
}
