using Adit.People;
using Adit.Storage;

namespace Adit.Tests.Phones;

/// <summary>One scan enrols a phone: with Adit's own app or with ODK Collect; codes end, can be taken back, and a lost phone is cut off at once.</summary>
public class EnrolmentTests(Programme programme) : IClassFixture<Programme>
{
    private House House => programme.House;

    private ActorId Awa => programme.Awa.Id;

    [Fact]
    public async Task A_code_signs_the_app_in_and_tells_it_what_to_seal_with()
    {
        var phone = new FieldPhone(House.Http);
        var said = await phone.Enrol(await Code());
        Assert.Equal((200, "Awa", "en"), (said.Code, said.Body.GetProperty("agent").GetProperty("code").GetString(), said.Body.GetProperty("agent").GetProperty("language").GetString()));
        Assert.Equal(87, said.Body.GetProperty("key").GetString()!.Length);
        Assert.Equal(200, (await phone.Pack()).Code);
    }

    [Fact]
    public async Task A_phone_that_heard_no_answer_asks_again_and_is_told_the_same()
    {
        var (phone, code) = (new FieldPhone(House.Http), await Code());
        var first = await phone.Enrol(code);
        var size = House.Database.Size;
        var again = await phone.Enrol(code);
        Assert.Equal((200, first.Body.GetRawText(), size), (again.Code, again.Body.GetRawText(), House.Database.Size));
    }

    [Fact]
    public async Task A_code_enrols_no_second_phone()
    {
        var code = await Code();
        Assert.Equal(200, (await new FieldPhone(House.Http).Enrol(code)).Code);
        var second = await new FieldPhone(House.Http).Enrol(code);
        Assert.Equal((410, "code-used", "This code was used already. Ask the office for a new one."), (second.Code, second.Kind, second.Title));
    }

    [Fact]
    public async Task Secrets_that_open_something_already_enrol_no_second_phone_and_harm_nobody()
    {
        var (first, other) = (await FieldPhone.Of(House, Awa), await House.Get<Enrolments>().Offer(ActorId.Program, programme.Omari.Id));
        Assert.Equal((400, "bad-request"), Of(await first.Enrol(other.Code)));
        Assert.Equal(200, (await first.Pack()).Code);
        Assert.Equal(200, (await new FieldPhone(House.Http).Enrol(other.Code)).Code);
    }

    [Fact]
    public async Task Thirty_phones_with_one_code_at_one_moment_are_one_phone()
    {
        var code = await Code();
        var said = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => new FieldPhone(House.Http).Enrol(code)));
        Assert.Single(said, s => s.Code == 200);
        Assert.All(said.Where(s => s.Code != 200), s => Assert.Equal("code-used", s.Kind));
    }

    [Fact]
    public async Task A_code_ends_after_three_days_and_when_the_office_takes_it_back()
    {
        var (old, taken) = (await Code(), await Code());
        var credential = House.Get<Registers>().Current.Secrets[Access.HashOf(taken)].Credential;
        await Accounts.Revoke(House.Database, ActorId.Program, Awa, credential);
        Assert.Equal((410, "code-revoked"), Of(await new FieldPhone(House.Http).Enrol(taken)));
        Assert.Equal((404, "no-code"), Of(await new FieldPhone(House.Http).Enrol("nobody-made-this-code-ever-never")));
        House.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal((410, "code-expired"), Of(await new FieldPhone(House.Http).Enrol(old)));
        House.Clock.Advance(TimeSpan.FromDays(-3));
    }

    [Fact]
    public async Task The_same_code_scanned_in_Collect_is_the_key_of_the_first_phone_that_comes_with_it()
    {
        var code = await Code();
        var collect = new Phone(House.Http, $"/openrosa/key/{code}");
        Assert.Equal(200, (await collect.Get("/formList")).Code);
        House.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(201, (await collect.Submit(Rounds.Record(Rounds.NewInstance(), "N1"))).Code);
        House.Clock.Advance(TimeSpan.FromDays(-4));
        Assert.Equal("code-used", (await new FieldPhone(House.Http).Enrol(code)).Kind);
        var device = Assert.Single(House.Get<Registers>().Current.Devices, d => d.Credentials.Contains(House.Get<Registers>().Current.Secrets[Access.HashOf(code)].Credential));
        Assert.Equal(("collect", Awa), (device.App, device.Agent));
    }

    [Fact]
    public async Task A_code_that_is_too_old_opens_nothing_in_Collect_and_says_so_in_the_agents_language()
    {
        var code = (await House.Get<Enrolments>().Offer(ActorId.Program, programme.Jean.Id)).Code;
        House.Clock.Advance(TimeSpan.FromDays(3));
        var said = await new Phone(House.Http, $"/openrosa/key/{code}").Get("/formList");
        House.Clock.Advance(TimeSpan.FromDays(-3));
        Assert.Equal(403, said.Code);
        Assert.Contains("Ce code est trop ancien", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_phone_is_cut_off_for_everybody_who_uses_it_and_what_it_had_sent_stays()
    {
        var awa = await FieldPhone.Of(House, Awa);
        var omari = new FieldPhone(House.Http) { Device = awa.Device };
        Assert.Equal(200, (await omari.Enrol((await House.Get<Enrolments>().Offer(ActorId.Program, programme.Omari.Id)).Code)).Code);
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await awa.HandIn(Rounds.Record(instance, "N1"))).Code);

        Assert.True(await House.Get<Enrolments>().CutOff(ActorId.Program, awa.Device, "lost"));

        foreach (var phone in new[] { awa, omari })
        {
            Assert.Equal((401, "cut-off"), Of(await phone.Pack()));
            Assert.Equal((401, "cut-off"), Of(await phone.HandIn(Rounds.Record(Rounds.NewInstance(), "N1"))));
            Assert.Equal((401, "cut-off"), Of(await phone.Contact()));
        }
        Assert.NotNull(programme.Row(instance));
        Assert.Equal(200, (await (await FieldPhone.Of(House, Awa)).Pack()).Code);
    }

    [Fact]
    public async Task What_only_hands_in_reads_nothing()
    {
        var phone = await FieldPhone.Of(House, Awa);
        Assert.Equal(401, (await phone.Send(HttpMethod.Get, "pack", phone.Deposits)).Code);
        Assert.Equal(401, (await phone.Send(HttpMethod.Get, "forms/round/versions/v1.xml", phone.Deposits)).Code);
        Assert.Equal(0, (await phone.Contact(secret: phone.Deposits)).Body.GetProperty("news").GetArrayLength());
        Assert.Equal(401, (await phone.Send(HttpMethod.Get, "pack", programme.Awa.Key)).Code);
        Assert.Equal(403, (await new Phone(House.Http, $"/openrosa/key/{phone.Reads}").Get("/formList")).Code);
    }

    private async Task<string> Code() => (await House.Get<Enrolments>().Offer(ActorId.Program, Awa)).Code;

    private static (int, string) Of(Said said) => (said.Code, said.Kind);
}
