using Adit.Web;

namespace Adit.Partners;

/// <summary>What was shown to people and programs from outside?</summary>
/// <param name="Programme">Whether the programme looks; else somebody at what was shown to their own organisation.</param>
/// <param name="MoreHref">Address of the next page; null where this is the last.</param>
public sealed record ReadsView(bool Programme, IReadOnlyList<ReadView> Reads, string? MoreHref);

/// <summary>Something that was shown on a day.</summary>
/// <param name="Way">Of a site: how; null else.</param>
/// <param name="Address">Of what is about no single site: the address or table; null else.</param>
/// <param name="By">Tier and purpose of the agreement that showed it; null where none did.</param>
public sealed record ReadView(DateOnly Day, string Who, string? Organisation, LinkView? Site, string? Way, string? Address, string? By, long Entry);
