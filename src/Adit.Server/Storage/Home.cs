using System.Data.Common;

namespace Adit.Storage;

/// <summary>
/// Where the data of a programme lives. One home is one programme, one ledger, one origin: a folder for one process (<see cref="DataFolder"/>), or a
/// PostgreSQL schema for any number of them (<see cref="PostgresHome"/>).
/// </summary>
public abstract class Home : IDisposable
{
    /// <summary>What people call it, without secrets.</summary>
    public abstract string Name { get; }

    /// <summary>A folder for files that are needed for a while only.</summary>
    internal abstract string Scratch { get; }

    /// <summary>The encrypted files.</summary>
    internal abstract Blobs Blobs { get; }

    /// <summary>Encrypted files that are needed for a while only.</summary>
    internal abstract Blobs Spool { get; }

    /// <summary>Makes the log's and the views' tables where they are not there yet, and hands out the one session that writes.</summary>
    /// <param name="old">True where another version of the program made the views: they must be rebuilt before use.</param>
    internal abstract Connection OpenWriter(out bool old);

    /// <summary>Makes empty views in a transaction; until it ends, readers see the old ones.</summary>
    internal abstract void BeginViews(Connection writer);

    /// <summary>Puts the views of <see cref="BeginViews"/> in the place of the old ones.</summary>
    internal abstract void EndViews(Connection writer);

    /// <summary>A session that reads log and views.</summary>
    internal abstract Connection OpenReader();

    /// <summary>Gives a session back that was handed out to read.</summary>
    internal abstract void Return(Connection reader);

    /// <summary>Closes the sessions that were given back.</summary>
    internal abstract void CloseReaders();

    /// <summary>The session that writes keys: the writer's own, where both are durable at once.</summary>
    internal abstract Connection OpenKeysWriter(Connection writer);

    /// <summary>A session that reads keys.</summary>
    internal abstract Connection OpenKeysReader();

    /// <summary>Makes sure that deleted rows of the log are in no file any more. False while a reader holds on to what was; to be tried again.</summary>
    internal abstract bool PurgeLog();

    /// <summary>The same for destroyed keys.</summary>
    internal abstract bool PurgeKeys();

    /// <summary>Whether other processes may write here too.</summary>
    internal abstract bool Shared { get; }

    /// <summary>Takes the lease of a kind of background work; null where another node has it.</summary>
    internal abstract Lease? Lead(string work);

    /// <summary>Asks whoever has the lease of a kind of background work to write soon what is done.</summary>
    internal abstract void Ask(string work);

    /// <summary>How far the ledger has come that several nodes write; null where one process writes it.</summary>
    internal abstract Head? HeadOf(DbConnection db);

    /// <summary>Deletes a programme that was only begun here: its tables and keys, and so whatever its files hold.</summary>
    internal abstract void Unmake();

    /// <summary>A name for a file that is needed for a while only; what a crash leaves is deleted in time.</summary>
    internal string Aside() => Path.Combine(Scratch, $"aside-{Guid.CreateVersion7():N}");

    /// <inheritdoc/>
    public abstract void Dispose();
}
