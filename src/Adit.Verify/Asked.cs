using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>What the command line asks for.</summary>
internal sealed record Asked(string File, VerifierKey? Key, string? Keys, string? Status, string? Report, IReadOnlyList<WitnessKey> Witnesses, string Language, bool Help)
{
    /// <summary>False for anything but one file with at most one key, one file of keys, one status list, one report and one language, and any number of witnesses.</summary>
    public static bool TryRead(string[] args, [NotNullWhen(true)] out Asked? asked)
    {
        asked = null;
        if (args is ["--help"] or ["-h"])
        {
            asked = new Asked("", null, null, null, null, [], LanguageIn(args), Help: true);
            return true;
        }
        VerifierKey? key = null;
        string? keys = null, status = null, report = null;
        var files = new List<string>();
        var witnesses = new List<WitnessKey>();
        var seen = new HashSet<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                files.Add(args[i]);
                continue;
            }
            if ((!seen.Add(args[i]) && args[i] != "--witness") || i + 1 == args.Length)
                return false;
            var (name, value) = (args[i], args[++i]);
            if (name == "--witness" && WitnessKey.TryRead(value, out var witness))
                witnesses.Add(witness);
            else if (name == "--keys")
                keys = value;
            else if (name == "--status")
                status = value;
            else if (name == "--report")
                report = value;
            else if (!(name == "--key" && VerifierKey.TryRead(value, out key)) && !(name == "--lang" && value is "en" or "fr"))
                return false;
        }
        if (files is not [var file])
            return false;
        asked = new Asked(file, key, keys, status, report, witnesses, LanguageIn(args), Help: false);
        return true;
    }

    /// <summary>The language asked for, else that of the machine if it is French, else English.</summary>
    public static string LanguageIn(string[] args)
    {
        var at = Array.IndexOf(args, "--lang");
        var language = at >= 0 && at + 1 < args.Length ? args[at + 1] : CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return language == "fr" ? "fr" : "en";
    }
}
