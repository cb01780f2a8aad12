using System.Collections.Immutable;
using Adit.Storage;

namespace Adit.People;

/// <summary>Creates users and agents and hands out their secrets; each secret is returned once and kept as a hash.</summary>
internal static class Accounts
{
    /// <summary>A user with a password, a generated one where none is given. Returns the password.</summary>
    /// <exception cref="NameTakenException">Another user signs in by that name.</exception>
    public static async Task<string> CreateUser(Database database, ActorId by, string name, Role role, ImmutableArray<SiteId> sites, string? password)
    {
        var secret = password ?? Access.NewSecret();
        var hash = Access.HashOfPassword(secret);
        await database.Write(writing =>
        {
            if (PeopleTable.Users(writing.Db.Db).Any(u => !u.Disabled && u.Name == name))
                throw new NameTakenException(name);
            var (user, credential) = (new ActorId(Guid.CreateVersion7()), Guid.CreateVersion7());
            writing.Record(by, new UserCreated(user, name, role, sites));
            writing.Record(by, new CredentialSet(user, Access.Password, credential));
            writing.Keys.KeepSecret(new(credential, user, Access.Password, hash));
            return user;
        });
        return secret;
    }

    /// <summary>Replaces a user's password; the old one ends.</summary>
    public static Task SetPassword(Database database, ActorId by, ActorId user, string password)
    {
        var hash = Access.HashOfPassword(password);
        return database.Write(writing =>
        {
            RevokeAll(writing, by, user);
            var credential = Guid.CreateVersion7();
            writing.Record(by, new CredentialSet(user, Access.Password, credential));
            writing.Keys.KeepSecret(new(credential, user, Access.Password, hash));
            return true;
        });
    }

    /// <summary>Closes a user's account: nothing of it opens anything from now on.</summary>
    public static Task Disable(Database database, ActorId by, ActorId user) => database.Write(writing =>
    {
        RevokeAll(writing, by, user);
        writing.Record(by, new UserDisabled(user));
        return true;
    });

    private static void RevokeAll(Writing writing, ActorId by, ActorId user)
    {
        foreach (var old in PeopleTable.Credentials(writing.Db.Db).Where(c => c.Owner == user && !c.Revoked))
            writing.Record(by, new CredentialRevoked(user, old.Id));
        SessionsTable.EndAll(writing.Db.Db, user);
    }

    /// <summary>An agent who works at some sites; has no key yet.</summary>
    public static Task<ActorId> CreateAgent(Database database, ActorId by, string name, string language, ImmutableArray<SiteId> sites, ImmutableArray<string> forms, int daysAWeek, ImmutableArray<AgentFunction>? functions = null) =>
        database.Write(writing =>
        {
            if (PeopleTable.Agents(writing.Db.Db).Any(a => a.Name == name))
                throw new NameTakenException(name);
            var agent = new ActorId(Guid.CreateVersion7());
            writing.Record(by, new AgentCreated(agent, name, language));
            writing.Record(by, new AgentAssigned(agent, sites, forms, daysAWeek, functions is { IsEmpty: false } ? functions : null));
            return agent;
        });

    /// <summary>A new key for an agent's phone, or a password for clients that ask for one (<paramref name="kind"/>); the others stay valid.</summary>
    public static async Task<string> NewSecret(Database database, ActorId by, ActorId agent, string kind)
    {
        var secret = Access.NewSecret();
        await database.Write(writing =>
        {
            var credential = Guid.CreateVersion7();
            writing.Record(by, new CredentialSet(agent, kind, credential));
            writing.Keys.KeepSecret(new(credential, agent, kind, Access.HashOf(secret)));
            return true;
        });
        return secret;
    }

    /// <summary>Ends a credential at once, everywhere.</summary>
    public static Task Revoke(Database database, ActorId by, ActorId owner, Guid credential) =>
        database.Write(writing => writing.Record(by, new CredentialRevoked(owner, credential)));
}

/// <summary>Somebody else has the name already.</summary>
internal sealed class NameTakenException(string name) : Exception($"There is already somebody called {name}.")
{
    public string Name => name;
}
