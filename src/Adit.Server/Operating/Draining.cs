using System.Runtime.InteropServices;

namespace Adit.Operating;

/// <summary>
/// How a node stops. At the first signal it is not ready any more and goes on serving until a load balancer has taken it out; then it takes no more and
/// finishes what it has begun. A second signal ends it at once, which loses nothing that was answered.
/// </summary>
internal sealed class Draining(Settings settings, Readiness readiness, IHostApplicationLifetime host, ILogger<Draining> log) : IHostLifetime, IDisposable
{
    /// <summary>How long what was begun may take to end: a photograph over 2G that takes longer is sent again.</summary>
    public static readonly TimeSpan Finishing = TimeSpan.FromSeconds(30);

    private PosixSignalRegistration[] _signals = [];
    private int _heard;

    public static void Register(IServiceCollection services) =>
        services.AddSingleton<Readiness>().AddSingleton<IHostLifetime, Draining>().Configure<HostOptions>(o => o.ShutdownTimeout = Finishing);

    /// <summary>While it drains, whoever asks is told to connect anew next time: to another node.</summary>
    public static void UseDraining(WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        app.Use((http, next) =>
        {
            // At the last moment, so that what was begun before says it too.
            http.Response.OnStarting(static state =>
            {
                var (response, readiness) = ((HttpResponse, Readiness))state;
                if (readiness.Draining)
                    response.Headers.Connection = "close";
                return Task.CompletedTask;
            }, (http.Response, readiness));
            return next(http);
        });
    }

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, Hear))];
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        if (Interlocked.Exchange(ref _heard, 1) == 1)
            return;
        signal.Cancel = true;
        _ = Drain();
    }

    private async Task Drain()
    {
        readiness.Drain();
        var drain = settings.Operation.Drain;
        if (drain > TimeSpan.Zero)
        {
            log.LogWarning("Asked to stop: this node goes on serving for {Drain}, and is not ready any more", drain);
            await Task.Delay(drain);
        }
        host.StopApplication();
    }
}
