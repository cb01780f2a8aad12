using System.Collections.Concurrent;
using System.Diagnostics;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Adit.Verify;
using Adit.Web;
using Dapper;

namespace Adit.Tests.Storage;

/// <summary>Several nodes over one database: one ledger, whoever writes.</summary>
[Trait("home", "folder")]
public sealed class NodesTests
{
    [Fact]
    public async Task Nodes_that_write_at_the_same_time_never_write_the_same_index()
    {
        await using var one = await House.InDatabase();
        await using var two = await one.Node();
        await using var three = await one.Node();
        House[] houses = [one, two, three];
        var said = new ConcurrentBag<(long Index, ActorId By)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (n, _) =>
        {
            var by = new ActorId(Guid.CreateVersion7());
            var recorded = await houses[n % 3].Database.Write(writing => writing.Record(by, new RecordsRead("test", n)));
            said.Add((recorded.Index, by));
        });

        Assert.Equal(600, said.Select(s => s.Index).Distinct().Count());
        using var ledger = new LedgerReading(three.Database);
        foreach (var (index, by) in said)
            Assert.Equal(by, three.Database.Read(db => ledger.Whole(db, index))!.Actor);
        foreach (var house in houses)
            await Auditing.Entries(house.Database);
        await one.Check();
        Assert.Null((await HomeVerifying.Run(one.Kept.Address, new(), (_, _) => { }, views: true)).Fault?.In(Words.In("en")));
    }

    [Fact]
    public async Task A_node_that_sleeps_in_its_turn_loses_the_turn_and_all_that_it_wrote_in_it()
    {
        await using var sleeper = await House.InDatabase();
        await using var other = await sleeper.Node();
        // What was led once and given back is another's at once, and so it is after the session that had it has idled for as long as a turn may.
        other.Database.Home.Lead("work")!.Dispose();
        sleeper.Database.Home.Lead("work")!.Dispose();
        using var wake = new ManualResetEventSlim();
        var asleep = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = sleeper.Database.Write(writing =>
        {
            var recorded = writing.Record(ActorId.Program, new RecordsRead("by the sleeper", 1));
            _ = writing.Db.Db;
            asleep.SetResult();
            wake.Wait();
            return recorded.Index;
        });
        await asleep.Task;

        long index;
        try
        {
            var taken = Stopwatch.StartNew();
            index = (await other.Record(new RecordsRead("by the other", 2))).Index;
            Assert.InRange(taken.Elapsed.TotalSeconds, 0, 10);
        }
        finally
        {
            // Or its house would wait for it for ever.
            wake.Set();
        }

        await Assert.ThrowsAnyAsync<Exception>(() => lost);
        other.Database.Home.Lead("work")!.Dispose();
        var after = await sleeper.Record(new RecordsRead("by the sleeper, awake", 3));
        Assert.Equal(index + 1, after.Index);
        await Auditing.Entries(sleeper.Database);
        await Auditing.Entries(other.Database);
    }

    [Fact]
    public async Task Whoever_is_signed_in_finds_at_one_node_what_was_changed_a_moment_before_at_another()
    {
        await using var one = await House.InDatabase();
        await using var two = await one.Node();
        await Adit.People.Accounts.CreateUser(one.Database, ActorId.Program, "Lea", Role.Lead, [], "a password for tests");
        var token = (await one.Get<Sessions>().SignIn("Lea", "a password for tests", "test")).Token!;
        two.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        for (var n = 0; n < 20; n++)
        {
            await one.Agent($"Agent {n}", "en");
            Assert.Contains($"Agent {n}\"", await two.Http.GetStringAsync("/api/agents", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_was_revoked_at_one_node_opens_no_other()
    {
        await using var one = await House.InDatabase();
        await using var two = await one.Node();
        var agent = await one.Agent("Awa", "en", await one.Site("N1"));
        var elsewhere = new Phone(two.Http, $"/openrosa/key/{agent.Key}");
        await Until(async () => (await elsewhere.Get("/formList")).Status == System.Net.HttpStatusCode.OK);
        await Adit.People.Accounts.Revoke(one.Database, ActorId.Program, agent.Id, one.Get<Registers>().Current.CredentialsOf[agent.Id].Single().Id);
        await Until(async () => (await elsewhere.Get("/formList")).Status == System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task One_node_rates_and_when_it_is_gone_another_one_does()
    {
        await using var one = await House.InDatabase();
        await using var two = await one.Node();
        await one.Site("N1");
        await one.Rated();
        await Until(() => Task.FromResult(two.Get<AssessJob>().Rated == one.Database.Size));

        await one.Restart(async () =>
        {
            await two.Record(new RecordsRead("after", 1));
            var taken = Stopwatch.StartNew();
            await two.Rated();
            Assert.InRange(taken.Elapsed.TotalSeconds, 0, 10);
            await two.Check();
        });
    }

    [Fact]
    public async Task Heads_that_are_due_are_published_once_however_many_nodes_there_are()
    {
        await using var one = await House.InDatabase();
        await using var two = await one.Node();
        await Until(() => Task.FromResult(one.Get<Publishing>().Latest is not null));
        await Until(() => Task.FromResult(two.Get<Publishing>().Latest is not null));
        await one.Record(new RecordsRead("more", 1));
        await using var three = await one.Node();
        await Until(() => Task.FromResult(three.Get<Publishing>().Latest is not null));
        Assert.Equal(1, one.Database.Read(db => db.QuerySingle<long>("select count(*) from checkpoints")));
    }

    [Fact]
    public async Task Under_load_nodes_are_killed_and_put_to_sleep_and_nothing_that_was_acknowledged_is_lost_or_doubled()
    {
        await using var house = await House.InDatabase();
        var key = await Killing.Prepare(house.Database);
        var random = new Random(20261128);
        var killing = new Killing(house.Kept, key, random);
        foreach (var sleeps in (bool[])[false, true])
            Assert.InRange((await killing.OneOfTwo(sleeps)).TotalSeconds, 0, 10);
        Assert.True(killing.Records > 0);
        await house.Rated();
        await house.Check();
        Assert.Null((await HomeVerifying.Run(house.Kept.Address, new(), (_, _) => { }, views: true)).Fault?.In(Words.In("en")));
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var taken = Stopwatch.StartNew(); !await holds();)
        {
            Assert.True(taken.Elapsed < TimeSpan.FromSeconds(10), "It never came to hold.");
            await Task.Delay(10);
        }
    }
}
