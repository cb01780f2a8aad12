using System.Globalization;
using System.Net;
using System.Text;
using Adit.Ledger;
using Adit.Protection;
using Adit.Tests.Commands;

namespace Adit.Tests.Ledger;

/// <summary>
/// One Adit is a witness of another. Whoever holds a ledger's key and shows two histories, or rewrites the one that was seen, gets no cosignature for it, and readers who name the witness
/// find out.
/// </summary>
public sealed class WitnessTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private House _ledger = null!;
    private House _witness = null!;
    private WitnessAt _at = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await House.Open();
        // Houses of one kind are copies of one programme; a witness is of another.
        _witness = await House.Open(simulated: true);
        await Cosigns(_ledger.Get<Publishing>().Keys.Newest);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _witness.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_published_head_carries_what_its_witness_says_and_readers_are_told_when_it_said_so()
    {
        await Asks(_ledger);
        await PublishAndAsk(_ledger);
        await File.WriteAllBytesAsync(_scratch["evidence.json"], _ledger.Get<Proofs>().Of([1, 2], Tier.T0)!.ToJson(), Stop);

        foreach (var what in (string[])[_ledger.Origin, _scratch["evidence.json"]])
        {
            Assert.Contains("cosigned this head on 2026-11-23 12:00:00 UTC", (await Says(0, "verify", what, "--witness", Key)).Out, StringComparison.Ordinal);
            Assert.Contains("Not checked: whether others are shown the same ledger", (await Says(0, "verify", what)).Out, StringComparison.Ordinal);
            Assert.Contains("a cosigné cette tête", (await Says(0, "verify", what, "--witness", Key, "--lang", "fr")).Out, StringComparison.Ordinal);
            await Says(1, "verify", what, "--witness", Key, "--witness", new WitnessKey("somebody.else", _at.Key.PublicKey.AsSpan()).ToString());
            await Says(2, "verify", what, "--witness", _ledger.Get<Publishing>().Key.ToString());
        }

        await _ledger.Restart();
        await _ledger.Record(new RecordsRead("x", 1));
        await PublishAndAsk(_ledger);
        await Says(0, "verify", _ledger.Origin, "--witness", Key);
        await _ledger.Check();
        await _witness.Check();
    }

    [Fact]
    public async Task A_split_view_gets_no_cosignature_and_who_saw_the_other_history_finds_out()
    {
        await using var forger = await House.Over(await _ledger.CopyOfHome());
        await Asks(_ledger);
        await Asks(forger);
        await _ledger.Record(new RecordsRead("as it was", 1));
        await PublishAndAsk(_ledger);
        await Says(0, "verify", _ledger.Origin, "--witness", Key, "--remember", _scratch["seen"]);

        // The same key, the same origin, the same size; another reader is shown another entry.
        await forger.Record(new RecordsRead("as it never was", 2));
        await PublishAndAsk(forger);
        Assert.Equal(_ledger.Database.Size, forger.Database.Size);

        await Says(0, "verify", forger.Origin, "--key", _ledger.Get<Publishing>().Key.ToString());
        Assert.Contains("did not cosign", (await Says(1, "verify", forger.Origin, "--witness", Key)).Out, StringComparison.Ordinal);
        Assert.Contains("something before it was changed", (await Says(1, "verify", forger.Origin, "--remember", _scratch["seen"])).Out, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await Ask(forger, old: forger.Database.Size)).Status);
    }

    [Fact]
    public async Task A_history_that_was_rewritten_and_grew_gets_no_cosignature_whatever_proof_is_sent()
    {
        await using var forger = await House.Over(await _ledger.CopyOfHome());
        await Asks(_ledger);
        await _ledger.Record(new RecordsRead("as it was", 1));
        await PublishAndAsk(_ledger);
        var seen = _ledger.Database.Size;
        await Says(0, "verify", _ledger.Origin, "--witness", Key, "--remember", _scratch["seen"]);

        await forger.Record(new RecordsRead("rewritten", 1));
        await forger.Record(new RecordsRead("and gone on from there", 1));
        await Asks(forger);
        await PublishAndAsk(forger);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Ask(forger, old: seen)).Status);
        var (status, body, type) = await Ask(forger, old: 0);
        Assert.Equal((HttpStatusCode.Conflict, seen.ToString(CultureInfo.InvariantCulture) + "\n", "text/x.tlog.size"), (status, body, type));
        await Says(0, "verify", forger.Origin);
        await Says(1, "verify", forger.Origin, "--witness", Key);
        Assert.Contains("something before it was changed", (await Says(1, "verify", forger.Origin, "--remember", _scratch["seen"])).Out, StringComparison.Ordinal);
        // The ledger that went on as it was is cosigned all the same.
        await _ledger.Record(new RecordsRead("later", 1));
        await PublishAndAsk(_ledger);
        await Says(0, "verify", _ledger.Origin, "--witness", Key, "--remember", _scratch["seen"]);
    }

    [Fact]
    public async Task A_ledger_that_was_set_back_gets_no_cosignature_even_after_the_witness_was_restarted()
    {
        await using var older = await House.Over(await _ledger.CopyOfHome());
        await Asks(_ledger);
        await _ledger.Record(new RecordsRead("taken back", 1));
        await PublishAndAsk(_ledger);
        await Says(0, "verify", _ledger.Origin, "--witness", Key, "--remember", _scratch["seen"]);

        await _witness.Restart();
        await Asks(older);
        await PublishAndAsk(older);

        Assert.Equal(HttpStatusCode.Conflict, (await Ask(older, old: 0)).Status);
        await Says(1, "verify", older.Origin, "--witness", Key);
        Assert.Contains("was given out, but the log has only", (await Says(1, "verify", older.Origin, "--remember", _scratch["seen"])).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_heads_that_come_at_once_one_is_cosigned_and_the_others_are_refused()
    {
        var requests = new List<AddCheckpoint>();
        for (var n = 0; n < 6; n++)
        {
            await _ledger.Record(new RecordsRead($"{n}", 1));
            requests.Add(await Request(_ledger, old: 0));
        }
        var answers = await Task.WhenAll(requests.Select(asked => Send(asked.ToString())));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(requests.Count - 1, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        var held = _witness.Database.Read(db => WitnessedTable.Last(db, _ledger.Database.Created!.Origin))!;
        Assert.Contains(requests, asked => asked.Head == held);
        Assert.Equal(HttpStatusCode.OK, (await Ask(_ledger, held.Size)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Send(requests[0].ToString())).Status);
    }

    [Fact]
    public async Task A_witness_knows_ledgers_by_the_keys_that_it_was_given_and_says_what_is_wrong()
    {
        var asked = (await Request(_ledger, old: 0)).ToString();
        using var stranger = Signing.New(out _);
        var head = new Checkpoint(_ledger.Database.Created!.Origin, 1, Merkle.EmptyRoot);
        var forged = new AddCheckpoint(0, [], head.Sign(new(head.Origin, stranger.PublicKey), stranger.Sign), head);

        Assert.Equal(HttpStatusCode.Forbidden, (await Send(forged.ToString())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(_witness, old: 0)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Send("old 0\n\n")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(asked.Replace("old 0", "old 999999", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(new string('x', 70_000))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Send(asked)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _ledger.Http.GetAsync("/witness/key", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _ledger.Http.PostAsync("/witness/add-checkpoint", new StringContent(asked), Stop)).StatusCode);
    }

    [Fact]
    public async Task Where_the_ledger_changed_its_key_the_witness_goes_on_once_it_has_the_new_one()
    {
        await Asks(_ledger);
        await PublishAndAsk(_ledger);
        await _ledger.Restart(() => Says(0, ["key", "rotate", .. _ledger.Kept.Options]));
        await PublishAndAsk(_ledger);
        await Says(1, "verify", _ledger.Origin, "--witness", Key);

        await Cosigns(_ledger.Get<Publishing>().Keys.Newest);
        await Asks(_ledger);
        await PublishAndAsk(_ledger);
        await Says(0, "verify", _ledger.Origin, "--witness", Key);
        await _witness.Restart(async () => Assert.Contains(Key, (await Says(0, ["key", "show", .. _witness.Kept.Options])).Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Heads_go_out_though_no_witness_answers()
    {
        _ledger.Witnesses = [_at with { Address = new($"http://127.0.0.1:{AditProcess.FreePort()}/witness/") }, _at];
        await _ledger.Restart();
        await _ledger.Record(new RecordsRead("x", 1));
        await PublishAndAsk(_ledger);

        await Says(0, "verify", _ledger.Origin, "--witness", Key);
    }

    [Fact]
    public async Task A_file_that_names_no_witness_is_refused_with_the_line()
    {
        await File.WriteAllTextAsync(_scratch["good"], $"# ours\n\n{_at.Address} {Key}\n", Stop);
        await File.WriteAllTextAsync(_scratch["bad"], $"{_at.Address}\n", Stop);
        var ledger = _ledger.Get<Publishing>().Key.ToString();
        await File.WriteAllTextAsync(_scratch["twice"], $"{ledger}\n{ledger}\n", Stop);

        Assert.Equal([_at], WitnessFiles.Witnesses(_scratch["good"]));
        Assert.Contains("line 1 is not a witness", (await Says(2, "serve", "--witnesses", _scratch["bad"])).Error, StringComparison.Ordinal);
        Assert.Contains("line 3 is not a ledger", (await Says(2, "serve", "--witness-of", _scratch["good"])).Error, StringComparison.Ordinal);
        Assert.Contains("two keys", (await Says(2, "serve", "--witness-of", _scratch["twice"])).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_scratch["own"], $"{ledger}\n", Stop);
        await _ledger.Restart(async () => Assert.Contains("own ledger", (await Says(1, ["serve", .. _ledger.Kept.Options, "--witness-of", _scratch["own"]])).Error, StringComparison.Ordinal));
        Assert.Contains("cannot be read", (await Says(2, "serve", "--witness-of", _scratch["nothing"])).Error, StringComparison.Ordinal);
    }

    private string Key => _at.Key.ToString();

    // Each start has another address; the key stays.
    private async Task Cosigns(VerifierKey ledger)
    {
        _witness.WitnessOf = [ledger];
        await _witness.Restart();
        var key = (await _witness.Http.GetStringAsync("/witness/key", Stop)).Trim();
        Assert.True(_at is null || _at.Key.ToString() == key);
        Assert.True(WitnessKey.TryRead(key, out var read));
        _at = new(new(_witness.Origin + "/witness/"), read);
    }

    private Task Asks(House house)
    {
        house.Witnesses = [_at with { Address = new(_witness.Origin + "/witness/") }];
        return house.Restart();
    }

    private static async Task PublishAndAsk(House house)
    {
        await house.Get<Publishing>().Publish();
        await house.Get<AskingWitnesses>().Ask(Stop);
    }

    private static async Task<AddCheckpoint> Request(House house, long old)
    {
        await house.Get<Publishing>().Publish();
        Assert.True(Note.TryRead(house.Get<Publishing>().Latest!.Value.Note, out var note));
        Assert.True(Checkpoint.TryRead(note.Text, out var head));
        return new(old, house.Database.Read(db => Merkle.Consistency(old, head.Size, house.Database.CurrentTree().Reader(db))), note, head);
    }

    private async Task<(HttpStatusCode Status, string Body, string? Type)> Ask(House house, long old) => await Send((await Request(house, old)).ToString());

    private async Task<(HttpStatusCode Status, string Body, string? Type)> Send(string body)
    {
        using var answer = await _witness.Http.PostAsync("/witness/add-checkpoint", new ByteArrayContent(Encoding.UTF8.GetBytes(body)), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Content.Headers.ContentType?.ToString());
    }

    private static async Task<Commands.Program.Ran> Says(int code, params string[] args)
    {
        var ran = await Commands.Program.Run(args);
        Assert.True(ran.Code == code, $"{string.Join(' ', args)}: {ran.Code}\n{ran.All}");
        return ran;
    }
}
