using System.Text;
using Adit.Ledger;
using Adit.Verify;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return Asked.TryRead(args, out var asked) ? Answer(asked) : Usage(Words.For(Asked.LanguageIn(args)));

static int Usage(Words words)
{
    Console.Error.WriteLine(words.Usage);
    return 2;
}

static int Answer(Asked asked)
{
    var words = Words.For(asked.Language);
    if (asked.Help)
    {
        Console.WriteLine(words.Usage);
        return 0;
    }
    byte[] file;
    try
    {
        file = File.ReadAllBytes(asked.File);
    }
    catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(words.CannotOpen(asked.File, reason.Message));
        return 2;
    }
    var report = Bundle.Verify(file, Ed25519.Verify, asked.Key);
    foreach (var line in words.Of(report, asked.Key is not null))
        Console.WriteLine(line);
    return report.Holds ? 0 : 1;
}
