using System.Net.Http.Json;
using System.Text.Json;
using Adit.People;

namespace Adit.Tests.Phones;

/// <summary>What the office sees of records, over the network.</summary>
internal sealed class Office(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    /// <summary>A new user of a house, signed in.</summary>
    public static async Task<Office> Of(House house, Role role = Role.Lead)
    {
        var name = role + " " + Guid.NewGuid();
        var password = await Adit.People.Accounts.CreateUser(house.Database, ActorId.Program, name, role, [], null);
        var signedIn = await house.Get<Sessions>().SignIn(name, password, name);
        return new(new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", signedIn.Token) } });
    }

    public async Task<JsonElement> Json(string path) => JsonDocument.Parse(await http.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;

    public async Task<int> Post(string path, object asked)
    {
        using var answer = await http.PostAsJsonAsync(path, asked, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    /// <summary>The address that an instance id leads to; null where it leads nowhere.</summary>
    public async Task<string?> Find(string instance, string form = Rounds.Form)
    {
        using var answer = await http.GetAsync($"/api/forms/{Uri.EscapeDataString(form)}/instances/{Uri.EscapeDataString(instance)}", TestContext.Current.CancellationToken);
        return answer.Headers.Location?.OriginalString;
    }

    /// <summary>The record that an instance id leads to.</summary>
    public async Task<JsonElement> Record(string instance, string form = Rounds.Form) => await Json((await Find(instance, form))!);

    public void Dispose() => http.Dispose();
}
