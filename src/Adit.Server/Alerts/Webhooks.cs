using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Adit.Alerts;

/// <summary>
/// Calls programs of listeners, signed as Standard Webhooks says (https://www.standardwebhooks.com, specification 1.0): <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>, which is
/// <c>v1,</c> and the base64 of HMAC-SHA-256 over <c>id.timestamp.body</c>. Addresses are https, or on this machine itself; what they redirect to is not followed, and a name that leads into a private network
/// is not called.
/// </summary>
internal sealed class Webhooks : IDisposable
{
    private const string Prefix = "whsec_";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = Patience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 16,
        ConnectCallback = Connect,
    })
    { Timeout = Patience };

    /// <summary>Whether calls may go to an address.</summary>
    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && text.Length <= 500 && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback)) && address.UserInfo.Length == 0 && address.Fragment.Length == 0;

    /// <summary>What calls to a listener are signed with: derived from a key outside the ledger, so that it is kept nowhere else.</summary>
    /// <param name="key">The programme's own key for webhooks.</param>
    /// <param name="number">Which of the listener's secrets.</param>
    public static string Secret(byte[] key, Guid listener, int number) =>
        Prefix + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. listener.ToByteArray(bigEndian: true), .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(number))]));

    /// <summary>The signature of a call.</summary>
    public static string Signature(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));

    /// <summary>Calls; null where the call was taken, else a code.</summary>
    /// <param name="id">The same for every try, so that whoever is called can tell that they had it before.</param>
    /// <param name="now">The time that is signed, so that nobody can send it again later.</param>
    public async Task<string?> Call(string address, string secret, string id, DateTimeOffset now, string body, CancellationToken cancel)
    {
        if (!IsAddress(address))
            return Telling.Refuses;
        var timestamp = now.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Signature(secret, id, timestamp, body));
        request.Headers.UserAgent.ParseAdd("Adit");
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode ? null : (int)answer.StatusCode is >= 300 and < 500 and not (408 or 429) ? Telling.Refuses : Telling.Unreachable;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return Telling.Unreachable;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether an address lies in no network of somebody's own (RFC 6890): this machine, private and link-local ones, and what only stands for them.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !(IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast
                // 64:ff9b::/96 and 2002::/16 carry an address of IPv4 on.
                || address.GetAddressBytes() is [0x00, 0x64, 0xff, 0x9b, ..] or [0x20, 0x02, ..]);
        return address.GetAddressBytes() is not ([0 or 10 or 127, ..] or [100, >= 64 and < 128, ..] or [169, 254, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..] or [192, 0, 0, _] or [198, 18 or 19, ..] or [>= 224, ..]);
    }

    // Looked up here and connected to what was looked at, so that a name cannot lead elsewhere in between.
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        var own = host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named));
        var addresses = (await Dns.GetHostAddressesAsync(host, cancel)).Where(a => own ? IPAddress.IsLoopback(a) : IsPublic(a)).ToArray();
        if (addresses.Length == 0)
            throw new HttpRequestException("The name leads to no address that may be called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
