using Adit.Forms;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Verify;

namespace Adit.Tests.Verify;

[Trait("home", "folder")]
public sealed class HomeVerifyingTests
{
    [Fact]
    public async Task A_missing_part_is_accepted_only_where_an_entry_says_that_it_was_erased()
    {
        await using var opened = await Opened.Begin();
        var entry = await opened.Database.Write(writing => writing.Record(ActorId.Program, new FormStateChanged("f", FormState.Closed)).Index);
        Assert.Null((await Verify(opened)).Fault);

        await opened.Database.Write(writing =>
        {
            writing.Keys.Destroy(entry, [Slot.T1]);
            return true;
        });
        Assert.Equal("check.no.missing", (await Verify(opened)).Fault?.Key);

        await opened.Database.Write(writing => writing.Record(ActorId.Program, new PartErased(entry, ["t1"], "asked for")));
        var after = await Verify(opened);
        Assert.Null(after.Fault);
        Assert.Contains(after.Held, s => s.Key == "check.held.erased");
    }

    [Fact]
    public async Task A_file_that_is_gone_or_changed_is_named_by_its_entry()
    {
        await using var opened = await Opened.Begin();
        var blobs = opened.Database.Home.Blobs;
        using var file = blobs.Create();
        file.Write("a photo"u8);
        var blob = await file.Keep();
        var entry = await opened.Database.Write(writing => writing.Record(ActorId.Program, new FormMediaSet("f", "1", "a.jpg", "image/jpeg", "", blob)).Index);
        var held = await Verify(opened);
        Assert.Null(held.Fault);
        Assert.Contains(held.Held, s => s.Key == "check.held.files" && Equals(s.Parts[0].Value, 1L));

        var path = Directory.GetFiles(Path.Combine(opened.Path, "blobs"), blob.Id.ToString("N"), SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        await Named(opened, entry);
        File.Delete(path);
        await Named(opened, entry);
    }

    [Fact]
    public async Task Another_key_than_the_ledgers_own_is_not_believed()
    {
        await using var opened = await Opened.Begin();
        var other = new VerifierKey(opened.Database.Created!.Origin, new byte[32]);

        Assert.Equal("check.no.key", (await HomeVerifying.Run(Address.Of(opened.Path), new(other), (_, _) => { })).Fault?.Key);
    }

    private static async Task Named(Opened opened, long entry)
    {
        var fault = (await Verify(opened)).Fault;
        Assert.Equal("check.no.file", fault?.Key);
        Assert.Contains(Sentence.Place(entry), fault!.In(Adit.Web.Words.In("en")), StringComparison.Ordinal);
    }

    private static Task<Verified> Verify(Opened opened) => HomeVerifying.Run(Address.Of(opened.Path), new(), (_, _) => { });
}
