using System.Diagnostics.CodeAnalysis;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Reports;

namespace Adit.Verify;

/// <summary>The whole program: a command line in, lines and an exit code out.</summary>
internal static class Answer
{
    /// <summary>0 everything holds, 1 something does not, 2 wrong usage or a file that cannot be opened.</summary>
    public static int To(string[] args, TextWriter output, TextWriter errors)
    {
        var words = Words.For(Asked.LanguageIn(args));
        if (!Asked.TryRead(args, out var asked))
            return Misused(words, errors);
        if (asked.Help)
        {
            output.WriteLine(words.Usage);
            return 0;
        }
        KeyChain? keys = null;
        if (Read(asked.File, words, errors) is not { } file || (asked.Keys is not null && (Read(asked.Keys, words, errors) is not { } told || !AreKeys(told, asked.Keys, words, errors, out keys))))
            return 2;
        if (!CredentialFile.Means(file))
            return asked.Status is null ? Tell(file, Bundle.Verify(file, Ed25519.Verify, asked.Key, keys, asked.Witnesses), asked, output) : Misused(words, errors);
        if (asked.Witnesses.Count > 0)
            return Misused(words, errors);
        byte[]? status = null;
        if (asked.Status is not null && (status = Read(asked.Status, words, errors)) is null)
            return 2;
        return Tell(CredentialVerifying.Verify(file, status, Ed25519.Verify, asked.Key, keys), asked, output);
    }

    private static int Misused(Words words, TextWriter errors)
    {
        errors.WriteLine(words.Usage);
        return 2;
    }

    private static byte[]? Read(string file, Words words, TextWriter errors)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.WriteLine(words.CannotOpen(file, reason.Message));
            return null;
        }
    }

    private static bool AreKeys(byte[] told, string file, Words words, TextWriter errors, [NotNullWhen(true)] out KeyChain? keys)
    {
        if (KeyChain.TryRead(told, Ed25519.Verify, out keys))
            return true;
        errors.WriteLine(words.NoKeys(file));
        return false;
    }

    private static int Tell(byte[] file, Report report, Asked asked, TextWriter output)
    {
        var again = report.Holds && Bundle.TryRead(file, out var bundle, out _) ? Recounting.Of(bundle) : null;
        foreach (var line in Words.For(asked.Language).Of(report, asked.Key is not null || asked.Keys is not null, asked.Witnesses.Count > 0, again))
            output.WriteLine(line);
        return report.Holds && again is not { Holds: false } ? 0 : 1;
    }

    private static int Tell(CredentialReport report, Asked asked, TextWriter output)
    {
        foreach (var line in CredentialWords.For(asked.Language).Of(report, asked.Key is not null || asked.Keys is not null, Words.For(asked.Language)))
            output.WriteLine(line);
        return report.Holds ? 0 : 1;
    }
}
