using Adit.Alerts;
using Adit.Audits;
using Adit.BackChecks;
using Adit.Counterparties;
using Adit.Credentials;
using Adit.Custody;
using Adit.DataSets;
using Adit.Decisions;
using Adit.Digests;
using Adit.Exchange;
using Adit.Exports;
using Adit.Field;
using Adit.Forms;
using Adit.Hooks;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Maps;
using Adit.Method;
using Adit.Operating;
using Adit.Partners;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Prices;
using Adit.Printing;
using Adit.Programme;
using Adit.Protection;
using Adit.RedFlags;
using Adit.Reference;
using Adit.Releases;
using Adit.Reports;
using Adit.Risk;
using Adit.Safety;
using Adit.Security;
using Adit.Sites;
using Adit.Stages;
using Adit.Storage;
using Adit.Submissions;
using Adit.Summaries;
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
        LogForm.Register(builder.Logging, settings.Operation);
        Telemetry.Register(builder, settings);
        Draining.Register(builder.Services);
        builder.WebHost.UseUrls([.. settings.Urls.Split(';'), .. settings.Operation.ListensBesides]);
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
        services.AddSingleton<Registers>().AddSingleton<Sessions>().AddSingleton<KeyActs>().AddSingleton<Enrolments>().AddSingleton<ArrivingFiles>().AddSingleton<HandingIn>().AddSingleton<OutboxImport>().AddSingleton<Catalogues>().AddSingleton<LedgerReading>().AddSingleton<AssessJob>().AddSingleton<Receiving>().AddSingleton<UploadsAtOnce>().AddSingleton<Heard>().AddSingleton<Proofs>().AddSingleton<Issuing>().AddSingleton<SignedCredentials>();
        services.AddSingleton<ExportReading>().AddSingleton<Exporting>().AddSingleton<IpisImport>().AddSingleton<Quarantine>().AddSingleton<Drafts>().AddHostedService<RefusedJob>();
        services.AddSingleton(settings.Ways).AddSingleton<Telling>().AddSingleton<Ringing>().AddSingleton<AlertsJob>().AddHostedService(s => s.GetRequiredService<AlertsJob>());
        services.AddSingleton<Webhooks>().AddSingleton<NoticeTelling>().AddSingleton<NoticesJob>().AddHostedService(s => s.GetRequiredService<NoticesJob>());
        services.AddSingleton<ReadNoting>().AddSingleton<HookTelling>().AddSingleton<HookActs>().AddSingleton<HooksJob>().AddHostedService(s => s.GetRequiredService<HooksJob>());
        services.AddSingleton<BackChecksJob>().AddHostedService(s => s.GetRequiredService<BackChecksJob>());
        services.AddSingleton(StageWords.Shipped()).AddSingleton<StageActs>();
        services.AddSingleton<IncidentActs>().AddSingleton<IncidentsJob>().AddHostedService(s => s.GetRequiredService<IncidentsJob>());
        services.AddSingleton<CustodyActs>().AddSingleton<TagLimit>();
        services.AddSingleton<LinkLimit>().AddSingleton<PlanActs>().AddSingleton<PlansJob>().AddHostedService(s => s.GetRequiredService<PlansJob>());
        services.AddSingleton<Browser>();
        services.AddSingleton<Summaries.SummaryPapers>();
        services.AddSingleton<SummaryActs>().AddSingleton<ReportActs>().AddSingleton<ReleaseActs>().AddSingleton<ProgrammeReportActs>();
        services.AddSingleton<AuditActs>();
        services.AddSingleton<OrganisationActs>().AddSingleton<TakingActs>().AddSingleton<ProjectActs>().AddSingleton<CounterpartyActs>().AddSingleton<RedFlagActs>();
        services.AddSingleton<BaseMaps>().AddSingleton<MapsJob>().AddHostedService(s => s.GetRequiredService<MapsJob>());
        var blobs = database.Home.Blobs;
        blobs.Sweep();
        services.AddSingleton(blobs);
        services.AddSingleton<SitesToday>().AddHostedService(s => s.GetRequiredService<SitesToday>());
        services.AddSingleton<AskingWitnesses>().AddSingleton<Cosigning>().AddSingleton<Publishing>().AddHostedService(s => s.GetRequiredService<Publishing>());
        Pages.Register(services);
        Answering.Register(services);
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
        app.Services.GetRequiredService<Publishing>().Ready();
        app.Services.GetRequiredService<Cosigning>().Ready();
        app.Services.GetRequiredService<AssessJob>();
        MetricsPage.Use(app, settings.Operation);
        Draining.UseDraining(app);
        if (settings.Proxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseAnswering();
        WebFiles.Serve(app);
        app.UsePhoneErrors();
        app.UseEdge();
        app.UseRouting();
        app.UseDoors();
        app.Use(AuditNoting.Note);
        app.Use(ReadNoting.Note);
        app.Use(Fresh);
        app.Use(Behind.Answer);
        app.MapSignIn();
        app.MapSignInPage();
        app.MapProgramme();
        app.MapSites();
        app.MapStages();
        app.MapRisk();
        app.MapMethod();
        app.MapSchemas();
        app.MapVerify();
        app.MapSecurity();
        app.MapIncidents();
        app.MapPlans();
        app.MapShared();
        app.MapSheets();
        app.MapAlertCards();
        app.MapOrganisations();
        app.MapCounterparties();
        app.MapRedFlags();
        app.MapCustody();
        app.MapTagChecks();
        app.MapNeeds();
        app.MapProjects();
        app.MapReports();
        app.MapProgrammeReports();
        app.MapSummaries();
        app.MapPapers();
        app.MapDigests();
        app.MapPrices();
        app.MapOutput();
        app.MapReleases();
        app.MapDecisions();
        app.MapAudits();
        app.MapRecognition();
        app.MapSubmissions();
        app.MapRefused();
        app.MapFormsRoom();
        app.MapDraftsRoom();
        app.MapAgents();
        app.MapAgent();
        app.MapKeys();
        app.MapRoster();
        app.MapSafety();
        app.MapAlerts();
        app.MapHooks();
        app.MapReads();
        app.MapBaseMap();
        app.MapBackChecks();
        app.MapDataSets();
        var api = app.MapGroup("/api").AddEndpointFilter(Problems.Refusals);
        api.MapForms();
        api.MapDrafts();
        api.MapCatalogue();
        api.MapPeople();
        api.MapAgentApi();
        api.MapKeysApi();
        api.MapRosterApi();
        api.MapSafetyApi();
        api.MapAlertsApi();
        api.MapHooksApi();
        api.MapReadsApi();
        api.MapTables();
        api.MapBaseMapApi();
        api.MapBackChecksApi();
        api.MapIncidentsApi();
        api.MapPlansApi();
        api.MapOrganisationsApi();
        api.MapCounterpartiesApi();
        api.MapRedFlagsApi();
        api.MapCustodyApi();
        api.MapNeedsApi();
        api.MapProjectsApi();
        api.MapReportsApi();
        api.MapProgrammeReportsApi();
        api.MapDigestsApi();
        api.MapPricesApi();
        api.MapOutputApi();
        api.MapPassingApi();
        api.MapReleasesApi();
        api.MapDecisionsApi();
        api.MapAuditsApi();
        api.MapDataSetsApi();
        api.MapRebuild();
        api.MapBackup();
        api.MapImports();
        api.MapOutbox();
        api.MapRefusedApi();
        api.MapSitesApi();
        api.MapStagesApi();
        api.MapExports();
        api.MapSubmissionsApi();
        api.MapMethodApi();
        api.MapVerifyApi();
        api.MapErase();
        api.MapField();
        api.MapFieldMaps();
        app.MapOData();
        app.MapOgc();
        app.MapFieldFiles();
        app.MapPhones();
        app.MapTestPhones();
        app.MapLedger();
        app.MapCredentials();
        app.MapWitness();
        app.MapReference();
        app.MapHealth();
        // Said here, so that the routes are built once: for this check and for whoever comes.
        app.UseEndpoints(_ => { });
        if (Doors.Unstated(app.Services).ToList() is { Count: > 0 } open)
            throw new InvalidOperationException($"These routes state no right: {string.Join(", ", open)}");
        return app;
    }

    // For the programme alone: how long a reader outside it waits must not tell that something was recorded just now. Not for feeds: each page of theirs is an entry, and the next would wait for it.
    private static async Task Fresh(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<CurrentPerson>() is { User: not null, Sees: >= Tier.T2 } && HttpMethods.IsGet(http.Request.Method) && !Problems.IsFeed(http))
            await http.RequestServices.GetRequiredService<AssessJob>().Fresh(http.RequestAborted);
        await next(http);
    }
}
