using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Adit.Bench.Trials;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.Bench;

/// <summary>A programme to measure on, in a folder, or with <c>--postgres</c> in a server of PostgreSQL of its own: some sites, an agent who works at all of them, and a visit form of 54 questions, eleven of which publish ten observables.</summary>
internal sealed class Programme : IDisposable
{
    private readonly bool _kept;

    private Programme(string folder, Cluster? postgres, bool kept, IReadOnlyList<(string Site, string Key)> phones)
    {
        (Folder, Postgres, _kept, Phones) = (folder, postgres, kept, phones);
        using var home = Address.Open();
        using var database = new Database(home, TimeProvider.System);
        Began = database.Size;
        (Sites, Listed) = database.Read(db => (db.QuerySingle<long>("select count(*) from sites"), db.QuerySingle<long>("select count(*) from submissions")));
    }

    public string Folder { get; }

    /// <summary>The server that keeps it; null where it is in the folder.</summary>
    public Cluster? Postgres { get; }

    /// <summary>Where it is.</summary>
    public Address Address => AddressOf(Folder, Postgres);

    /// <summary>Entries of the ledger, sites, and records in the lists, when it was opened.</summary>
    public long Began { get; }

    public long Sites { get; }

    public long Listed { get; }

    /// <summary>Bytes that PostgreSQL keeps on disk now.</summary>
    public long Bytes => long.Parse(Postgres?.List("select pg_database_size('adit')")[0] ?? "0", CultureInfo.InvariantCulture);

    /// <summary>How a command line names it.</summary>
    public string[] Words => Postgres is null ? ["--data", Folder] : ["--database", Url(Folder, Postgres), "--blobs", Path.Combine(Folder, "blobs")];

    /// <summary>Bytes of PostgreSQL's write-ahead log so far.</summary>
    public long PostgresLog => long.Parse(Postgres?.List("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")[0] ?? "0", CultureInfo.InvariantCulture);

    /// <summary>User and system time of PostgreSQL so far, in milliseconds.</summary>
    public double PostgresMilliseconds => Postgres?.Cpu.TotalMilliseconds ?? 0;

    /// <summary>Sites, and for each the key of the phone of the agent who works there.</summary>
    public IReadOnlyList<(string Site, string Key)> Phones { get; }

    /// <summary>Who leads the programme, to sign in with.</summary>
    public const string Lead = "Bench", Password = "bench-password-1";

    /// <summary>Opens the folder that is named, or makes one; with at least so many records in it.</summary>
    public static async Task<Programme> Open(Options options, int stored)
    {
        stored = options.Number("copies", 1) > 1 ? Growing.Entries : stored;
        var path = options.Text("folder") ?? Directory.CreateTempSubdirectory("adit-bench-").FullName;
        var codes = Enumerable.Range(1, options.Number("sites", 300)).Select(i => $"S{i:0000}").ToList();
        var postgres = options.Has("postgres") ? Server(path) : null;
        var fresh = !AddressOf(path, postgres).Holds();
        await Prepare(AddressOf(path, postgres), options, stored, codes, fresh);
        if (postgres is not null && fresh && options.Number("copies", 1) is > 1 and var copies)
            Growing.Run($"Host=127.0.0.1;Port={postgres.Port.ToString(CultureInfo.InvariantCulture)};Username=postgres;Database=adit;Include Error Detail=true", copies, options.Has("short"), options.Has("lists"));
        return new(path, postgres, options.Text("folder") is not null, await Equip(AddressOf(path, postgres), options.Number("phones", 1)));
    }

    // A new key for some of the agents, far apart; and each site with the key of the agent who works there.
    private static async Task<List<(string Site, string Key)>> Equip(Address address, int count)
    {
        using var home = address.Open();
        using var database = new Database(home, TimeProvider.System);
        var (sites, agents) = database.Read(db => (SitesTable.All(db, SiteKind.Monitored).ToDictionary(s => s.Id, s => s.Code), PeopleTable.Agents(db).OrderBy(a => a.Id.Value).ToList()));
        var phones = new List<(string, string)>();
        for (var n = 0; n < count; n++)
        {
            var agent = agents[(int)((long)agents.Count * n / count)];
            var key = await People.Accounts.NewSecret(database, ActorId.Program, agent.Id, Access.Key);
            phones.AddRange(agent.Sites.Select(s => (sites[s], key)));
        }
        return [.. phones.OrderBy(p => p.Item1, StringComparer.Ordinal)];
    }

