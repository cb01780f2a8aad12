using System.Text.Json;

namespace Adit.Tests.Phones;

/// <summary>An agent who reads Kiswahili: what the server writes on their phone is in it, as the forms are; who chooses another language on the phone has that.</summary>
public sealed class KiswahiliTests : IAsyncLifetime
{
    private House _house = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        _awa = await _house.Agent("Awa", "sw", await _house.Site("N1"));
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData(null, "Ziara ya siku", "Site N1 · siku 5 kwa wiki")]
    [InlineData("sw", "Ziara ya siku", "Site N1 · siku 5 kwa wiki")]
    [InlineData("fr", "Visite du jour", "Site N1 · 5 jours par semaine")]
    [InlineData("zh", "Daily visit", "Site N1 · 5 days a week")]
    public async Task What_is_due_and_the_names_of_forms_are_in_the_language_of_the_phone(string? chosen, string title, string detail)
    {
        var phone = await FieldPhone.Of(_house, _awa.Id);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/field/pack") { Headers = { Authorization = new("Bearer", phone.Reads) } };
        if (chosen is not null)
            request.Headers.AcceptLanguage.ParseAdd(chosen);
        using var answer = await _house.Http.SendAsync(request, Stop);
        var pack = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement;

        var due = Assert.Single(pack.GetProperty("due").EnumerateArray());
        Assert.Equal((title, detail), (due.GetProperty("title").GetString(), due.GetProperty("detail").GetString()));
        Assert.Equal(title, pack.GetProperty("forms").EnumerateArray().Single(f => f.GetProperty("form").GetString() == "adit-visit").GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_phone_with_another_app_hears_in_Kiswahili_what_became_of_its_record_and_what_is_wrong()
    {
        var answer = await _awa.Phone.Submit("""<data xmlns:orx="http://openrosa.org/xforms" id="adit-visit" version="2026113002"><today>2026-11-23</today><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>""");
        Assert.Equal((201, "Imepokelewa. Fomu iko salama."), (answer.Code, answer.Message));
        var other = await _awa.Phone.Submit("""<data xmlns:orx="http://openrosa.org/xforms" id="walk" version="1"><orx:meta><orx:instanceID>uuid:2</orx:instanceID></orx:meta></data>""");
        Assert.Equal("Fomu walk haijulikani hapa.", other.Message);
    }
}
