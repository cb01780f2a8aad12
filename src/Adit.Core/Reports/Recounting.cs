using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;

namespace Adit.Reports;

/// <summary>A figure of a report, counted again.</summary>
/// <param name="Says">As the report says; null where it knows none.</param>
/// <param name="Counted">As the records behind it come to.</param>
/// <param name="CanBe">Whether it follows from what the file discloses.</param>
public sealed record Recount(string Figure, decimal? Says, decimal? Counted, bool CanBe)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool Holds => !CanBe || Says == Counted;
}

/// <summary>What counting a report again came to.</summary>
/// <param name="Figures">Every figure that the report names, of a programme report also the numbers of its tables: <c>incidents/OH/s1</c>.</param>
/// <param name="Wrong">What else behind it does not agree: an entry (<c>#17</c>), or the number of an incident or action.</param>
public sealed record Recounted(ImmutableArray<Recount> Figures, ImmutableArray<string> Wrong)
{
    /// <summary>Whether all that could be counted again is as the report says.</summary>
    public bool Holds => Figures.All(f => f.Holds) && Wrong.IsEmpty;
}

/// <summary>Counts the figures of a report again from the entries that it rests on, as <c>samples/recompute.mjs</c> does with other code.</summary>
public static class Recounting
{
    /// <summary>What it comes to; null where the bundle holds no report with what it rests on. Says nothing of proofs: <see cref="Bundle.Verify"/> does.</summary>
    public static Recounted? Of(Bundle bundle)
    {
        try
        {
            var parts = Parts(bundle, Slot.T1);
            var places = bundle.Entries.Select(e => e.Index).ToHashSet();
            if (Parts(bundle, Slot.T2).Values.Where(p => IsRests(p, "sites")).Select(p => JsonSerializer.Deserialize(p.Span, FactsJson.Default.ProgrammeReportRests)!).FirstOrDefault() is { } behind)
                return parts.TryGetValue(behind.Published, out var told) && JsonSerializer.Deserialize(told.Span, FactsJson.Default.ProgrammeReportPublished) is { Says: not null } published && published.Report == behind.Report && published.Version == behind.Version
                    ? new CountingSpan(published.Says, behind, new(parts, places, published.Says.Knows)).All() : null;
            return parts.Values.Where(p => IsRests(p, "days")).Select(p => JsonSerializer.Deserialize(p.Span, FactsJson.Default.ReportRests)!).FirstOrDefault() is { } rests && parts.TryGetValue(rests.Published, out var bytes)
                && JsonSerializer.Deserialize(bytes.Span, FactsJson.Default.ReportPublished) is { Says: not null } report && report.Report == rests.Report && report.Version == rests.Version
                ? new Counting(report, rests, new(parts, places, report.Says.Knows)).All() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException or ArgumentException or NullReferenceException or OverflowException or KeyNotFoundException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            // Parts are somebody's bytes: whatever they are, they are no report with what it rests on.
            return null;
        }
    }

    // A part for subscribers does not say of which kind its fact is: the head does, which they do not get.
    private static bool IsRests(ReadOnlyMemory<byte> part, string member)
    {
        using var json = JsonDocument.Parse(part);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("published", out var published) && published.ValueKind == JsonValueKind.Number && json.RootElement.TryGetProperty(member, out _);
    }

    private static Dictionary<long, ReadOnlyMemory<byte>> Parts(Bundle bundle, Slot slot) =>
        bundle.Entries.Select(e => (e.Index, Part: e.Parts.FirstOrDefault(p => p.Slot == slot)?.Bytes)).Where(e => e.Part is not null).ToDictionary(e => e.Index, e => e.Part!.Value);

    private sealed class Counting(ReportPublished report, ReportRests rests, RestingParts parts)
    {
        private readonly Dictionary<string, decimal?> _counted = [];

        private SiteMonth Says => report.Says;

        public Recounted All()
        {
            _counted["records"] = parts.Records(rests.Days).Count;
            _counted["days.observed"] = rests.Days.Count(d => d.Agents > 0);
            _counted["agent-days.done"] = rests.Days.Sum(d => d.Agents);
            _counted["people.most"] = parts.Values(rests.Values.Where(v => v.Figure == "people.most"), rests.Days, Says.First, Says.Last) is { Count: > 0 } people ? people.Max() : null;
            _counted["production.kg"] = parts.Values(rests.Values.Where(v => v.Figure == "production.kg"), rests.Days, Says.First, Says.Last) is { Count: > 0 } made ? made.Sum() : null;
            Incidents();
            Actions();
            return new([.. Says.Figures.Select(f => new Recount(f.Id, f.Value, _counted.GetValueOrDefault(f.Id), _counted.ContainsKey(f.Id)))], [.. parts.Wrong]);
        }

        private void Incidents()
        {
            var zone = parts.ZoneOf(rests.Site);
            var known = parts.Follow(rests.Incidents.SelectMany(i => i.Entries));
            List<ReportedIncident> all = [];
            foreach (var said in Says.Incidents)
            {
                if (known.Values.FirstOrDefault(i => i.Number == said.Number && i.Into is null) is not { } one)
                {
                    // Its entries are not for subscribers: the report's own word counts.
                    all.Add(said);
                    continue;
                }
                var now = said with
                {
                    Day = one.Day,
                    Learnt = Clock.DayOf(one.Learnt.ToDateTimeOffset(), zone),
                    Level = one.Level,
                    Hollow = one.Hollow,
                    Closed = one.Ended is { } end && end.Day <= Says.Last ? end.Day : null,
                };
                if (now != said || one.Ended?.Cause == ClosingCause.Mistaken)
                    parts.Wrong.Add(said.Number);
                all.Add(now);
            }
            foreach (var level in (Severity[])[Severity.S1, Severity.S2, Severity.S3, Severity.S4])
                _counted[$"incidents.learnt.{level.ToString().ToLowerInvariant()}"] = all.Count(i => i.Learnt >= Says.First && !i.Hollow && i.Level == level);
            _counted["incidents.verifying"] = all.Count(i => i.Hollow && i.Closed is null);
            _counted["incidents.closed"] = all.Count(i => !i.Hollow && i.Closed is not null);
            _counted["incidents.open"] = all.Count(i => !i.Hollow && i.Closed is null);
        }

        // Subscribers see when whoever checked found an action done; what was agreed by when is the report's own list.
        private void Actions()
        {
            foreach (var said in Says.Actions)
                if (said.Verified != parts.Verified(rests.Actions.FirstOrDefault(a => a.Number == said.Number)?.Entries ?? [], Says.Last))
                    parts.Wrong.Add(said.Number);
            _counted["actions.agreed"] = Says.Actions.Count(a => a.Agreed >= Says.First);
            _counted["actions.verified"] = Says.Actions.Count(a => a.Verified is not null);
            _counted["actions.open"] = Says.Actions.Count(a => a.Verified is null);
            _counted["actions.overdue"] = Says.Actions.Count(a => a.Verified is null && a.Due < Says.Last);
        }
    }
}
