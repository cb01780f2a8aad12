using Adit.Web;

namespace Adit.Forms;

/// <summary>A form to be filled in with a pen.</summary>
/// <param name="Language">Of the questions, where the form speaks several.</param>
public sealed record PaperView(string Title, string Form, string Version, string Language, IReadOnlyList<OptionView> Languages, IReadOnlyList<PaperLineView> Lines, bool Protected);

/// <summary>A question, a group, or a repeat with its questions.</summary>
/// <param name="Number">1, 2, 2.1 …; empty for groups without a title and for notes.</param>
/// <param name="When">When it is to be answered, in words; null where always, or where it cannot be said.</param>
/// <param name="Depends">Whether it depends on something that cannot be said in words.</param>
/// <param name="Space">choices, several, number, date, time, place, text, long, photo, note, group or repeat.</param>
public sealed record PaperLineView(string Number, string Label, string? Hint, string? When, bool Depends, bool Required, string Space, IReadOnlyList<string> Choices, IReadOnlyList<PaperLineView> Inside);
