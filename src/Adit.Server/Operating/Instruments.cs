using System.Diagnostics;
using System.Diagnostics.Metrics;
using Adit.Submissions;

namespace Adit.Operating;

/// <summary>
/// What is measured where it happens. Of outcomes, times and sizes alone, never of persons, sites or forms. Where nobody listens, each costs a look at a
/// field.
/// </summary>
internal static class Instruments
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Adit";

    private const string Outcome = "outcome";
    private static readonly string[] Outcomes = ["accepted", "again", "refused"];

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>("adit.submissions", "{submission}", "Records that phones sent, by what became of them.");
    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "adit.commit.duration", "s", "From the begin of the writer's turn until all that was done in it is durable.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
    private static readonly Histogram<int> CommitSize = Meter.CreateHistogram(
        "adit.commit.size", "{work}", "Pieces of work that one commit made durable.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });
    private static readonly Counter<long> CommitFailures = Meter.CreateCounter<long>("adit.commit.failures", "{commit}", "Commits of which nothing was kept.");
    private static readonly Counter<long> BlobWritten = Meter.CreateCounter<long>("adit.blob.written", "By", "Bytes of files that were kept, before encryption.");
    private static readonly Counter<long> BlobFailures = Meter.CreateCounter<long>("adit.blob.failures", "{file}", "Files that could not be written or kept.");
    private static readonly Gauge<double> RebuildProgress = Meter.CreateGauge<double>("adit.rebuild.progress", "1", "How much of the ledger the last rebuilding of the views has taken in.");

    /// <summary>Counters that have counted nothing yet say so: what is not there cannot be seen to grow.</summary>
    public static void CountFromZero()
    {
        foreach (var outcome in Outcomes)
            Submissions.Add(0, new KeyValuePair<string, object?>(Outcome, outcome));
        foreach (var counter in (Counter<long>[])[CommitFailures, BlobWritten, BlobFailures])
            counter.Add(0);
    }

    /// <summary>A phone was told what became of its record.</summary>
    public static void Answered(ReceiptAnswer answer) => Submissions.Add(1, new KeyValuePair<string, object?>(Outcome, answer.Status >= 400 ? Outcomes[2] : answer.Code == ReceiptAnswer.Before.Code ? Outcomes[1] : Outcomes[0]));

    /// <summary>What a phone sent could not be read.</summary>
    public static void Unreadable() => Submissions.Add(1, new KeyValuePair<string, object?>(Outcome, Outcomes[2]));

    /// <summary>A request waits for the writer's turn and for what it wrote there to be durable; null where nobody looks at the request's trace.</summary>
    public static Activity? Writing() => Activity.Current is null ? null : Source.StartActivity("write");

    /// <summary>The commit of a group, in the trace of the first that is looked at and linked to all of them; null where none is.</summary>
    public static Activity? Commit(IEnumerable<ActivityContext> waiting)
    {
        if (!Source.HasListeners())
            return null;
        var looked = waiting.Where(w => w.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).ToList();
        return looked.Count == 0 ? null : Source.StartActivity("commit", ActivityKind.Internal, looked[0], links: looked.Select(w => new ActivityLink(new(w.TraceId, w.SpanId, w.TraceFlags))));
    }

    /// <param name="began">By <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="works">How many pieces of work became durable.</param>
    public static void Committed(long began, int works)
    {
        CommitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        CommitSize.Record(works);
    }

    public static void CommitFailed() => CommitFailures.Add(1);

    public static void BlobKept(long bytes) => BlobWritten.Add(bytes);

    public static void BlobFailed() => BlobFailures.Add(1);

    public static void Rebuilding(long done, long of) => RebuildProgress.Record(of == 0 ? 1 : (double)done / of);
}
