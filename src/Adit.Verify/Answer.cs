using System.Diagnostics.CodeAnalysis;
using Adit.Credentials;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>The whole program: a command line in, lines and an exit code out.</summary>
internal static class Answer
{
    /// <summary>0 everything holds, 1 something does not, 2 wrong usage, a file that cannot be opened, or one that carries no proof of its own.</summary>
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
        if ((asked.Status is not null && !CredentialFile.Means(file)) || (asked.Report is not null && !FileVerifying.IsPicture(file)))
            return Misused(words, errors);
        byte[]? status = null, report = null;
        if ((asked.Status is not null && (status = Read(asked.Status, words, errors)) is null) || (asked.Report is not null && (report = Read(asked.Report, words, errors)) is null))
            return 2;
        var answer = FileVerifying.Of(file, new(asked.Key, keys) { Witnesses = asked.Witnesses }, Ed25519.Verify, status, report);
        foreach (var line in words.Of(answer))
            output.WriteLine(line);
        return answer.Holds switch { true => 0, false => 1, null => 2 };
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
}
