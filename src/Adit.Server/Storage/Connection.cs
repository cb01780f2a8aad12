using System.Data.Common;

namespace Adit.Storage;

/// <summary>How far a ledger that several nodes write had come when this one's turn began.</summary>
/// <param name="Size">How many entries are durable.</param>
/// <param name="Latest">The latest time among them, in microseconds.</param>
/// <param name="Register">The index after the last entry that changed what nearly every request must know; see <see cref="Storage.Register"/>.</param>
/// <param name="Views">The number of the views that this version of the program reads; 0 where there are none.</param>
/// <param name="Viewed">How many entries are in them.</param>
internal readonly record struct Head(long Size, long Latest, long Register, long Views, long Viewed);

/// <summary>
/// A session with the database at hand. What runs thousands of times a second goes through <see cref="Run"/>, <see cref="First"/> and <see cref="Each"/>;
/// what is asked rarely goes through <see cref="Db"/> and Dapper.
/// </summary>
internal abstract class Connection : IDisposable
{
    /// <summary>How this database says what others say otherwise.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The session itself; all that was run before is in it.</summary>
    public abstract DbConnection Db { get; }

    /// <summary>How many sessions it has had: each may be with another server than the one before.</summary>
    public virtual int Sessions => 1;

    /// <summary>Gives the session up, so that the next one may find another server.</summary>
    public virtual void Leave()
    {
    }

    /// <summary>Runs a statement with values bound in the order of its <c>$1, $2 …</c>: text, whole numbers, bytes or null. Inside a transaction it may be sent later, never out of order.</summary>
    public abstract void Run(string sql, params ReadOnlySpan<object?> values);

    /// <summary>The first row of a query with values bound like <see cref="Run"/>; null where there is none.</summary>
    public abstract T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> values)
        where T : class;

    /// <summary>The first row of one query for each of many sets of values, asked all at once; null where there is none.</summary>
    public abstract IReadOnlyList<T?> Firsts<T>(string sql, Func<Row, T> read, IReadOnlyList<object?[]> values)
        where T : class;

    /// <summary>All rows of a query with values bound like <see cref="Run"/>.</summary>
    public abstract void Each(string sql, Action<Row> read, params ReadOnlySpan<object?> values);

    /// <summary>Begins a transaction that writes, once nobody else does. Null where nobody else ever does.</summary>
    public abstract Head? Begin();

    /// <summary>Makes the transaction durable.</summary>
    /// <param name="head">How far the ledger has come with it; null leaves that as it is.</param>
    public abstract void Commit(Head? head);

    /// <summary>Gives the transaction up; nothing where there is none.</summary>
    public abstract void Rollback();

    /// <summary>Begins a piece of the transaction, which can be given up alone.</summary>
    public abstract void BeginPiece();

    /// <summary>Keeps the piece with what came before it.</summary>
    public abstract void KeepPiece();

    /// <summary>Gives the piece up.</summary>
    public abstract void DropPiece();

    /// <summary>All that is read until it is disposed of is of one moment.</summary>
    public abstract IDisposable Moment();

    /// <inheritdoc/>
    public abstract void Dispose();
}
