using System.ComponentModel;
using Adit.Alerts;
using Adit.Partners;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Hooks;

/// <summary>A webhook as somebody asks for it.</summary>
internal sealed record HookAsked(
    string? Name, [property: Description("An https address.")] string? Url, [property: Description("The code of the organisation that is told what its agreement gives; null for the programme's own, which is told everything. It stays as it is.")] string? Organisation,
    [property: Description("Whether it is told all that happened before, too. It stays as it is.")] bool Past = false);

/// <summary>Sets webhooks, and sends one back to an earlier point.</summary>
internal sealed class HookActs(Database database, Registers registers, HooksJob job)
{
    /// <summary>The webhooks that somebody sees: the lead all, others those of their organisation.</summary>
    public static IEnumerable<Hook> Seen(System.Data.Common.DbConnection db, Register register, CurrentPerson person) =>
        HooksTable.All(db).Where(h => person.May(Right.KeepAlerts) || (h.Set.Organisation is { } organisation && register.Agreed.Of(person.User)?.Organisation == organisation));

    /// <summary>Sets a webhook, a new one where none is named; <c>New</c> where its secret is a new one.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<(HookSet Set, bool New)> Set(CurrentPerson person, Guid? hook, HookAsked asked)
    {
        var organisation = asked.Organisation is { Length: > 0 } code ? registers.Current.Agreed.Find(code) ?? throw Refused.Of("refuse.key-organisation") : null;
        return database.Write(writing =>
        {
            var all = HooksTable.All(writing.Db.Db);
            var before = hook is { } id ? all.FirstOrDefault(h => h.Set.Hook == id)?.Set ?? throw Refused.Of("refuse.hook-gone") : null;
            var (name, url) = (asked.Name?.Trim() ?? "", asked.Url?.Trim() ?? "");
            var set = before is null ? new HookSet(Guid.CreateVersion7(database.Clock.GetUtcNow()), name, organisation?.Organisation, url, 0, asked.Past) : before with { Name = name, Url = url };
            // Another address has another secret: whoever is behind the first is not to sign for the second.
            var moved = before is not null && Webhooks.IsAddress(url) && new Uri(before.Url).Authority != new Uri(url).Authority;
            set = moved ? set with { Key = set.Key + 1 } : set;
            TakingActs.Record(writing, person.Actor, HookRules.Set(set, before, Webhooks.IsAddress, all.Count), "refuse.hook");
            return (set, before is null || moved);
        });
    }

    /// <summary>Replaces the secret that calls are signed with; null where there is no such webhook.</summary>
    public Task<HookSet?> Renew(CurrentPerson person, Guid hook) => database.Write(writing =>
    {
        if (HooksTable.Find(writing.Db.Db, hook) is not { Set: var known })
            return null;
        var set = known with { Key = known.Key + 1 };
        writing.Record(person.Actor, set);
        return set;
    });

    /// <summary>Tells a webhook nothing any more, and forgets its log; false where there is none.</summary>
    public Task<bool> Remove(CurrentPerson person, Guid hook) => database.Write(writing =>
    {
        if (HooksTable.Find(writing.Db.Db, hook) is null)
            return false;
        writing.Record(person.Actor, new HookRemoved(hook));
        HooksTable.Forget(writing.Db, hook);
        return true;
    });

    /// <summary>Sends all events from a number on again, at once; a number that is next tries what waits. False where there is no such webhook that somebody sees.</summary>
    /// <exception cref="Refused">There is no such number.</exception>
    public async Task<bool> Replay(CurrentPerson person, Guid hook, long? from)
    {
        var done = await database.Write(writing =>
        {
            if (Seen(writing.Db.Db, registers.Current, person).FirstOrDefault(h => h.Set.Hook == hook) is not { } found)
                return false;
            var queue = HooksTable.Queue(writing.Db.Db, found);
            if (from is not { } number || number < 1 || number > queue.Told + 1)
                throw Refused.Of("refuse.hook-from", ("last", queue.Told + 1));
            HooksTable.Keep(writing.Db, hook, queue with { Told = number - 1, Tries = 0, Due = new(0) });
            return true;
        });
        job.Wake();
        return done;
    }
}
