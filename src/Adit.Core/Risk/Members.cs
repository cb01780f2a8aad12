namespace Adit.Risk;

/// <summary>Reads the members of one object; every member asked for is known, and <see cref="Done"/> faults the others.</summary>
internal sealed class Members(string file, Json json, List<Fault> faults)
{
    private readonly HashSet<string> _asked = [];

    public int Line => json.Line;

    public void Fault(Json at, string rule, string message) => faults.Add(new(file, at.Line, rule, message));

    public Json? Optional(string name)
    {
        _asked.Add(name);
        return json[name] is { Kind: not JsonKind.Null } value ? value : null;
    }

    public Json? Required(string name)
    {
        var value = Optional(name);
        if (value is null)
            Fault(json, "missing-member", $"\"{name}\" is missing.");
        return value;
    }

    /// <summary>Like <see cref="Required"/>, but the member may say null, so that leaving it out is no accident.</summary>
    public Json? RequiredOrNull(string name)
    {
        if (json[name] is null)
            Fault(json, "missing-member", $"\"{name}\" is missing; null is a possible answer.");
        return Optional(name);
    }

    public string Word(string name) => Required(name) is { } value ? Word(value, name) : "";

    public string? OptionalWord(string name) => Optional(name) is { } value ? Word(value, name) : null;

    public string Word(Json value, string name)
    {
        if (value.Kind == JsonKind.Text && value.Text.Length > 0)
            return value.Text;
        Fault(value, "wrong-type", $"\"{name}\" must be a text that is not empty.");
        return "";
    }

    public bool Flag(string name)
    {
        if (Required(name) is not { } value)
            return false;
        if (value.Kind is not (JsonKind.True or JsonKind.False))
            Fault(value, "wrong-type", $"\"{name}\" must be true or false.");
        return value.Kind == JsonKind.True;
    }

    public bool OptionalFlag(string name) => Optional(name) is not null && Flag(name);

    public int Whole(string name, int least) => Required(name) is { } value ? Whole(value, name, least) : least;

    public int Whole(Json value, string name, int least)
    {
        if (value.Kind == JsonKind.Number && value.Number == decimal.Truncate(value.Number) && value.Number >= least && value.Number <= 1_000_000)
            return (int)value.Number;
        Fault(value, "wrong-type", $"\"{name}\" must be a whole number from {least} to 1000000.");
        return least;
    }

    public decimal Number(Json value, string name)
    {
        if (value.Kind != JsonKind.Number || Math.Abs(value.Number) > 1_000_000_000_000m)
            Fault(value, "wrong-type", $"\"{name}\" must be a number of at most 10^12.");
        return value.Kind == JsonKind.Number ? Math.Clamp(value.Number, -1_000_000_000_000m, 1_000_000_000_000m) : 0;
    }

    /// <summary>One of the words of <paramref name="choices"/>; its place stands for it.</summary>
    public int Choice(string name, params string[] choices) => Required(name) is { } value ? Choice(value, name, choices) : 0;

    public int Choice(Json value, string name, params string[] choices)
    {
        var choice = value.Kind == JsonKind.Text ? Array.IndexOf(choices, value.Text) : -1;
        if (choice < 0)
            Fault(value, "unknown-word", $"\"{name}\" must be one of {string.Join(", ", choices)}.");
        return Math.Max(choice, 0);
    }

    public Period? OptionalPeriod(string name, bool days) => Optional(name) is { } value ? Period(value, name, days) : null;

    public Period Period(Json value, string name, bool days)
    {
        if (value.Kind == JsonKind.Text && Risk.Period.TryRead(value.Text, out var period) && !(days && period.Absolute))
            return period;
        Fault(value, "wrong-duration", days ? $"\"{name}\" must be days, weeks, months or years like P30D." : $"\"{name}\" must be a duration like P30D or PT72H.");
        return default;
    }

    public DateOnly? OptionalDay(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        if (value.Kind == JsonKind.Text && DateOnly.TryParseExact(value.Text, "yyyy-MM-dd", out var day))
            return day;
        Fault(value, "wrong-type", $"\"{name}\" must be a day like 2026-01-31.");
        return null;
    }

    public List<Json> List(string name) => Required(name) is { } value ? List(value, name) : [];

    public List<Json> List(Json value, string name)
    {
        if (value.Kind == JsonKind.List)
            return value.Items;
        Fault(value, "wrong-type", $"\"{name}\" must be a list.");
        return [];
    }

    public IReadOnlyList<string>? OptionalWords(string name) => Optional(name) is { } value ? [.. List(value, name).Select(item => Word(item, name))] : null;

    /// <summary>A list of words that may be left out but not left empty: an empty one would hold for nothing.</summary>
    public IReadOnlyList<string>? SomeWords(string name)
    {
        var words = OptionalWords(name);
        if (words is { Count: 0 } && Optional(name) is { Kind: JsonKind.List } value)
            Fault(value, "empty-list", $"\"{name}\" needs at least one word; leave it out, or say null, where it holds for all.");
        return words;
    }

    public Text Text(string name) => Required(name) is { } value ? Text(value, name) : new("", "");

    public Text? OptionalText(string name) => Optional(name) is { } value ? Text(value, name) : null;

    public Text Text(Json value, string name)
    {
        if (Object(value, name) is not { } words)
            return new("", "");
        var text = new Text(words.Word("en"), words.Word("fr"), words.OptionalWord("sw"), words.OptionalWord("zh"));
        words.Done();
        return text;
    }

    public Members? Object(Json value, string name)
    {
        if (value.Kind == JsonKind.Object)
            return new(file, value, faults);
        Fault(value, "wrong-type", $"\"{name}\" must be an object.");
        return null;
    }

    public void Done()
    {
        foreach (var (name, line, _) in json.Members)
            if (!_asked.Contains(name))
                faults.Add(new(file, line, "unknown-member", $"\"{name}\" is not a member that belongs here."));
    }
}
