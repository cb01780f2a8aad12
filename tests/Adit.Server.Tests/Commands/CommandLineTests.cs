using System.CommandLine;
using Adit.Commands;

namespace Adit.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_command_and_each_says_what_it_does()
    {
        var help = await Program.Run("--help");

        Assert.Equal(0, help.Code);
        foreach (var command in CommandLine.Root().Subcommands)
        {
            Assert.Contains($"  {command.Name} ", help.Out, StringComparison.Ordinal);
            Says(command, command.Name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("dig")]
    [InlineData("form")]
    [InlineData("form publish")]
    [InlineData("form publish a.xml --colour red")]
    [InlineData("user add Ann --role king")]
    [InlineData("rebuild --data d --server http://127.0.0.1:1")]
    [InlineData("rebuild --server ftp://example.org")]
    [InlineData("rebuild --server http://127.0.0.1:1")]
    [InlineData("form publish missing.xml")]
    [InlineData("catalogue check missing")]
    [InlineData("verify missing")]
    [InlineData("verify . --key nonsense")]
    [InlineData("rebuild --data missing")]
    [InlineData("serve --data missing")]
    [InlineData("serve --urls nonsense")]
    [InlineData("serve --urls https://127.0.0.1:1")]
    [InlineData("serve --public-url nonsense")]
    [InlineData("serve --publish-hours 0")]
    [InlineData("serve --publish-hours often")]
    [InlineData("serve --proxy nonsense --data missing")]
    [InlineData("init --name X --signing-key missing")]
    [InlineData("init --name X --signing-key /proc/self/mem")]
    [InlineData("user agent A --language tlh")]
    [InlineData("import ipis missing.csv")]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("form draft upload missing.xml")]
    [InlineData("backup to --data missing")]
    public async Task Wrong_usage_is_told_in_a_sentence_with_exit_code_2(string line)
    {
        var ran = await Program.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, ran.Code);
        Assert.NotEmpty(ran.Error.Trim());
        Assert.DoesNotContain("   at ", ran.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_sentence()
    {
        var ran = await Program.Run("user", "list", "--server", $"http://127.0.0.1:{AditProcess.FreePort()}", "--user", "Ann");

        Assert.Equal(1, ran.Code);
        Assert.StartsWith("The server does not answer", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.All, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_expected_is_one_sentence_and_the_details_are_in_a_file()
    {
        var before = Console.Error;
        using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            Assert.Equal(1, Say.Failed(new InvalidOperationException("The shaft is flooded.")));
        }
        finally
        {
            Console.SetError(before);
        }
        var line = Assert.Single(said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("The shaft is flooded.", line, StringComparison.Ordinal);
        var file = line[(line.LastIndexOf(' ') + 1)..].Trim();
        Assert.Contains(nameof(InvalidOperationException), File.ReadAllText(file), StringComparison.Ordinal);
        File.Delete(file);
    }

    private static void Says(Command command, params string[] path)
    {
        Assert.False(string.IsNullOrWhiteSpace(command.Description), $"{string.Join(' ', path)} does not say what it does");
        foreach (var option in command.Options)
            Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{string.Join(' ', path)} {option.Name} says nothing");
        using var said = new StringWriter();
        Assert.Equal(0, CommandLine.Root().Parse([.. path, "--help"]).Invoke(new() { Output = said }));
        Assert.Contains(command.Description!.Split('\n')[0], said.ToString(), StringComparison.Ordinal);
        foreach (var below in command.Subcommands)
            Says(below, [.. path, below.Name]);
    }
}
