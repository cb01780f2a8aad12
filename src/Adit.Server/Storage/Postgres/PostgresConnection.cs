using System.Data;
using System.Data.Common;
using Npgsql;

namespace Adit.Storage;

/// <summary>
/// A session with PostgreSQL. What is run inside a transaction is gathered and sent with the next question or the commit, in one round trip: a record is a
/// handful of statements, and waiting for each would take longer than doing them all.
/// </summary>
/// <param name="source">Where sessions come from now: one of another source is put away for one of this, when nothing goes on in it.</param>
/// <param name="turn">The schemas to look names up in during a turn at writing the ledger, given its head; null where its transactions are none.</param>
/// <param name="held">Asked in a new moment whether the session reads what is to be read now, and sees to it that this stays until the moment ends; else another one is begun.</param>
/// <param name="owner">What is disposed of with it.</param>
/// <param name="shape">Of the views that a turn at writing keeps up.</param>
internal sealed class PostgresConnection(Func<NpgsqlDataSource> source, Func<Head, string>? turn = null, Func<NpgsqlConnection, NpgsqlDataSource, bool>? held = null, IDisposable? owner = null, long shape = 0) : Connection
{
    private const int MostGathered = 2_000, CarefulFor = 200;

    private readonly List<Gathered> _gathered = [];
    private NpgsqlDataSource _source = source();
    private NpgsqlConnection? _session;
    private string? _path;
    private int _piece = -1, _careful, _sessions;
    private bool _inside, _pieceSent;

    public override Dialect Dialect => PostgresDialect.Only;

    public override int Sessions => _sessions;

    public override DbConnection Db
    {
        get
        {
            if (_gathered.Count > 0 || (_piece >= 0 && !_pieceSent))
                Send();
            return Session();
        }
    }

    public override void Run(string sql, params ReadOnlySpan<object?> values)
    {
        _gathered.Add(new(sql, values.ToArray()));
        if (!_inside || _gathered.Count >= MostGathered)
            Send();
    }

    public override T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        using var reader = Ask(sql, values);
        return reader.Read() ? read(new(reader)) : null;
    }

    public override IReadOnlyList<T?> Firsts<T>(string sql, Func<Row, T> read, IReadOnlyList<object?[]> values)
        where T : class
    {
        if (values.Count == 0)
            return [];
        foreach (var these in values)
            _gathered.Add(new(sql, these));
        using var batch = Batch();
        using var reader = batch.ExecuteReader();
        var firsts = new T?[values.Count];
        for (var i = 0; i < firsts.Length; i++, reader.NextResult())
            firsts[i] = reader.Read() ? read(new(reader)) : null;
        return firsts;
    }

    public override void Each(string sql, Action<Row> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Ask(sql, values);
        while (reader.Read())
            read(new(reader));
    }

    /// <summary>The row of <c>head</c> is the turn: whoever holds it writes, and only inside the transaction that took it. A node that stops in the middle loses both.</summary>
    public override Head? Begin()
    {
        var session = Session();
        _careful = Math.Max(_careful - 1, 0);
        if (turn is null)
        {
            Run("begin");
            _inside = true;
            return null;
        }
        var ask = new NpgsqlBatchCommand("select h.size, h.latest, h.register, coalesce(s.views, 0), coalesce(s.next, 0) from head h left join shapes s on s.shape = $1") { Parameters = { new() { Value = shape } } };
        // The question is one of its own: whoever waited for the lock is shown that row as it is then, and others as they were before.
        using var batch = new NpgsqlBatch(session) { BatchCommands = { new("begin"), new("select from head for update"), ask } };
        using var reader = batch.ExecuteReader();
        _inside = true;
        var head = reader.NextResult() && reader.Read() ? new Head(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4))
            : throw new InvalidDataException("The schema has no head: it was not made by this program.");
        if (turn(head) is var path && path != _path)
            Run($"set search_path = {_path = path}");
        return head;
    }

    public override void Commit(Head? head)
    {
        if (head is { } now)
        {
            _gathered.Add(new("update head set size = $1, latest = $2, register = $3 where size <> $1 or register <> $3", now.Size, now.Latest, now.Register));
            _gathered.Add(new("update shapes set next = $1 where shape = $2 and next <> $1", now.Viewed, shape));
        }
        _gathered.Add(new("commit"));
        Send();
        _inside = false;
    }

    public override void Rollback()
    {
        _gathered.Clear();
        (_inside, _piece, _careful, _path) = (false, -1, CarefulFor, null);
        try
        {
            using var command = new NpgsqlCommand("rollback", _session);
            command.ExecuteNonQuery();
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
        {
            // The server gave the transaction up with the session; the next turn opens another one.
            _session?.Dispose();
        }
    }

    public override void Leave()
    {
        if (_session is not { } session)
            return;
        NpgsqlConnection.ClearPool(session);
        session.Dispose();
        _session = null;
    }

    public override void BeginPiece() => (_piece, _pieceSent) = (_gathered.Count, false);

    public override void KeepPiece()
    {
        // After a transaction failed, each piece is sent by itself for a while, so that one which the server refuses fails alone.
        if (_careful > 0 && _gathered.Count > _piece)
            Send();
        if (_pieceSent)
            _gathered.Add(new("release piece"));
        _piece = -1;
    }

    // What was only gathered is forgotten; the server need never hear of it.
    public override void DropPiece()
    {
        _gathered.RemoveRange(_piece, _gathered.Count - _piece);
        _piece = -1;
        if (!_pieceSent)
            return;
        _gathered.Add(new("rollback to piece"));
        _gathered.Add(new("release piece"));
        Send();
    }

    public override IDisposable Moment()
    {
        var session = Session();
        var transaction = session.BeginTransaction(IsolationLevel.RepeatableRead);
        while (held is not null && !held(session, _source))
        {
            transaction.Dispose();
            session = Session();
            transaction = session.BeginTransaction(IsolationLevel.RepeatableRead);
        }
        _inside = true;
        return new Ending(() =>
        {
            _inside = false;
            transaction.Dispose();
        });
    }

    public override void Dispose()
    {
        _session?.Dispose();
        owner?.Dispose();
    }

    // A session that was lost is opened anew, but never in the middle of what must hold together.
    private NpgsqlConnection Session()
    {
        if (_session is { State: ConnectionState.Open } session && (_inside || ReferenceEquals(_source, source())))
            return session;
        if (_inside)
            throw new NpgsqlException("The transaction was lost with its session.");
        _session?.Dispose();
        (_source, _path, _sessions) = (source(), null, _sessions + 1);
        return _session = _source.OpenConnection();
    }

    private void Send()
    {
        using var batch = Batch();
        batch.ExecuteNonQuery();
    }

    private NpgsqlDataReader Ask(string sql, ReadOnlySpan<object?> values)
    {
        _gathered.Add(new(sql, values.ToArray()));
        // Disposing of the reader reads to the end of the batch.
        return Batch().ExecuteReader();
    }

    // A piece that is sent in parts can only be given up by the server: it must know where the piece began.
    private NpgsqlBatch Batch()
    {
        var batch = new NpgsqlBatch(Session());
        var begins = _piece >= 0 && !_pieceSent ? _piece : 0;
        Add(0, begins);
        if (_piece >= 0 && !_pieceSent)
            batch.BatchCommands.Add(new("savepoint piece"));
        Add(begins, _gathered.Count);
        if (_piece >= 0)
            (_piece, _pieceSent) = (0, true);
        _gathered.Clear();
        return batch;

        void Add(int from, int until)
        {
            foreach (var command in Gathered.Commands(_gathered, from, until))
                batch.BatchCommands.Add(command);
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
