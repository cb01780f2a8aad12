using System.Collections.Immutable;
using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Fills the pages of reports about the programme.</summary>
internal sealed class ProgrammeReportsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce, string origin, string address)
{
    private readonly Words _words = frame.Words;
    private readonly ReportProving _proving = new(db, ledger, frame, origin, address);

    private bool Writes => person.May(Right.WriteReports);

    /// <summary>Those that the reader gets; to whoever writes also those that could be written: of this year and the one before.</summary>
    public ProgrammeReportsView List()
    {
        var published = ProgrammeReportsTable.Newest(db).Where(r => Reach.GivesProgramme(register, person, r.Fact, Instant.From(frame.Now))).ToList();
        var today = ProgrammeReportActs.Today(register, frame.Now);
        var open = !Writes ? [] : Enumerable.Range(0, 2).SelectMany(n => new ReportSpan(today.Year - n, 0).Siblings.Append(new(today.Year - n, 0))).Where(s => s.First <= today && published.TrueForAll(r => r.Fact.Span != s))
            .Select(s => (Span: s, Row: new ProgrammeReportRowView(Title(s), Path(s) + "/draft", s.Last < today ? "draft" : "open", null, null)));
        return new(
            Writes,
            [.. published.Select(r => (r.Fact.Span, Row: new ProgrammeReportRowView(
                Title(r.Fact.Span), $"{Path(r.Fact.Span)}/{r.Fact.Version}", r.Withdrawn is not null ? "withdrawn" : r.Fact.Version > 1 ? "corrected" : "published", At(r.At), Writes ? PeopleWords.Name(register, r.By, _words) : null)))
                .Concat(open).OrderByDescending(r => r.Span.Last).ThenByDescending(r => r.Span.First).Select(r => r.Row)]);
    }

    /// <summary>A version as it was published.</summary>
    public ProgrammeReportView Fill(PublishedSpan report, IReadOnlyList<PublishedSpan> versions)
    {
        var (path, all) = (Path(report.Fact.Span), versions.Select(v => v.Version).ToList());
        return new(
            Document(report.Fact.Says, report.Fact.Texts, _proving.Status(report.Version, report.Fact.Why, all), _proving.Proof(report.Version), Rests(report) ? FormattableString.Invariant($"{path}/{report.Fact.Version}/figures/") : null), path, report.Fact.Version, report.Version.StateAmong(all), Versions(versions),
            [.. ((string[])["pdf", "xlsx", "csv", "json", "evidence"]).Select(f => new LinkView(_words["report.file." + f], f == "evidence" ? $"{path}/{report.Fact.Version}/evidence" : $"{path}/{report.Fact.Version}.{f}")), .. Rests(report) ? (LinkView[])[new(_words["report.file.records"], $"{path}/{report.Fact.Version}/records")] : [], .. ReportsFilling.CredentialLinks(db, register, person, report.Version, _words)], null,
            Writes ? new(_words["report.prepare"], path + "/draft") : null,
            Writes ? [.. ReportsTable.Reads(db, report.Fact.Report).Select(r => new DisclosedView(PeopleWords.Name(register, r.Reader, _words), _words["report.taken." + r.As], r.Version, At(r.At)))] : null);
    }

    /// <summary>The report as it would be published now, with what whoever writes it does.</summary>
    public ProgrammeReportView Draft(ReportSpan span)
    {
        var (versions, texts) = (ProgrammeReportsTable.Versions(db, span), ProgrammeReportsTable.Texts(db, span));
        return new(
            Document(new ProgrammeComposing(db, ledger, register, inForce, frame.Now).Compose(span).Says, texts, _words.Say("report.status.draft", ("time", _words.Instant(frame.Now))), null), Path(span), 0, "draft", Versions(versions), [],
            new(
                versions is [var newest, ..] ? newest.Fact.Version : 0, versions is [{ Withdrawn: not null }, ..], span.Last < ProgrammeReportActs.Today(register, frame.Now),
                [.. Enum.GetValues<ReportSection>().Select(s => ReportsFilling.Section(s, texts, _words, "programme-report"))], [], [], Writes),
            null, null);
    }

    /// <summary>The address of a span's report.</summary>
    public static string Path(ReportSpan span) => $"{ProgrammeReportsRoom.List}/{span}";

    /// <summary>What the report of a span is called.</summary>
    private string Title(ReportSpan span) => $"{_words[span.Quarter == 0 ? "programme-report.year" : "programme-report.quarter"]}, {About(span)}";

    // What it rests on names sites: for whoever gets the records.
    private bool Rests(PublishedSpan report) => ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not null && Reach.GivesProgrammeRecords(register, person, report.Fact, Instant.From(frame.Now));

    private string About(ReportSpan span) => About(span, _words);

