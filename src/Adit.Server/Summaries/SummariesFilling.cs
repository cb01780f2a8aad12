using System.Data.Common;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Summaries;

/// <summary>Fills the pages of public summaries.</summary>
internal sealed class SummariesFilling(DbConnection db, Frame frame, Register register, InForce inForce, string address)
{
    /// <summary>The office's list, and where everybody reads.</summary>
    public const string List = "/summaries", Public = "/public";

    private readonly Words _words = frame.Words;
    private readonly Library _library = Composing.Library(db, inForce);

    /// <summary>The address of a place and quarter below one of the two.</summary>
    public static string Path(string root, SummaryPlace place, ReportSpan quarter, Register register) =>
        $"{root}/{(place.Site is { } site ? "sites/" + Uri.EscapeDataString(register.Sites[site].Code) : $"{place.Country}/{Uri.EscapeDataString(place.Province)}")}/{quarter}";

    /// <summary>The places of a quarter, and what stands of each.</summary>
    public SummariesView Quarter(ReportSpan quarter)
    {
        var today = ProgrammeReportActs.Today(register, frame.Now);
        var kept = SummariesTable.OfQuarter(db, quarter).ToDictionary(k => (k.Fact.Site, k.Fact.Site is null ? (k.Fact.Says.Country, k.Fact.Says.Province) : default));
        var reports = quarter.Months.SelectMany(m => ReportsTable.OfMonth(db, m)).Where(r => r.Withdrawn is null).Select(r => register.Sites.GetValueOrDefault(r.Fact.Site)).OfType<Site>().ToList();
        return new(
            Name(quarter), today < Summarising.From(quarter) ? _words.Day(Summarising.From(quarter)) : null, $"{List}?quarter={quarter.Before}", quarter.Last < today ? $"{List}?quarter={ReportSpan.QuarterOf(quarter.Last.AddDays(1))}" : null,
            [.. SummaryActs.Places(register).Select(p => new SummaryRowView(
                NameOf(p), Path(List, p, quarter, register), kept.GetValueOrDefault((p.Site, p.Site is null ? (p.Country, p.Province) : default)) is not { } one ? "draft" : one.Withdrawn is null ? "published" : "withdrawn",
                reports.Count(s => p.Site is { } site ? s.Id == site : s.Country == p.Country && s.Province == p.Province), p.Sites * 3))]);
    }

    /// <summary>What would be published now, and what was.</summary>
    public SummaryView Draft(SummaryPlace place, ReportSpan quarter, IReadOnlyList<string>? refusals)
    {
        var (newest, today) = (SummariesTable.Newest(db, place, quarter), ProgrammeReportActs.Today(register, frame.Now));
        var path = Path(List, place, quarter, register);
        return new(
            Document(SummaryActs.Says(db, register, inForce, place, quarter), Path(Public, place, quarter, register)), newest is null ? "draft" : newest.Withdrawn is null ? "published" : "withdrawn", [new(_words["report.file.pdf"], path + ".pdf" + Asked())], Languages(path),
            new(path, newest?.Fact.Version ?? 0, newest?.Withdrawn is not null, today < Summarising.From(quarter) ? _words.Day(Summarising.From(quarter)) : null, newest is { Withdrawn: null } ? Path(Public, place, quarter, register) : null, refusals));
    }

    /// <summary>What everybody is shown of a place and quarter; null where it is nothing.</summary>
    public SummaryView? Shown(SummaryPlace place, ReportSpan quarter)
    {
        var path = Path(Public, place, quarter, register);
        return SummariesTable.Newest(db, place, quarter) is { Withdrawn: null } kept
            ? new(Document(kept.Fact.Says, path), "published", [new(_words["report.file.pdf"], path + ".pdf" + Asked()), new(_words["report.file.json"], path + "/data"), new(_words["report.file.evidence"], path + "/evidence")], Languages(path), null) : null;
    }

    /// <summary>Everything that everybody is shown.</summary>
    public PublicView All() => new([.. SummariesTable.Shown(db).GroupBy(s => s.Fact.Says.Quarter).Select(g => (
        Name(g.Key), (IReadOnlyList<LinkView>)[.. g.Select(s => (Place: PlaceOf(s.Fact), s.Fact.Says)).OrderBy(s => s.Place.Site is null ? 0 : 1).ThenBy(s => s.Place.Name, StringComparer.CurrentCulture).Select(s => new LinkView(NameOf(s.Place), Path(Public, s.Place, g.Key, register)))]))]);

    private SummaryDocumentView Document(PublicSummary says, string path) => new(
        M("title"), says.Name.Length > 0 ? $"{says.Name}, {says.Province}" : $"{says.Province}, {_words.Country(says.Country)}", Name(says.Quarter),
        [
            M("looked", ("observed", Number(says.Observed)), ("days", Number(says.Days))), .. says.Name.Length == 0 ? [M("sites", ("count", Number(says.Sites)))] : (string[])[],
            .. Partly(says),
        ],
        // None of what was reported is not none: said again where it would be read so.
        [.. Partly(says), M("grave", ("count", Count(says.Grave))), M("other", ("count", Count(says.Other)))],
        [M("agreed", ("count", Count(says.Agreed))), M("done", ("count", Count(says.Done))), M("late", ("count", Count(says.Late)))],
        [.. says.Measures.Select(m => (_library.Find(m.Measure) is { } measure ? Library.In(measure.Texts, Asking) : m.Indicator, m.Done))],
        [.. says.Unseen.Select(g => inForce.Catalogue.Groups.FirstOrDefault(known => known.Id == g) is { } group ? group.Name.In(_words.Language) : g)],
        M("note", ("days", Number(Summarising.Delay))), address + path, CollectSettings.Qr(address + path), Asking is "sw" or "zh" ? M("unvouched") : null, $"summary-{says.Quarter}");

    private string[] Partly(PublicSummary says) => says.Reports < says.Months ? [M("partly", ("reports", Number(says.Reports)), ("months", Number(says.Months)))] : [];

    // Of a site that the programme no longer watches the summary stands.
    private static SummaryPlace PlaceOf(SummaryPublished fact) => new(fact.Site, fact.Says.Name, fact.Says.Country, fact.Says.Province, fact.Says.Sites);

    private string NameOf(SummaryPlace place) => place.Site is null ? _words.Say("summary.province", ("name", place.Province), ("country", _words.Country(place.Country))) : place.Name;

    private string Name(ReportSpan quarter) => _words.Say("summary.quarter", ("first", _words.Month(quarter.First)), ("last", _words.Month(quarter.Last)));

    private string Count(PublicCount count) => count.Few ? M("few") : count.About == 0 ? M("none") : M("about", ("count", Number(count.About)));

    private string M(string key, params (string, object?)[] parts) => _words.Message("message.summary." + key, parts);

    private string Number(int number) => _words.Number(number);

    private string Asking => _words.Asked;

    private string Asked() => Asking == _words.Language ? "" : "?lang=" + Asking;

    private static IReadOnlyList<LinkView> Languages(string path) => [.. Words.Offered.Where(l => Reporting.Languages.Contains(l.Code)).Select(l => new LinkView(l.Name, $"{path}?lang={l.Code}"))];
}
