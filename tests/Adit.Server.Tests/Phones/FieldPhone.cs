using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.People;
using Adit.Protection;

namespace Adit.Tests.Phones;

/// <summary>An answer: its status, and what it says.</summary>
internal sealed record Said(int Code, JsonElement Body)
{
    public string Kind => Body.GetProperty("code").GetString()!;

    public string Title => Body.GetProperty("title").GetString()!;
}

/// <summary>A file on a phone: plain, and as it is handed in.</summary>
internal sealed record PhoneFile(string Name, byte[] Plain, byte[] Sealed)
{
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Sealed));

    public object Named => new { name = Name, type = "image/jpeg", sha256 = Convert.ToHexStringLower(SHA256.HashData(Plain)), bytes = Plain.Length, @sealed = Id, sealedBytes = Sealed.Length };
}

/// <summary>A phone with Adit's own app, as far as the server sees one.</summary>
internal sealed class FieldPhone(HttpClient http)
{
    private byte[] _key = [];

    public Guid Device { get; init; } = Guid.NewGuid();

    public string Reads { get; } = NewSecret();

    public string Deposits { get; } = NewSecret();

    /// <summary>A phone that an agent uses.</summary>
    public static async Task<FieldPhone> Of(House house, ActorId agent)
    {
        var phone = new FieldPhone(house.Http);
        Assert.Equal(200, (await phone.Enrol((await house.Get<Enrolments>().Offer(ActorId.Program, agent)).Code)).Code);
        return phone;
    }

    public async Task<Said> Enrol(string code)
    {
        var said = await Send(HttpMethod.Post, "enrol", null, JsonContent.Create(new { code, device = Device, reads = Reads, deposits = Deposits }));
        if (said.Code == 200)
            _key = Base64Url.DecodeFromChars(said.Body.GetProperty("key").GetString());
        return said;
    }

    public Task<Said> Pack() => Send(HttpMethod.Get, "pack", Reads);

    public Task<Said> Contact(long since = 0, int unsent = 0, DateTimeOffset? clock = null, string? secret = null) =>
        Send(HttpMethod.Post, "contact", secret ?? Reads, JsonContent.Create(new { clock, app = "adit/1", unsent, drafts = 1, free = 1_000_000L, since }));

    public PhoneFile File(string name, byte[] plain) => new(name, plain, Seal(plain));

    /// <summary>Hands a record in; its files follow.</summary>
    public Task<Said> HandIn(string xml, params PhoneFile[] files) => HandIn(xml, null, files);

    public Task<Said> HandIn(string xml, DateTimeOffset? clock, params PhoneFile[] files) => HandIn(xml, clock, paper: false, files);

    /// <summary>Hands in what was copied from a form on paper.</summary>
    public Task<Said> HandInFromPaper(string xml) => HandIn(xml, null, paper: true);

    private Task<Said> HandIn(string xml, DateTimeOffset? clock, bool paper, params PhoneFile[] files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(gzip, new { xml, paper, app = "adit/1", files = files.Select(f => f.Named) });
        return HandInSealed(Seal(packed.ToArray()), clock);
    }

    public Task<Said> HandInSealed(byte[] parcel, DateTimeOffset? clock = null) => Sealed("records", parcel, clock);

    private Task<Said> Sealed(string path, byte[] parcel, DateTimeOffset? clock)
    {
        var content = new ByteArrayContent(parcel) { Headers = { ContentType = new("application/octet-stream") } };
        if (clock is { } told)
            content.Headers.Add("X-Adit-Clock", told.ToString("O", CultureInfo.InvariantCulture));
        return Send(HttpMethod.Post, path, Deposits, content);
    }

    /// <summary>Says that the agent is well, or calls for help.</summary>
    public Task<Said> CheckIn(DateTimeOffset at, bool help = false, string? place = null, DateTimeOffset? clock = null)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(gzip, new { at, place, site = (string?)null, help });
        return SendCheckIn(Seal(packed.ToArray()), clock);
    }

    /// <summary>What a declaration of interests in sites is handed in as.</summary>
    public byte[] Declaration(ActorId agent, Guid id, DateTimeOffset at, string note, params (SiteId Site, string Kind, string Note)[] interests)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(gzip, new { id, at, note, interests = interests.Select(i => new { site = i.Site.ToString(), kind = i.Kind, note = i.Note }), device = Device, agent = agent.ToString() });
        return Seal(packed.ToArray());
    }

    public Task<Said> Declare(byte[] declaration) => Sealed("declarations", declaration, null);

    public Task<Said> SendCheckIn(byte[] parcel, DateTimeOffset? clock = null) => Sealed("check-ins", parcel, clock);

    public Task<Said> Have(PhoneFile file) => Send(HttpMethod.Get, $"files/{file.Id}", Deposits);

    /// <summary>Sends a part of a file.</summary>
    public Task<Said> Part(PhoneFile file, int from, int length)
    {
        var content = new ByteArrayContent(file.Sealed, from, length);
        content.Headers.ContentRange = new(from, from + length - 1, file.Sealed.Length);
        return Send(HttpMethod.Put, $"files/{file.Id}", Deposits, content);
    }

    public byte[] Seal(byte[] content)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Parcel.Seal(ephemeral, _key, content);
    }

    public async Task<Said> Send(HttpMethod method, string path, string? secret, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, "/api/field/" + path) { Content = content };
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (content?.Headers.TryGetValues("X-Adit-Clock", out var clock) == true)
        {
            request.Headers.Add("X-Adit-Clock", clock);
            content.Headers.Remove("X-Adit-Clock");
        }
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)answer.StatusCode, text.Length > 0 && text[0] == '{' ? JsonElement.Parse(text) : default);
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
