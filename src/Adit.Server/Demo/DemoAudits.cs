using Adit.Audits;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Demo;

/// <summary>The audit of the demonstration: it runs, samples are drawn, one waits for the next published head, two papers are written, and a finding waits for an answer.</summary>
internal static class DemoAudits
{
    // In days: how far back it looks, how long it gives access, and when an answer is asked for.
    private const int Looks = 90, Runs = 60, Answers = 20;

    /// <summary>After the last day; nothing where there are no sites.</summary>
    public static async Task Lay(IServiceProvider services)
    {
        var (database, registers, acts) = (services.GetRequiredService<Database>(), services.GetRequiredService<Registers>(), services.GetRequiredService<AuditActs>());
        var user = registers.Current.Users.Single(u => u.Role == Role.Auditor);
        if (user.Sites.IsEmpty)
            return;
        await services.GetRequiredService<AssessJob>().CatchUp();
        var today = SiteRisk.Today(registers.Current.Sites[user.Sites[0]], database.Now.ToDateTimeOffset());
        var number = await acts.Set(
            DemoIncidents.By(registers.Current, Role.Lead), null, new(null, [user.Name], "Yearly look at how records become findings, for those who recognise the programme.", today.AddDays(-Looks), today.AddDays(-1), [.. user.Sites.Select(s => registers.Current.Sites[s].Code)], today, today.AddDays(Runs), true));
        var auditor = new CurrentPerson(Reach.Of(registers.Current, user, database.Now), Tier.T1, null, ByCookie: false);
        await Do(new("draw", "records", 8, "dice: 4 2 6 1 5 5 3"));
        await Do(new("draw", "incidents", 4, "dice: 4 2 6 1 5 5 3"));
        await Do(new("draw", "actions", 3));
        if (database.Read(db => AuditsTable.Find(db, number)) is not { Samples: [{ Items: [var first, var second, ..] }, ..] })
            return;
        await Do(new("save", Sample: 1, Item: first.Item, Checked: ["proof", "content", "rule"], Conclusion: "confirmed"));
        await Do(new("save", Sample: 1, Item: second.Item, Checked: ["proof", "circumstances"], Conclusion: "not-confirmed", Text: "The place is where the site is; nobody could be asked about the day."));
        await Do(new("raise", Text: "Of records without a photograph nothing shows who was there that day. Say how the office checks them.", Weight: "minor", Items: [second.Item], Due: today.AddDays(Answers)));

        async Task Do(AuditActAsked asked)
        {
            try
            {
                await acts.Do(auditor, database.Read(db => AuditsTable.Find(db, number))!, asked);
            }
            catch (Refused) when (asked.Act == "draw")
            {
                // A short demonstration may have nothing of a kind at these sites.
            }
        }
    }
}
