using Adit.Ledger;

namespace Adit.Verify;

/// <summary>The whole program: a command line in, lines and an exit code out.</summary>
internal static class Answer
{
    /// <summary>0 everything holds, 1 something does not, 2 wrong usage or a file that cannot be opened.</summary>
    public static int To(string[] args, TextWriter output, TextWriter errors)
    {
        var words = Words.For(Asked.LanguageIn(args));
        if (!Asked.TryRead(args, out var asked))
        {
            errors.WriteLine(words.Usage);
            return 2;
        }
        if (asked.Help)
        {
            output.WriteLine(words.Usage);
            return 0;
        }
        byte[] file;
        try
        {
            file = File.ReadAllBytes(asked.File);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.WriteLine(words.CannotOpen(asked.File, reason.Message));
            return 2;
        }
        return Tell(Bundle.Verify(file, Ed25519.Verify, asked.Key), asked, output);
    }

    private static int Tell(Report report, Asked asked, TextWriter output)
    {
        foreach (var line in Words.For(asked.Language).Of(report, asked.Key is not null))
            output.WriteLine(line);
        return report.Holds ? 0 : 1;
    }
}
