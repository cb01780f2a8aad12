using System.Data.Common;
using System.Security.Cryptography;
using Adit.Ledger;
using Adit.Storage;

namespace Adit.Submissions;

/// <summary>
/// Destroys a record: all its versions, its files, and what the office wrote about it. What remains is that it was, when, from whom by id, who erased it and
/// why; and a keyed hash, by which a phone that sends it again is told that it arrived. Views and ratings are made again as if it had never been.
/// </summary>
internal static class RecordErasing
{
    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 2000;

    /// <summary>Erases a record; returns how many entries lost what they said, 0 where there is no such record.</summary>
    /// <param name="progress">Hears how many entries of the ledger are made again, of how many.</param>
    public static async Task<(int Entries, bool Destroyed)> Run(Database database, Blobs blobs, ActorId by, SubmissionId record, string reason, Action<long, long>? progress = null)
    {
        if (database.Read(db => SubmissionsTable.First(db, record)) is not { } first)
            return (0, true);
        if (database.Home is PostgresHome home && home.IsShared())
            throw new Refused("Two versions of the program work here, and what is erased must be gone from the views of both: erase when all servers are of one version.");
        // Most of the ledger is searched beside the writer; it then looks at the rest only.
        var (found, until) = database.Read(db =>
        {
            using var ledger = new LedgerReading(database);
            var size = LedgerTable.Size(db);
            return (About(ledger, db, record, first, size), size);
        });
        var erased = 0;
        await Rebuilding.Without(
            database, record.Value,
            writing =>
            {
                using var ledger = new LedgerReading(database, writing.Keys.Connection);
                List<long> entries = [.. found, .. About(ledger, writing.Db.Db, record, until, writing.Tree.Size)];
                var aliases = entries.Select(index => Erase(writing, ledger, by, index, reason)).OfType<byte[]>().ToList();
                ForgetRefused(writing, aliases);
                erased = aliases.Count == 0 ? 0 : entries.Count;
            },
            progress);
        return (erased, await Erasing.Finish(database, blobs));
    }

    /// <summary>The record that an instance id of a form stands for; null where there is none, or it was erased before.</summary>
    public static SubmissionId? Find(Database database, string form, string instance) =>
        database.Read(db => SubmissionsTable.Find(db, SubmissionsTable.Alias(database.Keys.AliasKey, form, instance))) is { Standing: not VersionState.Erased } known ? known.Submission : null;

    private static List<long> About(LedgerReading ledger, DbConnection db, SubmissionId record, long from, long until)
    {
        var found = new List<long>();
        for (var index = from; index < until; index++)
            if (ledger.Head(db, index)?.Subjects.Contains(record.Value) is true)
                found.Add(index);
        return found;
    }

    // The alias of a version; null where the entry is about the record and no version of it, or was erased before.
    private static byte[]? Erase(Writing writing, LedgerReading ledger, ActorId by, long index, string reason)
    {
        var alias = ledger.Whole(writing.Db.Db, index)?.Fact is SubmissionAccepted { Envelope: { } envelope }
            ? SubmissionsTable.Alias(writing.Keys.AliasKey, envelope.Form, envelope.Instance) : null;
        Erasing.Record(writing, ledger, by, index, reason, alias ?? []);
        return alias;
    }

    // What a phone sent under the same instance id and was refused for lies in quarantine, in the same words perhaps.
    private static void ForgetRefused(Writing writing, List<byte[]> aliases)
    {
        foreach (var row in RefusedTable.All(writing.Db.Db))
            if (InstanceReading.Read(Quarantine.Xml(row, writing.Keys)).Instance is { InstanceId: { } instance } refused
                && (Is(refused.FormId, instance) || (refused.DeprecatedId is { } edited && Is(refused.FormId, edited))))
                RefusedTable.Delete(writing.Db.Db, row.Id);

        bool Is(string form, string instance)
        {
            var alias = SubmissionsTable.Alias(writing.Keys.AliasKey, form, instance);
            return aliases.Any(a => CryptographicOperations.FixedTimeEquals(a, alias));
        }
    }
}
