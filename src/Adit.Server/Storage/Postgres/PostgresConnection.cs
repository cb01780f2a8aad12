using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Adit.Storage;

/// <summary>
/// A session with PostgreSQL. What is run inside a transaction is gathered and sent with the next question or the commit, in one round trip: a record is a
/// handful of statements, and waiting for each would take longer than doing them all.
/// </summary>
/// <param name="turns">Whether its transactions are turns at writing the ledger.</param>
/// <param name="owner">What is disposed of with it.</param>
internal sealed class PostgresConnection(NpgsqlDataSource source, bool turns = false, IDisposable? owner = null) : Connection
{
    private const int MostGathered = 2_000, CarefulFor = 200;

    // Of what kind a value is that was null until now, statement by statement: PostgreSQL prepares a statement for kinds, and null is of none.
    private static readonly ConcurrentDictionary<string, NpgsqlDbType?[]> Kinds = [];

    private readonly List<Gathered> _gathered = [];
    private NpgsqlConnection _db = source.OpenConnection();
    private int _piece = -1, _careful;
    private bool _inside, _pieceSent;

    public override Dialect Dialect => PostgresDialect.Only;

    public override DbConnection Db
    {
        get
        {
            if (_gathered.Count > 0 || (_piece >= 0 && !_pieceSent))
                Send();
            else
                Mend();
            return _db;
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

    public override void Each(string sql, Action<Row> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Ask(sql, values);
        while (reader.Read())
            read(new(reader));
    }

    /// <summary>The row of <c>head</c> is the turn: whoever holds it writes, and only inside the transaction that took it. A node that stops in the middle loses both.</summary>
    public override Head? Begin()
    {
        Mend();
        _careful = Math.Max(_careful - 1, 0);
        if (!turns)
        {
            Run("begin");
            _inside = true;
            return null;
        }
        using var batch = new NpgsqlBatch(_db) { BatchCommands = { new("begin"), new("select size, latest, register from head for update") } };
        using var reader = batch.ExecuteReader();
        _inside = true;
        return reader.Read() ? new Head(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : throw new InvalidDataException("The schema has no head: it was not made by this program.");
    }

    public override void Commit(Head? head)
    {
        if (head is { } now)
            _gathered.Add(new("update head set size = $1, latest = $2, register = $3 where size <> $1 or register <> $3", [now.Size, now.Latest, now.Register]));
        _gathered.Add(new("commit", []));
        Send();
        _inside = false;
    }

    public override void Rollback()
    {
        _gathered.Clear();
        (_inside, _piece, _careful) = (false, -1, CarefulFor);
        try
        {
            using var command = new NpgsqlCommand("rollback", _db);
            command.ExecuteNonQuery();
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
        {
            // The server gave the transaction up with the session; the next turn opens another one.
            _db.Dispose();
        }
    }

    public override void BeginPiece() => (_piece, _pieceSent) = (_gathered.Count, false);

    public override void KeepPiece()
    {
        // After a transaction failed, each piece is sent by itself for a while, so that one which the server refuses fails alone.
        if (_careful > 0 && _gathered.Count > _piece)
            Send();
        if (_pieceSent)
            _gathered.Add(new("release piece", []));
        _piece = -1;
    }

    // What was only gathered is forgotten; the server need never hear of it.
    public override void DropPiece()
    {
        _gathered.RemoveRange(_piece, _gathered.Count - _piece);
        _piece = -1;
        if (!_pieceSent)
            return;
        _gathered.Add(new("rollback to piece", []));
        _gathered.Add(new("release piece", []));
        Send();
    }

    public override IDisposable Moment() => _db.BeginTransaction(IsolationLevel.RepeatableRead);

    public override void Dispose()
    {
        _db.Dispose();
        owner?.Dispose();
    }

    // A session that was lost is opened anew, but never in the middle of what must hold together.
    private void Mend()
    {
        if (_db.State == ConnectionState.Open)
            return;
        if (_inside)
            throw new NpgsqlException("The transaction was lost with its session.");
        _db.Dispose();
        _db = source.OpenConnection();
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
        Mend();
        var batch = new NpgsqlBatch(_db);
        for (var i = 0; i <= _gathered.Count; i++)
        {
            if (i == _piece && !_pieceSent)
                batch.BatchCommands.Add(new("savepoint piece"));
            if (i < _gathered.Count)
                batch.BatchCommands.Add(_gathered[i].Command());
        }
        if (_piece >= 0)
            (_piece, _pieceSent) = (0, true);
        _gathered.Clear();
        return batch;
    }

    private readonly record struct Gathered(string Sql, object?[] Values)
    {
        public NpgsqlBatchCommand Command()
        {
            var command = new NpgsqlBatchCommand(Sql);
            if (Values.Length == 0)
                return command;
            var kinds = Kinds.GetOrAdd(Sql, static (_, n) => new NpgsqlDbType?[n], Values.Length);
            for (var i = 0; i < Values.Length; i++)
                command.Parameters.Add(Parameter(Values[i], ref kinds[i]));
            return command;
        }

        private static NpgsqlParameter Parameter(object? value, ref NpgsqlDbType? kind)
        {
            switch (value)
            {
                case string text:
                    kind ??= NpgsqlDbType.Text;
                    return new NpgsqlParameter<string> { TypedValue = text };
                case long number:
                    kind ??= NpgsqlDbType.Bigint;
                    return new NpgsqlParameter<long> { TypedValue = number };
                case int number:
                    kind ??= NpgsqlDbType.Bigint;
                    return new NpgsqlParameter<long> { TypedValue = number };
                case byte[] bytes:
                    kind ??= NpgsqlDbType.Bytea;
                    return new NpgsqlParameter<byte[]> { TypedValue = bytes };
                case null:
                    return new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = kind ?? NpgsqlDbType.Unknown };
                default:
                    throw new ArgumentException($"No column holds a {value.GetType().Name}.", nameof(value));
            }
        }
    }
}
