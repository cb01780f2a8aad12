using System.Collections.Immutable;
using System.ComponentModel;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Keeping users and agents, for the interface and the command line. Secrets are answered once, to who asked for them.</summary>
internal static class PeopleApi
{
    public sealed record UserAsked(string? Name, string? Role, string[]? Sites, string? Password);

    public sealed record AgentAsked(string? Name, string? Language, string[]? Sites, string[]? Forms, int? DaysAWeek,
        [property: Description("SiteAgent, Supervisor, Verifier; none: none.")] string[]? Functions = null);

    internal sealed record PasswordAsked([property: Description("Null: one is made.")] string? Password);

    /// <summary>A user and the password, which is shown this once.</summary>
    internal sealed record PasswordGiven(string? Name, string Password);

    /// <summary>Somebody who signs in.</summary>
    internal sealed record UserListed(string Name, string Role, [property: Description("Codes of the sites that the account is limited to; none: all that the role may see.")] IReadOnlyList<string> Sites, bool Disabled);

    /// <summary>An agent, what is assigned, and how many keys and passwords stand.</summary>
    internal sealed record AgentListed(
        string Id, string Name, string Language, IReadOnlyList<string> Sites, [property: Description("Ids of forms; none: every open form.")] IReadOnlyList<string> Forms, int DaysAWeek,
        [property: Description("SiteAgent, Supervisor, Verifier: forms may be limited to some.")] IReadOnlyList<string> Functions, int Keys,
        [property: Description("All that were ever made, never their values.")] IReadOnlyList<CredentialListed> Credentials);

    /// <summary>A key or password of an agent.</summary>
    internal sealed record CredentialListed(string Id, [property: Description("key or generated (a password).")] string Kind, bool Revoked);

    /// <summary>How many were revoked.</summary>
    internal sealed record RevokedCount(int Revoked);

    /// <summary>What an agent does from now on.</summary>
    internal sealed record AssignmentAsked(string[]? Sites, [property: Description("Ids of forms; none: every open form.")] string[]? Forms, int? DaysAWeek,
        [property: Description("SiteAgent, Supervisor, Verifier. Null: as before.")] string[]? Functions = null);

    /// <summary>A key for a phone, and the address that holds it.</summary>
    /// <param name="CollectSettings">The text of the QR code that sets up ODK Collect with it.</param>
    public sealed record NewKey(string Name, string Key, string OpenRosaUrl, string CollectSettings);

    /// <summary>A code that enrols one phone, with any of these.</summary>
    /// <param name="AppUrl">Opened on a phone, it installs Adit's app and signs it in; the text of its QR code.</param>
    /// <param name="OpenRosaUrl">The address for other apps.</param>
    /// <param name="CollectSettings">The text of the QR code that sets up ODK Collect.</param>
    internal sealed record NewEnrolment(string Code, Instant Expires, string AppUrl, string OpenRosaUrl, string CollectSettings);

