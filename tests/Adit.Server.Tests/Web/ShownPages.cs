using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Adit.Demo;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Reference;
using Adit.Releases;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.DataSets;
using Adit.Tests.Demo;
using Adit.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Rounds = Adit.Tests.Phones.Rounds;

namespace Adit.Tests.Web;

/// <summary>
/// A demonstration that ends yesterday, with two reference sites and a site whose name is written to break a page, and one browser to look at it with.
/// </summary>
public sealed partial class ShownPages : LoadedDemo
{
    public const string Hostile = "<script>alert(1)</script>\"'&", HostileCode = "XX-01";

    private readonly Dictionary<string, string> _tokens = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal override DateOnly Last { get; } = DemoLoading.Yesterday;

    internal Uri Origin => new(App.Urls.Single());

    internal string ReferenceCode { get; private set; } = "";

    internal string Record { get; private set; } = "";

    internal string Refused { get; private set; } = "";

    /// <summary>The site of a plan that is adopted and its month, of a draft, the number of an action that runs, and the secret by which a party sees the plan.</summary>
    internal string Plan { get; private set; } = "";
    internal string PlanDraft { get; private set; } = "";
    internal string Action { get; private set; } = "";
    internal string Shared { get; private set; } = "";

    /// <summary>A report as it was published, where the next is prepared, and where anybody sees whether it stands.</summary>
    internal string Report { get; private set; } = "";
    internal string ReportDraft { get; private set; } = "";
    internal string ReportCheck { get; private set; } = "";

    /// <summary>Where anybody looks up a paper that nobody published.</summary>
    internal string PaperCheck => new Uri(Adit.Printing.PaperMarks.Of(App.Services, Adit.Printing.PaperKind.Digest, default).Address).AbsolutePath;

    /// <summary>The report about a quarter, a month of which reports are there, and the OECD step 5 pack of its year.</summary>
    internal string Quarter => ProgrammeReportsFilling.Path(Database.Read(ProgrammeReportsTable.Newest)[0].Fact.Span);
    internal string Digest { get; private set; } = "";
    internal string StepFive => Adit.Digests.DigestsRoom.StepFive(int.Parse(Digest[..4], System.Globalization.CultureInfo.InvariantCulture));
    /// <summary>Where a photo of a record is released, where an answer is, and one that was.</summary>
    internal string ReleasingPhoto { get; private set; } = "";
    internal string ReleasingText { get; private set; } = "";
    internal string Release { get; private set; } = "";

    /// <summary>The number of the partner's project.</summary>
    internal string Project => Database.Read(db => Adit.Partners.ProjectsTable.All(db))[0].Set.Number;

    /// <summary>The audit that runs.</summary>
    internal string Audit => "/audits/" + App.Services.GetRequiredService<Registers>().Current.Audits[0].Number;

    /// <summary>A record that was drawn in it.</summary>
    internal string Paper => $"{Audit}/samples/1/{Database.Read(db => Adit.Audits.AuditsTable.All(db))[0].Samples[0].Items[0].Item}";

    /// <summary>The number of an incident that is open.</summary>
    internal string Incident => Database.Read(db => IncidentsTable.Page(db, new(null, null, null, null, Open: true, Reviewer: false, After: null), 1))[0].Number;

    /// <summary>One who declared an interest in the site where they work.</summary>
    internal string Agent => App.Services.GetRequiredService<Registers>().Current.Agents.Single(a => a.Name == "kalala-03").Id.ToString();

