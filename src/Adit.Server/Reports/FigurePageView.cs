using Adit.Web;

namespace Adit.Reports;

/// <summary>Which entries does this figure rest on?</summary>
/// <param name="Crumb">Where reports are listed.</param>
/// <param name="Report">The version that says the figure.</param>
public sealed record FigurePageView(DocumentView Document, LinkView Crumb, LinkView Report);
