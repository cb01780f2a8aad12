using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;

namespace Adit.Exchange;

/// <summary>Rows as Apache Parquet (format 2): a group of rows at a time, so that any number of rows takes no more memory than one group.</summary>
internal static class ParquetFile
{
    /// <summary>Its media type.</summary>
    public const string Type = "application/vnd.apache.parquet";

    /// <summary>Writes it.</summary>
    /// <param name="rowsAGroup">Rows that wait in memory until they are written together.</param>
    public static async Task Write(Stream to, ImmutableArray<FeedColumn> columns, IAsyncEnumerable<IReadOnlyList<FeedRow>> rows, CancellationToken cancel, int rowsAGroup = 8_192)
    {
        var fields = columns.Select(FieldOf).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), new Forward(to), new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: cancel);
        var waiting = new List<FeedRow>(rowsAGroup);
        await foreach (var batch in rows.WithCancellation(cancel))
            foreach (var row in batch)
            {
                waiting.Add(row);
                if (waiting.Count == rowsAGroup)
                {
                    await Group(writer, columns, fields, waiting, cancel);
                    waiting.Clear();
                }
            }
        if (waiting.Count > 0)
            await Group(writer, columns, fields, waiting, cancel);
    }

    private static async Task Group(ParquetWriter writer, ImmutableArray<FeedColumn> columns, DataField[] fields, List<FeedRow> rows, CancellationToken cancel)
    {
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            var (field, column) = (fields[i], i);
            ReadOnlyMemory<T?> values<T>(Func<object, T> of)
                where T : struct => rows.Select(r => r.Values[column] is { } value ? of(value) : (T?)null).ToArray();
            await (columns[i].Type switch
            {
                FeedType.Whole => group.WriteAsync(field, values(v => (long)v), cancellationToken: cancel),
                FeedType.Number => group.WriteAsync(field, values(v => (double)(decimal)v), cancellationToken: cancel),
                FeedType.Day => group.WriteAsync(field, values(v => (DateOnly)v), cancellationToken: cancel),
                FeedType.Time => group.WriteAsync(field, values(v => ((DateTimeOffset)v).UtcDateTime), cancellationToken: cancel),
                FeedType.Flag => group.WriteAsync(field, values(v => (bool)v), cancellationToken: cancel),
                _ => group.WriteAsync(field, rows.Select(r => (string?)r.Values[column]).ToList()!),
            });
        }
        group.CompleteValidate();
    }

    // Whole numbers are INT64, others DOUBLE, times of UTC in microseconds.
    private static DataField FieldOf(FeedColumn column) => column.Type switch
    {
        FeedType.Whole => new DataField<long>(column.Name, true),
        FeedType.Number => new DataField<double>(column.Name, true),
        FeedType.Day => new DataField<DateOnly>(column.Name, true),
        FeedType.Time => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true),
        FeedType.Flag => new DataField<bool>(column.Name, true),
        _ => new DataField<string>(column.Name, true),
    };

    // The library asks where it is; it never goes back.
    private sealed class Forward(Stream inner) : Stream
    {
        private long _at;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _at;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count);
            _at += count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            _at += buffer.Length;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
