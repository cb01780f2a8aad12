using System.Collections.Immutable;
using Adit.People;
using Adit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Commands;

/// <summary>A new programme in a folder of its own, served on a free port, with a user of every role; gone when disposed of.</summary>
internal sealed class Opened : IAsyncDisposable
{
    public const string Password = "a password for tests";

    private readonly TestHome _kept;
    private readonly Home _home;

    private Opened(TestHome kept, Home home, Database database, WebApplication app) => (_kept, _home, Database, App) = (kept, home, database, app);

    public Database Database { get; }

    public WebApplication App { get; }

    public string Url => App.Urls.Single();

    public string Path => _kept.Folder;

    public static async Task<Opened> Begin()
    {
        var kept = TestHome.New();
        var home = kept.Open();
        var database = new Database(home, TimeProvider.System);
        var settings = new Settings("http://127.0.0.1:0", "http://127.0.0.1:0", null, TimeSpan.FromHours(24), []);
        await Beginning.Create(database, settings, "Test", simulated: false);
        foreach (var role in Rights.Given)
            await Accounts.CreateUser(database, ActorId.Program, role.ToString(), role, ImmutableArray<SiteId>.Empty, Password);
        var app = Serving.Build(database, settings);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(kept, home, database, app);
    }

    /// <summary>Asks without following redirects, as nobody or with a token.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(Url) };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    public async Task<string> TokenOf(Role role) =>
        (await App.Services.GetRequiredService<Sessions>().SignIn(role.ToString(), Password, "test")).Token!;

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        Database.Dispose();
        _home.Dispose();
        _kept.Dispose();
    }
}
