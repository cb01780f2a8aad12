using System.Collections.Frozen;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Credentials;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.Plans;
using Adit.Protection;
using Adit.Releases;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Summaries;

namespace Adit.Hooks;

/// <summary>Reads from entries of the ledger what webhooks are told of them.</summary>
/// <param name="catalogue">That in force; null for none.</param>
internal sealed class HookReading(DbConnection db, LedgerReading ledger, Register register, Catalogue? catalogue, Instant now)
{
    private static readonly FrozenSet<string> Records = Kinds(typeof(SubmissionAccepted), typeof(SubmissionReviewed), typeof(SubmissionWithdrawn));

    private static readonly FrozenSet<string> Others = Kinds(
        typeof(ReportPublished), typeof(ReportWithdrawn), typeof(ProgrammeReportPublished), typeof(SummaryPublished), typeof(SummaryWithdrawn), typeof(PhotoReleased), typeof(TextReleased), typeof(ReleaseTakenBack),
        typeof(CredentialStatusChanged));

    private static readonly FrozenSet<string> Raters = Kinds(typeof(IncidentClosed), typeof(IncidentReopened), typeof(DeterminationDecided), typeof(SiteParameterSet), typeof(CataloguePublished));

    /// <summary>What an entry tells a webhook, in order, numbered after <paramref name="last"/>.</summary>
    public IEnumerable<HookEvent> Of(HookSet hook, long entry, long last)
    {
        if (ledger.Head(db, entry) is not { } head || !(Records.Contains(head.Fact) || Others.Contains(head.Fact) || Raters.Contains(head.Fact)) || head.Flags.Contains(SubmissionAccepted.ProtectedFlag))
            yield break;
        var told = Records.Contains(head.Fact) ? (hook.Organisation is null ? OfRecord(head, entry) : []).Concat(OfReleases(head, entry)) : Others.Contains(head.Fact) ? OfOther(entry) : hook.Organisation is null ? OfRatings(head, entry) : [];
        foreach (var (type, report, version, data) in told)
        {
            var one = new HookEvent(hook.Hook, last + 1, type, head.At, report, version, data.ToJsonString());
            if (!Gives(hook, one))
                continue;
            if (hook.Organisation is not null)
                data.Remove("entry");
            last++;
            yield return one with { Data = data.ToJsonString() };
        }
    }

