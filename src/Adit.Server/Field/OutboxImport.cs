using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Field;

/// <summary>What lay in a saved outbox: how many were new, and how many were here already.</summary>
/// <param name="Words">That agents are well, or calls for help.</param>
/// <param name="Declarations">Of interests in sites.</param>
/// <param name="Bad">What could not be taken in.</param>
internal sealed record OutboxReport(OutboxCount Records, OutboxCount Files, OutboxCount Words, OutboxCount Declarations, IReadOnlyList<OutboxBad> Bad);

/// <summary>Of one kind.</summary>
internal sealed record OutboxCount(int New, int Held);

/// <summary>One thing that could not be taken in.</summary>
/// <param name="Item">Where it stands in the file; the first one is 1.</param>
/// <param name="At">When it was put into the outbox, by the phone's clock, as the file has it.</param>
internal sealed record OutboxBad(int Item, string Kind, string At, string Sentence);

/// <summary>
/// Reads the file into which an agent saved their outbox, and takes in what is in it as if the phone had sent it. Whose a thing is stands inside, sealed; what older apps saved does not say, and
/// is taken where one agent alone uses that phone. Sealing proves nothing about who sealed: whoever imports vouches for where the file came from.
/// </summary>
internal sealed class OutboxImport(Database database, Registers registers, HandingIn handing, ArrivingFiles arriving)
{
    private const string Format = "adit/outbox/1";

    private sealed record SavedItem(string? Kind, string? At, string? Bytes);

    private sealed record Saved(string? Format, IReadOnlyList<SavedItem>? Items);

    /// <summary>Takes all of it in, records before the files that they name. The same again changes nothing.</summary>
    /// <exception cref="Refused">It is no such file.</exception>
    public async Task<OutboxReport> Run(Stream file, Words words, CancellationToken cancel)
    {
        var items = await Read(file, cancel);
        var (bad, counts) = (new List<OutboxBad>(), new Dictionary<string, (int New, int Held)> { ["record"] = default, ["check-in"] = default, ["declaration"] = default, ["file"] = default });
        foreach (var (item, at) in items.Select((item, at) => (item, at)).OrderBy(i => i.item.Kind == "file"))
        {
            var (isNew, why) = await Take(item, words);
            if (why is not null)
                bad.Add(new(at + 1, item.Kind ?? "", item.At ?? "", why));
            else if (counts[item.Kind!] is var (fresh, held))
                counts[item.Kind!] = isNew ? (fresh + 1, held) : (fresh, held + 1);
        }
        OutboxCount Of(string kind) => new(counts[kind].New, counts[kind].Held);
        return new(Of("record"), Of("file"), Of("check-in"), Of("declaration"), [.. bad.OrderBy(b => b.Item)]);
    }

    private static async Task<IReadOnlyList<SavedItem>> Read(Stream file, CancellationToken cancel)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<Saved>(file, JsonSerializerOptions.Web, cancel) is { Format: Format, Items: { } items } && items.All(i => i is not null)
                ? items : throw Refused.Of("refuse.not-outbox");
        }
        catch (JsonException)
        {
            throw Refused.Of("refuse.not-outbox");
        }
    }

    private Task<(bool New, string? Why)> Take(SavedItem item, Words words) => (item.Kind, BytesOf(item)) switch
    {
        ("record", { } bytes) => Record(bytes, words),
        ("check-in", { } bytes) => Word(bytes, words),
        ("declaration", { } bytes) => Declaration(bytes, words),
        ("file", { } bytes) => File(bytes, words),
        _ => No(words["outbox.unreadable"]),
    };

    private async Task<(bool New, string? Why)> Record(byte[] parcel, Words words)
    {
        if (Handed.Open(database.Keys.PhoneKey, parcel) is not { } handed)
            return await No(words["outbox.unreadable"]);
        if (CallerOf(handed.Device, handed.Agent) is not { } caller)
            return await No(words["outbox.nobody"]);
        var (answer, _) = await handing.Take(caller, handed, driftSeconds: null);
        return answer.Status >= 400 ? (false, answer.Say(words)) : (answer.Code == "phone.received", null);
    }

    private async Task<(bool New, string? Why)> Word(byte[] parcel, Words words)
    {
        if (Handed.Unpack<HandedCheckIn>(database.Keys.PhoneKey, parcel, HandedCheckIn.Longest) is not { At: { } at } handed)
            return await No(words["outbox.unreadable"]);
        return CallerOf(handed.Device, handed.Agent) is { } caller ? (await handing.Take(caller, handed, at, registers.Current, 0), null) : await No(words["outbox.nobody"]);
    }

    private async Task<(bool New, string? Why)> Declaration(byte[] parcel, Words words)
    {
        if (Handed.Unpack<HandedDeclaration>(database.Keys.PhoneKey, parcel, HandedDeclaration.Longest) is not { CanBe: true } handed)
            return await No(words["outbox.unreadable"]);
        return CallerOf(handed.Device, handed.Agent) is { } caller ? (await handing.Take(caller, handed, registers.Current, 0), null) : await No(words["outbox.nobody"]);
    }

    private async Task<(bool New, string? Why)> File(byte[] parcel, Words words)
    {
        if (database.Read(db => AwaitedTable.Find(db, Convert.ToHexStringLower(SHA256.HashData(parcel)))) is not { } file)
            return await No(words["outbox.file-unknown"]);
        var have = await arriving.Look(file);
        if (have.Have == have.Of)
            return (false, null);
        have = await arriving.Take(file, have.Have, parcel.AsMemory((int)have.Have));
        return have.Have == have.Of ? (true, null) : await No(words["outbox.unreadable"]);
    }

    // A phone that was cut off cannot send; what lies on it is the programme's all the same.
    private FieldCaller? CallerOf(string? device, string? agent)
    {
        if (!Id.TryRead(device ?? "", out var phone))
            return null;
        var known = database.Read(db => DevicesTable.Of(db, phone));
        var theirs = agent is null ? known : [.. known.Where(d => d.Agent.ToString() == agent)];
        return theirs is [var one] && registers.Current.AgentsById.TryGetValue(one.Agent, out var whose) ? new(whose, one, one.Credentials[^1], Reads: false) : null;
    }

    private static Task<(bool New, string? Why)> No(string why) => Task.FromResult<(bool, string?)>((false, why));

    private static byte[]? BytesOf(SavedItem item)
    {
        try
        {
            return Base64Url.DecodeFromChars(item.Bytes ?? "");
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
