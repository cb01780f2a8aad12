using System.Collections.Concurrent;
using System.Diagnostics;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Adit.Verify;
using Adit.Web;
using Dapper;

namespace Adit.Tests.Storage;

/// <summary>After a kill something is not as it was acknowledged.</summary>
internal sealed class KillFault(string what) : Exception(what);

/// <summary>
/// Kills the real program at random instants while phones send to it: new records, files, edits, and again what was sent before; at times while it
/// starts. After each kill the folder must verify, and whatever was answered 201 must be there once, to the byte, with its files. Where it runs on
/// a database, also one node of two, which is killed or put to sleep and woken.
/// </summary>
internal sealed class Killing(TestHome home, string key, Random random)
{
    /// <summary>What a phone sent and was told is safe.</summary>
    private sealed record Sent(string Instance, byte[] Xml, FilePart? Photo);

    private readonly ConcurrentQueue<Sent> _acknowledged = new();
    private readonly Stopwatch _starting = new();

    /// <summary>How many records were acknowledged.</summary>
    public int Records => _acknowledged.Count;

    /// <summary>How many starts were waited for, and how long they took together.</summary>
    public (int Count, TimeSpan Time) Starts { get; private set; }

    /// <summary>Puts a site, the form of <see cref="Rounds"/> and an agent into a programme; returns the key of the agent's phone.</summary>
    public static async Task<string> Prepare(Database database)
    {
        var (site, xml) = (new SiteId(Guid.CreateVersion7()), System.Text.Encoding.UTF8.GetBytes(Rounds.Xform()));
        await database.Write(writing =>
        {
            writing.Record(ActorId.Program, new SiteRegistered(site, "N1", "North", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, [], null, [], null));
            return writing.Record(ActorId.Program, new FormPublished(Rounds.Form, Rounds.Version, "Round", OpenRosaAnswer.Md5(xml), xml));
        });
        var agent = await Adit.People.Accounts.CreateAgent(database, ActorId.Program, "Awa", "en", [site], [], 5);
        return await Adit.People.Accounts.NewSecret(database, ActorId.Program, agent, Access.Key);
    }

    /// <summary>Starts the program, kills it, checks.</summary>
    /// <exception cref="KillFault">Something was lost, doubled or changed, or the log does not verify.</exception>
    public async Task Once()
    {
        if (random.Next(8) == 0)
            await WhileStarting();
        else
            await WhileSending();
        await Check();
    }

    /// <summary>Kills one node of two, or lets it sleep until another has its turn and wakes it; checks. Returns how long nobody was told that a record is safe.</summary>
    public async Task<TimeSpan> OneOfTwo(bool sleeps)
    {
        using var one = await AditProcess.Serve(home);
        using var two = await AditProcess.Serve(home);
        using var stop = new CancellationTokenSource();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = new[] { one, two }.Select(node => new HttpClient { BaseAddress = new(node.Origin), Timeout = TimeSpan.FromSeconds(30) }).ToList();
        var senders = clients.SelectMany(http => Enumerable.Range(0, 3).Select(_ => random.Next()).ToList().ConvertAll(seed => Send(http, new(seed), first, stop.Token, TimeSpan.FromMilliseconds(80)))).ToList();
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Task.Delay(random.Next(200, 600));
        if (sleeps)
            one.Sleep();
        else
            await one.Kill();
        var silent = await Silence();
        if (sleeps)
        {
            await Task.Delay(TimeSpan.FromSeconds(6));
            one.Sleep(wake: true);
            await Task.Delay(random.Next(200, 600));
        }
        await stop.CancelAsync();
        await one.Kill();
        await two.Kill();
        await Task.WhenAll(senders);
        clients.ForEach(c => c.Dispose());
        await Check();
        return silent;
    }

    // Until ten more records are safe, so that what was under way does not count.
    private async Task<TimeSpan> Silence()
    {
        var (taken, before) = (Stopwatch.StartNew(), Records);
        while (Records < before + 10)
        {
            if (taken.Elapsed > TimeSpan.FromSeconds(30))
                throw new KillFault("No other node took over.");
            await Task.Delay(10);
        }
        return taken.Elapsed;
    }

    private async Task WhileStarting()
    {
        using var adit = AditProcess.Start(home);
        await Task.Delay(random.Next(20, 1_500));
        await adit.Kill();
    }

