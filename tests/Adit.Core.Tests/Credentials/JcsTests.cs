using System.Text;
using System.Text.Json.Nodes;
using Adit.Credentials;

namespace Adit.Tests.Credentials;

/// <summary>RFC 8785, with its own vectors where they do without decimals.</summary>
public sealed class JcsTests
{
    [Fact]
    public void Members_stand_in_the_order_of_utf_16_as_the_rfc_sorts_them() => Assert.Equal(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
        Canonical("""{ "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }"""));

    [Fact]
    public void Texts_are_escaped_as_the_rfc_writes_its_example() => Assert.Equal(
        "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        Canonical("""{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }"""));

    [Fact]
    public void Objects_within_objects_are_sorted_too_and_arrays_are_left_in_their_order() => Assert.Equal(
        "[56,{\"1\":[],\"10\":null,\"d\":true}]", Canonical("""[ 56, { "d": true, "10": null, "1": [] } ]"""));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740991")]
    [InlineData("-9007199254740991")]
    public void Whole_numbers_are_written_as_they_are(string number) => Assert.Equal(number, Canonical(number));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("9007199254740992")]
    [InlineData("333333333.33333329")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{")]
    public void What_two_readers_might_take_differently_is_refused(string json) => Assert.Throws<FormatException>(() => Jcs.Write(Jcs.Read(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Numbers_from_code_and_from_a_file_are_written_alike() => Assert.Equal("{\"a\":7,\"b\":7}", Encoding.UTF8.GetString(Jcs.Write(new JsonObject { ["b"] = 7L, ["a"] = 7 })));

    private static string Canonical(string json) => Encoding.UTF8.GetString(Jcs.Write(Jcs.Read(Encoding.UTF8.GetBytes(json))));
}
