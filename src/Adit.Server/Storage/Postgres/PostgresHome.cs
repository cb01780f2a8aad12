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
public sealed class PostgresHome : Home
{
    // Views that are further behind than this are made again rather than caught up with.
    private const long Far = 2_000;

    // A node that stops in the middle of its turn is put out of it after this.
    private const string WritersOptions = "-c idle_in_transaction_session_timeout=5s -c lock_timeout=20s";

    // A node that shows no sign of life loses its leases after this.
    private const string LeasesOptions = "-c idle_session_timeout=5s";

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
        _leases = Source(Kept, LeasesOptions, 8);
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
    internal override void BeginViews(Connection writer) => CreateViews(writer.Db, Next(writer.Db));

    /// <inheritdoc/>
    internal override void EndViews(Connection writer) => Switch(writer);

    /// <summary>A session whose views are new and empty, beside those that are read; nobody else makes any until it is closed.</summary>
    internal Connection OpenBeside()
    {
        var source = Source(Kept, "", 1);
        var beside = new PostgresConnection(() => source, owner: source);
        beside.Db.Execute("select pg_advisory_lock(hashtextextended(@name, 1))", new { name = $"adit {_schema}" });
        CreateViews(beside.Db, Next(beside.Db));
        return beside;
    }

    /// <summary>A session in a transaction that sees one moment, with views of its own, new and empty, which nobody else ever sees; they go with it.</summary>
    /// <param name="live">What goes before the name, in a query of this session, of a table of the views that are read.</param>
    internal PostgresConnection OpenAside(out string live)
    {
        var name = $"\"{_schema}_aside_{Guid.NewGuid():N}\"";
        var aside = new PostgresConnection(() => Readers);
        aside.Begin();
        aside.Db.Execute($"set transaction isolation level repeatable read; create schema {name}; set local search_path = {name}, {Kept}");
        foreach (var table in Views.Tables)
            aside.Db.Execute(aside.Dialect.Create(table));
        live = $"{Named(ViewsOf(aside.Db))}.";
        return aside;
    }

    /// <summary>Whether there are views of this version of the program, and all of the ledger is in them.</summary>
    internal bool IsOfThisVersion()
    {
        using var db = _writers.OpenConnection();
        return HeadOf(db, _shape) is { Views: > 0 } head && head.Viewed == head.Size;
    }

    /// <summary>Puts new views in the place of the old ones, which <see cref="DropOld"/> drops.</summary>
    internal void Switch(Connection writer)
    {
        writer.Db.Execute("insert into shapes (shape, views, next) values (@shape, @views, 0) on conflict (shape) do update set views = excluded.views", new { shape = _shape, views = Next(writer.Db) });
        writer.Db.Execute("update shapes set next = (select size from head) where shape = @shape", new { shape = _shape });
    }

    /// <summary>Whether nodes of other versions work here too. The views of a version of which no node is left are given up.</summary>
    internal bool IsShared()
    {
        using var db = _leases.OpenConnection();
        var others = db.Query<long>("select shape from shapes where shape <> @shape", new { shape = _shape }).ToList();
        // Of each version one node rates, and holds the lease of that; when it dies, another one of its version has it within seconds.
        var dead = others.Where(shape => !IsServed(db, shape)).ToList();
        for (var seconds = 0; seconds < 6 && dead.Count > 0; seconds++)
        {
            Thread.Sleep(1_000);
            dead.RemoveAll(shape => IsServed(db, shape));
        }
        if (dead.Count > 0)
            db.Execute("delete from shapes where shape = any(@dead)", new { dead });
        return others.Count > dead.Count;
    }

    /// <summary>Gives up what other versions of the program left here, once no node of theirs is left.</summary>
    internal void Tidy()
    {
        try
        {
            _ = IsShared();
            DropOld();
        }
        catch (Exception later) when (later is DbException or ObjectDisposedException)
        {
            // The next start does it.
            return;
        }
    }

    /// <summary>Drops the views that others took the place of, once nobody reads them.</summary>
    internal void DropOld()
    {
        using var db = _leases.OpenConnection();
        using var transaction = db.BeginTransaction();
        db.Execute("select pg_advisory_xact_lock(hashtextextended(@name, 3))", new { name = $"adit {_schema}" });
        var old = db.Query<string>(
            """
            select nspname from pg_namespace where nspname ~ @pattern
              and substr(nspname, length(@stem) + 1)::bigint < (select max(views) from shapes) and substr(nspname, length(@stem) + 1)::bigint not in (select views from shapes)
            """,
            new { pattern = $"^{_schema}_views[0-9]+$", stem = $"{_schema}_views" }).ToList();
        if (old.Count > 0)
            Thread.Sleep(Grace);
        foreach (var schema in old)
            db.Execute($"lock table \"{schema}\".assessed; drop schema \"{schema}\" cascade");
        transaction.Commit();
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

    private bool IsServed(DbConnection db, long shape)
    {
        var free = db.QuerySingle<bool>("select pg_try_advisory_lock(hashtextextended(@name, 2))", new { name = NameOf(Risk.AssessJob.Rating, shape) });
        if (free)
            db.Execute("select pg_advisory_unlock(hashtextextended(@name, 2))", new { name = NameOf(Risk.AssessJob.Rating, shape) });
        return !free;
    }

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

    /// <summary>Makes the parts that are not there yet of all tables that are spread by index, as far as the one after that in which the index <paramref name="size"/> lies.</summary>
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
            for (var n = 0L; n <= (size / PostgresDialect.Span) + 1; n++)
                if (db.QuerySingle<bool>("select to_regclass(@table) is not null and to_regclass(@part) is null", new { table, part = $"{table}_{n}" }))
                    db.Execute(PostgresDialect.PartBeside(table, n));
    }

    private long ViewsOf(DbConnection db) => HeadOf(db, _shape).Views;

    private static long Next(DbConnection db) => db.QuerySingle<long>("select coalesce(max(views), 0) + 1 from shapes");

    private void Follow(long views)
    {
        for (long known; (known = Volatile.Read(ref _views)) < views;)
            if (Interlocked.CompareExchange(ref _views, views, known) == known && _readers.TryGetValue(known, out var source))
                source.Clear();
    }

    private void CreateViews(DbConnection db, long number)
    {
        db.Execute($"drop schema if exists {Named(number)} cascade; create schema {Named(number)}; set search_path = {PathWith(number)}");
        foreach (var table in Views.Tables)
            db.Execute(PostgresDialect.Only.Create(table));
        MakeParts(db, Ledger.LedgerTable.Size(db), Named(number), Views.Tables);
    }

    private bool Vacuum(params string[] tables)
    {
        using var db = OpenReader();
        foreach (var table in tables)
            db.Db.Execute($"vacuum {table}");
        return true;
    }
}
