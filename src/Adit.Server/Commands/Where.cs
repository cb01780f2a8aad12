using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Adit.Storage;

namespace Adit.Commands;

/// <summary>Where a command works: on a data folder that no server has open, on a database as one node more, or on a running server.</summary>
internal static class Where
{
    public static readonly Option<string> Data = new("--data") { Description = "The data folder of the programme.", HelpName = "DIR", DefaultValueFactory = _ => "data" };
    public static readonly Option<string?> Database = new("--database") { Description = "A PostgreSQL database instead of a folder: postgres://USER@HOST/DATABASE. Any number of servers work on one. Default: the environment variable ADIT_DATABASE.", HelpName = "URL" };
    public static readonly Option<string?> Blobs = new("--blobs") { Description = "Where the files of a database's programme are: s3://BUCKET?endpoint=URL, or a folder that all its servers share. Default: the environment variable ADIT_BLOBS.", HelpName = "URL|DIR" };
    public static readonly Option<string?> Server = new("--server") { Description = "Address of a running server to work on instead of a folder or database.", HelpName = "URL" };
    public static readonly Option<string?> Token = new("--token") { Description = "A token for the server, from POST /api/sign-in. Default: the environment variable ADIT_TOKEN.", HelpName = "TOKEN" };
    public static readonly Option<string?> User = new("--user") { Description = "Who signs in at the server. The password is in the environment variable ADIT_PASSWORD or comes on standard input.", HelpName = "NAME" };

    /// <summary>A command that works in both places.</summary>
    public static Command Placed(this Command command)
    {
        command.Homed();
        foreach (var option in (Option[])[Server, Token, User])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            foreach (var other in (Option[])[Data, Database])
                if (result.GetResult(Server) is not null && result.GetResult(other) is { Implicit: false })
                    result.AddError($"Give either {other.Name} or --server, not both.");
        });
        return command;
    }

    /// <summary>A command that works on a folder or a database.</summary>
    /// <param name="data">An option for the folder that goes with a database too; null for the usual one, which does not.</param>
    public static Command Homed(this Command command, Option<string>? data = null)
    {
        foreach (var option in (Option[])[data ?? Data, Database, Blobs])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (data is null && result.GetResult(Data) is { Implicit: false } && result.GetResult(Database) is not null)
                result.AddError("Give either --data or --database, not both.");
            if (result.GetResult(Blobs) is not null && DatabaseOf(result, data) is null)
                result.AddError("--blobs goes with --database: a data folder keeps its files itself.");
            if (DatabaseOf(result, data) is { } text && result.GetResult(Server) is null && Wrong(text, BlobsOf(result)) is { } wrong)
                result.AddError(wrong);
        });
        return command;
    }

    /// <summary>The home that a command line names.</summary>
    public static Address AddressOf(ParseResult parse, Option<string>? data = null) =>
        new(parse.GetRequiredValue(data ?? Data), DatabaseOf(parse.CommandResult, data) is { } text ? PostgresUrl.Read(text, out _) : null, BlobsOf(parse.CommandResult));

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

    /// <summary>Opens the folder for this process alone, or the database.</summary>
    public static async Task<int> OnFolder(ParseResult parse, Func<Database, Task<int>> work)
    {
        using var home = Existing(parse).Open();
        using var database = new Database(home, TimeProvider.System);
        return await work(database);
    }

    /// <summary>The home that a command line names, which must hold a programme.</summary>
    /// <exception cref="Misuse">It holds none.</exception>
    public static Address Existing(ParseResult parse)
    {
        var address = AddressOf(parse);
        return address.Holds() ? address : throw new Misuse($"{address.Name} holds no programme. Create one with: adit init {address.Options} --name NAME, or try: adit demo");
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

    /// <summary>What is wrong with the address of a database and its files; null where nothing is.</summary>
    /// <param name="option">The option that says where the files are.</param>
    public static string? Wrong(string database, string? blobs, string option = "--blobs")
    {
        _ = PostgresUrl.Read(database, out var wrong);
        if (wrong is null && string.IsNullOrEmpty(blobs))
            return $"Say where the files go with {option}: s3://BUCKET?endpoint=URL, or a folder that all servers of this database share.";
        if (wrong is null && S3Url.Names(blobs!))
            _ = S3Url.Read(blobs!, out wrong);
        return wrong;
    }

    // What was said on the command line goes before what the environment says. No default of the options: --help shows those, and a password may stand in an address.
    private static string? DatabaseOf(CommandResult result, Option<string>? data) =>
        result.GetValue(Database) ?? (data is null && result.GetResult(Data) is { Implicit: false } ? null : Said("ADIT_DATABASE"));

    /// <summary>Where the files of a database are, as the command line or the environment says; null where neither does.</summary>
    public static string? BlobsOf(CommandResult result) => result.GetValue(Blobs) ?? Said("ADIT_BLOBS");

    /// <summary>Whether a command line or the environment names a database.</summary>
    public static bool IsDatabase(CommandResult result) => DatabaseOf(result, null) is not null;

    private static string? Said(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;

    /// <summary>The bytes of a file that was named.</summary>
    /// <exception cref="Misuse">There is no such file.</exception>
    public static byte[] Bytes(string file) => File.Exists(file) ? File.ReadAllBytes(file) : throw new Misuse($"There is no file {file}.");

    /// <summary>A folder that was named.</summary>
    /// <exception cref="Misuse">There is no such folder.</exception>
    public static string Folder(string path) => Directory.Exists(path) ? path : throw new Misuse($"There is no folder {path}.");
}
