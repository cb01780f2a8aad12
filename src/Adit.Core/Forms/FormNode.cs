using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Adit.Protection;

namespace Adit.Forms;

/// <summary>What a node of a form is.</summary>
public enum NodeKind
{
    /// <summary>Holds one answer.</summary>
    Question,

    /// <summary>Holds other nodes, once.</summary>
    Group,

    /// <summary>Holds other nodes, any number of times.</summary>
    Repeat,
}

/// <summary>What kind of answer a question takes (ODK XForms: bind types, and the controls that narrow them).</summary>
public enum AnswerType
{
    /// <summary>Any text; also types we do not know.</summary>
    Text,

    /// <summary>A whole number (<c>int</c>, <c>integer</c>, <c>long</c>).</summary>
    Whole,

    /// <summary><c>true</c> or <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    Boolean,

    /// <summary>A decimal number with a point.</summary>
    Number,

    /// <summary>A day, <c>2026-11-23</c>.</summary>
    Date,

    /// <summary>A time of day, with or without offset.</summary>
    Time,

    /// <summary>A day and a time, with or without offset.</summary>
    DateTime,

    /// <summary>Latitude, longitude, altitude in metres, accuracy in metres, separated by blanks.</summary>
    Geopoint,

    /// <summary>Points separated by semicolons.</summary>
    Geotrace,

    /// <summary>Points separated by semicolons, the last the same as the first.</summary>
    Geoshape,

    /// <summary>The name of a file sent along.</summary>
    Binary,

    /// <summary>The text of a bar code.</summary>
    Barcode,

    /// <summary>What another app on the phone answered.</summary>
    Intent,

    /// <summary>One of several choices.</summary>
    SelectOne,

    /// <summary>Any number of choices, separated by blanks.</summary>
    SelectMultiple,

    /// <summary>All choices in the order given.</summary>
    Rank,

    /// <summary>An acknowledgement, <c>OK</c>.</summary>
    Trigger,

    /// <summary>The name of the phone's audit log, sent along.</summary>
    Audit,

    /// <summary>Shown, never answered.</summary>
    Note,
}

/// <summary>One group, repeat or question of a form. Expressions are kept as written; nothing here evaluates XPath.</summary>
public sealed record FormNode
{
    /// <summary>Its place in <see cref="Form.Nodes"/>.</summary>
    public required int Index { get; init; }

    /// <summary>The index of the node around it; −1 for the root.</summary>
    public required int Parent { get; init; }

    /// <summary>The index after the last node inside it.</summary>
    public required int End { get; init; }

    /// <summary>Local name of its element.</summary>
    public required string Name { get; init; }

    /// <summary>Path from the root, names without prefixes: <c>/data/pit/depth</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Question, group or repeat.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The kind of answer; means nothing for groups and repeats.</summary>
    public AnswerType Type { get; init; }

    /// <summary>True for the members of <c>meta</c> that Adit adds where a form leaves them out, since phones send them anyway.</summary>
    public bool Implied { get; init; }

    /// <summary>Who may see its answer.</summary>
    public required Tier Tier { get; init; }

    /// <summary>What its answer means to the indicators.</summary>
    public required Meaning Meaning { get; init; }

    /// <summary>Its question, or the title of its group.</summary>
    public FormText? Label { get; init; }

    /// <summary>The help beside it.</summary>
    public FormText? Hint { get; init; }

    /// <summary>What to say when the constraint is not met.</summary>
    public FormText? ConstraintMessage { get; init; }

    /// <summary>What to say when it is left empty.</summary>
    public FormText? RequiredMessage { get; init; }

    /// <summary>Name of its control in the body (<c>input</c>, <c>select1</c>, <c>range</c>, …); null where nothing shows it.</summary>
    public string? Control { get; init; }

    /// <summary>How the control is to look.</summary>
    public string? Appearance { get; init; }

    /// <summary>Required: an expression.</summary>
    public string? Required { get; init; }

    /// <summary>Relevant: an expression.</summary>
    public string? Relevant { get; init; }

    /// <summary>Constraint: an expression.</summary>
    public string? Constraint { get; init; }

    /// <summary>Calculate: an expression.</summary>
    public string? Calculate { get; init; }

