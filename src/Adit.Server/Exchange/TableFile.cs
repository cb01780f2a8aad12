using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Adit.Exports;

namespace Adit.Exchange;

/// <summary>Rows of one table as a file, written while they are read.</summary>
internal static class TableFile
{
    /// <summary>Writes it.</summary>
    /// <param name="name">Of the table.</param>
    public static Task Write(ExportFormat format, string name, ImmutableArray<FeedColumn> columns, IAsyncEnumerable<IReadOnlyList<FeedRow>> rows, Stream to, CancellationToken cancel) => format switch
    {
        ExportFormat.Csv => Csv(columns, rows, to, cancel),
        ExportFormat.Xlsx => SheetFile.Write(to, name, columns, rows, cancel),
        ExportFormat.GeoJson => GeoJson.Write(to, columns, rows, cancel),
        ExportFormat.Parquet => ParquetFile.Write(to, columns, rows, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static async Task Csv(ImmutableArray<FeedColumn> columns, IAsyncEnumerable<IReadOnlyList<FeedRow>> rows, Stream to, CancellationToken cancel)
    {
        var text = new ArrayBufferWriter<byte>();
        Line(text, columns.Select(c => c.Name));
        await foreach (var batch in rows.WithCancellation(cancel))
        {
            foreach (var row in batch)
                Line(text, row.Values.Select(Said));
            await to.WriteAsync(text.WrittenMemory, cancel);
            text.ResetWrittenCount();
        }
        await to.WriteAsync(text.WrittenMemory, cancel);
    }

    private static void Line(ArrayBufferWriter<byte> text, IEnumerable<string?> cells)
    {
        foreach (var (i, cell) in cells.Index())
            CsvText.Cell(text, cell, first: i == 0);
        CsvText.End(text);
    }

    private static string? Said(object? value) => value switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset time => Instant.From(time).ToString(),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
