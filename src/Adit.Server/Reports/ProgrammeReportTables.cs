namespace Adit.Reports;

/// <summary>What a programme report says as tables for spreadsheets and programs. What is not told is empty, and <c>hidden</c> says so.</summary>
internal static class ProgrammeReportTables
{
    /// <summary>All tables of a report, in the order of the document.</summary>
    public static IReadOnlyList<ReportTable> Of(ProgrammeReportPublished report)
    {
        var says = report.Says;
        return
        [
            new("report", ["name", "value"],
            [
                ["report", report.Report.ToString()], ["version", (decimal)report.Version], ["span", says.Span.ToString()], ["first_day", says.Span.First], ["last_day", says.Span.Last], ["catalogue", says.Catalogue], ["ledger_entries_taken_in", (decimal)(says.Knows + 1)],
                ["observers_compared", (decimal?)says.Observers?.Compared], ["observers_agreed", (decimal?)says.Observers?.Agreed], ["compared_with", says.Before is { } b ? FormattableString.Invariant($"{b.Span}/{b.Version}") : null],
                .. report.Texts.Select(t => (IReadOnlyList<object?>)[$"{Incidents.IncidentWords.KeyOf(t.Section)}.{t.Language}", t.Text]),
            ]),
            new("figures", ["figure", "value", "hidden", "before", "what"],
                [.. says.Figures.Select(f => (IReadOnlyList<object?>)[f.Id, f.Is.Value, f.Is.Hidden ? "yes" : "no", says.Before?.Figures.FirstOrDefault(o => o.Id == f.Id)?.Is.Value, ReportTables.English[$"programme-report.figure.{f.Id}.what"]])]),
            .. says.Tables.Select(t => new ReportTable(t.Id, ["row", .. t.Columns, "hidden"], [.. t.Rows.Select(r => (IReadOnlyList<object?>)[r.Id, .. r.Cells.Select(c => (object?)c.Value), string.Join(' ', t.Columns.Where((_, n) => r.Cells[n].Hidden))])])),
            .. says.Places is { } places ? (ReportTable[])[new("places", ["country", "province", "latitude_to_a_half", "longitude_to_a_half", "sites", "incidents", "hidden"],
                [.. places.Select(p => (IReadOnlyList<object?>)[p.Country, p.Province.Length == 0 ? "all others" : p.Province, p.Around?.Latitude, p.Around?.Longitude, (decimal)p.Sites, p.Incidents.Value, p.Incidents.Hidden ? "incidents" : ""])])] : [],
            new("months", ["month", "s1", "s2", "s3", "s4", "days_observed", "days", "agent_days_done", "agent_days_planned"],
                [.. says.Months.Select(m => (IReadOnlyList<object?>)[m.Month, .. m.Incidents.Select(i => (object?)i.Value), (decimal)m.Observed, (decimal)m.Days, (decimal)m.Done, (decimal)m.Planned])]),
        ];
    }
}
