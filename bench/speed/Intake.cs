using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;

namespace Adit.Bench;

/// <summary>What some records cost, each of them on average.</summary>
/// <param name="Cpu">Milliseconds of CPU, PostgreSQL's among them.</param>
/// <param name="Postgres">Of these PostgreSQL's own.</param>
/// <param name="Log">Bytes of its write-ahead log.</param>
/// <param name="Turn">Milliseconds that the writer's turn was held: one divided by this is what one ledger can take.</param>
/// <param name="Sent">How long they took, all together.</param>
/// <param name="Late">Until the last one was rated.</param>
internal sealed record Cost(int Count, double Cpu, double Postgres, long Log, double Turn, TimeSpan Sent, TimeSpan Late, Load Load)
{
    public string Line(bool postgres) =>
        $"{Count / Sent.TotalSeconds:0}/s, all rated {Late.TotalSeconds:0.0} s later; {Cpu:0.000} ms of CPU each{(postgres ? $", {Postgres:0.000} of them PostgreSQL's, {Log} bytes of its log" : "")}; "
        + $"the writer's turn held {Turn:0.000} ms for each; p50 {Load.Percentile(0.5):0.0} p95 {Load.Percentile(0.95):0.0} p99 {Load.Percentile(0.99):0.0} ms";
}

/// <summary>Records from phones: CPU a record, rate, latency and memory, with records being rated all the while.</summary>
internal static class Intake
{
    public static async Task<int> Run(Options options)
    {
        using var programme = await Programme.Open(options, options.Number("stored", 0));
        await using var served = await Served.Start(programme, options.Text("program"));
        var (count, photo) = (options.Number("count", 20_000), options.Number("photo", 0));
        await Task.Delay(1000);
        Console.WriteLine($"ready in {served.Ready.TotalSeconds:0.00} s; at rest {served.Memory().Now} MiB");
        for (var run = 0; run < options.Number("runs", 3); run++)
        {
            var cost = await Measure(served, programme, count, options.Number("connections", 32), photo, options.Number("rate", 0));
            var memory = served.Memory();
            Console.WriteLine($"{count} records{(photo > 0 ? $" with a photo of {photo} bytes" : "")}: {cost.Line(programme.Postgres is not null)}; memory {memory.Now} MiB, peak {memory.Peak} MiB; {cost.Load.Failed} failed");
            if (cost.Load.Failed > 0)
                return 1;
        }
        return 0;
    }

    /// <summary>Sends records, and weighs all that was spent until the last is rated.</summary>
    /// <param name="rate">Records a second; 0: each connection the next one when the last is answered.</param>
    /// <param name="sites">At how many sites; 0: at all that its phones work at.</param>
    public static async Task<Cost> Measure(Served served, Programme programme, int count, int connections, int photo = 0, int rate = 0, int sites = 0)
    {
        var load = new Load(served, programme, photo, sites == 0 ? programme.Phones.Count : Math.Min(sites, programme.Phones.Count));
        await served.CaughtUp();
        var (watch, cpu, postgres, log, turns) = (Stopwatch.StartNew(), served.CpuMilliseconds, programme.PostgresMilliseconds, programme.PostgresLog, await served.Turns());
        await (rate == 0 ? load.Closed(count, connections) : load.Open(count, rate));
        var sent = watch.Elapsed;
        await served.CaughtUp();
        var kept = programme.PostgresMilliseconds - postgres;
        return new(count, (served.CpuMilliseconds - cpu + kept) / count, kept / count, (programme.PostgresLog - log) / count, (await served.Turns() - turns) / count, sent, watch.Elapsed - sent, load);
    }
}

/// <summary>Sends new records: each connection the next when the last is answered, or at a rate whatever the answers take.</summary>
internal sealed class Load(Served served, Programme programme, int photo, int sites)
{
    private readonly ConcurrentBag<double> _milliseconds = [];
    private double[]? _sorted;
    private int _failed;

    public int Failed => _failed;

    public double Percentile(double share)
    {
        _sorted ??= [.. _milliseconds.Order()];
        return _sorted.Length == 0 ? 0 : _sorted[(int)((_sorted.Length - 1) * share)];
    }

    public Task Closed(int count, int connections)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            var random = new Random(c);
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
                await Send(i, random, Stopwatch.StartNew());
        })));
    }

    /// <summary>Latency counts from the moment a record was due.</summary>
    public async Task Open(int count, int rate)
    {
        var (watch, sent) = (Stopwatch.StartNew(), new List<Task>(count));
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - watch.Elapsed is { TotalMilliseconds: > 1 } early)
                await Task.Delay(early);
            var (number, late) = (i, Stopwatch.StartNew());
            sent.Add(Task.Run(() => Send(number, new Random(number), late)));
        }
        await Task.WhenAll(sent);
    }

    private async Task Send(int number, Random random, Stopwatch watch)
    {
        using var content = new MultipartFormDataContent("----bench" + number);
        var name = photo > 0 ? $"{number}.jpg" : null;
        var (site, key) = programme.Phones[number % sites * (programme.Phones.Count / sites)];
        content.Add(Part(Encoding.UTF8.GetBytes(Visit.Record(site, name, random).Xml), "text/xml"), "xml_submission_file", "record.xml");
        if (name is not null)
        {
            var bytes = new byte[photo];
            random.NextBytes(bytes);
            content.Add(Part(bytes, "image/jpeg"), name, name);
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{served.Origin}/openrosa/key/{key}/submission") { Content = content };
        request.Headers.Add("X-OpenRosa-Version", "1.0");
        using var response = await served.Http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode == HttpStatusCode.Created)
            _milliseconds.Add(watch.Elapsed.TotalMilliseconds);
        else if (Interlocked.Increment(ref _failed) == 1)
            Console.Error.WriteLine($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    private static ByteArrayContent Part(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new(type) } };
}
