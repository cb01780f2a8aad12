using System.Net;
using Adit.Alerts;

namespace Adit.Tests.Alerts;

/// <summary>How programs of listeners are called.</summary>
public class WebhooksTests
{
    /// <summary>The example of the specification's own libraries.</summary>
    [Fact]
    public void A_call_is_signed_as_Standard_Webhooks_says() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Webhooks.Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""));

    [Fact]
    public void Each_listener_has_secrets_of_their_own()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
        string[] secrets = [Webhooks.Secret(key, Guid.Empty, 0), Webhooks.Secret(key, Guid.Empty, 1), Webhooks.Secret(key, new("01920000-0000-7000-8000-000000000001"), 0), Webhooks.Secret([.. key.Reverse()], Guid.Empty, 0)];
        Assert.Distinct(secrets);
        Assert.All(secrets, s => Assert.Equal(32, Convert.FromBase64String(s["whsec_".Length..]).Length));
    }

    [Theory]
    [InlineData("https://hooks.example.org/adit?x=1", true)]
    [InlineData("http://127.0.0.1:8080/hook", true)]
    [InlineData("http://localhost/hook", true)]
    [InlineData("http://hooks.example.org/adit", false)]
    [InlineData("https://user:password@hooks.example.org/", false)]
    [InlineData("ftp://hooks.example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("hooks.example.org", false)]
    public void Only_https_or_this_machine_is_called(string address, bool may) => Assert.Equal(may, Webhooks.IsAddress(address));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.3.4")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("64:ff9b::a00:1")]
    public void No_network_of_somebody_s_own_is_called(string address) => Assert.False(Webhooks.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    public void Other_addresses_are(string address) => Assert.True(Webhooks.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_leads_into_a_network_of_somebody_s_own_is_not_called()
    {
        using var webhooks = new Webhooks();
        var said = await webhooks.Call("https://10.255.255.1:4433/hook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "an-id", House.Noon, "{}", TestContext.Current.CancellationToken);
        Assert.Equal(Telling.Unreachable, said);
    }
}
