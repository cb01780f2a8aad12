namespace Adit.Risk;

/// <summary>A catalogue came into force: all its files, as one archive, so that every rating can be made again from the ledger alone.</summary>
/// <param name="Version">Its name for people.</param>
/// <param name="Hash">SHA-256 of the files, lower-case hex.</param>
/// <param name="From">From which day at the site it rates.</param>
/// <param name="Files">A zip of the files.</param>
public sealed record CataloguePublished(string Version, string Hash, DateOnly From, ReadOnlyMemory<byte> Files) : Fact;