    /// <summary>
    /// Whether a webhook may be told of something now; the programme's own always. Of others who gets the report, or what was released for it; of a credential who gets its report, and of one that was handed on who did so.
    /// What is public everybody may be told.
    /// </summary>
    public bool Gives(HookSet hook, HookEvent one) => hook.Organisation is not { } organisation || one.Type.Split('.')[0] switch
    {
        "report" => one.Report is { } report && GivesReport(organisation, report, one.Version),
        "programme-report" => one.Report is { } report && ProgrammeReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == one.Version) is { } published && Reach.GivesProgramme(register, organisation, published.Fact, now),
        "summary" => true,
        "release" => IdIn(one, "release") is { } release && ReleasesTable.Find(db, release) is { } found && register.Sites.TryGetValue(found.Site, out var site) && Reach.Gives(register, organisation, Product.Reports, site, ReleaseWords.Last(found.Day), now),
        "credential" => one.Report is { } report && GivesReport(organisation, report, one.Version) && IdIn(one, "credential") is { } credential && CredentialsTable.Find(db, credential) is { } issued
            && (issued.Of is null || CredentialsTable.PassedOn(db, issued.About).Any(p => p.Credential == credential && p.Organisation == organisation)),
        _ => false,
    };

    private bool GivesReport(OrganisationId organisation, ReportId report, int version) => ReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == version) is { } published
        && register.Sites.TryGetValue(published.Fact.Site, out var site) && Reach.Gives(register, organisation, Product.Reports, site, published.Fact.Says.Last, now);

    private static Guid? IdIn(HookEvent one, string name) => Guid.TryParse((string?)JsonNode.Parse(one.Data)![name], out var id) ? id : null;

    private static FrozenSet<string> Kinds(params Type[] types) => [.. types.Select(t => Facts.KindOf(t).Name)];

    // Ids of what happened where; what is in it the program reads with its key.
    private IEnumerable<(string, ReportId?, int, JsonObject)> OfRecord(FactHead head, long entry)
    {
        if (head.Subjects is not [var first, ..] || HookRules.TypeOf(Fact(head, first), SubmissionsTable.First(db, new(first)) == entry) is not { } type)
            yield break;
        // What is done with a protected record stays inside as it does itself.
        if (SubmissionsTable.First(db, new(first)) is { } begun && ledger.Head(db, begun)?.Flags.Contains(SubmissionAccepted.ProtectedFlag) == true)
            yield break;
        var (submission, row) = (new SubmissionId(first), SubmissionsTable.Versions(db, new(first)) is [.., var newest] ? newest : null);
        var site = row?.Site is { } id && register.Sites.TryGetValue(id, out var found) ? found : null;
        JsonObject data() => new() { ["entry"] = entry, ["submission"] = submission.ToString(), ["form"] = row?.Form, ["site"] = site?.Code, ["path"] = $"/api/submissions/{submission}" };
        yield return (type, null, 0, data());
        if (site is null)
            yield break;
        if (Changed(site, head.At, entry) is { Count: > 0 } changed)
        {
            var rated = data();
            (rated["indicators"], rated["path"]) = (new JsonArray([.. changed.Select(i => (JsonNode)i)]), $"/api/sites/{Uri.EscapeDataString(site.Code)}");
            yield return (HookRules.Rated, null, 0, rated);
        }
    }

    private IEnumerable<(string, ReportId?, int, JsonObject)> OfRatings(FactHead head, long entry)
    {
        IEnumerable<Site> sites = ledger.Fact(db, entry, Tier.T2)?.Fact switch
        {
            IncidentClosed f => At(f.Site),
            IncidentReopened f => IncidentsTable.Find(db, f.Incident) is { } incident ? At(incident.Site) : [],
            DeterminationDecided f => At(f.Site),
            SiteParameterSet f => At(f.Site),
            CataloguePublished => register.MonitoredByName(),
            _ => [],
        };
        foreach (var site in sites)
            if (Changed(site, head.At, entry) is { Count: > 0 } changed)
                yield return (HookRules.SiteRated, null, 0, new() { ["entry"] = entry, ["site"] = site.Code, ["path"] = $"/api/sites/{Uri.EscapeDataString(site.Code)}", ["indicators"] = new JsonArray([.. changed.Select(i => (JsonNode)i)]) });
    }

    private Site[] At(SiteId site) => register.Sites.TryGetValue(site, out var found) ? [found] : [];

    // The indicators whose level an entry changed, as known with it; what is protected is named to no program.
    private List<string> Changed(Site site, Instant at, long entry)
    {
        var day = SiteRisk.Today(site, at.ToDateTimeOffset());
        var (before, after) = (Levels(site.Id, day, entry - 1), Levels(site.Id, day, entry));
        return [.. after.Keys.Union(before.Keys).Where(i => after.GetValueOrDefault(i) != before.GetValueOrDefault(i) && catalogue?.Indicator(i) is { Protected: false }).Order(StringComparer.Ordinal)];
    }

    // What was released of a record that counts no more is taken back with it.
    private IEnumerable<(string, ReportId?, int, JsonObject)> OfReleases(FactHead head, long entry)
    {
        if (head.Subjects is not [var first, ..] || ledger.Fact(db, entry, Tier.T2)?.Fact is not (SubmissionWithdrawn or SubmissionReviewed { State: ReviewState.Rejected }))
            yield break;
        foreach (var released in ReleasesTable.OfRecord(db, new(first)))
            yield return (HookRules.TakenBack, null, 0, OfRelease(released, entry));
    }

    private IEnumerable<(string, ReportId?, int, JsonObject)> OfOther(long entry)
    {
        if (ledger.Fact(db, entry, Tier.T2)?.Fact is not { } fact || HookRules.TypeOf(fact, false) is not { } type)
            return [];
        return fact switch
        {
            ReportPublished f => OfReport(type, f.Report, f.Version, entry),
            ReportWithdrawn f => ReportsTable.Versions(db, f.Report).Count > 0 ? OfReport(type, f.Report, f.Version, entry) : OfProgramme(HookRules.ProgrammeWithdrawn, f.Report, f.Version, entry),
            ProgrammeReportPublished f => OfProgramme(type, f.Report, f.Version, entry),
            SummaryPublished f => [(type, null, f.Version, Summary(f.Summary, f.Version, entry))],
            SummaryWithdrawn f => [(type, null, f.Version, Summary(f.Summary, f.Version, entry))],
            PhotoReleased f => OfRelease(type, f.Release, entry),
            TextReleased f => OfRelease(type, f.Release, entry),
            ReleaseTakenBack f => OfRelease(type, f.Release, entry),
            CredentialStatusChanged f => CredentialsTable.Find(db, f.Credential) is { } issued ? [(type, new ReportId(issued.About), issued.Version, Ended(issued, f, entry))] : [],
            _ => [],
        };
    }

    private IEnumerable<(string, ReportId?, int, JsonObject)> OfReport(string type, ReportId report, int version, long entry)
    {
        if (ReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == version) is not { } published)
            return [];
        var (site, month) = (register.Sites[published.Fact.Site].Code, PlanWords.MonthValue(published.Fact.Month));
        return [(type, report, version, new() { ["entry"] = entry, ["report"] = report.ToString(), ["version"] = version, ["site"] = site, ["month"] = month, ["path"] = $"/api/sites/{Uri.EscapeDataString(site)}/reports/{month}/{version}" })];
    }

    private IEnumerable<(string, ReportId?, int, JsonObject)> OfProgramme(string type, ReportId report, int version, long entry) =>
        ProgrammeReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == version) is not { Fact.Span: var span } ? []
        : [(type, report, version, new() { ["entry"] = entry, ["report"] = report.ToString(), ["version"] = version, ["span"] = span.ToString(), ["path"] = $"{ProgrammeReportsFilling.Path(span)}/{version}" })];

    private IEnumerable<(string, ReportId?, int, JsonObject)> OfRelease(string type, Guid release, long entry) => ReleasesTable.Find(db, release) is { } found ? [(type, null, 0, OfRelease(found, entry))] : [];

    private JsonObject OfRelease(Released released, long entry) => new()
    {
        ["entry"] = entry,
        ["release"] = released.Id.ToString(),
        ["site"] = register.Sites[released.Site].Code,
        ["path"] = $"/api{ReleaseWords.PathOf(register.Sites[released.Site])}",
    };

    private static JsonObject Summary(ReportId summary, int version, long entry) => new() { ["entry"] = entry, ["summary"] = summary.ToString(), ["version"] = version, ["path"] = SummariesFilling.Public };

    private static JsonObject Ended(IssuedCredential issued, CredentialStatusChanged changed, long entry)
    {
        var data = new JsonObject { ["entry"] = entry, ["credential"] = issued.Id.ToString(), ["report"] = issued.About.ToString(), ["version"] = issued.Version };
        if (changed.Next is { } next)
            data["next"] = next.ToString();
        data["path"] = $"/credentials/{issued.Id}";
        return data;
    }

    // Only its kind is asked of it.
    private static Fact Fact(FactHead head, Guid submission) =>
        head.Fact == Facts.KindOf(typeof(SubmissionReviewed)).Name ? new SubmissionReviewed(new(submission), default, "")
        : head.Fact == Facts.KindOf(typeof(SubmissionWithdrawn)).Name ? new SubmissionWithdrawn(new(submission), "") : new SubmissionAccepted(null, [], default, false, []);

    private Dictionary<string, (RatingState, Severity)> Levels(SiteId site, DateOnly day, long k) =>
        RatingsTable.On(db, [site], day, k)[site].GroupBy(r => r.Indicator).ToDictionary(r => r.Key, r => (r.Last().Row.Rating.State, r.Last().Row.Rating.Level));
}
