using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Partners;
using Adit.Protection;

namespace Adit.Releases;

/// <summary>A part of a picture that is covered before it leaves the programme: whole percents of its width and height, of the picture as people see it.</summary>
public sealed record Mask(int Left, int Top, int Width, int Height);

/// <summary>
/// A named person covered faces and plates in a photo of a record and released it: readers of the site's reports see it from then on (T1), and nothing of the record besides its day.
/// </summary>
/// <param name="Day">The day that the record speaks of, at the site.</param>
/// <param name="Sha256">Of the picture as it is released, in hexadecimal.</param>
/// <param name="Bytes">Of the released picture.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Caption">What it shows, in the words of whoever released it.</param>
/// <param name="Language">Of the caption: BCP 47.</param>
/// <param name="Entry">Ledger index of the version of the record that the photo is of.</param>
/// <param name="File">The name of the photo in the record.</param>
/// <param name="Blob">The released picture, kept as a file of its own; the photo stays as it came.</param>
public sealed record PhotoReleased(
    Guid Release, SiteId Site, DateOnly Day, string Sha256, string Type, long Bytes, int Width, int Height, string Caption, string Language, SubmissionId Record, long Entry, string File, ImmutableArray<Mask> Masks, Blob Blob) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Release, Site.Value, Record.Value];
}

/// <summary>A named person wrote an excerpt of what a record says in free text, and released it.</summary>
/// <param name="Day">The day that the record speaks of, at the site.</param>
/// <param name="Text">The excerpt as it is released, which may be other words than the record's.</param>
/// <param name="Entry">Ledger index of the version of the record.</param>
/// <param name="Question">Which answer it is from: its path in the form, and after a blank its row.</param>
public sealed record TextReleased(Guid Release, SiteId Site, DateOnly Day, string Text, string Language, SubmissionId Record, long Entry, string Question) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Release, Site.Value, Record.Value];
}

/// <summary>What was released is shown to nobody outside any more. What somebody kept they have.</summary>
public sealed record ReleaseTakenBack(Guid Release, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Release];
}

/// <summary>Somebody from outside was shown what was released for the first time.</summary>
/// <param name="As">page, photo, report, pdf or json.</param>
/// <param name="By">The agreement that gave it; null where none did, or from before that was said.</param>
public sealed record ReleaseDisclosed(Guid Release, ActorId Reader, string As, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Basis? By = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Release, Reader.Value];
}
