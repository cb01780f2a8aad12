using Adit.Ledger;
using Adit.Protection;
using Adit.Risk;
using Dapper;

namespace Adit.Storage;

/// <summary>
/// Makes every view again from the ledger, in one transaction: readers see the old rows until the new ones are complete, and a crash leaves the old ones.
/// </summary>
internal static class Rebuilding
{
    /// <summary>Rebuilds; <paramref name="progress"/> hears how many entries of how many are done.</summary>
    /// <exception cref="Refused">A part is missing and no entry says that it was erased; the views stay as they were.</exception>
    public static Task<long> Run(Database database, Action<long, long>? progress = null) => database.Write(writing => Run(database, writing, progress));

    /// <summary>The same inside a piece of work that is the writer already.</summary>
    public static long Run(Database database, Writing writing, Action<long, long>? progress = null)
    {
        // What others recorded in the same group has no keys yet but in the writer's own eyes.
        using var ledger = new LedgerReading(database, writing.Keys.Connection);
        foreach (var table in Views.Tables)
            writing.Db.Db.Execute($"drop table if exists {table.Name}");
        foreach (var table in Views.Tables)
            writing.Db.Db.Execute(table.Create());
        var assessor = new Assessor(ledger, database.Keys.AliasKey, () => writing.Db.Db, work => work(writing.Db));
        assessor.Resume();
        var size = writing.Tree.Size;
        var (gone, latest) = (new SortedSet<(long Index, Slot Slot)>(), default(Instant));
        // What was recorded or erased in this very transaction only the writer sees.
        var entries = writing.Recorded.Count == 0 ? new ReadingAhead(database).Entries(size) : LongRange(size).Select(index => ledger.Take(writing.Db.Db, index));
        foreach (var entry in entries)
        {
            Take(writing, assessor, entry, gone, ref latest);
            if (assessor.Pending >= 4_000)
                assessor.Keep();
            if (entry.Index % 1_000 == 0)
                progress?.Invoke(entry.Index, size);
        }
        if (gone.Count > 0)
            throw new Refused($"Entry {gone.Min.Index}: its part {Slots.NameOf(gone.Min.Slot)} is missing, and no entry says that it was erased. See: adit verify");
        assessor.Keep();
        RatingsTable.Move(writing.Db, size);
        Schema.Agree(writing.Db.Db);
        progress?.Invoke(size, size);
        return size;
    }

    private static IEnumerable<long> LongRange(long until)
    {
        for (var index = 0L; index < until; index++)
            yield return index;
    }

    private static void Take(Writing writing, Assessor assessor, TakenEntry entry, SortedSet<(long Index, Slot Slot)> gone, ref Instant latest)
    {
        foreach (var slot in entry.Gone)
            gone.Add((entry.Index, slot));
        if (entry.At is { } at && at > latest)
            latest = at;
        MomentsTable.Follow(writing.Db, entry.Index, latest);
        if (entry.Whole is not { } recorded)
        {
            assessor.Pass(entry.Index);
            return;
        }
        Views.Apply(writing.Db, writing.Keys, recorded);
        assessor.Take(recorded);
        if (recorded.Fact is PartErased { Slots.IsDefaultOrEmpty: false } erased)
            gone.ExceptWith(erased.Slots.Select(name => Slots.TryRead(name, out var slot) ? (erased.Entry, slot) : (-1, default)));
    }
}
