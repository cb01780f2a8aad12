using System.Globalization;

namespace Adit.Demo;

/// <summary>What an expression comes to, given the answers so far by their paths: a text, a <see cref="double"/> or a <see cref="bool"/>.</summary>
internal delegate object Worked(IReadOnlyDictionary<string, string> answers);

/// <summary>
/// Works out the part of XPath that the shipped forms use for <c>relevant</c> and <c>calculate</c>: paths, literals, comparisons, and/or, sums and products,
/// <c>selected</c>, <c>not</c>, <c>if</c>, <c>round</c>. A phone does the same; the server itself believes what phones send.
/// </summary>
internal sealed class PhoneExpression
{
    private static readonly string[][] Levels = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div"]];
    private readonly List<string> _tokens;
    private readonly string[] _at;
    private int _next;

    private PhoneExpression(List<string> tokens, string at) => (_tokens, _at) = (tokens, at.Split('/', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An expression at a node, ready to be worked out; null where it needs lists or dates, which the simulator answers itself.</summary>
    public static Worked? Read(string? text, string at)
    {
        if (text is null || text.Contains("instance(", StringComparison.Ordinal) || text.Contains("decimal-date-time(", StringComparison.Ordinal))
            return null;
        var reading = new PhoneExpression(Tokens(text), at);
        var worked = reading.Level(0);
        return reading._next == reading._tokens.Count ? worked : throw new FormatException($"Not understood: {text}");
    }

    public static bool Truth(object value) => value switch { bool b => b, double d => d != 0, _ => ((string)value).Length > 0 };

    public static string Text(object value) => value switch
    {
        bool b => b ? "true" : "false",
        double d => double.IsNaN(d) ? "" : d.ToString(CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    private static double Number(object value) => value switch
    {
        double d => d,
        bool b => b ? 1 : 0,
        _ => double.TryParse((string)value, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : double.NaN,
    };

    private Worked Level(int level)
    {
        if (level == Levels.Length)
            return Primary();
        var left = Level(level + 1);
        while (_next < _tokens.Count && Levels[level].Contains(_tokens[_next]))
        {
            var (a, sign) = (left, _tokens[_next++]);
            var b = Level(level + 1);
            left = answers => Join(sign, a(answers), b(answers));
        }
        return left;
    }

    private static object Join(string sign, object a, object b) => sign switch
    {
        "or" => Truth(a) || Truth(b),
        "and" => Truth(a) && Truth(b),
        "=" => a is double || b is double ? Number(a) == Number(b) : Text(a) == Text(b),
        "!=" => a is double || b is double ? Number(a) != Number(b) : Text(a) != Text(b),
        "<" => Number(a) < Number(b),
        "<=" => Number(a) <= Number(b),
        ">" => Number(a) > Number(b),
        ">=" => Number(a) >= Number(b),
        "+" => Number(a) + Number(b),
        "-" => Number(a) - Number(b),
        "*" => Number(a) * Number(b),
        _ => Number(a) / Number(b),
    };

    private Worked Primary()
    {
        var token = _tokens[_next++];
        if (token == "(")
            return Closed(Level(0));
        if (token[0] == '\'')
            return _ => token[1..^1];
        if (char.IsAsciiDigit(token[0]))
        {
            var number = double.Parse(token, CultureInfo.InvariantCulture);
            return _ => number;
        }
        if (_next < _tokens.Count && _tokens[_next] == "(")
            return Function(token);
        var path = Resolve(token);
        return answers => answers.GetValueOrDefault(path, "");
    }

    private Worked Function(string name)
    {
        var given = new List<Worked>();
        do
        {
            _next++;
            given.Add(Level(0));
        }
        while (_tokens[_next] == ",");
        _next++;
        return name switch
        {
            "selected" => a => Text(given[0](a)).Split(' ').Contains(Text(given[1](a))),
            "not" => a => !Truth(given[0](a)),
            "if" => a => given[Truth(given[0](a)) ? 1 : 2](a),
            "round" => a => Math.Round(Number(given[0](a)), given.Count > 1 ? (int)Number(given[1](a)) : 0, MidpointRounding.AwayFromZero),
            _ => throw new FormatException($"{name}() is not known to the simulator."),
        };
    }

    private Worked Closed(Worked inner)
    {
        _next++;
        return inner;
    }

    private string Resolve(string path)
    {
        var steps = path[0] == '/' ? new List<string>() : [.. _at];
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (step == "..")
                steps.RemoveAt(steps.Count - 1);
            else
                steps.Add(step[(step.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return "/" + string.Join('/', steps);
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
                i++;
            else if (text[i] == '\'')
                i = text.IndexOf('\'', i + 1) + 1;
            else if (IsName(text[i]))
                while (i < text.Length && IsName(text[i]))
                    i++;
            else
                i += i + 1 < text.Length && text[i + 1] == '=' ? 2 : 1;
            if (!char.IsWhiteSpace(text[start]))
                tokens.Add(text[start..i]);
        }
        return tokens;
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or ':';
}
