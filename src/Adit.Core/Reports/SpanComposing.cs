using System.Collections.Immutable;
using Adit.Risk;
using Adit.Sites;

namespace Adit.Reports;

/// <summary>An incident as a programme report counts it.</summary>
/// <param name="Group">Of its worst finding that is not protected.</param>
/// <param name="Learnt">The day the programme learnt of it, at the site.</param>
/// <param name="Closed">The day it was over; null where it was not by the end of the span.</param>
/// <param name="Victims">People hurt, by <c>women</c>, <c>men</c>, <c>minors</c> or <c>unknown</c> and by <c>dead</c>, <c>serious</c> or <c>light</c>; null where it is no accident.</param>
public sealed record SpanIncident(string Group, Severity Level, bool Hollow, DateOnly Learnt, DateOnly? Closed, IReadOnlyDictionary<(string Who, string Harm), int>? Victims = null);

/// <summary>An action as a programme report counts it.</summary>
/// <param name="Verified">The day somebody checked on the ground that it was done; null where nobody did by the end of the span.</param>
public sealed record SpanAction(DateOnly Agreed, DateOnly Due, DateOnly? Verified);

/// <summary>A month at a site.</summary>
/// <param name="Observed">Days of which a record of an agent counts.</param>
/// <param name="Days">Days that it has.</param>
/// <param name="Done">Agent-days done.</param>
/// <param name="Planned">Agent-days planned.</param>
public readonly record struct SpanDays(int Observed, int Days, int Done, int Planned);

/// <summary>People counted, by sex.</summary>
public readonly record struct PeopleSeen(int Women, int Men);

/// <summary>All that a programme report takes from one site.</summary>
/// <param name="Months">One for each month of the span.</param>
/// <param name="Production">Kilograms recorded; null where nothing was.</param>
/// <param name="AtWork">At the last count of the span; null where nobody counted.</param>
/// <param name="Meetings">Who came to each meeting about its plans.</param>
/// <param name="At">Where it lies; null where that counts for nothing.</param>
public sealed record SpanSite(
    ImmutableArray<SpanIncident> Incidents, ImmutableArray<SpanAction> Actions, ImmutableArray<SpanDays> Months, int Looked, int Applicable, decimal? Production, PeopleSeen? AtWork, ImmutableArray<PeopleSeen> Meetings, SpanAt? At = null);

/// <summary>Where a site lies, as a programme report reads it.</summary>
/// <param name="Place">Coarse; null where nobody said so.</param>
public sealed record SpanAt(SiteId Site, string Country, string Province, GeoPoint? Place);

/// <summary>What a programme report is composed from, besides its sites.</summary>
/// <param name="Groups">Codes of the groups of risks, in order.</param>
/// <param name="OfPersons">Of these, the ones by whose counts a child, a survivor or an informant could be told.</param>
/// <param name="Published">The newest version of the other reports of its year, and of those that it may be compared with: what readers have seen.</param>
/// <param name="Withdrawn">Of these, the ones that hold no more.</param>
/// <param name="Newest">The version before this one; null for none.</param>
/// <param name="Given">Of each organisation that may read it, the sites that it was ever given.</param>
public sealed record SpanKnown(
    ReportSpan Span, string Catalogue, long Knows, ImmutableArray<string> Groups, IReadOnlySet<string> OfPersons, ObserversAgreed? Observers, IReadOnlyDictionary<ReportSpan, ProgrammeReportPublished> Published,
    ImmutableArray<ReportSpan> Withdrawn, ProgrammeSpan? Newest, ImmutableArray<IReadOnlySet<SiteId>> Given = default);

/// <summary>Adds sites up to what a programme report says, and hides what is to be hidden.</summary>
public static class SpanComposing
{
    private static readonly ImmutableArray<string> Levels = ["s1", "s2", "s3", "s4"], Harms = ["dead", "serious", "light"], Hurt = ["women", "men", "minors", "unknown"], Sexes = ["women", "men"], Closed = ["closed", "median", "nine-in-ten"];

