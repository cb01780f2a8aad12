using Adit.Alerts;
using MailKit.Security;

namespace Adit.Tests.Alerts;

/// <summary>What the operator says of mail and SMS.</summary>
public class WaysTests
{
    [Fact]
    public void Where_nothing_is_said_nobody_is_told_anything() => Assert.Equal(Ways.None, Of());

    [Fact]
    public void Mail_goes_over_TLS_and_without_it_only_on_this_machine_itself()
    {
        Assert.Equal((SecureSocketOptions.SslOnConnect, 465), Mail("smtps://mail.example.org"));
        Assert.Equal((SecureSocketOptions.StartTls, 587), Mail("smtp://mail.example.org"));
        Assert.Equal((SecureSocketOptions.StartTlsWhenAvailable, 25), Mail("smtp://127.0.0.1:25"));
    }

    [Fact]
    public void A_password_with_signs_of_addresses_in_it_is_read_and_never_shown()
    {
        var server = Of(("ADIT_SMTP_URL", "smtps://ann%40x:p%3Aa%2Fss@mail.example.org"), ("ADIT_MAIL_FROM", "a@example.org")).Mail!;
        Assert.Equal(("ann@x", "p:a/ss"), (server.User, server.Password));
        Assert.DoesNotContain("p:a/ss", server.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_of_an_SMS_is_what_the_gateway_wants_with_every_sign_of_the_text_kept()
    {
        Assert.Equal("""{"to":"\u002B2438","text":"a \u0022b\u0022 \u0026"}""", Sms(null).Filled("+2438", "a \"b\" &"));
        Assert.Equal("to=%2B2438&message=a%20%26b", Sms("to={to}&message={text}").Filled("+2438", "a &b"));
    }

    [Theory]
    [InlineData("ADIT_SMTP_URL", "https://mail.example.org", "ADIT_SMTP_URL is no address of a mail server")]
    [InlineData("ADIT_SMTP_URL", "smtps://mail.example.org", "ADIT_MAIL_FROM must say")]
    [InlineData("ADIT_SMS_URL", "http://sms.example.org/send", "ADIT_SMS_URL is no address of a gateway")]
    public void What_cannot_be_is_said_in_a_sentence(string name, string value, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<Refused>(() => Of((name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_body_without_a_place_for_the_text_is_refused() =>
        Assert.Contains("{text}", Assert.Throws<Refused>(() => Sms("to={to}")).Message, StringComparison.Ordinal);

    private static (SecureSocketOptions, int) Mail(string url) => Of(("ADIT_SMTP_URL", url), ("ADIT_MAIL_FROM", "a@example.org")).Mail is { } mail ? (mail.Security, mail.Port) : default;

    private static SmsGateway Sms(string? body) => Of(("ADIT_SMS_URL", "https://sms.example.org/send"), ("ADIT_SMS_BODY", body ?? "")).Sms!;

    private static Ways Of(params (string Name, string Value)[] said) => Ways.Of(name => said.FirstOrDefault(s => s.Name == name).Value);
}
