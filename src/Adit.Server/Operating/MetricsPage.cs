using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry.Metrics;

namespace Adit.Operating;

/// <summary>
/// The measurements as Prometheus text, at an address of their own: whoever reads them can count records, so they are never told where the programme is
/// served.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    private readonly MetricsText _text = new();
    private readonly SemaphoreSlim _turn = new(1);

    public MetricsPage() => Reader = new BaseExportingMetricReader(_text);

    public MetricReader Reader { get; }

    /// <summary>Answers all that comes to the address, before anything else is asked.</summary>
    public static void Use(WebApplication app, Operation operation)
    {
        if (operation.MetricsUrl is { } url)
            app.UseWhen(http => http.Connection.LocalPort == url.Port, apart => apart.Run(app.Services.GetRequiredService<MetricsPage>().Answer));
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task Answer(HttpContext http)
    {
        if (http.Features.Get<IHttpMetricsTagsFeature>() is { } measured)
            measured.MetricsDisabled = true;
        if (http.Request.Path != "/metrics" || !HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await http.Response.WriteAsync(await Text(http.RequestAborted));
    }

    private async Task<string> Text(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            // Some of what is asked looks at the database and may wait for it a moment.
            await Task.Run(() => Reader.Collect(), cancel);
            return _text.Text;
        }
        finally
        {
            _turn.Release();
        }
    }
}
