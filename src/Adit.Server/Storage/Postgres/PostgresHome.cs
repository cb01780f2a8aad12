using System.Data.Common;
using Dapper;
using Npgsql;

namespace Adit.Storage;

/// <summary>
/// A programme in PostgreSQL, for any number of nodes. A schema of the programme's name holds what is kept, <c>…_views</c> what is read off it, and
/// <c>…_keys</c> the keys, so that they can be granted and backed up apart; all three are written in one transaction.
/// </summary>
public sealed class PostgresHome : Home
{
    // A node that stops in the middle of its turn is put out of it after this.
    private const string WritersOptions = "-c idle_in_transaction_session_timeout=5s -c lock_timeout=20s";

    // A node that shows no sign of life loses its leases after this.
    private const string LeasesOptions = "-c idle_session_timeout=5s";

    private readonly NpgsqlDataSource _readers, _writers, _leases;
    private readonly PostgresUrl _url;
    private readonly string _schema;

    private PostgresHome(PostgresUrl url, Blobs blobs, string scratch)
    {
        (_schema, Name, Blobs, Scratch) = (url.Schema, url.Shown, blobs, scratch);
        _url = url;
        _readers = Source(PathWith(Now), "", 32);
        _writers = Source(PathWith(Now), WritersOptions, 2);
        _leases = Source(PathWith(Now), LeasesOptions, 8);
    }

    private string Now => $"\"{_schema}_views\"";

    private string Anew => $"\"{_schema}_anew\"";

    private string Gone => $"\"{_schema}_gone\"";

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    internal override string Scratch { get; }

    /// <inheritdoc/>
    internal override Blobs Blobs { get; }

    /// <inheritdoc/>
    internal override Blobs Spool => field ??= new FolderBlobs(Path.Combine(Scratch, "spool"));

    /// <summary>Connects to nothing yet.</summary>
    internal static PostgresHome Open(PostgresUrl url, Func<string, Blobs> blobs)
    {
        var scratch = Directory.CreateTempSubdirectory("adit-scratch-").FullName;
        return new(url, blobs(scratch), scratch);
    }

