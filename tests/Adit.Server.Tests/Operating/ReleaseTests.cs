using System.CommandLine;
using System.Text.RegularExpressions;
using Adit.Commands;

namespace Adit.Tests.Operating;

/// <summary>What is told to those who run Adit, in files that nobody compiles, is what the program does.</summary>
[Trait("home", "folder")]
public sealed partial class ReleaseTests
{
    [Fact]
    public void The_unit_starts_the_program_with_options_that_it_has()
    {
        var unit = Lines("operating/adit.service").ToList();
        var start = Assert.Single(unit, l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..];
        foreach (var set in unit.Select(l => Set().Match(l)).Where(m => m.Success))
            start = start.Replace($"${set.Groups[1].Value} ", $"{set.Groups[2].Value} ", StringComparison.Ordinal);

        var options = Known(start);

        Assert.All(["--signing-key", "--data", "--urls", "--proxy"], o => Assert.Contains(o, options));
    }

    [Fact]
    public void The_image_starts_the_program_with_options_that_it_has()
    {
        var start = Assert.Single(Lines("operating/Containerfile"), l => l.StartsWith("CMD ", StringComparison.Ordinal));

        Assert.Contains("--data", Known("adit " + Unlisted().Replace(start["CMD ".Length..], " ")));
    }

    [Fact]
    public void The_instructions_name_commands_and_options_that_the_program_has()
    {
        var commands = ((string[])["install", "nodes"]).SelectMany(d => Lines($"docs/operating/{d}.md")).Select(l => Told().Match(l)).Where(m => m.Success).Select(m => m.Value).ToList();

        Assert.All(commands, c => Known(c));
        Assert.Contains(commands, c => c.StartsWith("adit init", StringComparison.Ordinal));
    }

    [Fact]
    public void The_release_brings_the_ICU_that_the_programs_ask_for()
    {
        string[] projects = ["src/Adit.Server/Adit.Server.csproj", "src/Adit.Verify/Adit.Verify.csproj"];
        var asked = Assert.Single(projects.Select(p => AskedIcu().Match(Text(p)).Groups[1].Value).Distinct());

        Assert.Contains($".so.{asked} ", Text("release"), StringComparison.Ordinal);
        Assert.All(Lines("eng/icu.sha256"), l => Assert.Contains($"_{asked}-", l, StringComparison.Ordinal));
    }

    // Every word of a command line that must be one the program knows: the commands it begins with, and its options.
    private static List<string> Known(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        Command at = CommandLine.Root();
        foreach (var word in words.TakeWhile(w => !w.StartsWith('-')))
            at = at.Subcommands.FirstOrDefault(c => c.Name == word) ?? at;
        Assert.True(at is not RootCommand || words[0].StartsWith('-'), $"{line}: there is no such command.");
        var options = words.Where(w => w.StartsWith("--", StringComparison.Ordinal)).ToList();
        Assert.All(options, o => Assert.Contains(o, at.Options.Select(known => known.Name)));
        return options;
    }

    private static IEnumerable<string> Lines(string file) => Text(file).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0);

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex("^Environment=\"(\\w+)=(.*)\"$")]
    private static partial Regex Set();

    [GeneratedRegex("""[\[\]",]+""")]
    private static partial Regex Unlisted();

    [GeneratedRegex("(?<=^[#$] (?:.*runuser -u adit -- )?)adit .+")]
    private static partial Regex Told();

    [GeneratedRegex("""AppLocalIcu" Value="([0-9.]+)" """)]
    private static partial Regex AskedIcu();
}
