using System.Text;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>OpenRosa rows 73 to 79: edits and reviews.</summary>
public class OpenRosaEditsTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    [Fact]
    public async Task Row_73_an_edit_is_a_new_version_of_the_same_record_and_the_old_one_stays_readable()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first, note: "one"));
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(second, note: "two", replaces: first))).Code);
        Assert.Equal(programme.Held(first)!.Envelope!.Submission, programme.Held(second)!.Envelope!.Submission);
        Assert.Equal((VersionState.Superseded, VersionState.Current), (programme.Row(first)!.Standing, programme.Row(second)!.Standing));
        using var office = await Office.Of(House);
        var path = (await office.Find(first))!;
        Assert.Contains("two", await office.Http.GetStringAsync(path + "/xml", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("one", await office.Http.GetStringAsync($"{path}/xml?version={programme.Row(first)!.Index}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_73_an_edit_by_a_version_that_is_protected_takes_the_open_one_out_of_the_lists()
    {
        await using var house = await House.Open();
        var awa = (await house.Agent("Awa", "en", await house.Site("N1"))).Phone;
        await house.Publish(Rounds.Xform("turned"));
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        Assert.Equal(201, (await awa.Submit(Rounds.Record(first, form: "turned"))).Code);
        await house.Publish(Rounds.Xform("turned", "2", tier: "T3"));
        Assert.Equal(201, (await awa.Submit(Rounds.Record(second, form: "turned", version: "2", replaces: first))).Code);
        await house.Rated();

        Assert.Equal(VersionState.Superseded, house.Row(first, "turned")!.Standing);
        Assert.Empty(house.Database.Read(db => SubmissionsTable.Page(db, new(null, null, null, null, null), 10)));
        await house.Check();
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
        using var office = await Office.Of(House);
        var path = (await office.Find(first))!;
        Assert.Equal(200, await office.Post(path + "/review", new { state = "Approved" }));
        await Awa.Submit(Rounds.Record(second, replaces: first));
        Assert.Equal("Edited", (await office.Record(second)).GetProperty("record").GetProperty("review").GetString());
    }

    [Fact]
    public async Task Row_78_what_was_judged_is_what_was_seen_an_edit_that_came_meanwhile_is_not()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first));
        using var office = await Office.Of(House);
        var path = (await office.Find(first))!;
        var seen = (await office.Json(path)).GetProperty("record").GetProperty("index").GetInt64();
        await Awa.Submit(Rounds.Record(second, replaces: first));

        Assert.Equal(409, await office.Post(path + "/review", new { state = "Approved", version = seen }));
        Assert.Equal(409, await office.Post(path + "/withdraw", new { reason = "wrong", version = seen }));
        Assert.Equal(("Edited", "Current"), ((await office.Json(path)).GetProperty("record").GetProperty("review").GetString(), (await office.Json(path)).GetProperty("record").GetProperty("standing").GetString()));
        Assert.Equal(200, await office.Post(path + "/review", new { state = "Approved", version = programme.Row(second)!.Index }));
    }

    [Fact]
    public async Task Row_79_every_instance_id_of_a_record_leads_to_it()
    {
        var (first, second) = (Rounds.NewInstance(), Rounds.NewInstance());
        await Awa.Submit(Rounds.Record(first));
        await Awa.Submit(Rounds.Record(second, replaces: first));
        using var office = await Office.Of(House);
        Assert.NotNull(await office.Find(first));
        Assert.Equal(await office.Find(second), await office.Find(first));
        Assert.Equal(programme.Row(second)!.Index, (await office.Record(first)).GetProperty("record").GetProperty("index").GetInt64());
        Assert.Null(await office.Find(Rounds.NewInstance()));
    }
}
