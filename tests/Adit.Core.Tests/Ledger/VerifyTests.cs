using Adit.Verify;

namespace Adit.Tests.Ledger;

/// <summary>The program <c>adit-verify</c>, as its user meets it.</summary>
public sealed class VerifyTests
{
    private const string OtherKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static readonly string Good = VectorsTests.PathOf("bundle-1.json");

    [Fact]
    public void A_good_bundle_is_told_line_by_line_and_the_key_is_left_to_compare()
    {
        var (code, output, _) = Run(Good, "--lang", "en");

        Assert.Equal(0, code);
        Assert.Equal(8, output.Split('\n').Count(line => line.StartsWith("ok  ", StringComparison.Ordinal)));
        Assert.Contains(TestKey.Public.ToString(), output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_right_key_nothing_is_left_to_compare_and_with_a_wrong_one_it_does_not_hold()
    {
        var (code, output, _) = Run(Good, "--key", TestKey.Public.ToString(), "--lang", "fr");

        Assert.Equal(0, code);
        Assert.DoesNotContain("Comparez", output, StringComparison.Ordinal);
        Assert.Equal(1, Run(Good, "--key", OtherKey).Code);
    }

    [Theory]
    [InlineData("en", "NO", "Entry 6 ")]
    [InlineData("fr", "NON", "L’entrée 6 ")]
    public void A_false_bundle_names_the_first_thing_that_is_not_so(string language, string no, string what)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(file, File.ReadAllText(Good).Replace("\"index\": 5", "\"index\": 6", StringComparison.Ordinal));
            var (code, output, _) = Run(file, "--lang", language);

            Assert.Equal(1, code);
            Assert.Contains($"{no}  {what}", output, StringComparison.Ordinal);
            Assert.Contains(what, output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Evidence_from_before_a_change_of_key_holds_with_the_new_key_and_the_file_of_keys()
    {
        var folder = Directory.CreateTempSubdirectory("adit-");
        var (evidence, keys) = (Path.Combine(folder.FullName, "evidence.json"), Path.Combine(folder.FullName, "keys.json"));
        var files = KeyChainTests.Files();
        File.WriteAllBytes(evidence, files.Evidence);
        File.WriteAllBytes(keys, files.Keys);

        Assert.Equal(1, Run(evidence, "--key", files.Newest).Code);
        Assert.Equal(0, Run(evidence, "--key", files.Newest, "--keys", keys).Code);
        Assert.Equal(0, Run(keys, "--key", files.Newest).Code);
        Assert.Equal(2, Run(evidence, "--keys", evidence).Code);
        Assert.Equal(2, Run(evidence, "--keys", "there-is-no-such-file").Code);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_name_in_the_file_cannot_command_the_terminal()
    {
        var told = Words.For("en").Of(new(true, new("check.holds.bundle", ("origin", "a\u009b31mred\u202e")), [], []));

        Assert.Contains("a?31mred?", string.Concat(told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("one", "two")]
    [InlineData("one", "--key")]
    [InlineData("one", "--key", "not a key")]
    [InlineData("one", "--lang", "xx")]
    [InlineData("one", "--lang", "en", "--lang", "fr")]
    [InlineData("one", "--force", "yes")]
    [InlineData("there-is-no-such-file")]
    [InlineData("")]
    public void Wrong_usage_and_a_missing_file_are_2_and_say_so(params string[] args)
    {
        var (code, output, errors) = Run(args);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void Help_is_not_an_error() => Assert.Equal(0, Run("--help").Code);

    private static (int Code, string Output, string Errors) Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        var code = Answer.To(args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