    /// <summary>True where a ledger lies in the schema.</summary>
    /// <exception cref="Refused">There is no such database, or it does not let us in.</exception>
    internal static bool Holds(PostgresUrl url)
    {
        try
        {
            using var db = new NpgsqlConnection(url.ConnectionString($"\"{url.Schema}\"", "", 1));
            db.Open();
            return db.QuerySingle<bool>("select to_regclass(@head) is not null", new { head = $"\"{url.Schema}\".head" }) && db.QuerySingle<long>("select size from head") > 0;
        }
        catch (NpgsqlException failure)
        {
            throw new Refused($"{url.Shown} cannot be opened: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    internal override Connection OpenWriter(out bool old)
    {
        Prepare();
        var writer = new PostgresConnection(_writers, turns: true);
        old = Schema.CreateViews(writer);
        return writer;
    }

    /// <inheritdoc/>
    internal override void BeginViews(Connection writer)
    {
        writer.Db.Execute($"drop schema if exists {Anew} cascade; create schema {Anew}; set local search_path = {PathWith(Anew)}");
        foreach (var table in Views.Tables)
            writer.Db.Execute(writer.Dialect.Create(table));
    }

    /// <inheritdoc/>
    internal override void EndViews(Connection writer)
    {
        Switch(writer);
        writer.Db.Execute($"drop schema {Gone} cascade; set local search_path = {PathWith(Now)}");
    }

    /// <summary>A session whose views are new and empty, beside those that are read; nobody else makes any until it is closed.</summary>
    internal Connection OpenBeside()
    {
        var source = Source(PathWith(Anew), "", 1);
        var beside = new PostgresConnection(source, owner: source);
        beside.Db.Execute("select pg_advisory_lock(hashtextextended(@name, 1))", new { name = $"adit {_schema}" });
        beside.Db.Execute($"drop schema if exists {Anew} cascade; create schema {Anew}");
        foreach (var table in Views.Tables)
            beside.Db.Execute(beside.Dialect.Create(table));
        return beside;
    }

    /// <summary>A session in a transaction that sees one moment, with views of its own, new and empty, which nobody else ever sees; they go with it.</summary>
    internal PostgresConnection OpenAside()
    {
        var name = $"\"{_schema}_aside_{Guid.NewGuid():N}\"";
        var aside = new PostgresConnection(_readers);
        aside.Begin();
        aside.Db.Execute($"set transaction isolation level repeatable read; create schema {name}; set local search_path = {name}, \"{_schema}\", \"{_schema}_keys\"");
        foreach (var table in Views.Tables)
            aside.Db.Execute(aside.Dialect.Create(table));
        return aside;
    }

    /// <summary>The name, in a query of any session, of a table of the views that are read now.</summary>
    internal string Live(string view) => $"{Now}.{view}";

    /// <summary>Whether this version of the program made the views.</summary>
    internal bool IsOfThisVersion()
    {
        using var db = _readers.OpenConnection();
        return PostgresDialect.Only.ShapeOf(db) == Views.Shape;
    }

    /// <summary>Puts new views in the place of the old ones. PostgreSQL plans every prepared query anew when the name of a schema changes.</summary>
    internal void Switch(Connection writer) => writer.Db.Execute($"drop schema if exists {Gone} cascade; alter schema {Now} rename to \"{_schema}_gone\"; alter schema {Anew} rename to \"{_schema}_views\"");

    /// <summary>Drops the views that others took the place of, once nobody reads them.</summary>
    internal void DropOld()
    {
        using var db = _readers.OpenConnection();
        db.Execute($"drop schema if exists {Gone} cascade");
    }

    /// <inheritdoc/>
    internal override Connection OpenReader() => new PostgresConnection(_readers);

    /// <inheritdoc/>
    internal override void Return(Connection reader) => reader.Dispose();

    /// <inheritdoc/>
    internal override void CloseReaders() => _readers.Clear();

    /// <inheritdoc/>
    internal override Connection OpenKeysWriter(Connection writer) => writer;

    /// <inheritdoc/>
    internal override Connection OpenKeysReader() => OpenReader();

    /// <inheritdoc/>
    internal override bool PurgeLog() => Vacuum("parts", "submissions", "attachments", "instances");

    /// <inheritdoc/>
    internal override bool PurgeKeys() => Vacuum("part_keys", "own_keys");

    /// <inheritdoc/>
    internal override bool Shared => true;

    /// <inheritdoc/>
    internal override Lease? Lead(string work) => PostgresLease.Take(_leases.OpenConnection(), Named(work));

    /// <inheritdoc/>
    internal override void Ask(string work)
    {
        using var db = _readers.OpenConnection();
        db.Execute("select pg_notify(@name, '')", new { name = Named(work) });
    }

    /// <inheritdoc/>
    internal override Head? HeadOf(DbConnection db) => db.QuerySingle<Head>("select size, latest, register from head");

    /// <inheritdoc/>
    internal override void Unmake()
    {
        using var db = _readers.OpenConnection();
        db.Execute($"drop schema if exists \"{_schema}\" cascade; drop schema if exists \"{_schema}_keys\" cascade; drop schema if exists {Now} cascade; drop schema if exists {Anew} cascade; drop schema if exists {Gone} cascade");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _readers.Dispose();
        _writers.Dispose();
        _leases.Dispose();
        (Blobs as IDisposable)?.Dispose();
        Directory.Delete(Scratch, recursive: true);
    }

    // Several nodes may start at once; one makes the tables, the others find them.
    private void Prepare()
    {
        using var db = _writers.OpenConnection();
        using var transaction = db.BeginTransaction();
        db.Execute("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name = $"adit {_schema}" });
        db.Execute($"create schema if not exists \"{_schema}\"; create schema if not exists \"{_schema}_views\"; create schema if not exists \"{_schema}_keys\"");
        Make($"\"{_schema}\"", Schema.Kept);
        Make($"\"{_schema}_keys\"", KeyStore.Tables);
        db.Execute(
            $"""
            set local search_path = "{_schema}";
            create table if not exists head (one bigint primary key check (one = 1), size bigint not null, latest bigint not null, register bigint not null);
            insert into head (one, size, latest, register) values (1, 0, 0, 0) on conflict do nothing;
            create or replace function is_append_only() returns trigger language plpgsql as $body$ begin raise exception 'the ledger is append-only'; end $body$;
            create or replace trigger ledger_is_append_only before update or delete on ledger for each row execute function is_append_only();
            create or replace trigger ledger_is_kept before truncate on ledger execute function is_append_only();
            """);
        transaction.Commit();

        void Make(string schema, IEnumerable<Table> tables)
        {
            db.Execute($"set local search_path = {schema}");
            foreach (var table in tables)
                db.Execute(PostgresDialect.Only.Create(table));
        }
    }

    private string Named(string work) => $"adit {_schema} {work}";

    private NpgsqlDataSource Source(string path, string options, int most) => new NpgsqlDataSourceBuilder(_url.ConnectionString(path, options, most)).Build();

    private string PathWith(string views) => $"{views}, \"{_schema}\", \"{_schema}_keys\"";

    private bool Vacuum(params string[] tables)
    {
        using var db = _readers.OpenConnection();
        foreach (var table in tables)
            db.Execute($"vacuum {table}");
        return true;
    }
}
