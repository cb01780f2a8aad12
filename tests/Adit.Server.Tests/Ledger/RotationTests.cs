using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Verify;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Tests.Ledger;

/// <summary>The ledger's signing key is changed: what was signed before and what is signed after holds, for whoever knows either key.</summary>
[Trait("home", "folder")]
public sealed class RotationTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private House _house = null!;

    private string First { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        await _house.Get<Publishing>().Publish();
        First = _house.Get<Publishing>().Keys.Newest.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Heads_and_evidence_from_before_and_after_a_change_of_key_verify()
    {
        var (before, after, head, keys) = (_scratch["before.json"], _scratch["after.json"], _scratch["head.txt"], _scratch["keys.json"]);
        await File.WriteAllBytesAsync(before, _house.Get<Proofs>().Of([1, 2], Tier.T0)!.ToJson(), Stop);
        await Says(0, "verify", _house.Origin, "--remember", head);

        await Rotate();
        Assert.Equal(First, (await _house.Http.GetStringAsync("/log/key", Stop)).Trim());
        await Says(0, "verify", _house.Origin, "--remember", head, "--key", First);
        await _house.Record(new RecordsRead("x", 1));
        await _house.Get<Publishing>().Publish();

        var second = (await _house.Http.GetStringAsync("/log/key", Stop)).Trim();
        Assert.NotEqual(First, second);
        await File.WriteAllBytesAsync(after, _house.Get<Proofs>().Of([1, 2], Tier.T0)!.ToJson(), Stop);
        await File.WriteAllBytesAsync(keys, await _house.Http.GetByteArrayAsync("/log/keys", Stop), Stop);
        foreach (var known in (string[])[First, second])
        {
            await Says(0, "verify", _house.Origin, "--remember", head, "--key", known);
            await Says(0, "verify", after, "--key", known);
            Assert.Contains("changed once", (await Says(0, "verify", _house.Folder, "--key", known)).Out, StringComparison.Ordinal);
        }
        await Says(0, "verify", before, "--key", First);
        Assert.Contains("is the one that was expected", (await Says(1, "verify", before, "--key", second)).Out, StringComparison.Ordinal);
        await Says(0, "verify", before, "--key", second, "--keys", keys);
        await Says(2, "verify", before, "--keys", head);
        await _house.Check();
    }

    [Fact]
    public async Task A_folder_without_its_keys_is_verified_with_a_file_of_the_signing_keys()
    {
        await Rotate();
        await _house.Record(new RecordsRead("x", 1));
        await _house.Get<Publishing>().Publish();
        await File.WriteAllBytesAsync(_scratch["keys.json"], await _house.Http.GetByteArrayAsync("/log/keys", Stop), Stop);
        await Says(0, "backup", _scratch["copy"], "--data", _house.Folder);

        Assert.Contains("signed by another key", (await Says(1, "verify", _scratch["copy"], "--key", First)).Out, StringComparison.Ordinal);
        await Says(0, "verify", _scratch["copy"], "--key", First, "--keys", _scratch["keys.json"]);
    }

    [Fact]
    public async Task The_old_key_is_destroyed_and_a_key_in_a_file_must_be_named_to_serve()
    {
        var (file, other) = (_scratch["key"], _scratch["other"]);
        var old = _house.Database.Keys.Find(Signing.InFolder)!;
        await Says(0, "key", "new", file);
        await Says(1, "key", "new", file);
        await Says(0, "key", "new", other);
        await _house.Restart(async () =>
        {
            Assert.Contains("--signing-key", (await Says(0, "key", "rotate", "--data", _house.Folder, "--new-key", file)).Out, StringComparison.Ordinal);
            Assert.All(Directory.EnumerateFiles(_house.Folder, "keys.db*"), f => Assert.True(File.ReadAllBytes(f).AsSpan().IndexOf(old) < 0, f));
            Assert.Contains("--signing-key", (await Says(1, "serve", "--data", _house.Folder, "--urls", "http://127.0.0.1:0")).Error, StringComparison.Ordinal);
            Assert.Contains("does not hold this ledger's signing key", (await Says(1, "serve", "--data", _house.Folder, "--signing-key", other)).Error, StringComparison.Ordinal);
            Assert.Contains("never used twice", (await Says(1, "key", "rotate", "--data", _house.Folder, "--signing-key", file, "--new-key", file)).Error, StringComparison.Ordinal);
            _house.SigningKey = file;
        });
        await _house.Check();
    }

    [Fact]
    public async Task A_change_that_was_cut_off_at_any_step_leaves_the_key_in_force_in_the_folder()
    {
        var old = _house.Database.Keys.Find(Signing.InFolder)!;
        // Cut off before its entry was durable: the next key is there, and never came into force.
        await _house.Database.Write(w => { w.Keys.SetOwn(Signing.Next, new byte[32]); return true; });
        await Rotate();
        var second = _house.Database.Keys.Find(Signing.InFolder)!;
        // Cut off after it: the key in force still has the name of the next one.
        await _house.Database.Write(w => { w.Keys.SetOwn(Signing.Next, second); w.Keys.SetOwn(Signing.InFolder, old); return true; });
        await _house.Restart();
        await _house.Get<Publishing>().Publish();
        await Rotate();
        Assert.Equal(3, _house.Get<Publishing>().Keys.Terms.Length);
        await _house.Check();
    }

    [Fact]
    public async Task A_change_signed_by_somebody_else_is_named_by_its_entry()
    {
        using var thief = Signing.New(out _);
        using var next = Signing.New(out _);
        var origin = _house.Database.Created!.Origin;
        var index = await _house.Database.Write(w =>
        {
            var forged = new Rotation(w.Tree.Size, w.Tree.Root(), new(origin, thief.PublicKey), new(origin, next.PublicKey)).Sign(thief.Sign, next.Sign);
            return w.Record(ActorId.Program, new KeyRotated(forged.ToString())).Index;
        });

        var fault = (await HomeVerifying.Run(Address.Of(_house.Folder), new(), (_, _) => { })).Fault;

        Assert.Equal(("check.no.rotation", Sentence.Place(index)), (fault?.Key, fault?.Parts[0].Value));
    }

    [Fact]
    public async Task A_head_that_an_old_key_signed_after_the_change_is_named()
    {
        var old = _house.Database.Keys.Find(Signing.InFolder)!;
        await File.WriteAllTextAsync(_scratch["stolen"], Convert.ToHexStringLower(old), Stop);
        await Rotate();
        using var stolen = Signing.InFile(_scratch["stolen"]);
        await _house.Record(new RecordsRead("x", 1));
        var size = await _house.Get<Publishing>().Publish();
        Assert.True(VerifierKey.TryRead(First, out var first));
        using (var db = new SqliteConnection($"Data Source={Path.Combine(_house.Folder, "adit.db")};Pooling=False"))
            db.Execute("update checkpoints set note = @note where size = @size", new { size, note = new Checkpoint(first.Name, size, _house.Database.CurrentTree().Root()).Sign(first, stolen.Sign).ToString() });

        var fault = (await HomeVerifying.Run(Address.Of(_house.Folder), new(), (_, _) => { })).Fault;

        Assert.Equal(("check.no.signature", Sentence.Place(size)), (fault?.Key, fault?.Parts[0].Value));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task Rotate() => _house.Restart(() => Says(0, "key", "rotate", "--data", _house.Folder));

    private static async Task<Commands.Program.Ran> Says(int code, params string[] args)
    {
        var ran = await Commands.Program.Run(args);
        Assert.True(ran.Code == code, $"{string.Join(' ', args)}: {ran.Code}\n{ran.All}");
        return ran;
    }
}
