using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Adit.Bench.Trials;

/// <summary>One server of PostgreSQL, with TLS, passwords, and all that docs/operating/nodes.md says about its settings and roles.</summary>
internal sealed class Cluster : IDisposable
{
    public const string Password = "a password for the trials";

    private static readonly string Programs = Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin/";
    private readonly string _data, _certificate;
    private readonly Part _server;

    private Cluster(string name, string folder, string data)
    {
        (Name, _data, _certificate, Port) = (name, data, Path.Combine(folder, "server.crt"), Part.FreePort());
        var words = Words("postgres", "-D", data, "-c", $"port={Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=");
        _server = new(name, Path.Combine(folder, name + ".log"), words[0], words[1..], []);
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>A certificate of its own for 127.0.0.1, which clients are given to know it by.</summary>
    public static void Certify(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Path.Combine(folder, "server.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A new primary, running, with an empty database for Adit.</summary>
    /// <param name="data">Where its files go; a disk of its own where one is to be filled.</param>
    public static Cluster New(string name, string folder, string data)
    {
        var cluster = new Cluster(name, folder, data);
        Own(data);
        Part.Run("/bin/sh", ["-c", "exec \"$@\" >/dev/null", "sh", .. Words("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums")]);
        File.WriteAllText(Path.Combine(data, "pg_hba.conf"),
            """
            host    all          postgres    127.0.0.1/32  trust
            hostssl adit         adit        127.0.0.1/32  scram-sha-256
            hostssl adit         adit_check  127.0.0.1/32  scram-sha-256
            hostssl replication  replicator  127.0.0.1/32  scram-sha-256

            """);
        File.AppendAllText(Path.Combine(data, "postgresql.conf"),
            """
            ssl = on
            password_encryption = scram-sha-256
            max_connections = 200
            shared_buffers = 256MB
            wal_level = replica
            max_wal_senders = 5
            wal_keep_size = 256MB
            hot_standby = on
            wal_log_hints = on
            tcp_keepalives_idle = 5
            tcp_keepalives_interval = 2
            tcp_keepalives_count = 2
            tcp_user_timeout = 10000

            """);
        foreach (var file in (string[])["server.crt", "server.key"])
            File.Copy(Path.Combine(folder, file), Path.Combine(data, file), overwrite: true);
        Own(data);
        Part.Run("chmod", ["400", Path.Combine(data, "server.key")]);
        cluster.Start();
        cluster.Ask(
            $"""
            create role adit login password '{Password}' nosuperuser nocreatedb nocreaterole noreplication;
            create role adit_check login password '{Password}' nosuperuser nocreatedb nocreaterole noreplication;
            create role replicator login password '{Password}' replication;
            """);
        cluster.Ask("create database adit template template0");
        cluster.Ask(
            """
            revoke all on database adit from public;
            revoke all on schema public from public;
            grant connect, create, temporary on database adit to adit;
            grant connect on database adit to adit_check;
            alter default privileges for role adit grant usage on schemas to adit_check;
            alter default privileges for role adit grant select on tables to adit_check;
            """, "adit");
        return cluster;
    }

    /// <summary>One that was made before, started; null where there is none.</summary>
    public static Cluster? At(string name, string folder, string data)
    {
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
            return null;
        var cluster = new Cluster(name, folder, data);
        cluster.Start();
        return cluster;
    }

    /// <summary>A standby of another one, running and up to date.</summary>
    public static Cluster Of(Cluster primary, string name, string folder, string data)
    {
        var cluster = new Cluster(name, folder, data);
        cluster.Follow(primary);
        return cluster;
    }

    /// <summary>Makes it anew as the standby of another one.</summary>
    public void Follow(Cluster primary)
    {
        _server.Kill();
        if (Directory.Exists(_data))
            Directory.Delete(_data, recursive: true);
        Own(_data);
        var words = Words("pg_basebackup", "-D", _data, "-R", "-X", "stream", "-c", "fast", "-d",
            $"host=127.0.0.1 port={primary.Port} user=replicator sslmode=verify-full sslrootcert={_certificate} application_name={Name}");
        Part.Run(words[0], words[1..], new() { ["PGPASSWORD"] = Password });
        Start();
    }

    /// <summary>Whoever records waits until a standby has it too.</summary>
    public void WaitFor(string standbys) => Ask($"alter system set synchronous_standby_names = '{standbys}'", then: "select pg_reload_conf()");

    public void Start()
    {
        _server.Start();
        for (var taken = Stopwatch.StartNew(); ; Thread.Sleep(50))
            try
            {
                Ask("select 1");
                return;
            }
            catch (NpgsqlException) when (taken.Elapsed < TimeSpan.FromMinutes(1))
            {
                continue;
            }
    }

    /// <summary>Whether it takes questions.</summary>
    public bool Answers
    {
        get
        {
            try
            {
                Ask("select 1");
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }
    }

    public void Kill() => _server.Kill();

    public void Signal(string signal) => _server.Signal(signal);

    public void Promote() => Ask("select pg_promote()");

    public void Ask(string sql, string database = "postgres", string? then = null)
    {
        using var db = Open(database);
        foreach (var one in (string?[])[sql, then])
            if (one is not null)
            {
                using var command = new NpgsqlCommand(one, db);
                command.ExecuteNonQuery();
            }
    }

    public List<string> List(string sql)
    {
        using var db = Open("adit");
        using var command = new NpgsqlCommand(sql, db);
        using var rows = command.ExecuteReader();
        var list = new List<string>();
        while (rows.Read())
            list.Add(rows.GetValue(0).ToString()!);
        return list;
    }

    /// <summary>User and system time of all its processes, those that ended among them.</summary>
    public TimeSpan Cpu
    {
        get
        {
            var ticks = Times(_server.Id, withEnded: true);
            foreach (var child in File.ReadAllText($"/proc/{_server.Id}/task/{_server.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                ticks += Times(int.Parse(child, System.Globalization.CultureInfo.InvariantCulture), withEnded: false);
            return TimeSpan.FromMilliseconds(ticks * 10);
        }
    }

    public void Dispose() => _server.Dispose();

    private NpgsqlConnection Open(string database)
    {
        var db = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Pooling=false;Timeout=3");
        db.Open();
        return db;
    }

    private static long Times(int process, bool withEnded)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return fields[11..(withEnded ? 15 : 13)].Sum(f => long.Parse(f, System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // PostgreSQL refuses to run as root.
    private static string[] Words(string program, params string[] words) =>
        Environment.UserName == "root" ? ["env", "HOME=/nonexistent", "setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", Programs + program, .. words] : [Programs + program, .. words];

    private static void Own(string data)
    {
        Directory.CreateDirectory(data);
        if (Environment.UserName == "root")
            Part.Run("chown", ["-R", "postgres:", data]);
        Part.Run("chmod", ["700", data]);
    }
}
