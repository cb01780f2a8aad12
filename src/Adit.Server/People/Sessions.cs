using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Adit.Partners;
using Adit.Storage;

namespace Adit.People;

/// <summary>What trying to sign in came to: a token, or how long to wait before the next try (zero: none).</summary>
internal sealed record SignInTry(string? Token, User? User, TimeSpan Wait);

/// <summary>Signs people in and out. A token is 32 random bytes; only its hash is kept.</summary>
internal sealed class Sessions(Database database, Registers registers) : IDisposable
{
    /// <summary>How long a session lasts, used or not: one day's work.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    // Somebody who guesses at an unknown name must wait as long as at a known one.
    private static readonly string Nobody = Access.HashOfPassword("nobody");

    private readonly Throttle _names = new(5, TimeSpan.FromMinutes(1)), _addresses = new(30, TimeSpan.FromMinutes(15));
    private readonly SemaphoreSlim _stretching = new(2);

    /// <summary>Begins a session where name and password belong together. Failures slow down the name and the address they come from.</summary>
    public async Task<SignInTry> SignIn(string name, string password, string address)
    {
        var now = database.Now.ToDateTimeOffset();
        var wait = TimeSpan.FromTicks(Math.Max(_names.Wait(name, now).Ticks, _addresses.Wait(address, now).Ticks));
        if (wait > TimeSpan.Zero)
            return new(null, null, wait);
        var user = registers.Current.Users.FirstOrDefault(u => !u.Disabled && u.Name == name);
        if (!await IsPassword(user, password))
        {
            _names.Failed(name, now);
            _addresses.Failed(address, now);
            return new(null, null, _names.Wait(name, now));
        }
        _names.Forget(name);
        return new(await Begin(user!), user, TimeSpan.Zero);
    }

    /// <summary>Who holds a token, with the sites that they see today; null where it is none, has ended, or the account was closed.</summary>
    public User? Holder(string token) =>
        Hash(token) is { } hash && database.Read(db => Find(db, hash)) is { } id && registers.Current is var register
        && register.UsersById.TryGetValue(id, out var user) && !user.Disabled ? Reach.Of(register, user, database.Now) : null;

    public Task End(string token) => Hash(token) is not { } hash ? Task.CompletedTask : database.Write(writing =>
    {
        SessionsTable.End(writing.Db.Db, hash);
        return true;
    });

    /// <summary>
    /// What every form of this session must carry, so that no other site can send one in its name. It reads differently each time: answers are
    /// compressed, and a secret that stays the same could be guessed from their lengths (BREACH).
    /// </summary>
    public string FormToken(string token)
    {
        Span<byte> masked = stackalloc byte[64];
        RandomNumberGenerator.Fill(masked[..32]);
        Mask(FormSecret(token), masked[..32], masked[32..]);
        return Base64Url.EncodeToString(masked);
    }

    /// <summary>Whether a form carried the token of this session.</summary>
    public bool IsFormToken(string sent, string token)
    {
        Span<byte> masked = stackalloc byte[64], secret = stackalloc byte[32];
        if (sent.Length != 86 || !Base64Url.TryDecodeFromChars(sent, masked, out var length) || length != 64)
            return false;
        Mask(masked[32..], masked[..32], secret);
        return CryptographicOperations.FixedTimeEquals(secret, FormSecret(token));
    }

    private ActorId? Find(DbConnection db, byte[] hash)
    {
        database.Level(db);
        return SessionsTable.Find(db, hash, database.Now);
    }

    private byte[] FormSecret(string token) => HMACSHA256.HashData(database.Keys.FormKey, Encoding.UTF8.GetBytes(token));

    private static void Mask(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mask, Span<byte> to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = (byte)(bytes[i] ^ mask[i]);
    }

    public void Dispose() => _stretching.Dispose();

    private async Task<bool> IsPassword(User? user, string password)
    {
        var kept = user is null ? null : registers.Current.Secrets.Values.FirstOrDefault(s => s.Owner == user.Id && s.Kind == Access.Password)?.Hash;
        // A stretch takes 19 MiB: two at a time, so that a flood of tries does not take the memory of the phones' uploads.
        await _stretching.WaitAsync();
        try
        {
            return await Task.Run(() => Access.IsPassword(password, kept ?? Nobody)) && kept is not null;
        }
        finally
        {
            _stretching.Release();
        }
    }

    private async Task<string> Begin(User user)
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        await database.Write(writing =>
        {
            var now = writing.Now;
            SessionsTable.Begin(writing.Db.Db, SHA256.HashData(bytes), user.Id, now, Instant.From(now.ToDateTimeOffset() + Length));
            if (user.Role.OfTheProgramme() || user.Role == Role.CaseWorker)
                writing.Record(user.Id, new SignedIn(user.Id));
            return true;
        });
        return Base64Url.EncodeToString(bytes);
    }

    private static byte[]? Hash(string token)
    {
        var bytes = new byte[64];
        return token.Length == 43 && Base64Url.TryDecodeFromChars(token, bytes, out var length) && length == 32 ? SHA256.HashData(bytes.AsSpan(0, 32)) : null;
    }
}

/// <summary>Makes whoever fails often wait, twice as long each time. Kept in memory: it slows guessing and is no record.</summary>
internal sealed class Throttle(int free, TimeSpan longest)
{
    private readonly ConcurrentDictionary<string, (int Failures, DateTimeOffset Last)> _failed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long until the next try is listened to.</summary>
    public TimeSpan Wait(string who, DateTimeOffset now)
    {
        if (!_failed.TryGetValue(who, out var known) || known.Failures < free)
            return TimeSpan.Zero;
        var pause = TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Pow(2, known.Failures - free + 1)));
        var left = known.Last + pause - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Failed(string who, DateTimeOffset now)
    {
        if (_failed.Count > 10_000)
            foreach (var (old, _) in _failed.Where(f => f.Value.Last < now - longest))
                _failed.TryRemove(old, out _);
        _failed.AddOrUpdate(who, (1, now), (_, before) => (Math.Min(before.Failures + 1, 60), now));
    }

    public void Forget(string who) => _failed.TryRemove(who, out _);
}
