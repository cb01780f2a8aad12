using Adit.Ledger;
using Adit.Protection;
using Adit.Reports;

namespace Adit.Verify;

/// <summary>What is said of each check, in one language. The other is the same record once more.</summary>
internal sealed record Words
{
    public required string Yes { get; init; }

    public required string No { get; init; }

    public required Func<Check, Report, string> Claimed { get; init; }

    public required string WitnessesSkipped { get; init; }

    public required Func<Recount, string> Counted { get; init; }

    public required Func<string, string> BehindWrong { get; init; }

    public required string CompleteSkipped { get; init; }

    public required Func<Report, string> AllHold { get; init; }

    public required Func<Check, Report, string> DoesNotHold { get; init; }

    public required Func<string, string> CompareKey { get; init; }

    public required string Usage { get; init; }

    public required Func<string, string, string> CannotOpen { get; init; }

    public required Func<string, string> NoKeys { get; init; }

    public static Words For(string language) => language == "fr" ? French : English;

    /// <summary>A line per check, then what it comes to.</summary>
    /// <param name="again">The figures of a report counted again; null where the file holds none.</param>
    public IEnumerable<string> Of(Report report, bool keyGiven, bool witnessesGiven = false, Recounted? again = null)
    {
        foreach (var check in report.Checks)
            yield return $"{(check.Holds ? Yes : No)}  {Claimed(check, report)}";
        if (again is not null)
        {
            foreach (var figure in again.Figures)
                yield return $"{(figure.CanBe ? figure.Holds ? Yes : No : "--")}  {Counted(figure)}";
            foreach (var wrong in again.Wrong)
                yield return $"{No}  {BehindWrong(Printable(wrong))}";
            yield return $"--  {CompleteSkipped}";
        }
        if (!witnessesGiven)
            yield return $"--  {WitnessesSkipped}";
        yield return "";
        if (report.FirstFailure is { } failure)
        {
            yield return DoesNotHold(failure, report);
            yield break;
        }
        if (again is { Holds: false })
        {
            yield return again.Figures.FirstOrDefault(f => !f.Holds) is { } other ? Counted(other) : BehindWrong(Printable(again.Wrong[0]));
            yield break;
        }
        yield return AllHold(report);
        if (!keyGiven)
            yield return CompareKey(Printable(report.Key!.ToString()));
    }

    private static Words English { get; } = new()
    {
        Yes = "ok",
        No = "NO",
        Claimed = (check, report) => check.Claim switch
        {
            Claim.Readable => "The file is an evidence bundle" + At(check, "look at"),
            Claim.CheckpointSigned => "The checkpoint is signed by the key in the file",
            Claim.Cosigned => $"The witness {Printable(check.Witness ?? "")} cosigned the checkpoint{On(check, " on ")}",
            Claim.Origin => $"The checkpoint is of the ledger that the key is named after: {Origin(report)}",
            Claim.KeyRotated => $"The change of key in entry {check.Index} is signed by the key before it and by the key after it",
            Claim.KeyInForce => "The key in the file is the one that the ledger's changes of key put in force at this size",
            Claim.ExpectedKey => "The key in the file is the one you gave, or the ledger's changes of key lead from one to the other",
            Claim.Included => $"Entry {check.Index} stands in the ledger at the checkpoint, size {report.Checkpoint?.Size}",
            Claim.Disclosed => $"Entry {check.Index}, {NameOf(check)}: these bytes are what was recorded",
            _ => throw new InvalidOperationException($"No words for {check.Claim}."),
        },
        Counted = f => f.CanBe ? $"{Printable(f.Figure)}: the report says {Number(f.Says)}, counted {Number(f.Counted)}" : $"Not counted again: {Printable(f.Figure)} follows from records that are not in this file",
        BehindWrong = what => $"What the report rests on does not agree: {what}",
        CompleteSkipped = "Not checked: whether a record or an incident was left out. Which of these days a record speaks of is the programme's word, given when it published.",
        WitnessesSkipped = "Not checked: whether others are shown the same ledger. Name witnesses who cosigned it with --witness.",
        AllHold = report => $"Everything holds. The ledger: {Origin(report)}.",
        DoesNotHold = (check, report) => $"It does NOT hold. The first thing that is not so: {English!.Claimed(check, report)}",
        CompareKey = key => $"Compare this key with the one its owner gave you by another way, or check again with --key:\n{key}",
        CannotOpen = (file, reason) => $"Cannot open {file}: {reason}",
        NoKeys = file => $"{file} is no file of a ledger's keys that holds.",
        Usage = """
            adit-verify FILE [--key KEY] [--keys FILE] [--status FILE] [--lang en|fr]
            adit-verify FILE [--key KEY] [--keys FILE] [--witness KEY]... [--lang en|fr]

            Checks an evidence bundle or a credential without a network and without Adit running.
              FILE    the bundle (adit-evidence-1) or the credential (JSON, or a JWT)
              --key   the ledger's public key as its owner gave it to you: name+id+base64
              --keys  the ledger's keys, as its server gives them at /log/keys: needed where
                      the key was changed after FILE was made and you have the newer key
              --status  of a credential: the status list from the address that it names,
                      to see whether it was withdrawn or superseded
              --witness
                      the public key of a witness, as its operator gave it to you: it must have
                      cosigned the checkpoint; may be given more than once
              --lang  the language of the answer
            Exit code: 0 everything holds, 1 something does not, 2 wrong usage or no such file.
            """,
    };

