using System.Net;
using Adit.People;
using Adit.Phones;
using Adit.Storage;
using Adit.Tests.Commands;

namespace Adit.Tests.Phones;

/// <summary>Phones with ODK Collect are heard of too: the office sees when, and the ledger does not grow by it.</summary>
public sealed class HeardTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_that_looks_for_forms_or_sends_is_heard_of_and_nothing_is_recorded_of_it()
    {
        await using var house = await House.Open();
        var awa = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        Assert.Contains("not heard of yet", await Enrolled(house, awa.Id), StringComparison.Ordinal);
        var size = house.Database.Size;
        for (var n = 0; n < 5; n++)
            Assert.Equal(200, (await awa.Phone.Get("/formList")).Code);
        var call = Assert.Single(await Calls(house, awa.Id, 1));
        Assert.Equal(("", House.Noon), (call.Device, call.At.ToDateTimeOffset()));
        Assert.Equal(size, house.Database.Size);

        house.Clock.Advance(TimeSpan.FromMinutes(25));
        Assert.Equal(204, (await awa.Phone.Head("/submission?deviceID=collect%3AabcDEF123")).Code);
        var calls = await Calls(house, awa.Id, 2);
        Assert.Equal([20d, 0d], calls.Select(c => (c.At.ToDateTimeOffset() - House.Noon).TotalMinutes));
        Assert.Matches("^[0-9a-f]{8}$", calls[0].Device);
        Assert.Equal(size, house.Database.Size);
        var page = await Page(house);
        Assert.Contains($"phone {calls[0].Device} heard of", page, StringComparison.Ordinal);
        Assert.DoesNotContain("abcDEF123", page, StringComparison.Ordinal);
        await house.Check();
    }

    [Fact]
    public async Task A_phone_that_gives_itself_a_new_name_each_time_fills_nothing_and_one_that_opens_nothing_is_not_heard_of()
    {
        await using var house = await House.Open();
        var awa = await house.Agent("Awa", "en", await house.Site("N1"));
        for (var n = 0; n < 40; n++)
            Assert.Equal(204, (await awa.Phone.Head($"/submission?deviceID=d{n}")).Code);
        Assert.Equal(403, (await new Phone(house.Http, "/openrosa/key/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").Get("/formList")).Code);
        for (var wait = 0; wait < 50 && house.Database.Waiting > 0; wait++)
            await Task.Delay(50, Stop);
        await Task.Delay(300, Stop);
        Assert.InRange(house.Database.Read(db => CallsTable.Of(db, [awa.Id])).Sum(c => c.Count()), 1, 20);
    }

    [Fact]
    public async Task A_phone_that_was_enrolled_by_scanning_the_code_in_Collect_shows_when_it_was_last_heard_of()
    {
        await using var house = await House.Open();
        var awa = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        var code = (await house.Get<Enrolments>().Offer(ActorId.Program, awa.Id)).Code;
        Assert.Equal(200, (await new Phone(house.Http, $"/openrosa/key/{code}").Get("/formList")).Code);
        await Calls(house, awa.Id, 1);
        var page = await Page(house);
        Assert.DoesNotContain("not heard of yet", page, StringComparison.Ordinal);
        Assert.Contains("ODK Collect,", page, StringComparison.Ordinal);
    }

    private static async Task<string> Enrolled(House house, ActorId agent)
    {
        await FieldPhone.Of(house, agent);
        return await Page(house);
    }

    // It is noted beside the answer.
    private static async Task<IReadOnlyList<PhoneCall>> Calls(House house, ActorId agent, int many)
    {
        for (var wait = 0; ; wait++)
        {
            var calls = house.Database.Read(db => CallsTable.Of(db, [agent])).SelectMany(c => c).OrderByDescending(c => c.At).ToList();
            if (calls.Count == many || wait == 100)
                return calls;
            await Task.Delay(50, Stop);
        }
    }

    private static async Task<string> Page(House house)
    {
        if (house.Get<Registers>().Current.Users.IsEmpty)
            await Accounts.CreateUser(house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        var token = (await house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token;
        using var office = new HttpClient { BaseAddress = new(house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        office.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(await office.GetStringAsync("/agents", Stop), "(<[^>]+>|\\s)+", " "));
    }
}
