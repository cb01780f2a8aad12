namespace Adit.Protection;

/// <summary>A file kept beside the ledger, encrypted.</summary>
/// <param name="Id">Random; says nothing of the content or whose it is.</param>
/// <param name="Key">32 bytes that open it. They live in a sealed part only: destroying that part's key destroys the file.</param>
/// <param name="Length">Bytes of the plain file.</param>
/// <param name="Digest">HMAC-SHA-256 of the plain bytes under the key: whoever holds the key can check the file, nobody can guess it.</param>
public sealed record Blob(Guid Id, ReadOnlyMemory<byte> Key, long Length, ReadOnlyMemory<byte> Digest);
