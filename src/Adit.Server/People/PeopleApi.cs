using System.Collections.Immutable;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Keeping users and agents, for the interface and the command line. Secrets are answered once, to who asked for them.</summary>
internal static class PeopleApi
{
    public sealed record UserAsked(string? Name, string? Role, string[]? Sites, string? Password);

    public sealed record AgentAsked(string? Name, string? Language, string[]? Sites, string[]? Forms, int? DaysAWeek);

    private sealed record PasswordAsked(string? Password);

    /// <summary>A key for a phone, and the address that holds it.</summary>
    public sealed record NewKey(string Name, string Key, string OpenRosaUrl);

    private const int ShortestPassword = 10;

    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        api.MapGet("/users", (Registers registers) => registers.Current.Users.Select(u => Line(registers.Current, u))).Needs(Right.KeepUsers);
        api.MapPost("/users", async (UserAsked asked, CurrentPerson person, Database database, Registers registers) =>
            new { name = asked.Name, password = await AddUser(database, registers.Current, person.Actor, asked) }).Needs(Right.KeepUsers);
        api.MapPost("/users/{name}/disable", async (string name, CurrentPerson person, Database database, Registers registers) =>
        {
            await Disable(database, registers.Current, person.Actor, Addresses.Read(name));
            return Results.NoContent();
        }).Needs(Right.KeepUsers);
        api.MapPost("/users/{name}/password", async (string name, PasswordAsked asked, CurrentPerson person, Database database, Registers registers) =>
            new { name, password = await NewPassword(database, registers.Current, person.Actor, Addresses.Read(name), asked.Password) }).Needs(Right.KeepUsers);
        api.MapGet("/agents", (Registers registers) => registers.Current.Agents.Select(a => Line(registers.Current, a))).Needs(Right.KeepAgents);
        api.MapPost("/agents", async (AgentAsked asked, CurrentPerson person, Database database, Registers registers, Settings settings) =>
            await AddAgent(database, registers.Current, person.Actor, asked, settings.PublicOrigin)).Needs(Right.KeepAgents);
        api.MapPost("/agents/{name}/keys", async (string name, CurrentPerson person, Database database, Registers registers, Settings settings) =>
            await KeyFor(database, person.Actor, AgentCalled(registers.Current, Addresses.Read(name)), settings.PublicOrigin)).Needs(Right.KeepAgents);
        api.MapPost("/agents/{name}/revoke", async (string name, CurrentPerson person, Database database, Registers registers) =>
            new { revoked = await RevokeAll(database, registers.Current, person.Actor, Addresses.Read(name)) }).Needs(Right.KeepAgents);
    }

    /// <summary>A user as lists show one.</summary>
    public static object Line(Register register, User user) =>
        new { user.Name, Role = Frames.KeyOf(user.Role), Sites = Codes(register, user.Sites), user.Disabled };

    /// <summary>An agent as lists show one.</summary>
    public static object Line(Register register, Agent agent) => new
    {
        agent.Name,
        agent.Language,
        Sites = Codes(register, agent.Sites),
        Keys = register.Credentials.Count(c => c.Owner == agent.Id && !c.Revoked),
    };

    /// <summary>Creates a user; returns the password.</summary>
    /// <exception cref="Refused">Name, role, a site or the password cannot be.</exception>
    public static Task<string> AddUser(Database database, Register register, ActorId by, UserAsked asked)
    {
        var role = Rights.Given.Where(r => Frames.KeyOf(r) == asked.Role).Select(r => (Role?)r).FirstOrDefault()
            ?? throw new Refused($"A role is one of: {string.Join(", ", Rights.Given.Select(Frames.KeyOf))}.");
        return Accounts.CreateUser(database, by, NameOf(asked.Name), role, Sites(register, asked.Sites), Long(asked.Password));
    }

    /// <summary>Closes a user's account.</summary>
    /// <exception cref="Refused">There is no such user, or nobody would be left to lead.</exception>
    public static Task Disable(Database database, Register register, ActorId by, string name)
    {
        var user = UserCalled(register, name);
        if (user.Role == Role.Lead && register.Users.Count(u => u is { Role: Role.Lead, Disabled: false }) == 1)
            throw new Refused($"{name} is the last who leads the programme. Create another lead first.");
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
    public static async Task<NewKey> AddAgent(Database database, Register register, ActorId by, AgentAsked asked, string origin)
    {
        var (name, language, sites) = (NameOf(asked.Name), asked.Language ?? "fr", Sites(register, asked.Sites));
        if (Words.Offered.All(l => l.Code != language))
            throw new Refused($"A language is one of: {string.Join(", ", Words.Offered.Select(l => l.Code))}.");
        if (sites.IsEmpty)
            throw new Refused("An agent works at one site at least.");
        if ((asked.Forms ?? []).Where(f => register.Published.All(p => p.Form != f)).ToList() is { Count: > 0 } unknown)
            throw new Refused("These forms are not published here.", [.. unknown.Select(f => $"There is no form {f} here.")]);
        var days = asked.DaysAWeek ?? 5;
        if (days is < 0 or > 7)
            throw new Refused("Days a week are 0 to 7.");
        var agent = await Accounts.CreateAgent(database, by, name, language, sites, [.. asked.Forms ?? []], days);
        return await KeyFor(database, by, new(agent, name, language, sites, [], days, 0), origin);
    }

    /// <summary>A further key; those before stay valid.</summary>
    public static async Task<NewKey> KeyFor(Database database, ActorId by, Agent agent, string origin)
    {
        var key = await Accounts.NewSecret(database, by, agent.Id, Access.Key);
        return new(agent.Name, key, $"{origin}{Phones.Calling.Root}/key/{key}");
    }

    /// <summary>Ends every key and password of an agent; returns how many.</summary>
    /// <exception cref="Refused">There is no such agent.</exception>
    public static async Task<int> RevokeAll(Database database, Register register, ActorId by, string name)
    {
        var agent = AgentCalled(register, name);
        var standing = register.Credentials.Where(c => c.Owner == agent.Id && !c.Revoked).ToList();
        foreach (var credential in standing)
            await Accounts.Revoke(database, by, agent.Id, credential.Id);
        return standing.Count;
    }

    /// <exception cref="Refused">There is no such user, or the account is closed.</exception>
    public static User UserCalled(Register register, string name) =>
        register.Users.FirstOrDefault(u => u.Name == name && !u.Disabled) ?? throw new Refused($"There is no user {name}.");

    /// <exception cref="Refused">There is no such agent.</exception>
    public static Agent AgentCalled(Register register, string name) =>
        register.Agents.FirstOrDefault(a => a.Name == name) ?? throw new Refused($"There is no agent {name}.");

    private static string NameOf(string? name) =>
        name?.Trim() is { Length: > 0 and <= 100 } clean && !clean.Any(char.IsControl) ? clean : throw new Refused("A name has 1 to 100 characters.");

    private static string? Long(string? password) =>
        password is null or { Length: >= ShortestPassword } ? password : throw new Refused($"A password has at least {ShortestPassword} characters.");

    private static ImmutableArray<SiteId> Sites(Register register, string[]? codes)
    {
        var unknown = (codes ?? []).Where(c => !register.SiteCodes.ContainsKey(c)).Select(c => $"There is no site with the code {c}.").ToList();
        return unknown.Count > 0 ? throw new Refused("Some sites are not known here.", unknown) : [.. (codes ?? []).Select(c => register.SiteCodes[c])];
    }

    private static IEnumerable<string> Codes(Register register, ImmutableArray<SiteId> sites) =>
        sites.Select(s => register.Sites.TryGetValue(s, out var site) ? site.Code : s.ToString());
}
