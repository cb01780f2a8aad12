using System.Globalization;
using Adit.Incidents;
using Adit.People;
using Adit.Phones;
using Adit.Printing;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Stages;
using Adit.Storage;
using Adit.Web;

namespace Adit.Audits;

/// <summary>The evidence for RMI's recognition of upstream mechanisms, by its own list, with what is missing named: composed when it is asked for, never kept.</summary>
internal static class RecognitionRoom
{
    /// <summary>The address.</summary>
    public const string Path = "/recognition";

    // A year back from the first of this month, where nothing else is asked; ten years at most.
    private const int Months = 12, MostMonths = 120;

    public static void MapRecognition(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http) => Sees(http) ? Pages.Answer<RecognitionPage>(Frames.Of(http), Fill(http).View) : No(http)).Needs(Right.SeeAudits, Tier.T2);
        routes.MapGet(Path + ".pdf", Pdf).Needs(Right.SeeAudits, Tier.T2);
        routes.MapGet(Path + ".xlsx", (HttpContext http) => Sees(http) ? Book(http) : No(http)).Needs(Right.SeeAudits, Tier.T2);
    }

    /// <summary>Who sees it: those who write reports, and for whom it is made: an auditor while an audit of all sites runs. What some sites come to would be taken for the programme.</summary>
    public static bool Sees(Register register, CurrentPerson person) =>
        person.May(Right.WriteReports) || (person.Role == Role.Auditor && register.MonitoredByName().Where(ReportsFilling.IsWatched).ToList() is { Count: > 0 } all && all.TrueForAll(person.SeesSite));

    private static bool Sees(HttpContext http) => Sees(http.RequestServices.GetRequiredService<Registers>().Current, CurrentPerson.Of(http));

    private static IResult No(HttpContext http) => Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");

    private static Task<IResult> Pdf(HttpContext http, CurrentPerson _)
    {
        if (!Sees(http))
            return Task.FromResult(No(http));
        var view = Fill(http).View;
        return Printed.Answer<RecognitionPaper>(http, view, Shape.Pdf, Name(view), (PaperKind.Recognition, default));
    }

    private static IResult Book(HttpContext http)
    {
        var (view, tables) = Fill(http);
        MediaAnswer.Headers(http.Response, Name(view) + ".xlsx", "");
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(Workbook.Of(tables), Workbook.Type);
    }

    private static (RecognitionView View, IReadOnlyList<ReportTable> Tables) Fill(HttpContext http)
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        var (database, register, words) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current, frame.Words);
        var inForce = services.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue");
        var (from, until) = Span(http, DateOnly.FromDateTime(frame.Now.DateTime));
        var (figures, examples) = database.Read(db => new RecognitionComposing(db, register, inForce, CurrentPerson.Of(http), database.Now).Compose(from, until));
        // The programme's own people open what it begins with; an auditor draws samples that nobody chose.
        if (!CurrentPerson.Of(http).May(Right.WriteReports))
            examples = [];
        var (gaps, span) = (Recognition.Gaps(figures), $"?from={Day(from)}&until={Day(until)}");
        var sections = Enum.GetValues<RecognitionSection>().Select(s => (Section: s, Prefix: Prefix(s))).Select(s => new RecognitionSectionView(
            IncidentWords.KeyOf(s.Section), words["recognition." + IncidentWords.KeyOf(s.Section)], words["recognition." + IncidentWords.KeyOf(s.Section) + ".what"],
            [.. s.Section == RecognitionSection.RiskAssessment ? [new FactView(words["recognition.catalogue"], inForce.Catalogue.Version[..12], "/method")] : (FactView[])[], .. figures.Where(f => f.Id.StartsWith(s.Prefix, StringComparison.Ordinal)).Select(f => new FactView(words["recognition.figure." + f.Id], words.Number(f.Value)))],
            [.. examples.Where(e => e.Section == s.Section).Select(e => new LinkView(words.Say("recognition.example", ("name", e.Name), ("entry", e.Entry.ToString(CultureInfo.InvariantCulture))), e.Href))],
            [.. gaps.Where(g => g.Section == s.Section).Select(g => words.Say("recognition.gap." + g.Code, ("n", g.Missing)))], [.. Links(s.Section, CurrentPerson.Of(http), words)]));
        return (
            new(from, until, words.Say("recognition.status", ("from", words.Day(from)), ("until", words.Day(until)), ("n", figures.First(f => f.Id == "sites").Value), ("time", words.Instant(frame.Now)), ("programme", frame.Programme)), [.. sections], [new(words["report.file.pdf"], Path + ".pdf" + span), new(words["report.file.xlsx"], Path + ".xlsx" + span)]),
            [
                new("about", ["name", "value"], [["first_day", from], ["last_day", until], ["programme", frame.Programme], ["ledger", database.Created?.Origin], ["catalogue", inForce.Catalogue.Version], ["gaps", (decimal)gaps.Length]]),
                new("figures", ["section", "figure", "value"], [.. figures.Select(f => (IReadOnlyList<object?>)[IncidentWords.KeyOf(SectionOf(f.Id)), f.Id, f.Value])]),
                new("gaps", ["section", "gap", "missing", "sentence"], [.. gaps.Select(g => (IReadOnlyList<object?>)[IncidentWords.KeyOf(g.Section), g.Code, g.Missing, words.Say("recognition.gap." + g.Code, ("n", g.Missing))])]),
                new("examples", ["section", "name", "ledger_entry", "address"], [.. examples.Select(e => (IReadOnlyList<object?>)[IncidentWords.KeyOf(e.Section), e.Name, (decimal)e.Entry, e.Href])]),
            ]);
    }

    private static (DateOnly From, DateOnly Until) Span(HttpContext http, DateOnly today)
    {
        var until = Read(http, "until") is { } last && last <= today ? last : today;
        return Read(http, "from") is { } first && first <= until && first >= until.AddMonths(-MostMonths) ? (first, until) : (new DateOnly(until.Year, until.Month, 1).AddMonths(-Months), until);
    }

    private static DateOnly? Read(HttpContext http, string name) => DateOnly.TryParseExact(http.Request.Query[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // Where of the office a section is looked into further.
    private static IEnumerable<LinkView> Links(RecognitionSection section, CurrentPerson person, Words words) => ((string Key, string Href, Right Right)[])(section switch
    {
        RecognitionSection.KnowYourCounterparty => [("organisations", "/organisations", Right.KeepAgreements)],
        RecognitionSection.RiskAssessment => [("nav.Method", "/method", Right.Public), ("nav.Sites", "/sites", Right.SeeSites)],
        RecognitionSection.IncidentsAndAlerts => [("nav.Inbox", "/inbox", Right.SeeRecords), ("alerts.title", "/alerts", Right.SeeAlerts), ("nav.Plans", "/plans", Right.SeeRecords)],
        RecognitionSection.Baseline => [("nav.Sites", "/sites", Right.SeeSites)],
        RecognitionSection.Monitoring => [("nav.Submissions", "/submissions", Right.SeeRecords)],
        RecognitionSection.ChainOfCustody => [("nav.Method", "/method", Right.Public)],
        RecognitionSection.Verification => [("nav.Reports", "/reports", Right.SeeSites), ("nav.Audits", AuditsRoom.List, Right.SeeAudits), ("nav.Verify", "/verify", Right.Public)],
        _ => [("nav.People", "/agents", Right.KeepAgents), ("nav.Audits", AuditsRoom.List, Right.SeeAudits)],
    }) is var all ? all.Where(l => person.May(l.Right)).Select(l => new LinkView(words[l.Key], l.Href)) : [];

    private static RecognitionSection SectionOf(string figure) => Enum.GetValues<RecognitionSection>().FirstOrDefault(s => figure.StartsWith(Prefix(s), StringComparison.Ordinal), RecognitionSection.Monitoring);

    private static string Prefix(RecognitionSection section) => section switch
    {
        RecognitionSection.KnowYourCounterparty => "kyc.",
        RecognitionSection.RiskAssessment => "risk.",
        RecognitionSection.IncidentsAndAlerts => "incidents.",
        RecognitionSection.ChainOfCustody => "custody.",
        _ => section.ToString().ToLowerInvariant() + ".",
    };

    private static string Name(RecognitionView view) => $"recognition-{Day(view.From)}-{Day(view.Until)}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
