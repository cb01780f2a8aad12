using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Adit.Storage;

namespace Adit.Phones;

/// <summary>Notes that a phone with another app was heard of: at most once in ten minutes for each, beside its request, which never waits for it or fails by it.</summary>
internal sealed class Heard(Database database, ILogger<Heard> log)
{
    private const long Every = 10 * 60 * 1_000_000L;
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(Guid Credential, string Device), long> _noted = [];

    /// <param name="device">As the phone calls itself; null where it does not.</param>
    public void Note(Caller caller, string? device)
    {
        var (key, at) = ((caller.Credential, device is null ? "" : Veiled(device)), database.Now.Micros / Every * Every);
        if (_noted.TryGetValue(key, out var last) && last == at)
            return;
        if (_noted.Count > Most)
            _noted.Clear();
        _noted[key] = at;
        _ = Keep(new(caller.Agent.Id, caller.Credential, key.Item2, new(at)));
    }

    // What a phone calls itself stands in protected records too: here it is only told from the agent's other phones.
    private string Veiled(string device) => Convert.ToHexStringLower(HMACSHA256.HashData(database.Keys.AliasKey, Encoding.UTF8.GetBytes("device\0" + device)).AsSpan(0, 4));

    private async Task Keep(PhoneCall call)
    {
        try
        {
            await database.Write(writing =>
            {
                CallsTable.Keep(writing.Db.Db, call);
                return true;
            });
        }
        catch (Exception failure)
        {
            // The next one is noted again.
            _noted.TryRemove((call.Credential, call.Device), out _);
            log.LogWarning("That a phone was heard of could not be noted: {Kind}", failure.GetType().Name);
        }
    }
}