    /// <summary>Something that records made and changed without knowing of each other.</summary>
    internal string Entity { get; } = "019ab000-0000-7000-8000-0000000000e1";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Database.Write(writing => writing.Record(ActorId.Program, new SiteRegistered(
            new(Guid.CreateVersion7()), HostileCode, Hostile, SiteKind.Monitored, Stage.Candidate, "CD", Hostile, ["cobalt"], new(-10.2m, 25.9m), "Africa/Lubumbashi", null, [], Hostile, [], null)));
        await new IpisImport(Database, App.Services.GetRequiredService<Registers>(), App.Services.GetRequiredService<Catalogues>(), App.Services.GetRequiredService<Receiving>()).Run(Visits, ActorId.Program, (_, _) => { }, CancellationToken.None);
        await App.Services.GetRequiredService<AssessJob>().CatchUp(CancellationToken.None);
        await App.Services.GetRequiredService<Drafts>().Upload(ActorId.Program, Encoding.UTF8.GetBytes(Rounds.Xform(media: Rounds.Lists)), "en");
        using var office = await Client("lead");
        Assert.Equal(404, (await new Phone(office, File.Agents[0].OpenRosaUrl).Submit(Rounds.Record("uuid:refused"))).Code);
        await Follow(new(office, File.Agents[0].OpenRosaUrl));
        Refused = RefusedUpload().Match(await office.GetStringAsync("/refused")).Groups[1].Value;
        ReferenceCode = App.Services.GetRequiredService<Registers>().Current.Sites.Values.First(s => s.Kind == SiteKind.Reference).Code;
        Record = Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1, "adit-visit")[0].Submission.ToString());
        await Planned();
        await Released();
        await Reported();
        // What was published since the demonstration was made is in no head yet, and has no evidence until it is.
        await App.Services.GetRequiredService<Adit.Ledger.Publishing>().Publish();
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Args = ["--no-sandbox"], Timeout = 180_000 });
    }

    private async Task Planned()
    {
        var (register, acts) = (App.Services.GetRequiredService<Registers>().Current, App.Services.GetRequiredService<PlanActs>());
        var lead = new CurrentPerson(register.Users.First(u => u.Role == Role.Lead), Tier.T2, null, false);
        var action = Database.Read(db => PlansTable.Page(db, new(null, null, null, null), 100)).First(a => !a.Line.Quiet);
        var site = register.Sites[action.Site];
        var plan = Database.Read(db => PlansTable.OfSite(db, site.Id)).First(p => p.State == PlanState.Issued);
        // Of the month after, so that there is none yet.
        PlanDraft = PlanWords.Path(site, (await acts.Compose(lead, site, Composing.MonthOf(SiteRisk.Today(site, Database.Now.ToDateTimeOffset())).AddMonths(1))).Month);
        (Plan, Action, Shared) = (PlanWords.Path(site, plan.Month), action.Line.Number, await acts.Link(lead, site, Party.Cooperative, 30));
    }

    // A photo of the site that the buyer's agreement covers.
    private async Task Released()
    {
        var (register, acts) = (App.Services.GetRequiredService<Registers>().Current, App.Services.GetRequiredService<ReleaseActs>());
        var lead = new CurrentPerson(register.Users.First(u => u.Role == Role.Lead), Tier.T2, null, false);
        var opened = Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 500, null, register.SiteCodes["LU-02"]).Where(r => r.Standing == VersionState.Current && r.Review != ReviewState.Rejected)
            .Select(r => OpenedRecord.Find(db, App.Services.GetRequiredService<LedgerReading>(), register, lead, r.Submission.ToString())).OfType<OpenedRecord>().Select(r => (Record: r, Photo: r.Files(db).FirstOrDefault(ReleaseSource.IsPhoto), Words: r.Answers.FirstOrDefault(ReleaseSource.IsText))).ToList());
        var (photo, words) = (opened.First(r => r.Photo is not null), opened.First(r => r.Words is not null));
        (ReleasingPhoto, ReleasingText) = ($"/submissions/{photo.Record.Row.Submission}/release?file={photo.Photo!.Name}", $"/submissions/{words.Record.Row.Submission}/release?question={Uri.EscapeDataString(ReleaseSource.KeyOf(words.Words!))}");
        Release = ReleaseWords.Path(await acts.Release(lead, new(photo.Record, photo.Photo, null), new(photo.Photo.Name, null, [new(10, 20, 30, 40)], "Ground, and sky above it", "en", Sure: true), CancellationToken.None));
        await acts.Release(lead, new(words.Record, null, words.Words), new(null, "", null, "Il n’y avait personne au puits.", "fr", Sure: true), CancellationToken.None);
    }

    // The month before at a site that the buyer's agreement covers: published, read once, and with findings about which nobody was asked yet in the next.
    private async Task Reported()
    {
        var (register, acts) = (App.Services.GetRequiredService<Registers>().Current, App.Services.GetRequiredService<ReportActs>());
        var lead = new CurrentPerson(register.Users.First(u => u.Role == Role.Lead), Tier.T2, null, false);
        var site = register.Sites[register.SiteCodes["LU-02"]];
        var month = Composing.MonthOf(SiteRisk.Today(site, Database.Now.ToDateTimeOffset())).AddMonths(-1);
        if (Database.Read(db => ReportsTable.Versions(db, site.Id, month)).Count == 0)
        {
            var (says, replies) = Database.Read(db => (new MonthComposing(db, App.Services.GetRequiredService<Catalogues>().Current!).Compose(site, month), ReportsTable.Replies(db, site.Id)));
            foreach (var finding in Reporting.ToAsk(says).Where(f => !replies.ContainsKey((f.Indicator, f.Since))))
                await acts.Do(lead, site, month, new("waive", Indicator: finding.Indicator, Since: finding.Since, Text: "in a test"));
            await acts.Do(lead, site, month, new("write", Section: "summary", Language: "en", Text: "A month in short."));
            await acts.Do(lead, site, month, new("publish", Seen: 0, Read: true));
        }
        var published = Database.Read(db => ReportsTable.Versions(db, site.Id, month))[0];
        (Report, ReportCheck) = ($"{ReportsFilling.Path(site, month)}/{published.Fact.Version}", ReportsRoom.CheckPath(published.Version));
        Digest = PlanWords.MonthValue(month);
        ReportDraft = ReportsFilling.Path(register.Sites[register.SiteCodes["LU-01"]], month) + "/draft";
    }

    /// <summary>Somebody of the office opens an incident of S3 by hand.</summary>
    internal async Task Told(string indicator)
    {
        var lead = new CurrentPerson(App.Services.GetRequiredService<Registers>().Current.Users.First(u => u.Role == Role.Lead), Tier.T2, null, false);
        await App.Services.GetRequiredService<IncidentActs>().Open(lead, new("LU-01", indicator, "S3", null, "Told at the market."));
    }

    /// <summary>A window of somebody in a role, or of nobody, in a language.</summary>
    internal async Task<Window> Open(string? role, string language, int width, bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(new() { BaseURL = Origin.ToString(), Locale = language, ViewportSize = new() { Width = width, Height = 900 }, JavaScriptEnabled = scripts });
        context.SetDefaultTimeout(120_000);
        await context.AddCookiesAsync([new() { Name = FrameReading.LanguageCookie, Value = language, Url = Origin.ToString() }]);
        if (role is not null)
            await context.AddCookiesAsync([new() { Name = CurrentPerson.Cookie, Value = await TokenOf(role), Url = Origin.ToString() }]);
        return new(context, await context.NewPageAsync(), Origin);
    }

    /// <summary>Asks as somebody in a role, or nobody; redirects are not followed, and what is compressed stays so.</summary>
    internal async Task<HttpClient> Client(string? role, string language = "en", bool compressed = false)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = compressed ? DecompressionMethods.None : DecompressionMethods.All }) { BaseAddress = Origin };
        var cookies = $"{FrameReading.LanguageCookie}={language}" + (role is null ? "" : $"; {CurrentPerson.Cookie}={await TokenOf(role)}");
        client.DefaultRequestHeaders.Add("Cookie", cookies);
        if (compressed)
            client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await base.DisposeAsync();
    }

    private async Task<string> TokenOf(string role)
    {
        if (!_tokens.TryGetValue(role, out var token))
        {
            var user = File.Users.Single(u => u.Role == role);
            _tokens[role] = token = (await App.Services.GetRequiredService<Sessions>().SignIn(user.Name, user.Password, "test")).Token!;
        }
        return token;
    }

    private async Task Follow(Phone phone)
    {
        foreach (var xform in (string[])[FollowUps.MakingForm(), FollowUps.ChangingForm()])
            Assert.Empty(await Beginning.Publishing(Database, App.Services.GetRequiredService<Catalogues>(), ActorId.Program, Encoding.UTF8.GetBytes(xform)));
        var entity = Guid.Parse(Entity);
        foreach (var record in (string[])[FollowUps.Make(entity, Hostile, ""), FollowUps.Make(entity, "again", ""), FollowUps.Change(entity, 1, "done", site: ""), FollowUps.Change(entity, 1, "open", Hostile, site: "")])
            Assert.Equal(201, (await phone.Submit(record)).Code);
        await App.Services.GetRequiredService<AssessJob>().CatchUp(CancellationToken.None);
    }

    private static MemoryStream Visits() => new(Encoding.UTF8.GetBytes(string.Join('\n',
        "vid,pcode,name,visit_date,longitude,latitude,province,workers_numb,mineral1,village",
        "1,codmine90001,Kilima,2015-03-02,28.5,-2.25,Sud-Kivu,40,Or,Kilima", "2,codmine90002,Mlima,2019-06-11,28.1,-1.75,Nord-Kivu,120,Coltan,Mlima")));

    [GeneratedRegex("href=\"/refused/([0-9a-f-]{36})\"")]
    private static partial Regex RefusedUpload();

    internal static string Chromium() => Environment.GetEnvironmentVariable("ADIT_CHROMIUM")
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => (string[])[Path.Combine(folder, "chromium"), Path.Combine(folder, "google-chrome")]).FirstOrDefault(System.IO.File.Exists)
        ?? throw new InvalidOperationException("No Chromium is installed: ./test installs it.");
}

/// <summary>One loading and one browser for all tests that look at pages.</summary>
[CollectionDefinition(nameof(ShownPages))]
public sealed class LookingAtPages : ICollectionFixture<ShownPages>;

/// <summary>A browser's window, and every host but ours that it asked.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Window(IBrowserContext context, IPage page, Uri origin)
    {
        (_context, Page) = (context, page);
        page.Request += (_, request) =>
        {
            var asked = new Uri(request.Url);
            if (asked.Scheme != "data" && asked.Authority != origin.Authority)
                Elsewhere.Add(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                Errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public List<string> Elsewhere { get; } = [];

    public List<string> Errors { get; } = [];

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
