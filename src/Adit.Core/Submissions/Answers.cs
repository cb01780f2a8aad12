using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>
/// The typed answers of a record: one JSON object (UTF-8) for each tier, nested as the form is, members in the form's order. Whole
/// numbers are numbers, choices of a select-multiple an array, all else text exactly as written; what is empty is absent. A repeat is
/// an array with one object a row, with the same places in every tier that has it.
/// </summary>
public sealed record Answers
{
    /// <summary>The JSON of T0 to T3; empty where the record has nothing of that tier.</summary>
    public required ImmutableArray<ReadOnlyMemory<byte>> Parts { get; init; }

    /// <summary>What is odd about the answers.</summary>
    public required ImmutableArray<AnswerFlag> Flags { get; init; }

    /// <summary>Names of the files that the answers name, in order, each once, with the tier of the question.</summary>
    public required ImmutableArray<Attachment> Attachments { get; init; }

    /// <summary>The part of a tier.</summary>
    public ReadOnlyMemory<byte> Part(Tier tier) => Parts[(int)tier];

    /// <summary>The highest tier that holds anything.</summary>
    public Tier Highest => Parts[3].Length > 0 ? Tier.T3 : Parts[2].Length > 0 ? Tier.T2 : Parts[1].Length > 0 ? Tier.T1 : Tier.T0;

    /// <summary>The answers of a matched record.</summary>
    public static Answers Of(Filled filled)
    {
        var tiers = TiersWithin(filled);
        var parts = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(4);
        for (var tier = Tier.T0; tier <= Tier.T3; tier++)
            parts.Add((tiers[Filled.Root] & Bit(tier)) == 0 ? default : new AnswerWriting(filled, tiers, tier).Write());
        return new Answers
        {
            Parts = parts.MoveToImmutable(),
            Flags = [.. filled.Flags],
            Attachments = AttachmentsOf(filled),
        };
    }

    internal static int Bit(Tier tier) => 1 << (int)tier;

    /// <summary>For each element, a bit for each tier that it or anything in it belongs to.</summary>
    private static int[] TiersWithin(Filled filled)
    {
        var tiers = new int[filled.Count];
        // A parent always stands before its children, so one pass from the back is enough.
        for (var element = filled.Count - 1; element >= 0; element--)
        {
            if (Holds(filled, element))
                tiers[element] |= Bit(filled.TierOf(element));
            if (filled.Parent(element) is >= 0 and var parent)
                tiers[parent] |= tiers[element];
        }
        return tiers;
    }

    // A row counts even when it is empty: how many rows there were is itself an answer, at the repeat's own tier.
    private static bool Holds(Filled filled, int element) =>
        !filled.IsKnown(element) ? filled.First(element) < 0 && filled.Answer(element) is not null
        : filled.Node(element).Kind switch
        {
            NodeKind.Question => filled.Answer(element) is not null,
            NodeKind.Repeat => true,
            _ => false,
        };

    private static ImmutableArray<Attachment> AttachmentsOf(Filled filled)
    {
        ImmutableArray<Attachment>.Builder? found = null;
        for (var element = 0; element < filled.Count; element++)
            if (filled.IsQuestion(element, AnswerType.Binary, AnswerType.Audit) && filled.Answer(element)?.Trim() is { } name)
            {
                found ??= ImmutableArray.CreateBuilder<Attachment>();
                var at = IndexOf(found, name);
                if (at < 0)
                    found.Add(new Attachment(name, filled.TierOf(element)));
                else if (found[at].Tier < filled.TierOf(element))
                    found[at] = new Attachment(name, filled.TierOf(element));
            }
        return found?.ToImmutable() ?? [];
    }

    private static int IndexOf(ImmutableArray<Attachment>.Builder found, string name)
    {
        for (var at = 0; at < found.Count; at++)
            if (found[at].Name == name)
                return at;
        return -1;
    }
}

/// <summary>A file that a record names; where two questions name it, the higher tier counts.</summary>
public readonly record struct Attachment(string Name, Tier Tier);

/// <summary>Writes the answers of one tier.</summary>
internal sealed class AnswerWriting(Filled filled, int[] tiers, Tier tier)
{
    // Read by programs and never pasted into HTML, so letters of any script stay as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> bytes = new(1024);

    public ReadOnlyMemory<byte> Write()
    {
        using var json = new Utf8JsonWriter(bytes, Options);
        WriteObject(json, Filled.Root);
        json.Flush();
        return bytes.WrittenMemory;
    }

    private bool Has(int element) => (tiers[element] & Answers.Bit(tier)) != 0;

    private void WriteObject(Utf8JsonWriter json, int element)
    {
        json.WriteStartObject();
        for (var child = filled.First(element); child >= 0; child = filled.Next(child))
            if (!filled.IsKnown(child))
                child = WriteUnknown(json, child);
            else if (filled.Node(child).Kind == NodeKind.Repeat)
                child = WriteRows(json, child);
            else if (Has(child))
                WriteMember(json, child, filled.Node(child));
        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, int element, FormNode node)
    {
        json.WritePropertyName(node.Key);
        if (node.Kind == NodeKind.Group)
            WriteObject(json, element);
        else
            WriteAnswer(json, node.Type, filled.Text(element)!);
    }

    private static void WriteAnswer(Utf8JsonWriter json, AnswerType type, string text)
    {
        if (type == AnswerType.Whole && AnswerText.Whole(text) is { } number)
            json.WriteNumberValue(number);
        else if (type is AnswerType.SelectMultiple or AnswerType.Rank)
            WriteChoices(json, text);
        else
            json.WriteStringValue(text);
    }

    private static void WriteChoices(Utf8JsonWriter json, string text)
    {
        json.WriteStartArray();
        foreach (var choice in AnswerText.Choices(text))
            json.WriteStringValue(choice);
        json.WriteEndArray();
    }

    /// <summary>Writes all rows of a repeat where any has something of this tier; returns the last of them.</summary>
    private int WriteRows(Utf8JsonWriter json, int first)
    {
        var (last, any) = Run(first);
        if (!any)
            return last;
        json.WritePropertyName(filled.Node(first).Key);
        json.WriteStartArray();
        for (var row = first; row >= 0; row = row == last ? -1 : filled.Next(row))
            WriteObject(json, row);
        json.WriteEndArray();
        return last;
    }

    private int WriteUnknown(Utf8JsonWriter json, int first)
    {
        var (last, any) = Run(first);
        if (!any)
            return last;
        json.WritePropertyName(filled.Name(first));
        if (first != last)
            json.WriteStartArray();
        for (var one = first; one >= 0; one = one == last ? -1 : filled.Next(one))
            if (filled.First(one) >= 0)
                WriteObject(json, one);
            else
                json.WriteStringValue(filled.Answer(one) ?? "");
        if (first != last)
            json.WriteEndArray();
        return last;
    }

    private (int Last, bool Any) Run(int first)
    {
        var any = Has(first);
        var last = first;
        while (filled.SameAsNext(last))
        {
            last = filled.Next(last);
            any |= Has(last);
        }
        return (last, any);
    }
}
