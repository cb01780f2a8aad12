using Adit.Ledger;
using Adit.Protection;
using Adit.Risk;
using Dapper;

namespace Adit.Storage;

/// <summary>
/// Makes every view again from the ledger. Readers see the old rows until the new ones are complete, and a crash leaves the old ones. In a folder it is one
/// transaction; in PostgreSQL the new views grow beside the old ones while records come in, and are switched to by whoever's turn it is when they have caught up.
/// </summary>
internal sealed class Rebuilding
{
    // So few entries are taken in during the writer's turn that nobody notices.
    private const int Nearly = 200, Chunk = 2_000;

    private readonly Connection _db;
    private readonly LedgerReading _ledger;
    private readonly KeyStore _keys;
    private readonly Assessor _assessor;
    private readonly SortedSet<(long Index, Slot Slot)> _gone = [];
    private Instant _latest;
    private long _next;
    private bool _rates = true;
    private Guid? _without;

    private Rebuilding(Database database, Connection db, LedgerReading ledger)
    {
        (_db, _ledger, _keys) = (db, ledger, database.Keys);
        _assessor = new(ledger, _keys.AliasKey, () => db.Db, work => work(db));
        _assessor.Resume();
    }

    /// <summary>Rebuilds; <paramref name="progress"/> hears how many entries of how many are done.</summary>
    /// <exception cref="Refused">A part is missing and no entry says that it was erased; the views stay as they were.</exception>
    public static Task<long> Run(Database database, Action<long, long>? progress = null) =>
        database.Home is PostgresHome home ? Beside(database, home, null, null, progress) : database.Write(writing => Run(database, writing, progress));

    /// <summary>The same inside a piece of work that is the writer already.</summary>
    public static long Run(Database database, Writing writing, Action<long, long>? progress = null)
    {
        // What others recorded in the same group has no keys yet but in the writer's own eyes.
        using var ledger = new LedgerReading(database, writing.Keys.Connection);
        database.Home.BeginViews(writing.Db);
        var rebuilding = new Rebuilding(database, writing.Db, ledger);
        var size = writing.Tree.Size;
        // What was recorded or erased in this very transaction only the writer sees.
        if (writing.Recorded.Count == 0)
            foreach (var entry in new ReadingAhead(database).Entries(0, size))
                rebuilding.Take(entry, size, progress);
        else
            rebuilding.CatchUp(size, progress);
        rebuilding.Finish();
        database.Home.EndViews(writing.Db);
        Operating.Instruments.Rebuilding(size, size);
        progress?.Invoke(size, size);
        return size;
    }

    /// <summary>Makes views as they stand in <paramref name="live"/>, with ratings as far as there, out of what one session sees of the ledger, in its own schema.</summary>
    /// <param name="live">What goes before the names of the live views' tables.</param>
    public static void Again(Database database, Connection aside, string live, Action<long, long> progress)
    {
        using var ledger = new LedgerReading(database, aside);
        var rebuilding = new Rebuilding(database, aside, ledger);
        var (size, rated) = (LedgerTable.Size(aside.Db), aside.Db.QuerySingle<long>($"select coalesce(max(next), 0) from {live}assessed"));
        rebuilding.CatchUp(rated, progress);
        rebuilding._assessor.Keep();
        RatingsTable.Move(aside, rated);
        rebuilding._rates = false;
        rebuilding.CatchUp(size, progress);
    }

    /// <summary>
    /// Makes every view again as if nothing had ever been recorded about something, and switches to them with the work that records why. Where records go on
    /// coming in meanwhile, what of them is about it is left out too.
    /// </summary>
    /// <param name="subject">The id by which heads of entries name it.</param>
    /// <param name="why">Done in the writer's turn, in one with the switch.</param>
    public static Task Without(Database database, Guid subject, Action<Writing> why, Action<long, long>? progress) =>
        database.Home is PostgresHome home ? Beside(database, home, subject, why, progress) : database.Write(writing =>
        {
            why(writing);
            return Run(database, writing, progress);
        });