    /// <summary>A span in words.</summary>
    public static string About(ReportSpan span, Words words) => span.Quarter == 0 ? span.ToString() : words.Say("programme-report.span", ("quarter", span.Quarter), ("year", span.Year.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private IReadOnlyList<LinkView> Versions(IReadOnlyList<PublishedSpan> versions) =>
        [.. versions.Select(v => new LinkView(_words.Say("report.version.of", ("n", v.Fact.Version), ("day", _words.Day(DateOnly.FromDateTime(At(v.At).DateTime)))), $"{Path(v.Fact.Span)}/{v.Fact.Version}"))];

    private DocumentView Document(ProgrammeSpan says, IReadOnlyList<ReportText> texts, string status, ReportProofView? proof, string? behind = null) => new(
        _words.Message(says.Span.Quarter == 0 ? "programme-report.year" : "programme-report.quarter"), About(says.Span), _words.Say("programme-report.lede", ("programme", frame.Programme), ("first", _words.Day(says.Span.First)), ("last", _words.Day(says.Span.Last))), status,
        [
            new("covered", _words.Message("report.covered"), Coverage(says)),
            .. Enum.GetValues<ReportSection>().Select(s => ReportsFilling.Written(s, texts, _words, "programme-report") is { } text ? new DocumentPart("text-" + IncidentWords.KeyOf(s), text.Title, [], text.Text, text.Language) : null).OfType<DocumentPart>(),
            new("incidents", _words.Message("report.incidents"), [], Stack: Months(says), Table: Counts(says, ProgrammeSpan.Incidents, behind), Note: _words["programme-report.incidents.what"]),
            .. says.Tables.Any(t => t.Id == ProgrammeSpan.Closing) ? [new("closing", _words.Message("programme-report.closing"), [], Table: Counts(says, ProgrammeSpan.Closing), Note: _words["programme-report.closing.what"])] : (DocumentPart[])[],
            .. says.Places is { } places ? [new("places", _words.Message("programme-report.places"), [], Table: Provinces(places), Note: _words["programme-report.places.what"], Map: Map(places))] : (DocumentPart[])[],
            new("figures", _words.Message("report.figures"), [], Charts: [CoverageChart(says)], Table: Figures(says, behind)),
            new("victims", _words.Message("programme-report.victims"), [], Table: Counts(says, ProgrammeSpan.Victims), Note: _words["programme-report.victims.what"]),
            .. says.Tables.Any(t => t.Id == ProgrammeSpan.People) ? [new("people", _words.Message("programme-report.people"), [], Table: Counts(says, ProgrammeSpan.People), Note: _words["programme-report.people.what"])] : (DocumentPart[])[],
            new("unknown", _words.Message("programme-report.unknown"), Unknown(says)),
        ],
        proof, $"programme-{says.Span}" + (proof is null ? "-draft" : ""));

    private IReadOnlyList<string> Coverage(ProgrammeSpan says) =>
    [
        _words.Say("programme-report.covered.sites", ("n", Plain(says, "sites.monitored")), ("observed", Plain(says, "sites.observed"))),
        _words.Say("programme-report.covered.days", ("observed", Plain(says, "days.observed")), ("all", Plain(says, "days.all")), ("done", Plain(says, "agent-days.done")), ("planned", Plain(says, "agent-days.planned"))),
        _words.Say("programme-report.covered.indicators", ("n", Plain(says, "indicators.looked")), ("of", Plain(says, "indicators.applicable"))),
        ReportsFilling.Agreed(says.Observers, _words), _words["programme-report.covered.blind"], _words["programme-report.covered.hidden"],
    ];

    private IReadOnlyList<string> Unknown(ProgrammeSpan says) =>
    [
        .. says.Figures.Where(f => f.Is is { Value: null, Hidden: false }).Select(f => _words.Say("programme-report.unknown.figure", ("figure", _words["programme-report.figure." + f.Id]), ("why", _words[$"programme-report.figure.{f.Id}.what"]))),
        .. says.Tables.Any(t => t.Id == ProgrammeSpan.People) ? [] : (string[])[_words["programme-report.unknown.people"]], _words["programme-report.unknown.protected"], _words["programme-report.unknown.silence"],
    ];

    private string Plain(ProgrammeSpan says, string figure) => _words.Number(says.Figure(figure).Value ?? 0);

    private DocumentTable Provinces(ImmutableArray<SpanPlace> places) => new(
        [new(_words.Message("programme-report.province")), new(_words.Message("programme-report.figure.sites.monitored"), Number: true), new(_words.Message("report.incidents"), Number: true)],
        [.. places.Select(p => new DocumentRow([new(NameOf(p, places)), new(_words.Number(p.Sites)), new(Number(p.Incidents, ""))]))]);

    private OutlineView? Map(ImmutableArray<SpanPlace> places)
    {
        var marks = places.Where(p => p.Around is not null).Select(p => new OutlineMark(p.Province.Length == 0 ? NameOf(p, places) : p.Province, p.Around!.Value, _words.Number(p.Sites))).ToList();
        return marks.Count == 0 ? null : new(
            _words.Say("programme-report.map", ("places", string.Join("; ", places.Where(p => p.Around is not null).Select(p => _words.Say("programme-report.map.place", ("province", NameOf(p, places)), ("n", p.Sites)))))), _words["programme-report.map.note"], marks);
    }

    private string NameOf(SpanPlace place, ImmutableArray<SpanPlace> places) => place.Province.Length == 0 ? _words[places.Length == 1 ? "programme-report.everywhere" : "programme-report.elsewhere"] : $"{place.Province}, {_words.Country(place.Country)}";

    private StackView Months(ProgrammeSpan says) => new(
        _words["programme-report.months"], ReportsFilling.LevelNames, [.. says.Months.Select(m => new StackPoint(_words.MonthLetter(m.Month), _words.Month(m.Month), [.. m.Incidents.Select(i => (long?)i.Value)], m.Days > 0))]);

    private ChartView CoverageChart(ProgrammeSpan says) => new(
        _words["programme-report.coverage"], "%", ChartKind.Bars,
        [.. says.Months.Select(m => new PointView(_words.MonthLetter(m.Month), _words.Month(m.Month), m.Days == 0 ? null : Math.Round(100m * m.Observed / m.Days)))], Note: _words["programme-report.coverage.what"]);

    private DocumentTable Figures(ProgrammeSpan says, string? behind) => new(
        [new(_words.Message("report.figure")), new(_words.Message("report.value"), Number: true), .. says.Before is { } b ? [new(About(b.Span), Number: true, InPage: true)] : (DocumentColumn[])[], new(_words.Message("report.means"))],
        [.. says.Figures.Select(f => new DocumentRow([
            new(_words.Message("programme-report.figure." + f.Id), Language: _words.Beside), new(Number(f.Is, f.Id), f.Is is { Value: null, Hidden: false } ? null : Behind(f.Id, behind)),
            .. says.Before is { } before ? [new(Number(before.Figures.FirstOrDefault(o => o.Id == f.Id)?.Is ?? default, f.Id))] : (DocumentCell[])[], new("", Soft: _words[$"programme-report.figure.{f.Id}.what"])]))]);

    // Below what was counted stand the sums of the report that it is compared with; where nothing is summed, all of it.
    private DocumentTable Counts(ProgrammeSpan says, string id, string? behind = null)
    {
        var table = says.Table(id);
        var before = says.Before?.Tables.FirstOrDefault(t => t.Id == id);
        return new(
            [new(_words.Message("programme-report.table." + id)), .. table.Columns.Select(c => new DocumentColumn(_words.Message("programme-report.column." + c), Number: true))],
            [
                .. table.Rows.Select(r => Row(r, Group(r.Id) is { } group ? new(group) : new(_words.Message("programme-report.row." + r.Id), Language: _words.Beside), id, behind)),
                .. (before?.Rows.Where(r => r.Id == ProgrammeSpan.Total || before.Rows.All(o => o.Id != ProgrammeSpan.Total)) ?? []).Select(r => Row(r, new($"{Group(r.Id) ?? _words["programme-report.row." + r.Id]}, {About(says.Before!.Span)}"), null, null)),
            ]);
    }

    private DocumentRow Row(SpanRow row, DocumentCell name, string? table, string? behind) => new([name, .. row.Cells.Select(c => new DocumentCell(Number(c, ""), table == ProgrammeSpan.Incidents && c.Value > 0 ? Behind("incidents", behind) : null))]);

    private string? Group(string row) => inForce.Catalogue.Groups.FirstOrDefault(g => g.Id == row)?.Name.In(_words.Language);

    private string Number(ReportedNumber number, string figure) => number.Hidden ? _words["number.hidden"] : number.Value is not { } value ? _words["number.unknown"] : figure == "production.kg" ? _words.Amount(value, "kg") : _words.Number(value);

    // The entries that the version rests on, for whoever gets them; of a draft the lists as they stand, for those who see them anyway.
    private string? Behind(string figure, string? behind) => behind is not null && FiguresBehind.HasProgramme(figure) ? behind + figure : person.Sees < Tier.T2 || !person.May(Right.SeeRecords) ? null : figure.Split('.')[0] switch
    {
        "incidents" => "/inbox",
        "actions" or "meetings" => "/plans",
        "sites" or "days" or "agent-days" => "/?sort=coverage",
        "production" => "/submissions",
        _ => null,
    };

    private DateTimeOffset At(Instant at) => at.ToDateTimeOffset().ToOffset(frame.Now.Offset);
}
