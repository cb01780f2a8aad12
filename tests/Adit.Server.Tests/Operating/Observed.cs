using System.Text;
using Adit.Tests.Phones;

namespace Adit.Tests.Operating;

/// <summary>A programme to send to, and all that must not be told of it to whoever observes the node.</summary>
/// <param name="Marker">Stands in the names of agent, site, form, files and device, in answers, and in the record's id.</param>
internal sealed record Observed(TestHome Home, string Key, string Token, string Marker, string[] Secrets)
{
    /// <summary>Whether the bytes of its files are gone.</summary>
    public bool Damaged { get; init; }

    public static async Task<Observed> Prepare()
    {
        var marker = "Zx" + Guid.NewGuid().ToString("N");
        await using var house = await House.Open();
        var site = await house.Site("S" + marker);
        var agent = await house.Agent("Awa " + marker, "en", site);
        await house.Publish(Rounds.Xform("form" + marker));
        await house.Media("form" + marker, Rounds.Version, marker + ".png", "image/png", [1, 2, 3]);
        var token = await house.TokenForNow();
        return new(await house.CopyOfHome(), agent.Key, token, marker, [marker, agent.Key, agent.Id.ToString(), site.ToString(), token, "Awa"]);
    }

    /// <summary>A phone sends a record that is new, again, one of a form that nobody has, and something that is none; and asks for what is not there.</summary>
    public async Task Send(HttpClient http)
    {
        var phone = new Phone(http, $"/openrosa/key/{Key}");
        var xml = Encoding.UTF8.GetBytes(Rounds.Record("uuid:" + Marker, site: "S" + Marker, note: Marker, who: Marker, photo: Marker + ".jpg", form: "form" + Marker));
        for (var times = 0; times < 2; times++)
            Assert.Equal(201, (await phone.Post(Phone.Upload(xml, Rounds.Photo(Marker + ".jpg")), $"?deviceID={Marker}", Marked)).Code);
        Assert.Equal(404, (await phone.Submit(Rounds.Record("uuid:" + Marker, form: Marker))).Code);
        using var text = new StringContent(Marker);
        Assert.Equal(400, (await phone.Post(text)).Code);
        Assert.Equal(404, (await phone.Get("/" + Marker)).Code);
        Assert.Equal(Damaged ? 500 : 200, (await phone.Get($"/forms/form{Marker}/versions/v1/media/{Marker}.png")).Code);
    }

    private void Marked(HttpRequestMessage request)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("User-Agent", Marker), ("tracestate", "who=" + Marker), ("baggage", "who=" + Marker)])
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
