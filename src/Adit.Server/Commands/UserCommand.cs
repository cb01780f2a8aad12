using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Commands;

/// <summary><c>adit user</c>: people who sign in, and agents with the keys of their phones.</summary>
internal static class UserCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Whom it is about." };
    private static readonly Option<string[]> Sites = new("--site") { Description = "The code of a site; may be given more than once.", HelpName = "CODE", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> Forms = new("--form") { Description = "The id of a form the agent fills in; may be given more than once. Default: every open form.", HelpName = "FORM", DefaultValueFactory = _ => [] };
    private static readonly Option<string[]> Functions = new("--function") { Description = "What the agent is besides being one: SiteAgent, Supervisor or Verifier; may be given more than once. Forms may be limited to some.", HelpName = "FUNCTION" };
    private static readonly Option<int> Days = new("--days") { Description = "Planned days a week at each site, 0 to 7.", HelpName = "DAYS", DefaultValueFactory = _ => 5 };
    private static readonly Option<string?> Password = new("--password") { Description = "A hyphen (-): read the password from standard input. Default: one is made and shown once." };

    public static Command User() => new("user", "Creates and closes accounts of people who sign in, enrols agents, and hands out and revokes their keys.")
    {
        Add(), List(), Disable(), NewPassword(), Agent(), Assign(), Key(), Revoke(),
    };

    private static Command Add()
    {
        var role = new Option<string>("--role") { Description = "What the person is to the programme.", Required = true }.AcceptOnlyFromAmong([.. Rights.Given.Select(Frames.KeyOf)]);
        var command = new Command("add", "Creates an account. A generated password is shown once.") { Name, role, Sites, Password }.Placed();
        command.SetAction((parse, _) =>
        {
            var asked = new PeopleApi.UserAsked(parse.GetValue(Name), parse.GetValue(role), parse.GetValue(Sites), Given(parse));
            return Where.Do(parse,
                async database => Created(asked, await PeopleApi.AddUser(database, new Registers(database).Current, ActorId.Program, asked)),
                async server => Created(asked, (await server.Ask(HttpMethod.Post, "api/users", JsonContent.Create(asked))).GetProperty("password").GetString()!));
        });
        return command;
    }

    private static int Created(PeopleApi.UserAsked asked, string password)
    {
        Console.WriteLine(asked.Password is null ? $"{asked.Name} signs in with the password {password}\nIt is shown this once." : $"{asked.Name} can sign in.");
        return 0;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists people who sign in and agents, with their sites.").Placed();
        command.SetAction((parse, _) => Where.Do(parse,
            database =>
            {
                var register = new Registers(database).Current;
                Show(register.Users.Select(u => (object)PeopleApi.Line(register, u)), register.Agents.Select(a => (object)PeopleApi.Line(register, a)));
                return Task.FromResult(0);
            },
            async server =>
            {
                Show((await server.Ask(HttpMethod.Get, "api/users")).EnumerateArray().Cast<object>(), (await server.Ask(HttpMethod.Get, "api/agents")).EnumerateArray().Cast<object>());
                return 0;
            }));
        return command;
    }

    private static void Show(IEnumerable<object> users, IEnumerable<object> agents)
    {
        foreach (var user in users.Select(u => JsonSerializer.SerializeToElement(u, JsonSerializerOptions.Web)))
            Console.WriteLine($"{Text(user, "name")}\t{Text(user, "role")}\t{Codes(user)}{(user.GetProperty("disabled").GetBoolean() ? "\tclosed" : "")}");
        foreach (var agent in agents.Select(a => JsonSerializer.SerializeToElement(a, JsonSerializerOptions.Web)))
            Console.WriteLine($"{Text(agent, "name")}\tagent\t{Codes(agent)}\t{agent.GetProperty("keys").GetInt32()} keys");
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static string Codes(JsonElement of) => string.Join(' ', of.GetProperty("sites").EnumerateArray().Select(s => s.GetString()));

    private static Command Disable()
    {
        var command = new Command("disable", "Closes an account at once: passwords and sessions of it open nothing any more. What the person did stays.") { Name }.Placed();
        command.SetAction(async (parse, _) =>
        {
            var name = parse.GetRequiredValue(Name);
            await Where.Do(parse,
                async database =>
                {
                    await PeopleApi.Disable(database, new Registers(database).Current, ActorId.Program, name);
                    return 0;
                },
                async server => (await server.Ask(HttpMethod.Post, $"api/users/{Uri.EscapeDataString(name)}/disable")).ValueKind == JsonValueKind.Undefined ? 0 : 1);
            Console.WriteLine($"{name} can no longer sign in.");
            return 0;
        });
        return command;
    }

    private static Command NewPassword()
    {
        var command = new Command("password", "Gives somebody a new password and ends all their sessions. A generated one is shown once.") { Name, Password }.Placed();
        command.SetAction((parse, _) =>
        {
            var asked = new PeopleApi.UserAsked(parse.GetValue(Name), null, null, Given(parse));
            return Where.Do(parse,
                async database => Created(asked, await PeopleApi.NewPassword(database, new Registers(database).Current, ActorId.Program, asked.Name!, asked.Password)),
                async server => Created(asked, (await server.Ask(HttpMethod.Post, $"api/users/{Uri.EscapeDataString(asked.Name!)}/password", JsonContent.Create(new { asked.Password }))).GetProperty("password").GetString()!));
        });
        return command;
    }

    private static Command Assign()
    {
        var command = new Command("assign", "Says where, with which forms and how often an agent works from now on; it replaces what was said before.") { Name, Sites, Forms, Functions, Days }.Placed();
        command.SetAction(async (parse, _) =>
        {
            var name = parse.GetRequiredValue(Name);
            var asked = new PeopleApi.AssignmentAsked(parse.GetValue(Sites), parse.GetValue(Forms), parse.GetValue(Days), parse.GetValue(Functions) is { Length: > 0 } functions ? functions : null);
            await Where.Do(parse,
                async database =>
                {
                    await PeopleApi.Assign(database, new Registers(database).Current, ActorId.Program, name, asked);
                    return 0;
                },
                async server =>
                {
                    await server.Ask(HttpMethod.Put, $"api/agents/{Uri.EscapeDataString(name)}/assignment", JsonContent.Create(asked));
                    return 0;
                });
            Console.WriteLine($"{name} works at {string.Join(' ', asked.Sites!)} from now on.");
            return 0;
        });
        return command;
    }

    private static Command Agent()
    {
        var language = new Option<string>("--language") { Description = "The language the agent is answered in.", DefaultValueFactory = _ => "fr" }.AcceptOnlyFromAmong("en", "fr", "sw", "zh");
        var command = new Command("agent", "Enrols a monitoring agent at one or more sites. The phone's key and address are shown once.") { Name, Sites, language, Forms, Functions, Days, ServeCommand.PublicUrl }.Placed();
        command.SetAction((parse, _) =>
        {
            var asked = new PeopleApi.AgentAsked(parse.GetValue(Name), parse.GetValue(language), parse.GetValue(Sites), parse.GetValue(Forms), parse.GetValue(Days), parse.GetValue(Functions) is { Length: > 0 } functions ? functions : null);
            return Where.Do(parse,
                async database => Handed(await PeopleApi.AddAgent(database, new Registers(database).Current, ActorId.Program, asked, ServeCommand.SettingsOf(parse).PublicOrigin)),
                async server => Handed(await server.Ask(HttpMethod.Post, "api/agents", JsonContent.Create(asked))));
        });
        return command;
    }

    private static Command Key()
    {
        var command = new Command("key", "Makes a further key for an agent's phone; the keys before stay valid. It is shown once.") { Name, ServeCommand.PublicUrl }.Placed();
        command.SetAction((parse, _) =>
        {
            var name = parse.GetRequiredValue(Name);
            return Where.Do(parse,
                async database => Handed(await PeopleApi.KeyFor(database, ActorId.Program, PeopleApi.AgentCalled(new Registers(database).Current, name), ServeCommand.SettingsOf(parse).PublicOrigin)),
                async server => Handed(await server.Ask(HttpMethod.Post, $"api/agents/{Uri.EscapeDataString(name)}/keys")));
        });
        return command;
    }

    private static int Handed(JsonElement key) => Handed(key.Deserialize<PeopleApi.NewKey>(JsonSerializerOptions.Web)!);

    private static int Handed(PeopleApi.NewKey key)
    {
        Console.WriteLine($"{key.Name}\nkey: {key.Key}\naddress for the phone: {key.OpenRosaUrl}\nThey are shown this once.");
        return 0;
    }

    private static Command Revoke()
    {
        var command = new Command("revoke", "Ends every key and password of an agent at once, everywhere. What the agent sent stays.") { Name }.Placed();
        command.SetAction((parse, _) =>
        {
            var name = parse.GetRequiredValue(Name);
            return Where.Do(parse,
                async database => Revoked(name, await PeopleApi.RevokeAll(database, new Registers(database).Current, ActorId.Program, name)),
                async server => Revoked(name, (await server.Ask(HttpMethod.Post, $"api/agents/{Uri.EscapeDataString(name)}/revoke")).GetProperty("revoked").GetInt32()));
        });
        return command;
    }

    private static int Revoked(string name, int keys)
    {
        Console.WriteLine($"{name}: {keys} revoked.");
        return 0;
    }

    private static string? Given(ParseResult parse) => parse.GetValue(Password) switch
    {
        null => null,
        "-" => Console.ReadLine() ?? throw new Misuse("No password came on standard input."),
        _ => throw new Misuse("A password on the command line is seen by everybody on the machine. Give --password - and send it on standard input."),
    };
}
