using System.Collections.Immutable;
using Adit.Forms;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Reference;

/// <summary>
/// Brings the IPIS open data into the ledger: sites as reference sites, visits as historic records, by the way that a phone's record takes. The file is
/// read twice, first for the sites; what is held already changes nothing.
/// </summary>
internal sealed class IpisImport(Database database, Registers registers, Catalogues catalogues, Receiving receiving)
{
    // Enough records under way that the writer's groups are full.
    private const int UnderWay = 1024, SitesAtOnce = 256;

    private int _running;

    /// <summary>The form of these visits, as it ships.</summary>
    public static string FormFile { get; } = Path.Combine(Beginning.Catalogue, "imports", $"{Ipis.Form}.xml");

    /// <summary>False where an import is under way: sites are registered by who comes first, so there is one at a time.</summary>
    public bool Begin() => Interlocked.Exchange(ref _running, 1) == 0;

    public void End() => Volatile.Write(ref _running, 0);

    /// <summary>Imports a file.</summary>
    /// <param name="open">Opens the file from its start; the stream can seek.</param>
    /// <param name="progress">Told how many rows are done, and of how many.</param>
    /// <exception cref="InvalidDataException">It is no CSV file with a header.</exception>
    public async Task<ImportReport> Run(Func<Stream> open, ActorId actor, Action<long, long> progress, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(database.Now.ToDateTimeOffset().UtcDateTime).AddDays(1);
        Dictionary<string, SiteSoFar> sites;
        long rows;
        using (var csv = new CsvRows(open()))
        {
            if (Ipis.Needed.Where(column => !csv.Has(column)).ToList() is { Count: > 0 } lacks)
                return new() { Lacks = lacks };
            (sites, rows) = SitesOf(csv, today, cancel);
        }
        var report = new ImportReport();
        if (sites.Count > 0)
            await Prepare(actor);
        report.NewSites = await Register(sites, actor);
        using (var csv = new CsvRows(open()))
            await Visits(csv, today, actor, report, done => progress(done, rows), cancel);
        return report;
    }

    private static (Dictionary<string, SiteSoFar> Sites, long Rows) SitesOf(CsvRows csv, DateOnly today, CancellationToken cancel)
    {
        var sites = new Dictionary<string, SiteSoFar>();
        var rows = 0L;
        foreach (var row in csv.Rows())
        {
            cancel.ThrowIfCancellationRequested();
            rows++;
            if (row.Fault is null && Ipis.Read(column => csv.Value(row, column), today).Visit is { } visit)
                sites[visit.Pcode] = sites.TryGetValue(visit.Pcode, out var before) ? before.With(visit) : new(visit.Pcode, visit.Day, visit.Day, visit.Site);
        }
        return (sites, rows);
    }

    // The form is published when first needed, and closed: phones never list it.
    private async Task Prepare(ActorId actor)
    {
        var faults = await Beginning.Publishing(database, catalogues, actor, await File.ReadAllBytesAsync(FormFile));
        if (!faults.IsEmpty)
            throw new Refused("The form that keeps these visits cannot be published under the catalogue in force.", [.. faults.Select(f => f.Sentence("en"))]);
        if (registers.Current.Published.Any(p => p.Form == Ipis.Form && p.State != FormState.Closed))
            await database.Write(writing => writing.Record(actor, new FormStateChanged(Ipis.Form, FormState.Closed)));
    }

    private async Task<long> Register(Dictionary<string, SiteSoFar> sites, ActorId actor)
    {
        var known = registers.Current.Sites;
        var fresh = sites.Values.Where(s => !known.ContainsKey(Ipis.SiteOf(s.Pcode))).OrderBy(s => s.Pcode, StringComparer.Ordinal).ToList();
        foreach (var some in fresh.Chunk(SitesAtOnce))
            await database.Write(writing => some.Select(s => writing.Record(actor, s.ToFact())).ToList());
        return fresh.Count;
    }

    private async Task Visits(CsvRows csv, DateOnly today, ActorId actor, ImportReport report, Action<long> progress, CancellationToken cancel)
    {
        var sender = new Sender(actor, null, Source.Historic, null, null, _ => true, _ => true, []);
        var underWay = new Queue<(long Line, string Vid, Task<ReceiptAnswer> Answer)>(UnderWay);
        foreach (var row in csv.Rows())
        {
            cancel.ThrowIfCancellationRequested();
            report.Rows++;
            var vid = csv.Value(row, "vid") is { Length: > 40 } tooLong ? tooLong[..40] : csv.Value(row, "vid");
            var read = row.Fault is { } fault ? new IpisRow(null, [fault], []) : Ipis.Read(column => csv.Value(row, column), today);
            report.Bad.AddRange(read.Faults.Select(f => new RowReport(row.Line, vid, f)));
            report.Odd.AddRange(read.Flags.Select(f => new RowReport(row.Line, vid, f)));
            if (underWay.Count == UnderWay)
                await Settle(underWay.Dequeue(), report);
            if (read.Visit is { } visit)
                underWay.Enqueue((row.Line, vid, receiving.Receive(sender, visit.Xml, [], known: new(Ipis.VisitOf(visit.Vid)))));
            progress(report.Rows);
        }
        while (underWay.TryDequeue(out var last))
            await Settle(last, report);
        report.Bad.Sort((a, b) => a.Line.CompareTo(b.Line));
    }

    private static async Task Settle((long Line, string Vid, Task<ReceiptAnswer> Answer) one, ImportReport report)
    {
        var answer = await one.Answer;
        if (answer.Code == "phone.received")
            report.New++;
        else if (answer.Code == "phone.received-before")
            report.Held++;
        else
            report.Bad.Add(new(one.Line, one.Vid, new(answer.Code == "phone.other-contents" ? "other-contents" : "not-kept", "vid", answer.Code == "phone.other-contents" ? one.Vid : answer.Code)));
    }

    /// <summary>A site as the rows read so far have it: named and placed by the latest visit, with the minerals of all.</summary>
    private sealed record SiteSoFar(string Pcode, DateOnly First, DateOnly Last, IpisSite Site)
    {
        public SiteSoFar With(IpisVisit visit)
        {
            ImmutableArray<string> minerals = [.. Site.Minerals.Union(visit.Site.Minerals)];
            var newest = visit.Day >= Last ? visit.Site with { Place = visit.Site.Place ?? Site.Place } : Site;
            return new(Pcode, visit.Day < First ? visit.Day : First, visit.Day > Last ? visit.Day : Last, newest with { Minerals = minerals });
        }

        public SiteRegistered ToFact() => new(
            Ipis.SiteOf(Pcode), Pcode, Site.Name, SiteKind.Reference, Stage.Candidate, "CD", Site.Province, Site.Minerals, Site.Place, Site.Zone, null, [], null,
            [new(Ipis.Scheme, Pcode, First)], Ipis.Credit);
    }
}
