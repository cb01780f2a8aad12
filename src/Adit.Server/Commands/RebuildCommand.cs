using System.CommandLine;
using System.Globalization;
using Adit.Storage;

namespace Adit.Commands;

/// <summary><c>adit rebuild</c>.</summary>
internal static class RebuildCommand
{
    public static Command Rebuild()
    {
        var command = new Command("rebuild", "Makes all views again from the ledger: they hold exactly the same rows afterwards. Nothing is lost if it is stopped.").Placed();
        command.SetAction((parse, _) => Where.Do(parse, OnFolder, OnServer));
        return command;
    }

    private static async Task<int> OnFolder(Database database)
    {
        using var progress = new Progress("rebuild");
        return Done(await Rebuilding.Run(database, progress.Show));
    }

    private static async Task<int> OnServer(Remote server)
    {
        var (done, of) = (0L, -1L);
        using (var progress = new Progress("rebuild"))
            await foreach (var line in server.Lines(HttpMethod.Post, "api/rebuild"))
            {
                var numbers = line.Split(' ');
                (done, of) = (long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
                progress.Show(done, of);
            }
        return done == of ? Done(of) : Say.No("The server broke off. The views are as they were.");
    }

    private static int Done(long entries)
    {
        Console.WriteLine($"Rebuilt from {entries} entries.");
        return 0;
    }
}
