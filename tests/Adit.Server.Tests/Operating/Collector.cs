using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Adit.Tests.Operating;

/// <summary>Takes what a node sends over OTLP/HTTP and keeps its bytes, by signal: traces, metrics, logs.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _taken = new();
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    public string Origin => _app.Urls.First();

    public static async Task<Collector> Open()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.Run(collector.Take);
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>All that came of a signal, as Latin-1: every byte stands for itself, and texts in it can be looked for.</summary>
    public string Of(string signal) => string.Concat(_taken.GetOrAdd(signal, _ => new()).Select(System.Text.Encoding.Latin1.GetString));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _taken.GetOrAdd(http.Request.Path.Value!.Split('/')[^1], _ => new()).Enqueue(body.ToArray());
        http.Response.ContentType = "application/x-protobuf";
    }
}
