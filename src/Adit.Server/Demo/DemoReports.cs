using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Demo;

/// <summary>
/// The reports of the demonstration: a refiner's agreement gives those of four sites and those about the programme, parties are asked, and an analyst publishes the month before, and on the last day the two last quarters. The refiner is
/// invented.
/// </summary>
internal sealed class DemoReports(IServiceProvider services)
{
    /// <summary>The refiner of the demonstration.</summary>
    public const string Refiner = "north-refinery";

    // Of a month parties are asked on one day of the next, and it is published on another, when their time is over.
    private const int Asks = 2, Replies = 5, Publishes = 9;

    // In days before the last: earlier months have no report.
    private const int Begins = 75;

    private readonly Database _database = services.GetRequiredService<Database>();
    private readonly ReportActs _acts = services.GetRequiredService<ReportActs>();
    private readonly ProgrammeReportActs _programme = services.GetRequiredService<ProgrammeReportActs>();

    /// <summary>Before the first day: the refiner, its agreement, and who acts for it.</summary>
    public static Task Before(Database database, Register register, DateOnly first) => database.Write(writing =>
    {
        var id = new OrganisationId(Guid.CreateVersion7(writing.Now.ToDateTimeOffset()));
        var user = register.Users.Single(u => u.Role == Role.Buyer);
        writing.Record(ActorId.Program, new OrganisationSet(id, Refiner, OrganisationKind.Refiner, "North Refinery (simulated)", "FI"));
        writing.Record(ActorId.Program, new AgreementSet(new(Guid.CreateVersion7(writing.Now.ToDateTimeOffset())), id, first, null, user.Sites, [], [Product.Reports, Product.Records, Product.Programme, Product.Alerts, Product.Data], Protection.Tier.T1, Purpose.DueDiligence));
        writing.Record(ActorId.Program, new OrganisationUserSet(user.Id, id));
        return true;
    });

    /// <summary>An evening.</summary>
    /// <param name="left">How many days are left until the last.</param>
    public async Task Evening(int left)
    {
        if (left > Begins)
            return;
        var register = services.GetRequiredService<Registers>().Current;
        var analyst = DemoIncidents.By(register, Role.Analyst);
        foreach (var site in register.Users.Single(u => u.Role == Role.Buyer).Sites.Select(s => register.Sites[s]).Where(ReportsFilling.IsWatched))
        {
            var today = SiteRisk.Today(site, _database.Now.ToDateTimeOffset());
            var month = Plans.Composing.MonthOf(today).AddMonths(-1);
            if (today.Day == Asks)
                await Ask(analyst, site, month);
            else if (today.Day == Replies)
                await Reply(analyst, site, month);
            else if (today.Day == Publishes)
                await Publish(analyst, site, month);
        }
    }

    /// <summary>After the last evening: the last two quarters that are over, so that the newer has one to be compared with.</summary>
    public async Task After(DateOnly last)
    {
        var (analyst, newest) = (DemoIncidents.By(services.GetRequiredService<Registers>().Current, Role.Analyst), ReportSpan.QuarterOf(last).Before);
        foreach (var quarter in (ReportSpan[])[newest.Before, newest])
        {
            foreach (var (section, language, text) in ((string, string, string)[])[
                ("summary", "en", "A quarter of all sites together. Most of what agents found concerns safety in pits and papers; what was agreed about it is being verified on the ground."),
                ("summary", "fr", "Un trimestre de tous les sites ensemble. L’essentiel de ce que les agents ont trouvé touche à la sécurité des puits et aux papiers ; ce qui a été convenu est en cours de vérification sur le terrain."),
                ("limits", "en", "The data are simulated."), ("limits", "fr", "Les données sont simulées.")])
                await _programme.Do(analyst, quarter, new("write", Section: section, Language: language, Text: text));
            await _programme.Do(analyst, quarter, new("publish", Seen: 0, Read: true));
        }
    }

    private async Task Ask(CurrentPerson analyst, Site site, DateOnly month)
    {
        foreach (var finding in ToAsk(site, month))
            await _acts.Do(analyst, site, month, new("ask", Indicator: finding.Indicator, Since: finding.Since, Party: "Cooperative", Text: "Letter handed over at the meeting."));
    }

    // The first that was asked answers; of the others the time runs out.
    private async Task Reply(CurrentPerson analyst, Site site, DateOnly month)
    {
        if (_database.Read(db => ReportsTable.Replies(db, site.Id)).Where(r => r.Value is { Asked: not null, Given: null }).OrderBy(r => r.Key.Since).ThenBy(r => r.Key.Indicator, StringComparer.Ordinal).Select(r => r.Key).ToList() is [var (indicator, since), ..])
            await _acts.Do(analyst, site, month, new("reply", Indicator: indicator, Since: since, Text: "We have begun to mend it with our own people; it is not finished, because the road was cut."));
    }

    private async Task Publish(CurrentPerson analyst, Site site, DateOnly month)
    {
        // What was found since the others were asked would need its own time; those of the demonstration are told the day it is published.
        foreach (var finding in ToAsk(site, month))
            await _acts.Do(analyst, site, month, new("waive", Indicator: finding.Indicator, Since: finding.Since, Text: "Known only after the others were asked; told on the day."));
        foreach (var (language, text) in ((string, string)[])[("en", "Agents were at the site as planned. What they found and what is being done about it stands below."), ("fr", "Les agents étaient sur le site comme prévu. Ce qu’ils ont trouvé et ce qui se fait figure ci-dessous.")])
            await _acts.Do(analyst, site, month, new("write", Section: "summary", Language: language, Text: text));
        try
        {
            await _acts.Do(analyst, site, month, new("publish", Seen: 0, Read: true));
        }
        catch (Refused)
        {
            // A party still has time: the report stays a draft, as it would.
        }
    }

    private List<ReportedFinding> ToAsk(Site site, DateOnly month) => _database.Read(db =>
    {
        var replies = ReportsTable.Replies(db, site.Id);
        return Reporting.ToAsk(new MonthComposing(db, services.GetRequiredService<Catalogues>().Current!).Compose(site, month)).Where(f => !replies.ContainsKey((f.Indicator, f.Since))).DistinctBy(f => (f.Indicator, f.Since)).ToList();
    });
}
