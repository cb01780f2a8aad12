using System.Security.Cryptography;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Maps;

/// <summary>Cuts pieces of the base map for all sites that agents work at, and deletes what is of no use any more. One node of several does it.</summary>
internal sealed class MapsJob : BackgroundService
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(30), Away = TimeSpan.FromSeconds(15);

    private readonly Database _database;
    private readonly Registers _registers;
    private readonly Blobs _blobs;
    private readonly ILogger<MapsJob> _log;
    private readonly SemaphoreSlim _came = new(0), _one = new(1);

    public MapsJob(Database database, Registers registers, Blobs blobs, ILogger<MapsJob> log)
    {
        (_database, _registers, _blobs, _log) = (database, registers, blobs, log);
        database.Committed += recorded =>
        {
            if (_came.CurrentCount == 0 && recorded.Any(r => r.Fact is BaseMapSet or BaseMapRemoved or SiteRegistered or AgentAssigned))
                _came.Release();
        };
    }

    /// <summary>Brings the pieces up to the map in use and the sites of today.</summary>
    public async Task Look(CancellationToken cancel = default)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var register = _registers.Current;
            var (inUse, files, pieces) = _database.Read(db => (MapsTable.InUse(db), MapsTable.Files(db), MapsTable.Pieces(db)));
            var sites = inUse is null ? [] : register.Monitored.Where(s => s.Place is not null && register.AgentsAt.ContainsKey(s.Id)).ToDictionary(s => s.Id, s => s.Place!.Value);
            var good = pieces.Where(p => p.Map == inUse?.Set.Map && sites.TryGetValue(p.Site, out var place) && place == p.Place).Select(p => p.Site).ToHashSet();
            foreach (var (map, blob) in files.Where(f => f.Map != inUse?.Set.Map))
            {
                await _blobs.Delete(blob.Id);
                await _database.Write(writing => Done(() => MapsTable.Drop(writing.Db.Db, map)));
            }
            foreach (var piece in pieces.Where(p => !good.Contains(p.Site)))
                await Replace(piece, null);
            if (inUse is null || files.FirstOrDefault(f => f.Map == inUse.Set.Map).Blob is not { } file || sites.Keys.All(good.Contains) || !await _blobs.Holds(file.Id))
                return;
            using var reading = _blobs.Pieces(file);
            if ((await PmFile.Open(reading, cancel)).File is not { } opened)
                return;
            foreach (var (site, place) in sites.Where(s => !good.Contains(s.Key)))
                await Replace(null, await Cut(opened, inUse.Set.Map, site, place));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                using (var lease = _database.Home.Lead("maps"))
                    while (lease?.Held == true)
                    {
                        await Look(stoppingToken);
                        await _came.WaitAsync(Rhythm, stoppingToken);
                    }
                await Task.Delay(Away, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                _log.LogError("Pieces of the base map wait: {Kind}", failure.GetType().Name);
                await Task.Delay(Away, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
    }

    private async Task<SitePiece> Cut(PmFile map, Guid id, SiteId site, GeoPoint place)
    {
        if (await BaseMaps.Cut(map, place) is not var (piece, from, to))
            return new(site, id, place, "", 0, 0, 0, null);
        using var file = _blobs.Create();
        file.Write(piece);
        return new(site, id, place, Convert.ToHexStringLower(SHA256.HashData(piece)), piece.Length, from, to, await file.Keep());
    }

    // A phone that is in the middle of an old piece is told that it is gone, and hears of the new one.
    private async Task Replace(SitePiece? old, SitePiece? made)
    {
        await _database.Write(writing => Done(() =>
        {
            if (made is not null)
                MapsTable.Keep(writing.Db.Db, made);
            else
                MapsTable.Drop(writing.Db.Db, old!.Site);
        }));
        if (old?.Blob is { } gone)
            await _blobs.Delete(gone.Id);
    }

    private static bool Done(Action work)
    {
        work();
        return true;
    }
}
