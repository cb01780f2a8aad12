using System.CommandLine;
using Adit.Commands;
using Adit.Storage;

namespace Adit.Operating;

/// <summary>What <c>adit serve</c> is told of how it is run.</summary>
internal static class OperationOptions
{
    private static readonly Option<int> DrainSeconds = ServeCommand.Checked(
        new Option<int>("--drain-seconds") { Description = "Seconds to go on serving after SIGTERM, not ready any more, so that a load balancer takes this node out; 0 to 300.", HelpName = "SECONDS", DefaultValueFactory = _ => 0 },
        seconds => !int.TryParse(seconds, out var number) || number is >= 0 and <= 300 ? null : "A node drains for 0 to 300 seconds.");
    private static readonly Option<string?> MetricsUrl = ServeCommand.Checked(
        new Option<string?>("--metrics-url") { Description = "An address of its own to tell measurements at, /metrics in Prometheus text, such as http://127.0.0.1:9464. Default: they are told to nobody.", HelpName = "URL" },
        url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http", AbsolutePath: "/", Port: > 0 } ? null : $"{url} is no address to tell measurements at. One looks like http://127.0.0.1:9464");
    private static readonly Option<string> Log = ServeCommand.Checked(
        new Option<string>("--log") { Description = "How the log is written: text, or json with an object a line.", HelpName = "FORM", DefaultValueFactory = _ => "text" },
        form => form is "text" or "json" ? null : $"A log is text or json, not {form}.");

    private static readonly Option<string?> ReplicaUrl = ServeCommand.Checked(
        new Option<string?>("--replica") { Description = "A standby of --database that pages are read from while it is not too far behind: postgres://USER@HOST/DATABASE.", HelpName = "URL" },
        url => PostgresUrl.Read(url, out var wrong) is null ? wrong : null);
    private static readonly Option<int> ReplicaSeconds = ServeCommand.Checked(
        new Option<int>("--replica-seconds") { Description = "How many seconds a page from the standby may be behind, 1 to 60; each page says how far it is.", HelpName = "SECONDS", DefaultValueFactory = _ => 10 },
        seconds => !int.TryParse(seconds, out var number) || number is >= 1 and <= 60 ? null : "A page may be 1 to 60 seconds behind.");

    /// <summary>Adds them to a command.</summary>
    public static Command Operated(this Command command)
    {
        foreach (var option in (Option[])[DrainSeconds, MetricsUrl, Log, ReplicaUrl, ReplicaSeconds])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(ReplicaUrl) is not null && !Where.IsDatabase(result))
                result.AddError("--replica goes with --database: a data folder has no standby.");
        });
        return command;
    }

    /// <summary>What was said; as on a laptop where the command takes none of it.</summary>
    /// <param name="urls">Where the node listens for everybody.</param>
    /// <exception cref="Misuse">Measurements would be told to everybody.</exception>
    public static Operation Of(ParseResult parse, string urls)
    {
        var metrics = parse.GetValue(MetricsUrl) is { } url ? new Uri(url) : null;
        if (metrics is not null && urls.Split(';').Any(u => new UriBuilder(u.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal)).Port == metrics.Port))
            throw new Misuse("--metrics-url needs a port that --urls does not name: whoever reaches it can count records.");
        return new(TimeSpan.FromSeconds(parse.GetValue(DrainSeconds)), metrics, parse.GetValue(Log) == "json", parse.GetValue(ReplicaUrl), TimeSpan.FromSeconds(parse.GetValue(ReplicaSeconds)));
    }
}
