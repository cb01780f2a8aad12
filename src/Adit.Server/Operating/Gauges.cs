using System.Diagnostics.Metrics;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Operating;

/// <summary>How far the parts of a node have come, asked whenever somebody reads the measurements.</summary>
internal sealed class Gauges : IHostedService, IDisposable
{
    private readonly Meter _meter = new(Instruments.Name);
    private readonly Database _database;
    private readonly AssessJob _rating;
    private readonly Readiness _readiness;
    private readonly Lock _marking = new();
    private long _mark, _since;

    public Gauges(Database database, AssessJob rating, Readiness readiness, Settings settings)
    {
        (_database, _rating, _readiness) = (database, rating, readiness);
        _meter.CreateObservableGauge("adit.ready", () => readiness.WhyNot().GetAwaiter().GetResult() is null ? 1 : 0, null, "1 where requests should come to this node, else 0.");
        _meter.CreateObservableGauge("adit.ledger.entries", () => database.Size, "{entry}", "Entries of the ledger that are durable.");
        _meter.CreateObservableGauge("adit.rating.unrated", () => Math.Max(0, database.Size - rating.Rated), "{entry}", "Entries that are not rated yet.");
        _meter.CreateObservableGauge("adit.rating.lag", Lag, "s", "How long the oldest of them that was marked has waited to be rated.");
        _meter.CreateObservableGauge("adit.commit.queue", () => database.Waiting, "{work}", "Pieces of work that wait for the writer's turn.");
        _meter.CreateObservableGauge("adit.head.age", HeadAge, "s", "Since the last head was published.");
        _meter.CreateObservableGauge("adit.head.rhythm", () => settings.PublishEvery.TotalSeconds, "s", "Between two published heads.");
        _meter.CreateObservableGauge("adit.clock.behind", () => Math.Max(0, Seconds(database.Latest, database.Now)), "s", "How far the clock here is behind the newest entry, which another node may have written.");
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Instruments.CountFromZero();
        _database.Committed += Mark;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _database.Committed -= Mark;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Mark(IReadOnlyList<Recorded> _) => Lag();

    // Whenever all up to the mark is rated the ledger's end is marked anew: how long the mark stands is how long rating takes.
    private double Lag()
    {
        lock (_marking)
        {
            if (_rating.Rated >= _mark)
                (_mark, _since) = (_database.Size, Environment.TickCount64);
            return _rating.Rated >= _mark ? 0 : (Environment.TickCount64 - _since) / 1000d;
        }
    }

    private IEnumerable<Measurement<double>> HeadAge() =>
        _readiness.Seen().GetAwaiter().GetResult()?.Head is { } head ? [new(Seconds(_database.Now, head))] : [];

    private static double Seconds(Instant later, Instant earlier) => (later.Micros - earlier.Micros) / 1e6;
}
