using System.Globalization;

namespace Adit.Risk;

/// <summary>Reads rules of language 1 from their JSON.</summary>
internal sealed class RuleReading(string file, CatalogueParts parts, List<Fault> faults)
{
    private static readonly string[] Relations = ["is", "above", "atLeast", "below"];
    private readonly List<Comparison> _takes = [];

    /// <summary>The comparisons with a <c>take</c> so far, in the order of their slots.</summary>
    public IReadOnlyList<Comparison> Takes => _takes;

    /// <summary>Reads a whole step; null where it cannot be read.</summary>
    public Rule? Step(Json json)
    {
        var rule = Read(json, 0);
        var takes = rule?.Comparisons().Select(one => one.Take != Take.Each).Distinct().Count() ?? 0;
        if (takes > 1)
            faults.Add(new(file, json.Line, "mixed-step", "A step is either all single answers or all take; split it in two steps."));
        return rule;
    }

    private Rule? Read(Json json, int depth)
    {
        if (json.Kind != JsonKind.Object || depth > 16)
        {
            faults.Add(new(file, json.Line, "wrong-type", depth > 16 ? "Rules nest at most 16 deep." : "A rule must be an object."));
            return null;
        }
        var members = new Members(file, json, faults);
        foreach (var (name, kind) in new[] { ("all", RuleKind.All), ("any", RuleKind.Any), ("not", RuleKind.Not) })
        {
            if (members.Optional(name) is not { } part)
                continue;
            members.Done();
            var items = kind == RuleKind.Not ? [part] : members.List(part, name);
            if (items.Count == 0)
                members.Fault(part, "empty-list", $"\"{name}\" needs at least one part.");
            var rules = items.Select(item => Read(item, depth + 1)).ToList();
            return rules.Contains(null) || rules.Count == 0 ? null : new(kind, rules!, null);
        }
        return Compare(members, json) is { } comparison ? new(RuleKind.Compare, [], comparison) : null;
    }

    private Comparison? Compare(Members members, Json json)
    {
        var observable = Observable(members, "observable", required: true);
        var where = Where(members, observable >= 0 ? parts.Observables[observable] : null);
        var take = members.Optional("take") is { } word ? (Take)(members.Choice(word, "take", "count", "sum", "share", "latest") + 1) : Take.Each;
        var outOf = Observable(members, "outOf", required: take == Take.Share);
        var over = members.OptionalPeriod("over", days: true);
        var least = members.Optional("atLeastN") is { } n ? members.Whole(n, "atLeastN", 1) : 0;
        var relations = Relations.Where(name => json[name] is not null).ToList();
        var operands = relations.Select(name => (name, members.Optional(name))).ToList();
        members.Done();
        if (take == Take.Each && (over is not null || least > 0))
            members.Fault(json, "take-needed", "\"over\" and \"atLeastN\" need a \"take\".");
        if (take != Take.Share && outOf >= 0)
            members.Fault(json, "take-needed", "\"outOf\" needs \"take\": \"share\".");
        if (relations.Count != 1 || operands[0].Item2 is not { } against)
        {
            members.Fault(json, "one-relation", "A comparison needs exactly one of is, above, atLeast, below.");
            return null;
        }
        if (observable < 0)
            return null;
        var relation = (Relation)Array.IndexOf(Relations, relations[0]);
        var type = parts.Observables[observable].Type;
        CheckType(members, json, type, take, relation);
        var comparison = new Comparison
        {
            Observable = observable,
            Type = type,
            Where = where,
            Take = take,
            OutOf = outOf,
            OutOfType = outOf >= 0 ? parts.Observables[outOf].Type : default,
            OutOfWhere = outOf < 0 || outOf == observable ? [] : [.. where.Where(one => parts.Observables[outOf].Dimensions.Contains(one.Dimension))],
            Over = over,
            AtLeastN = least,
            Relation = relation,
            Operands = Operands(members, against, relation, take is Take.Each or Take.Latest ? parts.Observables[observable] : null),
            Slot = take == Take.Each ? -1 : _takes.Count,
        };
        if (take != Take.Each)
            _takes.Add(comparison);
        return comparison;
    }

    private static void CheckType(Members members, Json json, ObservableType type, Take take, Relation relation)
    {
        var ordered = type is ObservableType.Count or ObservableType.Amount or ObservableType.Date;
        if (take is Take.Each or Take.Latest && relation != Relation.Is && !ordered)
            members.Fault(json, "wrong-relation", "Yes/no and codes can only be compared with \"is\".");
        if (take == Take.Sum && type is not (ObservableType.Count or ObservableType.Amount))
            members.Fault(json, "wrong-take", "Only counts and amounts have a sum.");
        if (take == Take.Share && type is ObservableType.Code or ObservableType.Date)
            members.Fault(json, "wrong-take", "A share is taken of yes/no, counts or amounts.");
    }

