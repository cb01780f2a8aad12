namespace Adit.Reference;

/// <summary>What stands against a row, or is odd in it.</summary>
/// <param name="Code">A permanent code: a key of <see cref="Sentences"/>.</param>
/// <param name="Column">The column it is about; empty for the row as a whole.</param>
/// <param name="Value">What stands there, cut short; empty where it is missing or must not be repeated.</param>
public readonly record struct RowNote(string Code, string Column, string Value = "")
{
    private static readonly Dictionary<string, (string English, string French)> Sentences = new()
    {
        ["id-missing"] = ("{0} is empty: without it the row is nobody's.", "{0} est vide : sans lui, la ligne n'est à personne."),
        ["id-unreadable"] = ("{0} is no number of IPIS: {1}", "{0} n'est pas un numéro d'IPIS : {1}"),
        ["day-missing"] = ("{0} is empty: without a day a visit cannot be rated.", "{0} est vide : sans jour, une visite ne peut pas être évaluée."),
        ["day-unreadable"] = ("{0} is no day written YYYY-MM-DD: {1}", "{0} n'est pas un jour écrit AAAA-MM-JJ : {1}"),
        ["day-outside"] = ("{0} lies before 1990 or in the future: {1}", "{0} est avant 1990 ou dans le futur : {1}"),
        ["place-unreadable"] = ("{0} is no number of degrees: {1}", "{0} n'est pas un nombre de degrés : {1}"),
        ["place-outside"] = ("{0} lies outside the DR Congo: {1}", "{0} est hors de la RD Congo : {1}"),
        ["place-missing"] = ("The place is not given.", "Le lieu n'est pas donné."),
        ["columns-differ"] = ("The row has {1} fields, the header another number.", "La ligne a {1} champs, l'en-tête un autre nombre."),
        ["row-unreadable"] = ("The row is too long to be one.", "La ligne est trop longue pour en être une."),
        ["quote-open"] = ("A quote is opened and never closed.", "Un guillemet est ouvert et jamais fermé."),
        ["quote-stray"] = ("A quoted field does not end at a comma.", "Un champ entre guillemets ne finit pas à une virgule."),
        ["not-utf-8"] = ("The row is not written in UTF-8.", "La ligne n'est pas écrite en UTF-8."),
        ["other-contents"] = ("This visit is held already, with other contents: {1}", "Cette visite est déjà tenue, avec un autre contenu : {1}"),
        ["not-kept"] = ("The visit could not be kept: {1}", "La visite n'a pas pu être gardée : {1}"),
        ["word-unknown"] = ("{0}: no code is known for “{1}”; the words are kept.", "{0} : aucun code n'est connu pour « {1} » ; les mots sont gardés."),
        ["count-unreadable"] = ("{0} is no number of people: {1}", "{0} n'est pas un nombre de personnes : {1}"),
        ["province-unknown"] = ("{0}: the time zone of the eastern provinces is taken for “{1}”.", "{0} : le fuseau des provinces de l'est est retenu pour « {1} »."),
        ["actor-unnamed"] = ("Somebody armed was there, and nobody is named.", "Un acteur armé était présent, et aucun n'est nommé."),
        ["acts-differ"] = ("{0} says that no interference was seen, another column that there was.", "{0} dit qu'aucune ingérence n'a été constatée, une autre colonne le contraire."),
    };

    /// <summary>One sentence in the language (<c>fr</c>; English for any other).</summary>
    public string Sentence(string language)
    {
        var (english, french) = Sentences[Code];
        return (language == "fr" ? french : english).Replace("{0}", Column, StringComparison.Ordinal).Replace("{1}", Value, StringComparison.Ordinal);
    }
}