    private static async Task<long> Beside(Database database, PostgresHome home, Guid? without, Action<Writing>? last, Action<long, long>? progress)
    {
        using var ledger = new LedgerReading(database);
        using var beside = home.OpenBeside();
        beside.Begin();
        var rebuilding = new Rebuilding(database, beside, ledger) { _without = without };
        var ahead = new ReadingAhead(database);
        var size = database.Size;
        for (var left = long.MaxValue; size - rebuilding._next < left / 2 && size - rebuilding._next > Nearly; size = database.Size)
        {
            left = size - rebuilding._next;
            rebuilding.TakeIn(ahead, size, progress);
        }
        // Where records come in nearly as fast as they are taken in here, whoever records waits for this, each time as long as what was recorded since the last time takes, and half as long again.
        while (!await database.Write(
            writing =>
            {
                // This turn works elsewhere meanwhile.
                Dialect.Unhurried(writing.Db.Db);
                var until = Math.Min(writing.Tree.Size, rebuilding._next + Nearly + 3 * (writing.Tree.Size - size) / 2);
                size = writing.Tree.Size;
                rebuilding.TakeIn(ahead, until, progress);
                if (until < size)
                    return false;
                last?.Invoke(writing);
                size = writing.Tree.Size;
                foreach (var recorded in writing.Recorded)
                    rebuilding.Take(new TakenEntry(recorded.Index, recorded, recorded.At, []), size, progress);
                rebuilding.Finish();
                beside.Commit(null);
                home.Switch(writing.Db);
                return true;
            },
            alone: true)) { }
        home.DropOld();
        Operating.Instruments.Rebuilding(size, size);
        progress?.Invoke(size, size);
        return size;
    }

    private void TakeIn(ReadingAhead ahead, long size, Action<long, long>? progress)
    {
        foreach (var entry in ahead.Entries(_next, size))
        {
            Take(entry, size, progress);
            if (entry.Index % Chunk == 0)
            {
                _db.Commit(null);
                _db.Begin();
            }
        }
    }

    private void CatchUp(long size, Action<long, long>? progress)
    {
        while (_next < size)
            Take(_ledger.Take(_db.Db, _next), size, progress);
    }

    private void Finish()
    {
        if (_gone.Count > 0)
            throw new Refused($"Entry {_gone.Min.Index}: its part {Slots.NameOf(_gone.Min.Slot)} is missing, and no entry says that it was erased. See: adit verify");
        _assessor.Keep();
        RatingsTable.Move(_db, _next);
    }

    private void Take(TakenEntry entry, long size, Action<long, long>? progress)
    {
        if (entry.Index % 1_000 == 0)
        {
            progress?.Invoke(entry.Index, size);
            Operating.Instruments.Rebuilding(entry.Index, size);
        }
        _next = entry.Index + 1;
        foreach (var slot in entry.Gone)
            _gone.Add((entry.Index, slot));
        if (entry.At is { } at && at > _latest)
            _latest = at;
        MomentsTable.Follow(_db, entry.Index, _latest);
        if (entry.Whole is { } recorded && !(_without is { } subject && recorded.Fact.Subjects.Contains(subject)))
            Take(recorded);
        else if (_rates)
            _assessor.Pass(entry.Index);
        if (_assessor.Pending >= 4_000)
            _assessor.Keep();
    }

    private void Take(Recorded recorded)
    {
        Views.Apply(_db, _keys, recorded);
        if (_rates)
            _assessor.Take(recorded);
        if (recorded.Fact is PartErased { Slots.IsDefaultOrEmpty: false } erased)
            _gone.ExceptWith(erased.Slots.Select(name => Slots.TryRead(name, out var slot) ? (erased.Entry, slot) : (-1, default)));
    }
}
