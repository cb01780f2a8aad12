using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Adit.Storage;
using Adit.Tests;
using Adit.Tests.Phones;
using Adit.Tests.Storage;
using Adit.Verify;
using Adit.Web;
using CsCheck;

namespace Adit.Bench.Fuzz;

/// <summary>Broken requests over real sockets to the real program: heads, bodies, lengths, breaks in the middle.</summary>
internal static class ServerFuzzing
{
    private static readonly string[] Heads =
    [
        "X-OpenRosa-Version: 1.0\r\n", "X-OpenRosa-Version: 2.0\r\n", "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: -1\r\n", "Expect: 100-continue\r\n",
        "Connection: upgrade\r\nUpgrade: websocket\r\n", "X-Forwarded-Proto: https\r\n", "Authorization: Basic ////\r\n", "If-None-Match: \"\r\n", "Accept-Language: \u00e9;q=2\r\n", "Date: now\r\n", "Host: y\r\n", ": x\r\n", "X: " + new string('x', 40_000) + "\r\n",
    ];

    private static readonly string[] Addresses =
        ["/submission", "/submission?deviceID=%00%ff", "/formList?formID=%ff&formID=2", "/forms/round/versions/v1.xml", "/forms/%2e%2e/versions/v%25/media/%00", "/forms/round/versions/v1/integrity?id=,,,", "/forms/round/versions/_/manifest", "//", "/" + new string('a', 9_000)];

    /// <summary>False where the server failed a request by itself, or does not verify afterwards.</summary>
    public static async Task<bool> Run(TimeSpan time)
    {
        var path = Directory.CreateTempSubdirectory("adit-fuzz-").FullName;
        var key = await Template(path);
        using var adit = await AditProcess.Serve(path);
        var (clock, statuses, seed) = (Stopwatch.StartNew(), new SortedDictionary<string, long>(), 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < time)
            {
                var status = await Send(new(adit.Origin), key, new(Interlocked.Increment(ref seed)));
                lock (statuses)
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        })));
        var peak = adit.PeakBytes / 1_000_000;
        await adit.Kill();
        var verified = await HomeVerifying.Run(Address.Of(path), new(), (_, _) => { });
        var failures = statuses.Where(s => s.Key.StartsWith('5')).Sum(s => s.Value);
        Console.WriteLine($"{"a server",-16} {statuses.Values.Sum(),12:N0} requests in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", statuses.Select(s => $"{s.Key} {s.Value:N0}"))}; peak {peak:N0} MB; {(verified.Fault is { } fault ? fault.In(Words.In("en")) : "its folder verifies")}");
        if (adit.Said.Contains("failed", StringComparison.Ordinal))
            Console.WriteLine(adit.Said);
        if (failures == 0 && verified.Fault is null)
            Directory.Delete(path, recursive: true);
        return failures == 0 && verified.Fault is null;
    }

    private static async Task<string> Template(string path)
    {
        using var folder = DataFolder.Open(path);
        using var database = new Database(folder, TimeProvider.System);
        await Beginning.Create(database, new("", "", null, TimeSpan.FromHours(24), []), "Fuzz", simulated: false);
        return await Killing.Prepare(database);
    }

    private static async Task<string> Send(Uri server, string key, Random random)
    {
        var request = Request(key, random);
        var sent = random.Next(4) == 0 ? random.Next(request.Length) : request.Length;
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server.Host, server.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(request.AsMemory(0, sent));
            if (sent < request.Length && random.Next(2) == 0)
                client.Client.LingerState = new(true, 0);
            else if (sent < request.Length)
                client.Client.Shutdown(SocketShutdown.Send);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            var answer = new byte[64];
            var read = await stream.ReadAsync(answer, patience.Token);
            return read < 12 ? "cut off" : Encoding.ASCII.GetString(answer, 9, 3);
        }
        catch (Exception cut) when (cut is IOException or SocketException or OperationCanceledException)
        {
            return cut is OperationCanceledException ? "waits for more" : "cut off";
        }
    }

    private static byte[] Request(string key, Random random)
    {
        var sample = random.Next(2) == 0 ? Fuzzing.Multipart(UploadFuzzing.Sample) : Fuzzing.Xml(Encoding.UTF8.GetBytes(Rounds.Record(Rounds.NewInstance(), site: "N1", depth: "14", photo: "a.jpg"))).Select(xml => UploadFuzzing.Body([("xml_submission_file", xml), ("a.jpg", Fuzzing.Record)]));
        var body = random.Next(5) == 0 ? [] : sample.Single();
        var head = new StringBuilder($"{(random.Next(3) == 0 ? "GET" : "POST")} /openrosa{(random.Next(10) == 0 ? "" : "/key/" + key)}{(random.Next(3) > 0 ? "/submission" : Addresses[random.Next(Addresses.Length)])} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        head.Append(random.Next(10) == 0 ? "" : "X-OpenRosa-Version: 1.0\r\n").Append(random.Next(10) == 0 ? "Content-Type: ;;\r\n" : $"Content-Type: {UploadFuzzing.ContentType}\r\n");
        if (random.Next(4) == 0)
            head.Append(Heads[random.Next(Heads.Length)]);
        if (random.Next(10) > 0)
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {Math.Max(0, body.Length + (random.Next(10) == 0 ? random.Next(-20, 2_000) : 0))}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
