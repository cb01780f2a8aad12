using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Adit.Storage;

/// <summary>
/// A programme in PostgreSQL, for any number of nodes. A schema of the programme's name holds what is kept, <c>…_keys</c> the keys, so that they can be granted
/// and backed up apart, and <c>…_views1</c> what is read off it; all three are written in one transaction. Views that are made anew are a schema with the next
/// number, and <c>shapes</c> says which are read: names that were looked up in the middle of a reader's moment would find tables that are empty to it. Each
/// version of the program whose views differ has views of its own, which its nodes keep up with what others record: so two versions work side by side.
/// </summary>
public sealed partial class PostgresHome : Home
{
    // Views that are further behind than this are made again rather than caught up with.
    private const long Far = 2_000;

    // A node that stops in the middle of its turn is put out of it after this.
    private const string WritersOptions = "-c idle_in_transaction_session_timeout=5s -c lock_timeout=20s";

    // Whoever reads without a moment goes on reading views that others took the place of until its node hears of it: this is several times as long.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    private readonly NpgsqlDataSource _writers, _leases;
    private readonly ConcurrentDictionary<long, NpgsqlDataSource> _readers = [];
    private readonly PostgresUrl _url;
    private readonly string _schema;
    private readonly long _shape;
    private long _views, _filled;

    private PostgresHome(PostgresUrl url, Blobs blobs, string scratch, long shape)
    {
        (_schema, Name, Blobs, Scratch, _shape) = (url.Schema, url.Shown, blobs, scratch, shape);
        _url = url;
        _writers = Source(Kept, WritersOptions, 2);
        _leases = Source(Kept, "", 10);
    }

    private string Kept => $"\"{_schema}\", \"{_schema}_keys\"";

    // Sessions that read, with the views that are read now by themselves.
    private NpgsqlDataSource Readers => _readers.GetOrAdd(Volatile.Read(ref _views), number => Source(PathWith(number), "", 32));

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    internal override string Scratch { get; }

    /// <inheritdoc/>
    internal override Blobs Blobs { get; }

    /// <inheritdoc/>
    internal override Blobs Spool => field ??= new FolderBlobs(Path.Combine(Scratch, "spool"));

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="shape">Of the views that are used; null for those of this version of the program.</param>
    internal static PostgresHome Open(PostgresUrl url, Func<string, Blobs> blobs, long? shape = null)
    {
        var scratch = Directory.CreateTempSubdirectory("adit-scratch-").FullName;
        return new(url, blobs(scratch), scratch, shape ?? Storage.Views.Shape);
    }

