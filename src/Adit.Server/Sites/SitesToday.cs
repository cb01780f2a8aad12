using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Plans;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Sites;

/// <summary>
/// How every monitored site stands today, kept in memory by each node and made anew where something changed: lists over all sites sort and count a hundred
/// thousand of them at once (decision 0044). Some hundred bytes a site. What changed is read before an answer, so whoever recorded something finds it; only
/// where very many changed at once, such as all at midnight, are they followed some hundred at a time, and answers given meanwhile with what is there.
/// </summary>
internal sealed class SitesToday(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) : BackgroundService
{
    private const int AtOnce = 500, Few = 2_000;
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1), KeptFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<SiteId, SiteToday> _known = [];
    private readonly Lock _looking = new();
    private readonly HashSet<SiteId> _stale = [];
    private readonly Dictionary<string, SiteTable> _tables = [];
    private readonly Dictionary<string, DateOnly> _days = [];
    private Register? _register;
    private volatile Register? _whole;
    private long _k = -1, _catalogue = -1, _happened = -1, _asked = Environment.TickCount64;

    /// <summary>All of them, in the order of names as the language of the current culture has it.</summary>
    public SiteTable All(DbConnection db, Register register, InForce inForce)
    {
        Level(db, register, inForce, register.Monitored);
        lock (_looking)
        {
            var language = CultureInfo.CurrentCulture.Name;
            var sites = register.MonitoredByName();
            if (!_tables.TryGetValue(language, out var table) || table.Sites != sites)
                _tables[language] = table = new(sites, s => _known[s]);
            return table;
        }
    }

    /// <summary>Each of these sites with how it stands, in their order. The sites must be monitored ones of the register.</summary>
    public List<(Site Site, SiteToday Today)> Of(DbConnection db, Register register, InForce inForce, IReadOnlyCollection<Site> sites)
    {
        Level(db, register, inForce, sites);
        return [.. sites.Select(s => (s, _known[s.Id]))];
    }

    private void Level(DbConnection db, Register register, InForce inForce, IReadOnlyCollection<Site> sites)
    {
        Volatile.Write(ref _asked, Environment.TickCount64);
        var now = database.Clock.GetUtcNow();
        lock (_looking)
        {
            Look(db, register, inForce, now);
            if (_stale.Count <= Few)
                Take(db, register, inForce, [.. _stale], now);
        }
        if (_whole == register)
            return;
        // The first who ask after a start wait, and help.
        foreach (var missing in sites.Where(s => !_known.ContainsKey(s.Id)).Chunk(AtOnce))
            lock (_looking)
                Take(db, register, inForce, [.. missing.Select(s => s.Id).Where(s => !_known.ContainsKey(s))], now);
        if (sites.Count == register.Monitored.Length)
            _whole = register;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // A small programme's sites are read when somebody asks, and nothing is done while nobody does.
                if (Environment.TickCount64 - Volatile.Read(ref _asked) < KeptFor.TotalMilliseconds && registers.Current.Monitored.Length > AtOnce && catalogues.Current is { } inForce)
                    while (Follow(inForce) && !stopping.IsCancellationRequested) { }
            }
            catch (DbException)
            {
                // The database is away, which others say; it is tried again.
            }
            await Task.Delay(Rhythm, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One step of what is to be made anew; whether there is more.
    private bool Follow(InForce inForce) => database.Read(db =>
    {
        lock (_looking)
        {
            var (register, now) = (registers.Current, database.Clock.GetUtcNow());
            Look(db, register, inForce, now);
            Take(db, register, inForce, [.. _stale.Take(AtOnce)], now);
            return _stale.Count > 0;
        }
    });

    private void Look(DbConnection db, Register register, InForce inForce, DateTimeOffset now)
    {
        var k = SiteRisk.Newest(db);
        var changed = k > _k ? ChangesTable.Since(db, _k) : [];
        if (changed is null || inForce.Index != _catalogue)
            _stale.UnionWith(register.Monitored.Select(s => s.Id));
        else
            _stale.UnionWith(changed.Where(_known.ContainsKey));
        // What is done about findings is no rating: it is known at once.
        if (Happened(db) is var happened && happened > _happened)
        {
            _stale.UnionWith(IncidentsTable.SitesSince(db, _happened).Concat(PlansTable.SitesSince(db, _happened)).Where(_known.ContainsKey));
            _happened = happened;
        }
        if (register != _register)
            _stale.UnionWith(register.Monitored.Select(s => s.Id).Where(s => !_known.ContainsKey(s)));
        foreach (var zone in register.Zones)
            if (Clock.DayOf(now, Sheet.ZoneOf(zone)) is var day && day != _days.GetValueOrDefault(zone))
            {
                _days[zone] = day;
                _stale.UnionWith(register.Monitored.Where(s => s.Zone == zone).Select(s => s.Id));
            }
        (_k, _catalogue, _register) = (Math.Max(k, _k), inForce.Index, register);
    }

    private static long Happened(DbConnection db) => Math.Max(IncidentsTable.Newest(db), PlansTable.Newest(db));

    // From a standby that has not come as far as this node has, only what was never read is read; it is read again later.
    private void Take(DbConnection db, Register register, InForce inForce, IReadOnlyCollection<SiteId> sites, DateTimeOffset now)
    {
        var behind = SiteRisk.Newest(db) < _k || Happened(db) < _happened;
        foreach (var some in sites.Where(s => register.Sites.ContainsKey(s) && (!behind || !_known.ContainsKey(s))).Select(s => register.Sites[s]).Chunk(AtOnce))
            foreach (var (site, today) in SiteToday.Read(db, ledger, register, inForce, some, now))
            {
                _known[site] = today;
                foreach (var table in _tables.Values)
                    table.Follow(site, today);
            }
        if (!behind)
            _stale.ExceptWith(sites);
    }
}
