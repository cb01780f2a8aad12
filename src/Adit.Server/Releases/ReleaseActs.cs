using System.ComponentModel;
using System.Security.Cryptography;
using Adit.Forms;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Releases;

/// <summary>What somebody wants to release: a photo by its name, or words of an answer.</summary>
internal sealed record ReleaseAsked(
    [property: Description("The name of a photo of the record.")] string? File, [property: Description("Which answer an excerpt is from: its path in the form, and after a blank its row.")] string? Question,
    [property: Description("What is covered, in whole percents of the picture's width and height.")] IReadOnlyList<Mask>? Masks, [property: Description("The caption, or the excerpt.")] string? Text,
    [property: Description("en, fr, sw or zh.")] string? Language, [property: Description("That whoever releases it looked: no face, no plate, no name is left.")] bool Sure = false);

/// <summary>Something of a record that can be released.</summary>
/// <param name="File">The photo; null for words.</param>
/// <param name="Answer">The words; null for a photo.</param>
internal sealed record ReleaseSource(OpenedRecord Record, KeptFile? File, ReadAnswer? Answer)
{
    /// <summary>The types of files that are photos.</summary>
    public static bool IsPhoto(KeptFile file) => file.Type is "image/jpeg" or "image/png" or "image/webp";

    /// <summary>By what an answer in free text is asked for: its path in the form, and its row.</summary>
    public static string KeyOf(ReadAnswer answer) => $"{answer.Path} {answer.Row}".TrimEnd();

    /// <summary>Whether an answer is free text that somebody typed.</summary>
    public static bool IsText(ReadAnswer answer) => answer.Node is { Kind: NodeKind.Question, Type: AnswerType.Text, Choices: null, Preload: null, Control: not null } && answer.Text.Trim().Length > 0;
}

/// <summary>Does what people do about releases: opens the record as far as it is open at all, asks the rule, makes the picture, records.</summary>
internal sealed class ReleaseActs(Database database, LedgerReading ledger, Registers registers, Blobs blobs)
{
    // A photo that is being read takes much memory.
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>A photo or an answer of a record's version that counts; null where the reader may not see it. What is protected, sealed or erased is nowhere.</summary>
    public ReleaseSource? Find(CurrentPerson person, string record, string? file, string? question) => database.Read(db =>
    {
        if (OpenedRecord.Find(db, ledger, registers.Current, person, record) is not { } opened)
            return null;
        var (photo, words) = (file is null ? null : opened.Files(db).FirstOrDefault(f => f.Name == file && ReleaseSource.IsPhoto(f)), question is null ? null : opened.Answers.FirstOrDefault(a => ReleaseSource.IsText(a) && ReleaseSource.KeyOf(a) == question));
        return photo is null && words is null ? null : new ReleaseSource(opened, photo, photo is null ? words : null);
    });

    /// <summary>The picture as it would be released.</summary>
    /// <exception cref="Refused">It cannot be read.</exception>
    public async Task<Covered> Look(KeptFile photo, IReadOnlyList<Mask> masks, CancellationToken cancel)
    {
        if (photo.Blob.Length > Covering.LargestFile || !await blobs.Holds(photo.Blob.Id))
            throw Refused.Of("refuse.release-not-picture");
        await Turn.WaitAsync(cancel);
        try
        {
            using var bytes = new MemoryStream((int)photo.Blob.Length);
            await blobs.Copy(photo.Blob, bytes, cancel);
            return await Task.Run(() => Covering.Cover(bytes.ToArray(), masks.Where(Releasing.Fits)), cancel);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Releases it; what it is known by from then on.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public async Task<Guid> Release(CurrentPerson person, ReleaseSource source, ReleaseAsked asked, CancellationToken cancel)
    {
        var (row, text, language, id) = (source.Record.Row, asked.Text?.ReplaceLineEndings("\n").Trim() ?? "", asked.Language ?? "", Guid.CreateVersion7(database.Clock.GetUtcNow()));
        if (source.Answer is { } answer)
            return await Record(person, row, known => Releasing.Text(new(id, row.Site ?? default, row.Day, text, language, row.Submission, row.Index, ReleaseSource.KeyOf(answer)), known, asked.Sure), id);
        var photo = new PhotoReleased(id, row.Site ?? default, row.Day, "", "image/jpeg", 0, 0, 0, text, language, row.Submission, row.Index, source.File!.Name, [.. asked.Masks ?? []], source.File.Blob);
        // Refused before anything is made of it.
        TakingActs.Refuse(Releasing.Photo(photo, database.Read(db => Known(db, row)), asked.Sure), "refuse.release");
        var covered = await Look(source.File, photo.Masks, cancel);
        using var made = blobs.Create();
        made.Write(covered.Jpeg);
        var kept = await made.Keep();
        return await Record(
            person, row, known => Releasing.Photo(photo with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(covered.Jpeg)), Bytes = covered.Jpeg.Length, Width = covered.Width, Height = covered.Height, Blob = kept }, known, asked.Sure), id);
    }

    /// <summary>Takes back what was released.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task TakeBack(CurrentPerson person, Released released, string? why) => database.Write(writing =>
    {
        TakingActs.Record(writing, person.Actor, Releasing.TakeBack(released.Id, ReleasesTable.Find(writing.Db.Db, released.Id) is not { Taken: null }, why?.ReplaceLineEndings("\n").Trim() ?? ""), "refuse.release");
        return true;
    });

    /// <summary>Records that somebody from outside was shown some of it, the first time of each way.</summary>
    public async Task Disclose(CurrentPerson person, IReadOnlyCollection<Guid> releases, string taken)
    {
        if (person.Role.OfTheProgramme() || database.Read(db => releases.All(r => ReleasesTable.WasRead(db, r, person.Actor, taken))))
            return;
        await database.Write(writing =>
        {
            foreach (var release in releases.Where(r => !ReleasesTable.WasRead(writing.Db.Db, r, person.Actor, taken)))
                writing.Record(person.Actor, new ReleaseDisclosed(release, person.Actor, taken, By(person, writing.Db.Db, release)));
            return true;
        });
    }

    private Basis? By(CurrentPerson person, System.Data.Common.DbConnection db, Guid release) =>
        ReleasesTable.Find(db, release) is { } found && registers.Current is var register && register.Sites.TryGetValue(found.Site, out var site) ? Reach.Under(register, person, Product.Reports, site, ReleaseWords.Last(found.Day), database.Now) : null;

    private Task<Guid> Record(CurrentPerson person, SubmissionRow row, Func<Releasable, Decision> rule, Guid id) => database.Write(writing =>
    {
        TakingActs.Record(writing, person.Actor, rule(Known(writing.Db.Db, row)), "refuse.release");
        return id;
    });

    // Somebody may have withdrawn or edited it meanwhile.
    private Releasable Known(System.Data.Common.DbConnection db, SubmissionRow row) => new(
        SubmissionsTable.Versions(db, row.Submission).Any(v => v.Index == row.Index && v is { Standing: VersionState.Current, Review: not ReviewState.Rejected }),
        row.Site is { } site && registers.Current.Sites.GetValueOrDefault(site) is { Kind: SiteKind.Monitored });
}
