using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Adit.Incidents;
using Adit.Plans;
using Adit.Sites;

namespace Adit.Reports;

/// <summary>The entries that a file discloses of what a report rests on, and what does not agree among them.</summary>
/// <param name="parts">The parts for subscribers by ledger index.</param>
/// <param name="places">All entries of the file, also those of which only the place is shown.</param>
/// <param name="knows">The last entry that the report takes into account.</param>
internal sealed class RestingParts(IReadOnlyDictionary<long, ReadOnlyMemory<byte>> parts, IReadOnlySet<long> places, long knows)
{
    /// <summary>An entry (<c>#17</c>), or the number of an incident or action.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>The records of some days, each once; those that the file does not have, or that came later, are wrong.</summary>
    public IReadOnlySet<long> Records(ImmutableArray<RestingDay> days)
    {
        var records = days.SelectMany(d => d.Records).ToHashSet();
        foreach (var record in records)
            Placed(record);
        return records;
    }

    /// <summary>Says that an entry is wrong where the file does not have it, or it came later.</summary>
    public void Placed(long entry)
    {
        if (!places.Contains(entry) || entry > knows)
            Wrong.Add(Place(entry));
    }

    /// <summary>What records add to a figure on days of a span; those whose answers do not come to it are wrong.</summary>
    public List<decimal> Values(IEnumerable<RestingValue> of, ImmutableArray<RestingDay> days, DateOnly first, DateOnly last)
    {
        var (values, counting) = (of.ToList(), days.ToDictionary(d => d.Day, d => d.Records.ToHashSet()));
        foreach (var own in values.GroupBy(v => v.Record))
            if (own.Any(v => In(v) && counting.GetValueOrDefault(v.Day)?.Contains(v.Record) != true)
                || (own.All(v => !v.Answers.IsEmpty) && own.SelectMany(v => v.Answers).Distinct().SelectMany(a => Answers(own.Key, a)).Sum() != own.Sum(v => v.Value)))
                Wrong.Add(Place(own.Key));
        return [.. values.Where(In).Select(v => v.Value)];

        bool In(RestingValue value) => value.Day >= first && value.Day <= last;
    }

    /// <summary>The time zone of a site, by the entry that registered it.</summary>
    public TimeZoneInfo ZoneOf(long registered) => TimeZoneInfo.FindSystemTimeZoneById(Fact(registered, FactsJson.Default.SiteRegistered)!.Zone);

    /// <summary>Incidents as they stand after some entries. The parts for subscribers hold what a rule of an incident needs; what is missing of a fact counts for none of these figures.</summary>
    public Dictionary<IncidentId, Incident> Follow(IEnumerable<RestingEntry> entries)
    {
        var known = new Dictionary<IncidentId, Incident>();
        foreach (var entry in entries.DistinctBy(e => e.Entry).OrderBy(e => e.Entry))
            Follow(known, entry);
        return known;
    }

    /// <summary>The day on which an action was last found done on the ground; null where nobody found so by a day.</summary>
    public DateOnly? Verified(ImmutableArray<RestingEntry> entries, DateOnly last) =>
        entries.Where(e => e.Kind == "action.checked.1").Select(e => Fact(e.Entry, FactsJson.Default.ActionChecked)).LastOrDefault(c => c?.Result == CheckResult.Verified)?.Day is { } day && day <= last ? day : null;

    /// <summary>A fact by its part for subscribers; null where the file has none.</summary>
    public T? Fact<T>(long entry, JsonTypeInfo<T> type) where T : class => parts.TryGetValue(entry, out var bytes) ? JsonSerializer.Deserialize(bytes.Span, type) : null;

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
            Wrong.Add(Place(entry.Entry));
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

    private static string Place(long entry) => "#" + entry.ToString(CultureInfo.InvariantCulture);
}
