using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Adit.Alerts;

/// <summary>Tells people something by mail (RFC 5321) and SMS. Whatever goes wrong comes back as a code; a log never sees whom it was for.</summary>
internal sealed class Telling(Ways ways) : IDisposable
{
    /// <summary>Whoever carries it further did not take it: the address or number is wrong, or we may not.</summary>
    public const string Refuses = "refused";

    /// <summary>Nobody answered, or only in trouble.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The operator set up no way to them.</summary>
    public const string NoWay = "no-way";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Patience };

    /// <summary>The ways there are.</summary>
    public Ways Ways => ways;

    /// <summary>Hands a mail to the server; null where it took it, else a code.</summary>
    public async Task<string?> Mail(string to, string subject, string text, CancellationToken cancel)
    {
        if (ways.Mail is not { } server)
            return NoWay;
        if (!MailboxAddress.TryParse(to, out var reader))
            return Refuses;
        using var message = new MimeMessage([MailboxAddress.Parse(server.From)], [reader], subject, new TextPart("plain") { Text = text });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(server.Host, server.Port, server.Security, patience.Token);
            if (server.User is { } user)
                await client.AuthenticateAsync(user, server.Password ?? "", patience.Token);
            await client.SendAsync(message, patience.Token);
            await client.DisconnectAsync(quit: true, patience.Token);
            return null;
        }
        catch (Exception no) when (no is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 } or MailKit.Security.AuthenticationException or NotSupportedException)
        {
            return Refuses;
        }
        catch (Exception away) when (away is ProtocolException or CommandException or SocketException or IOException or MailKit.Security.SslHandshakeException or ServiceNotConnectedException)
        {
            return Unreachable;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Unreachable;
        }
    }

    /// <summary>Hands an SMS to the gateway; null where it took it, else a code.</summary>
    public async Task<string?> Sms(string to, string text, CancellationToken cancel)
    {
        if (ways.Sms is not { } gateway)
            return NoWay;
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url)
        {
            Content = new StringContent(gateway.Filled(to, text), System.Text.Encoding.UTF8, gateway.IsJson ? "application/json" : "application/x-www-form-urlencoded"),
        };
        if (gateway.Authorization is { } secret)
            request.Headers.TryAddWithoutValidation("Authorization", secret);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode ? null : (int)answer.StatusCode is >= 400 and < 500 and not (408 or 429) ? Refuses : Unreachable;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return Unreachable;
        }
    }

    public void Dispose() => _http.Dispose();
}
