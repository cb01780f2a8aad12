using MailKit.Security;

namespace Adit.Alerts;

/// <summary>
/// How people outside the office are told something, as the operator set it up: a mail server, and a gateway for SMS. From the environment, because both come with secrets:
/// <c>ADIT_SMTP_URL</c> and <c>ADIT_MAIL_FROM</c>; <c>ADIT_SMS_URL</c>, <c>ADIT_SMS_BODY</c> and <c>ADIT_SMS_AUTHORIZATION</c>.
/// </summary>
/// <param name="Mail">Null where no mail is sent.</param>
/// <param name="Sms">Null where no SMS is sent.</param>
internal sealed record Ways(MailServer? Mail, SmsGateway? Sms)
{
    /// <summary>Nobody is told anything.</summary>
    public static Ways None { get; } = new(null, null);

    /// <summary>What the environment says.</summary>
    /// <exception cref="Refused">Something of it cannot be; the sentence says what, and never a secret.</exception>
    public static Ways Of(Func<string, string?> environment)
    {
        string? Said(string name) => environment(name) is { Length: > 0 } text ? text : null;
        return new(
            Said("ADIT_SMTP_URL") is { } smtp ? MailServer.Of(smtp, Said("ADIT_MAIL_FROM")) : null,
            Said("ADIT_SMS_URL") is { } sms ? SmsGateway.Of(sms, Said("ADIT_SMS_BODY"), Said("ADIT_SMS_AUTHORIZATION")) : null);
    }
}

/// <summary>A server that takes mail.</summary>
/// <param name="From">The address that mails come from.</param>
internal sealed record MailServer(string Host, int Port, SecureSocketOptions Security, string? User, string? Password, string From)
{
    /// <summary>
    /// A server by its address: <c>smtps://USER:PASSWORD@HOST</c> speaks TLS from the first byte (RFC 8314), <c>smtp://USER:PASSWORD@HOST:587</c> must offer it (STARTTLS, RFC 3207); only on
    /// this machine itself may there be none.
    /// </summary>
    /// <exception cref="Refused">It is no such address, or nobody said what mails come from.</exception>
    public static MailServer Of(string url, string? from)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("smtp" or "smtps") || address.Host.Length == 0 || address.AbsolutePath is not ("" or "/"))
            throw new Refused("ADIT_SMTP_URL is no address of a mail server. One looks like smtps://user:password@mail.example.org");
        if (from is null || !MimeKit.MailboxAddress.TryParse(from, out _))
            throw new Refused("ADIT_MAIL_FROM must say what address mails come from, such as alerts@example.org, where ADIT_SMTP_URL is set.");
        var tls = address.Scheme == "smtps";
        var signsIn = address.UserInfo.Split(':', 2);
        return new(
            address.Host, address.Port > 0 ? address.Port : tls ? 465 : 587, tls ? SecureSocketOptions.SslOnConnect : address.IsLoopback ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls,
            signsIn[0].Length > 0 ? Uri.UnescapeDataString(signsIn[0]) : null, signsIn.Length > 1 ? Uri.UnescapeDataString(signsIn[1]) : null, from);
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>A gateway that sends SMS for whoever asks over HTTP; each has a body of its own.</summary>
/// <param name="Body">What is sent, with <c>{to}</c> and <c>{text}</c> in it: JSON where it begins with a brace, else the fields of a form.</param>
/// <param name="Authorization">The header of that name; null for none.</param>
internal sealed record SmsGateway(Uri Url, string Body, string? Authorization)
{
    private const string UsualBody = """{"to":"{to}","text":"{text}"}""";

    /// <summary>Whether the body is JSON.</summary>
    public bool IsJson => Body.StartsWith('{');

    /// <summary>A gateway by what the operator said.</summary>
    /// <exception cref="Refused">The address is none that secrets may go to, or the body has no place for number and text.</exception>
    public static SmsGateway Of(string url, string? body, string? authorization)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !(address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback)))
            throw new Refused("ADIT_SMS_URL is no address of a gateway. One looks like https://sms.example.org/send");
        if (body is not null && !(body.Contains("{to}", StringComparison.Ordinal) && body.Contains("{text}", StringComparison.Ordinal)))
            throw new Refused("ADIT_SMS_BODY must have {to} and {text} in it, such as to={to}&message={text}");
        return new(address, body ?? UsualBody, authorization);
    }

    /// <summary>The body for one message.</summary>
    public string Filled(string to, string text) => IsJson
        ? Body.Replace("{to}", Quoted(to), StringComparison.Ordinal).Replace("{text}", Quoted(text), StringComparison.Ordinal)
        : Body.Replace("{to}", Uri.EscapeDataString(to), StringComparison.Ordinal).Replace("{text}", Uri.EscapeDataString(text), StringComparison.Ordinal);

    /// <summary>Without the secret.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);

    private static string Quoted(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();
}