    /// <summary>The report.</summary>
    public static ProgrammeSpan Of(SpanKnown known, IReadOnlyList<SpanSite> sites)
    {
        var (figures, tables, months) = Counted(known.Span, known.Groups, known.OfPersons, sites);
        var places = Places(known, sites, known.Span.First, known.Span.Last);
        var (told, byMonth, byPlace) = Told(known, tables, months, places.ConvertAll(p => p.Incidents));
        var before = new[] { known.Span.YearBefore, known.Span.Before }.Where(s => !known.Withdrawn.Contains(s)).Select(s => known.Published.GetValueOrDefault(s)).OfType<ProgrammeReportPublished>().FirstOrDefault();
        return new(
            known.Span, known.Catalogue, known.Knows, figures, told,
            [.. known.Span.Months.Select((m, n) => new SpanMonth(m, byMonth[n], sites.Sum(s => s.Months[n].Observed), sites.Sum(s => s.Months[n].Days), sites.Sum(s => s.Months[n].Done), sites.Sum(s => s.Months[n].Planned)))], known.Observers,
            before is null ? null : new(before.Span, before.Version, before.Says.Figures, before.Says.Tables), places.Count == 0 ? null : [.. places.Select((p, n) => p.Place with { Incidents = byPlace[n] })]);
    }

    /// <summary>What some sites add up to before anything of it is hidden: for the programme, and for auditors who count again.</summary>
    internal static (ImmutableArray<SpanFigure> Figures, IReadOnlyList<Table> Tables, long[][] Months) Counted(ReportSpan span, ImmutableArray<string> groups, IReadOnlySet<string> ofPersons, IReadOnlyList<SpanSite> sites)
    {
        var (first, last) = (span.First, span.Last);
        var incidents = sites.SelectMany(s => s.Incidents).ToList();
        var (learnt, over) = (incidents.FindAll(i => IsLearnt(i, first, last)), incidents.FindAll(i => i.Closed >= first && !i.Hollow));
        return (
            [.. Figures(sites, incidents, over, first, last)], [.. Counts(groups, ofPersons, learnt), Victims(learnt), People(sites), Closings(over)],
            [.. span.Months.Select(m => Levels.Select((_, l) => (long)learnt.Count(i => Of(i.Level) == l && i.Learnt >= m && i.Learnt < m.AddMonths(1))).ToArray())]);
    }

    private static bool IsLearnt(SpanIncident incident, DateOnly first, DateOnly last) => incident.Learnt >= first && incident.Learnt <= last && !incident.Hollow;

    // A province is named where it has at least five sites and nobody who was given some of them could tell those few that they were not given; the others stand together, and for them holds the same.
    private static List<(SpanPlace Place, long Incidents)> Places(SpanKnown known, IReadOnlyList<SpanSite> sites, DateOnly first, DateOnly last)
    {
        var all = sites.Where(s => s.At is not null).GroupBy(s => (s.At!.Country, s.At.Province)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Country, StringComparer.Ordinal).ThenBy(g => g.Key.Province, StringComparer.Ordinal).ToList();
        var named = all.FindAll(g => g.Key.Province.Length > 0 && MayTell(g));
        while (named.Count > 0 && all.Except(named).SelectMany(g => g).ToList() is { Count: > 0 } rest && !MayTell(rest))
            named.RemoveAt(named.Count - 1);
        var others = all.Except(named).SelectMany(g => g).ToList();
        return [.. named.Select(g => Place(g.Key.Country, g.Key.Province, [.. g])), .. others.Count > 0 ? [Place("", "", others)] : (List<(SpanPlace, long)>)[]];

        // Whoever knows nearly all sites reads nothing of it anyway.
        bool MayTell(IEnumerable<SpanSite> some) => some.ToList() is var of && of.Count >= Suppression.Fewest && (known.Given.IsDefault || known.Given.Where(g => Suppression.MayRead(Others(sites, g))).All(g => Suppression.MayRead(Others(of, g))));

        static int Others(IEnumerable<SpanSite> of, IReadOnlySet<SiteId> given) => of.Count(s => s.At is { } at && !given.Contains(at.Site));

        (SpanPlace, long) Place(string country, string province, List<SpanSite> of)
        {
            var placed = province.Length == 0 && (named.Count > 0 || of.Count < Suppression.Fewest) ? [] : of.Select(s => s.At!.Place).OfType<GeoPoint>().ToList();
            return (new(country, province, placed.Count == 0 ? null : new(ToHalf(placed.Average(p => p.Latitude)), ToHalf(placed.Average(p => p.Longitude))), of.Count, default), of.Sum(s => (long)s.Incidents.Count(i => IsLearnt(i, first, last))));
        }

        static decimal ToHalf(decimal degrees) => Math.Round(degrees * 2) / 2;
    }

