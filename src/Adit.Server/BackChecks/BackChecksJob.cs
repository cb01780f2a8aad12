using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.BackChecks;

/// <summary>Has records checked by a second agent as they come in, and lays pairs beside each other. One node of several does it.</summary>
internal sealed class BackChecksJob : LeadingJob
{
    // Records are rated moments after they came; what ended a finding is known only then.
    private static readonly TimeSpan Rated = TimeSpan.FromSeconds(2);
    private const int AtOnce = 200;

    private readonly Registers _registers;
    private readonly Catalogues _catalogues;
    private readonly LedgerReading _ledger;
    private long _looked = -1;

    public BackChecksJob(Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, ILogger<BackChecksJob> log)
        : base(database, "back-checks", "Back-checks", TimeSpan.FromSeconds(30), log)
    {
        (_registers, _catalogues, _ledger) = (registers, catalogues, ledger);
        WakesOn(fact => fact is SubmissionAccepted or BackCheckGiven);
    }

    /// <summary>Looks at all that is rated now.</summary>
    public async Task Look()
    {
        if (_catalogues.Current is not { } inForce)
            return;
        while (await Draw(inForce))
            continue;
        var pairs = Database.Read(db => Checking(db, inForce).Complete().ToList());
        if (pairs.Count > 0)
            await Database.Write(writing =>
            {
                foreach (var pair in pairs.Where(p => BackChecksTable.Find(writing.Db.Db, p.Check) is { Waits: true }))
                    writing.Record(ActorId.Program, pair);
                return true;
            });
    }

    /// <inheritdoc/>
    protected override async Task Turn(bool woken, CancellationToken cancel)
    {
        if (woken)
            await Task.Delay(Rated, cancel);
        await Look();
    }

    // True where more records wait to be looked at.
    private async Task<bool> Draw(InForce inForce)
    {
        var (set, from) = Database.Read(BackChecksTable.Set);
        if (set.Percent == 0)
            return false;
        var (records, asked) = Database.Read(db =>
        {
            var some = SubmissionsTable.Between(db, Math.Max(_looked, Math.Max(from, BackChecksTable.Looked(db))), RatingsTable.Next(db), AtOnce);
            return (some, Checking(db, inForce).Find(set, some).ToList());
        });
        if (asked.Count > 0)
            await Database.Write(writing =>
            {
                // Another node may have come before: it looked at them in the same order.
                var looked = BackChecksTable.Looked(writing.Db.Db);
                foreach (var one in asked.Where(a => a.Entry > looked))
                {
                    writing.Record(ActorId.Program, one);
                    if (Checking(writing.Db.Db, inForce).Choose(one) is { } agent)
                        writing.Record(ActorId.Program, new BackCheckGiven(one.Check, agent));
                }
                return true;
            });
        _looked = records.Count > 0 ? records[^1].Index : _looked;
        return records.Count == AtOnce;
    }

    private BackChecking Checking(System.Data.Common.DbConnection db, InForce inForce) => new(db, _ledger, _registers.Current, inForce, Database.Now);
}
