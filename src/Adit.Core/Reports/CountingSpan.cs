using System.Collections.Frozen;
using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Risk;

namespace Adit.Reports;

/// <summary>Counts the numbers of a programme report again, site by site, from the entries that it rests on.</summary>
/// <param name="says">What the report says.</param>
internal sealed class CountingSpan(ProgrammeSpan says, ProgrammeReportRests rests, RestingParts parts)
{
    // These follow from the assignments and the ratings, or nobody knows them.
    private static readonly FrozenSet<string> NotHere = ["agent-days.planned", "indicators.looked", "indicators.applicable", "children.referred", "prices.posted"];

    private DateOnly First => says.Span.First;

    private DateOnly Last => says.Span.Last;

    public Recounted All()
    {
        List<SpanSite> sites = [.. rests.Sites.Select(Site)];
        var (figures, tables, months) = SpanComposing.Counted(says.Span, rests.Groups, rests.OfPersons.ToFrozenSet(), sites);
        var raw = figures.ToDictionary(f => f.Id, f => f.Is);
        return new(
            [
                .. says.Figures.Select(f => Again(f.Id, f.Is, raw.GetValueOrDefault(f.Id).Value, raw.ContainsKey(f.Id) && !NotHere.Contains(f.Id))),
                .. from table in says.Tables
                   from row in table.Rows
                   from cell in table.Columns.Zip(row.Cells)
                   select Again($"{table.Id}/{row.Id}/{cell.First}", cell.Second, At(tables.FirstOrDefault(t => t.Id == table.Id), row.Id, cell.First), true),
                .. from month in says.Months.Index()
                   from number in month.Item.Incidents.Index()
                   select Again(FormattableString.Invariant($"months/{month.Item.Month:yyyy-MM}/s{number.Index + 1}"), number.Item, months[month.Index][number.Index], true),
                .. says.Months.Select((m, n) => Again(FormattableString.Invariant($"months/{m.Month:yyyy-MM}/days-observed"), new(m.Observed), sites.Sum(s => s.Months[n].Observed), true)),
                .. (says.Places ?? []).SelectMany(p => Province(p, sites)),
            ],
            [.. parts.Wrong]);
    }

    // What is not told cannot be compared: that few are behind it is the report's own word.
    private static Recount Again(string id, ReportedNumber said, decimal? counted, bool canBe) => new(id, said.Value, counted, canBe && !said.Hidden);

    private static decimal? At(SpanComposing.Table? table, string row, string column)
    {
        if (table is null)
            return null;
        var at = column == ProgrammeSpan.Total ? table.Columns.Length : table.Columns.IndexOf(column);
        return table.Whole().FirstOrDefault(r => r.Id == row).Values is { } values && at >= 0 && at < values.Length ? values[at] : null;
    }

    private IEnumerable<Recount> Province(SpanPlace place, List<SpanSite> sites)
    {
        var named = (says.Places ?? []).Select(p => (p.Country, p.Province)).ToHashSet();
        var own = sites.Where(s => (s.At!.Country, s.At.Province) is var at && (place.Province.Length > 0 ? at == (place.Country, place.Province) : !named.Contains(at))).ToList();
        var id = place.Province.Length > 0 ? $"{place.Country}-{place.Province}" : "elsewhere";
        yield return new($"places/{id}/sites", place.Sites, own.Count, true);
        yield return Again($"places/{id}/incidents", place.Incidents, own.Sum(s => s.Incidents.Count(i => i.Learnt >= First && i.Learnt <= Last && !i.Hollow)), true);
    }

    private SpanSite Site(RestingSite site)
    {
        parts.Records(site.Days);
        foreach (var people in site.Meetings.Concat(site.AtWork is { } counted ? [counted] : []))
            parts.Placed(people.Entry);
        foreach (var meeting in site.Meetings)
            if (parts.Fact(meeting.Entry, FactsJson.Default.MeetingHeld)?.Came is { IsDefault: false } came && (came.Sum(c => c.Women), came.Sum(c => c.Men)) != (meeting.Women, meeting.Men))
                parts.Wrong.Add($"#{meeting.Entry}");
        var made = parts.Values(site.Values, site.Days, First, Last);
        return new(
            [.. Incidents(site)], [.. site.Actions.Select(Action)],
            [.. says.Span.Months.Select(m => site.Days.Where(d => d.Day >= m && d.Day < m.AddMonths(1)).ToList() is var days ? new SpanDays(days.Count(d => d.Agents > 0), m.AddMonths(1).DayNumber - m.DayNumber, days.Sum(d => d.Agents), 0) : default)],
            0, 0, made.Count > 0 ? made.Sum() : null, site.AtWork is { } at ? new(at.Women, at.Men) : null, [.. site.Meetings.Select(m => new PeopleSeen(m.Women, m.Men))], new(site.Site, site.Country, site.Province, null));
    }

    private IEnumerable<SpanIncident> Incidents(RestingSite site)
    {
        var zone = site.Incidents.IsEmpty ? null : parts.ZoneOf(site.Registered);
        var known = parts.Follow(site.Incidents.SelectMany(i => i.Entries));
        foreach (var said in site.Incidents)
        {
            if (known.Values.FirstOrDefault(i => i.Number == said.Number && i.Into is null) is { } one
                && (said.Level, said.Hollow, said.Learnt, said.Closed) != (one.Level, one.Hollow, Clock.DayOf(one.Learnt.ToDateTimeOffset(), zone!), one.Ended is { } end && end.Day <= Last ? end.Day : null))
                parts.Wrong.Add(said.Number);
            yield return new(said.Group, said.Level, said.Hollow, said.Learnt, said.Closed, said.Victims.ToDictionary(v => (v.Who, v.Harm), v => v.People));
        }
    }

    private SpanAction Action(RestingAction action)
    {
        if (action.Verified != parts.Verified(action.Entries, Last))
            parts.Wrong.Add(action.Number);
        return new(action.Agreed, action.Due, action.Verified);
    }
}
