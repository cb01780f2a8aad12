using System.Text;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 67 to 72: retries, duplicates, races.</summary>
public class OpenRosaAgainTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    [Fact]
    public async Task Row_67_the_same_again_is_201_and_doubles_nothing()
    {
        var xml = Rounds.Record(Rounds.NewInstance(), photo: "a.jpg");
        await Awa.Submit(xml, Rounds.Photo("a.jpg"));
        var (size, files) = (House.Database.Size, House.FilesOnDisk());
        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("a.jpg"))).Code);
        Assert.Equal(201, (await Awa.Submit(xml)).Code);
        Assert.Equal((size, files), (House.Database.Size, House.FilesOnDisk()));
    }

    [Fact]
    public async Task Row_67_files_of_a_resent_record_fill_gaps_or_replace()
    {
        var instance = Rounds.NewInstance();
        var xml = Rounds.Record(instance, photo: "a.jpg", photo2: "b.jpg");
        await Awa.Submit(xml, Rounds.Photo("a.jpg"));
        await Awa.Submit(xml, Rounds.Photo("b.jpg", seed: 2));
        await Awa.Submit(xml, Rounds.Photo("a.jpg", seed: 3));
        Assert.Equal(Rounds.Photo("a.jpg", seed: 3).Bytes, await House.Bytes(House.Files(instance).Single(f => f.Name == "a.jpg")));
        Assert.Equal(Rounds.Photo("b.jpg", seed: 2).Bytes, await House.Bytes(House.Files(instance).Single(f => f.Name == "b.jpg")));
        Assert.Equal(0, programme.Row(instance)!.Missing);
    }

    [Fact]
    public async Task Row_68_the_same_instance_with_other_contents_is_409_and_says_so()
    {
        var instance = Rounds.NewInstance();
        await Awa.Submit(Rounds.Record(instance, note: "one"));
        var size = House.Database.Size;
        var answer = await Awa.Submit(Rounds.Record(instance, note: "two", photo: "a.jpg"), Rounds.Photo("a.jpg"));
        Assert.Equal(409, answer.Code);
        Assert.Contains(instance, answer.Message, StringComparison.Ordinal);
        Assert.Equal(size, House.Database.Size);
    }

    [Fact]
    public async Task Row_69_thirty_two_at_the_same_moment_are_all_201_and_one_record()
    {
        for (var round = 0; round < 3; round++)
        {
            var instance = Rounds.NewInstance();
            var xml = Rounds.Record(instance, photo: "a.jpg");
            var (size, files) = (House.Database.Size, House.FilesOnDisk());
            var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Awa.Submit(xml, Rounds.Photo("a.jpg"))));
            Assert.All(answers, a => Assert.Equal(201, a.Code));
            Assert.Equal((size + 1, files + 1), (House.Database.Size, House.FilesOnDisk()));
        }
    }

    [Fact]
    public async Task Row_69_a_file_that_comes_twice_at_the_same_moment_is_recorded_once()
    {
        var instance = Rounds.NewInstance();
        var xml = Rounds.Record(instance, photo: "a.jpg");
        await Awa.Submit(xml);
        var (size, files) = (House.Database.Size, House.FilesOnDisk());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Awa.Submit(xml, Rounds.Photo("a.jpg"))));
        Assert.Equal((size + 1, files + 1), (House.Database.Size, House.FilesOnDisk()));
    }

    [Fact]
    public async Task Row_69_of_a_hundred_with_different_contents_at_the_same_moment_one_is_kept_and_the_others_are_409()
    {
        var instance = Rounds.NewInstance();
        var (size, files, refused) = (House.Database.Size, House.FilesOnDisk(), House.Database.Read(RefusedTable.Count));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Awa.Submit(Rounds.Record(instance, photo: "a.jpg", note: $"{n % 50}"), Rounds.Photo("a.jpg"))));
        Assert.Equal([201, 409], answers.Select(a => a.Code).Distinct().Order());
        var kept = programme.Held(instance)!.Xml;
        foreach (var n in Enumerable.Range(0, 100))
            Assert.Equal(Rounds.Record(instance, photo: "a.jpg", note: $"{n % 50}") == Encoding.UTF8.GetString(kept.Span) ? 201 : 409, answers[n].Code);
        // What was refused waits for the office, with its photo.
        Assert.Equal((size + 1, files + 1 + House.Database.Read(RefusedTable.Count) - refused), (House.Database.Size, House.FilesOnDisk()));
    }

    [Fact]
    public async Task Row_69_of_edits_of_one_version_at_the_same_moment_one_is_kept()
    {
        var first = Rounds.NewInstance();
        await Awa.Submit(Rounds.Record(first, photo: "a.jpg"), Rounds.Photo("a.jpg"));
        var edits = Enumerable.Range(0, 20).Select(n => Rounds.NewInstance()).ToList();
        var answers = await Task.WhenAll(edits.SelectMany(e => Enumerable.Repeat(Awa.Submit(Rounds.Record(e, photo: "a.jpg", replaces: first)), 1)));
        Assert.Equal([201, .. Enumerable.Repeat(409, 19)], answers.Select(a => a.Code).Order());
        Assert.Equal(2, House.Database.Read(db => SubmissionsTable.Versions(db, programme.Row(first)!.Submission)).Count);
    }

    [Fact]
    public async Task Row_69_records_that_come_in_one_turn_of_the_writer_know_of_each_other()
    {
        var (held, fresh, lonely) = (Rounds.NewInstance(), Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(held));
        var size = House.Database.Size;
        string[] sent =
        [
            Rounds.Record(fresh), Rounds.Record(fresh), Rounds.Record(fresh, note: "other"), Rounds.Record(lonely),
            Rounds.Record(Rounds.NewInstance(), replaces: held), Rounds.Record(Rounds.NewInstance(), replaces: held), Rounds.Record(held), Rounds.Record(Rounds.NewInstance(), replaces: fresh),
        ];
        using ManualResetEventSlim began = new(), open = new();
        var before = House.Database.Write(_ =>
        {
            began.Set();
            return open.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        });
        Assert.True(began.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        var answers = new List<Task<PhoneAnswer>>();
        foreach (var (n, xml) in sent.Index())
        {
            answers.Add(Awa.Submit(xml));
            // One after the other, and all before the writer goes on.
            Assert.True(SpinWait.SpinUntil(() => House.Database.Waiting == n + 1, TimeSpan.FromSeconds(20)));
        }
        open.Set();

        Assert.True(await before);
        Assert.Equal([201, 201, 409, 201, 201, 409, 201, 201], (await Task.WhenAll(answers)).Select(a => a.Code));
        Assert.Equal(size + 4, House.Database.Size);
    }

    [Fact]
    public async Task Row_70_a_withdrawn_record_is_409_worded_so()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first));
        await Awa.Submit(Rounds.Record(second, photo: "a.jpg", replaces: first));
        using var office = await Office.Of(House);
        var path = (await office.Find(second))!;
        Assert.Equal(400, await office.Post(path + "/withdraw", new { reason = " " }));
        Assert.Equal(200, await office.Post(path + "/withdraw", new { reason = "Sent of another site." }));

        foreach (var again in (string[])[Rounds.Record(first), Rounds.Record(second, photo: "a.jpg", replaces: first), Rounds.Record(first, note: "other"), Rounds.Record(Rounds.NewInstance(), replaces: second)])
        {
            var answer = await Awa.Submit(again, Rounds.Photo("a.jpg"));
            Assert.Equal(409, answer.Code);
            Assert.Contains("withdrawn", answer.Message, StringComparison.Ordinal);
        }
        var record = await office.Record(first);
        Assert.Equal(["Withdrawn", "Withdrawn"], record.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("standing").GetString()));
        Assert.Equal("Sent of another site.", record.GetProperty("reviews")[0].GetProperty("note").GetString());
        Assert.Equal(409, await office.Post(path + "/withdraw", new { reason = "Again." }));
        Assert.Equal(409, await office.Post(path + "/review", new { state = "Approved" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(400)]
    [InlineData(900)]
    [InlineData(3_000)]
    [InlineData(100_000)]
    [InlineData(int.MaxValue)]
    public async Task Row_71_an_upload_cut_off_midway_leaves_nothing_and_the_retry_ends_whole(int after)
    {
        var instance = Rounds.NewInstance();
        var xml = Encoding.UTF8.GetBytes(Rounds.Record(instance, photo: "a.jpg"));
        var (size, files) = (House.Database.Size, House.FilesOnDisk());
        await RawSocket.CutOff(House, programme.Awa.Key, await Phone.Upload(xml, Rounds.Photo("a.jpg", 200_000)).ReadAsByteArrayAsync(TestContext.Current.CancellationToken), after);
        for (var wait = 0; wait < 100 && House.FilesOnDisk() != files; wait++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal((size, files), (House.Database.Size, House.FilesOnDisk()));

        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("a.jpg", 200_000))).Code);
        Assert.Equal(200_000, Assert.Single(House.Files(instance)).Blob.Length);
    }

    [Fact]
    public async Task Row_72_sending_again_what_is_held_writes_nothing()
    {
        var xml = Rounds.Record(Rounds.NewInstance(), photo: "a.jpg");
        await Awa.Submit(xml, Rounds.Photo("a.jpg", 500_000));
        var held = House.Kept.Files();
        var size = House.Database.Size;
        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("a.jpg", 500_000))).Code);
        Assert.Equal(size, House.Database.Size);
        Assert.Equal(held, House.Kept.Files());
    }
}