    /// <summary>The middle one of some numbers, or the one that so many of ten are not above (nearest rank); null for none.</summary>
    /// <param name="tenths">5 for the median.</param>
    public static decimal? Rank(IEnumerable<int> values, int tenths) => values.Order().ToList() is { Count: > 0 } all ? all[Math.Max(0, ((all.Count * tenths) + 9) / 10) - 1] : null;

    private static IEnumerable<SpanFigure> Figures(IReadOnlyList<SpanSite> sites, List<SpanIncident> incidents, List<SpanIncident> over, DateOnly first, DateOnly last)
    {
        var actions = sites.SelectMany(s => s.Actions).ToList();
        var (verified, running) = (actions.FindAll(a => a.Verified >= first), actions.FindAll(a => a.Verified is null));
        var (closing, mending) = (over.Select(i => i.Closed!.Value.DayNumber - i.Learnt.DayNumber).ToList(), verified.Select(a => a.Verified!.Value.DayNumber - a.Agreed.DayNumber).ToList());
        var made = sites.Where(s => s.Production is not null).ToList();
        (string Id, ReportedNumber Is)[] all =
        [
            ("sites.monitored", Is(sites.Count)), ("sites.observed", Is(sites.Count(s => s.Months.Any(m => m.Observed > 0)))), ("days.observed", Is(sites.Sum(s => s.Months.Sum(m => m.Observed)))), ("days.all", Is(sites.Sum(s => s.Months.Sum(m => m.Days)))),
            ("agent-days.done", Is(sites.Sum(s => s.Months.Sum(m => m.Done)))), ("agent-days.planned", Is(sites.Sum(s => s.Months.Sum(m => m.Planned)))),
            ("indicators.looked", Is(sites.Sum(s => s.Looked))), ("indicators.applicable", Is(sites.Sum(s => s.Applicable))),
            ("incidents.verifying", Is(incidents.Count(i => i.Hollow && i.Closed is null))), ("incidents.closed", Is(over.Count)), ("incidents.open", Is(incidents.Count(i => i.Closed is null && !i.Hollow))),
            ("incidents.days.median", Is(Rank(closing, 5))), ("incidents.days.nine-in-ten", Is(Rank(closing, 9))),
            ("actions.agreed", Is(actions.Count(a => a.Agreed >= first))), ("actions.verified", Is(verified.Count)), ("actions.open", Is(running.Count)), ("actions.overdue", Is(running.Count(a => a.Due < last))),
            ("actions.days.median", Is(Rank(mending, 5))), ("actions.days.nine-in-ten", Is(Rank(mending, 9))),
            // What few sites make up could be told of one of them.
            ("production.kg", made.Count == 0 ? default : made.Count < Suppression.Fewest ? ReportedNumber.NotTold : Is(made.Sum(s => s.Production))), ("production.sites", Is(made.Count)),
            ("meetings.held", Is(sites.Sum(s => s.Meetings.Length))),
            // Referrals stand in protected records only, which no report opens; prices that count are those of three buyers, and no record says whose a price is.
            ("children.referred", default), ("prices.posted", default),
        ];
        return all.Select(f => new SpanFigure(f.Id, f.Is));

        static ReportedNumber Is(decimal? value) => new(value);
    }

