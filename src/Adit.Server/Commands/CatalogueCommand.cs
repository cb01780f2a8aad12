using System.CommandLine;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit catalogue</c>: checks catalogues and brings them into force.</summary>
internal static class CatalogueCommand
{
    private static readonly string[] Columns = ["version", "from", "at", "hash"];

    public static Command Catalogue() => new("catalogue", "Checks criteria catalogues and brings them into force.") { Check(), Publish(), List() };

    private static Command Check()
    {
        var folder = new Argument<string?>("DIR") { Description = "The catalogue's folder. Default: the one that ships with the program.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check", "Reads a catalogue and runs all its worked cases. Faults are named with file, line and rule; exit code 1 if there is one.") { folder }.OnlyHere("A catalogue is checked where its files are; adit catalogue publish --server has the server check them too.");
        command.SetAction(parse =>
        {
            var path = Where.Folder(parse.GetValue(folder) ?? Beginning.Catalogue);
            var files = Beginning.FilesOf(path);
            if (files.Count == 0)
                return Say.No($"{path} holds no catalogue: there is no .json file in it.");
            if (CatalogueApi.FaultsOf(files) is { Count: > 0 } faults)
                return Say.No(string.Join('\n', faults.Select(f => Path.Combine(path, f.ToString()))));
            var catalogue = Risk.Catalogue.Read(files).Catalogue!;
            Console.WriteLine($"{catalogue.Indicators.Count} indicators and {catalogue.Indicators.Sum(i => i.Cases.Count)} worked cases: all come out as written. Version {catalogue.Version[..12]}");
            return 0;
        });
        return command;
    }

    private static Command Publish()
    {
        var folder = new Argument<string>("DIR") { Description = "The catalogue's folder." };
        var from = Where.Day("--from", "From which day at the site it rates, as 2026-11-23. Default: today (UTC).");
        var command = new Command("publish", "Brings a catalogue into force; the files themselves go into the ledger. One that is in force already is left as it is.") { folder, from }.Placed();
        command.SetAction(async (parse, _) =>
        {
            var path = Where.Folder(parse.GetRequiredValue(folder));
            var day = Day(parse.GetValue(from));
            var files = Beginning.FilesOf(path);
            try
            {
                return await Where.Do(parse,
                    async database => Published(await CatalogueApi.Publish(database, ActorId.Program, files, day)),
                    async server => Published((await server.Ask(HttpMethod.Post, $"api/catalogues?from={CatalogueApi.Day(day)}", new ByteArrayContent(Catalogues.Pack(files)))).GetProperty("version").GetString()!));
            }
            catch (Refused refused) when (refused.Reasons.Count > 0)
            {
                return Say.No(string.Join('\n', refused.Reasons.Select(r => Path.Combine(path, r))));
            }
        });
        return command;
    }

    private static DateOnly Day(string? text) => text is null ? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime) : CatalogueApi.ReadDay(text);

    private static int Published(string version)
    {
        Console.WriteLine($"Catalogue {version} is in force.");
        return 0;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the catalogues that were in force, oldest first.").Placed();
        command.SetAction((parse, _) => Where.Do(parse,
            database =>
            {
                foreach (var one in database.Read(CatalogueTable.All))
                    Console.WriteLine($"{one.Version}\t{CatalogueApi.Day(one.From)}\t{one.At}\t{one.Hash}");
                return Task.FromResult(0);
            },
            async server =>
            {
                foreach (var one in (await server.Ask(HttpMethod.Get, "api/catalogues")).EnumerateArray())
                    Console.WriteLine(string.Join('\t', Columns.Select(n => one.GetProperty(n).GetString())));
                return 0;
            }));
        return command;
    }
}
