using System.Buffers.Text;
using System.Text.Json;
using Adit.Field;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Tests.Phones;

/// <summary>Declarations of interests that agents hand in from their own phones.</summary>
public sealed class DeclaringTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_declaration_is_taken_once_whatever_it_says_and_stands_as_the_agents_own()
    {
        await using var house = await House.Open();
        var (site, other) = (await house.Site("N1"), await house.Site("N2"));
        var awa = await house.Agent("Awa", "en", site);
        var phone = await FieldPhone.Of(house, awa.Id);
        var said = phone.Declaration(awa.Id, Guid.NewGuid(), House.Noon, "é", (site, "family", "a brother"), (other, "something of a newer app", new string('x', 3_000)));
        Assert.Equal(201, (await phone.Declare(said)).Code);
        Assert.Equal(201, (await phone.Declare(said)).Code);

        var declared = Assert.Single(house.Database.Read(db => InterestsTable.Of(db, [awa.Id]))[awa.Id]);
        Assert.Equal(new DateOnly(2026, 11, 23), declared.Day);
        Assert.Equal([(site, InterestKind.Family, 9), (other, InterestKind.Other, 3_000)], declared.Interests.Select(i => (i.Site, i.Kind, i.Note.Length)));
        Assert.Contains(declared.Declaration, house.Database.Read(db => InterestsTable.Own(db, awa.Id)));
        Assert.Equal(new DateOnly(2026, 11, 23), house.Database.Read(InterestsTable.LastDays)[awa.Id]);
        await house.Check();
    }

    [Fact]
    public async Task What_is_no_declaration_and_what_comes_from_a_phone_that_was_cut_off_is_not_taken()
    {
        await using var house = await House.Open();
        var awa = await house.Agent("Awa", "en", await house.Site("N1"));
        var phone = await FieldPhone.Of(house, awa.Id);
        Assert.Equal(400, (await phone.Declare([1, 2, 3])).Code);
        Assert.Equal(400, (await phone.Declare(phone.Seal("{}"u8.ToArray()))).Code);
        await house.Get<Enrolments>().CutOff(ActorId.Program, phone.Device, "lost");
        Assert.Equal(401, (await phone.Declare(phone.Declaration(awa.Id, Guid.NewGuid(), House.Noon, ""))).Code);
        Assert.Empty(house.Database.Read(db => InterestsTable.Of(db, [awa.Id]))[awa.Id]);
    }

    [Fact]
    public async Task A_saved_outbox_brings_a_declaration_and_the_same_again_changes_nothing()
    {
        await using var house = await House.Open();
        var awa = await house.Agent("Awa", "en", await house.Site("N1"));
        var phone = await FieldPhone.Of(house, awa.Id);
        var item = new { kind = "declaration", at = "2026-11-23T12:00:00Z", bytes = Base64Url.EncodeToString(phone.Declaration(awa.Id, Guid.NewGuid(), House.Noon, "")) };
        var file = JsonSerializer.SerializeToUtf8Bytes(new { format = "adit/outbox/1", items = new[] { item } });
        var import = house.Get<OutboxImport>();
        Assert.Equal(new OutboxCount(1, 0), (await import.Run(new MemoryStream(file), Words.In("en"), Stop)).Declarations);
        Assert.Equal(new OutboxCount(0, 1), (await import.Run(new MemoryStream(file), Words.In("en"), Stop)).Declarations);
        Assert.Single(house.Database.Read(db => InterestsTable.Of(db, [awa.Id]))[awa.Id]);
    }
}
