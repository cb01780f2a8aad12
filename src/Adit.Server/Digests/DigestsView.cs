using Adit.Reports;
using Adit.Web;

namespace Adit.Digests;

/// <summary>What do the reports that I was given come to?</summary>
/// <param name="Crumb">Where it stands.</param>
/// <param name="Before">The one before; null where there cannot be one.</param>
/// <param name="After">The one after; null where its time is not over.</param>
/// <param name="Files">Ways to take it away.</param>
public sealed record DigestView(DocumentView Document, LinkView Crumb, LinkView? Before, LinkView? After, IReadOnlyList<LinkView> Files);
