using Adit.BackChecks;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Demo;

/// <summary>Back-checks of the demonstration: where two agents work at a site, what both recorded within days is laid beside each other; the newest of them waits.</summary>
internal static class DemoChecks
{
    private const string Visit = "adit-visit";
    private const int Every = 9, Days = 3;

    public static Task Lay(IServiceProvider services)
    {
        var (database, register) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current);
        var (ledger, inForce) = (services.GetRequiredService<LedgerReading>(), services.GetRequiredService<Catalogues>().Current!);
        return database.Write(writing =>
        {
            var db = writing.Db.Db;
            var checking = new BackChecking(db, ledger, register, inForce, database.Now);
            foreach (var site in DemoSite.Twelve.Where(s => DemoAgent.Sixteen.Count(a => a.Site.Id == s.Id) > 1))
            {
                var visits = SubmissionsTable.OfSite(db, site.Id, DateOnly.MinValue, DateOnly.MaxValue).Where(r => r.Form == Visit && r.Standing == VersionState.Current).DistinctBy(r => r.Index).OrderBy(r => r.Index).ToList();
                for (var n = 0; n < visits.Count; n += Every)
                    if (visits.Skip(n + 1).FirstOrDefault(v => v.Agent != visits[n].Agent && v.Day <= visits[n].Day.AddDays(Days)) is { } second)
                    {
                        var asked = checking.Ask(visits[n], register.Sites[site.Id], BackCheckCause.Drawn, null, Days) with { Until = visits[n].Day.AddDays(Days) };
                        writing.Record(ActorId.Program, asked);
                        writing.Record(ActorId.Program, new BackCheckGiven(asked.Check, second.Agent));
                        writing.Record(ActorId.Program, new BackCheckCompared(asked.Check, second.Submission, second.Index, checking.Compare(site.Id, visits[n].Index, second.Index)));
                    }
                if (visits is [.., var newest])
                {
                    var waits = checking.Ask(newest, register.Sites[site.Id], BackCheckCause.Drawn, null, Days);
                    writing.Record(ActorId.Program, waits);
                    if (checking.Choose(waits) is { } agent)
                        writing.Record(ActorId.Program, new BackCheckGiven(waits.Check, agent));
                }
            }
            return writing.Record(ActorId.Program, new BackChecksSet(7, Days));
        });
    }
}
