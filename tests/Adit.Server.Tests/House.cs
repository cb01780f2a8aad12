using System.Collections.Immutable;
using System.Text;
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

/// <summary>An agent of a test's house, with the key of their phone.</summary>
internal sealed record Enrolled(ActorId Id, string Name, string Key, Phone Phone);

/// <summary>
/// A whole Adit in a temporary folder: real Kestrel on a free loopback port, real SQLite, the shipped catalogue and forms. A scenario ends with
/// <see cref="Check"/>: the ledger audits and the views rebuild to the same rows.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<Task<string>> Real = new(() => Template(simulated: false)), Demo = new(() => Template(simulated: true));

    private readonly string _path;
    private DataFolder _folder = null!;
    private WebApplication _app = null!;

    private House(string path, SetClock clock) => (_path, Clock) = (path, clock);

    public SetClock Clock { get; }

    public string Folder => _path;

    /// <summary>Where the ledger's signing key is from the next start on; null for the folder.</summary>
    public string? SigningKey { get; set; }

    public Database Database { get; private set; } = null!;

    public Settings Settings { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Origin => Settings.PublicOrigin;

    public IServiceProvider Services => _app.Services;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A house as <c>adit init</c> leaves it: shipped catalogue and forms, no site, no agent.</summary>
    public static async Task<House> Open(bool simulated = false)
    {
        var path = NewFolder();
        Copy(await (simulated ? Demo : Real).Value, path);
        var house = new House(path, new(Noon));
        await house.Start();
        return house;
    }

    /// <summary>A house over a folder that lies there already.</summary>
    public static async Task<House> Over(string path)
    {
        var house = new House(path, new(Noon));
        await house.Start();
        return house;
    }

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
        using var blob = Get<FolderBlobs>().Create();
        blob.Write(bytes);
        await Record(new FormMediaSet(form, version, name, type, Adit.Phones.OpenRosaAnswer.Md5(bytes), blob.Keep()));
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
        await Rated();
        var before = Database.Read(Auditing.Dump);
        await Rebuilding.Run(Database);
        Auditing.SameRows(before, Database.Read(Auditing.Dump));
    }

    public async Task Stop()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Database.Dispose();
        _folder.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_path, recursive: true);
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("adit-house-").FullName;

    /// <summary>A token of somebody who leads the programme, for a program that runs on the real clock.</summary>
    public async Task<string> TokenForNow()
    {
        await People.Accounts.CreateUser(Database, ActorId.Program, "Token", Role.Lead, [], "a password for tests");
        Clock.Now = DateTimeOffset.UtcNow;
        return (await Get<Sessions>().SignIn("Token", "a password for tests", "test")).Token!;
    }

    /// <summary>A copy of the folder as it lies on disk; the house must be stopped, and is started again.</summary>
    public async Task<string> CopyOfFolder()
    {
        await Stop();
        var folder = NewFolder();
        Copy(_path, folder);
        await Start();
        return folder;
    }

    private async Task Start()
    {
        var origin = $"http://127.0.0.1:{AditProcess.FreePort()}";
        Settings = new(origin, origin, SigningKey, TimeSpan.FromHours(24), []);
        _folder = DataFolder.Open(_path);
        Database = new(_folder, Clock);
        _app = Serving.Build(Database, Settings);
        await _app.StartAsync();
        Http = new() { BaseAddress = new(origin) };
    }

    // Made once for all tests: publishing the catalogue and the forms takes longer than most scenarios.
    private static async Task<string> Template(bool simulated)
    {
        var path = NewFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        using var folder = DataFolder.Open(path);
        using var database = new Database(folder, new SetClock(Noon));
        await Beginning.Create(database, new("", "", null, TimeSpan.FromHours(24), []), "Test programme", simulated);
        return path;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
