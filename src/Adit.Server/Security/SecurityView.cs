namespace Adit.Security;

/// <summary>What is stored here, where, and who sees it?</summary>
/// <param name="Tiers">Who reads which tier.</param>
/// <param name="Roles">What each role reads and may do.</param>
public sealed record SecurityView(IReadOnlyList<SecuritySectionView> Sections, IReadOnlyList<TierReadView> Tiers, IReadOnlyList<RoleReadView> Roles);

/// <summary>A part of the answer, in sentences.</summary>
/// <param name="Id">Where on the page it is.</param>
public sealed record SecuritySectionView(string Id, string Title, IReadOnlyList<string> Sentences);

/// <summary>A tier: what is in it, and who reads it.</summary>
public sealed record TierReadView(string Tier, string Holds, string Readers);

/// <summary>A role: how deep it reads, of which sites, and whether it sees records, erases them, and keeps users.</summary>
public sealed record RoleReadView(string Role, string Deepest, string Sites, string Records, string Erases, string Users);
