using System.Collections.Immutable;
using System.Globalization;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>From answers to observations (<c>catalogue/README.md</c>, "From a question to an observation").</summary>
public static class Observing
{
    /// <summary>What a record that was kept as <paramref name="xml"/> says, read again with its form; null where the bytes cannot be read.</summary>
    /// <inheritdoc cref="Of"/>
    public static SeenRecord? Again(Form form, ReadOnlyMemory<byte> xml, Func<string, SeenKind?> kindOf)
    {
        if (InstanceReading.Read(xml).Instance is not { } instance)
            return null;
        var filled = new Filled(form, instance);
        return Of(filled, Device.Of(filled), kindOf);
    }

    /// <summary>What a record says to the indicators.</summary>
    /// <param name="filled">The record, matched to its form.</param>
    /// <param name="device">What the phone claims; its day is the record's where no question gives one.</param>
    /// <param name="kindOf">The kind of an observable by its id; null where the catalogue does not have it.</param>
    public static SeenRecord Of(Filled filled, Device device, Func<string, SeenKind?> kindOf)
    {
        var walk = new Walk(filled, kindOf);
        var record = walk.Within(Filled.Root, new Scope { Day = device.Day, At = null });
        walk.Look(Filled.Root, record);
        return new SeenRecord([.. walk.Found], walk.Site, [.. walk.Flags]);
    }

    /// <summary>True for the answers that say that nothing was learnt.</summary>
    public static bool IsUnanswered(string code) => code is "unknown" or "unsure" or "refused" or "not_asked" or "no_meter";

    /// <summary>What holds for all observations of a group or row, handed down to the groups inside it.</summary>
    private sealed record Scope
    {
        public ImmutableArray<Dim> Dims { get; init; } = [];
        public string SubjectKind { get; init; } = "site";
        public string? Subject { get; init; }
        public Tier SubjectTier { get; init; }
        public Known? Known { get; init; }
        public DateOnly? Day { get; init; }
        public DateTimeOffset? At { get; init; }
        public string Row { get; init; } = "";
        public Tier Tier { get; init; }
    }

    private sealed class Walk(Filled filled, Func<string, SeenKind?> kindOf)
    {
        public List<Seen> Found { get; } = [];
        public List<AnswerFlag> Flags { get; } = [];
        public string? Site { get; private set; }

        /// <summary>Gives what lies directly in an element its say before anything inside is read.</summary>
        public Scope Within(int element, Scope scope)
        {
            for (var child = filled.First(element); child >= 0; child = filled.Next(child))
                if (filled.Belongs(child) && filled.Answer(child)?.Trim() is { } answer)
                    scope = Add(scope, child, filled.Node(child).Meaning, answer);
            return scope;
        }

        public void Look(int element, Scope scope)
        {
            var row = 0;
            for (var child = filled.First(element); child >= 0; child = filled.Next(child))
            {
                if (!filled.IsKnown(child))
                    continue;
                var node = filled.Node(child);
                if (node.Kind == NodeKind.Question)
                    Observe(child, node, scope);
                else if (node.Kind == NodeKind.Group)
                    Look(child, Within(child, scope));
                else
                    Look(child, Within(child, scope with { Row = RowKey(filled, scope.Row, child, row) }));
                row = filled.SameAsNext(child) ? row + 1 : 0;
            }
        }

        private Scope Add(Scope scope, int child, Meaning meaning, string answer)
        {
            if (meaning.Day && AnswerText.Day(answer) is { } day)
                scope = scope with { Day = day, At = AnswerText.Moment(answer)?.At };
            if (meaning.Subject == "site")
                Site ??= IsUnanswered(answer) ? null : answer;
            else if (meaning.Subject is { } kind && !IsUnanswered(answer))
                scope = scope with { SubjectKind = kind, Subject = answer, SubjectTier = filled.TierOf(child), Tier = Higher(scope.Tier, filled.TierOf(child)) };
            if (meaning.Dimension == "evidence")
                scope = scope with { Known = KnownBy(answer) ?? scope.Known };
            else if (meaning.Dimension is { } dimension && (!IsUnanswered(answer) || (dimension == "age_band" && answer == "unsure")))
                scope = scope with { Dims = With(scope.Dims, new Dim(dimension, answer)), Tier = Higher(scope.Tier, filled.TierOf(child)) };
            return scope;
        }

