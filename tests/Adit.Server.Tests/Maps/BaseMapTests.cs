using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.Field;
using Adit.Maps;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Web;
using CsCheck;

namespace Adit.Tests.Maps;

/// <summary>The programme's base map: put in as a file, checked, and handed to each phone as far as its agent works.</summary>
public sealed class BaseMapTests : IAsyncLifetime
{
    private static readonly GeoPoint Kolwezi = new(-10.7m, 25.5m), Far = new(-9.9m, 26.9m);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private House _house = null!;
    private HttpClient _office = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        var token = (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token!;
        _office = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(_house.Origin) };
        _office.DefaultRequestHeaders.Add("Cookie", $"{CurrentPerson.Cookie}={token}");
        _office.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    public async ValueTask DisposeAsync()
    {
        _office.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_phone_gets_the_map_around_its_agents_sites_and_can_have_no_other()
    {
        var (near, far) = (await _house.Site("N1"), await Site("Kisanfu", Far));
        var (awa, jean) = (await FieldPhone.Of(_house, (await _house.Agent("Awa", "en", near)).Id), await FieldPhone.Of(_house, (await _house.Agent("Jean", "fr", far)).Id));
        Assert.Equal(JsonValueKind.Null, Map(await awa.Pack(), "N1").ValueKind);

        var file = MapFile.Write(Tiles(Kolwezi, 6, 15).Concat(Tiles(Far, 8, 12)).DistinctBy(t => t.Tile), about: """{"name":"Ground","attribution":"<b>&copy; Test</b>"}""", inLeaf: 50);
        await Put(file);

        var (mine, theirs) = (Map(await awa.Pack(), "N1"), Map(await jean.Pack(), "Kisanfu"));
        Assert.Equal("© Test", (await awa.Pack()).Body.GetProperty("map").GetProperty("attribution").GetString());
        Assert.DoesNotContain(theirs.GetProperty("sha256").GetString()!, (await awa.Pack()).Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Kisanfu", (await awa.Pack()).Body.GetRawText(), StringComparison.Ordinal);
        var piece = await Piece(awa, mine);
        Assert.Equal((mine.GetProperty("bytes").GetInt64(), mine.GetProperty("sha256").GetString()), (piece.Length, Convert.ToHexStringLower(SHA256.HashData(piece))));
        var tiles = Read(piece);
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], tiles.Keys.Select(t => t.Zoom).Distinct());
        Assert.All(tiles, t => Assert.Contains(t.Key, MapTile.Around(Kolwezi, MapPiece.Metres, t.Key.Zoom)));
        Assert.All(tiles, t => Assert.Equal(MapFile.Picture(t.Key), t.Value));

        using var other = await Ask(awa, theirs.GetProperty("address").GetString()!);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var nobody = await _house.Http.GetAsync(mine.GetProperty("address").GetString(), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        var page = WebUtility.HtmlDecode(await _office.GetStringAsync("/base-map", Stop));
        Assert.Contains("The map shows 2 of the 2 sites where agents work.", page, StringComparison.Ordinal);
        Assert.Contains("© Test", page, StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task A_piece_goes_on_where_the_network_broke_off()
    {
        var phone = await FieldPhone.Of(_house, (await _house.Agent("Awa", "en", await _house.Site("N1"))).Id);
        await Put(MapFile.Around(Kolwezi, 8, 14));
        var map = Map(await phone.Pack(), "N1");
        var (whole, joined) = (await Piece(phone, map), new MemoryStream());
        for (var from = 0; from < whole.Length; from += 10_000)
        {
            using var part = await Ask(phone, map.GetProperty("address").GetString()!, new(from, Math.Min(from + 9_999, whole.Length - 1)));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            joined.Write(await part.Content.ReadAsByteArrayAsync(Stop));
        }
        Assert.Equal(whole, joined.ToArray());
    }

    [Fact]
    public async Task A_zoom_that_does_not_fit_is_left_out_whole_and_so_are_all_finer_ones()
    {
        await _house.Agent("Awa", "en", await _house.Site("N1"));
        byte[] Large(MapTile tile) => [.. MapFile.Picture(tile)[..8], .. BitConverter.GetBytes(tile.Id), .. new byte[30_000]];
        await Put(MapFile.Write(Enumerable.Range(8, 10).SelectMany(z => MapTile.Around(Kolwezi, 3_000, z)).Select(t => (t, Large(t)))));
        var piece = Assert.Single(_house.Database.Read(MapsTable.Pieces));
        Assert.Equal((8, 15), (piece.FromZoom, piece.ToZoom));
        Assert.InRange(piece.Bytes, 1_000_000, MapPiece.MostBytes);
    }

    [Fact]
    public async Task Another_map_replaces_the_one_before_and_of_a_map_that_was_taken_away_nothing_lies_here_any_more()
    {
        var phone = await FieldPhone.Of(_house, (await _house.Agent("Awa", "en", await _house.Site("N1"))).Id);
        await Put(MapFile.Around(Kolwezi, 8, 12));
        var first = Map(await phone.Pack(), "N1");
        await Put(MapFile.Around(Kolwezi, 8, 13));
        var second = Map(await phone.Pack(), "N1");
        Assert.NotEqual(first.GetProperty("sha256").GetString(), second.GetProperty("sha256").GetString());
        using var gone = await Ask(phone, first.GetProperty("address").GetString()!);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(2, _house.Get<Blobs>().All().Count());

        using var removed = await Form("/base-map/remove");
        await _house.Get<MapsJob>().Look(Stop);
        Assert.Equal(JsonValueKind.Null, Map(await phone.Pack(), "N1").ValueKind);
        Assert.Empty(_house.Get<Blobs>().All());
        Assert.Contains("No finer map", await _office.GetStringAsync("/base-map", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task A_site_that_an_agent_comes_to_later_gets_its_piece_and_one_that_nobody_works_at_any_more_loses_it()
    {
        var (one, other) = (await _house.Site("N1"), await Site("Kisanfu", Far));
        var awa = await _house.Agent("Awa", "en", one);
        await Put(MapFile.Write(Tiles(Kolwezi, 8, 11).Concat(Tiles(Far, 8, 11)).DistinctBy(t => t.Tile)));
        Assert.Equal([one], _house.Database.Read(MapsTable.Pieces).Select(p => p.Site));
        await _house.Record(new AgentAssigned(awa.Id, [other], [], 5));
        await _house.Get<MapsJob>().Look(Stop);
        Assert.Equal([other], _house.Database.Read(MapsTable.Pieces).Select(p => p.Site));
        Assert.Equal(2, _house.Get<Blobs>().All().Count());
    }

    [Theory]
    [InlineData("nothing", "No file was chosen.")]
    [InlineData("text", "This is not a PMTiles file.")]
    [InlineData("cut", "The file is cut off: it is shorter than it says itself. Send it again.")]
    [InlineData("vector", "drawn with shapes")]
    [InlineData("loop", "A list of tiles in this file is damaged.")]
    [InlineData("long", "The lists of tiles in this file are too long.")]
    [InlineData("beyond", "The file is cut off")]
    [InlineData("not pictures", "The tiles in this file are not PNG, JPEG or WebP pictures.")]
    [InlineData("nobody's", "Say whose map it is")]
    public async Task What_is_no_map_is_refused_in_a_sentence_and_nothing_of_it_stays(string what, string sentence)
    {
        var good = MapFile.Around(Kolwezi, 8, 10);
        byte[] bytes = what switch
        {
            "nothing" => [],
            "text" => "Ceci n'est pas une carte"u8.ToArray(),
            "cut" => good[..^1],
            "vector" => MapFile.Write([(new(8, 1, 1), [1])], type: 1),
            "loop" => Loop(),
            "long" => Long(),
            "beyond" => Beyond(),
            "not pictures" => MapFile.Write([(new(8, 1, 1), "<svg onload='x'/>"u8.ToArray())]),
            _ => MapFile.Write([(new(8, 1, 1), MapFile.Picture(new(8, 1, 1)))], about: "{}"),
        };
        using var answer = await Send(bytes, what == "nothing" ? "" : "m.pmtiles", name: "A map");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        Assert.Null(_house.Database.Read(MapsTable.InUse));
        Assert.Empty(_house.Get<Blobs>().All());
    }

    [Fact]
    public async Task A_file_that_was_changed_anywhere_is_taken_or_refused_and_cut_without_a_fault()
    {
        var file = MapFile.Around(Kolwezi, 8, 12, 3_000);
        using var blobs = new Changed();
        var random = new Random(2_117);
        for (var round = 0; round < 400; round++)
        {
            var bytes = file.ToArray();
            var lists = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(56));
            for (var n = 0; n < 1 + (round % 5); n++)
                bytes[random.Next(round % 3 == 0 ? PmTiles.HeadBytes : lists)] = (byte)random.Next(256);
            await blobs.Look(round % 7 == 0 ? bytes[..random.Next(bytes.Length)] : bytes, Stop);
        }
    }

    [Fact]
    public async Task Only_a_form_of_ours_puts_a_map_in()
    {
        using var foreign = await Send(MapFile.Around(Kolwezi, 8, 9), "m.pmtiles", token: "wrong");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var without = await Send(MapFile.Around(Kolwezi, 8, 9), "m.pmtiles", token: null);
        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
        Assert.Null(_house.Database.Read(MapsTable.InUse));
    }

    [Fact]
    public async Task Programs_put_maps_in_and_take_them_away_too()
    {
        await _house.Agent("Awa", "en", await _house.Site("N1"));
        var token = (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token;
        using var program = new HttpClient { BaseAddress = new(_house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        using var put = await program.PutAsync("/api/base-map?name=Lualaba", new ByteArrayContent(MapFile.Around(Kolwezi, 8, 12)), Stop);
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        await _house.Get<MapsJob>().Look(Stop);
        var now = (await program.GetFromJsonAsync<BaseMapApi.BaseMapAnswer>("/api/base-map", Stop))!;
        Assert.Equal(("Lualaba", "© Test ground", 1, 1), (now.Name, now.Attribution, now.Sites, now.Shown));
        using var wrong = await program.PutAsync("/api/base-map", new ByteArrayContent([1, 2, 3]), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var removed = await program.DeleteAsync("/api/base-map", Stop);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var none = await program.GetAsync("/api/base-map", Stop);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static IEnumerable<(MapTile Tile, byte[] Bytes)> Tiles(GeoPoint place, int from, int to) =>
        Enumerable.Range(from, to - from + 1).SelectMany(z => MapTile.Around(place, 5_000, z)).Select(t => (t, MapFile.Picture(t)));

    private static byte[] WithLeaf(byte[] leaf)
    {
        var tiles = Enumerable.Range(0, 100).Select(n => (new MapTile(9, n, 1), new byte[] { 1 }));
        var file = MapFile.Write(tiles, compression: 1, inLeaf: 1000);
        var root = MapFile.Listed([new(0, 0, new(0, leaf.Length))]);
        byte[] made = [.. file[..PmTiles.HeadBytes], .. root, .. leaf, .. MapFile.Picture(new(9, 1, 1))];
        foreach (var (at, from, length) in new[] { (8, 127, root.Length), (24, 127, 0), (40, 127 + root.Length, leaf.Length), (56, 127 + root.Length + leaf.Length, made.Length - 127 - root.Length - leaf.Length) })
        {
            BinaryPrimitives.WriteInt64LittleEndian(made.AsSpan(at), from);
            BinaryPrimitives.WriteInt64LittleEndian(made.AsSpan(at + 8), length);
        }
        return made;
    }

    // A list that leads to itself.
    private static byte[] Loop() => WithLeaf(MapFile.Listed([new(0, 0, new(0, 5))]));

    // A list that leads three thousand times to a list of as many.
    private static byte[] Long()
    {
        var leaf = MapFile.Listed([.. Enumerable.Range(0, 200_000).Select(n => new PmEntry(n, 1, new(0, 8)))]);
        return WithLeaf([.. leaf, .. MapFile.Listed([.. Enumerable.Range(0, 3_000).Select(n => new PmEntry(n, 0, new(0, leaf.Length)))])]) is var file ? Root(file, leaf.Length) : [];
    }

    // The root leads to the second of its lists.
    private static byte[] Root(byte[] file, int first)
    {
        var (leaves, length) = ((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(40)), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(48)));
        var root = MapFile.Listed([new(0, 0, new(first, length - first))]);
        var old = leaves - PmTiles.HeadBytes;
        byte[] made = [.. file[..PmTiles.HeadBytes], .. root, .. file[leaves..]];
        BinaryPrimitives.WriteInt64LittleEndian(made.AsSpan(16), root.Length);
        BinaryPrimitives.WriteInt64LittleEndian(made.AsSpan(40), leaves + root.Length - old);
        BinaryPrimitives.WriteInt64LittleEndian(made.AsSpan(56), BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(56)) + root.Length - old);
        return made;
    }

    private static byte[] Beyond() => WithLeaf(MapFile.Listed([new(0, 1, new(1L << 40, 10))]));

    private async Task<SiteId> Site(string code, GeoPoint place)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], place, "Africa/Lubumbashi", null, [], null, [], null));
        return site;
    }

    private async Task Put(byte[] file)
    {
        using var answer = await Send(file, "m.pmtiles");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await _house.Get<MapsJob>().Look(Stop);
    }

    private async Task<HttpResponseMessage> Send(byte[] file, string fileName, string? token = "", string name = "")
    {
        using var form = new MultipartFormDataContent();
        if (token is not null)
            form.Add(new StringContent(token.Length > 0 ? token : await Token()), DoorKeeping.FormField);
        form.Add(new StringContent(name), "name");
        form.Add(new StringContent(""), "attribution");
        if (fileName.Length > 0)
            form.Add(new ByteArrayContent(file), "map", fileName);
        return await _office.PostAsync("/base-map", form, Stop);
    }

    private async Task<HttpResponseMessage> Form(string path) =>
        await _office.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { [DoorKeeping.FormField] = await Token() }), Stop);

    private async Task<string> Token() => System.Text.RegularExpressions.Regex.Match(await _office.GetStringAsync("/base-map", Stop), "name=\"csrf\" value=\"([^\"]+)\"").Groups[1].Value;

    private static JsonElement Map(Said pack, string site) => pack.Body.GetProperty("sites").EnumerateArray().Single(s => s.GetProperty("code").GetString() == site).GetProperty("map");

    private async Task<byte[]> Piece(FieldPhone phone, JsonElement map)
    {
        using var answer = await Ask(phone, map.GetProperty("address").GetString()!);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    private async Task<HttpResponseMessage> Ask(FieldPhone phone, string address, RangeHeaderValue? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new("Bearer", phone.Reads), Range = range } };
        return await _house.Http.SendAsync(request, Stop);
    }

    private static Dictionary<MapTile, byte[]> Read(byte[] piece)
    {
        var end = 4 + BinaryPrimitives.ReadInt32LittleEndian(piece);
        return JsonDocument.Parse(piece.AsMemory(4, end - 4)).RootElement.GetProperty("tiles").EnumerateArray().Select(t => t.EnumerateArray().Select(n => n.GetInt32()).ToArray())
            .ToDictionary(t => new MapTile(t[0], t[1], t[2]), t => piece[(end + t[3])..(end + t[3] + t[4])]);
    }

    // A file as it lies in a folder, read as one that comes in is.
    private sealed class Changed : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adit-maps-");

        public async Task Look(byte[] bytes, CancellationToken cancel)
        {
            using var file = new FolderBlobs(_folder.FullName).Create();
            file.Write(bytes);
            using var pieces = Blobs.Pieces(file);
            var (map, fault) = await PmFile.Open(pieces, cancel);
            Assert.Equal(map is null, fault != PmFault.None);
            if (map is null)
                return;
            _ = await map.Check();
            _ = await map.About();
            if (await BaseMaps.Cut(map, Kolwezi) is var (piece, _, _))
                Assert.InRange(piece.Length, 1, MapPiece.MostBytes + 200_000);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
