using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Demo;

/// <summary>The improvement partner of the demonstration: it offers to take measures on, groups them into a project, and reports. All organisations in it are invented.</summary>
/// <param name="days">How long the demonstration is.</param>
internal sealed class DemoPartners(IServiceProvider services, int days)
{
    /// <summary>The partner of the demonstration, and another one, of which it learns nothing.</summary>
    public const string Partner = "open-hands", Other = "second-partner";

    // In days before the last: when it reports again, and offers once more, so that an offer waits for whoever looks at the demonstration.
    private const int Late = 7, Waits = 5, Most = 3;

    // When it offers, in days before the last. The programme answers a day later.
    private readonly int _offers = Math.Min(58, days - 10);

    private readonly Database _database = services.GetRequiredService<Database>();
    private readonly TakingActs _taking = services.GetRequiredService<TakingActs>();
    private readonly ProjectActs _projects = services.GetRequiredService<ProjectActs>();

    // Five others have had children at the gate too: as few as can be compared with.
    private static readonly string[] Covered = ["HK-01", "HK-02", "LU-01", "LU-02"];

    /// <summary>Before the first day: partners and a service of the state, an agreement with each, and the demonstration's users for the first and the last.</summary>
    public static Task Before(Database database, Register register, DateOnly first) => database.Write(writing =>
    {
        Organisation(Partner, OrganisationKind.Partner, "Open Hands (simulated)", "BE", Covered, [], register.Users.Single(u => u.Role == Role.Partner).Id);
        Organisation(Other, OrganisationKind.Partner, "Second Partner (simulated)", "BE", ["SK-01", "SK-02"], [], null);
        Organisation("mine-service", OrganisationKind.Authority, "Mine Service (simulated)", "CD", ["LU-01", "LU-02", "LU-03"], [Product.Reports], register.Users.Single(u => u.Role == Role.Authority).Id);
        return true;

        void Organisation(string code, OrganisationKind kind, string name, string country, string[] sites, Product[] products, ActorId? user)
        {
            var id = new OrganisationId(Guid.CreateVersion7(writing.Now.ToDateTimeOffset()));
            writing.Record(ActorId.Program, new OrganisationSet(id, code, kind, name, country));
            writing.Record(ActorId.Program, new OrganisationContactSet(id, ContactRole.Sites, "Programme desk", $"{code}@example.org"));
            writing.Record(ActorId.Program, new AgreementSet(new(Guid.CreateVersion7(writing.Now.ToDateTimeOffset())), id, first, null, [.. DemoSite.Twelve.Where(s => sites.Contains(s.Code)).Select(s => s.Id)], [], [.. products], Tier.T1, Giving.UsualFor(kind)));
            if (user is { } acts)
                writing.Record(ActorId.Program, new OrganisationUserSet(acts, id));
        }
    });

    /// <summary>An evening.</summary>
    /// <param name="left">How many days are left until the last.</param>
    public async Task Evening(int left)
    {
        if (left > _offers)
            return;
        var register = services.GetRequiredService<Registers>().Current;
        var user = Reach.Of(register, register.Users.Single(u => u.Role == Role.Partner), _database.Now);
        var partner = new CurrentPerson(user, Tier.T1, null, false);
        if (left == _offers || left == Waits)
            foreach (var action in Wanted(user).Take(left == Waits ? 1 : Most))
                await _taking.Offer(partner, action.Line.Number, "With the cooperative and its own people.");
        else if (left == _offers - 1)
            await Accept(register);
        else if (left == _offers - 2)
            await Begin(partner, register);
        else if (left == _offers / 2)
            await Report(partner, new(null, null, 1, "Two fences are mended; fourteen guards were trained in asking for age.", 18_450.50m));
        else if (left == Late)
            await Report(partner, new(null, null, null, "Two of three teams work; the road to the third site was cut for a week.", 6_120m));
    }

    // Gates first: most sites have that risk, so that there is something to compare with.
    private IEnumerable<CorrectiveAction> Wanted(User user) => _database.Read(db => PlansTable.Running(db, user.Sites)).Where(a => a.IsUnmet && !a.Line.Quiet && a.Offers.IsEmpty)
        .OrderByDescending(a => a.Line.Indicator == "CL-03").ThenBy(a => a.Line.Number, StringComparer.Ordinal);

    private async Task Accept(Register register)
    {
        var (acts, analyst) = (services.GetRequiredService<PlanActs>(), DemoIncidents.By(register, Role.Analyst));
        foreach (var action in _database.Read(db => PlansTable.Running(db, [.. register.Monitored.Select(s => s.Id)])).Where(a => a.Offers.Any(o => o.State == OfferState.Waits)))
            await acts.Do(analyst, action.Id, new("accept", action.Last) { Organisation = Partner, Note = "Agreed with the site." });
    }

    private async Task Begin(CurrentPerson partner, Register register)
    {
        var organisation = register.Agreed.Find(Partner)!.Organisation;
        var today = DateOnly.FromDateTime(_database.Now.ToDateTimeOffset().UtcDateTime);
        var actions = _database.Read(db => PlansTable.Running(db, [.. register.Monitored.Select(s => s.Id)])).Where(a => a.TakenBy == organisation).Select(a => a.Line.Number).ToList();
        if (actions.Count > 0)
            await _projects.Set(partner, null, new(
                null, "Gates that hold (simulated)", today, 48_000m, "USD", [new(null, "Guards are trained, fences are whole", today.AddDays(30)), new(null, "Every gate is staffed through the working day", today.AddDays(120))], actions));
    }

    private async Task Report(CurrentPerson partner, DeliveryAsked asked)
    {
        if (_database.Read(db => ProjectsTable.All(db)) is [var project, ..])
            await _projects.Report(partner, project.Set.Number, asked with { Seen = project.Last });
    }
}
