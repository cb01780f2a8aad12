using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>
/// A record's bytes in the ledger. Each tier's part is <c>{"answers":{…}}</c>; the part that holds the envelope (T2, or T3 where all of it is
/// protected) has <c>"envelope"</c> before it. The raw slot holds the XML as received.
/// </summary>
public static class SubmissionBytes
{
    /// <summary>The JSON of the answers in the part of a tier; empty where it has none.</summary>
    public static ReadOnlyMemory<byte> AnswersIn(ReadOnlyMemory<byte>? part)
    {
        if (part is not { } bytes)
            return default;
        var reader = new Utf8JsonReader(bytes.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAnswers = reader.ValueTextEquals("answers"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isAnswers)
                return bytes[start..(int)reader.BytesConsumed];
        }
        return default;
    }

    internal static Parts Write(ReadOnlyMemory<byte> head, SubmissionAccepted fact)
    {
        var home = fact.Protected ? Tier.T3 : Tier.T2;
        return new(head, Part(fact, Tier.T0, home), Part(fact, Tier.T1, home), Part(fact, Tier.T2, home), Part(fact, Tier.T3, home), fact.Xml);
    }

    internal static SubmissionAccepted Read(FactHead head, Parts parts)
    {
        Envelope? envelope = null;
        var answers = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(4);
        for (var slot = Slot.T0; slot <= Slot.T3; slot++)
            answers.Add(parts[slot] is { } part ? Open(part, ref envelope) : default);
        var whole = head.Flags.Contains(SubmissionAccepted.ProtectedFlag);
        return new(envelope, answers.MoveToImmutable(), parts.Raw ?? default, whole, [.. head.Flags.Where(f => f != SubmissionAccepted.ProtectedFlag)]);
    }

    private static ReadOnlyMemory<byte>? Part(SubmissionAccepted fact, Tier tier, Tier home)
    {
        var answers = fact.Answers[(int)tier];
        if (tier != home && answers.IsEmpty)
            return null;
        var bytes = new ArrayBufferWriter<byte>(answers.Length + 1024);
        using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        if (tier == home)
        {
            writer.WritePropertyName("envelope"u8);
            JsonSerializer.Serialize(writer, fact.Envelope!, FactsJson.Default.Envelope);
        }
        if (!answers.IsEmpty)
        {
            writer.WritePropertyName("answers"u8);
            writer.WriteRawValue(answers.Span, skipInputValidation: true);
        }
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> part, ref Envelope? envelope)
    {
        ReadOnlyMemory<byte> answers = default;
        var reader = new Utf8JsonReader(part.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEnvelope = reader.ValueTextEquals("envelope"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = part[start..(int)reader.BytesConsumed];
            if (isEnvelope)
                envelope = JsonSerializer.Deserialize(value.Span, FactsJson.Default.Envelope);
            else
                answers = value;
        }
        return answers;
    }
}
