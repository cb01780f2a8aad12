using Adit.Storage;

namespace Adit.Ledger;

/// <summary>Changes the key that signs the ledger's heads: an entry that both keys sign, and from it on the new key alone.</summary>
internal static class Rotating
{
    /// <summary>Changes the key; returns the new one. No server may have the folder open.</summary>
    /// <param name="oldFile">Where the key in force is; null for the data folder.</param>
    /// <param name="newFile">Where the new key is; null to draw one that is kept in the data folder.</param>
    /// <exception cref="Refused">The key in force is not there, or the new one was this ledger's before.</exception>
    public static async Task<VerifierKey> Run(Database database, string? oldFile, string? newFile)
    {
        using var ledger = new LedgerReading(database);
        var chain = database.Read(db => KeysTable.Chain(db, ledger));
        using var old = Signing.Open(database.Keys, oldFile, chain.Newest);
        await database.Write(writing => Settle(writing.Keys, chain.Newest));
        byte[]? seed = null;
        using var next = newFile is null ? Signing.New(out seed) : Signing.InFile(newFile);
        var key = new VerifierKey(chain.Newest.Name, next.PublicKey);
        if (chain.Holds(key))
            throw new Refused("This key is or was the ledger's already; a key is never used twice.");
        await database.Write(writing =>
        {
            if (seed is not null)
                writing.Keys.SetOwn(Signing.Next, seed);
            var rotation = new Rotation(writing.Tree.Size, writing.Tree.Root(), chain.Newest, key);
            return writing.Record(ActorId.Program, new KeyRotated(rotation.Sign(old.Sign, next.Sign).ToString()));
        });
        // Only now is it the one in force; what was before is of no use to anybody but a forger.
        await database.Write(writing =>
        {
            writing.Keys.SetOwn(Signing.InFolder, seed);
            writing.Keys.SetOwn(Signing.Next, null);
            return true;
        });
        database.Home.PurgeKeys();
        return key;
    }

    // A change that was cut off left the key in force under the name of the next one, or a next one that never came into force.
    private static bool Settle(KeyStore keys, VerifierKey inForce)
    {
        if (keys.Find(Signing.Next) is not { } seed)
            return false;
        if (Signing.IsOf(seed, inForce))
            keys.SetOwn(Signing.InFolder, seed);
        keys.SetOwn(Signing.Next, null);
        return true;
    }
}
