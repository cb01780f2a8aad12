namespace Adit.Forms;

/// <summary>One reason why a form or a sent record cannot be read, or a remark on it. Never holds an answer.</summary>
/// <param name="Code">A permanent code, such as <c>no-form-id</c>.</param>
/// <param name="Line">The line of the file, from 1; 0 means the file as a whole.</param>
/// <param name="About">What it is about: a path, a name or a limit; empty where the sentence needs none.</param>
public readonly record struct XmlFault(string Code, int Line, string About = "")
{
    /// <summary>One sentence in the language (<c>fr</c>; English for any other).</summary>
    public string Sentence(string language)
    {
        var (english, french) = XmlFaults.Words(Code);
        return (language == "fr" ? french : english).Replace("{0}", About, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Line}: {Code}: {Sentence("en")}";
}

/// <summary>The sentences of every <see cref="XmlFault"/>, in English and French.</summary>
public static class XmlFaults
{
    private static readonly Dictionary<string, (string English, string French)> Sentences = new()
    {
        ["not-xml"] = ("This is not well-formed XML.", "Ce n'est pas du XML bien formé."),
        ["encoding-unknown"] = (
            "The text encoding of this file cannot be read. Save it as UTF-8.",
            "L'encodage de ce fichier ne peut pas être lu. Enregistrez-le en UTF-8."),
        ["dtd-refused"] = (
            "A document type (DOCTYPE) is not accepted. Remove that line.",
            "Une déclaration de type de document (DOCTYPE) n'est pas acceptée. Retirez cette ligne."),
        ["too-deep"] = ("More than {0} elements lie inside one another.", "Plus de {0} éléments sont emboîtés."),
        ["too-many-elements"] = ("There are more than {0} elements.", "Il y a plus de {0} éléments."),
        ["too-large"] = ("The file is larger than {0} bytes.", "Le fichier dépasse {0} octets."),
        ["no-form-id"] = (
            "The record does not say which form it answers: its first element has no id.",
            "La fiche ne dit pas à quel formulaire elle répond : son premier élément n'a pas d'attribut id."),
        ["no-instance-id"] = (
            "An encrypted record needs an instanceID: without it nobody could ever read it.",
            "Une fiche chiffrée doit avoir un instanceID : sans lui, personne ne pourrait jamais la lire."),
        ["not-a-form"] = (
            "This is not an XForm: it has no html root with head, model and body.",
            "Ce n'est pas un XForm : il manque la racine html avec head, model et body."),
        ["no-primary-instance"] = (
            "The form has no primary instance: the first instance of its model must hold one element.",
            "Le formulaire n'a pas d'instance principale : la première instance du modèle doit contenir un élément."),
        ["form-without-id"] = (
            "The form has no id: the first element of its instance needs an id attribute.",
            "Le formulaire n'a pas d'identifiant : le premier élément de son instance doit porter un attribut id."),
        ["bind-to-nothing"] = ("A bind names {0}, which the form does not have.", "Un bind nomme {0}, qui n'existe pas dans le formulaire."),
        ["control-to-nothing"] = (
            "A question on the screen names {0}, which the form does not have.",
            "Une question à l'écran nomme {0}, qui n'existe pas dans le formulaire."),
        ["where-unreadable"] = (
            "adit:where of {0} must be a list of name:value, such as sex:f age_band:15_17.",
            "adit:where de {0} doit être une liste nom:valeur, par exemple sex:f age_band:15_17."),
        ["tier-unknown"] = (
            "adit:tier of {0} is none of T0, T1, T2, T3; it is held as T3.",
            "adit:tier de {0} n'est ni T0, T1, T2 ni T3 ; il est traité comme T3."),
        ["evidence-unknown"] = (
            "adit:evidence of {0} must be reported or observed.",
            "adit:evidence de {0} doit être reported ou observed."),
        ["subject-unknown"] = (
            "adit:subject of {0} must be site, pit, lot, actor or person-group.",
            "adit:subject de {0} doit être site, pit, lot, actor ou person-group."),
        ["not-a-question"] = (
            "{0} is a group: only a question can observe, or be a dimension, a subject or a day.",
            "{0} est un groupe : seule une question peut observer, ou être une dimension, un sujet ou un jour."),
        ["needs-one-answer"] = (
            "{0} lets several choices be made; a dimension or a subject needs one answer.",
            "{0} permet plusieurs choix ; une dimension ou un sujet demande une seule réponse."),
        ["day-needs-a-date"] = (
            "{0} is marked adit:day and is neither a date nor a date and time.",
            "{0} porte adit:day et n'est ni une date ni une date avec heure."),
        ["button-unknown"] = ("adit:button is main or other.", "adit:button vaut main ou other."),
        ["urgency-unknown"] = ("adit:urgency is one digit, 0 to 9.", "adit:urgency est un chiffre de 0 à 9."),
        ["training-unknown"] = ("adit:training names subjects of this list, with spaces between: {0}.", "adit:training nomme des sujets de cette liste, séparés par des espaces : {0}."),
        ["icon-too-long"] = ("adit:icon is one character.", "adit:icon est un seul caractère."),
        ["adit-unknown"] = ("{0} is not an attribute of Adit.", "{0} n'est pas un attribut d'Adit."),
        ["version-published"] = (
            "Version {0} of this form is published already, with other content. Give the form a new version.",
            "La version {0} de ce formulaire est déjà publiée, avec un autre contenu. Donnez au formulaire une nouvelle version."),
        ["observable-unknown"] = (
            "{0} observes something that the catalogue does not have.",
            "{0} observe quelque chose qui n'est pas dans le catalogue."),
        ["protected-form-shows"] = (
            "A form that is protected as a whole (T3) carries no photo, recording, place or trail: {0}.",
            "Un formulaire protégé en entier (T3) ne contient ni photo, ni enregistrement, ni lieu, ni trajet : {0}."),
        ["protected-file"] = (
            "{0} takes a file and is protected (T3); only what is typed or chosen can be protected in an open form.",
            "{0} reçoit un fichier et est protégé (T3) ; dans un formulaire ouvert, seul ce qui est saisi ou choisi peut être protégé."),
        ["dataset-name"] = (
            "A data set cannot be called {0}: sites and pits are the programme's own lists, and a name is a letter followed by letters, digits, - and _.",
            "Un jeu de données ne peut pas s'appeler {0} : sites et pits sont des listes du programme, et un nom est une lettre suivie de lettres, de chiffres, de - et de _."),
        ["protected-overheard"] = (
            "{0} keeps what is said or typed in the whole form, and this form has protected questions (T3).",
            "{0} garde ce qui est dit ou saisi dans tout le formulaire, or ce formulaire a des questions protégées (T3)."),
    };

    /// <summary>Every code that a fault can have.</summary>
    public static IEnumerable<string> Codes => Sentences.Keys;

    internal static (string English, string French) Words(string code) => Sentences[code];
}
