using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Storage;

namespace Adit.Commands;

/// <summary>The program's commands. Exit codes: 0 done, 1 the answer is no, 2 wrong usage.</summary>
internal static class CommandLine
{
    public static RootCommand Root() => new("Adit runs a monitoring programme for artisanal and small-scale mine sites. One data folder, or one schema of a PostgreSQL database, is one programme.\nNew here? adit demo makes a simulated programme to look at. A real one begins with adit init.\nExit codes: 0 done, 1 the answer is no, 2 wrong usage.")
    {
        DemoCommand.Demo(),
        ServeCommand.Init(),
        ServeCommand.Serve(),
        UserCommand.User(),
        FormCommand.Form(),
        ImportCommand.Import(),
        ExportCommand.Export(),
        CatalogueCommand.Catalogue(),
        VerifyCommand.Verify(),
        RebuildCommand.Rebuild(),
        KeyCommand.Key(),
        EraseCommand.Erase(),
        BackupCommand.Backup(),
        MoveCommand.Move(),
    };

    /// <summary>Reads and runs a command line. Whatever happens, people get a sentence and an exit code, never a stack trace.</summary>
    public static async Task<int> Run(string[] args)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var parse = Root().Parse(args);
        if (parse.Action is ParseErrorAction)
            return Say.Misused(parse);
        try
        {
            // A server stops by itself, in its own time (Operating/Draining.cs); everything else has two seconds.
            TimeSpan? stopping = parse.CommandResult.Command.Name == "serve" ? null : TimeSpan.FromSeconds(2);
            return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = stopping });
        }
        catch (Exception failure)
        {
            return Say.Failed(failure);
        }
    }
}

/// <summary>The command cannot be meant as it was given; the message says why, in a sentence. Exit code 2.</summary>
internal sealed class Misuse(string sentence) : Exception(sentence);

/// <summary>What commands tell people.</summary>
internal static partial class Say
{
    /// <summary>Says why not, on the error stream; exit code 1.</summary>
    public static int No(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }

    public static int Wrong(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 2;
    }

    /// <summary>Names every mistake in a command line and where its help is.</summary>
    public static int Misused(ParseResult parse)
    {
        foreach (var error in parse.Errors)
            Console.Error.WriteLine(NoNumber().Replace(error.Message, "$2 takes a number, and “$1” is none."));
        var names = new List<string>();
        for (Command? at = parse.CommandResult.Command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Insert(0, at is RootCommand ? "adit" : at.Name);
        return Wrong($"See: {string.Join(' ', names)} --help");
    }

    /// <summary>Tells what went wrong: what people can mend in its own words; anything else in one sentence, with the details in a file.</summary>
    public static int Failed(Exception failure) => failure switch
    {
        Misuse => Wrong(failure.Message),
        Refused { Reasons.Count: > 0 } refused => No(string.Join('\n', refused.Reasons)),
        Refused or InUseException or NameTakenException or UnauthorizedAccessException => No(failure.Message),
        OperationCanceledException => No("Stopped."),
        HttpIOException => No("The server broke off before it was done."),
        HttpRequestException { InnerException: HttpIOException } => No("The server broke off before it was done."),
        HttpRequestException => No($"The server does not answer: {failure.Message}"),
        Npgsql.NpgsqlException => No($"The database says no: {FirstLine(failure)}"),
        FileNotFoundException or DirectoryNotFoundException => No(failure.Message),
        _ => No(Unexpected(failure)),
    };

    private static string Unexpected(Exception failure)
    {
        var file = Path.Combine(Path.GetTempPath(), $"adit-{Guid.CreateVersion7():N}.txt");
        try
        {
            File.WriteAllText(file, failure.ToString());
        }
        catch (IOException)
        {
            return $"Something broke that should not have: {FirstLine(failure)}";
        }
        return $"Something broke that should not have: {FirstLine(failure)} Details are in {file}";
    }

    // The parser names the type of the language that it could not read.
    [GeneratedRegex("^Cannot parse argument '(.*)' for (?:option|argument) '(.*)' as expected type 'System\\.Int32'\\.$")]
    private static partial Regex NoNumber();

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].TrimEnd();
}
