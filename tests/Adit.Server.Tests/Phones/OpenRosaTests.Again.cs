using System.Text;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 67 to 79: retries, duplicates, races, edits.</summary>
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
    public async Task Row_70_a_withdrawn_record_is_409_worded_so()
    {
        var instance = Rounds.NewInstance();
        await Awa.Submit(Rounds.Record(instance));
        await House.Record(new SubmissionWithdrawn(programme.Row(instance)!.Submission, "test"));
        var answer = await Awa.Submit(Rounds.Record(instance));
        Assert.Equal(409, answer.Code);
        Assert.Contains("withdrawn", answer.Message, StringComparison.Ordinal);
        Assert.Equal(409, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), replaces: instance))).Code);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(400)]
    [InlineData(3_000)]
    [InlineData(100_000)]
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
        var held = Directory.EnumerateFiles(Path.Combine(House.Folder, "blobs"), "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        var size = House.Database.Size;
        Assert.Equal(201, (await Awa.Submit(xml, Rounds.Photo("a.jpg", 500_000))).Code);
        Assert.Equal(size, House.Database.Size);
        Assert.Equal(held, Directory.EnumerateFiles(Path.Combine(House.Folder, "blobs"), "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public async Task Row_73_an_edit_is_a_new_version_of_the_same_record_and_the_old_one_stays_readable()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first, note: "one"));
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(second, note: "two", replaces: first))).Code);
        Assert.Equal(programme.Held(first)!.Envelope!.Submission, programme.Held(second)!.Envelope!.Submission);
        Assert.Equal((VersionState.Superseded, VersionState.Current), (programme.Row(first)!.Standing, programme.Row(second)!.Standing));
        Assert.Contains("one", Encoding.UTF8.GetString(programme.Held(first)!.Xml.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_73_an_edit_that_overtakes_its_first_version_ends_as_its_edit()
    {
        for (var round = 0; round < 20; round++)
        {
            var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
            var edit = Rounds.Record(second, replaces: first);
            var answers = await Task.WhenAll(Awa.Submit(Rounds.Record(first)), Awa.Submit(edit), Awa.Submit(edit));
            Assert.All(answers, a => Assert.Contains(a.Code, (int[])[201, 404]));
            Assert.Equal(201, (await Awa.Submit(edit)).Code);
            Assert.Equal(programme.Held(first)!.Envelope!.Submission, programme.Held(second)!.Envelope!.Submission);
            Assert.Equal(2, House.Database.Read(db => SubmissionsTable.Versions(db, programme.Row(first)!.Submission)).Count);
        }
    }

    [Fact]
    public async Task Row_74_an_edit_of_what_is_not_held_is_404_and_of_what_was_edited_409_that_names_it()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        Assert.Equal(404, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), replaces: first))).Code);
        await Awa.Submit(Rounds.Record(first));
        await Awa.Submit(Rounds.Record(second, replaces: first));
        var answer = await Awa.Submit(Rounds.Record(Rounds.NewInstance(), replaces: first));
        Assert.Equal(409, answer.Code);
        Assert.Contains(first, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_75_an_edit_under_an_id_in_use_is_409()
    {
        var (first, other) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first));
        await Awa.Submit(Rounds.Record(other));
        Assert.Equal(409, (await Awa.Submit(Rounds.Record(other, note: "edit", replaces: first))).Code);
    }

    [Fact]
    public async Task Row_76_files_are_carried_over_replaced_or_dropped_with_an_edit()
    {
        var (first, second, third) = (Rounds.NewInstance(), Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first, photo: "a.jpg", photo2: "b.jpg"), Rounds.Photo("a.jpg"), Rounds.Photo("b.jpg"));
        await Awa.Submit(Rounds.Record(second, photo: "a.jpg", photo2: "b.jpg", replaces: first), Rounds.Photo("b.jpg", seed: 9));
        await Awa.Submit(Rounds.Record(third, photo: "b.jpg", replaces: second));
        Assert.Equal(["a.jpg", "b.jpg"], House.Files(second).Select(f => f.Name));
        Assert.Equal(Rounds.Photo("b.jpg", seed: 9).Bytes, await House.Bytes(House.Files(second)[1]));
        Assert.Equal(0, programme.Row(second)!.Missing);
        Assert.Equal(["b.jpg"], House.Files(third).Select(f => f.Name));
        Assert.Equal(Rounds.Photo("b.jpg").Bytes, await House.Bytes(House.Files(first)[1]));
    }

    [Fact]
    public async Task Row_77_the_same_edit_again_is_201_and_may_add_files()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        var edit = Rounds.Record(second, photo: "a.jpg", replaces: first);
        await Awa.Submit(Rounds.Record(first));
        await Awa.Submit(edit);
        Assert.Equal(201, (await Awa.Submit(edit, Rounds.Photo("a.jpg"))).Code);
        Assert.Single(House.Files(second));
        Assert.Equal(2, House.Database.Read(db => SubmissionsTable.Versions(db, programme.Row(first)!.Submission)).Count);
    }

    [Fact]
    public async Task Row_78_an_edit_sets_the_review_to_edited()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first));
        await House.Record(new SubmissionReviewed(programme.Row(first)!.Submission, ReviewState.Approved, ""));
        await Awa.Submit(Rounds.Record(second, replaces: first));
        Assert.Equal(ReviewState.Edited, programme.Row(second)!.Review);
    }

    [Fact]
    public async Task Row_79_every_instance_id_of_a_record_leads_to_it()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first));
        await Awa.Submit(Rounds.Record(second, replaces: first));
        Assert.Equal(House.Known(second)!.Submission, House.Known(first)!.Submission);
    }
}