    private int Observable(Members members, string name, bool required)
    {
        if ((required ? members.Required(name) : members.Optional(name)) is not { } json)
            return -1;
        var index = parts.ObservableIndex(members.Word(json, name));
        if (index < 0)
            members.Fault(json, "unknown-observable", $"There is no observable \"{json.Text}\".");
        return index;
    }

    private List<Filter> Where(Members members, Observable? observable)
    {
        var filters = new List<Filter>();
        if (members.Optional("where") is not { } json || members.Object(json, "where") is null)
            return filters;
        foreach (var (name, line, value) in json.Members)
        {
            var dimension = parts.Dimension(name);
            if (dimension is null || (observable is not null && !observable.Dimensions.Contains(name)))
                faults.Add(new(file, line, "unknown-dimension", $"{(observable is null ? "The observable" : $"\"{observable.Id}\"")} has no dimension \"{name}\"."));
            List<Json> items = value.Kind == JsonKind.List ? value.Items : [value];
            if (items.Count == 0)
                members.Fault(value, "empty-list", $"\"{name}\" needs at least one value.");
            foreach (var item in items.Where(one => one.Kind != JsonKind.Null || value.Kind != JsonKind.List))
                if (members.Word(item, name) is { Length: > 0 } code && dimension is not null && !dimension.Allows(code))
                    members.Fault(item, "unknown-code", $"\"{name}\" has no value \"{code}\".");
            filters.Add(new(name, [.. items.Select(item => item.Text)]));
        }
        return filters;
    }

    private List<Operand> Operands(Members members, Json against, Relation relation, Observable? literalsOf)
    {
        if (relation == Relation.Is && against.Kind == JsonKind.List)
        {
            if (against.Items.Count == 0)
                members.Fault(against, "empty-list", "\"is\" needs at least one value.");
            return [.. against.Items.Select(item => Operand(members, item, literalsOf))];
        }
        return [Operand(members, against, literalsOf)];
    }

    private Operand Operand(Members members, Json json, Observable? literalsOf)
    {
        if (json.Kind != JsonKind.Object)
            return Literal(members, json, literalsOf);
        var limit = new Members(file, json, faults);
        var (factor, param) = (1m, json);
        if (limit.Optional("times") is { } times)
        {
            limit.Done();
            if (times.Kind != JsonKind.List || times.Items.Count != 2 || times.Items[1].Kind != JsonKind.Object)
            {
                limit.Fault(times, "wrong-type", "\"times\" is a list of a number and a {\"param\": id}.");
                return default;
            }
            (factor, param) = (limit.Number(times.Items[0], "times"), times.Items[1]);
            limit = new Members(file, param, faults);
        }
        var id = limit.Word("param");
        limit.Done();
        var index = parts.ParameterIndex(id);
        if (index < 0 && id.Length > 0)
            limit.Fault(param, "unknown-param", $"There is no parameter \"{id}\".");
        return new(factor, null, Math.Max(index, 0));
    }

    /// <summary>A literal of the observable's type; of a number where something is taken of many answers.</summary>
    private static Operand Literal(Members members, Json json, Observable? observable)
    {
        if (observable is not null && Value(observable, json) is { } value)
            return new(value.Number, value.Code);
        if (observable is null && json.Kind == JsonKind.Number)
            return new(members.Number(json, "limit"));
        var unknownCode = observable is { Type: ObservableType.Code } && json.Kind == JsonKind.Text;
        members.Fault(json, unknownCode ? "unknown-code" : Scalar(json) ? "wrong-value" : "wrong-type", unknownCode
            ? $"\"{observable!.Id}\" has no code \"{json.Text}\"."
            : $"This is not a value of {(observable is null ? "a number" : $"\"{observable.Id}\"")}.");
        return default;
    }

    /// <summary>Whether it is one value at all, be it of the right kind or not.</summary>
    public static bool Scalar(Json json) => json.Kind is JsonKind.True or JsonKind.False or JsonKind.Number or JsonKind.Text;

    /// <summary>A value of an observable as the catalogue writes it: true, "yes", 14, a code, "2026-01-31"; null for anything else.</summary>
    public static ObservedValue? Value(Observable observable, Json json) => (observable.Type, json.Kind) switch
    {
        (ObservableType.YesNo, JsonKind.True) => ObservedValue.Yes(true),
        (ObservableType.YesNo, JsonKind.False) => ObservedValue.Yes(false),
        (ObservableType.YesNo, JsonKind.Text) when json.Text is "yes" or "no" => ObservedValue.Yes(json.Text == "yes"),
        (ObservableType.Count, JsonKind.Number) when json.Number >= 0 && json.Number == decimal.Truncate(json.Number) => new(Judge.Bounded(json.Number)),
        (ObservableType.Amount, JsonKind.Number) => new(Judge.Bounded(json.Number)),
        (ObservableType.Code, JsonKind.Text) when observable.Codes.ContainsKey(json.Text) => ObservedValue.Of(json.Text),
        (ObservableType.Date, JsonKind.Text) when DateOnly.TryParseExact(json.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            => ObservedValue.Of(day),
        _ => null,
    };
}
