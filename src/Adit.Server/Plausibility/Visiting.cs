using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Adit.Forms;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Plausibility;

/// <summary>
/// Follows the records that are visits (forms marked <c>adit:visit</c>), beside the ratings and under their bookmark. Whatever the order in which they come, and however they are
/// batched, the rows are the same: they follow from which visits there are.
/// </summary>
internal sealed class Visiting(byte[] key, Func<DbConnection> reading)
{
    private const int MostRemembered = 4_096, LongestRemembered = 80;

    private readonly List<VisitRow> _fresh = [];
    private readonly HashSet<SiteId> _moved = [];
    private readonly Dictionary<string, ulong> _veiled = [];

    /// <summary>Takes in a record that is no protected one.</summary>
    public void Take(Recorded recorded, Envelope envelope, SiteId site, Form? form, ReadOnlyMemory<byte> xml)
    {
        if (form is not { Button.Visit: true, Tier: < Protection.Tier.T3 } || envelope.Source == Source.Historic || InstanceReading.Read(xml).Instance is not { Encrypted: null } instance)
            return;
        var head = new VisitHead(envelope.Submission, recorded.Actor, site, envelope.Day, recorded.At, envelope.Source == Source.Paper);
        _fresh.Add(new(recorded.Index, Tracing.Of(head, new Filled(form, instance), Veil), Ordinary: true));
    }

    /// <summary>The place that the programme has for a site may be another one now.</summary>
    public void Moved(SiteId site) => _moved.Add(site);

    /// <summary>Drops what was not kept.</summary>
    public void Forget()
    {
        _fresh.Clear();
        _moved.Clear();
    }

    /// <summary>Works out what is to be written. Reads beside the writer: nobody else writes these tables.</summary>
    public IReadOnlyList<Action<Connection>> Prepare()
    {
        if (_fresh.Count == 0 && _moved.Count == 0)
            return [];
        var writes = new List<Action<Connection>>();
        var (gone, come) = Changed();
        foreach (var row in gone)
            writes.Add(db => VisitsTable.Remove(db, row));
        foreach (var row in come.Values)
            writes.Add(db => VisitsTable.Add(db, row));
        var touched = gone.Concat(come.Values).Concat(_moved.SelectMany(s => VisitsTable.At(reading(), s))).ToList();
        touched.AddRange(WithTheirPhotos(touched));
        foreach (var place in touched.GroupBy(t => t.Place))
            writes.AddRange(new Turn(reading(), place.Key, [.. place], gone, come).Work());
        return writes;
    }

    // A newer version of a record replaces the older one. When it was begun and finished is what the first one says: a correction from the office's side is no second visit.
    private (List<VisitRow> Gone, Dictionary<SubmissionId, VisitRow> Come) Changed()
    {
        var gone = VisitsTable.Of(reading(), _fresh.Select(f => f.Trace.Visit)).ToList();
        var known = gone.ToDictionary(g => g.Trace.Visit, g => g.Trace);
        var come = new Dictionary<SubmissionId, VisitRow>();
        foreach (var row in _fresh)
        {
            var trace = known.TryGetValue(row.Trace.Visit, out var first) ? row.Trace with { Started = first.Started, Ended = first.Ended, Received = first.Received, Paper = first.Paper } : row.Trace;
            known[trace.Visit] = trace;
            come[trace.Visit] = row with { Trace = trace };
        }
        return (gone, come);
    }

    // Who has one of these photos too is judged again.
    private List<VisitRow> WithTheirPhotos(List<VisitRow> touched)
    {
        var photos = touched.SelectMany(t => t.Trace.Photos).ToHashSet();
        if (photos.Count == 0)
            return [];
        var known = touched.Select(t => t.Trace.Visit).ToHashSet();
        var others = VisitsTable.Seen(reading(), photos).Select(s => s.Seen.Visit).Where(v => !known.Contains(v)).Distinct().ToList();
        return others.Count == 0 ? [] : [.. VisitsTable.Of(reading(), others)];
    }

