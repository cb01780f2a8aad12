using System.Buffers;
using System.Text.Json;
using Adit.Storage;

namespace Adit.Exports;

/// <summary>One JSON object a line (NDJSON): what is known of a record, and its answers nested as the form is.</summary>
internal sealed class JsonExport(Register register, ExportReading reading)
{
    public async Task Write(ExportAsk ask, ExportPart part, Stream to, CancellationToken cancel)
    {
        await foreach (var batch in reading.Read(ask, part.Until, Shape, first: part.After, cancel: cancel))
            await to.WriteAsync(batch.WrittenMemory, cancel);
    }

    private ArrayBufferWriter<byte> Shape(IReadOnlyList<OpenRecord> records)
    {
        var lines = new ArrayBufferWriter<byte>(256 * 1024);
        using var json = new Utf8JsonWriter(lines, new JsonWriterOptions { SkipValidation = true });
        foreach (var (record, answers) in records)
        {
            Write(json, record, answers);
            json.Flush();
            json.Reset(lines);
            lines.Write("\n"u8);
        }
        return lines;
    }

    private void Write(Utf8JsonWriter json, SealedRecord record, IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        json.WriteStartObject();
        json.WriteString("submission", record.Submission);
        json.WriteNumber("index", record.Idx);
        json.WriteString("instance", record.Instance);
        json.WriteString("version", record.Version);
        json.WriteString("received", new Instant(record.Received).ToString());
        json.WriteString("agent", record.Agent);
        json.WriteString("site", record.SiteCode(register));
        json.WriteString("day", record.DayText);
        json.WriteString("review", record.Review);
        json.WriteString("state", record.State);
        json.WriteString("source", record.Source);
        json.WriteNumber("missingFiles", record.Missing);
        json.WriteStartArray("flags");
        foreach (var flag in record.Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            json.WriteStringValue(flag);
        json.WriteEndArray();
        json.WritePropertyName("answers");
        MergedAnswers.Write(json, answers);
        json.WriteEndObject();
    }
}
