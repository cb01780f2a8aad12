using System.Collections.Immutable;

namespace Adit.Ledger;

/// <summary>Entry 0: which log this is, for which programme, whether what it holds is simulated, and whose signature its checkpoints bear.</summary>
/// <param name="Origin"><c>adit/slug/16 hex</c>, or <c>adit-demo/…</c> where simulated; drawn once, unrelated to any host.</param>
/// <param name="VerifierKey">The C2SP verifier key (<c>name+hash+base64</c>) of the checkpoints' Ed25519 key.</param>
public sealed record LedgerCreated(string Origin, string Programme, bool Simulated, string VerifierKey, int EntryVersion) : Fact;

/// <summary>Part keys were destroyed: those parts can never be read again, and whoever verifies may find them missing.</summary>
/// <param name="Entry">The index of the entry whose parts they were.</param>
/// <param name="Slots">Names of the slots: t0, t1, t2, t3 or raw. The head stays, with ids alone.</param>
/// <param name="Reason">Why, in the words of who erased it; for the programme alone.</param>
/// <param name="Alias">The keyed hash of a record's instance id; empty where it was no record.</param>
public sealed record PartErased(long Entry, ImmutableArray<string> Slots, string Reason, ReadOnlyMemory<byte> Alias = default) : Fact;

/// <summary>Records were read that are logged when read: in bulk, or of a protected kind.</summary>
/// <param name="What">What was read, in a stable code: <c>export.csv:form-id</c>.</param>
public sealed record RecordsRead(string What, long Records) : Fact;
