using System.CommandLine;
using Adit.Ledger;
using Adit.Operating;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit init</c> and <c>adit serve</c>.</summary>
internal static class ServeCommand
{
    public static readonly Option<string> Urls = Checked(new Option<string>("--urls") { Description = "Where to listen; several are separated by semicolons.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" }, WrongUrls);
    public static readonly Option<string?> PublicUrl = Checked(
        new Option<string?>("--public-url") { Description = "What phones and readers reach this server by; addresses in answers begin with it. Default: the first of --urls.", HelpName = "URL" },
        url => IsAddress(url) ? null : $"{url} is no address. One looks like https://monitor.example.org");
    public static readonly Option<string?> SigningKey = Checked(
        new Option<string?>("--signing-key") { Description = "A file with the checkpoints' Ed25519 key, 64 hexadecimal digits. Default: the programme's own, kept beside its data.", HelpName = "FILE" },
        Signing.WrongWith);
    public static readonly Option<int> PublishHours = Checked(
        new Option<int>("--publish-hours") { Description = "Hours between published ledger heads, 1 to 168.", HelpName = "HOURS", DefaultValueFactory = _ => 24 },
        hours => !int.TryParse(hours, out var number) || number is >= 1 and <= 168 ? null : "Heads are published every 1 to 168 hours.");
    public static readonly Option<string[]> Proxies = new("--proxy") { Description = "Address of a proxy whose X-Forwarded-Proto is believed; may be given more than once.", HelpName = "ADDRESS", DefaultValueFactory = _ => [] };

    private static readonly Option<string?> Witnesses = Checked(
        new Option<string?>("--witnesses") { Description = "A file of those who are asked to cosign each published head: an address and a key a line.", HelpName = "FILE" },
        file => WitnessFiles.WrongWith(WitnessFiles.Witnesses, file));
    private static readonly Option<string?> WitnessOf = Checked(
        new Option<string?>("--witness-of") { Description = "A file of other ledgers' public keys, one a line: this server cosigns their heads where nothing before was changed.", HelpName = "FILE" },
        file => WitnessFiles.WrongWith(WitnessFiles.Ledgers, file));

    public static Command Serve()
    {
        var command = new Command("serve", "Serves a programme: phones, pages and interfaces. Several servers may serve one database at a time.") { Urls, PublicUrl, SigningKey, PublishHours, Proxies, Witnesses, WitnessOf }
            .Homed().Operated().OnlyHere("It starts a server over a folder or a database.");
        command.SetAction(async (parse, cancel) => await Run(parse, TimeProvider.System, cancel));
        return command;
    }

    public static Command Init()
    {
        var name = new Option<string>("--name") { Description = "The programme's name.", Required = true };
        var owner = new Option<string>("--owner") { Description = "The name of the first user, who leads the programme.", HelpName = "NAME", DefaultValueFactory = _ => "owner" };
        var command = new Command("init", "Creates a programme in a data folder or a database: its ledger, the shipped catalogue and forms, and an owner whose password is shown once.") { name, owner, SigningKey }
            .Homed().OnlyHere("It creates a programme, which adit serve then serves.");
        command.SetAction(async (parse, _) =>
        {
            var address = Where.AddressOf(parse);
            if (address.Holds())
                return Say.No($"{address.Name} already holds a programme.");
            if (parse.GetValue(SigningKey) is null)
                Console.Error.WriteLine("Note: checkpoints are signed with a key kept beside the data. Give --signing-key to keep it apart.");
            using var home = address.Open();
            using var database = new Database(home, TimeProvider.System);
            await Beginning.Create(database, SettingsOf(parse), parse.GetRequiredValue(name), simulated: false);
            var password = await People.Accounts.CreateUser(database, ActorIdOfProgram, parse.GetRequiredValue(owner), People.Role.Lead, [], null);
            Console.WriteLine($"The ledger's public key, for whoever shall verify:\n{database.Created!.VerifierKey}");
            Console.WriteLine($"{address.Name} is ready. Sign in as {parse.GetRequiredValue(owner)} with the password {password}\nIt is shown this once. Start with: adit serve {address.Options}");
            return 0;
        });
        return command;
    }

    private static ActorId ActorIdOfProgram => ActorId.Program;

    /// <summary>Opens, serves until stopped, closes.</summary>
    public static async Task<int> Run(ParseResult parse, TimeProvider clock, CancellationToken cancel)
    {
        using var home = Where.Existing(parse).Open();
        var operation = SettingsOf(parse).Operation;
        using var replica = operation.Replica is { } standby ? ((PostgresHome)home).Beside(PostgresUrl.Read(standby, out _)!, operation.MostBehind) : null;
        using var database = new Database(home, clock) { Replica = replica };
        await using var app = Serving.Build(database, SettingsOf(parse));
        await Start(app, cancel);
        if (Uri.TryCreate(SettingsOf(parse).PublicOrigin, UriKind.Absolute, out var origin) && origin.Host is "0.0.0.0" or "[::]")
            Console.Error.WriteLine($"Note: phones are told to come to {origin.Authority}, which is no address they can reach. Give --public-url.");
        LogForm.SayReady(app.Services, SettingsOf(parse));
        if (home is PostgresHome shared)
            _ = Task.Run(shared.Tidy, CancellationToken.None);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    /// <exception cref="Refused">Somebody listens there already.</exception>
    public static async Task Start(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new Refused("Another program listens at that address already. Choose another one with --urls or --metrics-url.");
        }
    }

    public static Settings SettingsOf(ParseResult parse)
    {
        var urls = parse.GetValue(Urls) ?? "http://127.0.0.1:5080";
        // Commands that do not serve have no rhythm.
        var hours = Math.Max(parse.GetValue(PublishHours), 1);
        return new(urls, (parse.GetValue(PublicUrl) ?? urls.Split(';')[0]).TrimEnd('/'), parse.GetValue(SigningKey), TimeSpan.FromHours(hours), [.. (parse.GetValue(Proxies) ?? []).Select(Proxy)])
        {
            Operation = OperationOptions.Of(parse, urls),
            Region = Environment.GetEnvironmentVariable("ADIT_REGION") is { Length: > 0 and <= 120 } region ? region : null,
            Browser = Environment.GetEnvironmentVariable(Printing.Browser.Variable),
            Ways = Alerts.Ways.Of(Environment.GetEnvironmentVariable),
            Witnesses = parse.GetValue(Witnesses) is { } asked ? WitnessFiles.Witnesses(asked) : [],
            WitnessOf = parse.GetValue(WitnessOf) is { } others ? WitnessFiles.Ledgers(others) : [],
        };
    }

    private static System.Net.IPAddress Proxy(string text) =>
        System.Net.IPAddress.TryParse(text, out var address) ? address : throw new Misuse($"{text} is no address of a proxy, such as 127.0.0.1.");

    /// <summary>Checks what was typed for an option; what is wrong with it is said in a sentence.</summary>
    public static Option<T> Checked<T>(Option<T> option, Func<string, string?> wrong)
    {
        option.Validators.Add(result =>
        {
            foreach (var sentence in result.Tokens.Select(t => wrong(t.Value)).OfType<string>())
                result.AddError(sentence);
        });
        return option;
    }

    private static string? WrongUrls(string urls) => urls.Split(';').Select(url =>
        url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? $"{url}: Adit itself listens without TLS. Put a proxy with TLS before it, name the proxy with --proxy and its address with --public-url."
        : IsAddress(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal)) ? null : $"{url} is no address to listen at. One looks like http://127.0.0.1:5080").FirstOrDefault(w => w is not null);

    private static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