    private const int ShortestPassword = 10;

    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("People");
        users.MapGet("", (Registers registers) => registers.Current.Users.Select(u => Line(registers.Current, u)).ToList()).Needs(Right.KeepUsers)
            .WithName("users").WithSummary("People who sign in.").Produces<IReadOnlyList<UserListed>>();
        users.MapPost("", async (UserAsked asked, CurrentPerson person, Database database, Registers registers) =>
            new PasswordGiven(asked.Name, await AddUser(database, registers.Current, person.Actor, asked))).Needs(Right.KeepUsers)
            .WithName("addUser").WithSummary("Creates an account; the password is answered this once.").Produces<PasswordGiven>().Refuses(409, 422);
        users.MapPost("/{name}/disable", async (string name, CurrentPerson person, Database database, Registers registers) =>
        {
            await Disable(database, registers.Current, person.Actor, Addresses.Read(name));
            return Results.NoContent();
        }).Needs(Right.KeepUsers).WithName("disableUser").WithSummary("Closes an account at once.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        users.MapPost("/{name}/password", async (string name, PasswordAsked asked, CurrentPerson person, Database database, Registers registers) =>
            new PasswordGiven(Addresses.Read(name), await NewPassword(database, registers.Current, person.Actor, Addresses.Read(name), asked.Password))).Needs(Right.KeepUsers)
            .WithName("newPassword").WithSummary("Gives somebody a new password and ends all their sessions.").Produces<PasswordGiven>().Refuses(422);
        var agents = api.MapGroup("/agents").WithTags("People");
        agents.MapGet("", (Registers registers) => registers.Current.Agents.Select(a => Line(registers.Current, a)).ToList()).Needs(Right.KeepAgents)
            .WithName("agents").WithSummary("Agents with what is assigned to them.").Produces<IReadOnlyList<AgentListed>>();
        agents.MapPost("", async (AgentAsked asked, CurrentPerson person, Database database, Registers registers, Settings settings) =>
            await AddAgent(database, registers.Current, person.Actor, asked, settings.PublicOrigin)).Needs(Right.KeepAgents)
            .WithName("addAgent").WithSummary("Enrols an agent; the phone's key is answered this once.").Produces<NewKey>().Refuses(409, 422);
        agents.MapPut("/{name}/assignment", async (string name, AssignmentAsked asked, CurrentPerson person, Database database, Registers registers) =>
        {
            await Assign(database, registers.Current, person.Actor, Addresses.Read(name), asked);
            return Results.NoContent();
        }).Needs(Right.KeepAgents).WithName("assignAgent").WithSummary("Says where, with which forms and how often an agent works from now on.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        agents.MapPost("/{name}/keys", async (string name, CurrentPerson person, Database database, Registers registers, Settings settings) =>
            await KeyFor(database, person.Actor, AgentCalled(registers.Current, Addresses.Read(name)), settings.PublicOrigin)).Needs(Right.KeepAgents)
            .WithName("newKey").WithSummary("Makes a further key for an agent's phone; it is answered this once.").Produces<NewKey>().Refuses(422);
        agents.MapPost("/{name}/enrolments", async (string name, CurrentPerson person, Database database, Registers registers, Enrolments enrolments, Settings settings) =>
        {
            var made = await enrolments.Offer(person.Actor, AgentCalled(registers.Current, Addresses.Read(name)).Id);
            var (app, openRosa) = Enrolments.Addresses(made.Code, settings.PublicOrigin);
            return new NewEnrolment(made.Code, made.Expires, app, openRosa, CollectSettings.Text(database.Created!.Programme, openRosa));
        }).Needs(Right.KeepAgents).WithName("newEnrolment").WithSummary("Makes a code that enrols one phone; it is answered this once.").Produces<NewEnrolment>().Refuses(422);
        agents.MapPost("/{name}/devices/{device}/cut-off", async (string name, string device, CurrentPerson person, Registers registers, Enrolments enrolments) =>
        {
            var agent = AgentCalled(registers.Current, Addresses.Read(name));
            if (!Id.TryRead(device, out var id) || registers.Current.DevicesOf[agent.Id].All(d => d.Id != id))
                throw Refused.Of("refuse.no-device");
            await enrolments.CutOff(person.Actor, id, "");
            return Results.NoContent();
        }).Needs(Right.KeepAgents).WithName("cutOff").WithSummary("Cuts a phone off at once, for everybody who uses it.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        agents.MapPost("/{name}/keys/{key}/revoke", async (string name, string key, CurrentPerson person, Database database, Registers registers) =>
            new RevokedCount(await RevokeOne(database, registers.Current, person.Actor, Addresses.Read(name), key))).Needs(Right.KeepAgents)
            .WithName("revokeKey").WithSummary("Ends one key or password of an agent at once.").Produces<RevokedCount>().Refuses(422);
        agents.MapPost("/{name}/revoke", async (string name, CurrentPerson person, Database database, Registers registers) =>
            new RevokedCount(await RevokeAll(database, registers.Current, person.Actor, Addresses.Read(name)))).Needs(Right.KeepAgents)
            .WithName("revokeAgent").WithSummary("Ends every key and password of an agent at once.").Produces<RevokedCount>().Refuses(422);
    }

    /// <summary>A user as lists show one.</summary>
    public static UserListed Line(Register register, User user) => new(user.Name, Frames.KeyOf(user.Role), [.. Codes(register, user.Sites)], user.Disabled);

    /// <summary>An agent as lists show one.</summary>
    public static AgentListed Line(Register register, Agent agent)
    {
        var credentials = register.CredentialsOf[agent.Id].Select(c => new CredentialListed(c.Id.ToString(), c.Kind, c.Revoked)).ToList();
        return new(agent.Id.ToString(), agent.Name, agent.Language, [.. Codes(register, agent.Sites)], agent.Forms, agent.DaysAWeek, [.. agent.Functions.Select(f => f.ToString())], credentials.Count(c => !c.Revoked), credentials);
    }

    /// <summary>Creates a user; returns the password.</summary>
    /// <exception cref="Refused">Name, role, a site or the password cannot be.</exception>
    public static Task<string> AddUser(Database database, Register register, ActorId by, UserAsked asked)
    {
        var role = Rights.Given.Where(r => Frames.KeyOf(r) == asked.Role).Select(r => (Role?)r).FirstOrDefault()
            ?? throw Refused.Of("refuse.role", ("roles", string.Join(", ", Rights.Given.Select(Frames.KeyOf))));
        return Accounts.CreateUser(database, by, NameOf(asked.Name), role, Sites(register, asked.Sites), Long(asked.Password));
    }

    /// <summary>Closes a user's account.</summary>
    /// <exception cref="Refused">There is no such user, or nobody would be left to lead.</exception>
    public static Task Disable(Database database, Register register, ActorId by, string name)
    {
        var user = UserCalled(register, name);
        if (user.Role == Role.Lead && register.Users.Count(u => u is { Role: Role.Lead, Disabled: false }) == 1)
            throw Refused.Of("refuse.last-lead", ("name", name));
        return Accounts.Disable(database, by, user.Id);
    }

    /// <summary>Gives a user a new password and ends all their sessions; returns it.</summary>
    /// <exception cref="Refused">There is no such user, or the password is short.</exception>
    public static async Task<string> NewPassword(Database database, Register register, ActorId by, string name, string? password)
    {
        var user = UserCalled(register, name);
        var secret = Long(password) ?? Access.NewSecret();
        await Accounts.SetPassword(database, by, user.Id, secret);
        return secret;
    }

    /// <summary>Enrols an agent and makes the first key.</summary>
    /// <exception cref="Refused">Name, language, a site or a form cannot be.</exception>
    public static async Task<NewKey> AddAgent(Database database, Register register, ActorId by, AgentAsked asked, string origin) =>
        await KeyFor(database, by, await CreateAgent(database, register, by, asked), origin);

    /// <summary>Enrols an agent, who has no key and no phone yet.</summary>
    /// <exception cref="Refused">Name, language, a site or a form cannot be.</exception>
    public static async Task<Agent> CreateAgent(Database database, Register register, ActorId by, AgentAsked asked)
    {
        var (name, language, sites) = (NameOf(asked.Name), asked.Language ?? "fr", Sites(register, asked.Sites));
        if (Words.Offered.All(l => l.Code != language))
            throw Refused.Of("refuse.language", ("languages", string.Join(", ", Words.Offered.Select(l => l.Code))));
        var (forms, days) = Asked(register, sites, asked.Forms, asked.DaysAWeek);
        var functions = Functions(asked.Functions ?? []);
        var agent = await Accounts.CreateAgent(database, by, name, language, sites, forms, days, functions);
        return new(agent, name, language, sites, forms, days, 0, functions);
    }

    /// <summary>Says what an agent does from now on.</summary>
    /// <exception cref="Refused">A site, a form or the days cannot be.</exception>
    public static Task Assign(Database database, Register register, ActorId by, string name, AssignmentAsked asked)
    {
        var (agent, sites) = (AgentCalled(register, name), Sites(register, asked.Sites));
        var (forms, days) = Asked(register, sites, asked.Forms, asked.DaysAWeek);
        var functions = asked.Functions is { } named ? Functions(named) : agent.Functions;
        return database.Write(writing => writing.Record(by, new AgentAssigned(agent.Id, sites, forms, days, functions.IsEmpty ? null : functions)));
    }

    /// <summary>Functions of agents by their names, each once.</summary>
    /// <exception cref="Refused">There is no such function.</exception>
    public static ImmutableArray<AgentFunction> Functions(IEnumerable<string> named) =>
        [.. named.Select(n => Enum.GetValues<AgentFunction>().Where(f => f.ToString() == n).Select(f => (AgentFunction?)f).FirstOrDefault() ?? throw Refused.Of("refuse.function", ("function", n))).Distinct().Order()];

    private static (ImmutableArray<string> Forms, int Days) Asked(Register register, ImmutableArray<SiteId> sites, string[]? forms, int? daysAWeek)
    {
        if (sites.IsEmpty)
            throw Refused.Of("refuse.agent-site");
        if ((forms ?? []).Where(f => register.Published.All(p => p.Form != f)).ToList() is { Count: > 0 } unknown)
            throw new Refused(w => w["refuse.forms"], [.. unknown.Select(f => (Func<Words, string>)(w => w.Say("refuse.no-form", ("form", f))))]);
        return (daysAWeek ?? 5) is >= 0 and <= 7 and var days ? ([.. forms ?? []], days) : throw Refused.Of("refuse.days");
    }

    /// <summary>A further key; those before stay valid.</summary>
    public static async Task<NewKey> KeyFor(Database database, ActorId by, Agent agent, string origin)
    {
        var key = await Accounts.NewSecret(database, by, agent.Id, Access.Key);
        var address = $"{origin}{Phones.Calling.Root}/key/{key}";
        return new(agent.Name, key, address, CollectSettings.Text(database.Created!.Programme, address));
    }

    /// <summary>Ends every key and password of an agent; returns how many.</summary>
    /// <exception cref="Refused">There is no such agent.</exception>
    public static async Task<int> RevokeAll(Database database, Register register, ActorId by, string name)
    {
        var agent = AgentCalled(register, name);
        var standing = register.CredentialsOf[agent.Id].Where(c => !c.Revoked).ToList();
        foreach (var credential in standing)
            await Accounts.Revoke(database, by, agent.Id, credential.Id);
        return standing.Count;
    }

    /// <summary>Ends one key or password of an agent; returns how many ended.</summary>
    /// <exception cref="Refused">There is no such agent, or no such key.</exception>
    public static async Task<int> RevokeOne(Database database, Register register, ActorId by, string name, string key)
    {
        var agent = AgentCalled(register, name);
        if (!Id.TryRead(key, out var id) || register.CredentialsOf[agent.Id].FirstOrDefault(c => c.Id == id) is not { } credential)
            throw Refused.Of("refuse.no-key");
        if (credential.Revoked)
            return 0;
        await Accounts.Revoke(database, by, agent.Id, id);
        return 1;
    }

    /// <exception cref="Refused">There is no such user, or the account is closed.</exception>
    public static User UserCalled(Register register, string name) =>
        register.Users.FirstOrDefault(u => u.Name == name && !u.Disabled) ?? throw Refused.Of("refuse.no-user", ("name", name));

    /// <exception cref="Refused">There is no such agent.</exception>
    public static Agent AgentCalled(Register register, string name) =>
        register.Agents.FirstOrDefault(a => a.Name == name) ?? throw Refused.Of("refuse.no-agent", ("name", name));

    private static string NameOf(string? name) =>
        name?.Trim() is { Length: > 0 and <= 100 } clean && !clean.Any(char.IsControl) ? clean : throw Refused.Of("refuse.name");

    private static string? Long(string? password) =>
        password is null or { Length: >= ShortestPassword } ? password : throw Refused.Of("refuse.password", ("n", ShortestPassword));

    /// <summary>The sites that are called so.</summary>
    /// <exception cref="Refused">There are none of some of these codes.</exception>
    public static ImmutableArray<SiteId> Sites(Register register, string[]? codes)
    {
        var unknown = (codes ?? []).Where(c => !register.SiteCodes.ContainsKey(c)).Select(c => (Func<Words, string>)(w => w.Say("refuse.no-site", ("code", c)))).ToList();
        return unknown.Count > 0 ? throw new Refused(w => w["refuse.sites"], unknown) : [.. (codes ?? []).Select(c => register.SiteCodes[c])];
    }

    private static IEnumerable<string> Codes(Register register, ImmutableArray<SiteId> sites) =>
        sites.Select(s => register.Sites.TryGetValue(s, out var site) ? site.Code : s.ToString());
}