        private void Observe(int child, FormNode node, Scope scope)
        {
            if (node.Meaning.Observes is not { } observable || filled.Answer(child)?.Trim() is not { } answer)
                return;
            if (kindOf(observable) is not { } kind)
                Flags.Add(new AnswerFlag("unknown-observable", node.Path));
            else if (node.Type is AnswerType.SelectMultiple or AnswerType.Rank)
                foreach (var choice in AnswerText.Choices(answer).Distinct())
                    Add(child, node, scope, kind, choice);
            else
                Add(child, node, scope, kind, answer);
        }

        private void Add(int child, FormNode node, Scope scope, SeenKind kind, string answer)
        {
            if (IsUnanswered(answer) && !(answer == "unsure" && node.Meaning.Observes!.EndsWith("age_band", StringComparison.Ordinal)))
                return;
            if (Value(kind, node.Type, answer) is not { } value)
            {
                Flags.Add(new AnswerFlag("not-of-its-kind", node.Path));
                return;
            }
            var dims = scope.Dims;
            foreach (var fixedDim in node.Meaning.Where)
                dims = With(dims, fixedDim);
            Found.Add(new Seen
            {
                Observable = node.Meaning.Observes!,
                Kind = kind,
                Value = value,
                Dims = dims,
                SubjectKind = scope.SubjectKind,
                Subject = scope.Subject,
                SubjectTier = scope.SubjectTier,
                Known = scope.Known ?? node.Meaning.Known,
                Day = scope.Day,
                At = scope.At,
                Row = scope.Row,
                Path = node.Path,
                QuestionTier = filled.TierOf(child),
                Tier = Higher(scope.Tier, filled.TierOf(child)),
            });
        }
    }

    /// <summary>The key of a row below the record's: <c>people[2]/tool[1]</c>. A repeat inside a group carries the group's name.</summary>
    internal static string RowKey(Filled filled, string around, int element, int index)
    {
        var path = filled.Node(element).Name;
        for (var up = filled.Parent(element); up > 0 && filled.Node(up).Kind == NodeKind.Group; up = filled.Parent(up))
            path = $"{filled.Node(up).Name}/{path}";
        return around.Length == 0 ? $"{path}[{index + 1}]" : $"{around}/{path}[{index + 1}]";
    }

    private static Tier Higher(Tier a, Tier b) => a > b ? a : b;

    private static Known? KnownBy(string answer) => answer switch
    {
        "seen" or "measured" or "document" => Known.Observed,
        "told" or "sms" or "heard" => Known.Reported,
        _ => null,
    };

    /// <summary>The value in the one way it is written; null where the answer is none of its kind.</summary>
    private static string? Value(SeenKind kind, AnswerType type, string answer) => kind switch
    {
        SeenKind.YesNo => answer switch
        {
            "yes" or "no" => answer,
            "true" or "1" when type == AnswerType.Boolean => "yes",
            "false" or "0" when type == AnswerType.Boolean => "no",
            _ when type == AnswerType.Trigger => "yes",
            _ => null,
        },
        SeenKind.Count => AnswerText.Whole(answer) is >= 0 and var count ? count.ToString(CultureInfo.InvariantCulture) : null,
        SeenKind.Amount => AnswerText.Number(answer)?.ToString(CultureInfo.InvariantCulture),
        SeenKind.Date => AnswerText.Day(answer)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        SeenKind.Code => answer,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The dimensions with one more or one replaced, in ordinal order of their names.</summary>
    private static ImmutableArray<Dim> With(ImmutableArray<Dim> dims, Dim added)
    {
        var at = 0;
        while (at < dims.Length && string.CompareOrdinal(dims[at].Name, added.Name) < 0)
            at++;
        return at < dims.Length && dims[at].Name == added.Name ? dims.SetItem(at, added) : dims.Insert(at, added);
    }
}
