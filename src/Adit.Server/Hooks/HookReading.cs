using System.Collections.Frozen;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Ledger;
using Adit.Partners;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Hooks;

/// <summary>Reads from entries of the ledger what webhooks are told of them.</summary>
/// <param name="catalogue">That in force; null for none.</param>
internal sealed class HookReading(DbConnection db, LedgerReading ledger, Register register, Catalogue? catalogue, Instant now)
{
    private static readonly FrozenSet<string> Told =
        [.. ((Type[])[typeof(SubmissionAccepted), typeof(SubmissionReviewed), typeof(SubmissionWithdrawn), typeof(ReportPublished), typeof(ReportWithdrawn)]).Select(t => Facts.KindOf(t).Name)];

    /// <summary>What an entry tells a webhook, in order, numbered after <paramref name="last"/>.</summary>
    public IEnumerable<HookEvent> Of(HookSet hook, long entry, long last)
    {
        if (ledger.Head(db, entry) is not { } head || !Told.Contains(head.Fact) || head.Flags.Contains(SubmissionAccepted.ProtectedFlag))
            yield break;
        foreach (var (type, report, version, data) in head.Fact.StartsWith("report.", StringComparison.Ordinal) ? OfReport(hook, entry) : hook.Organisation is null ? OfRecord(head, entry) : [])
            yield return new(hook.Hook, ++last, type, head.At, report, version, data.ToJsonString());
    }

    /// <summary>Whether a webhook may be told of a report now; the programme's own always.</summary>
    public bool Gives(HookSet hook, PublishedReport report) => hook.Organisation is not { } organisation
        || (register.Sites.TryGetValue(report.Fact.Site, out var site) && Reach.Gives(register, organisation, Product.Reports, site, report.Fact.Says.Last, now));

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
        var day = SiteRisk.Today(site, head.At.ToDateTimeOffset());
        var (before, after) = (Levels(site.Id, day, entry - 1), Levels(site.Id, day, entry));
        if (after.Keys.Union(before.Keys).Where(i => after.GetValueOrDefault(i) != before.GetValueOrDefault(i) && catalogue?.Indicator(i) is { Protected: false }).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } changed)
        {
            var rated = data();
            (rated["indicators"], rated["path"]) = (new JsonArray([.. changed.Select(i => (JsonNode)i)]), $"/api/sites/{Uri.EscapeDataString(site.Code)}");
            yield return (HookRules.Rated, null, 0, rated);
        }
    }

    private IEnumerable<(string, ReportId?, int, JsonObject)> OfReport(HookSet hook, long entry)
    {
        if (ledger.Fact(db, entry, Tier.T2)?.Fact is not { } fact || (fact switch { ReportPublished f => (f.Report, f.Version), ReportWithdrawn f => (f.Report, f.Version), _ => ((ReportId, int)?)null }) is not var (report, version))
            yield break;
        if (ReportsTable.Versions(db, report).FirstOrDefault(v => v.Fact.Version == version) is not { } published || !Gives(hook, published) || HookRules.TypeOf(fact, false) is not { } type)
            yield break;
        var (site, month) = (register.Sites[published.Fact.Site].Code, PlanWords.MonthValue(published.Fact.Month));
        var data = new JsonObject { ["report"] = report.ToString(), ["version"] = version, ["site"] = site, ["month"] = month, ["path"] = $"/api/sites/{Uri.EscapeDataString(site)}/reports/{month}/{version}" };
        if (hook.Organisation is null)
            data.Insert(0, "entry", entry);
        yield return (type, report, version, data);
    }

    // Only its kind is asked of it.
    private static Fact Fact(FactHead head, Guid submission) =>
        head.Fact == Facts.KindOf(typeof(SubmissionReviewed)).Name ? new SubmissionReviewed(new(submission), default, "")
        : head.Fact == Facts.KindOf(typeof(SubmissionWithdrawn)).Name ? new SubmissionWithdrawn(new(submission), "") : new SubmissionAccepted(null, [], default, false, []);

    private Dictionary<string, (RatingState, Severity)> Levels(SiteId site, DateOnly day, long k) =>
        RatingsTable.On(db, [site], day, k)[site].GroupBy(r => r.Indicator).ToDictionary(r => r.Key, r => (r.Last().Row.Rating.State, r.Last().Row.Rating.Level));
}
