using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Adit.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Adit.Tests.Alerts;

/// <summary>The world outside the office: a mail server, and a gateway for SMS, with what reached them.</summary>
internal sealed class Outside : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly WebApplication _gateway;

    private Outside(WebApplication gateway, Ways ways) => (_gateway, Ways) = (gateway, ways);

    public Ways Ways { get; }

    /// <summary>What was mailed: to whom, about what, and the text.</summary>
    public ConcurrentQueue<(string To, string Subject, string Text)> Mails { get; } = [];

    /// <summary>What was sent by SMS.</summary>
    public ConcurrentQueue<(string To, string Text)> Messages { get; } = [];

    /// <summary>What programs of listeners were called with: id, time, signature, and the body as it came.</summary>
    public ConcurrentQueue<(string Id, string Timestamp, string Signature, string Body)> Calls { get; } = [];

    /// <summary>What the gateway answers.</summary>
    public int Answers { get; set; } = 202;

    /// <summary>Where a listener's program is.</summary>
    public string Hook { get; private init; } = "";

    public static async Task<Outside> Open()
    {
        var (mail, sms) = (AditProcess.FreePort(), AditProcess.FreePort());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{sms}");
        var outside = new Outside(builder.Build(), Ways.Of(name => name switch
        {
            "ADIT_SMTP_URL" => $"smtp://127.0.0.1:{mail}",
            "ADIT_MAIL_FROM" => "adit@example.org",
            "ADIT_SMS_URL" => $"http://127.0.0.1:{sms}/send",
            "ADIT_SMS_AUTHORIZATION" => "Bearer of-the-gateway",
            _ => null,
        }))
        { Hook = $"http://127.0.0.1:{sms}/hook" };
        outside._gateway.MapPost("/send", (Delegate)outside.Take);
        outside._gateway.MapPost("/hook", (Delegate)outside.Called);
        await outside._gateway.StartAsync();
        var services = new ServiceProvider();
        services.Add(new Box(outside.Mails));
        _ = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("outside").Endpoint(e => e.Endpoint(new(System.Net.IPAddress.Loopback, mail))).Build(), services).StartAsync(outside._over.Token);
        return outside;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _gateway.DisposeAsync();
        _over.Dispose();
    }

    private async Task<IResult> Take(HttpContext http)
    {
        Assert.Equal("Bearer of-the-gateway", http.Request.Headers.Authorization.ToString());
        var said = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        if (Answers < 400)
            Messages.Enqueue((said.GetProperty("to").GetString()!, said.GetProperty("text").GetString()!));
        return Results.StatusCode(Answers);
    }

    private async Task<IResult> Called(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        var text = await body.ReadToEndAsync();
        string Header(string name) => http.Request.Headers[name].ToString();
        if (Answers < 400)
            Calls.Enqueue((Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), text));
        return Results.StatusCode(Answers);
    }

    private sealed class Box(ConcurrentQueue<(string, string, string)> mails) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var message = await MimeMessage.LoadAsync(new MemoryStream(buffer.ToArray()), cancellationToken);
            mails.Enqueue((message.To.ToString(), message.Subject ?? "", message.TextBody ?? ""));
            return SmtpResponse.Ok;
        }
    }
}
