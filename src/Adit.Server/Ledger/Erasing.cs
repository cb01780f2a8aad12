using System.Data.Common;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Ledger;

/// <summary>
/// Destroys parts of entries. First it is recorded, with who and why, and nothing follows from those entries any more; only then are keys and files destroyed,
/// so that a crash at any instant leaves parts that an entry names as erased, and never parts that are missing without a word. Opening the folder again ends
/// what a crash cut off.
/// </summary>
internal static class Erasing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Records that all that an entry says is erased, and cuts it out of what is kept. Its head stays: ids, time and kind.</summary>
    /// <param name="ledger">As the writer sees it.</param>
    /// <param name="alias">The keyed hash by which a record is remembered; empty where the entry is none.</param>
    public static void Record(Writing writing, LedgerReading ledger, ActorId by, long index, string reason, byte[] alias)
    {
        var store = LedgerTable.SealedParts(writing.Db.Db, index) ?? throw new InvalidDataException($"The parts of entry {index} are missing. See: adit verify");
        var wrapped = KeyStore.Wrapped(writing.Keys.Connection, index) ?? throw new InvalidDataException($"The keys of entry {index} are missing. See: adit verify");
        Slot[] slots = [.. SealedEntry.Recorded(store, wrapped.Wrapped, out var gone).Except(gone).Where(s => s != Slot.Head)];
        if (slots.Length == 0)
            return;
        var blobs = ledger.Whole(writing.Db.Db, index) is { } recorded ? Blobs.Of(recorded.Fact).Select(b => b.Id) : [];
        ErasuresTable.Begin(writing.Db, index, slots, blobs);
        LedgerTable.CutOut(writing.Db, index, SealedEntry.Without(store, slots));
        writing.Record(by, new PartErased(index, [.. slots.Select(Slots.NameOf)], reason, alias));
    }

    /// <summary>Destroys for ever all that some entries say; false where there are none. What remains is that they were there, and who erased them and why.</summary>
    /// <exception cref="Refused">No reason is given, or two versions of the program are at work.</exception>
    public static async Task<bool> Run(Database database, Blobs blobs, ActorId by, string? why, Func<DbConnection, IEnumerable<long>> entries)
    {
        if (why?.Trim() is not { Length: > 0 and <= RecordErasing.LongestReason } reason)
            throw Refused.Of("refuse.erase-reason", ("most", RecordErasing.LongestReason));
        if (database.Home is PostgresHome home && home.IsShared())
            throw Refused.Of("refuse.erase-shared");
        var found = await database.Write(writing =>
        {
            using var ledger = new LedgerReading(database, writing.Keys.Connection);
            var all = entries(writing.Db.Db).ToList();
            foreach (var entry in all)
                Record(writing, ledger, by, entry, reason, []);
            return all.Count > 0;
        });
        if (found && !await Finish(database, blobs))
            throw new InvalidOperationException("A reader held on to what was; it is destroyed when the server starts again.");
        return found;
    }

    /// <summary>Destroys what is recorded as erased. False where a reader still holds on to what was; opening the folder again tries again.</summary>
    public static async Task<bool> Finish(Database database, Blobs blobs)
    {
        var begun = database.Read(ErasuresTable.All);
        if (begun.Count == 0)
            return true;
        foreach (var blob in begun.SelectMany(e => e.Blobs))
            await blobs.Delete(blob);
        await database.Write(writing =>
        {
            foreach (var (index, slots, _) in begun)
                writing.Keys.Destroy(index, slots);
            return true;
        });
        if (!await Purged(database))
            return false;
        return await database.Write(writing =>
        {
            foreach (var (index, _, _) in begun)
                ErasuresTable.Done(writing.Db, index);
            return true;
        });
    }

    // Deleting leaves nothing in the files themselves, but what was before stands in their logs until these are emptied.
    private static async Task<bool> Purged(Database database)
    {
        var (keys, log) = (false, false);
        for (var waited = TimeSpan.Zero; waited < Patience && !(keys && log); waited += TimeSpan.FromMilliseconds(50))
        {
            keys = keys || database.Home.PurgeKeys();
            log = log || database.Home.PurgeLog();
            if (!(keys && log))
                await Task.Delay(50);
        }
        return keys && log;
    }
}
