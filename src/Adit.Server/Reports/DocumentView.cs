using Adit.Web;

namespace Adit.Reports;

/// <summary>A document of several parts, the same as a page, on paper and as tables.</summary>
/// <param name="About">What it is about, beside its title: a span of time.</param>
/// <param name="Status">One sentence: which version, by whom, what of it holds.</param>
/// <param name="Proof">By what it can be checked; null for one that is not published itself.</param>
/// <param name="FileName">Without its ending.</param>
public sealed record DocumentView(string Title, string About, string Lede, string Status, IReadOnlyList<DocumentPart> Parts, ReportProofView? Proof, string FileName);

/// <summary>A part of a document.</summary>
/// <param name="Key">By which links name it.</param>
/// <param name="Points">Sentences that stand one below the other.</param>
/// <param name="Text">What somebody wrote.</param>
/// <param name="Language">The language of the text, where that is not the page's.</param>
public sealed record DocumentPart(
    string Key, string Title, IReadOnlyList<string> Points, string? Text = null, string? Language = null, IReadOnlyList<ChartView>? Charts = null, StackView? Stack = null, DocumentTable? Table = null, string? Note = null, OutlineView? Map = null);

/// <summary>A table of a document: the first cell of a row names it.</summary>
public sealed record DocumentTable(IReadOnlyList<DocumentColumn> Columns, IReadOnlyList<DocumentRow> Rows);

/// <summary>A column.</summary>
/// <param name="Number">Whether it holds numbers.</param>
/// <param name="InPage">Whether its title is in the language of the page; else in the one that was asked for.</param>
/// <param name="Whole">Whether its cells are never broken into lines: days, and the numbers of things.</param>
public sealed record DocumentColumn(string Title, bool Number = false, bool Whole = false, bool InPage = false);

/// <summary>A row.</summary>
public sealed record DocumentRow(IReadOnlyList<DocumentCell> Cells);

/// <summary>A cell.</summary>
/// <param name="Href">The records behind it; null where there are none to show, or the reader may not see them.</param>
/// <param name="Soft">What is said below it.</param>
/// <param name="Language">The language of the text, where that is not the page's.</param>
public sealed record DocumentCell(string Text, string? Href = null, Standing? Standing = null, string? Soft = null, string? Language = null);
