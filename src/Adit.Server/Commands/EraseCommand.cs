using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using Adit.People;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Commands;

/// <summary><c>adit erase</c>.</summary>
internal static class EraseCommand
{
    public static Command Erase()
    {
        var record = new Argument<string?>("RECORD") { Description = "The record's id, as its page shows it. Protected records have no page: give --form and --instance.", Arity = ArgumentArity.ZeroOrOne };
        var form = new Option<string?>("--form") { Description = "The form's id." };
        var instance = new Option<string?>("--instance") { Description = "The instance id that the phone gave the record, such as uuid:…" };
        var reason = new Option<string>("--reason") { Description = "Why. It stays in the ledger, so name nobody.", Required = true };
        var by = new Option<string?>("--by") { Description = "Who erases: the name of a user who leads the programme. On a server: whoever signs in." };
        var command = new Command("erase", "Destroys for ever what a record says: all its versions, its files, and what the office wrote about it. An entry says who did it and why; the rest of the ledger still verifies. A phone that sends the record again is told that it arrived, and nothing is kept.\nCopies made before, such as backups of keys.db, are out of reach: destroy them yourself. Views and ratings are made again, as if the record had never been.")
        { record, form, instance, reason, by }.Placed();
        command.SetAction((parse, _) =>
        {
            var asked = new EraseApi.EraseAsked(parse.GetValue(record), parse.GetValue(form), parse.GetValue(instance), parse.GetValue(reason));
            return Where.Do(parse, database => OnFolder(database, asked, parse.GetValue(by)), server => OnServer(server, asked));
        });
        return command;
    }

    private static async Task<int> OnFolder(Database database, EraseApi.EraseAsked asked, string? by)
    {
        if (by is null)
            throw new Misuse("Say who erases: --by NAME, a user who leads the programme.");
        var user = new Registers(database).Current.Users.FirstOrDefault(u => !u.Disabled && u.Name == by && u.Role.May(Right.EraseRecords))
            ?? throw new Refused($"{by} is nobody who leads this programme.");
        var (record, reason) = EraseApi.Read(database, asked);
        using var progress = new Progress("erase");
        var (_, destroyed) = await RecordErasing.Run(database, database.Home.Blobs, user.Id, record, reason, progress.Show);
        return destroyed ? Done(record.ToString()) : Say.No("It is erased, but a reader still holds on to what was. Stop whatever reads the folder and run any command on it.");
    }

    private static async Task<int> OnServer(Remote server, EraseApi.EraseAsked asked)
    {
        var (done, of) = (0L, -1L);
        using (var progress = new Progress("erase"))
            await foreach (var line in server.Lines(HttpMethod.Post, "api/erase", JsonContent.Create(asked)))
            {
                var numbers = line.Split(' ');
                (done, of) = (long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
                progress.Show(done, of);
            }
        return done == of ? Done(asked.Record ?? asked.Instance!) : Say.No("The server broke off. Run it again: it says whether the record is still there.");
    }

    private static int Done(string record)
    {
        Console.WriteLine($"{record} is erased. Destroy the backups of keys.db made before.");
        return 0;
    }
}
