using System.Text;
using Adit.Protection;
using Adit.Tests.Phones;

namespace Adit.Tests.Storage;

/// <summary>What is T3 stands nowhere in the open: not in the database, its log, the blobs, the keys, nor on the console of the real program.</summary>
[Trait("home", "folder")]
public class ProtectedTests
{
    [Fact]
    public async Task A_protected_record_is_found_nowhere_and_opens_from_the_ledger_alone()
    {
        var marker = "Zx" + Guid.NewGuid().ToString("N");
        var (folder, key, token) = await Prepared();
        var instance = "uuid:" + marker;
        string said;
        using (var adit = await AditProcess.Serve(folder))
        {
            using var http = new HttpClient { BaseAddress = new(adit.Origin) };
            var phone = new Phone(http, $"/openrosa/key/{key}");
            var xml = Encoding.UTF8.GetBytes(Rounds.Record(instance, note: marker, who: marker + " Mbuyi", form: "case", photo: marker + ".jpg"));
            foreach (var again in (bool[])[false, true])
                Assert.Equal(201, (await phone.Post(Phone.Upload(xml, Rounds.Photo(marker + ".jpg")), $"?deviceID={marker}", r => r.Headers.TryAddWithoutValidation("User-Agent", marker))).Code);
            Assert.Equal(409, (await phone.Submit(Rounds.Record(instance, note: marker + "2", form: "case"))).Code);
            Assert.Equal(404, (await phone.Submit(Rounds.Record(instance, note: marker, form: "case", version: "99"))).Code);
            Assert.Equal(201, (await phone.Submit(Rounds.Record(Rounds.NewInstance(), note: marker, form: "mixed"))).Code);
            Assert.Equal(201, (await phone.Submit(Rounds.Record("uuid:" + marker + "e", note: marker, form: "case", replaces: instance))).Code);
            await adit.Rated(token);
            Nowhere(folder, marker);
            await adit.Kill();
            said = adit.Said;
        }
        Assert.DoesNotContain(marker, said, StringComparison.Ordinal);
        await using var house = await House.Over(folder);
        var held = house.Held(instance, "case")!;
        Assert.Contains(marker, Encoding.UTF8.GetString(held.Xml.Span), StringComparison.Ordinal);
        Assert.Equal(marker, held.Envelope!.UserAgent);
        Assert.Null(house.Database.Read(db => house.Get<Adit.Ledger.LedgerReading>().Fact(db, house.Known(instance, "case")!.Index, Tier.T2))!.Fact is Adit.Submissions.SubmissionAccepted { Envelope: { } envelope } ? envelope : null);
        Assert.Equal(2, house.Database.Read(Adit.Submissions.SubmissionsTable.ProtectedHeld));
        await house.Check();
        Nowhere(folder, marker);
    }

    private static void Nowhere(string folder, string marker)
    {
        Assert.Contains(Directory.EnumerateFiles(folder), f => f.EndsWith("adit.db-wal", StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.All(Forms(marker), form => Assert.True(bytes.AsSpan().IndexOf(form.Bytes) < 0, $"{Path.GetFileName(file)} holds the text as {form.Name}"));
            Assert.DoesNotContain(marker, file, StringComparison.Ordinal);
        }
    }

    /// <summary>The ways a text may lie in a file: as it is, in 16 bits, in hexadecimal, and in base64 at each of its three offsets.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Forms(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return ("UTF-8", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(text));
        yield return ("UTF-16 BE", Encoding.BigEndianUnicode.GetBytes(text));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
        yield return ("HEX", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)));
        for (var offset = 0; offset < 3; offset++)
            yield return ($"base64 at {offset}", Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[offset], .. utf8])[4..^4]));
    }

    private static async Task<(string Folder, string Key, string Token)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        await house.Publish(Rounds.Xform("mixed", noteTier: "T3"));
        var token = await house.TokenForNow();
        return ((await house.CopyOfHome()).Folder, agent.Key, token);
    }
}