    private ulong Veil(string text)
    {
        if (text.Length <= LongestRemembered && _veiled.TryGetValue(text, out var known))
            return known;
        var veiled = BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("visit\0" + text)));
        if (_veiled.Count >= MostRemembered)
            _veiled.Clear();
        if (text.Length <= LongestRemembered)
            _veiled[text] = veiled;
        return veiled;
    }

    /// <summary>One agent at one site: judges again whatever a change may change.</summary>
    private sealed class Turn(DbConnection db, Place place, IReadOnlyList<VisitRow> touched, IReadOnlyList<VisitRow> gone, IReadOnlyDictionary<SubmissionId, VisitRow> come)
    {
        public List<Action<Connection>> Work()
        {
            var (first, last) = (touched.MinBy(t => t.Trace, Order)!, touched.MaxBy(t => t.Trace, Order)!);
            var rows = Rows(first, last);
            var series = new Series([.. rows.Select(r => r.Trace)], VisitsTable.SitePlace(db, place.Site), Sightings(rows));
            var anew = touched.Any(t => gone.Any(g => g.Trace.Visit == t.Trace.Visit)) || rows.Select((r, at) => (r, at)).Any(r => Lies(r.r, first, last) && series.SharesSitting(r.at));
            var from = Math.Max(0, rows.FindIndex(r => Trace.Compare(r.Trace, first.Trace) >= 0) is >= 0 and var found ? found - (anew ? Doubting.Near : 0) : rows.Count - Doubting.Near);
            var behind = rows.FindLastIndex(r => Trace.Compare(r.Trace, last.Trace) <= 0) + 1;
            return [.. Weigh(series, rows, from, Math.Min(rows.Count, behind + Doubting.Context)), .. Judge(series, rows, from, Math.Min(rows.Count, behind + 2 * Doubting.Context))];
        }

        private static Comparer<Trace> Order { get; } = Comparer<Trace>.Create(Trace.Compare);

        private static bool Lies(VisitRow row, VisitRow first, VisitRow last) => Trace.Compare(row.Trace, first.Trace) >= 0 && Trace.Compare(row.Trace, last.Trace) <= 0;

        // As the table will be: what is gone is gone, and what has come is there.
        private List<VisitRow> Rows(VisitRow first, VisitRow last)
        {
            var left = gone.Select(g => g.Trace.Visit).ToHashSet();
            var rows = VisitsTable.Around(db, place, first.Order, Doubting.Context + 2 * Doubting.Near + left.Count, last.Order, 2 * Doubting.Context + Doubting.Near + left.Count)
                .Where(r => !left.Contains(r.Trace.Visit)).Concat(come.Values.Where(c => c.Place == place)).ToList();
            rows.Sort((a, b) => Trace.Compare(a.Trace, b.Trace));
            return rows;
        }

        private List<Sighting> Sightings(List<VisitRow> rows)
        {
            var photos = rows.SelectMany(r => r.Trace.Photos).ToHashSet();
            if (photos.Count == 0)
                return [];
            var left = gone.Select(g => g.Trace.Visit).ToHashSet();
            return
            [
                .. VisitsTable.Seen(db, photos).Where(s => s.Place != place && !left.Contains(s.Seen.Visit)).Select(s => s.Seen),
                .. come.Values.Where(c => c.Place != place).SelectMany(c => c.Trace.Photos.Where(photos.Contains).Select(p => new Sighting(p, c.Trace.Visit, c.Trace.Day, c.Trace.Started ?? c.Trace.Received))),
            ];
        }

        private static IEnumerable<Action<Connection>> Weigh(Series series, List<VisitRow> rows, int from, int until)
        {
            for (var at = 0; at < rows.Count; at++)
                if (at < from || at >= until)
                    series.Weighed(at, rows[at].Ordinary);
                else if (series.Weigh(at) != rows[at].Ordinary)
                {
                    var row = rows[at] = rows[at] with { Ordinary = !rows[at].Ordinary };
                    yield return to => VisitsTable.Weigh(to, row);
                }
        }

        private IEnumerable<Action<Connection>> Judge(Series series, List<VisitRow> rows, int from, int until)
        {
            var had = VisitsTable.Doubts(db, rows.Skip(from).Take(until - from).Select(r => r.Trace.Visit));
            for (var at = from; at < until; at++)
            {
                var (row, judged) = (rows[at], series.Judge(at));
                if (judged.Doubtful || had.ContainsKey(row.Trace.Visit))
                    yield return to => VisitsTable.Doubt(to, row, judged);
            }
        }
    }
}
