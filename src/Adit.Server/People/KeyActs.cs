using System.Collections.Concurrent;
using System.ComponentModel;
using Adit.Partners;
using Adit.Plans;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>A key for a program as somebody asks for it.</summary>
internal sealed record KeyAsked(
    [property: Description("The code of the organisation whose agreement it opens; null where it is for a user of the programme.")] string? Organisation, [property: Description("The name of the user of the programme for whom it reads; null where it is an organisation's.")] string? User,
    string? Name, [property: Description("sites, reports, credentials, feeds, webhooks; of an organisation also decisions and decide, of a user records and exports.")] IReadOnlyList<string>? Scopes,
    [property: Description("The last day (UTC) on which it opens anything, within a year.")] DateOnly? Until);

/// <summary>Makes, revokes and recognises keys for programs. A key is its own actor: what it reads stands under its name, and an organisation's belongs to it as its users do.</summary>
internal sealed class KeyActs(Database database, Registers registers)
{
    private const string Prefix = "adit_";

    private readonly ConcurrentDictionary<Guid, DateOnly> _used = [];

    private DateOnly Today => DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime);

    /// <summary>Whether a token has the form of a key for a program.</summary>
    public static bool IsKey(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Makes a key; its value is returned this once, and kept as a hash.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<(ProgramKeyMade Key, string Value)> Make(CurrentPerson person, KeyAsked asked)
    {
        var (register, value) = (registers.Current, Prefix + Access.NewSecret());
        var organisation = asked.Organisation is { Length: > 0 } code ? register.Agreed.Find(code) ?? throw Refused.Of("refuse.key-organisation") : null;
        var user = asked.User is { Length: > 0 } name ? PeopleApi.UserCalled(register, name) : null;
        if ((organisation is null) == (user is null))
            throw Refused.Of("refuse.key-whose");
        if (organisation is not null && Giving.RoleOf(organisation.Kind) is null)
            throw Refused.Of("refuse.key-kind");
        if (user is not null && !user.Role.OfTheProgramme())
            throw Refused.Of("refuse.key-user");
        var key = new ProgramKeyMade(
            Guid.CreateVersion7(database.Clock.GetUtcNow()), asked.Name?.Trim() ?? "", organisation?.Organisation, user?.Id, [.. (asked.Scopes ?? []).Select(s => PlanActs.Read<KeyScope>(s.Trim(), "refuse.key-scope-none")).Distinct().Order()],
            asked.Until ?? throw Refused.Of("refuse.key-until", ("n", ProgramKeys.MostDays)));
        return database.Write(writing =>
        {
            TakingActs.Record(writing, person.Actor, ProgramKeys.Make(key, Today), "refuse.key");
            writing.Keys.KeepSecret(new(key.Key, new(key.Key), Access.Program, Access.HashOf(value)));
            return (key, value);
        });
    }

    /// <summary>Ends a key at once, everywhere; false where there is no such key.</summary>
    public Task<bool> Revoke(CurrentPerson person, Guid key) => database.Write(writing =>
    {
        if (ProgramKeysTable.All(writing.Db.Db).FirstOrDefault(k => k.Made.Key == key) is not { } found)
            return false;
        if (!found.Revoked)
            writing.Record(person.Actor, new ProgramKeyRevoked(key));
        return true;
    });

    /// <summary>Whom a key stands for today, with the sites that they see; null where it opens nothing: it is none, was revoked, its last day is over, or its user's account was closed.</summary>
    public (User User, ProgramKeyMade Key)? Holder(string token)
    {
        database.Read(db =>
        {
            database.Level(db);
            return true;
        });
        var register = registers.Current;
        return register.Secrets.TryGetValue(Access.HashOf(token), out var secret) && secret.Kind == Access.Program && register.Keys.TryGetValue(secret.Credential, out var key) && key is { Revoked: false, Made: var made } && Today <= made.Until
            && Of(register, made, database.Now) is { } user ? (user, made) : null;
    }

    /// <summary>Notes that a key was used today, the first time that it is.</summary>
    public async Task Use(ProgramKeyMade key)
    {
        var today = Today;
        if (_used.TryGetValue(key.Key, out var day) && day >= today)
            return;
        await database.Write(writing =>
        {
            ProgramKeysTable.Use(writing.Db, key.Key, today);
            return true;
        });
        _used[key.Key] = today;
    }

    // An organisation's key sees what its agreements give, as its users do; a user's key what the user does.
    private static User? Of(Register register, ProgramKeyMade key, Instant now)
    {
        var actor = new ActorId(key.Key);
        if (key.Organisation is { } organisation)
            return register.Agreed.Find(organisation) is { } found && Giving.RoleOf(found.Kind) is { } role ? Reach.Of(register, new User(actor, key.Name, role, [], false), now) : null;
        return register.UsersById.TryGetValue(key.User!.Value, out var user) && !user.Disabled && user.Role.OfTheProgramme() ? user with { Id = actor, Name = key.Name } : null;
    }
}
