using System.Data.Common;

namespace Adit.Storage;

/// <summary>
/// A server answers that has not got what this node recorded or read before: a primary that was left behind, or a standby that was promoted before it had received
/// all. What is recorded in it would be another ledger.
/// </summary>
internal sealed class OtherLedgerException(long seen, long size) : DbException(size < seen
    ? $"The database that answers has {size} entries, and this node has seen {seen}."
    : $"Entry {seen - 1} of the database that answers is not the one that this node has seen.")
{
    /// <summary>What whoever runs the node is told.</summary>
    public override string Message => base.Message + " It is not the primary of before, or has lost what that one had; nothing is recorded in it. Stop it, and let the other one answer; or, if what it lacks is gone for good, restart this node.";
}
