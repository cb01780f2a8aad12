using System.CommandLine;
using System.Globalization;
using Adit.Storage;

namespace Adit.Commands;

/// <summary>Where a command works: on a data folder that no server has open, or on a running server.</summary>
internal static class Where
{
    public static readonly Option<string> Data = ServeCommand.Data;
    public static readonly Option<string?> Server = new("--server") { Description = "Address of a running server to work on instead of a folder.", HelpName = "URL" };
    public static readonly Option<string?> Token = new("--token") { Description = "A token for the server, from POST /api/sign-in. Default: the environment variable ADIT_TOKEN.", HelpName = "TOKEN" };
    public static readonly Option<string?> User = new("--user") { Description = "Who signs in at the server. The password is in the environment variable ADIT_PASSWORD or comes on standard input.", HelpName = "NAME" };

    /// <summary>A command that works in both places.</summary>
    public static Command Placed(this Command command)
    {
        foreach (var option in (Option[])[Data, Server, Token, User])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Server) is not null && result.GetResult(Data) is { Implicit: false })
                result.AddError("Give either --data or --server, not both.");
        });
        return command;
    }

    /// <summary>A command that no server can do; why stands in the error of whoever asks one.</summary>
    public static Command OnlyHere(this Command command, string why)
    {
        var server = new Option<string?>("--server") { Description = "Not here: " + why, Hidden = true };
        server.Validators.Add(result => result.AddError($"--server does not go with this command. {why}"));
        command.Options.Add(server);
        return command;
    }

    /// <summary>Does the one thing on a folder, or the other on a server.</summary>
    public static async Task<int> Do(ParseResult parse, Func<Database, Task<int>> onFolder, Func<Remote, Task<int>> onServer)
    {
        if (parse.GetValue(Server) is not { } server)
            return await OnFolder(parse, onFolder);
        using var remote = await Remote.Open(server, parse.GetValue(Token), parse.GetValue(User));
        return await onServer(remote);
    }

    /// <summary>Opens the folder for this process alone.</summary>
    public static async Task<int> OnFolder(ParseResult parse, Func<Database, Task<int>> work)
    {
        using var folder = DataFolder.Open(Existing(parse));
        using var database = new Database(folder, TimeProvider.System);
        return await work(database);
    }

    /// <summary>The data folder, which must hold a programme.</summary>
    /// <exception cref="Misuse">It holds none.</exception>
    public static string Existing(ParseResult parse)
    {
        var data = parse.GetRequiredValue(Data);
        return DataFolder.Holds(data) ? data : throw new Misuse($"{data} holds no programme. Create one with: adit init --data {data} --name NAME, or try: adit demo");
    }

    /// <summary>An option that takes a day.</summary>
    public static Option<string?> Day(string name, string says)
    {
        var option = new Option<string?>(name) { Description = says, HelpName = "DAY" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                result.AddError($"{text} is no day. A day is written as 2026-11-23.");
        });
        return option;
    }

    /// <summary>The bytes of a file that was named.</summary>
    /// <exception cref="Misuse">There is no such file.</exception>
    public static byte[] Bytes(string file) => File.Exists(file) ? File.ReadAllBytes(file) : throw new Misuse($"There is no file {file}.");

    /// <summary>A folder that was named.</summary>
    /// <exception cref="Misuse">There is no such folder.</exception>
    public static string Folder(string path) => Directory.Exists(path) ? path : throw new Misuse($"There is no folder {path}.");
}
