using Adit.Credentials;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>What is said of a credential and its checks, in one language. The other is the same record once more.</summary>
internal sealed record CredentialWords
{
    public required Func<CredentialCheck, CredentialReport, string> Claimed { get; init; }

    public required Func<CredentialReport, string> Holds { get; init; }

    /// <summary>What was left out of the file.</summary>
    public required Func<LeftOut, string> Left { get; init; }

    public required Func<string, string> DoesNotHold { get; init; }

    public required string NotChecked { get; init; }

    public required string NoStatus { get; init; }

    public required Func<string, string> NoName { get; init; }

    public required string NoTruth { get; init; }

    public static CredentialWords For(string language) => language == "fr" ? French : English;

    /// <summary>A line per check and per thing that was not checked, then what it comes to.</summary>
    public IEnumerable<string> Of(CredentialReport report, bool keyGiven, Words words)
    {
        foreach (var check in report.Checks)
            yield return $"{(check.Holds ? words.Yes : words.No)}  {Said(check, report, words)}";
        if (report.FirstFailure is { } failure)
        {
            yield return "";
            yield return DoesNotHold(Said(failure, report, words));
            yield break;
        }
        if (report.LeftOut is { } left)
            yield return $"--  {Left(left)}";
        foreach (var open in (string?[])[report.StatusAsOf is null ? NoStatus : null, NoName(Words.Printable(report.Issuer)), NoTruth])
            if (open is not null)
                yield return $"--  {NotChecked}{open}";
        yield return "";
        yield return Holds(report);
        if (!keyGiven)
            yield return words.CompareKey(Words.Printable(report.Evidence!.Key!.ToString()));
    }

    private string Said(CredentialCheck check, CredentialReport report, Words words) =>
        check.Ledger is { } evidence ? words.Claimed(evidence, report.Evidence!) : Claimed(check, report);

    private static CredentialWords English { get; } = new()
    {
        Claimed = (check, report) => check.Claim switch
        {
            CredentialClaim.Readable => "The file is a signed credential" + (check.Where is { } where ? $" (look at: {where})" : ""),
            CredentialClaim.HasEvidence => "There is evidence from a ledger in it",
            CredentialClaim.BySignature => "All of it is signed by the key in its evidence: nothing was changed since",
            CredentialClaim.Named => $"It names this key as that of its issuer: {Words.Printable(report.Issuer)}",
            CredentialClaim.Recorded => report.Entry is { } entry ? $"What it claims is what the ledger recorded as issued in entry {entry}{(report.At is { } at ? $", on {at} by the ledger's clock" : "")}" : "What it claims is what the ledger recorded as issued",
            CredentialClaim.StatusReadable => "The status list can be read",
            CredentialClaim.StatusNamed => "The status list is the one that the credential names",
            CredentialClaim.StatusSigned => "The status list is signed by the ledger's key of that time or a later one, for the same issuer",
            CredentialClaim.Stands when report.Purpose == StatusPurpose.Refresh => $"No newer credential has taken its place, as of {AsOf(report)}",
            CredentialClaim.Stands => $"It was neither withdrawn nor superseded, as of {AsOf(report)}",
            _ => throw new InvalidOperationException($"No words for {check.Claim}."),
        },
        Holds = report => $"Everything that was checked holds. The issuer: {Words.Printable(report.Issuer)}.",
        Left = left => Said("Left out by whoever handed it on", ": ", left, p => p switch { PassingOn.Place => "which site it is", PassingOn.Country => "the country", PassingOn.Coverage => "what was looked at", _ => "the report and where it stands in the ledger" }, "indicators")
            + ". Nothing follows from what is not in the file.",
        DoesNotHold = what => $"It does NOT hold. The first thing that is not so: {what}",
        NotChecked = "Not checked: ",
        NoStatus = "whether it was withdrawn or superseded since. Get the status list from the address in the file, and give it with --status.",
        NoName = did => $"whether {did} shows this key to the world. The ledger's key says whose it is; compare that.",
        NoTruth = "whether what was recorded is true. It shows that it was recorded, and not changed since.",
    };

    private static CredentialWords French { get; } = new()
    {
        Claimed = (check, report) => check.Claim switch
        {
            CredentialClaim.Readable => "Le fichier est une attestation signée" + (check.Where is { } where ? $" (voir : {where})" : ""),
            CredentialClaim.HasEvidence => "Elle contient des preuves tirées d'un registre",
            CredentialClaim.BySignature => "Elle est signée en entier par la clé de ses preuves : rien n'a été changé depuis",
            CredentialClaim.Named => $"Elle nomme cette clé comme celle de son émetteur : {Words.Printable(report.Issuer)}",
            CredentialClaim.Recorded => report.Entry is { } entry ? $"Ce qu'elle affirme est ce que le registre a enregistré comme émis dans l'entrée {entry}{(report.At is { } at ? $", le {at} à l'horloge du registre" : "")}" : "Ce qu'elle affirme est ce que le registre a enregistré comme émis",
            CredentialClaim.StatusReadable => "La liste d'état est lisible",
            CredentialClaim.StatusNamed => "La liste d'état est celle que l'attestation nomme",
            CredentialClaim.StatusSigned => "La liste d'état est signée par la clé du registre de cette époque ou par une plus récente, pour le même émetteur",
            CredentialClaim.Stands when report.Purpose == StatusPurpose.Refresh => $"Aucune attestation plus récente ne l'a remplacée, à la date du {AsOf(report)}",
            CredentialClaim.Stands => $"Elle n'a été ni retirée ni remplacée, à la date du {AsOf(report)}",
            _ => throw new InvalidOperationException($"No words for {check.Claim}."),
        },
        Holds = report => $"Tout ce qui a été vérifié est exact. L'émetteur : {Words.Printable(report.Issuer)}.",
        Left = left => Said("Omis par qui l'a transmise", "\u00a0: ", left, p => p switch { PassingOn.Place => "de quel site il s'agit", PassingOn.Country => "le pays", PassingOn.Coverage => "ce qui a été regardé", _ => "le rapport et sa place dans le registre" }, "indicateurs")
            + ". Rien ne découle de ce qui n'est pas dans le fichier.",
        DoesNotHold = what => $"Ce n'est PAS exact. La première chose qui n'est pas vraie : {what}",
        NotChecked = "Non vérifié : ",
        NoStatus = "si elle a été retirée ou remplacée depuis. Prenez la liste d'état à l'adresse qui est dans le fichier et donnez-la avec --status.",
        NoName = did => $"si {did} montre cette clé au monde. La clé du registre dit à qui elle est ; comparez-la.",
        NoTruth = "si ce qui a été enregistré est vrai. Elle montre que cela a été enregistré, et n'a pas changé depuis.",
    };

    private static string Said(string what, string colon, LeftOut left, Func<string, string> part, string indicators) =>
        what + colon + string.Join(", ", [.. left.Parts.Select(part), .. left.Indicators > 0 ? (string[])[$"{left.Indicators} {indicators}"] : []]);

    private static string AsOf(CredentialReport report) => Words.Printable(report.StatusAsOf ?? "?");
}
