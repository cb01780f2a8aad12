using Adit.Web;

namespace Adit.Audits;

/// <summary>What can be shown to whoever recognises the programme, and what is missing?</summary>
public sealed record RecognitionView(DateOnly From, DateOnly Until, string Status, IReadOnlyList<RecognitionSectionView> Sections, IReadOnlyList<LinkView> Files);

/// <summary>An element of the list.</summary>
/// <param name="Examples">Entries that it rests on, with the ledger index of each.</param>
/// <param name="Gaps">What is missing, in sentences.</param>
public sealed record RecognitionSectionView(string Key, string Title, string Says, IReadOnlyList<FactView> Figures, IReadOnlyList<LinkView> Examples, IReadOnlyList<string> Gaps, IReadOnlyList<LinkView> Links);
