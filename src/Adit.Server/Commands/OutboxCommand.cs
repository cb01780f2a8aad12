using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Adit.Field;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Commands;

/// <summary><c>adit import outbox</c>: what an agent saved on a phone that cannot send.</summary>
internal static class OutboxCommand
{
    public static Command FromOutbox()
    {
        var file = new Argument<string>("FILE") { Description = "The file that the field app saved: sealed, notes-DATE.json." };
        var command = new Command("outbox", "Takes in an outbox that an agent saved to a file, as if the phone had sent it. The same again changes nothing. Import only a file that you know who brought.") { file }.Placed();
        command.SetAction(async (parse, cancel) =>
        {
            var path = parse.GetRequiredValue(file);
            if (!File.Exists(path))
                throw new Misuse($"There is no file {path}.");
            OutboxReport? done = null;
            await Where.Do(parse,
                async database => { done = await OfFolder(database, path, cancel); return 0; },
                async server => { done = await OfServer(server, path); return 0; });
            return Summary(done!);
        });
        return command;
    }

    private static async Task<OutboxReport> OfFolder(Database database, string path, CancellationToken cancel)
    {
        var (registers, blobs) = (new Registers(database), database.Home.Blobs);
        var receiving = new Receiving(database, registers, new Catalogues(database), blobs, new LedgerReading(database));
        var arriving = new ArrivingFiles(database, blobs, receiving);
        var import = new OutboxImport(database, registers, new(database, receiving, new(database, registers, blobs, receiving), arriving), arriving);
        await using var file = File.OpenRead(path);
        return await import.Run(file, Words.In("en"), cancel);
    }

    private static async Task<OutboxReport> OfServer(Remote server, string path)
    {
        using var content = new StreamContent(File.OpenRead(path)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return (await server.Ask(HttpMethod.Post, "api/imports/outbox", content)).Deserialize<OutboxReport>(JsonSerializerOptions.Web)!;
    }

    private static int Summary(OutboxReport report)
    {
        foreach (var (name, count) in new[] { ("records", report.Records), ("files", report.Files), ("words of being well or calls for help", report.Words), ("declarations of interests", report.Declarations) })
            Console.WriteLine($"{name}: {count.New} new, {count.Held} here already");
        foreach (var bad in report.Bad)
            Console.Error.WriteLine($"  {bad.Item} ({bad.Kind} of {bad.At}): {bad.Sentence}");
        return report.Bad.Count == 0 ? 0 : 1;
    }
}
