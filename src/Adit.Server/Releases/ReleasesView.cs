using Adit.Web;

namespace Adit.Releases;

/// <summary>A released photo or text as readers see it.</summary>
/// <param name="Text">The caption or the excerpt.</param>
/// <param name="Language">The language that it is in, where that is not the page's.</param>
/// <param name="ImageHref">The picture; null for a text.</param>
/// <param name="Credit">A sentence: when it was released and by whom.</param>
/// <param name="Taken">That it is shown to nobody outside any more, in a sentence; null while it stands.</param>
public sealed record ReleasedView(Guid Id, string? Text, string? Language, string? ImageHref, int Width, int Height, DateOnly Day, string Credit, string Href, string? Taken);

/// <summary>What was released of a site?</summary>
public sealed record ReleasesView(string SiteName, string SiteHref, IReadOnlyList<ReleasedView> Released);

/// <summary>One that was released, and for the programme whence, by whom, and who was shown it.</summary>
/// <param name="Record">The record that it is of; null for readers from outside.</param>
/// <param name="Why">Why it was taken back; null for readers from outside, and while it stands.</param>
/// <param name="MayTakeBack">Whether the reader may take it back now.</param>
public sealed record ReleaseView(
    ReleasedView Released, string SiteName, string SiteHref, string AllHref, LinkView? Record, string? By, string? Why, IReadOnlyList<(string Who, string As, DateTimeOffset At)>? Shown, bool MayTakeBack, IReadOnlyList<string>? Refusals = null);

/// <summary>What of this leaves the programme?</summary>
/// <param name="ImageHref">The photo as it came; null for a text.</param>
/// <param name="Question">The question that was answered; of a photo, that which asked for it.</param>
/// <param name="Original">The words as they came; null for a photo.</param>
/// <param name="Masks">What is covered, as it was typed or drawn.</param>
/// <param name="Preview">The picture as it would be released, as a data URL; null until somebody asks.</param>
public sealed record ReleasingView(
    string To, string RecordHref, string RecordTitle, string? ImageHref, string Question, string? Original, IReadOnlyList<(string Left, string Top, string Width, string Height)> Masks, string Text, string Language,
    IReadOnlyList<OptionView> Languages, bool Stands, string? Preview = null, IReadOnlyList<string>? Refusals = null)
{
    /// <summary>The photo's name; null for a text.</summary>
    public string? File { get; init; }

    /// <summary>By what the answer is asked for; null for a photo.</summary>
    public string? Key { get; init; }
}

/// <summary>What of a record can be released, and what was.</summary>
public sealed record RecordReleasesView(IReadOnlyList<LinkView> Can, IReadOnlyList<LinkView> Released);
