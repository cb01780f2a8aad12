namespace Adit.Storage;

/// <summary>
/// Work that one node of several does, again and again: when something came that it waits for, and at the latest after its rhythm. What fails is tried again later; the log names the kind of failure alone, since a
/// message may hold an answer or a name.
/// </summary>
/// <param name="work">By which nodes agree on who does it.</param>
/// <param name="what">What waits when it fails, for the log.</param>
internal abstract class LeadingJob(Database database, string work, string what, TimeSpan rhythm, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _came = new(0);

    /// <summary>Where it finds and records.</summary>
    protected Database Database => database;

    /// <summary>Lets it look at once, without waiting for its time.</summary>
    public void Wake()
    {
        if (_came.CurrentCount == 0)
            _came.Release();
    }

    /// <summary>Lets facts wake it.</summary>
    protected void WakesOn(Func<Fact, bool> matters) => database.Committed += recorded =>
    {
        if (_came.CurrentCount == 0 && recorded.Any(r => matters(r.Fact)))
            _came.Release();
    };

    /// <summary>Looks once at what is to be done.</summary>
    /// <param name="woken">Whether something came, or it is the first time; else its time was over.</param>
    protected abstract Task Turn(bool woken, CancellationToken cancel);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                using (var lease = database.Home.Lead(work))
                    for (var woken = true; lease?.Held == true; woken = await _came.WaitAsync(rhythm, stoppingToken))
                        await Turn(woken, stoppingToken);
                await Task.Delay(Away, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogError("{What} wait: {Kind}", what, failure.GetType().Name);
                await Task.Delay(Away, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
    }
}
