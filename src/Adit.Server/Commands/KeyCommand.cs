using System.CommandLine;
using System.Globalization;
using Adit.Ledger;

namespace Adit.Commands;

/// <summary><c>adit key</c>: the key by which the ledger's heads are signed.</summary>
internal static class KeyCommand
{
    public static Command Key() => new("key", "Shows, makes and changes the key by which the ledger's published heads are signed. Not the keys of phones: those are with adit user.") { Show(), New(), Rotate() };

    private static Command Show()
    {
        var command = new Command("show", "Shows the ledger's public keys, the one in force last. Give that one to whoever shall verify, by another way than through the server.").Homed();
        command.SetAction((parse, _) => Where.OnFolder(parse, database =>
        {
            using var ledger = new LedgerReading(database);
            foreach (var term in database.Read(db => KeysTable.Chain(db, ledger)).Terms)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from {term.From} entries\t{term.Key}"));
            if (Cosigning.KeyIn(database) is { } witness)
                Console.WriteLine($"as a witness of others\t{witness}");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command New()
    {
        var file = new Argument<string>("FILE") { Description = "A new file. Only its owner may read it." };
        var command = new Command("new", "Draws a signing key and writes it to a file, as 64 hexadecimal digits. Keep a copy of it: heads can be signed by nothing else.") { file };
        command.SetAction(parse =>
        {
            Signing.WriteNew(parse.GetRequiredValue(file));
            Console.WriteLine($"{parse.GetRequiredValue(file)} holds a new signing key. Use it with --signing-key, at init or after: adit key rotate --new-key {parse.GetRequiredValue(file)}");
            return 0;
        });
        return command;
    }

    private static Command Rotate()
    {
        var next = new Option<string?>("--new-key") { Description = "A file with the new key, 64 hexadecimal digits; see adit key new. Default: a new key that is kept beside the data." };
        var command = new Command("rotate", "Changes the signing key: an entry signed by the old key and the new one, and from it on the new one alone. Heads and evidence from before stay valid, and lead to the new key. Stop all servers first.")
        { ServeCommand.SigningKey, next }.Homed();
        command.SetAction((parse, _) => Where.OnFolder(parse, async database =>
        {
            var (old, file) = (parse.GetValue(ServeCommand.SigningKey), parse.GetValue(next));
            var key = await Rotating.Run(database, old, file);
            if (file is null)
                Console.Error.WriteLine("Note: the new key is kept beside the data. Give --new-key to keep it apart.");
            Console.WriteLine($"From now on heads are signed by\n{key}");
            if (old is not null)
                Console.WriteLine($"Destroy {old}: nothing needs it any more.");
            if (file is not null)
                Console.WriteLine($"Serve with: --signing-key {file}");
            return 0;
        }));
        return command;
    }
}
