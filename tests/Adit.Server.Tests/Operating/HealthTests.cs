using System.Net;
using Adit.Operating;
using Adit.Risk;
using Adit.Tests.Phones;
using Dapper;

namespace Adit.Tests.Operating;

/// <summary>What a load balancer is told of a node.</summary>
public class HealthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_is_alive_and_ready_and_tells_nobody_how_many_entries_there_are()
    {
        await using var house = await House.Open();
        var before = (await house.Http.GetStringAsync("/health/live", Cancel), await house.Http.GetStringAsync("/health/ready", Cancel));
        await house.Site("N1");

        Assert.Equal(("""{"live":true}""", """{"ready":true}"""), before);
        Assert.Equal(before, (await house.Http.GetStringAsync("/health/live", Cancel), await house.Http.GetStringAsync("/health/ready", Cancel)));
    }

    [Fact]
    public async Task A_node_whose_rating_has_stopped_is_alive_and_not_ready()
    {
        await using var house = await House.Open();
        await house.Rated();
        // What is kept of an entry is damaged, and the bookmark set before it: the entry is read again and does not open.
        await house.Database.Write(writing =>
        {
            writing.Db.Db.Execute("update parts set sealed = (select sealed from parts where idx = 1) where idx = 0");
            RatingsTable.Move(writing.Db, 0);
            return true;
        });
        await house.Site("N1");
        while (house.Get<AssessJob>().Failure is null)
            await Task.Delay(10, Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"reason":"rating"}"""), await Ready(house.Http));
        Assert.Equal(HttpStatusCode.OK, (await house.Http.GetAsync("/health/live", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_database_that_hangs_is_told_within_two_seconds()
    {
        Assert.SkipWhen(TestHome.Server is null, "A folder's readers are held up by nobody.");
        await using var house = await House.Open();
        using var release = new ManualResetEventSlim();
        var held = new TaskCompletionSource();
        var holding = house.Database.Write(writing =>
        {
            writing.Db.Db.Execute("lock table checkpoints in access exclusive mode");
            held.SetResult();
            release.Wait(Cancel);
            return true;
        });
        await held.Task;
        var began = Environment.TickCount64;
        // What was glanced at before it hung is believed for a second.
        (HttpStatusCode Status, string Body) ready;
        do
            ready = await Ready(house.Http);
        while (ready.Status == HttpStatusCode.OK && Environment.TickCount64 - began < 2_000);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"reason":"database"}"""), ready);
        release.Set();
        await holding;
        while ((await Ready(house.Http)).Status != HttpStatusCode.OK)
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task What_hangs_is_asked_once_however_many_ask_and_nobody_waits_longer_than_a_moment()
    {
        using var release = new ManualResetEventSlim();
        var asked = 0;
        var glance = new Glance<string>(() =>
        {
            Interlocked.Increment(ref asked);
            release.Wait(Cancel);
            return "seen";
        });
        var began = Environment.TickCount64;

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => glance.Look())), Assert.Null);
        Assert.InRange(Environment.TickCount64 - began, 1_000, 10_000);
        Assert.Null(await glance.Look());
        Assert.Equal(1, asked);
        release.Set();
        while (await glance.Look() is null)
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task A_node_that_could_not_commit_just_now_is_not_ready()
    {
        await using var house = await House.Open();
        // Nothing of the rating is to be in the turn that fails: it would wait a moment before its next, and say so.
        await house.Rated();
        Assert.Equal(HttpStatusCode.OK, (await Ready(house.Http)).Status);

        // The transaction, or the writer's session, is ended under its feet: the commit fails.
        await Assert.ThrowsAnyAsync<Exception>(() => house.Database.Write(writing =>
        {
            if (TestHome.Server is null)
                writing.Db.Rollback();
            else
                End(house, writing.Db.Db.QuerySingle<int>("select pg_backend_pid()"));
            return true;
        }));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"reason":"database"}"""), await Ready(house.Http));
        await house.Site("N1");
        Assert.Equal(HttpStatusCode.OK, (await Ready(house.Http)).Status);
    }

    private static void End(House house, int session) => Assert.True(house.Database.Read(db => db.QuerySingle<bool>("select pg_terminate_backend(@session, 5000)", new { session })));

    private static async Task<(HttpStatusCode Status, string Body)> Ready(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready", Cancel);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
