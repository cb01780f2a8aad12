using System.Text.Json;

namespace Adit.Verify;

/// <summary>The words of one language: what is said of a file (the same as <c>adit verify</c> and the page of proofs say), and of this program's own use.</summary>
internal sealed record Words
{
    private readonly Dictionary<string, string> _texts;

    private Words(string language)
    {
        using var stream = typeof(Sentence).Assembly.GetManifestResourceStream($"texts/verify.{language}.json")!;
        using var json = JsonDocument.Parse(stream);
        _texts = json.RootElement.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetString()!);
    }

    public required string Usage { get; init; }

    public required Func<string, string, string> CannotOpen { get; init; }

    public required Func<string, string> NoKeys { get; init; }

    public static Words For(string language) => language == "fr" ? French : English;

    /// <summary>A line per check and per thing that was not checked, then what it comes to.</summary>
    public IEnumerable<string> Of(Told told)
    {
        foreach (var (holds, sentence) in told.Checks)
            yield return $"{_texts[holds ? "check.yes" : "check.no"]}  {Printable(Say(sentence))}";
        foreach (var open in told.NotChecked)
            yield return $"--  {Printable(Say(new("check.open", ("what", Sentence.Inside(Say(open))))))}";
        if (told.Checks.Length > 0)
            yield return "";
        yield return Printable(Say(told.Verdict));
    }

    private string Say(Sentence sentence) => sentence.Parts.Aggregate(_texts[sentence.Key], (text, p) => text.Replace("{" + p.Name + "}", p.Value is Sentence inner ? Say(inner) : p.Value?.ToString(), StringComparison.Ordinal));

    // Names come from the file, and a terminal obeys what it is sent.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '?' : c));

    private static Words English { get; } = new("en")
    {
        CannotOpen = (file, reason) => $"Cannot open {file}: {reason}",
        NoKeys = file => $"{file} is no file of a ledger's keys that holds.",
        Usage = """
            adit-verify FILE [--key KEY] [--keys FILE] [--witness KEY]... [--status FILE] [--report FILE] [--lang en|fr]

            Checks an evidence bundle, a credential or a picture without a network and without Adit running.
              FILE    the bundle (adit-evidence-1), the credential (JSON, or a JWT) or the picture
              --key   the ledger's public key as its owner gave it to you: name+id+base64
              --keys  the ledger's keys, as its server gives them at /log/keys: needed where
                      the key was changed after FILE was made and you have the newer key
              --witness
                      the public key of a witness, as its operator gave it to you: it must have
                      cosigned the checkpoint; may be given more than once
              --status  of a credential: the status list from the address that it names,
                      to see whether it was withdrawn or superseded
              --report  of a picture: the bundle of the report that shows it
              --lang  the language of the answer
            Exit code: 0 everything holds, 1 something does not, 2 wrong usage, no such file, or
            a file that carries no proof of its own (a PDF, a picture).
            """,
    };

    private static Words French { get; } = new("fr")
    {
        CannotOpen = (file, reason) => $"Impossible d'ouvrir {file} : {reason}",
        NoKeys = file => $"{file} n'est pas un fichier exact des clés d'un registre.",
        Usage = """
            adit-verify FICHIER [--key CLÉ] [--keys FICHIER] [--witness CLÉ]... [--status FICHIER] [--report FICHIER] [--lang en|fr]

            Vérifie un dossier de preuves, une attestation ou une image, sans réseau et sans qu'Adit tourne.
              FICHIER le dossier (adit-evidence-1), l'attestation (JSON, ou un JWT) ou l'image
              --key   la clé publique du registre, telle que son propriétaire vous l'a remise : nom+identifiant+base64
              --keys  les clés du registre, telles que son serveur les donne à /log/keys : utile si
                      la clé a changé depuis que le fichier existe et que vous avez la nouvelle
              --witness
                      la clé publique d'un témoin, telle que son exploitant vous l'a remise : il doit avoir
                      cosigné le point de contrôle ; peut être donnée plusieurs fois
              --status  d'une attestation : la liste d'état prise à l'adresse qu'elle nomme,
                      pour voir si elle a été retirée ou remplacée
              --report  d'une image : le dossier de preuves du rapport qui la montre
              --lang  la langue de la réponse
            Code de retour : 0 tout est exact, 1 quelque chose ne l'est pas, 2 mauvais usage, fichier introuvable,
            ou fichier qui ne porte aucune preuve (un PDF, une image).
            """,
    };
}