    /// <summary>Readonly: an expression.</summary>
    public string? ReadOnly { get; init; }

    /// <summary>The answer it starts with.</summary>
    public string? Default { get; init; }

    /// <summary>Number of rows of a repeat: an expression (<c>jr:count</c>).</summary>
    public string? Count { get; init; }

    /// <summary>What files an upload takes, such as <c>image/*</c>.</summary>
    public string? MediaType { get; init; }

    /// <summary>Another app that answers it.</summary>
    public string? Intent { get; init; }

    /// <summary>What the phone fills in itself: <c>jr:preload</c> and its parameter.</summary>
    public Preload? Preload { get; init; }

    /// <summary>True for a file that keeps what is said or typed in the whole form: a recording in the background, an audit log with the answers.</summary>
    public bool Overhears { get; init; }

    /// <summary>Bounds and step of a range.</summary>
    public RangeOf? Range { get; init; }

    /// <summary>What it lets people choose from.</summary>
    public ChoiceList? Choices { get; init; }

    /// <summary>Its name as a JSON member, encoded once.</summary>
    internal JsonEncodedText Key { get; init; }
}

/// <summary>What a phone fills in itself, such as <c>timestamp</c>, <c>end</c>.</summary>
public sealed record Preload(string Kind, string Parameter);

/// <summary>Bounds and step of a range question, as written.</summary>
public sealed record RangeOf(string Start, string End, string Step);

/// <summary>One choice: the value that is stored and the words shown.</summary>
public sealed record Choice(string Value, FormText Label);

/// <summary>What a question lets people choose from.</summary>
/// <param name="Items">The choices that the form holds itself, unfiltered; empty where they come from a file.</param>
/// <param name="Instance">The secondary instance they come from; null for inline items.</param>
/// <param name="Nodeset">The expression that filters them; null for inline items.</param>
/// <param name="ValueRef">The member of an item that is stored.</param>
/// <param name="LabelRef">The member of an item, or the expression, that is shown.</param>
public sealed record ChoiceList(
    ImmutableArray<Choice> Items, string? Instance = null, string? Nodeset = null, string? ValueRef = null, string? LabelRef = null)
{
    // Lists of tens of thousands of villages are common, and so are tables of as many records.
    private FrozenDictionary<string, Choice> ByValue => field ??= Items.DistinctBy(item => item.Value).ToFrozenDictionary(item => item.Value);

    /// <summary>The words for a value in a language; the value itself where the form has none.</summary>
    public string Label(string value, string language) =>
        ByValue.TryGetValue(value, out var choice) && choice.Label.In(language) is { Length: > 0 } label ? label : value;
}

/// <summary>One dimension of an observation, such as <c>sex</c> = <c>f</c>.</summary>
public readonly record struct Dim(string Name, string Value);

/// <summary>How something was come by.</summary>
public enum Known
{
    /// <summary>Seen or measured by the agent, or shown on a document.</summary>
    Observed,

    /// <summary>Told to the agent.</summary>
    Reported,
}

/// <summary>What an answer means to the indicators: the <c>adit:</c> attributes (<c>catalogue/README.md</c>).</summary>
public sealed record Meaning
{
    /// <summary>The namespace of these attributes; it is a name and is never looked up.</summary>
    public const string Space = "urn:adit:forms:1";

    /// <summary>Nothing.</summary>
    public static Meaning None { get; } = new();

    /// <summary>The observable its answer is a value of.</summary>
    public string? Observes { get; init; }

    /// <summary>Fixed dimensions, by name.</summary>
    public ImmutableArray<Dim> Where { get; init; } = [];

    /// <summary>The dimension that its answer is, for its group or row and the groups inside.</summary>
    public string? Dimension { get; init; }

    /// <summary>What its answer names: <c>site</c>, <c>pit</c>, <c>lot</c>, <c>actor</c>, <c>person-group</c> or <c>case</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>How its answer was come by, unless a question in its group says otherwise.</summary>
    public Known Known { get; init; }

    /// <summary>True where its answer is the day on which things happened.</summary>
    public bool Day { get; init; }

    /// <summary>True where its answer is the day on which the agent learnt of them: clocks start then, not when the record came in.</summary>
    public bool Learnt { get; init; }
}
