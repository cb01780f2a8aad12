using System.Diagnostics;
using System.Globalization;
using Adit.Ledger;
using Adit.Storage;
using Dapper;
using Npgsql;

namespace Adit.Bench;

/// <summary>
/// Makes a programme many times as large in the database itself: <c>--copies N</c> copies each of its rows with other sites, agents, records and indexes, as they
/// would have been recorded one programme after the other. Entries are copied as they are, so the tree over them is a true one; ids are not found again inside
/// sealed parts, so records of copies are listed and counted but do not open. <c>--short</c> leaves what is sealed at 64 bytes. <c>--lists</c> copies only what
/// lists over all sites read, as known at the same indexes: the ledger stays as small as it is.
/// </summary>
internal sealed class Growing(string address, int copies, bool shortened, bool lists)
{
    /// <summary>How many entries a programme must have to be copied: whole tiles of two levels.</summary>
    public const int Entries = 65_536;

    private const int AtOnce = 8;

    // What makes a load of many gigabytes faster, and is given back after it.
    private static readonly (string Setting, string Value)[] Loading = [("full_page_writes", "off"), ("max_wal_size", "'8GB'"), ("autovacuum", "off")];

    // Prefixes of ids that no id of today has.
    private const int First = 0x1000;

    // What goes into a column of a copy c; anything else goes in as it is.
    private static readonly Dictionary<string, string> Columns = new()
    {
        ["idx"] = $"b.idx + c * {Entries}",
        ["k_from"] = $"b.k_from + c * {Entries}",
        ["first_k"] = $"b.first_k + c * {Entries}",
        ["ended"] = $"b.ended + c * {Entries}",
        ["registered"] = $"b.registered + c * {Entries}",
        ["listed"] = $"b.listed + c * {Entries}",
        ["k_to"] = $"b.k_to + c * {Entries}",
        ["site"] = Named("site"),
        ["agent"] = Named("agent"),
        ["submission"] = Named("submission"),
        ["alias"] = "substring(sha256(b.alias || int4send(c)) for 16)",
        ["code"] = "b.code || '-' || c",
        ["name"] = "b.name || '-' || c",
        ["province"] = "'Province ' || c % 40",
        ["latitude"] = "(-12 + (c * 37 % 1700) / 100.0)::text",
        ["longitude"] = "(12 + (c * 101 % 1900) / 100.0)::text",
        ["minerals"] = "(array['cobalt','copper','tin','gold','tantalum'])[1 + c % 5]",
        ["zone"] = "(array['Africa/Lubumbashi','Africa/Kinshasa','Africa/Kigali'])[1 + c % 3]",
        ["block"] = $"b.block + c * {Entries / 256}",
        ["n"] = $"b.n + c * case b.level when 0 then {Entries / 256} else {Entries / 65_536} end",
    };

    private static readonly string[] Listed = ["sites", "site_facts", "site_parameters", "agents", "plans", "submissions", "versions", "site_records", "agent_days", "day_figures", "ratings", "form_uses", "site_changes"];

    private static readonly string[] Grown =
        ["ledger", "parts", "part_keys", "tiles", "moments", "sites", "site_facts", "site_parameters", "agents", "plans", "submissions", "versions", "instances", "site_records", "form_records", "agent_days", "day_figures", "ratings", "former_ratings", "timelines", "form_uses", "site_changes"];

    /// <summary>Grows a programme that is just so large.</summary>
    /// <param name="address">A connection string of the server's owner, to the programme's database.</param>
    public static void Run(string address, int copies, bool shortened, bool lists)
    {
        var growing = new Growing(address, copies, shortened, lists);
        using var db = growing.Open();
        foreach (var (setting, value) in Loading)
            db.Execute($"alter system set {setting} = {value}");
        db.Execute("select pg_reload_conf()");
        growing.Run(db);
        foreach (var (setting, _) in Loading)
            db.Execute($"alter system reset {setting}");
        db.Execute("select pg_reload_conf()");
    }

    private NpgsqlConnection Open()
    {
        var db = new NpgsqlConnection(address);
        db.Open();
        db.Execute("set search_path = adit_views1, adit, adit_keys; set maintenance_work_mem = '1GB'; set synchronous_commit = off; set work_mem = '256MB'");
        return db;
    }