    private async Task WhileSending()
    {
        _starting.Restart();
        using var adit = await AditProcess.Serve(home);
        Starts = (Starts.Count + 1, Starts.Time + _starting.Elapsed);
        using var http = new HttpClient { BaseAddress = new(adit.Origin), Timeout = TimeSpan.FromSeconds(30) };
        using var stop = new CancellationTokenSource();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = Enumerable.Range(0, 6).Select(_ => random.Next()).ToList().ConvertAll(seed => Send(http, new(seed), first, stop.Token));
        if (random.Next(4) > 0)
            await Task.WhenAny(first.Task, Task.Delay(TimeSpan.FromSeconds(20)));
        await Task.Delay(random.Next(0, 250));
        await adit.Kill();
        await stop.CancelAsync();
        await Task.WhenAll(senders);
    }

    // With a pause between records where many seconds pass: all of them are checked afterwards, each time.
    private async Task Send(HttpClient http, Random own, TaskCompletionSource first, CancellationToken stop, TimeSpan pause = default)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var (sent, again) = Next(own);
                var status = await Post(http, sent);
                // A node that lost its turn says so, and a phone sends again.
                if (status == 503)
                    continue;
                // An edit may come too late: another one of the same version was first.
                if (status != 201 && !(status == 409 && !again))
                    throw new KillFault($"{sent.Instance} was answered {status}.");
                if (status == 201 && !again)
                    _acknowledged.Enqueue(sent);
                first.TrySetResult();
                if (pause > TimeSpan.Zero)
                    await Task.Delay(pause, stop);
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException)
        {
            // The kill.
            return;
        }
    }

    private (Sent Sent, bool Again) Next(Random own)
    {
        var before = _acknowledged.IsEmpty ? null : _acknowledged.ElementAt(own.Next(Math.Min(_acknowledged.Count, 50)));
        if (before is not null && own.Next(6) == 0)
            return (before, true);
        var instance = Rounds.NewInstance();
        var photo = own.Next(3) == 0 ? Rounds.Photo("p.jpg", own.Next(1, 150_000), own.Next()) : null;
        var replaces = before is not null && own.Next(8) == 0 ? before.Instance : null;
        return (new(instance, System.Text.Encoding.UTF8.GetBytes(Rounds.Record(instance, site: "N1", depth: "14", photo: photo is null ? "" : "p.jpg", replaces: replaces)), photo), false);
    }

    private async Task<int> Post(HttpClient http, Sent sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/openrosa/key/{key}/submission") { Content = Phone.Upload(sent.Xml, sent.Photo is { } photo ? [photo] : []) };
        request.Headers.Add("X-OpenRosa-Version", "1.0");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private async Task Check()
    {
        var verified = await HomeVerifying.Run(home.Address, new(), (_, _) => { });
        if (verified.Fault is { } fault)
            throw new KillFault("It does not verify: " + fault.In(Words.In("en")));
        using var opened = home.Open();
        using var database = new Database(opened, TimeProvider.System);
        using var ledger = new LedgerReading(database);
        var blobs = opened.Blobs;
        foreach (var sent in _acknowledged)
            await IsThere(sent, database, ledger, blobs);
    }

    private static async Task IsThere(Sent sent, Database database, LedgerReading ledger, Blobs blobs)
    {
        var alias = SubmissionsTable.Alias(database.Keys.AliasKey, Rounds.Form, sent.Instance);
        var (rows, held, files) = database.Read(db => (
            db.QuerySingle<int>("select count(*) from submissions where instance = @instance", new { instance = sent.Instance }),
            SubmissionsTable.Find(db, alias) is { } known ? (SubmissionAccepted?)ledger.Fact(db, known.Index, Tier.T3)?.Fact : null, SubmissionsTable.AttachmentsOf(db, alias)));
        if (rows != 1 || held is null || !held.Xml.Span.SequenceEqual(sent.Xml))
            throw new KillFault($"{sent.Instance} was acknowledged and is there {rows} times{(held is null ? "" : ", with other bytes")}.");
        if (files.Count != (sent.Photo is null ? 0 : 1))
            throw new KillFault($"{sent.Instance} has {files.Count} files.");
        foreach (var file in files)
        {
            using var bytes = new MemoryStream();
            await blobs.Copy(file.Blob, bytes, CancellationToken.None);
            if (!bytes.ToArray().AsSpan().SequenceEqual(sent.Photo!.Bytes))
                throw new KillFault($"The file of {sent.Instance} has other bytes.");
        }
    }
}
