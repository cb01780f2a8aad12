using Adit.Phones;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Tests.Phones;

/// <summary>A house with two sites, an agent for each, one more who speaks French, and the form of <see cref="Rounds"/>; checked when all tests of a class are done.</summary>
public sealed class Programme : IAsyncLifetime
{
    internal House House { get; private set; } = null!;

    internal SiteId North { get; private set; }

    internal SiteId South { get; private set; }

    internal Enrolled Awa { get; private set; } = null!;

    internal Enrolled Jean { get; private set; } = null!;

    internal Enrolled Omari { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        House = await House.Open();
        North = await House.Site("N1", "N-P1", "N-P2");
        South = await House.Site("S1", "S-P1");
        Awa = await House.Agent("Awa", "en", North);
        Jean = await House.Agent("Jean", "fr", North);
        Omari = await House.Agent("Omari", "en", South);
        await House.Publish(Rounds.Xform());
    }

    public async ValueTask DisposeAsync()
    {
        await House.Check();
        await House.DisposeAsync();
    }

    /// <summary>The fact that an instance id stands for, opened from the ledger at T3; null where it is not held.</summary>
    internal SubmissionAccepted? Held(string instance, string form = Rounds.Form) => House.Held(instance, form);

    /// <summary>The row of the version that an instance id stands for.</summary>
    internal SubmissionRow? Row(string instance, string form = Rounds.Form) => House.Row(instance, form);
}

/// <summary>What a house holds of records.</summary>
internal static class HouseRecords
{
    public static KnownInstance? Known(this House house, string instance, string form = Rounds.Form) =>
        house.Database.Read(db => SubmissionsTable.Find(db, SubmissionsTable.Alias(house.Database.Keys.AliasKey, form, instance)));

    public static SubmissionAccepted? Held(this House house, string instance, string form = Rounds.Form) => house.Known(instance, form) is { } known
        ? (SubmissionAccepted?)house.Database.Read(db => house.Get<Adit.Ledger.LedgerReading>().Fact(db, known.Index, Adit.Protection.Tier.T3))?.Fact
        : null;

    public static SubmissionRow? Row(this House house, string instance, string form = Rounds.Form) => house.Known(instance, form) is { } known
        ? house.Database.Read(db => SubmissionsTable.Versions(db, known.Submission)).Single(r => r.Index == known.Index)
        : null;

    public static IReadOnlyList<KeptFile> Files(this House house, string instance, string form = Rounds.Form) =>
        house.Database.Read(db => SubmissionsTable.AttachmentsOf(db, SubmissionsTable.Alias(house.Database.Keys.AliasKey, form, instance)));

    public static async Task<byte[]> Bytes(this House house, KeptFile file)
    {
        using var bytes = new MemoryStream();
        await house.Get<Blobs>().Copy(file.Blob, bytes, CancellationToken.None);
        return bytes.ToArray();
    }

    /// <summary>How many files are kept; in a folder, finished or not.</summary>
    public static int FilesOnDisk(this House house) => house.Kept.Files().Count;
}
