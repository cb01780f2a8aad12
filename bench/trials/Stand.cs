using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Adit.People;
using Adit.Storage;
using Adit.Tests.Storage;

namespace Adit.Bench.Trials;

/// <summary>
/// Three nodes behind HAProxy, a primary and a standby of PostgreSQL, and an object store, all real and all on this machine; whatever a node asks of the others
/// goes over a cable of its own.
/// </summary>
internal sealed class Stand : IDisposable
{
    private readonly string _folder;
    private readonly Part _balancer;
    private readonly Dictionary<string, string> _store;
    private readonly string _url, _blobs;
    private readonly int _rgw;

    private Stand(string folder, string services, Cluster primary, Cluster standby, Dictionary<string, string> store)
    {
        (_folder, Primary, Standby, _store, Services) = (folder, primary, standby, store, services);
        var s3 = new Uri(store["ADIT_TEST_S3"].Split("endpoint=")[1]);
        _rgw = s3.Port;
        Store = new("store", Path.Combine(folder, "store.log"), "radosgw", ["-c", Path.Combine(services, "ceph.conf"), "-n", "client.rgw", "-f"], []);
        _url = Url(primary.Port, "adit");
        _blobs = $"s3://adit-tests/trials?endpoint={s3}";
        for (var n = 0; n < 3; n++)
            Nodes.Add(new(n, this));
        var port = Part.FreePort();
        Origin = $"http://127.0.0.1:{port}";
        _balancer = new("haproxy", Path.Combine(folder, "haproxy.log"), "haproxy", ["-db", "-f", Path.Combine(Root(), "operating", "haproxy.cfg")], new()
        {
            ["LISTEN"] = $"127.0.0.1:{port}",
            ["NODE1"] = $"127.0.0.1:{Nodes[0].Port}",
            ["NODE2"] = $"127.0.0.1:{Nodes[1].Port}",
            ["NODE3"] = $"127.0.0.1:{Nodes[2].Port}",
        });
    }

    public string Origin { get; }

    public string Services { get; }

    public Part Store { get; }

    /// <summary>The server that is written to, now.</summary>
    public Cluster Primary { get; set; }

    public Cluster Standby { get; set; }

    public List<Node> Nodes { get; } = [];

    public string Key { get; private set; } = "";

    public string Token { get; private set; } = "";

    /// <summary>One node, and its cables.</summary>
    internal sealed class Node
    {
        public Node(int number, Stand stand)
        {
            Port = Part.FreePort();
            var scratch = Path.Combine(stand._folder, number == 0 ? "scratch" : $"scratch{number + 1}");
            Directory.CreateDirectory(scratch);
            (First, Second, Store) = (new(stand.Primary.Port), new(stand.Standby.Port), new(stand._rgw));
            Program = new($"node{number + 1}", Path.Combine(stand._folder, $"node{number + 1}.log"), "dotnet",
                [Adit, "serve", "--database", $"postgres://adit@127.0.0.1:{First.Port},127.0.0.1:{Second.Port}/adit?sslmode=verify-ca&sslrootcert={Path.Combine(stand._folder, "server.crt")}",
                    "--blobs", stand._blobs.Replace($":{stand._rgw}", $":{Store.Port}", StringComparison.Ordinal), "--urls", $"http://127.0.0.1:{Port}", "--public-url", $"http://127.0.0.1:{Port}",
                    "--signing-key", Path.Combine(stand._folder, "signing-key")],
                new(stand._store) { ["PGPASSWORD"] = Cluster.Password, ["TMPDIR"] = scratch });
        }

        public int Port { get; }

        /// <summary>To the first of the two servers of PostgreSQL, and to the second.</summary>
        public Link First { get; }

        /// <inheritdoc cref="First"/>
        public Link Second { get; }

        public Link Store { get; }

        public Part Program { get; }

        public IEnumerable<Link> Links => [First, Second, Store];
    }

    private static string Adit => Path.Combine(AppContext.BaseDirectory, "adit.dll");

    /// <summary>Starts all of it over an empty programme.</summary>
    public static async Task<Stand> Start(string folder)
    {
        Directory.CreateDirectory(folder);
        Part.Run("chmod", ["755", folder]);
        var services = Path.Combine(folder, "services");
        Part.Run(Path.Combine(Root(), "tests", "services"), ["start", services]);
        var store = File.ReadLines(Path.Combine(services, "env")).Select(l => l["export ".Length..].Split('=', 2)).ToDictionary(p => p[0], p => p[1].Trim('\''));
        Cluster.Certify(folder);
        // Disks that can be filled.
        foreach (var (disk, size) in ((string, string)[])[("a", "1500m"), ("b", "1500m"), ("scratch", "20m")])
        {
            Directory.CreateDirectory(Path.Combine(folder, disk));
            if (System.Environment.UserName == "root")
                Part.Run("mount", ["-t", "tmpfs", "-o", $"size={size}", "adit-trials", Path.Combine(folder, disk)]);
        }
        var primary = Cluster.New("a", folder, Path.Combine(folder, "a", "data"));
        var standby = Cluster.Of(primary, "b", folder, Path.Combine(folder, "b", "data"));
        primary.WaitFor("b");
        var stand = new Stand(folder, services, primary, standby, store);
        await stand.Prepare();
        return stand;
    }