    /// <summary>A standby of this database, to read pages from.</summary>
    /// <param name="url">Where it is; its schema is this one's.</param>
    /// <param name="most">How far behind a reader may be.</param>
    internal Replica Beside(PostgresUrl url, TimeSpan most) => new(this, Open(url.Of(_schema), scratch => new FolderBlobs(scratch)), most);

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
        old = !Prepare();
        return new PostgresConnection(() => _writers, turn: Turn, shape: _shape);
    }

    /// <inheritdoc/>
    internal override Connection OpenReader()
    {
        if (Volatile.Read(ref _views) == 0)
        {
            using var db = _writers.OpenConnection();
            Follow(ViewsOf(db));
        }
        return new PostgresConnection(() => Readers, held: Holds);
    }

    // The question locks a table of the views, and whoever drops them waits for it. Where they are gone already, or others are read now, the head is asked which.
    private bool Holds(NpgsqlConnection session, NpgsqlDataSource source)
    {
        try
        {
            Follow(session.QuerySingle<long>("select s.views from shapes s left join assessed on false where s.shape = @shape", new { shape = _shape }));
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            using var db = _leases.OpenConnection();
            Follow(ViewsOf(db));
            if (ReferenceEquals(source, Readers))
                throw;
        }
        return ReferenceEquals(source, Readers);
    }

    /// <inheritdoc/>
    internal override void Return(Connection reader) => reader.Dispose();

    /// <inheritdoc/>
    internal override void CloseReaders()
    {
        foreach (var source in _readers.Values)
            source.Clear();
    }

    /// <inheritdoc/>
    internal override Connection OpenKeysWriter(Connection writer) => writer;

    /// <inheritdoc/>
    internal override Connection OpenKeysReader() => OpenReader();

    /// <inheritdoc/>
    internal override bool PurgeLog()
    {
        DropOld();
        return Vacuum("parts", "submissions", "attachments", "instances");
    }

    /// <inheritdoc/>
    internal override bool PurgeKeys() => Vacuum("part_keys", "own_keys");

    /// <inheritdoc/>
    internal override bool Shared => true;

    /// <inheritdoc/>
    internal override Lease? Lead(string work) => PostgresLease.Take(_leases.OpenConnection(), NameOf(work, _shape));

    /// <inheritdoc/>
    internal override void Ask(string work)
    {
        using var db = _leases.OpenConnection();
        db.Execute("select pg_notify(@name, '')", new { name = NameOf(work, _shape) });
    }

    /// <inheritdoc/>
    internal override Head? HeadOf(DbConnection db)
    {
        var head = HeadOf(db, _shape);
        Follow(head.Views);
        return head;
    }

    private static Head HeadOf(DbConnection db, long shape) =>
        db.QuerySingle<Head>("select h.size, h.latest, h.register, coalesce(s.views, 0) as views, coalesce(s.next, 0) as viewed from head h left join shapes s on s.shape = @shape", new { shape });

    /// <inheritdoc/>
    internal override void Unmake()
    {
        using var db = _leases.OpenConnection();
        var views = db.Query<string>("select nspname from pg_namespace where nspname ~ @pattern", new { pattern = $"^{_schema}_views[0-9]+$" });
        foreach (var schema in (string[])[.. views, $"{_schema}_keys", _schema])
            db.Execute($"drop schema if exists \"{schema}\" cascade");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var source in _readers.Values)
            source.Dispose();
        _writers.Dispose();
        _leases.Dispose();
        (Blobs as IDisposable)?.Dispose();
        Directory.Delete(Scratch, recursive: true);
    }

    // Several nodes may start at once; one makes the tables, the others find them. True where there are views of this version that are nearly complete.
    private bool Prepare()
    {
        using var db = _writers.OpenConnection();
        using var transaction = db.BeginTransaction();
        db.Execute("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name = $"adit {_schema}" });
        db.Execute($"create schema if not exists \"{_schema}\"; create schema if not exists \"{_schema}_keys\"");
        Make($"\"{_schema}\"", Schema.Kept);
        Make($"\"{_schema}_keys\"", KeyStore.Tables);
        db.Execute(
            $"""
            set local search_path = "{_schema}";
            create table if not exists head (one bigint primary key check (one = 1), size bigint not null, latest bigint not null, register bigint not null);
            create table if not exists shapes (shape bigint primary key, views bigint not null, next bigint not null);
            insert into head (one, size, latest, register) values (1, 0, 0, 0) on conflict do nothing;
            create or replace function is_append_only() returns trigger language plpgsql as $body$ begin raise exception 'the ledger is append-only'; end $body$;
            create or replace trigger ledger_is_append_only before update or delete on ledger for each row execute function is_append_only();
            create or replace trigger ledger_is_kept before truncate on ledger execute function is_append_only();
            """);
        var size = Ledger.LedgerTable.Size(db);
        if (size == 0 && db.QuerySingle<long>("select count(*) from shapes") == 0)
        {
            CreateViews(db, 1);
            db.Execute("insert into shapes (shape, views, next) values (@shape, 1, 0)", new { shape = _shape });
        }
        var head = HeadOf(db, _shape);
        Follow(head.Views);
        transaction.Commit();
        Volatile.Write(ref _filled, size / PostgresDialect.Span);
        MakeParts(size);
        return head.Views > 0 && head.Size - head.Viewed <= Far;

        void Make(string schema, IEnumerable<Table> tables)
        {
            db.Execute($"set local search_path = {schema}");
            foreach (var table in tables)
                db.Execute(PostgresDialect.Only.Create(table));
        }
    }

    private string NameOf(string work, long shape) => string.Create(CultureInfo.InvariantCulture, $"adit {_schema} {work} {shape}");

    private NpgsqlDataSource Source(string path, string options, int most) => new NpgsqlDataSourceBuilder(_url.ConnectionString(path, options, most)).Build();

    private string PathWith(long views) => $"{Named(views)}, {Kept}";

    private string Named(long views) => string.Create(CultureInfo.InvariantCulture, $"\"{_schema}_views{views}\"");

    // A turn begins with the views that are read now in the path.
    private string Turn(Head head)
    {
        Follow(head.Views);
        var (filling, known) = (head.Size / PostgresDialect.Span, Volatile.Read(ref _filled));
        if (filling > known && Interlocked.CompareExchange(ref _filled, filling, known) == known)
            _ = Task.Run(() => MakePartsAhead(head.Size, known));
        return PathWith(head.Views);
    }

    // Whoever records goes on meanwhile: the part after the one that is being filled is there already, and this makes the next.
    private void MakePartsAhead(long size, long known)
    {
        try
        {
            MakeParts(size);
        }
        catch (DbException failure)
        {
            Volatile.Write(ref _filled, known);
            Console.Error.WriteLine($"The next parts of the tables could not be made, and will be tried again: {failure.Message}");
        }
    }

    /// <summary>Makes the parts that are not there yet of all tables that are spread by index, until there is room for a whole further one after the index <paramref name="size"/>.</summary>
    internal void MakeParts(long size)
    {
        using var db = _writers.OpenConnection();
        using var transaction = db.BeginTransaction();
        db.Execute("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name = $"adit {_schema}" });
        MakeParts(db, size, Named(ViewsOf(db)), Views.Tables);
        MakeParts(db, size, $"\"{_schema}\"", Schema.Kept);
        MakeParts(db, size, $"\"{_schema}_keys\"", KeyStore.Tables);
        transaction.Commit();
    }

    private static void MakeParts(DbConnection db, long size, string schema, IEnumerable<Table> tables)
    {
        foreach (var table in tables.Where(t => t.Grows == Grows.ByIndex).Select(t => $"{schema}.{t.Name}"))
            if (PostgresDialect.EndsOf(db, table) is { Count: > 0 } ends)
                for (var (n, end) = (ends.Count, ends.Max()); end <= size + PostgresDialect.Span; (n, end) = (n + 1, end + PostgresDialect.Span))
                    db.Execute(PostgresDialect.PartBeside(table, n, end));
    }

    private void Follow(long views)
    {
        for (long known; (known = Volatile.Read(ref _views)) < views;)
            if (Interlocked.CompareExchange(ref _views, views, known) == known && _readers.TryGetValue(known, out var source))
                source.Clear();
    }

    private bool Vacuum(params string[] tables)
    {
        using var db = OpenReader();
        foreach (var table in tables)
            db.Db.Execute($"vacuum {table}");
        return true;
    }
}
