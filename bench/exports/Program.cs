// How long a CSV zip of many records takes, and how much memory.
//
//   dotnet run -c Release --project bench/exports -- [records, default 50000] [folder to keep and use again]
//
// Records are made in this process as a phone's would be received, with twenty answers and two rows of a repeat each; the export then runs three
// times to a stream that keeps nothing. Memory is the process's peak of working set during the exports, and what the runtime allocated.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Adit;
using Adit.Exports;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

var records = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 50_000;
var path = args.Length > 1 ? args[1] : Directory.CreateTempSubdirectory("adit-bench-").FullName;
var fresh = !DataFolder.Holds(path);
using (var folder = DataFolder.Open(path))
using (var database = new Database(folder, TimeProvider.System))
{
    if (fresh)
        await Fill(database, records);
    using var job = new AssessJob(database, new LedgerReading(database));
    using var reading = new ExportReading(database);
    var exporting = new Exporting(database, new Registers(database), new FolderBlobs(folder.Blobs), job, reading);
    await job.CatchUp();
    GC.Collect();
    foreach (var format in (ExportFormat[])[ExportFormat.Csv, ExportFormat.Csv, ExportFormat.Csv, ExportFormat.Json])
        await Time(exporting, format);
}
if (args.Length < 2)
    Directory.Delete(path, recursive: true);

static async Task Time(Exporting exporting, ExportFormat format)
{
    var process = Process.GetCurrentProcess();
    using var stop = new CancellationTokenSource();
    var peak = 0L;
    var watching = Task.Run(async () =>
    {
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, Environment.WorkingSet);
            await Task.Delay(20);
        }
    });
    var (watch, cpu, allocated) = (Stopwatch.StartNew(), process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
    var ask = new ExportAsk("bench");
    var (until, count) = await exporting.Announce(ask, format, ActorId.Program, CancellationToken.None);
    var counted = watch.Elapsed;
    await using var to = new Counting();
    await exporting.Write(ask, format, until, to, CancellationToken.None);
    watch.Stop();
    process.Refresh();
    await stop.CancelAsync();
    await watching;
    Console.WriteLine($"{format}: {count} records, {to.Length / 1048576.0:0.0} MiB in {watch.Elapsed.TotalSeconds:0.00} s (announced in {counted.TotalSeconds:0.00}), CPU {(process.TotalProcessorTime - cpu).TotalSeconds:0.00} s, "
        + $"peak working set {peak / 1048576} MiB, allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1048576} MiB, heap now {GC.GetTotalMemory(false) / 1048576} MiB");
}

static async Task Fill(Database database, int records)
{
    await Beginning.Create(database, new("http://127.0.0.1:0", "http://127.0.0.1:0", null, TimeSpan.FromHours(24), []), "Bench", simulated: true);
    var site = new SiteId(Guid.CreateVersion7());
    await database.Write(w => w.Record(ActorId.Program, new SiteRegistered(site, "BENCH", "Bench", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, [], null, [], null)));
    foreach (var fault in await Beginning.Publishing(database, new Catalogues(database), ActorId.Program, Encoding.UTF8.GetBytes(FormXml())))
        throw new InvalidOperationException(fault.Code);
    var receiving = new Receiving(database, new Registers(database), new Catalogues(database), new FolderBlobs(database.Folder.Blobs), new LedgerReading(database));
    var sender = new Sender(new ActorId(Guid.CreateVersion7()), null, Source.Simulated, "phone", null, _ => true, _ => true, [site]);
    var watch = Stopwatch.StartNew();
    var next = -1;
    await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
    {
        for (int i; (i = Interlocked.Increment(ref next)) < records;)
            if (await receiving.Receive(sender, Encoding.UTF8.GetBytes(Record(i)), []) is { Status: not 201 } refused)
                throw new InvalidOperationException(refused.Code);
    })));
    Console.WriteLine($"{records} records made in {watch.Elapsed.TotalSeconds:0.0} s");
}

static string FormXml()
{
    var names = Enumerable.Range(0, 20).Select(i => $"q{i}").ToList();
    return $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:adit="urn:adit:forms:1"><h:head><h:title>Bench</h:title><model>
        <instance><data id="bench" version="1">{string.Concat(names.Select(n => $"<{n}/>"))}<people><name/><age/></people></data></instance>
        {string.Concat(names.Select((n, i) => $"<bind nodeset=\"/data/{n}\" type=\"{(i % 3 == 0 ? "int" : "string")}\" adit:tier=\"{(i % 4 == 0 ? "T1" : "T2")}\"/>"))}
        <bind nodeset="/data/people/age" type="int" adit:tier="T1"/></model></h:head><h:body>{string.Concat(names.Select(n => $"<input ref=\"/data/{n}\"/>"))}
        <repeat nodeset="/data/people"><input ref="/data/people/name"/><input ref="/data/people/age"/></repeat></h:body></h:html>
        """;
}

static string Record(int i)
{
    var answers = string.Concat(Enumerable.Range(0, 20).Select(q => q % 3 == 0 ? $"<q{q}>{(i * 7919L + q) % 1000}</q{q}>" : $"<q{q}>answer {(i * 31L + q) % 997} given by somebody</q{q}>"));
    return $"<data id='bench' version='1'><meta><instanceID>uuid:{Guid.CreateVersion7()}</instanceID></meta>{answers}<people><name>Ada</name><age>{20 + (i % 40)}</age></people><people><name>Ben</name><age>{18 + (i % 30)}</age></people></data>";
}

/// <summary>Counts bytes and keeps none.</summary>
internal sealed class Counting : Stream
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
