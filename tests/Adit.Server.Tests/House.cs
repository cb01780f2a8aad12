using System.Collections.Immutable;
using System.Text;
using Adit.Alerts;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests;

/// <summary>A clock that stands until a test moves it.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
        set => Volatile.Write(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>Numbers in an order that tests can name: 2026-100001 is the first incident of its year.</summary>
internal sealed class NumbersInOrder : Numbers
{
    protected override int Draw(int tried) => Least + 1 + tried;
}

/// <summary>An agent of a test's house, with the key of their phone.</summary>
internal sealed record Enrolled(ActorId Id, string Name, string Key, Phone Phone);

/// <summary>
/// A whole Adit in a home of its own: real Kestrel on a free loopback port, real SQLite or PostgreSQL, the shipped catalogue and forms. A scenario ends with
/// <see cref="Check"/>: the ledger audits and the views rebuild to the same rows.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<Task<TestHome>> Real = new(() => Template(simulated: false)), Demo = new(() => Template(simulated: true));

    private readonly TestHome _kept;
    private readonly bool _guest;
    private long? _shape;
    private Home _home = null!;
    private WebApplication _app = null!;

    private House(TestHome kept, SetClock clock, bool guest = false) => (_kept, Clock, _guest) = (kept, clock, guest);

    public SetClock Clock { get; }

    public string Folder => _kept.Folder;

    /// <summary>Where the ledger's signing key is from the next start on; null for the folder.</summary>
    public string? SigningKey { get; set; }

    /// <summary>How people outside the office are told something, from the next start on.</summary>
    public Ways Ways { get; set; } = Ways.None;

    /// <summary>Who is asked to cosign the ledger's heads, from the next start on.</summary>
    public IReadOnlyList<WitnessAt> Witnesses { get; set; } = [];

    /// <summary>The ledgers that it is a witness of, from the next start on.</summary>
    public IReadOnlyList<VerifierKey> WitnessOf { get; set; } = [];

    /// <summary>The browser that makes PDFs and pictures, from the next start on.</summary>
    public string? Browser { get; set; } = Environment.GetEnvironmentVariable(Adit.Printing.Browser.Variable);

    /// <summary>What addresses in answers begin with, from the next start on; null for where it listens.</summary>
    public string? Address { get; set; }

    public Database Database { get; private set; } = null!;

    public Settings Settings { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Origin => Settings.Urls;

    public IServiceProvider Services => _app.Services;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A house as <c>adit init</c> leaves it: shipped catalogue and forms, no site, no agent.</summary>
    public static async Task<House> Open(bool simulated = false)
    {
        var house = new House((await (simulated ? Demo : Real).Value).Copy(), new(Noon));
        await house.Start();
        return house;
    }

    /// <summary>A house over a folder that lies there already.</summary>
    public static Task<House> Over(string path) => Over(TestHome.At(path));

    /// <summary>A house over what is kept there already.</summary>
    public static async Task<House> Over(TestHome kept)
    {
        var house = new House(kept, new(Noon));
        await house.Start();
        return house;
    }

    /// <summary>A house over what is kept there already, and stays when the house goes.</summary>
    public static async Task<House> Visiting(TestHome kept)
    {
        var house = new House(kept, new(Noon), guest: true);
        await house.Start();
        return house;
    }

    /// <summary>A house in a database, as <c>adit init</c> leaves it, whatever this run keeps programmes in.</summary>
    public static async Task<House> InDatabase()
    {
        Assert.SkipWhen(TestHome.Postgres is null, "This is about PostgreSQL, and ADIT_TEST_POSTGRES names no server. tests/services starts one.");
        var house = new House(TestHome.InDatabase(), new(Noon));
        await Begin(house._kept, simulated: false);
        await house.Start();
        return house;
    }

    /// <summary>Another node of the same programme, on the same clock.</summary>
    /// <param name="shape">Of its views, as another version of the program would have them; null for this version's.</param>
    public async Task<House> Node(long? shape = null)
    {
        var node = new House(_kept, Clock, guest: true) { _shape = shape };
        await node.Start();
        return node;
    }

    /// <summary>Where it keeps its programme.</summary>
    public TestHome Kept => _kept;

    /// <summary>Stops and starts the program over the same folder; <paramref name="between"/> happens while nobody has it open.</summary>
    public async Task Restart(Func<Task>? between = null)
    {
        await Stop();
        if (between is not null)
            await between();
        await Start();
    }

    public async Task<SiteId> Site(string code, params string[] pits)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await Record(new SiteRegistered(
            site, code, $"Site {code}", SiteKind.Monitored, Adit.Sites.Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, [], null, [], null));
        foreach (var pit in pits)
            await Record(new PitRegistered(new(Guid.CreateVersion7()), site, pit, $"Pit {pit}"));
        return site;
    }

    public async Task<Enrolled> Agent(string name, string language, params SiteId[] sites) => await Agent(name, language, [], sites);

    /// <summary>An agent who may use only some forms.</summary>
    public async Task<Enrolled> Agent(string name, string language, ImmutableArray<string> forms, params SiteId[] sites)
    {
        var agent = await People.Accounts.CreateAgent(Database, ActorId.Program, name, language, [.. sites], forms, 5);
        var key = await People.Accounts.NewSecret(Database, ActorId.Program, agent, Access.Key);
        return new(agent, name, key, new(Http, $"/openrosa/key/{key}"));
    }

    public Task<Recorded> Record(Fact fact) => Database.Write(writing => writing.Record(ActorId.Program, fact));

    public Task Publish(string xform) => Publish(Encoding.UTF8.GetBytes(xform));

    public async Task Publish(byte[] xform) => Assert.Empty(await Beginning.Publishing(Database, Get<Catalogues>(), ActorId.Program, xform));

    /// <summary>A media file of a form version.</summary>
    public async Task Media(string form, string version, string name, string type, byte[] bytes)
    {
        using var blob = Get<Blobs>().Create();
        blob.Write(bytes);
        await Record(new FormMediaSet(form, version, name, type, Adit.Phones.OpenRosaAnswer.Md5(bytes), await blob.Keep()));
    }

    /// <summary>Asks as somebody who signed in by the password of tests; redirects are followed.</summary>
    public async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await Get<Sessions>().SignIn(name, Commands.Opened.Password, "test")).Token);
        return client;
    }

    public Task Rated() => Get<AssessJob>().CatchUp(TestContext.Current.CancellationToken);

    /// <summary>Every scenario's end.</summary>
    public async Task Check()
    {
        await AuditFromScratch();
        await RebuildFromScratch();
        await AuditFromScratch();
    }

    /// <summary>Verifies the ledger as a stranger would, over HTTP, and as its keeper can, with the keys.</summary>
    public async Task AuditFromScratch()
    {
        await Auditing.Entries(Database);
        await Get<Publishing>().Publish();
        await Auditing.Published(Http, Database);
    }

    /// <summary>Rebuilds every view and compares all rows with those that stood.</summary>
    public async Task RebuildFromScratch()
    {
        // What a job records in between is in the one and not in the other: then it is done again.
        for (var size = -1L; size != Database.Size;)
        {
            size = Database.Size;
            await Rated();
            var before = Database.Read(Auditing.Dump);
            await Rebuilding.Run(Database);
            var after = Database.Read(Auditing.Dump);
            if (size == Database.Size)
                Auditing.SameRows(before, after);
        }
    }

    public async Task Stop()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Database.Dispose();
        _home.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (!_guest)
            _kept.Dispose();
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("adit-house-").FullName;

    /// <summary>A token of somebody who leads the programme, for a program that runs on the real clock.</summary>
    public async Task<string> TokenForNow()
    {
        await People.Accounts.CreateUser(Database, ActorId.Program, "Token", Role.Lead, [], "a password for tests");
        Clock.Now = DateTimeOffset.UtcNow;
        return (await Get<Sessions>().SignIn("Token", "a password for tests", "test")).Token!;
    }

    /// <summary>A copy as it lies there between two starts.</summary>
    public async Task<TestHome> CopyOfHome()
    {
        await Stop();
        var copy = _kept.Copy();
        await Start();
        return copy;
    }

    private async Task Start()
    {
        var origin = $"http://127.0.0.1:{AditProcess.FreePort()}";
        Settings = new(origin, Address ?? origin, SigningKey, TimeSpan.FromHours(24), []) { Ways = Ways, Browser = Browser, Witnesses = Witnesses, WitnessOf = WitnessOf };
        _home = _kept.Open(_shape);
        Database = new(_home, Clock, new NumbersInOrder());
        _app = Serving.Build(Database, Settings);
        await _app.StartAsync();
        Http = new() { BaseAddress = new(origin) };
    }

    // Made once for all tests: publishing the catalogue and the forms takes longer than most scenarios.
    private static async Task<TestHome> Template(bool simulated)
    {
        var made = TestHome.New();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => made.Dispose();
        await Begin(made, simulated);
        return made;
    }

    private static async Task Begin(TestHome kept, bool simulated)
    {
        using var home = kept.Open();
        using var database = new Database(home, new SetClock(Noon));
        await Beginning.Create(database, new("", "", null, TimeSpan.FromHours(24), []), "Test programme", simulated);
    }
}
