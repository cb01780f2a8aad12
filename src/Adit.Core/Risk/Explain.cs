using System.Globalization;

namespace Adit.Risk;

/// <summary>Says a step of a rule in plain words, from its tree and the names in the catalogue.</summary>
public static class Explain
{
    /// <summary>A step in words, such as "Pit depth above 2 × pit depth limit (10 m)".</summary>
    /// <param name="catalogue">Where the names are.</param>
    /// <param name="rule">The step's rule.</param>
    /// <param name="language"><c>fr</c>; anything else is English.</param>
    /// <param name="site">A site whose limits are put in brackets; without one, the catalogue's defaults are.</param>
    public static string Step(Catalogue catalogue, Rule rule, string language, SiteFacts? site = null)
    {
        var words = new Words(catalogue, language, site).Of(rule, inside: false);
        return words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }

    /// <summary>A step in parts, of which one is enough or, where its rule is of kind <see cref="RuleKind.All"/>, all must hold; one part where it is not made of any.</summary>
    public static IReadOnlyList<string> Parts(Catalogue catalogue, Rule rule, string language, SiteFacts? site = null) =>
        rule.Kind is RuleKind.All or RuleKind.Any ? [.. rule.Parts.Select(part => Step(catalogue, part, language, site))] : [Step(catalogue, rule, language, site)];

    private sealed class Words(Catalogue catalogue, string language, SiteFacts? site)
    {
        private readonly bool _french = language == "fr";
        private readonly CultureInfo _culture = CultureInfo.InvariantCulture;

        public string Of(Rule rule, bool inside)
        {
            switch (rule.Kind)
            {
                case RuleKind.Compare: return Of(rule.Comparison!);
                case RuleKind.Not: return Say("not: ", "sauf : ") + Of(rule.Parts[0], inside: true);
            }
            if (rule.Parts.Count == 1)
                return Of(rule.Parts[0], inside);
            var joined = string.Join(rule.Kind == RuleKind.All ? Say("; and ", " ; et ") : Say("; or ", " ; ou "), rule.Parts.Select(part => Of(part, inside: true)));
            return inside ? $"({joined})" : joined;
        }

        private string Of(Comparison comparison)
        {
            var observable = catalogue.Observables[comparison.Observable];
            var filters = comparison.Where.Select(Of).ToList();
            var what = Name(observable.Name) + (filters.Count > 0 ? $" ({string.Join(Say("; ", " ; "), filters)})" : "");
            var over = comparison.Over is { } period ? Say(" over ", " sur ") + Days(period) : "";
            var least = comparison.AtLeastN > 0 ? Say(", of at least ", ", sur au moins ") + comparison.AtLeastN.ToString(_culture) : "";
            what = comparison.Take switch
            {
                Take.Count => Say("number of answers “", "nombre de réponses « ") + what + Say("”", " »"),
                Take.Sum => Say("sum of ", "somme de ") + what,
                Take.Share => Say("share of ", "part de ") + what + Say(" in ", " dans ") + Name(catalogue.Observables[comparison.OutOf].Name),
                Take.Latest => Say("latest ", "dernière valeur de ") + what,
                _ => what,
            };
            return what + over + least + Against(comparison, observable);
        }

        private string Against(Comparison comparison, Observable observable)
        {
            var single = comparison.Take is Take.Each or Take.Latest;
            var unit = comparison.Take is Take.Share or Take.Count ? null : observable.Unit;
            var limits = comparison.Operands.Select(one => Of(one, single ? observable : null, comparison.Take == Take.Share, unit)).ToList();
            var joined = OneOf(limits);
            return comparison.Relation switch
            {
                Relation.Above => Say(" above ", " supérieur à ") + joined,
                Relation.AtLeast => Say(" at least ", " au moins ") + joined,
                Relation.Below => Say(" below ", " inférieur à ") + joined,
                _ => Say(": ", " : ") + joined,
            };
        }

        private string Of(in Operand operand, Observable? observable, bool share, string? unit)
        {
            if (operand.Code is { } code)
                return observable is not null && observable.Codes.TryGetValue(code, out var name) ? Name(name) : code;
            if (operand.Parameter < 0)
                return Literal(operand.Number, observable, share, unit);
            var parameter = catalogue.Parameters[operand.Parameter];
            var value = site is null ? parameter.Default : parameter.At(site);
            var limit = Name(parameter.Name) + (value is { } set ? $" ({Literal(set, null, share || parameter.Unit == "share", parameter.Unit)})" : Say(" (not set)", " (non fixé)"));
            return operand.Number == 1 ? limit : $"{Number(operand.Number)} × {limit}";
        }

        private string Literal(decimal number, Observable? observable, bool share, string? unit) => observable?.Type switch
        {
            ObservableType.YesNo => number == 1 ? Say("yes", "oui") : Say("no", "non"),
            ObservableType.Date => DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd", _culture),
            _ when share => Number(number * 100) + Say("%", " %"),
            _ => Number(number) + (unit is null ? "" : " " + unit),
        };

        private string Of(Filter filter)
        {
            var dimension = catalogue.Dimensions.FirstOrDefault(one => one.Id == filter.Dimension);
            return OneOf([.. filter.Values.Select(value => value.Length == 0 ? Say("not noted", "non noté") : dimension is not null && dimension.Codes.TryGetValue(value, out var name) ? Name(name) : value)]);
        }

        /// <summary>"a", "a or b", "a, b or c".</summary>
        private string OneOf(List<string> words) =>
            words.Count == 1 ? words[0] : string.Join(", ", words.SkipLast(1)) + Say(" or ", " ou ") + words[^1];

        private string Days(Period period)
        {
            var parts = new List<string>();
            if (period.Months > 0)
                parts.Add(period.Months.ToString(_culture) + Say(period.Months == 1 ? " month" : " months", " mois"));
            if (period.Days > 0)
                parts.Add(period.Days.ToString(_culture) + Say(period.Days == 1 ? " day" : " days", period.Days == 1 ? " jour" : " jours"));
            return string.Join(Say(" and ", " et "), parts);
        }

        private string Number(decimal number)
        {
            var text = number.ToString("0.############", _culture);
            return _french ? text.Replace('.', ',') : text;
        }

        /// <summary>A name in the middle of a sentence: its first letter falls unless the second one is a capital too.</summary>
        private string Name(Text text)
        {
            var name = text.In(_french ? "fr" : "en");
            return name.Length > 1 && char.IsUpper(name[0]) && !char.IsUpper(name[1]) ? char.ToLower(name[0], CultureInfo.InvariantCulture) + name[1..] : name;
        }

        private string Say(string english, string french) => _french ? french : english;
    }
}
