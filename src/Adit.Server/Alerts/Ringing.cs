using Adit.Storage;
using Dapper;

namespace Adit.Alerts;

/// <summary>How many alerts ring: every page of the office says so. Counted anew only after something may have changed it.</summary>
internal sealed class Ringing
{
    private readonly Database _database;
    private int _known = -1;

    public Ringing(Database database)
    {
        _database = database;
        database.Committed += recorded =>
        {
            if (recorded.Any(r => r.Fact is AlertRaised or AlertTaken or Safety.CheckedIn))
                _known = -1;
        };
        database.Followed += _ => _known = -1;
    }

    /// <summary>The number now.</summary>
    public int Count
    {
        get
        {
            if (Volatile.Read(ref _known) is >= 0 and var known)
                return known;
            var count = _database.Read(db => (int)db.QuerySingle<long>("select count(*) from alerts where taken is null and settled is null"));
            Volatile.Write(ref _known, count);
            return count;
        }
    }
}
