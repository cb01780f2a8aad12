namespace Adit.Printing;

/// <summary>Did this programme make the paper in my hand, and is it up to date?</summary>
/// <param name="Kind">digest, step-five, recognition, plan or alert.</param>
/// <param name="Size">How many entries the ledger had.</param>
/// <param name="Since">Whether something that it could tell of happened since.</param>
public sealed record PaperCheckView(string Kind, DateTimeOffset Made, long Size, string Origin, bool Since);
