using Adit.Storage;

namespace Adit.Ledger;

/// <summary>
/// What the public sees of the ledger: a signed head and the tiles under it, put out at a fixed rhythm that shows nothing of what happened when.
/// Our own head may be ahead; nobody outside is shown more than the last one published.
/// </summary>
internal sealed class Publishing(Database database, LedgerReading ledger, Settings settings, AskingWitnesses witnesses, ILogger<Publishing> log) : BackgroundService
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    private Signing? _signing;

    /// <summary>The ledger's keys. They change only while no server runs.</summary>
    public KeyChain Keys => field ??= database.Read(db => KeysTable.Chain(db, ledger));

    /// <summary>The key that the last published head is signed by.</summary>
    public VerifierKey Key => Keys.At(Latest?.Size ?? database.Size);

    private Signing Signing => _signing ??= Signing.Open(database.Keys, settings.SigningKey, Keys.Newest);

    /// <summary>Makes sure that there is the key to sign the next head with.</summary>
    /// <exception cref="Refused">It is another one, or none is there.</exception>
    public void Ready() => _ = Signing;

    /// <summary>Signs, by the newest key, something that is no head: a credential.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => Signing.Sign(message);

    /// <summary>The last published head; null before the first.</summary>
    public (long Size, string Note, Instant Published)? Latest => database.Read(CheckpointsTable.Latest);

    /// <summary>Signs the ledger as it stands and gives it out.</summary>
    public async Task<long> Publish() => (await Publish(since: null)).Size;

    // Whoever's turn comes first publishes; the other nodes find that it was done. Theirs are clocks that differ a little.
    private Task<(long Size, bool Signed)> Publish(Instant? since) => database.Write(writing =>
    {
        if (since is { } then && CheckpointsTable.Latest(writing.Db.Db) is { } latest && latest.Published >= then)
            return (latest.Size, false);
        var note = new Checkpoint(database.Created!.Origin, writing.Tree.Size, writing.Tree.Root()).Sign(Keys.Newest, Signing.Sign).ToString();
        CheckpointsTable.Keep(writing.Db.Db, writing.Tree.Size, note, writing.Now);
        return (writing.Tree.Size, true);
    });

    /// <summary>A tile as of the last published head; null where that head has none such.</summary>
    public byte[]? Read(Tile tile)
    {
        if (Latest is not { } head || tile.Width > Tiles.Width(tile.Level, tile.Index, head.Size))
            return null;
        var first = tile.Index * Tile.FullWidth;
        return database.Read(db =>
        {
            if (tile.Level == Tile.Entries)
                return Tiles.WriteEntries([.. LedgerTable.Entries(db, first, first + tile.Width).Select(e => (ReadOnlyMemory<byte>)e)]);
            var read = database.CurrentTree().Reader(db);
            var bytes = new byte[tile.Width * Hash.Length];
            for (var i = 0; i < tile.Width; i++)
                read(tile.Level * 8, first + i).AsSpan().CopyTo(bytes.AsSpan(i * Hash.Length));
            return bytes;
        });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _signing?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var asking = Task.CompletedTask;
        try
        {
            if (Latest is null)
                await Publish(new Instant(0));
            asking = witnesses.AskNew(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(UntilNext(), TimeProvider.System, stoppingToken);
                if (!(await Publish(Instant.From(database.Clock.GetUtcNow() - ClocksDiffer))).Signed)
                    continue;
                await asking;
                asking = witnesses.Ask(stoppingToken);
            }
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogError("Publishing has stopped, and so does the server: {Why}", failure.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            // What it uses is closed after this.
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // On the whole multiples of the rhythm, so that not even a restart shows.
    private TimeSpan UntilNext() => new(settings.PublishEvery.Ticks - TimeProvider.System.GetUtcNow().UtcTicks % settings.PublishEvery.Ticks);
}
