using System.ComponentModel;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Trainings, declared interests, stays and what the programme asks of agents, for programs.</summary>
internal static class AgentApi
{
    /// <summary>A training of an agent.</summary>
    internal sealed record TrainingAsked(
        [property: Description("app, child-protection, gbv, security, annex-ii, data-protection or other.")] string? Subject, [property: Description("What it was about, where the subject is other.")] string? Other,
        DateOnly? Day, [property: Description("Who trained.")] string? By, [property: Description("The last day on which it holds; null where it does not end.")] DateOnly? Until);

    /// <summary>A training as it was entered.</summary>
    internal sealed record TrainingListed(
        string Id, string Subject, string Other, DateOnly Day, string By, DateOnly? Until, [property: Description("Holds, EndsSoon or Ended.")] string Standing,
        [property: Description("Why it was withdrawn; null where it counts.")] string? Withdrawn);

    /// <summary>Why something is withdrawn or erased.</summary>
    internal sealed record WhyAsked(string? Why);

    /// <summary>An interest in a site.</summary>
    internal sealed record InterestAsked([property: Description("A site’s code.")] string? Site, [property: Description("family, share, member, former-employee or other.")] string? Kind, string? Note);

    /// <summary>All interests that an agent declares; none is a declaration too.</summary>
    internal sealed record DeclarationAsked(DateOnly? Day, InterestAsked[]? Interests, string? Note);

    /// <summary>What an agent declared on a day.</summary>
    internal sealed record DeclarationListed(string Id, DateOnly Day, IReadOnlyList<InterestListed> Interests, string Note, [property: Description("Whether the agent made it on their phone; else the office entered it.")] bool Own);

    /// <summary>A declared interest in a site.</summary>
    internal sealed record InterestListed(string Site, string Kind, string Note);

    /// <summary>What was entered, by its id.</summary>
    internal sealed record Entered(string Id);

    /// <summary>How long an agent has been at a site without having been away for fourteen days.</summary>
    internal sealed record StayListed(string Site, DateOnly From, DateOnly Last, int Days, [property: Description("Whether it is longer than the programme wants.")] bool Over);

    /// <summary>What the programme asks of all agents.</summary>
    internal sealed record AgentRules(
        [property: Description("Subjects in which everybody is to be trained.")] string[]? Trainings, [property: Description("15 to 1000; null where agents stay.")] int? RotateAfterDays);

    /// <summary>What the office is to see to about an agent.</summary>
    internal sealed record AgentDue(string Agent, IReadOnlyList<NeedListed> Trainings, DateOnly? Declared, bool DeclarationDue, IReadOnlyList<StayListed> Over);

    /// <summary>A training that is missing, has ended or ends within thirty days.</summary>
    internal sealed record NeedListed(string Subject, [property: Description("Missing, Ended or EndsSoon.")] string Standing, DateOnly? Until, [property: Description("Titles of forms that need it.")] IReadOnlyList<string> Forms);

    /// <summary>Something to be known about an agent who is at a site in a week.</summary>
    internal sealed record RosterWarning(string Site, string Agent, [property: Description("interest or rotation.")] string About, string Text);