    private static IEnumerable<Table> Counts(ImmutableArray<string> groups, IReadOnlySet<string> ofPersons, List<SpanIncident> learnt)
    {
        var at = learnt.ToLookup(i => (i.Group, Of(i.Level)));
        yield return new(ProgrammeSpan.Incidents, Levels, [.. groups.Select(g => (g, Levels.Select((_, l) => (long?)at[(g, l)].Count()).ToArray(), ofPersons.Contains(g)))], Across: true, Down: true, Known: true);
    }

    // How long it took, by how grave it was: counts and numbers that were seen, which add up to nothing.
    private static Table Closings(List<SpanIncident> over) => new(
        ProgrammeSpan.Closing, Closed,
        [.. Levels.Select((id, level) => Row(id, [.. over.Where(i => Of(i.Level) == level)])), Row(ProgrammeSpan.Total, over)], Across: false, Down: false, Known: over.Count > 0);

    private static (string Id, long?[] Values, bool OfPersons) Row(string id, List<SpanIncident> over)
    {
        var days = over.ConvertAll(i => i.Closed!.Value.DayNumber - i.Learnt.DayNumber);
        return (id, [over.Count, (long?)Rank(days, 5), (long?)Rank(days, 9)], false);
    }

    private static Table Victims(List<SpanIncident> learnt)
    {
        var all = learnt.Select(i => i.Victims).OfType<IReadOnlyDictionary<(string, string), int>>().ToList();
        return new(ProgrammeSpan.Victims, Harms, [.. Hurt.Select(who => (who, Harms.Select(harm => (long?)all.Sum(v => (long)v.GetValueOrDefault((who, harm)))).ToArray(), true))], Across: false, Down: true, Known: true);
    }

    private static Table People(IReadOnlyList<SpanSite> sites)
    {
        var (work, meetings) = (sites.Select(s => s.AtWork).OfType<PeopleSeen>().ToList(), sites.SelectMany(s => s.Meetings).ToList());
        return new(ProgrammeSpan.People, Sexes, [("at-work", Sum(work), true), ("meetings", Sum(meetings), true)], Across: true, Down: false, Known: work.Count + meetings.Count > 0);

        static long?[] Sum(List<PeopleSeen> seen) => [seen.Sum(p => (long)p.Women), seen.Sum(p => (long)p.Men)];
    }

    private static int Of(Severity level) => level switch { Severity.S1 => 0, Severity.S2 => 1, Severity.S3 => 2, Severity.S4 => 3, _ => -1 };

    /// <summary>A table before anything of it is hidden.</summary>
    /// <param name="Across">Whether rows are added up.</param>
    /// <param name="Down">Whether columns are.</param>
    /// <param name="Known">Whether anybody counted.</param>
    internal sealed record Table(string Id, ImmutableArray<string> Columns, ImmutableArray<(string Id, long?[] Values, bool OfPersons)> Rows, bool Across, bool Down, bool Known)
    {
        /// <summary>Rows with what they add up to, and the row that adds them up.</summary>
        public List<(string Id, long?[] Values, bool OfPersons)> Whole()
        {
            var rows = Rows.Select(r => (r.Id, Values: Across ? [.. r.Values, r.Values.Sum()] : r.Values, r.OfPersons)).ToList();
            if (Down)
                rows.Add((ProgrammeSpan.Total, [.. Enumerable.Range(0, rows[0].Values.Length).Select(c => rows.Sum(r => r.Values[c]))], rows.TrueForAll(r => r.OfPersons)));
            return rows;
        }
    }

