using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;

namespace Adit.Tests.Storage;

/// <summary>A rebuild while phones send, the office acts and ratings follow: nothing is lost, nothing doubled, and rating goes on.</summary>
public class RebuildWhileServingTests
{
    [Fact]
    public async Task A_rebuild_under_load_races_with_nobody()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"), await house.Site("S1"));
        await house.Publish(Rounds.Xform());
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 4).Select(n => Send(house, agent, new(n), stop.Token)).ToList();
        for (var rebuilds = 0; rebuilds < (TestHome.Server is null ? 8 : 5); rebuilds++)
        {
            await Task.Delay(150, TestContext.Current.CancellationToken);
            await Rebuilding.Run(house.Database);
        }
        await stop.CancelAsync();
        var sent = (await Task.WhenAll(senders)).Sum();

        await house.Rated();
        Assert.Null(house.Get<AssessJob>().Failure);
        Assert.True(sent > 0);
        Assert.Equal(sent, house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, int.MaxValue).Count));
        await house.Check();
    }

    [Fact]
    public async Task A_rebuild_in_one_commit_with_records_before_it_keeps_them()
    {
        await using var house = await House.Open();
        // While this one sleeps the others queue, and so are committed together.
        var slow = house.Database.Write(_ => { Thread.Sleep(300); return 0; });
        var site = house.Site("N1");
        var rebuilt = Rebuilding.Run(house.Database);
        await Task.WhenAll(slow, site, rebuilt);

        Assert.Contains(house.Database.Read(db => Adit.Sites.SitesTable.All(db, Adit.Sites.SiteKind.Monitored)), s => s.Code == "N1");
        await house.Check();
    }

    private static async Task<int> Send(House house, Enrolled agent, Random random, CancellationToken stop)
    {
        var (sent, count) = (new List<string>(), 0);
        while (!stop.IsCancellationRequested)
        {
            var instance = Rounds.NewInstance();
            var replaces = sent.Count > 0 && random.Next(4) == 0 ? sent[random.Next(sent.Count)] : null;
            if ((await agent.Phone.Submit(Rounds.Record(instance, site: random.Next(2) == 0 ? "N1" : "S1", depth: $"{random.Next(30)}", day: TestHome.Server is null ? $"2026-11-{random.Next(10, 24)}" : $"2026-{random.Next(1, 11):00}-{random.Next(10, 29)}", replaces: replaces))).Code == 201)
            {
                sent.Add(instance);
                count++;
            }
            // A database takes longer for each rebuild than these take to double what is to be rebuilt: the more there is, the less comes, or on a slow machine it would grow without end.
            if (TestHome.Server is not null)
                await Task.Delay(20 + (count / 2), CancellationToken.None);
            if (sent.Count > 0 && random.Next(5) == 0 && house.Row(sent[random.Next(sent.Count)]) is { } row)
                await house.Record(random.Next(2) == 0 ? new SubmissionWithdrawn(row.Submission, "x") : new SubmissionReviewed(row.Submission, (ReviewState)random.Next(2, 5), ""));
        }
        return count;
    }
}
