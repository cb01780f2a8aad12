using System.Data.Common;
using Adit.Forms;
using Adit.Partners;
using Adit.People;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Releases;

/// <summary>Releases in the reader's words, for the pages that show them, and who is given them.</summary>
internal static class ReleaseWords
{
    /// <summary>Where one is shown.</summary>
    public static string Path(Guid release) => $"/releases/{release}";

    /// <summary>Where all of a site are shown.</summary>
    public static string PathOf(Site site) => SiteWords.Path(site) + "/releases";

    /// <summary>
    /// Whether somebody is shown what was released: who gets reports of the site about that month, while it was not taken back. The programme sees what was.
    /// </summary>
    public static bool Gives(Register register, CurrentPerson person, Released released, Instant now) => (released.Taken is null || person.Role.OfTheProgramme())
        && register.Sites.TryGetValue(released.Site, out var site) && Reach.Gives(register, person, Product.Reports, site, Last(released.Day), now);

    /// <summary>What of a site a reader is shown, those of the last day first.</summary>
    public static IReadOnlyList<ReleasedView> OfSite(DbConnection db, Register register, CurrentPerson person, Frame frame, Site site) =>
        [.. ReleasesTable.OfSite(db, site.Id).Where(r => r.Taken is null && Gives(register, person, r, Instant.From(frame.Now))).Select(r => View(r, frame))];

    /// <summary>What a report says was released: as it stands today.</summary>
    public static IReadOnlyList<ReleasedView> Of(DbConnection db, Frame frame, SiteMonth says) =>
        [.. (says.Released ?? []).Select(r => ReleasesTable.Find(db, r.Release) is { Taken: null } found ? View(found, frame) : new(r.Release, null, null, null, 0, 0, r.Day, "", "", frame.Words[r.Sha256 is null ? "release.gone.text" : "release.gone.photo"]))];

    public static ReleasedView View(Released released, Frame frame)
    {
        var (words, photo) = (frame.Words, released.Photo);
        var language = photo?.Language ?? released.Text!.Language;
        return new(
            released.Id, photo?.Caption ?? released.Text!.Text, language == words.Language ? null : language, photo is null ? null : Path(released.Id) + "/photo", photo?.Width ?? 0, photo?.Height ?? 0, released.Day,
            words.Say("release.credit", ("day", words.Day(DateOnly.FromDateTime(released.At.ToDateTimeOffset().ToOffset(frame.Now.Offset).DateTime))), ("programme", frame.Programme)), Path(released.Id), released.Taken is null ? null : words["release.taken"]);
    }

    /// <summary>What of a record can be released, and what was; null for who may not.</summary>
    public static RecordReleasesView? Of(DbConnection db, OpenedRecord record, CurrentPerson person, Frame frame, string language)
    {
        if (!person.May(Right.Release) || record.Site is not { Kind: SiteKind.Monitored })
            return null;
        var (words, to) = (frame.Words, $"/submissions/{record.Row.Submission}/release");
        var stands = record.Row is { Standing: VersionState.Current, Review: not ReviewState.Rejected };
        List<LinkView> can = !stands ? [] :
        [
            .. record.Files(db).Where(ReleaseSource.IsPhoto).Select(f => new LinkView(words.Say("release.photo", ("name", f.Name)), $"{to}?file={Uri.EscapeDataString(f.Name)}")),
            .. record.Answers.Where(ReleaseSource.IsText).Select(a => new LinkView(words.Say("release.words", ("name", FormWords.Label(a.Node!, language))), $"{to}?question={Uri.EscapeDataString(ReleaseSource.KeyOf(a))}")),
        ];
        List<LinkView> released = [.. ReleasesTable.OfRecord(db, record.Row.Submission).Select(r => new LinkView(
            words.Say(r.Taken is null ? "release.was" : "release.was-taken", ("name", r.Photo?.Caption ?? Short(r.Text!.Text))), Path(r.Id)))];
        return can.Count + released.Count == 0 ? null : new(can, released);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";

    public static DateOnly Last(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1);
}
