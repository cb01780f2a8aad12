using Adit.Demo;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Demo;

/// <summary>Seven weeks of the demonstration, loaded once for all tests that look at it; gone when disposed of.</summary>
public class LoadedDemo : IAsyncLifetime
{
    public const int Days = 50;
    private readonly TestHome _kept = TestHome.New();
    private Home? _home;

    internal virtual DateOnly Last { get; } = new(2026, 3, 31);

    internal Database Database { get; private set; } = null!;

    internal SimulatedClock Clock { get; private set; } = null!;

    internal WebApplication App { get; private set; } = null!;

    internal DemoFile File { get; private set; } = null!;

    internal List<string> Progress { get; } = [];

    public virtual async ValueTask InitializeAsync()
    {
        _home = _kept.Open();
        var clock = Clock = DemoLoading.ClockFor(Last, Days);
        Database = new(_home, clock);
        var settings = new Settings("http://127.0.0.1:0", "http://127.0.0.1:0", null, TimeSpan.FromHours(24), []);
        await Beginning.Create(Database, settings, DemoLoading.Programme, simulated: true);
        App = Serving.Build(Database, settings);
        await App.StartAsync(TestContext.Current.CancellationToken);
        var url = App.Urls.Single();
        File = await new DemoLoading(App, Database, clock, url, Progress.Add).Load(Last, Days, url, TestContext.Current.CancellationToken);
    }

    /// <summary>How an indicator stands at a site on the last day.</summary>
    internal Rating At(string site, string indicator) => Database.Read(db => SiteRisk.Of(
        db, App.Services.GetRequiredService<Catalogues>().Current!, App.Services.GetRequiredService<Registers>().Current.Sites[DemoSite.Twelve.Single(s => s.Code == site).Id], Last, SiteRisk.Newest(db)))
        .Indicators.Single(i => i.Indicator.Id == indicator).Rating;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        Database.Dispose();
        _home!.Dispose();
        _kept.Dispose();
    }
}
