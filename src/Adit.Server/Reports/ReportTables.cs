using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Adit.Exports;
using Adit.Incidents;
using Adit.Risk;

namespace Adit.Reports;

/// <summary>A table of a report: texts, decimals and days, under names that stay the same in every language.</summary>
internal sealed record ReportTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>What a report says as tables for spreadsheets and programs.</summary>
internal static class ReportTables
{
    /// <summary>In which tables say what a figure counts: their names are the same for every reader too.</summary>
    public static Web.Words English { get; } = Web.Words.In("en");

    /// <summary>All tables of a report, in the order of the document.</summary>
    public static IReadOnlyList<ReportTable> Of(ReportPublished report)
    {
        var says = report.Says;
        return
        [
            new("report", ["name", "value"],
            [
                ["report", report.Report.ToString()], ["version", (decimal)report.Version], ["site", says.Code], ["site_name", says.Name], ["country", says.Country], ["province", says.Province], ["latitude_to_a_tenth", says.Place?.Latitude], ["longitude_to_a_tenth", says.Place?.Longitude], ["first_day", says.First], ["last_day", says.Last],
                ["catalogue", says.Catalogue], ["ledger_entries_taken_in", (decimal)(says.Knows + 1)], ["observers_compared", says.Observers is { } o ? (decimal)o.Compared : null], ["observers_agreed", says.Observers is { } p ? (decimal)p.Agreed : null],
                .. report.Texts.Select(t => (IReadOnlyList<object?>)[$"{IncidentWords.KeyOf(t.Section)}.{t.Language}", t.Text]),
            ]),
            new("figures", ["figure", "value", "what"], [.. says.Figures.Select(f => (IReadOnlyList<object?>)[f.Id, f.Value, English[$"report.figure.{f.Id}.what"]])]),
            new("risks", ["group", "now", "level_now", "grade_now", "before", "level_before", "looked", "applicable"],
                [.. says.Risks.Select(r => (IReadOnlyList<object?>)[r.Group, State(r.Now), Level(r.Now), Grade(r.Now), State(r.Before), Level(r.Before), (decimal)r.Looked, (decimal)r.Applicable])]),
            new("days", ["day", "agent"], [.. says.Days.Select((d, i) => (IReadOnlyList<object?>)[says.First.AddDays(i), d switch { 'o' => "there", 'x' => "planned, nobody there", _ => "not planned" }])]),
            new("indicators", ["indicator", "state", "level", "grade", "being_verified", "open_since"], [.. says.Indicators.Select(i => (IReadOnlyList<object?>)[i.Indicator, State(i.Stands), Level(i.Stands), Grade(i.Stands), i.Stands.Hollow ? "yes" : "no", i.Since])]),
            new("replies", ["indicator", "party", "reply", "until"], [.. says.Replies.Select(r => (IReadOnlyList<object?>)[r.Indicator, IncidentWords.KeyOf(r.Party), r.Text, r.Until?.ToString()])]),
            new("incidents", ["number", "day", "learnt", "level", "being_verified", "indicators", "determined", "closed", "cause", "disputed_by"],
                [.. says.Incidents.Select(i => (IReadOnlyList<object?>)[
                    i.Number, i.Day, i.Learnt, i.Level.ToString(), i.Hollow ? "yes" : "no", string.Join(' ', i.Indicators), i.Determined is { } d ? IncidentWords.KeyOf(d) : null, i.Closed, i.Cause is { } c ? IncidentWords.KeyOf(c) : null,
                    string.Join(' ', i.Disputed.Select(IncidentWords.KeyOf))])]),
            new("actions", ["number", "indicator", "measure", "owner", "agreed", "due", "verified", "verified_by_who_found_it", "days_overdue", "disputed_by"],
                [.. says.Actions.Select(a => (IReadOnlyList<object?>)[
                    a.Number, a.Indicator, a.Measure, a.Owner is { } w ? IncidentWords.KeyOf(w) : "programme", a.Agreed, a.Due, a.Verified, a.Verified is null ? null : a.SameAgent ? "yes" : "no", (decimal)a.Overdue, string.Join(' ', a.Disputed.Select(IncidentWords.KeyOf))])]),
            .. says.Released is { } released ? (ReportTable[])[new("released", ["release", "kind", "day", "sha256"], [.. released.Select(r => (IReadOnlyList<object?>)[r.Release.ToString(), r.Sha256 is null ? "text" : "photo", r.Day, r.Sha256])])] : [],
        ];
    }

    /// <summary>What some figures of a site's month count.</summary>
    public static ReportTable Definitions(IEnumerable<string> figures) => new("definitions", ["figure", "what"], [.. figures.Select(f => (IReadOnlyList<object?>)[f, English[$"report.figure.{f}.what"]])]);

    /// <summary>The tables for programs: of each its rows, of each row the cells by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>> Named(IEnumerable<ReportTable> tables) => tables.ToDictionary(
        t => t.Name, t => (IReadOnlyList<IReadOnlyDictionary<string, string?>>)[.. t.Rows.Select(r => t.Columns.Zip(r.Select(Text)).ToDictionary(c => c.First, c => c.Second))]);

    /// <summary>The tables as one zip of CSV files.</summary>
    public static byte[] Csv(IEnumerable<ReportTable> tables)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var table in tables)
            {
                var text = new ArrayBufferWriter<byte>();
                Line(text, table.Columns);
                foreach (var row in table.Rows)
                    Line(text, row.Select(Text));
                using var file = zip.CreateEntry(table.Name + ".csv").Open();
                file.Write(text.WrittenSpan);
            }
        return bytes.ToArray();
    }

    /// <summary>A cell as text, the same for every reader.</summary>
    public static string? Text(object? cell) => cell switch
    {
        null => null,
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    };

    private static void Line(ArrayBufferWriter<byte> to, IEnumerable<string?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            CsvText.Cell(to, cell, first);
            first = false;
        }
        CsvText.End(to);
    }

    private static string State(Stood stood) => IncidentWords.KeyOf(stood.State);

    private static string? Level(Stood stood) => stood.Level == Severity.None ? null : stood.Level.ToString();

    private static string? Grade(Stood stood) => stood.State == RatingState.Open ? stood.Grade.ToString().ToLowerInvariant() : null;
}
