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
    /// <exception cref="InvalidDataException">A part is missing and no entry says that it was erased; the views stay as they were.</exception>
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
        for (var index = 0L; index < size; index++)
        {
            Take(ledger, writing, assessor, index, gone, ref latest);
            if (assessor.Pending >= 4_000)
                assessor.Keep();
            if (index % 1_000 == 0)
                progress?.Invoke(index, size);
        }
        if (gone.Count > 0)
            throw new InvalidDataException($"Entry {gone.Min.Index}: its part {Slots.NameOf(gone.Min.Slot)} is missing, and no entry says that it was erased. See: adit verify");
        assessor.Keep();
        RatingsTable.Move(writing.Db, size);
        Schema.Agree(writing.Db.Db);
        progress?.Invoke(size, size);
        return size;
    }

    private static void Take(LedgerReading ledger, Writing writing, Assessor assessor, long index, SortedSet<(long Index, Slot Slot)> gone, ref Instant latest)
    {
        var whole = ledger.Whole(writing.Db.Db, index, slot => gone.Add((index, slot)));
        if ((whole?.At ?? ledger.Head(writing.Db.Db, index)?.At) is { } at && at > latest)
            latest = at;
        MomentsTable.Follow(writing.Db, index, latest);
        if (whole is not { } recorded)
        {
            assessor.Pass(index);
            return;
        }
        Views.Apply(writing.Db, writing.Keys, recorded);
        assessor.Take(recorded);
        if (recorded.Fact is PartErased { Slots.IsDefaultOrEmpty: false } erased)
            gone.ExceptWith(erased.Slots.Select(name => Slots.TryRead(name, out var slot) ? (erased.Entry, slot) : (-1, default)));
    }
}
