using System.Security.Cryptography;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Maps;

/// <summary>Cuts pieces of the base map for all sites that agents work at, and deletes what is of no use any more. One node of several does it.</summary>
internal sealed class MapsJob : LeadingJob
{
    private readonly Registers _registers;
    private readonly Blobs _blobs;
    private readonly SemaphoreSlim _one = new(1);

    public MapsJob(Database database, Registers registers, Blobs blobs, ILogger<MapsJob> log)
        : base(database, "maps", "Pieces of the base map", TimeSpan.FromSeconds(30), log)
    {
        (_registers, _blobs) = (registers, blobs);
        WakesOn(fact => fact is BaseMapSet or BaseMapRemoved or SiteRegistered or AgentAssigned);
    }

    /// <summary>Brings the pieces up to the map in use and the sites of today.</summary>
    public async Task Look(CancellationToken cancel = default)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var register = _registers.Current;
            var (inUse, files, pieces) = Database.Read(db => (MapsTable.InUse(db), MapsTable.Files(db), MapsTable.Pieces(db)));
            var sites = inUse is null ? [] : register.Monitored.Where(s => s.Place is not null && register.AgentsAt.ContainsKey(s.Id)).ToDictionary(s => s.Id, s => s.Place!.Value);
            var good = pieces.Where(p => p.Map == inUse?.Set.Map && sites.TryGetValue(p.Site, out var place) && place == p.Place).Select(p => p.Site).ToHashSet();
            foreach (var (map, blob) in files.Where(f => f.Map != inUse?.Set.Map))
            {
                await _blobs.Delete(blob.Id);
                await Database.Write(writing => Done(() => MapsTable.Drop(writing.Db.Db, map)));
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
    protected override Task Turn(bool woken, CancellationToken cancel) => Look(cancel);

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
        await Database.Write(writing => Done(() =>
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