    private void Run(NpgsqlConnection db)
    {
        var watch = Stopwatch.StartNew();
        if (db.QuerySingle<long>("select size from head") != Entries)
            throw new InvalidOperationException($"Only a programme of {Entries} entries is copied.");
        (string Schema, Table[] Tables)[] all = [("adit_views1", Views.Tables), ("adit", Schema.Kept), ("adit_keys", KeyStore.Tables)];
        foreach (var table in all.SelectMany(s => s.Tables.Where(t => t.Grows == Grows.ByIndex).Select(t => $"{s.Schema}.{t.Name}")))
            for (var part = 0L; part <= (long)Entries * copies / PostgresDialect.Span + 1; part++)
                db.Execute(PostgresDialect.Part(table, part));
        var tables = Views.Tables.Concat(Schema.Kept).Concat(KeyStore.Tables).Where(t => (lists ? Listed : Grown).Contains(t.Name));
        Parallel.ForEach(tables, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, table =>
        {
            using var session = Open();
            Grow(session, table);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {watch.Elapsed.TotalSeconds,5:0} s  {table.Name}: {Size(session, table.Name) / (1024.0 * 1024):N0} MiB"));
        });
        var size = (long)Entries * copies;
        if (!lists)
        {
            HigherTiles(db);
            db.Execute($"update head set size = {size}; update shapes set next = {size}; update assessed set next = {size}");
        }
        db.Execute("vacuum (analyze)", commandTimeout: 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:N0} entries and {db.QuerySingle<long>("select count(*) from sites"):N0} sites after {watch.Elapsed.TotalSeconds:0} s"));
    }

    private void Grow(NpgsqlConnection db, Table table)
    {
        var names = table.Columns.Select(c => c.Name).ToList();
        db.Execute($"create temp table base as select * from {table.Name}{(table.Name == "tiles" ? " where level < 2" : table.Name == "site_changes" ? " where site <> ''" : "")} order by {string.Join(", ", table.Key)}");
        for (var from = 1; from < copies; from += AtOnce)
            db.Execute(
                $"insert into {table.Name} ({table.AllColumns}) select {string.Join(", ", names.Select(n => Of(table, n)))} from generate_series({from}, {Math.Min(copies, from + AtOnce) - 1}) c cross join base b order by c, {string.Join(", ", table.Key.Select(k => $"b.{k}"))}", commandTimeout: 0);
        db.Execute("drop table base");
    }

    private string Of(Table table, string column) => (table.Name, column) switch
    {
        ("instances", "submission") => $"overlay(b.submission placing int2send(({First} + c)::int2) from 1 for 2)",
        ("parts", "sealed") when shortened => "substring(b.sealed for 64)",
        ("agents", "sites") => $"(select string_agg(overlay(s placing lpad(to_hex({First} + c), 4, '0') from 1 for 4), ' ') from unnest(string_to_array(b.sites, ' ')) s)",
        ("site_changes" or "site_facts" or "site_parameters" or "plans", "idx") or ("plans", "ended") or (_, "k_from" or "k_to" or "first_k") when lists => "b." + column,
        _ => Columns.GetValueOrDefault(column) ?? $"b.\"{column}\"",
    };

    // Tiles of tiles: each copy has one root of its whole.
    private void HigherTiles(NpgsqlConnection db)
    {
        var below = db.QuerySingle<byte[]>("select hashes from tiles where level = 1 and n = 0");
        var root = Merkle.Root(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Hash>(below)).ToArray();
        for (var n = 0; n < copies / 256; n++)
            db.Execute("insert into tiles (level, n, hashes) values (2, @n, @hashes)", new { n = (long)n, hashes = Enumerable.Repeat(root, 256).SelectMany(h => h).ToArray() });
    }

    private static long Size(NpgsqlConnection db, string table) => db.QuerySingle<long>("select (pg_total_relation_size(@table::regclass) + coalesce(sum(pg_total_relation_size(relid)), 0))::bigint from pg_partition_tree(@table::regclass) where relid <> @table::regclass", new { table });

    private static string Named(string column) => $"overlay(b.{column} placing lpad(to_hex({First} + c), 4, '0') from 1 for 4)";
}
