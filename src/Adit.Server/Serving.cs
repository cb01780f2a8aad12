using Adit.Exports;
using Adit.Forms;
using Adit.Ledger;
using Adit.Method;
using Adit.People;
using Adit.Phones;
using Adit.Programme;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Verify;
using Adit.Web;
using Microsoft.AspNetCore.HttpOverrides;

namespace Adit;

/// <summary>Puts a data folder on the network.</summary>
internal static class Serving
{
    /// <summary>The web application over an open database; the table of contents of all that it answers.</summary>
    public static WebApplication Build(Database database, Settings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            // That it cannot start is told in a sentence by whoever starts it.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 250_000_000;
            // What waits in memory of each upload that is taken slower than it comes.
            kestrel.Limits.MaxRequestBufferSize = 256 * 1024;
            // Phones on 2G send slowly for a long time; a body that stands still is cut off all the same.
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 20, gracePeriod: TimeSpan.FromSeconds(60));
        });
        var services = builder.Services;
        services.AddSingleton(database).AddSingleton(settings).AddSingleton(database.Clock);
        services.AddSingleton<Registers>().AddSingleton<Sessions>().AddSingleton<Catalogues>().AddSingleton<LedgerReading>().AddSingleton<AssessJob>().AddSingleton<Receiving>().AddSingleton<UploadsAtOnce>().AddSingleton<Proofs>();
        services.AddSingleton<ExportReading>().AddSingleton<Exporting>();
        var blobs = new FolderBlobs(database.Folder.Blobs);
        blobs.Sweep();
        services.AddSingleton(blobs);
        services.AddSingleton<Publishing>().AddHostedService(s => s.GetRequiredService<Publishing>());
        Pages.Register(services);
        services.AddProblemDetails();
        ApiReference.Register(services);
        if (settings.Proxies.Count > 0)
            services.Configure<ForwardedHeadersOptions>(o =>
            {
                o.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedFor;
                o.KnownProxies.Clear();
                o.KnownIPNetworks.Clear();
                foreach (var proxy in settings.Proxies)
                    o.KnownProxies.Add(proxy);
            });

        var app = builder.Build();
        app.Services.GetRequiredService<AssessJob>();
        if (settings.Proxies.Count > 0)
            app.UseForwardedHeaders();
        WebFiles.Serve(app);
        app.UsePhoneErrors();
        app.UseRouting();
        app.UseDoors();
        app.MapSignIn();
        app.MapSignInPage();
        app.MapProgramme();
        app.MapSites();
        app.MapRisk();
        app.MapMethod();
        app.MapVerify();
        app.MapSubmissions();
        app.MapFormsRoom();
        app.MapAgents();
        var api = app.MapGroup("/api").AddEndpointFilter(Problems.Refusals);
        api.MapForms();
        api.MapCatalogue();
        api.MapPeople();
        api.MapRebuild();
        app.MapPhones();
        app.MapLedger();
        app.MapExports();
        app.MapSiteApi();
        app.MapReference();
        app.MapRecordApi();
        app.MapHealth();
        if (Doors.Unstated(app).ToList() is { Count: > 0 } open)
            throw new InvalidOperationException($"These routes state no right: {string.Join(", ", open)}");
        return app;
    }

    private static void MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/health", (Database database, AssessJob job) => job.Failure is null
            ? Results.Json(new { entries = database.Size, rated = job.Rated })
            : Results.Json(new { entries = database.Size, rated = job.Rated, problem = "rating has stopped" }, statusCode: StatusCodes.Status503ServiceUnavailable)).Needs(Right.Public);
}