    public static void MapAgentApi(this IEndpointRouteBuilder api)
    {
        var agent = api.MapGroup("/agents/{name}").WithTags("People");
        agent.MapGet("/trainings", (string name, Database database, Registers registers) => Listed(database, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name))))
            .Needs(Right.KeepAgents, Tier.T2).WithName("trainings").WithSummary("What an agent was trained in, the newest first.").Produces<IReadOnlyList<TrainingListed>>().Refuses(422);
        agent.MapPost("/trainings", async (string name, TrainingAsked asked, CurrentPerson person, Database database, Registers registers) =>
            new Entered((await AgentRoom.Train(database, person.Actor, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name)), asked)).ToString()))
            .Needs(Right.KeepAgents, Tier.T2).WithName("addTraining").WithSummary("Enters a training of an agent.").Produces<Entered>().Refuses(422);
        agent.MapPost("/trainings/{training}/withdraw", async (string name, string training, WhyAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Id.TryRead(training, out var id) && await AgentRoom.Withdraw(database, person.Actor, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name)), id, asked.Why) ? Results.NoContent() : NotFound(http))
            .Needs(Right.KeepAgents, Tier.T2).WithName("withdrawTraining").WithSummary("Takes back a training that was entered by mistake; both entries stay.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        agent.MapGet("/interests", (string name, Database database, Registers registers) => Declared(database, registers.Current, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name))))
            .Needs(Right.KeepAgents, Tier.T2).WithName("interests").WithSummary("What an agent declared of interests in sites, the newest first.").Produces<IReadOnlyList<DeclarationListed>>().Refuses(422);
        agent.MapPost("/interests", async (string name, DeclarationAsked asked, CurrentPerson person, Database database, Registers registers) =>
        {
            var register = registers.Current;
            return new Entered((await AgentRoom.Declare(
                database, person.Actor, PeopleApi.AgentCalled(register, Addresses.Read(name)), asked.Day, [.. (asked.Interests ?? []).Select(i => AgentRoom.Named(register, i.Site, i.Kind, i.Note))], asked.Note)).ToString());
        }).Needs(Right.KeepAgents, Tier.T2).WithName("declareInterests").WithSummary("Enters what an agent declares. It replaces what they declared before; what was entered stays until it is erased.").Produces<Entered>().Refuses(422);
        agent.MapPost("/interests/{declaration}/erase", async (string name, string declaration, WhyAsked asked, HttpContext http, CurrentPerson person, Database database, Blobs blobs, Registers registers) =>
            Id.TryRead(declaration, out var id) && await AgentRoom.Erase(database, blobs, person.Actor, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name)), id, asked.Why) ? Results.NoContent() : NotFound(http))
            .Needs(Right.EraseRecords, Tier.T2).WithName("eraseInterests").WithSummary("Destroys for ever what a declaration says.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        agent.MapGet("/stays", (string name, Database database, Registers registers) =>
        {
            var (register, found) = (registers.Current, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name)));
            return database.Read(db => Stays(register, TrainingTable.Rules(db), StayReading.Of(db, [found.Id], Today(database))[found.Id]));
        }).Needs(Right.KeepAgents, Tier.T2).WithName("stays").WithSummary("How long an agent has been at which site, the longest stay first.").Produces<IReadOnlyList<StayListed>>().Refuses(422);
        api.MapGet("/agent-rules", (Database database) => Listed(database.Read(TrainingTable.Rules)))
            .Needs(Right.KeepAgents, Tier.T2).WithTags("People").WithName("agentRules").WithSummary("What the programme asks of all agents.").Produces<AgentRules>();
        api.MapPut("/agent-rules", async (AgentRules asked, CurrentPerson person, Database database) =>
        {
            await AgentRoom.KeepRules(database, person.Actor, asked.Trainings ?? [], asked.RotateAfterDays);
            return Results.NoContent();
        }).Needs(Right.RunProgramme, Tier.T2).WithTags("People").WithName("setAgentRules").WithSummary("Sets in what everybody is to be trained, and after how many days at a site an agent goes to another.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        api.MapGet("/agent-duties", (HttpContext http, Database database, Registers registers) => Due(database, registers.Current, Frames.Of(http).Words))
            .Needs(Right.KeepAgents, Tier.T2).WithTags("People").WithName("agentDuties").WithSummary("What the office is to see to about each agent: trainings, declarations, rotation.").Produces<IReadOnlyList<AgentDue>>();
        api.MapGet("/roster/{week}/warnings", (string week, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            RosterRoom.TryDay(week, out var day)
                ? Results.Json(database.Read(db => new RosterFilling(db, Frames.Of(http), person, registers.Current).Warnings(day))) : NotFound(http))
            .Needs(Right.KeepAgents, Tier.T2).WithTags("People").WithName("rosterWarnings").WithSummary("Who is at a site in a week where they declared an interest, or for longer than the programme wants.").Produces<IReadOnlyList<RosterWarning>>().Refuses(404);
    }

    private static IReadOnlyList<TrainingListed> Listed(Database database, Agent agent) =>
        [.. database.Read(db => TrainingTable.Of(db, agent.Id)).Select(t => new TrainingListed(t.Id.ToString(), t.Subject, t.Other, t.Day, t.By, t.Until, Trainings.Of([t.Until], Today(database)).ToString(), t.Withdrawn))];

    private static AgentRules Listed(AgentRulesSet rules) => new([.. rules.Trainings], rules.RotateAfterDays);

    private static IReadOnlyList<DeclarationListed> Declared(Database database, Register register, Agent agent)
    {
        var (declared, own) = database.Read(db => (InterestsTable.Of(db, [agent.Id])[agent.Id], InterestsTable.Own(db, agent.Id)));
        return [.. declared.Reverse().Select(d => new DeclarationListed(
            d.Declaration.ToString(), d.Day, [.. d.Interests.Select(i => new InterestListed(CodeOf(register, i.Site), AgentFilling.KeyOf(i.Kind), i.Note))], d.Note, own.Contains(d.Declaration)))];
    }

    private static IReadOnlyList<AgentDue> Due(Database database, Register register, Words words) => database.Read(db =>
    {
        var (today, rules, declared) = (Today(database), TrainingTable.Rules(db), InterestsTable.LastDays(db));
        var needs = new TrainingNeeds(db, register, words, today);
        var stays = rules.RotateAfterDays is null ? null : StayReading.Of(db, register.Agents.Select(a => a.Id), today);
        return (IReadOnlyList<AgentDue>)[.. register.Agents.Select(a => new AgentDue(
            a.Name, [.. needs.Of(a).Where(n => n.Standing != TrainingStanding.Holds).Select(n => new NeedListed(n.Subject, n.Standing.ToString(), n.Until, n.Forms))],
            declared.TryGetValue(a.Id, out var day) ? day : null, Declaring.IsDue(declared.TryGetValue(a.Id, out var last) ? last : null, today),
            stays is null ? [] : [.. Stays(register, rules, stays[a.Id]).Where(s => s.Over)]))];
    });

    private static IReadOnlyList<StayListed> Stays(Register register, AgentRulesSet rules, IEnumerable<(SiteId Site, Stay Stay)> stays) =>
        [.. stays.Select(s => new StayListed(CodeOf(register, s.Site), s.Stay.From, s.Stay.Last, s.Stay.Days, rules.IsOver(s.Stay)))];

    private static string CodeOf(Register register, SiteId site) => register.Sites.TryGetValue(site, out var found) ? found.Code : site.ToString();

    private static DateOnly Today(Database database) => DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime);

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