    // All tables, months and provinces are looked at together, since months add up to columns and provinces to the whole, and with what other reports of the year show of the same counts.
    private static (ImmutableArray<SpanTable> Tables, ImmutableArray<ReportedNumber>[] Months, ImmutableArray<ReportedNumber> Places) Told(SpanKnown known, IReadOnlyList<Table> tables, long[][] months, List<long> places)
    {
        var (counts, sums) = (new List<Counted>(), new List<int[]>());
        var laid = tables.Where(t => t.Known).Select(t => (Table: t, Places: Lay(known, t, counts, sums))).ToList();
        var total = laid.First(t => t.Table.Id == ProgrammeSpan.Incidents).Places[^1];
        var first = counts.Count;
        counts.AddRange(months.SelectMany(m => m).Select(v => new Counted(v, false)));
        for (var level = 0; level < Levels.Length; level++)
            sums.Add([.. months.Select((_, m) => first + (m * Levels.Length) + level), total.Places[level]]);
        var atPlaces = counts.Count;
        counts.AddRange(places.Select(v => new Counted(v, false)));
        if (places.Count > 0)
            sums.Add([.. places.Select((_, p) => atPlaces + p), total.Places[^1]]);
        var hidden = Suppression.Hide(counts, sums);
        return (
            [.. laid.Select(t => new SpanTable(t.Table.Id, t.Table.Across ? [.. t.Table.Columns, ProgrammeSpan.Total] : t.Table.Columns, [.. t.Places.Select(r => new SpanRow(r.Id, [.. r.Places.Select(Number)]))]))],
            [.. months.Select((_, m) => Levels.Select((_, l) => Number(first + (m * Levels.Length) + l)).ToImmutableArray())], [.. places.Select((_, p) => Number(atPlaces + p))]);

        ReportedNumber Number(int place) => place < 0 ? default : hidden[place] ? ReportedNumber.NotTold : new(counts[place].Value);
    }

    private static List<(string Id, int[] Places)> Lay(SpanKnown known, Table table, List<Counted> counts, List<int[]> sums)
    {
        var rows = new List<(string Id, int[] Places)>();
        var values = table.Whole();
        var columns = table.Across ? table.Columns.Add(ProgrammeSpan.Total) : table.Columns;
        foreach (var (id, row, ofPersons) in values)
        {
            // What nobody knows has no place among the counts.
            var begin = counts.Count;
            var places = row.Select((v, c) => v is null ? -1 : begin + row.Take(c).Count(o => o is not null)).ToArray();
            counts.AddRange(row.Select((v, c) => (v, c)).Where(x => x.v is not null).Select(x => (v: x.v!.Value, x.c)).Select(x => new Counted(x.v, ofPersons, Kept: known.Newest?.Tables.FirstOrDefault(t => t.Id == table.Id)?.At(id, columns[x.c]).Hidden == true)));
            rows.Add((id, places));
            if (table.Across)
                sums.Add(places);
        }
        if (table.Down)
            sums.AddRange(columns.Select((_, c) => rows.Select(r => r.Places[c]).ToArray()));
        // People at work and at meetings are no sums over time that another report could be taken from.
        if (table.Id != ProgrammeSpan.People)
            foreach (var ((id, places), n) in rows.Select((r, n) => (r, n)).Where(r => values[r.n].OfPersons).ToList())
                foreach (var (place, c) in places.Select((p, c) => (p, c)))
                    Siblings(known, table.Id, id, columns[c], place, counts, sums);
        return rows;
    }

    // The four quarters of a year come to the year: what one of them hides must not follow from the others.
    private static void Siblings(SpanKnown known, string table, string row, string column, int place, List<Counted> counts, List<int[]> sums)
    {
        var year = new int[5];
        foreach (var sibling in known.Span.Siblings)
        {
            var told = known.Published.GetValueOrDefault(sibling)?.Says.Tables.FirstOrDefault(t => t.Id == table)?.At(row, column) ?? default;
            year[sibling.Quarter == 0 ? 4 : sibling.Quarter - 1] = counts.Count;
            counts.Add(new((long)(told.Value ?? 1), true, Elsewhere: told.Value is not null));
        }
        year[known.Span.Quarter == 0 ? 4 : known.Span.Quarter - 1] = place;
        sums.Add(year);
    }
}
