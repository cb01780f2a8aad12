// What three nodes, a primary and a standby of PostgreSQL and an object store do when parts of them fail, all on this machine:
//
//   dotnet run -c Release --project bench/trials -- [names of trials, default all] [--rate 40] [--soak MINUTES] [--folder DIR] [--report DIR, default artifacts/trials]
//
// Phones send all the while, through HAProxy. After each trial everything that was sent must be acknowledged, everything acknowledged must be there once, every node
// ready, everything rated, and `adit verify` must find nothing wrong. --soak does the trials in a random order for so long, with a pause between them.
// Needs Debian's postgresql, ceph, haproxy and libfaketime; the trials with full disks need root.
using System.Diagnostics;
using System.Globalization;
using Adit.Bench.Trials;

var names = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
var (rate, soak) = (double.Parse(Option("rate") ?? "40", CultureInfo.InvariantCulture), double.Parse(Option("soak") ?? "0", CultureInfo.InvariantCulture));
var folder = Option("folder") ?? Directory.CreateTempSubdirectory("adit-trials-").FullName;
var report = new Report(Option("report") ?? Path.Combine("artifacts", "trials"), rate);
if (names.Except(Trials.All.Select(t => t.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no trial {unknown}. There are: {string.Join(", ", Trials.All.Select(t => t.Name))}.");
    return 2;
}
if (!OperatingSystem.IsLinux())
    return 2;
Console.WriteLine($"Starting in {folder} …");
using var stand = await Stand.Start(folder);
var clock = Stopwatch.StartNew();
using var phones = new Phones(stand.Origin, stand.Key, clock);
var todo = Trials.All.Where(t => names.Count == 0 || names.Contains(t.Name)).ToList();
var random = new Random(1);
for (var n = 0; soak > 0 ? clock.Elapsed < TimeSpan.FromMinutes(soak) : n < todo.Count; n++)
{
    var trial = soak > 0 ? todo[random.Next(todo.Count)] : todo[n];
    var tried = await Try(trial);
    report.Add(tried);
    Console.WriteLine(tried.Line);
    if (tried.Wrong is not null)
    {
        Console.WriteLine($"The stand's logs are in {folder}.");
        return 1;
    }
}
report.Write(clock.Elapsed);
return 0;

async Task<Tried> Try(Trial trial)
{
    using var stop = new CancellationTokenSource();
    var before = phones.Answers;
    var sending = phones.Send(rate, stop.Token);
    await Task.Delay(TimeSpan.FromSeconds(soak > 0 ? 30 : 5));
    var begun = clock.Elapsed.TotalSeconds;
    string? failed = null;
    try
    {
        await trial.Do(stand);
    }
    catch (Exception fault) when (fault is InvalidOperationException or HttpRequestException or TimeoutException)
    {
        failed = fault.Message;
    }
    var mended = clock.Elapsed.TotalSeconds;
    await Task.Delay(TimeSpan.FromSeconds(soak > 0 ? 30 : 5));
    await stop.CancelAsync();
    var sent = clock.Elapsed.TotalSeconds;
    var late = await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMinutes(2))) != sending;
    var wrong = failed ?? (late ? $"{phones.Waiting} records were not acknowledged two minutes after the last was sent." : await stand.Wrong(phones.Acknowledged));
    var answers = phones.Answers.Select(a => (a.Key, a.Value - before.GetValueOrDefault(a.Key))).Where(a => a.Item2 > 0);
    return Tried.Of(trial, begun, mended, sent, phones.Safe, string.Join(", ", answers.Select(a => $"{a.Key} × {a.Item2}")), stand.Entries(), wrong);
}

string? Option(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
