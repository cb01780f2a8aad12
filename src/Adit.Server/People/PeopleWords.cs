using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>People in the words of the pages.</summary>
internal static class PeopleWords
{
    /// <summary>An agent's code, a user's name, the name of a key for a program, or that the program did it by rule.</summary>
    public static string Name(Register register, ActorId actor, Words words) =>
        register.AgentsById.TryGetValue(actor, out var agent) ? agent.Name
        : register.UsersById.TryGetValue(actor, out var user) ? user.Name
        : register.Keys.TryGetValue(actor.Value, out var key) ? words.Say("key.actor", ("name", key.Made.Name))
        : words["actor.program"];

    /// <summary>A function of an agent, to tick or to read.</summary>
    public static OptionView Option(AgentFunction function, Words words) => new(function.ToString(), words["agent.function." + function]);

    /// <summary>The sign that a key is told from others by; it says nothing of its value, which is not kept.</summary>
    public static string Hint(Guid credential) => credential.ToString("N")[^4..];
}
