using System.Net.Http.Headers;

namespace Adit.Demo;

/// <summary>Sends records to the server's own OpenRosa door, each with its agent's key, as phones do.</summary>
internal sealed class DemoPhones : IDisposable
{
    /// <summary>So many are on their way at once.</summary>
    public const int InFlight = 16;

    private readonly HttpClient _http;
    private readonly string _address;
    private readonly IReadOnlyDictionary<string, string> _keys;

    public DemoPhones(string address, IReadOnlyDictionary<string, string> keys)
    {
        (_address, _keys) = (address, keys);
        _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = InFlight, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1), UseProxy = false });
        _http.DefaultRequestHeaders.Add("X-OpenRosa-Version", "1.0");
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("AditDemo", "1"));
    }

    /// <summary>Sends one record with its picture.</summary>
    /// <exception cref="InvalidOperationException">The server did not take it: the demonstration does not fit the program.</exception>
    public async Task Send(Sending sending, CancellationToken cancel)
    {
        using var body = new MultipartFormDataContent { { Part(sending.Xml, "text/xml"), "xml_submission_file", "submission.xml" } };
        if (sending.Photo is { } photo)
            body.Add(Part(photo, "image/jpeg"), sending.PhotoName!, sending.PhotoName!);
        var to = $"{_address}/openrosa/key/{_keys[sending.Agent.Name]}/submission?deviceID={Uri.EscapeDataString(sending.Agent.DeviceId)}";
        using var answer = await _http.PostAsync(new Uri(to), body, cancel);
        if ((int)answer.StatusCode != StatusCodes.Status201Created)
            throw new InvalidOperationException($"A record of {sending.Agent.Name} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Part(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new(type) } };
}
