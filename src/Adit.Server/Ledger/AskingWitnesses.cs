using System.Globalization;
using System.Net;
using System.Text;
using Adit.Storage;

namespace Adit.Ledger;

/// <summary>
/// Asks witnesses to cosign the last published head (C2SP tlog-witness), and keeps what they answer beside it. The head is out already: nobody waits for a witness, and one that did not
/// cosign is asked again when the next head goes out.
/// </summary>
internal sealed class AskingWitnesses(Database database, Settings settings, ILogger<AskingWitnesses> log) : IDisposable
{
    private const int LargestAnswer = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>Asks all of them at once, each at most twice.</summary>
    public Task Ask(CancellationToken cancel) => Ask(_ => true, cancel);

    /// <summary>Asks those that never cosigned a head of this ledger, so that whoever named one need not wait for the next head to see that it works.</summary>
    public Task AskNew(CancellationToken cancel) => Ask(witness => Last(witness) is null, cancel);

    public void Dispose() => _http.Dispose();

    private Task Ask(Predicate<WitnessAt> who, CancellationToken cancel) => Task.WhenAll(settings.Witnesses.Select(async witness =>
    {
        if (await Ask(witness, who, cancel) is { } why)
            log.LogWarning("The witness {Witness} did not cosign the last head: {Why}", witness.Key.Name, why);
    }));

    // Null where it cosigned or was not to be asked, else why not.
    private async Task<string?> Ask(WitnessAt witness, Predicate<WitnessAt> who, CancellationToken cancel)
    {
        try
        {
            if (!who(witness) || database.Read(CheckpointsTable.Signed) is not { } signed || !Note.TryRead(signed.Note, out var head))
                return null;
            var size = signed.Size;
            var old = Last(witness) ?? 0;
            var (status, body, type) = await Send(witness, Request(old, size, head), cancel);
            if (status == HttpStatusCode.Conflict && type == "text/x.tlog.size" && long.TryParse(body.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var held) && held != old)
            {
                if (held > size)
                    return $"it cosigned a head of {held} entries before. This ledger was set back, or somebody else publishes under its name.";
                (status, body, _) = await Send(witness, Request(held, size, head), cancel);
            }
            return status == HttpStatusCode.OK ? await Keep(witness, size, head, body) : Why(status);
        }
        catch (Exception away) when (!cancel.IsCancellationRequested)
        {
            // Whatever a witness does, or the database at this moment, heads go out.
            return away is HttpRequestException or OperationCanceledException ? "it does not answer." : $"it could not be asked ({away.GetType().Name}).";
        }
    }

    private long? Last(WitnessAt witness) => database.Read(db => CosignaturesTable.Last(db, witness.Key));

    private AddCheckpoint Request(long old, long size, Note head) => database.Read(db =>
    {
        // The tree first: what is read after it holds every tile that it has completed.
        var tree = database.CurrentTree();
        Checkpoint.TryRead(head.Text, out var checkpoint);
        return new AddCheckpoint(old, Merkle.Consistency(old, size, tree.Reader(db)), head, checkpoint!);
    });

    private async Task<(HttpStatusCode Status, string Body, string? Type)> Send(WitnessAt witness, AddCheckpoint asked, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(asked.ToString()));
        using var answer = await _http.PostAsync(new Uri(witness.Address, "add-checkpoint"), content, cancel);
        return (answer.StatusCode, Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancel)), answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string?> Keep(WitnessAt witness, long size, Note head, string lines)
    {
        if (!Note.TryRead(head.Text + "\n" + lines, out var cosigned) || Cosignature.On(cosigned, witness.Key, Signing.Verify) is null)
            return "what it answered is not its cosignature.";
        var line = string.Concat(cosigned.Signatures.Where(s => s.Name == witness.Key.Name && s.KeyId == witness.Key.KeyId));
        await database.Write(writing =>
        {
            CosignaturesTable.Keep(writing.Db.Db, witness.Key, size, line);
            return true;
        });
        return null;
    }

    private static string Why(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "it does not know this ledger. Its operator needs the ledger's key.",
        HttpStatusCode.Forbidden => "it does not know the key that signed the head. Where the key was changed, its operator needs the new one.",
        HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => "it saw another history of this ledger. Something before was changed, or somebody else publishes under its name.",
        _ => $"it answers {(int)status}.",
    };
}
