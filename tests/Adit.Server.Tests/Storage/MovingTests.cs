using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;

namespace Adit.Tests.Storage;

/// <summary>A programme moves from a folder to a database and back; nothing changes on the way.</summary>
[Trait("home", "folder")]
public sealed class MovingTests : IDisposable
{
    private readonly List<TestHome> _homes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var home in _homes)
            home.Dispose();
    }

    [Fact]
    public async Task It_moves_under_load_stops_moves_again_and_comes_back_as_it_was()
    {
        Assert.SkipWhen(TestHome.Postgres is null, "This is about PostgreSQL, and ADIT_TEST_POSTGRES names no server. tests/services starts one.");
        var (folder, key, token) = await Prepared();
        var (there, back) = (Kept(TestHome.InDatabase()), Kept(TestHome.InFolder()));
        long before;
        using (var adit = await AditProcess.Serve(folder))
        {
            using var stop = new CancellationTokenSource();
            var sending = Send(adit, key, stop.Token);
            await Task.Delay(500, Stop);
            before = (await adit.Health(token)).Entries;
            // What was erased or sent while it was copied may be named; that is what the second run is for.
            var first = await Move(folder, there);
            Assert.Contains("is copied to", first.All, StringComparison.Ordinal);
            await stop.CancelAsync();
            Assert.True(await sending > 0, "Nothing came in while it moved.");
            await adit.Kill();
        }

        Assert.Equal(0, (await Move(folder, there)).Code);
        var again = await Move(folder, there);
        Assert.True(again.Code == 0, again.All);
        Assert.Contains("Files copied this time: 0.", again.All, StringComparison.Ordinal);
        Assert.Equal(0, (await Move(there, back)).Code);

        var rows = new List<Dictionary<string, List<string>>>();
        foreach (var home in (TestHome[])[folder, there, back])
        {
            await using var house = await House.Visiting(home);
            Assert.True(house.Database.Size > before);
            await house.Rated();
            rows.Add(house.Database.Read(Auditing.Dump));
            await house.Check();
        }
        Auditing.SameRows(rows[0], rows[1]);
        Auditing.SameRows(rows[0], rows[2]);
    }

    [Fact]
    public async Task It_goes_nowhere_where_another_programme_is_or_this_one_has_gone_on_or_is_served()
    {
        Assert.SkipWhen(TestHome.Postgres is null, "This is about PostgreSQL, and ADIT_TEST_POSTGRES names no server. tests/services starts one.");
        var (folder, _, _) = await Prepared();
        var other = Kept(TestHome.InFolder());
        Assert.Equal(0, (await Commands.Program.Run(["init", .. other.Options, "--name", "Another"])).Code);
        var there = Kept(TestHome.InDatabase());
        Assert.Equal(0, (await Move(folder, there)).Code);

        await Refused("holds another programme", other, there);

        using (await AditProcess.Serve(there))
            await Refused("A server works on", folder, there);

        await using (var house = await House.Visiting(there))
            await house.Site("N2");
        await Refused("has gone on by itself", folder, there);
        // Here too, by as many entries and more, and yet not the same.
        await using (var house = await House.Visiting(folder))
        {
            await house.Site("N3");
            await house.Site("N4");
        }
        await Refused("has gone on by itself", folder, there);

        await using var kept = await House.Visiting(there);
        await kept.Check();
    }

    [Fact]
    public async Task What_was_erased_in_between_is_erased_there_too()
    {
        Assert.SkipWhen(TestHome.Postgres is null, "This is about PostgreSQL, and ADIT_TEST_POSTGRES names no server. tests/services starts one.");
        var (folder, key, _) = await Prepared();
        var there = Kept(TestHome.InDatabase());
        var xml = Rounds.Record("uuid:gone", site: "N1", photo: "pit.jpg");
        await using (var house = await House.Visiting(folder))
            Assert.Equal(201, (await new Phone(house.Http, $"/openrosa/key/{key}").Submit(xml, Rounds.Photo("pit.jpg"))).Code);
        var first = await Move(folder, there);
        Assert.True(first.Code == 0, first.All);
        Assert.Single(there.Files());

        await using (var house = await House.Visiting(folder))
            await RecordErasing.Run(house.Database, house.Get<Blobs>(), ActorId.Program, house.Row("uuid:gone")!.Submission, "asked for by the family");
        var again = await Move(folder, there);
        Assert.True(again.Code == 0, again.All);
        Assert.Empty(there.Files());
    }

    [Theory]
    [InlineData("Say where to", "--data", "x")]
    [InlineData("Say where the files go with --to-blobs", "--to-database", "postgres://a@b/c")]
    [InlineData("--to-blobs goes with --to-database", "--to-data", "x", "--to-blobs", "y")]
    [InlineData("is no address of a database", "--to-database", "db.example.org", "--to-blobs", "y")]
    public async Task What_cannot_be_meant_is_said_before_anything_is_made(string says, params string[] options)
    {
        var ran = await Commands.Program.Run(["move", .. options]);

        Assert.Equal(2, ran.Code);
        Assert.Contains(says, ran.All, StringComparison.Ordinal);
    }

    private static async Task Refused(string says, TestHome from, TestHome to)
    {
        var refused = await Move(from, to);
        Assert.Equal(1, refused.Code);
        Assert.Contains(says, refused.All, StringComparison.Ordinal);
    }

    private static Task<Commands.Program.Ran> Move(TestHome from, TestHome to) =>
        Commands.Program.Run(["move", .. from.Options, .. to.Options.Select(o => o.Replace("--", "--to-", StringComparison.Ordinal))]);

    private TestHome Kept(TestHome home)
    {
        _homes.Add(home);
        return home;
    }

    private async Task<(TestHome Home, string Key, string Token)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        var token = await house.TokenForNow();
        return (Kept(await house.CopyOfHome()), agent.Key, token);
    }

    private static async Task<int> Send(AditProcess adit, string key, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        var phone = new Phone(http, $"/openrosa/key/{key}");
        for (var sent = 0; ; sent++)
        {
            if (stop.IsCancellationRequested)
                return sent;
            var photo = sent % 10 == 0;
            Assert.Equal(201, (await phone.Submit(Rounds.Record(Rounds.NewInstance(), site: "N1", photo: photo ? "pit.jpg" : ""), photo ? [Rounds.Photo("pit.jpg")] : [])).Code);
            await Task.Delay(10, Stop);
        }
    }
}
