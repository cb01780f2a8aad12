namespace Adit.Submissions;

/// <summary>Deletes refused uploads, and files that never came whole, at the end of their time, once an hour.</summary>
internal sealed class RefusedJob(Quarantine quarantine, Field.ArrivingFiles arriving, ILogger<RefusedJob> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(TimeSpan.FromHours(1));
        try
        {
            do
                await Expire();
            while (await hours.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    // What cannot be deleted now is tried again in an hour; the server goes on.
    private async Task Expire()
    {
        try
        {
            while (await quarantine.Expire() > 0 || await arriving.Expire())
                continue;
        }
        catch (Exception failure)
        {
            log.LogError("Refused uploads could not be deleted at the end of their time: {Kind}", failure.GetType().Name);
        }
    }
}
