using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Adit.Operating;

/// <summary>
/// Lets measurements, traces and log out to whoever runs the node: to a collector named by OpenTelemetry's own environment variables, and as text at an
/// address of its own. Where neither is asked for, nothing listens.
/// </summary>
internal static class Telemetry
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Register(WebApplicationBuilder builder, Settings settings)
    {
        var collected = !string.IsNullOrEmpty(builder.Configuration[Collector]);
        if (!collected && settings.Operation.MetricsUrl is null)
            return;
        builder.Services.AddSingleton<MetricsPage>().AddHostedService<Gauges>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("adit", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => Measure(metrics, settings));
        if (collected)
            telemetry.WithTracing(Trace).WithLogging(log => log.AddProcessor(new OutgoingLog())).UseOtlpExporter();
    }

    private static void Measure(MeterProviderBuilder metrics, Settings settings)
    {
        metrics.AddMeter(Instruments.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime");
        if (settings.Operation.MetricsUrl is not null)
            metrics.AddReader(s => s.GetRequiredService<MetricsPage>().Reader);
    }

    private static void Trace(TracerProviderBuilder traces)
    {
        traces.AddSource(Instruments.Name, "Npgsql").AddAspNetCoreInstrumentation().AddProcessor(new OutgoingSpans());
        // Load balancers and scrapers ask every few seconds.
        traces.ConfigureServices(s => s.Configure<AspNetCoreTraceInstrumentationOptions>(o => o.Filter = http => !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/metrics")));
    }
}
