using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>
/// Takes what agents record of actions as checks, composes the drafts of a new month for sites that had a plan before, and says what time alone brings about. One node of several does it; each of these is
/// asked of the state as it stands, so that nothing is done twice.
/// </summary>
internal sealed class PlansJob : LeadingJob
{
    private const int AtOnce = 500;

    private readonly Registers _registers;
    private readonly Catalogues _catalogues;
    private readonly LedgerReading _ledger;
    private readonly AssessJob _assess;
    private long _looked = -1;

    public PlansJob(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, AssessJob assess, ILogger<PlansJob> log)
        : base(database, "plans", "Plans", TimeSpan.FromSeconds(60), log)
    {
        (_registers, _catalogues, _ledger, _assess) = (registers, catalogues, ledger, assess);
        WakesOn(fact => fact is SubmissionAccepted or PlanIssued);
    }

    /// <summary>Looks at all that there is now.</summary>
    public async Task Look()
    {
        if (_catalogues.Current is not { } inForce || !Database.Read(PlansTable.Any))
            return;
        while (await Check(inForce))
            continue;
        await Pass();
        await Draft(inForce);
    }

    /// <inheritdoc/>
    protected override async Task Turn(bool woken, CancellationToken cancel)
    {
        await _assess.Fresh(cancel);
        await Look();
    }

    // True where more records wait to be looked at.
    private async Task<bool> Check(InForce inForce)
    {
        var register = _registers.Current;
        var (last, rows, found, meetings) = Database.Read(db =>
        {
            var some = SubmissionsTable.Between(db, Math.Max(_looked, PlansTable.LastRecord(db)), Database.Size, AtOnce);
            var now = some.Where(r => r is { Source: not Source.Historic, Standing: VersionState.Current }).ToList();
            return (some.Count > 0 ? some[^1].Index : _looked, some.Count, now.Select(r => CaseRecord.Of(db, _ledger, register, inForce, r)).OfType<CaseRecord>().ToList(), now.Select(r => MeetingRecord.Of(db, _ledger, register, r)).OfType<MeetingRecord>().ToList());
        });
        if (found.Count + meetings.Count > 0)
            await Database.Write(writing =>
            {
                foreach (var fact in meetings.SelectMany(m => m.Decide(writing.Db.Db).Facts))
                    writing.Record(ActorId.Program, fact);
                foreach (var record in found)
                    if (PlansTable.Find(writing.Db.Db, record.Number) is { } action && action.Site == record.Row.Site)
                        foreach (var fact in Planning.Found(action, new(record.Row.Submission, record.Row.Index), record.Row.Agent, record.Row.Day, record.Status, record.Evidence, record.Effect, SourcesOf(writing.Db.Db, action)).Facts)
                            writing.Record(ActorId.Program, fact);
                return true;
            });
        _looked = last;
        return rows == AtOnce;
    }

    private async Task Pass()
    {
        // Where it is the next day first, something may be due already.
        var day = DateOnly.FromDateTime(Database.Now.ToDateTimeOffset().UtcDateTime).AddDays(1);
        if (Database.Read(db => Passed(db, day)).Count > 0)
            await Database.Write(writing =>
            {
                foreach (var fact in Passed(writing.Db.Db, day))
                    writing.Record(ActorId.Program, fact);
                return true;
            });
    }

    private List<Fact> Passed(DbConnection db, DateOnly day)
    {
        var facts = new List<Fact>();
        foreach (var group in PlansTable.Passing(db, day).GroupBy(a => a.Site))
            if (_registers.Current.Sites.TryGetValue(group.Key, out var site))
            {
                var today = SiteRisk.Today(site, Database.Now.ToDateTimeOffset());
                var rated = RatingsTable.On(db, [site.Id], today, SiteRisk.Newest(db))[site.Id].ToLookup(r => r.Indicator, r => r.Row.Rating);
                foreach (var action in group)
                {
                    var ratings = rated[action.Line.Indicator].ToList();
                    facts.AddRange(Planning.Pass(action, today, ratings.Any(r => r.State == RatingState.Open), LookedSince(ratings)).Facts);
                }
            }
        return facts;
    }

    // Clear since a day: it was looked at then; not observed: the day of the last look.
    private static DateOnly? LookedSince(List<Rating> ratings) => ratings.Select(r => r.State == RatingState.Clear ? r.LastLook ?? r.Since : r.LastLook).Max();

    private async Task Draft(InForce inForce)
    {
        // The first place where a new month begins; each site waits for its own.
        var month = Composing.MonthOf(DateOnly.FromDateTime(Database.Now.ToDateTimeOffset().UtcDateTime.AddHours(14)));
        List<Site> sites = [.. Database.Read(db => PlansTable.Planned(db, month)).Select(s => _registers.Current.Sites.GetValueOrDefault(s)).OfType<Site>().Where(s => IsPlanned(s) && Composing.MonthOf(SiteRisk.Today(s, Database.Now.ToDateTimeOffset())) == month)];
        if (sites.Count > 0)
            await Database.Write(writing =>
            {
                var composing = new Composing(writing.Db.Db, inForce, Composing.Library(writing.Db.Db, inForce), Database.Now);
                foreach (var site in sites.Where(s => PlansTable.Find(writing.Db.Db, s.Id, month) is null))
                    if (composing.Draft(site, month, Database.Numbers) is { } drafted)
                        writing.Record(ActorId.Program, drafted);
                return true;
            });
    }

    /// <summary>Whether a site has plans at all.</summary>
    public static bool IsPlanned(Site site) => site is { Kind: SiteKind.Monitored, Stage: Stage.Baseline or Stage.Monitored or Stage.Paused };

    /// <summary>Who recorded the findings that an action mends.</summary>
    public static IReadOnlySet<ActorId> SourcesOf(DbConnection db, CorrectiveAction action) =>
        action.Line.Incidents.Select(i => IncidentsTable.Find(db, i)).OfType<Incident>().SelectMany(i => IncidentsJob.SourcesOf(db, i)).ToHashSet();
}
