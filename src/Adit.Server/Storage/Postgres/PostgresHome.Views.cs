using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Adit.Storage;

/// <content>The views: made beside those that are read, switched to, dropped; those of this version of the program, and those of others.</content>
public sealed partial class PostgresHome
{
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
        MakeParts(aside.Db, Ledger.LedgerTable.Size(aside.Db), name, Views.Tables);
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

    private bool IsServed(DbConnection db, long shape)
    {
        var free = db.QuerySingle<bool>("select pg_try_advisory_lock(hashtextextended(@name, 2))", new { name = NameOf(Risk.AssessJob.Rating, shape) });
        if (free)
            db.Execute("select pg_advisory_unlock(hashtextextended(@name, 2))", new { name = NameOf(Risk.AssessJob.Rating, shape) });
        return !free;
    }

    private long ViewsOf(DbConnection db) => HeadOf(db, _shape).Views;

    private static long Next(DbConnection db) => db.QuerySingle<long>("select coalesce(max(views), 0) + 1 from shapes");

    private void CreateViews(DbConnection db, long number)
    {
        db.Execute($"drop schema if exists {Named(number)} cascade; create schema {Named(number)}; set search_path = {PathWith(number)}");
        foreach (var table in Views.Tables)
            db.Execute(PostgresDialect.Only.Create(table));
        MakeParts(db, Ledger.LedgerTable.Size(db), Named(number), Views.Tables);
    }
}
