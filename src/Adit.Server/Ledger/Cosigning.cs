using System.Data.Common;
using Adit.Storage;

namespace Adit.Ledger;

/// <summary>What came of a request to cosign.</summary>
/// <param name="Line">The cosignature; null where there is none.</param>
/// <param name="Held">The size of the last head that was cosigned, where the answer tells it.</param>
internal readonly record struct Cosigned(int Status, string? Line = null, long? Held = null);

/// <summary>
/// This programme as a witness of other ledgers (C2SP tlog-witness): it cosigns a head only where the head holds all that it cosigned before. It does so by a key of its own, which signs
/// nothing else.
/// </summary>
internal sealed class Cosigning(Database database, Settings settings) : IDisposable
{
    private const string InFolder = "witness";

    private readonly Dictionary<string, VerifierKey> _ledgers = settings.WitnessOf.ToDictionary(k => k.Name);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Signing? _signing;

    /// <summary>Makes sure that it is nobody's own witness.</summary>
    /// <exception cref="Refused">It is.</exception>
    public void Ready()
    {
        if (_ledgers.ContainsKey(database.Created!.Origin))
            throw new Refused("--witness-of names this programme's own ledger. A witness is worth something only where it is somebody else's.");
    }

    /// <summary>The key that it cosigns by; null where it is a witness of no ledger.</summary>
    public async Task<WitnessKey?> Key() => _ledgers.Count == 0 ? null : KeyOf(await Signing());

    /// <summary>The key that a programme cosigns by; null where it was never a witness.</summary>
    public static WitnessKey? KeyIn(Database database)
    {
        if (database.Keys.Find(InFolder) is not { } seed)
            return null;
        using var signing = Ledger.Signing.Of(seed);
        return new(NameOf(database), signing.PublicKey);
    }

    /// <summary>Answers a ledger that asks for a cosignature on its head.</summary>
    public async Task<Cosigned> Answer(byte[] body)
    {
        if (!AddCheckpoint.TryRead(body, out var asked))
            return new(StatusCodes.Status400BadRequest);
        if (!_ledgers.TryGetValue(asked.Head.Origin, out var ledger))
            return new(StatusCodes.Status404NotFound);
        if (!asked.Note.IsSignedBy(ledger, Ledger.Signing.Verify))
            return new(StatusCodes.Status403Forbidden);
        var seen = database.Read(db => Look(db, asked));
        if (seen.Answer == WitnessAnswer.Cosigns)
            seen = await database.Write(writing => Keep(writing, asked));
        return seen.Answer switch
        {
            WitnessAnswer.Cosigns => new(StatusCodes.Status200OK, await Line(asked.Note, database.Now)),
            WitnessAnswer.OldIsMore => new(StatusCodes.Status400BadRequest),
            WitnessAnswer.HoldsAnother => new(StatusCodes.Status409Conflict, Held: seen.Last?.Size ?? 0),
            WitnessAnswer.AnotherRoot => new(StatusCodes.Status409Conflict),
            _ => new(StatusCodes.Status422UnprocessableEntity),
        };
    }

    public void Dispose()
    {
        _signing?.Dispose();
        _turn.Dispose();
    }

    private static (WitnessAnswer Answer, Checkpoint? Last) Look(DbConnection db, AddCheckpoint asked)
    {
        var last = WitnessedTable.Last(db, asked.Head.Origin);
        return (WitnessRule.Decide(last, asked), last);
    }

    // What was cosigned is durable before anybody has the cosignature; and no other request comes between looking and keeping, at any node. Who sends again what is kept makes nothing be written.
    private static (WitnessAnswer Answer, Checkpoint? Last) Keep(Writing writing, AddCheckpoint asked)
    {
        var seen = Look(writing.Db.Db, asked);
        if (seen.Answer == WitnessAnswer.Cosigns && seen.Last != asked.Head)
            WitnessedTable.Keep(writing.Db.Db, asked, writing.Now);
        return seen;
    }

    // Named after the programme's own ledger: it is the same wherever the server is reached.
    private static string NameOf(Database database) => database.Created!.Origin + "/witness";

    private WitnessKey KeyOf(Signing signing) => new(NameOf(database), signing.PublicKey);

    private async Task<string> Line(Note head, Instant at)
    {
        var signing = await Signing();
        return Cosignature.Sign(head, KeyOf(signing), at, signing.Sign).ToString();
    }

    private async Task<Signing> Signing()
    {
        await _turn.WaitAsync();
        try
        {
            return _signing ??= Ledger.Signing.Of(database.Keys.Find(InFolder) ?? await database.Write(Draw));
        }
        finally
        {
            _turn.Release();
        }
    }

    // In the writer's turn: of two nodes that draw at the same moment, the first one's key holds.
    private static byte[] Draw(Writing writing)
    {
        if (writing.Keys.Find(InFolder) is { } there)
            return there;
        using var drawn = Ledger.Signing.New(out var seed);
        writing.Keys.SetOwn(InFolder, seed);
        return seed;
    }
}
