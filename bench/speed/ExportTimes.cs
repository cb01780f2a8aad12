using System.Diagnostics;
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
        foreach (var format in (ExportFormat[])[ExportFormat.Csv, ExportFormat.Csv, ExportFormat.Csv, ExportFormat.Json, ExportFormat.Xlsx, ExportFormat.GeoJson, ExportFormat.Parquet])
            await Time(exporting, format);
        return 0;
    }

    private static async Task Time(Exporting exporting, ExportFormat format)
    {
        GC.Collect();
        var (watch, cpu, allocated, peak) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), 0L);
        using (new Timer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, 0, 20))
        {
            var ask = new ExportAsk(Visit.Id);
            var part = await exporting.Announce(ask, format, ActorId.Program, CancellationToken.None);
            await using var to = new Counting();
            await exporting.Write(ask, format, part, to, CancellationToken.None);
            Console.WriteLine($"{format}: {part.Records} records, {to.Length / 1048576.0:0.0} MiB in {watch.Elapsed.TotalSeconds:0.00} s, CPU {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:0.00} s, "
                + $"peak working set {peak / 1048576} MiB, allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1048576} MiB");
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
