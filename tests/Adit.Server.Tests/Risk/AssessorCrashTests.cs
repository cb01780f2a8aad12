using Adit.DataSets;
using Adit.Forms;
using Adit.Ledger;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.DataSets;
using Adit.Tests.Phones;
using Dapper;

namespace Adit.Tests.Risk;

/// <summary>Rating is cut off at any of its writes and taken up again: the rows are those of a run that nobody cut off.</summary>
public class AssessorCrashTests
{
    private sealed class CutOffException : Exception;

    [Fact]
    public async Task Rating_cut_off_at_any_write_goes_on_to_the_same_rows()
    {
        await using var house = await House.Open();
        await Live(house);
        await house.Rated();
        var expected = house.Database.Read(Auditing.Dump);
        Assert.NotEmpty(expected["ratings"]);

        var cuts = 0;
        while (await CutOffAt(house, cuts))
        {
            Auditing.SameRows(expected, house.Database.Read(Auditing.Dump));
            cuts++;
        }
        Assert.True(cuts > 10, $"{cuts} writes");
        Auditing.SameRows(expected, house.Database.Read(Auditing.Dump));
    }

    /// <summary>Rates all from the start, cut off at one of the writes; false where there were not as many.</summary>
    private static Task<bool> CutOffAt(House house, int write) => house.Database.Write(writing =>
    {
        foreach (var table in (Table[])[.. RatingsTable.Tables, .. DaysTable.Tables, UsesTable.Table, ChangesTable.Table, .. EntitiesTable.Tables, EntityFaultsTable.Table])
            writing.Db.Db.Execute($"drop table {table.Name}; {writing.Db.Dialect.Create(table)}");
        using var ledger = new LedgerReading(house.Database, writing.Keys.Connection);
        var writes = 0;
        try
        {
            Follow(work =>
            {
                if (writes++ == write)
                    throw new CutOffException();
                work(writing.Db);
            });
            return false;
        }
        catch (CutOffException)
        {
            Follow(work => work(writing.Db));
            return true;
        }

        void Follow(Action<Action<Connection>> keep)
        {
            var assessor = new Assessor(ledger, house.Database.Keys.AliasKey, () => writing.Db.Db, keep);
            assessor.Resume();
            while (assessor.Next < writing.Tree.Size)
            {
                assessor.Take(ledger.Whole(writing.Db.Db, assessor.Next)!);
                if (assessor.Next % 5 == 0)
                    assessor.Keep();
            }
            assessor.Keep();
        }
    });

    private static async Task Live(House house)
    {
        var site = await house.Site("N1");
        await house.Record(new SiteRegistered(site, "N1", "Nord", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        await house.Record(new SiteParameterSet(site, "pit_depth_limit_m", 10, new(2026, 1, 1), "permit"));
        var agent = await house.Agent("Awa", "en", site);
        await house.Publish(Rounds.Xform());
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        await Send("deep", "30");
        await Send("clear", "3", day: "2026-11-22");
        await Send("edit", "4", replaces: "deep");
        await Send("case", "25", form: "case");
        await Send("wrong", "28", day: "2026-11-21");
        await house.Record(new SubmissionReviewed(house.Row("edit")!.Submission, ReviewState.Approved, ""));
        await house.Record(new SubmissionWithdrawn(house.Row("wrong")!.Submission, "x"));
        await house.Record(new SubmissionReviewed(house.Row("clear")!.Submission, ReviewState.Rejected, ""));
        await house.Record(new SubmissionReviewed(house.Row("clear")!.Submission, ReviewState.Approved, ""));
        await house.Record(new SiteParameterSet(site, "pit_depth_limit_m", 2, new(2026, 11, 1), "permit"));
        await house.Publish(FollowUps.MakingForm());
        await house.Publish(FollowUps.ChangingForm());
        var pump = Guid.NewGuid();
        foreach (var xml in (string[])[FollowUps.Change(pump, 1, "done"), FollowUps.Make(pump, "Pump", instance: "pump"), FollowUps.Change(pump, 1, "open"), FollowUps.Make(pump, "Pump again"), FollowUps.Make(pump, "Old pump", instance: "pump 2", replaces: "pump")])
            Assert.Equal(201, (await agent.Phone.Submit(xml)).Code);
        await house.Record(new SubmissionReviewed(house.Row("pump 2", FollowUps.Making)!.Submission, ReviewState.Rejected, ""));
        await house.Record(new SubmissionReviewed(house.Row("pump 2", FollowUps.Making)!.Submission, ReviewState.Approved, ""));
        await house.Record(new EntityConflictSeen(FollowUps.Set, pump));
        Assert.Empty(await Beginning.PublishCatalogue(house.Database, ActorId.Program, Beginning.Catalogue, new(2026, 11, 1)));

        async Task Send(string instance, string depth, string day = "2026-11-23", string form = Rounds.Form, string? replaces = null) =>
            Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record(instance, site: "N1", depth: depth, day: day, form: form, replaces: replaces))).Code);
    }
}
