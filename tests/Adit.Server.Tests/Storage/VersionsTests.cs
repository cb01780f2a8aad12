using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Adit.Verify;
using Adit.Web;
using Dapper;

namespace Adit.Tests.Storage;

/// <summary>A programme is upgraded while it is served: for a while nodes of two versions, with views of their own, work on one ledger.</summary>
[Trait("home", "folder")]
public sealed class VersionsTests
{
    private const long Newer = 7;

    [Fact]
    public async Task Two_versions_work_side_by_side_and_each_knows_at_once_what_the_other_recorded()
    {
        await using var old = await House.InDatabase();
        var agent = await old.Agent("Awa", "en", await old.Site("N1"));
        await old.Publish(Rounds.Xform());
        var phone = new Phone(old.Http, $"/openrosa/key/{agent.Key}");
        await Send(phone, 30);

        await using var newer = await old.Node(Newer);
        var elsewhere = new Phone(newer.Http, $"/openrosa/key/{agent.Key}");
        await Task.WhenAll(((Phone[])[phone, elsewhere, phone, elsewhere, phone, elsewhere]).Select(p => Task.Run(() => Send(p, 40))));

        for (var n = 0; n < 10; n++)
        {
            var (one, other) = n % 2 == 0 ? (phone, elsewhere) : (elsewhere, phone);
            var record = Rounds.Record($"uuid:{n}", site: "N1", depth: "12");
            Assert.Equal(201, (await one.Submit(record)).Code);
            Assert.Contains("received before", (await other.Submit(record)).Message, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(201, (await other.Submit(Rounds.Record($"uuid:{n}b", site: "N1", depth: "30", replaces: $"uuid:{n}"))).Code);
        }

        await Same(old, newer);
        Auditing.SameRows(old.Database.Read(Auditing.Dump), newer.Database.Read(Auditing.Dump));
        await Auditing.Entries(old.Database);
        await Auditing.Entries(newer.Database);
        Assert.Null((await HomeVerifying.Run(old.Kept.Address, new(), (_, _) => { }, views: true)).Fault?.In(Words.In("en")));
        await newer.Check();
    }

    [Fact]
    public async Task Erasing_waits_until_one_version_is_left_whose_views_alone_remain_and_an_older_one_that_comes_back_makes_its_own_again()
    {
        await using var house = await House.InDatabase();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        await Send(new Phone(house.Http, $"/openrosa/key/{agent.Key}"), 10);
        Assert.Equal(201, (await new Phone(house.Http, $"/openrosa/key/{agent.Key}").Submit(Rounds.Record("uuid:gone", site: "N1", who: "Kalala"))).Code);
        var gone = house.Row("uuid:gone")!.Submission;

        await using (var newer = await house.Node(Newer))
        {
            var refused = await Assert.ThrowsAsync<Refused>(() => RecordErasing.Run(newer.Database, newer.Get<Blobs>(), ActorId.Program, gone, "asked for"));
            Assert.Contains("Two versions", refused.Message, StringComparison.Ordinal);

            await house.Restart(async () =>
            {
                Assert.Equal((1, true), await RecordErasing.Run(newer.Database, newer.Get<Blobs>(), ActorId.Program, gone, "asked for"));
                Assert.Equal([Newer], newer.Database.Read(db => db.Query<long>("select shape from shapes")));
                Assert.Equal(1, newer.Database.Read(db => db.QuerySingle<long>("select count(*) from pg_namespace where nspname like '%views%'")));
            });

            await Send(new Phone(newer.Http, $"/openrosa/key/{agent.Key}"), 5);
            await Same(house, newer);
            Auditing.SameRows(house.Database.Read(Auditing.Dump), newer.Database.Read(Auditing.Dump));
        }
        Assert.Equal(VersionState.Erased, house.Database.Read(db => SubmissionsTable.Find(db, SubmissionsTable.Alias(house.Database.Keys.AliasKey, Rounds.Form, "uuid:gone")))?.Standing);
        await house.Check();
    }

    private static async Task Same(House one, House other)
    {
        for (var began = Environment.TickCount64; one.Database.Size != other.Database.Size; await Task.Delay(20, TestContext.Current.CancellationToken))
            Assert.True(Environment.TickCount64 - began < 10_000, "One node does not hear of what another one recorded.");
        await one.Rated();
        await other.Rated();
    }

    private static async Task Send(Phone phone, int records)
    {
        for (var n = 0; n < records; n++)
            Assert.Equal(201, (await phone.Submit(Rounds.Record(Rounds.NewInstance(), site: "N1", depth: "14"))).Code);
    }
}
