using Adit.Incidents;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Demo;

/// <summary>What the office of the demonstration does about its incidents, evening after evening: an analyst takes them on, says what was made safe and planned, and calls over what is over; the lead and the independent reviewer determine.</summary>
internal sealed class DemoIncidents(IServiceProvider services)
{
    // What came in these last days waits for whoever looks at the demonstration.
    private const int LeftOpen = 4;

    // What two people determine they take their time for, so that there is something left to determine.
    private const int Deliberates = 45;

    private readonly Database _database = services.GetRequiredService<Database>();
    private readonly IncidentActs _acts = services.GetRequiredService<IncidentActs>();

    /// <summary>An evening.</summary>
    /// <param name="left">How many days are left until the last.</param>
    public async Task Evening(int left, CancellationToken cancel)
    {
        await services.GetRequiredService<AssessJob>().CatchUp(cancel);
        await services.GetRequiredService<IncidentsJob>().Look();
        if (left < LeftOpen)
            return;
        var register = services.GetRequiredService<Registers>().Current;
        var everywhere = new IncidentsAsked(null, null, null, null, Open: true, Reviewer: true, After: null);
        foreach (var id in _database.Read(db => IncidentsTable.Page(db, everywhere, 1_000)).Select(i => i.Id))
        {
            // It may be another's by now: what was merged tonight is over, or has grown.
            if (_database.Read(db => IncidentsTable.Find(db, id)) is not { IsOpen: true } incident)
                continue;
            var site = register.Sites[incident.Site];
            var days = (int)(_database.Now.ToDateTimeOffset() - incident.Opened.ToDateTimeOffset()).TotalDays;
            var dice = new Dice("incident", Simulation.Seed, incident.Number, 0);
            // What goes on day after day is one matter: who takes it on says so.
            if (incident.State == IncidentState.New && days >= 1 && Older(incident) is { } older)
            {
                await _acts.Do(By(register, Role.Analyst), incident.Id, new("merge", incident.Last) { Other = older.Number });
                continue;
            }
            var catalogue = services.GetRequiredService<Catalogues>().Current!.Catalogue;
            var step = _database.Read(db => Steps.Next(incident, IncidentsJob.Standing(db, site, _database.Now.ToDateTimeOffset()), Acting.EndsBy(catalogue, incident, IncidentsJob.Counts(db, incident))));
            if (step == NextStep.Determine && days < Deliberates)
                continue;
            if (days >= (step == NextStep.Take ? incident.Level == Severity.S1 ? 0 : dice.Whole(0, 2) : dice.Whole(1, 9)) && Act(step, incident) is var (role, asked))
                await _acts.Do(By(register, role), incident.Id, asked with { Seen = incident.Last });
        }
    }

    private Incident? Older(Incident incident) => !Acting.IsFor(incident, Role.Analyst) ? null
        : _database.Read(db => IncidentsTable.OpenAt(db, incident.Site)).FirstOrDefault(o => o.State == IncidentState.Taken && Opening.MayBeOne(o, incident));

    /// <summary>Who does a step, and what they say; null where a step needs more than words.</summary>
    public static (Role Role, ActAsked Asked)? Act(NextStep step, Incident incident) => step switch
    {
        NextStep.Take => (Acting.IsFor(incident, Role.Analyst) ? Role.Analyst : Role.Reviewer, new("take", null)),
        NextStep.Close => (Acting.IsFor(incident, Role.Analyst) ? Role.Analyst : Role.Reviewer, new("close", null) { Cause = nameof(ClosingCause.LookedAgain) }),
        NextStep.Authority => (Role.Analyst, new("authority", null) { Notify = false, Harm = "Whoever told of it.", Note = "Nothing obliges to it, and nobody concerned asked for it." }),
        NextStep.MakeSafe => (Role.Analyst, new("meet", null) { Step = nameof(DeadlineKind.Safe), Note = "The cooperative fenced the place off; the agent saw it." }),
        NextStep.Plan => (Role.Analyst, new("meet", null) { Step = nameof(DeadlineKind.Plan), Note = "Agreed with the cooperative at the monthly meeting." }),
        NextStep.Progress => (Role.Analyst, new("meet", null) { Step = nameof(DeadlineKind.Progress), Note = "Fewer days with it than in the month before." }),
        NextStep.Determine => (Role.Lead, new("propose", null)
        {
            Outcome = nameof(Outcome.ReasonableRisk),
            Evidence = "The record of the agent, and a call with the committee of the place.",
            Lots = "Those that left the site in the week before.",
            Weigh = "Whether those lots were bought.",
            Dependents = "Some 400, by the last count at the gate.",
            Disengagement = "Notice to the cooperative, and work for those who depend on the site.",
        }),
        NextStep.Decide => (Role.Reviewer, new("decide", null) { Agrees = true, Note = "I read the record and agree." }),
        _ => null,
    };

    /// <summary>Somebody of a role.</summary>
    public static CurrentPerson By(Register register, Role role) => new(register.Users.First(u => u.Role == role), Tier.T2, null, ByCookie: false);
}
