using System.Diagnostics;
using System.Globalization;
using System.Text;
using Adit.Exports;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Bench;

/// <summary>How long a CSV zip of many records takes, and how much memory: made in this process, to a stream that keeps nothing.</summary>
internal static class ExportTimes
{
    public static async Task<int> Run(Options options)
    {
        using var programme = await Programme.Open(options, options.Number("count", 50_000));
        using var home = programme.Address.Open();
        using var database = new Database(home, TimeProvider.System);
        using var ledger = new LedgerReading(database);
        using var job = new AssessJob(database, ledger);
        using var reading = new ExportReading(database);
        var exporting = new Exporting(database, new Registers(database), home.Blobs, job, reading);
        await job.CatchUp();
        // Once over, so that what a first run compiles and keeps is no part of it; then a quarter of the records and all of them: memory must not follow.
        await Time(exporting, ExportFormat.Csv, null);
        var table = new StringBuilder("| what | records | MiB | seconds | most memory |\n|---|---|---|---|---|\n");
        foreach (var format in (ExportFormat[])[ExportFormat.Csv, ExportFormat.Json, ExportFormat.Xlsx, ExportFormat.GeoJson, ExportFormat.Parquet])
            foreach (var limit in (int?[])[(int)(programme.Listed / 4), null])
                table.AppendLine(await Time(exporting, format, limit));
        if (options.Text("report") is { } report)
            Report.Write(report, "exports", $"# Exports\n\nTo a stream that keeps nothing, a quarter of the records and all of them; most memory is the working set of the whole program.\n\n{table}", null);
        return 0;
    }

    private static async Task<string> Time(Exporting exporting, ExportFormat format, int? limit)
    {
        GC.Collect();
        var (watch, cpu, allocated, peak) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), 0L);
        using (new Timer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, 0, 20))
        {
            var ask = new ExportAsk(Visit.Id, Limit: limit);
            var part = await exporting.Announce(ask, format, ActorId.Program, CancellationToken.None);
            await using var to = new Counting();
            await exporting.Write(ask, format, part, to, CancellationToken.None);
            Console.WriteLine($"{format}: {part.Records} records, {to.Length / 1048576.0:0.0} MiB in {watch.Elapsed.TotalSeconds:0.00} s, CPU {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:0.00} s, "
                + $"peak working set {peak / 1048576} MiB, allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1048576} MiB");
            return string.Create(CultureInfo.InvariantCulture, $"| {format} | {part.Records:N0} | {to.Length / 1048576.0:0.0} | {watch.Elapsed.TotalSeconds:0.00} | {peak / 1048576} MiB |");
        }
    }

    /// <summary>Counts bytes and keeps none.</summary>
    private sealed class Counting : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