    private static async Task Prepare(Address address, Options options, int stored, List<string> codes, bool fresh)
    {
        using var home = address.Open();
        using var database = new Database(home, TimeProvider.System);
        if (fresh)
            await Begin(database, codes);
        if (!database.Read(db => PeopleTable.Users(db)).Any(u => u.Name == Lead))
            await People.Accounts.CreateUser(database, ActorId.Program, Lead, Role.Lead, [], Password);
        if (stored > 0 && options.Has("plain"))
            await database.Write(writing =>
            {
                for (var n = writing.Tree.Size; n < stored; n++)
                    writing.Record(ActorId.Program, new RecordsRead("bench", n));
                return true;
            });
        else if (stored > 0)
            await Fill(database, stored, i => Visit.Record(codes[i % codes.Count], photo: null, new Random(i), DateTimeOffset.UtcNow.AddDays((long)options.Number("days", 0) * (i - stored) / stored)));
    }

    /// <summary>Receives records in this process, as a phone's would be, until so many entries stand.</summary>
    public static async Task Fill(Database database, int entries, Func<int, (string Instance, string Xml)> record)
    {
        using var ledger = new Ledger.LedgerReading(database);
        using var job = new AssessJob(database, ledger);
        var receiving = new Receiving(database, new Registers(database), new Catalogues(database), database.Home.Blobs, ledger);
        var sites = database.Read(db => SitesTable.All(db, SiteKind.Monitored).Select(s => s.Id).ToImmutableArray());
        var sender = new Sender(new ActorId(Guid.CreateVersion7()), null, Source.Simulated, "phone", null, _ => true, _ => true, sites);
        var (watch, next, allocated) = (Stopwatch.StartNew(), (int)database.Size - 1, GC.GetTotalAllocatedBytes());
        var made = entries - next;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < entries;)
                if (await receiving.Receive(sender, Encoding.UTF8.GetBytes(record(i).Xml), []) is { Status: not 201 } refused)
                    throw new InvalidOperationException(refused.Code);
        })));
        await job.CatchUp();
        Console.WriteLine($"{database.Size} entries stand after {watch.Elapsed.TotalSeconds:0.0} s; {(GC.GetTotalAllocatedBytes() - allocated) / made / 1024.0:0.0} KiB allocated for each that was made");
    }

    public void Dispose()
    {
        Postgres?.Dispose();
        if (!_kept)
            Directory.Delete(Folder, recursive: true);
    }

    private static Cluster Server(string folder)
    {
        Part.Run("chmod", ["755", folder]);
        if (Cluster.At("postgres", folder, Path.Combine(folder, "postgres")) is { } there)
            return there;
        Cluster.Certify(folder);
        return Cluster.New("postgres", folder, Path.Combine(folder, "postgres"));
    }

    private static Address AddressOf(string folder, Cluster? postgres) =>
        postgres is null ? Address.Of(folder) : new("", PostgresUrl.Read(Url(folder, postgres), out _), Path.Combine(folder, "blobs"));

    private static string Url(string folder, Cluster postgres) =>
        $"postgres://adit:{Uri.EscapeDataString(Cluster.Password)}@127.0.0.1:{postgres.Port.ToString(CultureInfo.InvariantCulture)}/adit?sslmode=verify-ca&sslrootcert={Path.Combine(folder, "server.crt")}";

    private static async Task Begin(Database database, List<string> codes)
    {
        await Beginning.Create(database, new("http://127.0.0.1:0", "http://127.0.0.1:0", null, TimeSpan.FromHours(24), []), "Bench", simulated: true);
        var sites = ImmutableArray.CreateBuilder<SiteId>();
        foreach (var code in codes)
        {
            var site = new SiteId(Guid.CreateVersion7());
            await database.Write(w => w.Record(ActorId.Program, new SiteRegistered(
                site, code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, [], null, [], null)));
            sites.Add(site);
        }
        foreach (var xml in (string[])[Visit.Form(), Visit.PhotoForm()])
            foreach (var fault in await Beginning.Publishing(database, new Catalogues(database), ActorId.Program, Encoding.UTF8.GetBytes(xml)))
                throw new InvalidOperationException($"{fault.Code} in line {fault.Line.ToString(CultureInfo.InvariantCulture)}");
        await People.Accounts.CreateAgent(database, ActorId.Program, "Bench", "en", sites.ToImmutable(), [], 7);
    }
}
