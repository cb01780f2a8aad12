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
/// <param name="Figures">Every figure that the report names.</param>
/// <param name="Wrong">What else behind it does not agree: an entry (<c>#17</c>), or the number of an incident or action.</param>
public sealed record Recounted(ReportPublished Report, ImmutableArray<Recount> Figures, ImmutableArray<string> Wrong)
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
            var parts = bundle.Entries.Select(e => (e.Index, Part: e.Parts.FirstOrDefault(p => p.Slot == Slot.T1)?.Bytes)).Where(e => e.Part is not null).ToDictionary(e => e.Index, e => e.Part!.Value);
            return parts.Values.Where(IsRests).Select(p => JsonSerializer.Deserialize(p.Span, FactsJson.Default.ReportRests)!).FirstOrDefault() is { } rests && parts.TryGetValue(rests.Published, out var bytes)
                && JsonSerializer.Deserialize(bytes.Span, FactsJson.Default.ReportPublished) is { Says: not null } report && report.Report == rests.Report && report.Version == rests.Version
                ? new Counting(report, rests, parts, bundle.Entries.Select(e => e.Index).ToHashSet()).All() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException or ArgumentException or NullReferenceException or OverflowException or KeyNotFoundException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            // Parts are somebody's bytes: whatever they are, they are no report with what it rests on.
            return null;
        }
    }

    // A part for subscribers does not say of which kind its fact is: the head does, which they do not get.
    private static bool IsRests(ReadOnlyMemory<byte> part)
    {
        using var json = JsonDocument.Parse(part);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("published", out var published) && published.ValueKind == JsonValueKind.Number && json.RootElement.TryGetProperty("days", out _);
    }

    private sealed class Counting(ReportPublished report, ReportRests rests, IReadOnlyDictionary<long, ReadOnlyMemory<byte>> parts, IReadOnlySet<long> places)
    {
        private readonly Dictionary<string, decimal?> _counted = [];
        private readonly List<string> _wrong = [];

        private SiteMonth Says => report.Says;

        public Recounted All()
        {
            var records = rests.Days.SelectMany(d => d.Records).ToHashSet();
            foreach (var record in records.Where(r => !places.Contains(r) || r > Says.Knows))
                _wrong.Add(Place(record));
            _counted["records"] = records.Count;
            _counted["days.observed"] = rests.Days.Count(d => d.Agents > 0);
            _counted["agent-days.done"] = rests.Days.Sum(d => d.Agents);
            Values("people.most", values => values.Max());
            Values("production.kg", values => values.Sum());
            Incidents();
            Actions();
            return new(report, [.. Says.Figures.Select(f => new Recount(f.Id, f.Value, _counted.GetValueOrDefault(f.Id), _counted.ContainsKey(f.Id)))], [.. _wrong]);
        }

        private void Values(string figure, Func<IEnumerable<decimal>, decimal> together)
        {
            var values = rests.Values.Where(v => v.Figure == figure).ToList();
            foreach (var own in values.GroupBy(v => v.Record))
                if (own.Any(v => In(v) && !rests.Days.Any(d => d.Day == v.Day && d.Records.Contains(v.Record)))
                    || (own.All(v => !v.Answers.IsEmpty) && own.SelectMany(v => v.Answers).Distinct().SelectMany(a => Answers(own.Key, a)).Sum() != own.Sum(v => v.Value)))
                    _wrong.Add(Place(own.Key));
            _counted[figure] = values.Any(In) ? together(values.Where(In).Select(v => v.Value)) : null;

            bool In(RestingValue value) => value.Day >= Says.First && value.Day <= Says.Last;
        }

        private IEnumerable<decimal> Answers(long record, string path)
        {
            if (!parts.TryGetValue(record, out var bytes))
                return [];
            using var json = JsonDocument.Parse(bytes);
            return [.. Along(json.RootElement.GetProperty("answers"), path.Split('/')).Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDecimal() : decimal.Parse(v.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture))];
        }

        // Through groups, and through every row of a repeat.
        private static IEnumerable<JsonElement> Along(JsonElement value, ReadOnlyMemory<string> names) =>
            value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(v => Along(v, names))
            : names.IsEmpty ? [value]
            : value.ValueKind == JsonValueKind.Object && value.TryGetProperty(names.Span[0], out var inner) ? Along(inner, names[1..]) : [];

        private void Incidents()
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(Fact(rests.Site, FactsJson.Default.SiteRegistered)!.Zone);
            var known = new Dictionary<IncidentId, Incident>();
            foreach (var entry in rests.Incidents.SelectMany(i => i.Entries).DistinctBy(e => e.Entry).OrderBy(e => e.Entry))
                Follow(known, entry);
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
                    _wrong.Add(said.Number);
                all.Add(now);
            }
            foreach (var level in (Severity[])[Severity.S1, Severity.S2, Severity.S3, Severity.S4])
                _counted[$"incidents.learnt.{level.ToString().ToLowerInvariant()}"] = all.Count(i => i.Learnt >= Says.First && !i.Hollow && i.Level == level);
            _counted["incidents.verifying"] = all.Count(i => i.Hollow && i.Closed is null);
            _counted["incidents.closed"] = all.Count(i => !i.Hollow && i.Closed is not null);
            _counted["incidents.open"] = all.Count(i => !i.Hollow && i.Closed is null);
        }

        // The parts for subscribers hold what a rule of an incident needs; what is missing of a fact counts for none of these figures.
        private void Follow(Dictionary<IncidentId, Incident> known, RestingEntry entry)
        {
            Fact? fact = entry.Kind switch
            {
                "incident.opened.1" when Fact(entry.Entry, FactsJson.Default.IncidentOpened) is { } f => f with { Records = [], Note = "" },
                "incident.borne-out.1" when Fact(entry.Entry, FactsJson.Default.IncidentBorneOut) is { } f => f with { Record = null },
                "incident.severity-overridden.1" when Fact(entry.Entry, FactsJson.Default.SeverityOverridden) is { } f => f with { Why = "" },
                "incident.merged.1" => Fact(entry.Entry, FactsJson.Default.IncidentMerged),
                "incident.closed.1" when Fact(entry.Entry, FactsJson.Default.IncidentClosed) is { } f => f with { Note = "" },
                "incident.reopened.1" when Fact(entry.Entry, FactsJson.Default.IncidentReopened) is { } f => f with { Why = "" },
                "determination.decided.1" => Fact(entry.Entry, FactsJson.Default.DeterminationDecided),
                _ => null,
            };
            if (fact is null || (fact is not IncidentOpened && !known.ContainsKey(new(fact.Subjects[fact is DeterminationDecided ? 1 : 0]))))
            {
                _wrong.Add(Place(entry.Entry));
                return;
            }
            var recorded = new Recorded(entry.Entry, default, default, fact);
            if (fact is IncidentOpened opened)
            {
                known[opened.Incident] = Incident.From(recorded, opened);
                return;
            }
            var id = new IncidentId(fact.Subjects[fact is DeterminationDecided ? 1 : 0]);
            if (fact is IncidentMerged { Into: var into } && known.TryGetValue(into, out var on))
                known[into] = on.With(recorded, known[id]);
            known[id] = known[id].After(recorded);
        }

        // Subscribers see when whoever checked found an action done; what was agreed by when is the report's own list.
        private void Actions()
        {
            foreach (var said in Says.Actions)
            {
                var verified = (rests.Actions.FirstOrDefault(a => a.Number == said.Number)?.Entries ?? []).Where(e => e.Kind == "action.checked.1")
                    .Select(e => Fact(e.Entry, FactsJson.Default.ActionChecked)).LastOrDefault(c => c?.Result == CheckResult.Verified)?.Day;
                if (said.Verified != (verified <= Says.Last ? verified : null))
                    _wrong.Add(said.Number);
            }
            _counted["actions.agreed"] = Says.Actions.Count(a => a.Agreed >= Says.First);
            _counted["actions.verified"] = Says.Actions.Count(a => a.Verified is not null);
            _counted["actions.open"] = Says.Actions.Count(a => a.Verified is null);
            _counted["actions.overdue"] = Says.Actions.Count(a => a.Verified is null && a.Due < Says.Last);
        }

        private T? Fact<T>(long entry, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class => parts.TryGetValue(entry, out var bytes) ? JsonSerializer.Deserialize(bytes.Span, type) : null;

        private static string Place(long entry) => "#" + entry.ToString(CultureInfo.InvariantCulture);
    }
}