    /// <summary>Where something of the stand lies.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    public async Task Ready(Node node)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        for (var taken = Stopwatch.StartNew(); ; await Task.Delay(50))
            try
            {
                if ((await http.GetAsync($"http://127.0.0.1:{node.Port}/health/ready")).IsSuccessStatusCode)
                    return;
                if (taken.Elapsed > TimeSpan.FromMinutes(2))
                    throw new InvalidOperationException($"{node.Program.Name} did not become ready: {this[node.Program.Name + ".log"]}");
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException && taken.Elapsed < TimeSpan.FromMinutes(2))
            {
                continue;
            }
    }

    /// <summary>What is not as it should be, now that nobody sends; null where all is well.</summary>
    public async Task<string?> Wrong(IReadOnlyCollection<string> acknowledged)
    {
        foreach (var node in Nodes)
            await Ready(node);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        foreach (var node in Nodes)
            for (var taken = Stopwatch.StartNew(); ; await Task.Delay(100))
            {
                var health = await http.GetFromJsonAsync<JsonObject>($"http://127.0.0.1:{node.Port}/api/health");
                if ((bool)health!["ok"]! && (long)health["rated"]! == (long)health["entries"]!)
                    break;
                if (taken.Elapsed > TimeSpan.FromMinutes(1))
                    return $"{node.Program.Name} says {health.ToJsonString()} after a minute.";
            }
        var held = Primary.List($"select instance from {Views()}.submissions").CountBy(i => i).ToDictionary();
        var lost = acknowledged.Count(i => !held.ContainsKey(i));
        var doubled = held.Count(i => i.Value > 1);
        if (lost + doubled > 0)
            return $"{lost} acknowledged records are lost, {doubled} are there twice.";
        try
        {
            Part.Run("dotnet", [Adit, "verify", Url(Primary.Port, "adit_check"), "--blobs", _blobs], Variables());
        }
        catch (InvalidOperationException fault)
        {
            return fault.Message;
        }
        return null;
    }

    /// <summary>Fills a disk; the file to delete, that it be empty again.</summary>
    public static string Fill(string disk)
    {
        var file = Path.Combine(disk, "fill");
        using var bytes = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        for (var piece = 1 << 20; piece > 0;)
            try
            {
                bytes.Write(new byte[piece]);
            }
            catch (IOException)
            {
                piece /= 16;
            }
        return file;
    }

    /// <summary>How many entries the ledger has.</summary>
    public long Entries() => long.Parse(Primary.List("select size from adit.head")[0], CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _balancer.Dispose();
        foreach (var node in Nodes)
        {
            node.Program.Dispose();
            foreach (var link in node.Links)
                link.Dispose();
        }
        Standby.Dispose();
        Primary.Dispose();
        Part.Run(Path.Combine(Root(), "tests", "services"), ["stop", Services]);
        Store.Dispose();
        foreach (var disk in (string[])["a", "b", "scratch"])
            if (System.Environment.UserName == "root")
                Part.Run("umount", ["-l", this[disk]]);
    }

    private string Views() => $"adit_views{Primary.List("select max(views) from adit.shapes")[0]}";

    private string Url(int port, string user) => $"postgres://{user}@127.0.0.1:{port}/adit?sslmode=verify-ca&sslrootcert={this["server.crt"]}";

    private Dictionary<string, string> Variables() => new(_store) { ["PGPASSWORD"] = Cluster.Password };

    private async Task Prepare()
    {
        Part.Run("dotnet", [Adit, "key", "new", this["signing-key"]]);
        Part.Run("dotnet", [Adit, "init", "--database", _url, "--blobs", _blobs, "--signing-key", this["signing-key"], "--name", "Trials"], Variables());
        foreach (var (name, value) in Variables())
            System.Environment.SetEnvironmentVariable(name, value);
        using (var home = new Address("", PostgresUrl.Read(_url, out _), _blobs).Open())
        using (var database = new Database(home, TimeProvider.System))
        {
            Key = await Killing.Prepare(database);
            await Accounts.CreateUser(database, ActorId.Program, "Lea", Role.Lead, [], Cluster.Password);
        }
        foreach (var node in Nodes)
            node.Program.Start();
        // From here on a process that can be killed and started again, as the one that it takes the place of cannot.
        Part.Run("kill", [File.ReadAllText(Path.Combine(Services, "rgw.pid")).Trim()]);
        Store.Start();
        _balancer.Start();
        foreach (var node in Nodes)
            await Ready(node);
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"http://127.0.0.1:{Nodes[0].Port}/api/sign-in", new { name = "Lea", password = Cluster.Password });
        Token = (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["token"]!;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "adit.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The trials run inside of the repository.");
        return folder.FullName;
    }
}
