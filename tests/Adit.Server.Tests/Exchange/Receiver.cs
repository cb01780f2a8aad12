using System.Globalization;
using System.Text.Json;
using Adit.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Adit.Tests.Exchange;

/// <summary>A program that is called by webhooks, and answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly Lock _writing = new();
    private readonly WebApplication _app;
    private readonly List<(string Id, JsonElement Body)> _taken = [];
    private readonly List<string> _unsigned = [];
    private int _calls;

    private Receiver(WebApplication app, string url) => (_app, Url) = (app, url);

    public string Url { get; }

    /// <summary>What calls must be signed with; null where that is not looked at.</summary>
    public string? Secret { get; set; }

    /// <summary>What it answers to the n-th call, from 1. 0: it takes the call and ends the connection without a word.</summary>
    public Func<int, int> Answers { get; set; } = _ => 204;

    /// <summary>How often it was called.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What it took, in order, all that came twice too.</summary>
    public IReadOnlyList<(string Id, JsonElement Body)> Taken
    {
        get
        {
            lock (_writing)
                return [.. _taken];
        }
    }

    /// <summary>The numbers of what it took.</summary>
    public IReadOnlyList<long> Numbers => [.. Taken.Select(t => t.Body.GetProperty("sequence").GetInt64())];

    /// <summary>The types of what it took.</summary>
    public IReadOnlyList<string?> Types => [.. Taken.Select(t => t.Body.GetProperty("type").GetString())];

    /// <summary>Calls whose signature was another one.</summary>
    public IReadOnlyList<string> Unsigned => _unsigned;

    public static async Task<Receiver> Open()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var origin = $"http://127.0.0.1:{AditProcess.FreePort()}";
        builder.WebHost.UseUrls(origin);
        var receiver = new Receiver(builder.Build(), origin + "/hook");
        receiver._app.MapPost("/hook", (Delegate)receiver.Called);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Called(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        string header(string name) => http.Request.Headers[name].ToString();
        var answer = Answers(Interlocked.Increment(ref _calls));
        lock (_writing)
        {
            if (Secret is { } secret && header("webhook-signature") != Webhooks.Signature(secret, header("webhook-id"), long.Parse(header("webhook-timestamp"), CultureInfo.InvariantCulture), body))
                _unsigned.Add(header("webhook-id"));
            if (answer is 0 or < 300)
                _taken.Add((header("webhook-id"), JsonElement.Parse(body)));
        }
        if (answer == 0)
            http.Abort();
        return Results.StatusCode(answer == 0 ? 204 : answer);
    }
}
