using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Adit.Tests;
using Adit.Tests.Phones;

namespace Adit.Bench.Trials;

/// <summary>
/// Phones that send so many records a second through the load balancer, a tenth with a photograph, and send each again every second until they are told that it
/// is safe. A record counts as acknowledged with the answer 201 alone.
/// </summary>
internal sealed class Phones : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20), UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly string _address;
    private readonly ConcurrentDictionary<string, int> _answers = [];
    private readonly ConcurrentQueue<(double Sent, double Safe)> _safe = [];
    private readonly Stopwatch _clock;
    private int _waiting;

    public Phones(string origin, string key, Stopwatch clock)
    {
        (_address, _clock) = ($"{origin}/openrosa/key/{key}/submission", clock);
    }

    /// <summary>The instance ids of all records that were acknowledged.</summary>
    public ConcurrentQueue<string> Acknowledged { get; } = [];

    /// <summary>How many records are on phones that have not been told yet that they are safe.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>When each was sent first and acknowledged, in seconds.</summary>
    public IReadOnlyCollection<(double Sent, double Safe)> Safe => _safe;

    /// <summary>What else was answered, and how often.</summary>
    public Dictionary<string, int> Answers => new(_answers);

    /// <summary>Sends at this rate until it is told to stop; then waits until all that was sent is safe.</summary>
    public async Task Send(double rate, CancellationToken stop)
    {
        var (begun, sending) = (_clock.Elapsed.TotalSeconds, new List<Task>());
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            if (begun + (n / rate) - _clock.Elapsed.TotalSeconds is > 0 and var early)
                await Task.Delay(TimeSpan.FromSeconds(early), CancellationToken.None);
            sending.Add(One(n));
            if (n % 1000 == 999)
                sending.RemoveAll(t => t.IsCompletedSuccessfully);
        }
        await Task.WhenAll(sending);
    }

    public void Dispose() => _http.Dispose();

    private async Task One(int number)
    {
        var (instance, sent) = (Rounds.NewInstance(), _clock.Elapsed.TotalSeconds);
        var photo = number % 10 == 0 ? Rounds.Photo("p.jpg", 20_000, number) : null;
        var xml = Encoding.UTF8.GetBytes(Rounds.Record(instance, site: "N1", depth: "14", photo: photo is null ? "" : "p.jpg"));
        Interlocked.Increment(ref _waiting);
        for (; ; await Task.Delay(1_000))
        {
            var answer = await Try(xml, photo);
            if (answer == "201")
                break;
            _answers.AddOrUpdate(answer, 1, (_, n) => n + 1);
        }
        Acknowledged.Enqueue(instance);
        _safe.Enqueue((sent, _clock.Elapsed.TotalSeconds));
        Interlocked.Decrement(ref _waiting);
    }

    private async Task<string> Try(byte[] xml, FilePart? photo)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Phone.Upload(xml, photo is null ? [] : [photo]) };
            request.Headers.Add("X-OpenRosa-Version", "1.0");
            using var answer = await _http.SendAsync(request);
            return ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (TaskCanceledException)
        {
            return "none in 20 s";
        }
        catch (HttpRequestException)
        {
            return "cut off";
        }
    }
}
