using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Adit.Ledger;

/// <summary>A key, and the smallest size of the ledger that it signs; it signs every larger one until the next key's.</summary>
public readonly record struct KeyTerm(VerifierKey Key, long From);

/// <summary>
/// The keys of a ledger in the order in which they were in force: the first from entry 0, each other one from an entry that the key before it signed.
/// Whoever trusts one of them can follow it to the others.
/// </summary>
public sealed class KeyChain
{
    private KeyChain(ImmutableArray<KeyTerm> terms) => Terms = terms;

    /// <summary>The keys, the first one first.</summary>
    public ImmutableArray<KeyTerm> Terms { get; }

    /// <summary>The key in force now.</summary>
    public VerifierKey Newest => Terms[^1].Key;

    /// <summary>A chain of one key.</summary>
    public static KeyChain Of(VerifierKey first) => new([new(first, 0)]);

    /// <summary>The key that signs a head of this size, and the only one: what an older key signs from here on is not believed.</summary>
    public VerifierKey At(long size) => Terms.Last(t => t.From <= size).Key;

    /// <summary>Whether the key is, or was, this ledger's.</summary>
    public bool Holds(VerifierKey key) => Terms.Any(t => t.Key == key);

    /// <summary>
    /// The chain with one more key. False unless the statement is signed by the newest key here and by the one after it, speaks of the index where it stands
    /// and, where it is known, of the root over all entries before, and names no key that was used before.
    /// </summary>
    /// <param name="index">Where the statement stands in the ledger.</param>
    /// <param name="before">The root over the entries before it; null where only the statement is at hand.</param>
    public bool TryFollow(long index, string? statement, Hash? before, VerifyNote verify, [NotNullWhen(true)] out KeyChain? longer)
    {
        longer = null;
        if (!Rotation.TryOpen(statement, verify, out var rotation) || rotation.Size != index || (before is { } root && root != rotation.Root))
            return false;
        if (rotation.From != Newest || index < Terms[^1].From || Holds(rotation.To))
            return false;
        longer = new(Terms.Add(new(rotation.To, index + 1)));
        return true;
    }

    /// <summary>Whether the two tell the same story as far as both go.</summary>
    public bool Agrees(KeyChain other) => Terms.Zip(other.Terms).All(pair => pair.First == pair.Second);

    /// <summary>
    /// Reads a file of a ledger's keys: an evidence bundle with the public parts of entry 0 and of every change of key. False unless all of it holds; whose
    /// ledger it is, only a key that the reader got by another way can tell.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> file, VerifyNote verify, [NotNullWhen(true)] out KeyChain? chain)
    {
        chain = null;
        if (!Bundle.TryRead(file, out var bundle, out _) || bundle.Entries[0].Index != 0 || !bundle.Verify(verify).Holds)
            return false;
        chain = In(bundle, verify, out _);
        return chain is not null;
    }

    /// <summary>
    /// The keys that the public parts in a bundle tell of: entry 0 names the first one, each statement the next. Null where it tells of none.
    /// </summary>
    /// <param name="fault">The index of the first entry that does not hold: a statement by the wrong keys or in the wrong place.</param>
    public static KeyChain? In(Bundle bundle, VerifyNote verify, out long? fault)
    {
        fault = null;
        KeyChain? chain = null;
        foreach (var entry in bundle.Entries)
        {
            if (entry.Parts.FirstOrDefault(p => p.Slot == Protection.Slot.T0) is not { } part)
                continue;
            if (entry.Index == 0 && FirstKey(part.Bytes) is { } first)
                chain = Of(first);
            if (StatementIn(part.Bytes) is not { } statement)
                continue;
            chain ??= Rotation.TryOpen(statement, verify, out var rotation) ? Of(rotation.From) : null;
            if (chain is null || !chain.TryFollow(entry.Index, statement, null, verify, out var longer))
            {
                fault = entry.Index;
                return null;
            }
            chain = longer;
        }
        return chain;
    }

    /// <summary>The changes of key in a bundle whose chain holds, in their order.</summary>
    public static IEnumerable<Rotation> RotationsIn(Bundle bundle, VerifyNote verify) =>
        bundle.Entries.SelectMany(e => e.Parts).Where(p => p.Slot == Protection.Slot.T0)
            .Select(p => Rotation.TryOpen(StatementIn(p.Bytes), verify, out var rotation) ? rotation : null).OfType<Rotation>();

    private static VerifierKey? FirstKey(ReadOnlyMemory<byte> part) => VerifierKey.TryRead(MemberOf(part, "verifierKey"), out var key) ? key : null;

    private static string? StatementIn(ReadOnlyMemory<byte> part) =>
        MemberOf(part, "statement") is { } text && text.StartsWith(Rotation.Heading + "\n", StringComparison.Ordinal) ? text : null;

    private static string? MemberOf(ReadOnlyMemory<byte> part, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(part);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            // Another fact's part, or bytes that are no text: it tells of no key.
            return null;
        }
    }
}
