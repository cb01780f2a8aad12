using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Demo;

/// <summary>What the office of the demonstration does about its action plans in the last months: an analyst composes and issues them, parties answer and report, the independent reviewer checks on the ground.</summary>
internal sealed class DemoPlans(IServiceProvider services)
{
    // When plans begin, in days before the last; and how long before it the newest drafts are left for whoever looks at the demonstration.
    private const int Begins = 75, LeftOpen = 3;

    private readonly Database _database = services.GetRequiredService<Database>();
    private readonly PlanActs _acts = services.GetRequiredService<PlanActs>();

    /// <summary>An evening.</summary>
    /// <param name="left">How many days are left until the last.</param>
    public async Task Evening(int left)
    {
        if (left is > Begins or < LeftOpen)
            return;
        var register = services.GetRequiredService<Registers>().Current;
        await services.GetRequiredService<PlansJob>().Look();
        foreach (var site in register.Monitored.Where(PlansJob.IsPlanned))
        {
            await Plan(register, site, left);
            foreach (var action in _database.Read(db => PlansTable.Running(db, [site.Id])))
                await Act(register, site, action);
        }
    }

    private async Task Plan(Register register, Site site, int left)
    {
        var today = SiteRisk.Today(site, _database.Now.ToDateTimeOffset());
        var analyst = DemoIncidents.By(register, Role.Analyst);
        if (_database.Read(db => PlansTable.Find(db, site.Id, Composing.MonthOf(today))) is not { } plan)
        {
            // The first of a site is composed by a person, not everywhere on one day.
            if (_database.Read(db => PlansTable.OfSite(db, site.Id)).Count == 0 && new Dice("plan", Simulation.Seed, site.Code, today.DayNumber).Whole(0, 5) == 0)
                try
                {
                    await _acts.Compose(analyst, site, null);
                }
                catch (Refused)
                {
                    // Nothing is open there that goes into a plan.
                }
        }
        else if (plan.IsDraft && left > LeftOpen + 2)
        {
            await _acts.Do(analyst, plan.Id, new("issue", plan.Last) { Note = "Read out and agreed at the monthly meeting." }, "en");
        }
    }

    private async Task Act(Register register, Site site, CorrectiveAction action)
    {
        var age = SiteRisk.Today(site, _database.Now.ToDateTimeOffset()).DayNumber - action.Issued!.Value.DayNumber;
        var dice = new Dice("action", Simulation.Seed, action.Line.Number, 0);
        var (analyst, owner) = (DemoIncidents.By(register, Role.Analyst), action.Line.Owner ?? Party.Other);
        var agrees = dice.Chance(0.85);
        if (age == 1 && !action.Line.Quiet)
            await _acts.Do(analyst, action.Id, new("answer", action.Last) { Party = owner.ToString(), Accepted = agrees, Note = agrees ? null : "It costs more than there is this month." });
        else if (action.State == ActionState.Running && age >= dice.Whole(6, 60))
            await _acts.Do(analyst, action.Id, new("report", action.Last) { Party = owner.ToString(), Done = true, Note = "Said at the site." });
        else if (action.State == ActionState.SaidDone && age >= dice.Whole(10, 64))
            await _acts.Do(DemoIncidents.By(register, Role.Reviewer), action.Id, new("check", action.Last) { Result = nameof(CheckResult.Verified), Note = "Seen on a visit to the site." });
    }
}
