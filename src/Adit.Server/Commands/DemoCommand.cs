using System.CommandLine;
using Adit.Demo;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit demo</c>: a programme to look at, made by the simulator on first start and served as it is afterwards.</summary>
internal static class DemoCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of the demonstration; with --database, the folder for demo.json.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine("data", "demo") };
    private static readonly Option<bool> Empty = new("--empty") { Description = "Users and one phone, but no sites and no simulated records." };

    public static Command Demo()
    {
        var command = new Command("demo", "Loads a simulated programme (twelve invented sites, six months of records) and serves it. Writes demo.json into the data folder: addresses, users, keys.")
        {
            ServeCommand.Urls, ServeCommand.PublicUrl, ServeCommand.PublishHours, Empty,
        }.Homed(Data).OnlyHere("It makes a programme and serves it.");
        command.SetAction(async (parse, cancel) =>
        {
            try
            {
                return await Run(Where.AddressOf(parse, Data), ServeCommand.SettingsOf(parse), parse.GetValue(Empty), cancel);
            }
            catch (OperationCanceledException)
            {
                return Say.No("Stopped before the demonstration was whole; nothing of it was kept.");
            }
        });
        return command;
    }

    private static async Task<int> Run(Address address, Settings settings, bool empty, CancellationToken cancel)
    {
        if (!address.Holds())
            return await Make(address, settings, empty, cancel);
        if (!DemoFile.LiesIn(address.Folder))
            return Say.No($"{address.Name} holds a programme that is not a finished demonstration, and stays as it is. Give another place, or serve it with: adit serve {address.Options}");
        using var home = address.Open();
        using var database = new Database(home, TimeProvider.System);
        if (!database.Simulated)
            return Say.No($"{address.Name} holds a real programme; it is not a demonstration. Give another place.");
        await using var app = Serving.Build(database, settings);
        await ServeCommand.Start(app, cancel);
        DemoFile.Read(address.Folder).At(Origin(app, settings)).Write(address.Folder);
        return await Serve(app, settings, cancel);
    }

    private static async Task<int> Make(Address address, Settings settings, bool empty, CancellationToken cancel)
    {
        var whole = false;
        var clock = DemoLoading.ClockFor(DemoLoading.Yesterday, empty ? 0 : Simulation.HalfYear);
        using var home = address.Open();
        try
        {
            using var database = new Database(home, clock);
            await Beginning.Create(database, settings, empty ? DemoLoading.EmptyProgramme : DemoLoading.Programme, simulated: true);
            await using var app = Serving.Build(database, settings);
            await ServeCommand.Start(app, cancel);
            (await Load(app, database, clock, settings, empty, cancel)).Write(address.Folder);
            whole = true;
            if (empty)
                Console.WriteLine("It holds no sites and no records. Go on with: adit form publish FILE, and send to the openRosaUrl in demo.json");
            return await Serve(app, settings, cancel);
        }
        finally
        {
            // A demonstration stopped half way is of no use to anybody; all of it was made here, moments ago.
            if (!whole)
                home.Unmake();
        }
    }

    private static async Task<DemoFile> Load(WebApplication app, Database database, SimulatedClock clock, Settings settings, bool empty, CancellationToken cancel)
    {
        var loading = new DemoLoading(app, database, clock, Reach(app), Console.Error.WriteLine);
        try
        {
            return empty ? await loading.LoadEmpty(Origin(app, settings), cancel) : await loading.Load(DemoLoading.Yesterday, Simulation.HalfYear, Origin(app, settings), cancel);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task<int> Serve(WebApplication app, Settings settings, CancellationToken cancel)
    {
        Console.WriteLine($"Adit is ready at {Origin(app, settings)}");
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    // Where the port was left to the system, only the running server knows it.
    private static string Origin(WebApplication app, Settings settings) => settings.PublicOrigin.EndsWith(":0", StringComparison.Ordinal) ? Reach(app) : settings.PublicOrigin;

    // The simulator's phones are on this machine, whatever the server listens on besides.
    private static string Reach(WebApplication app)
    {
        var address = new UriBuilder(app.Urls.FirstOrDefault(u => u.StartsWith("http:", StringComparison.Ordinal)) ?? app.Urls.First());
        if (address.Host is "0.0.0.0" or "[::]")
            address.Host = "127.0.0.1";
        return address.Uri.GetLeftPart(UriPartial.Authority);
    }
}
