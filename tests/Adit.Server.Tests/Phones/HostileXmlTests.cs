using System.Text;

namespace Adit.Tests.Phones;

/// <summary>XML that is wrong, huge or meant to harm, and text in every encoding: read as it is or refused in a sentence.</summary>
public class HostileXmlTests(Programme programme) : IClassFixture<Programme>
{
    private Phone Awa => programme.Awa.Phone;

    private House House => programme.House;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Body(string instance, string name) => Utf8(
        $"--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"\r\n\r\n{Rounds.Record(instance, photo: name.Contains('\u0001', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) ? "" : name)}\r\n--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\nabc\r\n--b--\r\n");

    public static TheoryData<string, string> Bombs => new()
    {
        { "billion laughs", "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><data id='round' version='1'><note>&c;</note></data>" },
        { "external entity", "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><data id='round' version='1'><note>&x;</note></data>" },
        { "external dtd", "<!DOCTYPE d SYSTEM 'http://127.0.0.1:9/x.dtd'><data id='round' version='1'/>" },
        { "too deep", string.Concat(Enumerable.Repeat("<a>", 50_000)) },
        { "too many elements", "<data id='round' version='1'>" + string.Concat(Enumerable.Repeat("<a/>", 200_000)) + "</data>" },
        { "too large", "<data id='round' version='1'><note>" + new string('x', 9_000_000) + "</note></data>" },
        { "an attribute of fifty megabytes", "<data id='round' version='1' a='" + new string('x', 50_000_000) + "'/>" },
        { "a parameter entity", "<!DOCTYPE d [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'> %p;]><data id='round' version='1'/>" },
        { "an attribute of many entities", "<!DOCTYPE d [<!ENTITY a 'aaaa'>]><data id='round' version='1' a='&a;&a;'/>" },
        { "depth of a hundred thousand", string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000)) },
        { "a control character", "<data id='round' version='1'><note>&#1;</note></data>" },
        { "an undeclared encoding", "<?xml version='1.0' encoding='x-none'?><data id='round' version='1'/>" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task An_xml_bomb_is_refused_with_a_sentence_and_is_never_resolved(string what, string xml)
    {
        var answer = await Awa.Submit(xml);
        Assert.True(answer.Code is 400 or 413, $"{what}: {answer.Code}");
        Assert.NotEmpty(answer.Message);
        Assert.True(answer.Message.Length < 1_000, what);
    }

    /// <summary>What the bytes are, and what they say they are. What cannot be told is refused, never guessed.</summary>
    public static TheoryData<string, int, byte[]> Encodings => new()
    {
        { "UTF-8 with its mark", 201, [.. Encoding.UTF8.Preamble, .. Utf8(Text())] },
        { "UTF-16 with its mark", 201, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text("utf-16"))] },
        { "UTF-16, the other way", 201, [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text("utf-16"))] },
        { "UTF-32 with its mark", 201, [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Text())] },
        { "Latin 1 that says so", 201, Encoding.Latin1.GetBytes(Text("iso-8859-1")) },
        { "Latin 1 that does not say so", 400, Encoding.Latin1.GetBytes(Text()) },
        { "UTF-8 that says UTF-16", 400, Utf8(Text("utf-16")) },
        { "UTF-16 that says UTF-8", 400, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text("utf-8"))] },
        { "UTF-7", 400, Utf8(Text("utf-7")) },
        { "an encoding that nobody has", 400, Utf8(Text("klingon")) },
        { "two marks", 400, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.Preamble, .. Utf8(Text())] },
        { "half a mark", 400, [0xFF, 0xFE, 0x3C] },
        { "nothing but zeros", 400, [0, 0, 0, 0] },
        { "a broken letter", 400, [.. Utf8("<data id='round' version='1'><note>"), 0xC3, 0x28, .. Utf8("</note></data>")] },
        { "an overlong slash", 400, [.. Utf8("<data id='round' version='1'><note>"), 0xC0, 0xAF, .. Utf8("</note></data>")] },
        { "half a pair", 400, [.. Utf8("<data id='round' version='1'><note>"), 0xED, 0xA0, 0x80, .. Utf8("</note></data>")] },
    };

    private static readonly string Marker = new('@', 32);

    private static string Text(string? encoding = null) =>
        $"{(encoding is null ? "" : $"<?xml version='1.0' encoding='{encoding}'?>")}<data id='round' version='1'><note>é</note><meta><instanceID>{Marker}</instanceID></meta></data>";

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task An_encoding_is_read_as_it_is_and_kept_byte_for_byte_or_refused_in_a_sentence(string what, int code, byte[] bytes)
    {
        var instance = Guid.NewGuid().ToString("N");
        var sent = Named(bytes, instance);
        var (size, answer) = (House.Database.Size, await Awa.Submit(sent));
        Assert.Equal((what, code), (what, answer.Code));
        Assert.NotEmpty(answer.Message);
        if (code == 201)
            Assert.Equal(sent, programme.Held(instance)!.Xml.ToArray());
        else
            Assert.Equal(size, House.Database.Size);
    }

    // Each sign of the marker gives way to one of the same width, so that no encoding is broken.
    private static byte[] Named(byte[] bytes, string instance)
    {
        var at = 0;
        return [.. bytes.Select(b => b == Marker[0] && at < instance.Length ? (byte)instance[at++] : b)];
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("1970-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("2026-02-31")]
    [InlineData("-2026-01-01")]
    public async Task A_clock_that_is_years_off_is_flagged_and_rated_without_failing(string day)
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(instance, site: "N1", depth: "14", day: day))).Code);
        await House.Rated();
        Assert.NotEmpty(programme.Row(instance)!.Flags);
    }

    [Theory]
    [InlineData("1e999999")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("NaN")]
    public async Task An_absurd_number_is_kept_and_rated_without_failing(string depth)
    {
        Assert.Equal(201, (await Awa.Submit(Rounds.Record(Rounds.NewInstance(), site: "N1", depth: depth))).Code);
        await House.Rated();
    }

    [Fact]
    public async Task Absurd_ids_are_kept_as_they_are_and_answered_in_short()
    {
        foreach (var instance in (string[])[new string('i', 100_000), " ", "<&>\"'", "uuid:" + new string('é', 5_000), "../../etc"])
        {
            Assert.Contains((await Awa.Submit(Rounds.Record(instance, note: "a"))).Code, (int[])[201, 400]);
            var other = await Awa.Submit(Rounds.Record(instance, note: "b"));
            Assert.Contains(other.Code, (int[])[201, 400, 409]);
            Assert.True(other.Message.Length < 1_000);
        }
        var form = await Awa.Submit(Rounds.Record(Rounds.NewInstance(), form: new string('f', 100_000)));
        Assert.Equal(404, form.Code);
        Assert.True(form.Message.Length < 1_000);
    }
}