    private static Words French { get; } = new()
    {
        Yes = "oui",
        No = "NON",
        Claimed = (check, report) => check.Claim switch
        {
            Claim.Readable => "Le fichier est un dossier de preuves" + At(check, "voir"),
            Claim.CheckpointSigned => "Le point de contrôle est signé par la clé qui est dans le fichier",
            Claim.Cosigned => $"Le témoin {Printable(check.Witness ?? "")} a cosigné le point de contrôle{On(check, " le ")}",
            Claim.Origin => $"Le point de contrôle est celui du registre dont la clé porte le nom : {Origin(report)}",
            Claim.KeyRotated => $"Le changement de clé de l'entrée {check.Index} est signé par la clé d'avant et par la clé d'après",
            Claim.KeyInForce => "La clé du fichier est celle que les changements de clé du registre mettent en vigueur à cette taille",
            Claim.ExpectedKey => "La clé du fichier est celle que vous avez donnée, ou les changements de clé du registre mènent de l'une à l'autre",
            Claim.Included => $"L'entrée {check.Index} figure dans le registre au point de contrôle, taille {report.Checkpoint?.Size}",
            Claim.Disclosed => $"Entrée {check.Index}, {NameOf(check)} : ces octets sont ceux qui ont été enregistrés",
            _ => throw new InvalidOperationException($"No words for {check.Claim}."),
        },
        Counted = f => f.CanBe ? $"{Printable(f.Figure)} : le rapport dit {Number(f.Says)}, compté {Number(f.Counted)}" : $"Non recompté : {Printable(f.Figure)} découle de fiches qui ne sont pas dans ce fichier",
        BehindWrong = what => $"Ce sur quoi le rapport repose ne concorde pas : {what}",
        CompleteSkipped = "Non vérifié : si une fiche ou un incident manque. De quel jour parle une fiche, c'est le programme qui le dit, au moment où il a publié.",
        WitnessesSkipped = "Non vérifié : si d'autres voient le même registre. Nommez avec --witness les témoins qui l'ont cosigné.",
        AllHold = report => $"Tout est exact. Le registre : {Origin(report)}.",
        DoesNotHold = (check, report) => $"Ce n'est PAS exact. La première chose qui n'est pas vraie : {French!.Claimed(check, report)}",
        CompareKey = key => $"Comparez cette clé avec celle que son propriétaire vous a remise par une autre voie, ou vérifiez encore avec --key :\n{key}",
        CannotOpen = (file, reason) => $"Impossible d'ouvrir {file} : {reason}",
        NoKeys = file => $"{file} n'est pas un fichier exact des clés d'un registre.",
        Usage = """
            adit-verify FICHIER [--key CLÉ] [--keys FICHIER] [--status FICHIER] [--lang en|fr]
            adit-verify FICHIER [--key CLÉ] [--keys FICHIER] [--witness CLÉ]... [--lang en|fr]

            Vérifie un dossier de preuves ou une attestation, sans réseau et sans qu'Adit tourne.
              FICHIER le dossier (adit-evidence-1) ou l'attestation (JSON, ou un JWT)
              --key   la clé publique du registre, telle que son propriétaire vous l'a remise : nom+identifiant+base64
              --keys  les clés du registre, telles que son serveur les donne à /log/keys : utile si
                      la clé a changé depuis que le fichier existe et que vous avez la nouvelle
              --status  d'une attestation : la liste d'état prise à l'adresse qu'elle nomme,
                      pour voir si elle a été retirée ou remplacée
              --witness
                      la clé publique d'un témoin, telle que son exploitant vous l'a remise : il doit avoir
                      cosigné le point de contrôle ; peut être donnée plusieurs fois
              --lang  la langue de la réponse
            Code de retour : 0 tout est exact, 1 quelque chose ne l'est pas, 2 mauvais usage ou fichier introuvable.
            """,
    };

    private static string At(Check check, string look) => check.Where is { } where ? $" ({look}: {where})" : "";

    private static string On(Check check, string on) =>
        check.At is { } at ? on + at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture) : "";

    private static string NameOf(Check check) => Slots.NameOf(check.Slot ?? Slot.Head);

    private static string Origin(Report report) => Printable(report.Checkpoint?.Origin ?? "");

    // Names come from the file, and a terminal obeys what it is sent.
    internal static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '?' : c));

    private static string Number(decimal? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–";
}
