using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Operating;

/// <summary>What the database says of itself when it is glanced at.</summary>
/// <param name="Head">When the last head was published; null before the first.</param>
internal sealed record DatabaseSeen(Instant? Head);

/// <summary>Whether requests should come to this node now, and if not, why.</summary>
internal sealed class Readiness(Database database, AssessJob rating, IHostApplicationLifetime host, ILogger<Readiness> log)
{
    private readonly Glance<DatabaseSeen> _database = new(() => new(database.Read(CheckpointsTable.Latest)?.Published));
    private volatile bool _draining;
    private string? _said;

    /// <summary>Whether the node was told to stop.</summary>
    public bool Draining => _draining;

    /// <summary>From now on requests should go elsewhere.</summary>
    public void Drain() => _draining = true;

    /// <summary>A word for why not; null where it is ready. Writes nothing, and asks the database for one row at most once a second.</summary>
    public async Task<string?> WhyNot()
    {
        var why = _draining || host.ApplicationStopping.IsCancellationRequested ? "draining"
            : !host.ApplicationStarted.IsCancellationRequested ? "starting"
            : database.FailedJustNow || database.Away is not null || await Seen() is null ? "database"
            : rating.Failure is not null ? "rating"
            : null;
        if (Interlocked.Exchange(ref _said, why) != why && why is not "starting")
            log.LogWarning("This node is {State}", why is null ? "ready again" : database.Away is OtherLedgerException other ? $"not ready. {other.Message}" : $"not ready: {why}");
        return why;
    }

    /// <summary>What the database says; null where it does not answer.</summary>
    public Task<DatabaseSeen?> Seen() => _database.Look();
}
